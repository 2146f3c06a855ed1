"""A very small ESRGAN with random weights, in the file layout of the large ones."""

from pathlib import Path

import torch
from safetensors.torch import save_file
from spandrel.architectures.ESRGAN import ESRGAN

REACH = 19  # pixels: first layer, one block of 15, its end, and the layers after enlarging


def save(path: Path, *, scale: int = 2, seed: int = 0) -> Path:
    torch.manual_seed(seed)
    network = ESRGAN(num_filters=8, num_blocks=1, scale=scale)
    state = {name: tensor.clone() for name, tensor in network.state_dict().items()}
    last = [name for name in state if name.endswith(".bias")][-1]
    state[last] = torch.full_like(state[last], 0.5)  # so that little is cut off at black and white
    weights = last.replace("bias", "weight")
    state[weights] *= 20
    path.parent.mkdir(parents=True, exist_ok=True)
    save_file(state, path)
    return path
