"""What a run runs on: written down with it, and made the same for the same seed."""

import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import metadata
from pathlib import Path
from typing import Any, cast

import torch

import safelight
from safelight.engine.training.randomness import generators_kept
from safelight.specs.classify import Environment, TrainConfig

PACKAGES = (
    "torch", "torchvision", "transformers", "timm", "torchmetrics", "numpy", "pillow", "safetensors", "tensorboard",
)  # fmt: skip


def environment_of(config: TrainConfig, device: torch.device) -> Environment:
    """Of this process."""
    return Environment(
        safelight=safelight.__version__,
        code=_commit(),
        python=sys.version.split()[0],
        platform=platform.platform(),
        packages={name: metadata.version(name) for name in PACKAGES},
        device=str(device),
        device_name=torch.cuda.get_device_name(device) if device.type == "cuda" else platform.processor() or "CPU",
        seed=config.seed,
        deterministic=config.deterministic,
        threads=torch.get_num_threads(),
    )


@contextmanager
def reproducible(config: TrainConfig) -> Iterator[None]:
    """Torch as the config wants it for the same numbers from the same seed; as it was, afterwards."""
    kernels, memory = torch.backends.cudnn, cast("Any", torch.utils.deterministic)  # its one attribute is untyped
    before, filled = (kernels.deterministic, kernels.benchmark), memory.fill_uninitialized_memory
    strict, warns = torch.are_deterministic_algorithms_enabled(), torch.is_deterministic_algorithms_warn_only_enabled()
    if config.deterministic:
        # cuBLAS reads it when it first computes; without it, its sums depend on the stream.
        os.environ.setdefault("CUBLAS_WORKSPACE_CONFIG", ":4096:8")
    with generators_kept():
        try:
            kernels.deterministic, kernels.benchmark = config.deterministic, not config.deterministic
            # Only warned of: a network with such an operation can be trained, and is nearly the same.
            torch.use_deterministic_algorithms(config.deterministic, warn_only=True)
            memory.fill_uninitialized_memory = False
            yield
        finally:
            torch.use_deterministic_algorithms(strict, warn_only=warns)
            memory.fill_uninitialized_memory = filled
            kernels.deterministic, kernels.benchmark = before


def _commit() -> str | None:
    """Of the checkout that this package runs from, "+" after it where files differ; None where it is installed."""
    home, git = Path(safelight.__file__).parent, shutil.which("git")
    if git is None:
        return None

    def ask(*words: str) -> str | None:
        told = subprocess.run([git, "-C", str(home), *words], capture_output=True, text=True, check=False)  # noqa: S603  our words
        return told.stdout.strip() if told.returncode == 0 else None

    if ask("ls-files", "--error-unmatch", "__init__.py") is None:
        return None
    commit = ask("rev-parse", "HEAD")
    return f"{commit}+" if commit and ask("status", "--porcelain", "--", ".") else commit
