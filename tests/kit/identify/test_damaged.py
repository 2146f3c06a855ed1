"""Whatever names and shapes a stranger's file has, identification answers or refuses; it never breaks."""

import contextlib
import random

import pytest

from safelight.kit.errors import SafelightError
from safelight.kit.identify import identify_header
from safelight.kit.safetensors_header import Header, TensorInfo
from tests.kit.identify import golden

SHAPES: tuple[tuple[int, ...], ...] = ((), (0,), (1,), (3,), (4, 0), (2, 3), (1, 2, 3), (0, 0, 0, 0), (9, 9, 9, 9, 9))


def damaged(header: Header, dice: random.Random) -> Header:
    """The same with tensors lost, of other shapes, and under other names."""
    keys = list(header.tensors)
    kept = dice.sample(keys, dice.randint(1, len(keys))) if dice.random() < 0.5 else keys
    tensors: dict[str, TensorInfo] = {}
    for key in kept:
        info, roll = header.tensors[key], dice.random()
        if roll < 0.3:
            info = TensorInfo(dice.choice(("F32", "I64", "F8_E4M3", "F4")), dice.choice(SHAPES), 0, 0)
        parts = key.split(".")
        renamed = 0.3 <= roll < 0.4
        tensors[".".join(dice.choice(("x", "0", "-1", "²", part)) for part in parts) if renamed else key] = info
    return Header(tensors, dice.choice(({}, {"modelspec.prediction_type": "?", "lora_adapter_metadata": "{"})))


@pytest.mark.parametrize("name", [name for name in golden.names() if not name.startswith("sdxl-")])
def test_a_damaged_list_is_answered_or_refused(name: str) -> None:
    dice, header = random.Random(name), golden.header(name)
    for _ in range(20):
        with contextlib.suppress(SafelightError):
            assert identify_header(damaged(header, dice)).kind
