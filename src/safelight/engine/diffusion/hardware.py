"""What a device is and how it is now: cheap enough for every heartbeat, and silent about what nobody can tell.

Never an error and never a wait: a part that is missing (a driver, a library, a sensor) leaves its fields empty.
"""

import os
import platform
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import psutil
import torch

from safelight.engine.diffusion import devices
from safelight.kit.errors import InvalidInput
from safelight.specs.hardware import WorkerFacts

COMPUTING = ("torch", "diffusers", "transformers", "peft")
"""The packages whose version can change pixels."""


@dataclass(frozen=True)
class Sensors:
    """What changes from one moment to the next; None where nobody knows."""

    temperature_celsius: float | None = None
    utilisation_percent: float | None = None
    power_watts: float | None = None


def facts(device: str, *, memory_limit: int | None = None) -> WorkerFacts:
    """Everything that is known of a device now. Takes about a millisecond; the first call longer."""
    now = _sensors(device)
    return _constant(device).model_copy(
        update={
            "temperature_celsius": now.temperature_celsius,
            "utilisation_percent": now.utilisation_percent,
            "power_watts": now.power_watts,
            "memory_limit_bytes": memory_limit,
            "memory_reserved_bytes": reserved(device),
            "threads": torch.get_num_threads(),
        }
    )


@cache
def versions() -> dict[str, str]:
    """Of the packages that compute; torch tells its build as well, such as 2.13.0+cu130."""
    found = {"torch": str(torch.__version__)}
    for package in COMPUTING:
        with suppress(PackageNotFoundError):
            found.setdefault(package, version(package))
    return found


def device_name(device: str) -> str | None:
    """What computes, as its maker names it: two of one name draw the same."""
    kind = torch.device(device).type
    return torch.cuda.get_device_name(device) if kind == "cuda" else cpu_name()


def limit_memory(device: devices.Device, limit_bytes: int | None) -> int:
    """Hold this process to so many bytes of a device, and give back what it may use in all.

    torch enforces it on CUDA and ROCm; elsewhere the model cache keeps to it.
    Raises InvalidInput for a limit above what there is.
    """
    if limit_bytes is None:
        return device.memory_bytes
    if limit_bytes > device.memory_bytes:
        raise InvalidInput.of(
            "memory limit",
            f"{limit_bytes / 1e9:g} GB",
            f"{device.title} has {device.memory_bytes / 1e9:.1f} GB",
            hint="Choose less, or no limit.",
        )
    if torch.device(device.name).type == "cuda":
        torch.cuda.set_per_process_memory_fraction(limit_bytes / device.memory_bytes, torch.device(device.name))
    return limit_bytes


def reserved(device: str) -> int | None:
    """Bytes that this process holds of a device; of the machine's memory for a CPU."""
    kind = torch.device(device).type
    if kind == "cuda":
        return torch.cuda.memory_reserved(device)
    if kind == "mps":
        return torch.mps.driver_allocated_memory()
    return int(psutil.Process().memory_info().rss)


@cache
def _constant(device: str) -> WorkerFacts:
    kind = torch.device(device).type
    backend = "rocm" if kind == "cuda" and torch.version.hip else kind
    properties = torch.cuda.get_device_properties(device) if kind == "cuda" else None
    return WorkerFacts(
        backend=backend,
        driver=driver(backend),
        runtime={"cuda": torch.version.cuda, "rocm": torch.version.hip}.get(backend),
        torch=versions()["torch"],
        versions=versions(),
        compute_capability=_capability(backend, properties),
        dtypes=_dtypes(device, properties),
        dtype=str(devices.best_dtype(device)).removeprefix("torch."),
        cpu=cpu_name(),
        cpu_cores=usable_cores(),
        machine_memory_bytes=psutil.virtual_memory().total,
    )


def _capability(backend: str, properties: Any) -> str | None:
    if backend == "rocm":
        return str(properties.gcnArchName).partition(":")[0]
    return f"{properties.major}.{properties.minor}" if properties is not None else None


def _dtypes(device: str, properties: Any) -> list[str]:
    """Number types that the device computes in hardware, the widest first."""
    kind = torch.device(device).type
    if kind == "cuda":
        found = ["float32", "float16"]
        if devices.best_dtype(device) == torch.bfloat16:
            found.append("bfloat16")
        # fp8 came with compute capability 8.9, and with gfx942 in ROCm.
        has_fp8 = (
            "gfx94" in properties.gcnArchName or "gfx95" in properties.gcnArchName
            if torch.version.hip
            else (properties.major, properties.minor) >= (8, 9)
        )
        return [*found, "float8"] if has_fp8 else found
    if kind == "mps":
        return ["float32", "float16"]
    return ["float32", "bfloat16"] if cpu_flags() & {"avx512_bf16", "amx_bf16", "bf16"} else ["float32"]


# The machine


def usable_cores() -> int:
    """Cores that this process may use, which a container may have limited."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@cache
def cpu_name(cpuinfo: Path = Path("/proc/cpuinfo")) -> str | None:
    """The processor as its maker names it."""
    if sys.platform == "darwin":
        return _said(["/usr/sbin/sysctl", "-n", "machdep.cpu.brand_string"])
    found = _cpuinfo(cpuinfo)
    return found.get("model name") or found.get("Model") or platform.processor() or platform.machine() or None


@cache
def cpu_flags(cpuinfo: Path = Path("/proc/cpuinfo")) -> frozenset[str]:
    """What the processor can do, by the kernel's names."""
    found = _cpuinfo(cpuinfo)
    return frozenset((found.get("flags") or found.get("Features") or "").split())


