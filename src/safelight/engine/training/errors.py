"""What can go wrong in a training that a person can act on.

SafelightError
├── InvalidInput
│   └── UnsupportedBase          the base model's family, or a part of it, is not one we can train
└── SafelightError
    ├── TrainingDiverged         the loss is no number any more
    ├── TrainingOutOfMemory      the device is too small for this batch
    └── TrainingProcessFailed    one of the processes of a training on several devices ended
"""

from collections.abc import Iterator
from contextlib import contextmanager

import torch

from safelight.kit.errors import InvalidInput, SafelightError


class UnsupportedBase(InvalidInput):
    """The base model is of a family, or has a part, that we cannot train."""

    code = "unsupported_base"


class TrainingDiverged(SafelightError):
    """The loss or its gradient is no longer a finite number."""

    code = "training_diverged"

    @classmethod
    def at(cls, step: int, what: str) -> "TrainingDiverged":
        """`what`: the value that is not finite."""
        return cls(
            f"The {what} was no finite number at step {step}.",
            hint="Lower the learning rate, or train with mixed_precision 'bf16' or 'no' instead of 'fp16'. "
            "What it had learnt by its last checkpoint is kept.",
        )


class TrainingProcessFailed(SafelightError):
    """One of several processes ended, so that the others cannot go on."""

    code = "training_process_failed"


class TrainingOutOfMemory(SafelightError):
    """The device's memory does not hold this training."""

    code = "out_of_memory"
    status = 507


@contextmanager
def explained_memory() -> Iterator[None]:
    """Turn the ways torch says "out of memory" into one error that says what to change."""
    try:
        yield
    except (torch.OutOfMemoryError, RuntimeError) as error:
        told = str(error).lower()
        if (
            not isinstance(error, torch.OutOfMemoryError)
            and "out of memory" not in told
            and "allocate memory" not in told
        ):
            raise
        raise TrainingOutOfMemory(
            "The device ran out of memory while training.",
            hint="Lower train_batch_size (raise gradient_accumulation_steps instead), turn gradient_checkpointing on, "
            "or train at a lower resolution.",
        ) from error
