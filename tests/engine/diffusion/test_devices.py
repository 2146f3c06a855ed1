import pytest
import torch

from safelight.engine.diffusion import devices


def test_the_cpu_is_always_there_and_last() -> None:
    cpu = devices.detect()[-1]
    assert cpu.name == "cpu"
    memory = devices.memory_of(cpu.name)
    assert 0 < memory.free <= memory.total == cpu.memory_bytes
    assert devices.best_dtype("cpu") == torch.float32


def test_module_bytes_counts_parameters_and_buffers() -> None:
    assert devices.module_bytes(torch.nn.BatchNorm1d(4)) == 4 * 4 * 4 + 8  # weight, bias, mean, variance; a counter


def test_room_is_made_once_where_the_device_is_full() -> None:
    class Full(torch.nn.Module):
        def to(self, device: torch.device) -> None:
            raise torch.OutOfMemoryError("out of memory")

    made = []
    with pytest.raises(RuntimeError, match="it does not fit"):
        devices.move(
            Full(), torch.device("cpu"), make_room=lambda: made.append("room"), refusal=RuntimeError("it does not fit")
        )
    assert made == ["room"]