def _cpuinfo(path: Path) -> dict[str, str]:
    """The first processor's lines; a Raspberry Pi tells its model at the end."""
    found: dict[str, str] = {}
    with suppress(OSError):
        for line in path.read_text(errors="replace").splitlines():
            name, _, value = line.partition(":")
            found.setdefault(name.strip(), value.strip())
    return found


def driver(
    backend: str,
    *,
    nvidia: Path = Path("/proc/driver/nvidia/version"),
    amd: Path = Path("/sys/module/amdgpu/version"),
) -> str | None:
    """The version of a GPU's driver, as the kernel tells it; macOS's own for an Apple GPU."""
    if backend == "mps":
        return f"macOS {platform.mac_ver()[0]}"
    with suppress(OSError):
        if backend == "cuda":
            words = nvidia.read_text().split()
            return next((word for word in words if word[:1].isdigit() and word.count(".") >= 1), None)
        if backend == "rocm":
            return amd.read_text().strip() or None
    return None


def _said(command: list[str]) -> str | None:
    with suppress(OSError, subprocess.SubprocessError):
        return subprocess.run(command, capture_output=True, text=True, timeout=2, check=True).stdout.strip() or None  # noqa: S603  a fixed command
    return None


# Sensors


def _sensors(device: str) -> Sensors:
    kind = torch.device(device).type
    if kind == "cuda":
        return _reader(device)()
    return cpu_sensors() if kind == "cpu" else Sensors()


@cache
def _reader(device: str) -> Callable[[], Sensors]:
    """How to ask this GPU, found out once."""
    properties = torch.cuda.get_device_properties(device)
    if torch.version.hip:
        card = amd_card(pci_address(properties))
        return (lambda: amd_sensors(card)) if card is not None else Sensors
    return nvidia_reader(str(getattr(properties, "uuid", "")), pci_address(properties)) or Sensors


def pci_address(properties: Any) -> str:
    """Where a GPU is plugged in, as the kernel and NVML name it: 0000:3b:00.0."""
    domain, bus, slot = (getattr(properties, f"pci_{part}_id", 0) for part in ("domain", "bus", "device"))
    return f"{domain:04x}:{bus:02x}:{slot:02x}.0"


def nvidia_reader(uuid: str, address: str, nvml: Any = None) -> Callable[[], Sensors] | None:
    """Ask NVML for one GPU; None without its library or driver."""
    if nvml is None:
        try:
            nvml = import_module("pynvml")  # in the extra `cuda` only
        except ImportError:
            return None
    try:
        nvml.nvmlInit()
        try:
            handle = nvml.nvmlDeviceGetHandleByUUID(uuid if uuid.startswith(("GPU-", "MIG-")) else f"GPU-{uuid}")
        except nvml.NVMLError:
            handle = nvml.nvmlDeviceGetHandleByPciBusId(address)
    except nvml.NVMLError:
        return None

    def asked(what: Callable[[], float]) -> float | None:
        try:
            return what()
        except nvml.NVMLError:  # this GPU has no such sensor, or it is lost
            return None

    def read() -> Sensors:
        return Sensors(
            asked(lambda: float(nvml.nvmlDeviceGetTemperature(handle, nvml.NVML_TEMPERATURE_GPU))),
            asked(lambda: float(nvml.nvmlDeviceGetUtilizationRates(handle).gpu)),
            asked(lambda: nvml.nvmlDeviceGetPowerUsage(handle) / 1000),
        )

    return read


def amd_card(address: str, *, root: Path = Path("/sys/bus/pci/devices")) -> Path | None:
    """The folder in which the kernel tells of a GPU of AMD."""
    card = root / address
    return card if card.is_dir() else None


def amd_sensors(card: Path) -> Sensors:
    """As the kernel's amdgpu driver tells them: milli-degrees, percent, microwatts."""
    inner = next(iter(sorted(card.glob("hwmon/hwmon*"))), card)
    temperature = _number(inner / "temp1_input")
    power = _number(inner / "power1_average")
    power = _number(inner / "power1_input") if power is None else power
    return Sensors(
        None if temperature is None else temperature / 1e3,
        _number(card / "gpu_busy_percent"),
        None if power is None else power / 1e6,
    )


def cpu_sensors() -> Sensors:
    """Temperature of the package, and the load since the last question."""
    return Sensors(temperature_celsius=_cpu_temperature(), utilisation_percent=float(psutil.cpu_percent(None)))


def _cpu_temperature() -> float | None:
    if not hasattr(psutil, "sensors_temperatures"):
        return None
    with suppress(OSError, ValueError):
        found = psutil.sensors_temperatures()
        for chip in ("coretemp", "k10temp", "zenpower", "cpu_thermal", "cpu-thermal"):
            for sensor in found.get(chip, ()):
                return float(sensor.current)
    return None


def _number(path: Path) -> float | None:
    with suppress(OSError, ValueError):
        return float(path.read_text())
    return None
