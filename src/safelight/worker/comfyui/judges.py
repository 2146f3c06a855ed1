"""A workshop on the processor, for the content filter alone. Loads torch."""

from typing import TYPE_CHECKING

import torch

from safelight.engine.diffusion.cache import PipelineCache
from safelight.worker.workshop import Workshop

if TYPE_CHECKING:
    from safelight.worker.comfyui.bench import Bench


def workshop(bench: "Bench") -> Workshop:
    """It shares all but the device."""
    return Workshop(
        db=bench.db,
        storage=bench.storage,
        shelf=bench.shelf,
        files=bench.files,
        pipelines=PipelineCache(1, "cpu", torch.float32),
        device="cpu",
        dtype="float32",
        threads=None,
        cache_dir=bench.cache_dir,
    )
