"""Where chance comes from: each draw is named by its place (seed, step, slot), never by what was drawn before.

So a resumed run draws what the undisturbed one would have drawn, and a checkpoint holds no generator state.
"""

import hashlib

import torch


def generator_at(seed: int, *place: object) -> torch.Generator:
    """A CPU generator for one place: the numbers do not depend on the device that trains."""
    name = "/".join(str(part) for part in (seed, *place))
    digest = hashlib.blake2b(name.encode(), digest_size=8).digest()
    return torch.Generator().manual_seed(int.from_bytes(digest, "big") >> 1)  # 63 bits: seeds are signed
