"""What is known of a device, and that nothing missing hurts."""

import os
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import psutil
import pytest
import torch

from safelight.engine.diffusion import devices, hardware
from safelight.kit.errors import InvalidInput


def test_a_cpu_tells_of_itself_and_of_its_machine() -> None:
    facts = hardware.facts("cpu")
    assert facts.backend == "cpu"
    assert (facts.driver, facts.runtime, facts.compute_capability, facts.power_watts) == (None, None, None, None)
    assert facts.torch == facts.versions["torch"] == torch.__version__
    assert facts.versions.keys() == {"torch", "diffusers", "transformers", "peft"}
    assert facts.dtypes[0] == facts.dtype == "float32"
    assert facts.cpu
    assert 1 <= (facts.cpu_cores or 0) <= (os.cpu_count() or 0)
    assert facts.machine_memory_bytes == psutil.virtual_memory().total
    assert 0 < (facts.memory_reserved_bytes or 0) < (facts.machine_memory_bytes or 0)
    assert facts.threads == torch.get_num_threads()
    assert facts.memory_limit_bytes is None


def test_what_changes_is_read_anew_and_the_rest_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    hardware.facts("cpu")
    monkeypatch.setattr(hardware, "cpu_name", lambda: pytest.fail("read twice"))
    before = torch.get_num_threads()
    try:
        torch.set_num_threads(before + 1)
        assert hardware.facts("cpu", memory_limit=5).threads == before + 1
    finally:
        torch.set_num_threads(before)
    assert hardware.facts("cpu", memory_limit=5).memory_limit_bytes == 5


def test_processors_by_what_the_kernel_writes(tmp_path: Path) -> None:
    intel = tmp_path / "intel"
    intel.write_text(
        "processor\t: 0\nmodel name\t: Intel(R) Xeon(R) Gold 6448Y\nflags\t\t: fpu avx512_bf16 amx_bf16\n\n"
        "processor\t: 1\nmodel name\t: another\nflags\t\t: fpu\n"
    )
    pi = tmp_path / "pi"
    pi.write_text("processor\t: 0\nFeatures\t: fp asimd\n\nModel\t\t: Raspberry Pi 5 Model B\n")
    assert hardware.cpu_name(intel) == "Intel(R) Xeon(R) Gold 6448Y"
    assert "amx_bf16" in hardware.cpu_flags(intel)
    assert hardware.cpu_name(pi) == "Raspberry Pi 5 Model B"
    assert hardware.cpu_flags(pi) == {"fp", "asimd"}
    assert hardware.cpu_flags(tmp_path / "missing") == frozenset()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("NVRM version: NVIDIA UNIX x86_64 Kernel Module  570.124.06  Wed\nGCC version:  12.2.0", "570.124.06"),
        ("NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  580.65.06  Release Build", "580.65.06"),
        ("", None),
    ],
)  # fmt: skip
def test_the_driver_of_nvidia(tmp_path: Path, text: str, found: str | None) -> None:
    (tmp_path / "version").write_text(text)
    assert hardware.driver("cuda", nvidia=tmp_path / "version") == found
    assert hardware.driver("cuda", nvidia=tmp_path / "none") is None


class Nvml:
    """NVML as nvidia-ml-py shows it; `broken` names the calls that fail."""

    NVML_TEMPERATURE_GPU = 0

    class NVMLError(Exception):
        pass

    def __init__(self, *broken: str) -> None:
        self.broken, self.asked = broken, []

    def __getattr__(self, name: str) -> Callable[..., Any]:
        answers = {
            "nvmlInit": None, "nvmlDeviceGetHandleByUUID": "by uuid", "nvmlDeviceGetHandleByPciBusId": "by address",
            "nvmlDeviceGetTemperature": 61, "nvmlDeviceGetPowerUsage": 301_500,
            "nvmlDeviceGetUtilizationRates": SimpleNamespace(gpu=97, memory=40),
        }  # fmt: skip

        def call(*arguments: object) -> Any:
            self.asked.append((name, arguments))
            if name in self.broken:
                raise self.NVMLError
            return answers[name]

        return call


def test_nvidia_is_asked_by_the_gpus_own_id() -> None:
    nvml = Nvml()
    read = hardware.nvidia_reader("12ab", "0000:3b:00.0", nvml)
    assert read is not None
    assert read() == hardware.Sensors(temperature_celsius=61, utilisation_percent=97, power_watts=301.5)
    assert nvml.asked[1] == ("nvmlDeviceGetHandleByUUID", ("GPU-12ab",))
    assert nvml.asked[2][1][0] == "by uuid"


def test_a_gpu_without_a_sensor_tells_the_rest() -> None:
    nvml = Nvml("nvmlDeviceGetHandleByUUID", "nvmlDeviceGetPowerUsage", "nvmlDeviceGetUtilizationRates")
    read = hardware.nvidia_reader("12ab", "0000:3b:00.0", nvml)
    assert read is not None
    assert read() == hardware.Sensors(temperature_celsius=61)
    assert ("nvmlDeviceGetHandleByPciBusId", ("0000:3b:00.0",)) in nvml.asked


@pytest.mark.parametrize("broken", [("nvmlInit",), ("nvmlDeviceGetHandleByUUID", "nvmlDeviceGetHandleByPciBusId")])
def test_no_nvidia_driver_is_no_error(broken: tuple[str, ...]) -> None:
    assert hardware.nvidia_reader("12ab", "0000:3b:00.0", Nvml(*broken)) is None


def test_amd_by_what_its_driver_writes(tmp_path: Path) -> None:
    address = hardware.pci_address(SimpleNamespace(pci_domain_id=0, pci_bus_id=0xC3, pci_device_id=0))
    assert address == "0000:c3:00.0"
    assert hardware.amd_card(address, root=tmp_path) is None
    card = tmp_path / address
    (card / "hwmon" / "hwmon4").mkdir(parents=True)
    assert hardware.amd_card(address, root=tmp_path) == card
    assert hardware.amd_sensors(card) == hardware.Sensors()
    (card / "gpu_busy_percent").write_text("42\n")
    (card / "hwmon" / "hwmon4" / "temp1_input").write_text("55500\n")
    (card / "hwmon" / "hwmon4" / "power1_input").write_text("120000000\n")
    assert hardware.amd_sensors(card) == hardware.Sensors(55.5, 42, 120)
    (card / "hwmon" / "hwmon4" / "power1_average").write_text("broken\n")
    assert hardware.amd_sensors(card).power_watts == 120


def test_a_limit_is_what_there_is_to_use() -> None:
    cpu = devices.detect()[-1]
    assert hardware.limit_memory(cpu, None) == cpu.memory_bytes
    assert hardware.limit_memory(cpu, 2_000_000_000) == 2_000_000_000
    with pytest.raises(InvalidInput, match=r"memory limit.*CPU has"):
        hardware.limit_memory(cpu, cpu.memory_bytes + 1)


@pytest.mark.gpu
def test_a_gpu_tells_of_itself_and_keeps_to_its_limit() -> None:
    gpu = devices.detect()[0]
    facts = hardware.facts(gpu.name)
    assert facts.backend in {"cuda", "rocm"}
    assert facts.driver
    assert facts.runtime
    assert "float16" in facts.dtypes
    try:
        hardware.limit_memory(gpu, 1_000_000_000)
        with pytest.raises(torch.OutOfMemoryError):
            torch.empty(2_000_000_000, dtype=torch.uint8, device=gpu.name)
    finally:
        torch.cuda.set_per_process_memory_fraction(1.0, torch.device(gpu.name))
