"""Where chance comes from: each draw is named by its place (seed, step, slot), never by what was drawn before.

So a resumed run draws what the undisturbed one would have drawn, and a checkpoint holds no generator state. For code
that draws from the generators of the whole process (a network's dropout, an optimizer's rounding) the same is done
by seeding them at each place.
"""

import hashlib
import random
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import torch


def generator_at(seed: int, *place: object) -> torch.Generator:
    """A CPU generator for one place: the numbers do not depend on the device that trains."""
    return torch.Generator().manual_seed(_number(seed, place))


def seed_everything(seed: int, *place: object) -> None:
    """The generators of Python, numpy and torch, on every device, as they are at this place."""
    number = _number(seed, place)
    random.seed(number)
    np.random.seed(number % 2**32)  # noqa: NPY002  what others may draw from
    torch.manual_seed(number)


@contextmanager
def generators_kept() -> Iterator[None]:
    """Leaves the generators of the process as it found them."""
    python, numpy = random.getstate(), np.random.get_state()  # noqa: NPY002  what others may draw from
    devices = range(torch.cuda.device_count()) if torch.cuda.is_initialized() else ()
    with torch.random.fork_rng(devices=devices):
        try:
            yield
        finally:
            random.setstate(python)
            np.random.set_state(numpy)  # noqa: NPY002  the same


def _number(seed: int, place: tuple[object, ...]) -> int:
    name = "/".join(str(part) for part in (seed, *place))
    digest = hashlib.blake2b(name.encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") >> 1  # 63 bits: seeds are signed
