"""What can go wrong in the training of a classifier that a person can act on.

SafelightError
├── InvalidInput
│   ├── UnusableDataset          no folder, no pictures, one class, an empty class, a class missing; `code` says which
│   └── UnusableModel            no classifier, pickled weights, a size it cannot see; `code` says which
└── SafelightError
    ├── ReaderFailed             a process that reads pictures ended
    ├── Diverged                 the loss is no number any more
    └── BatchTooLarge            the device's memory does not hold a step
"""

from collections.abc import Sequence

from safelight.kit.errors import FieldProblem, InvalidInput, SafelightError, shorten

NAMED = 10
"""So many names are listed in a message; a thousand would hide its point."""


class UnusableDataset(InvalidInput):
    """A folder that nothing can be learnt from, or that could not be judged by. `fields` names root."""

    code = "dataset_unusable"

    @classmethod
    def at(cls, root: object, message: str, *, code: str, hint: str) -> "UnusableDataset":
        """`code`: which of them it is."""
        problem = FieldProblem("root", message, shorten(str(root)))
        return cls(f"root: {message}", hint=hint, code=code, fields=(problem,))


class UnusableModel(InvalidInput):
    """A model that cannot learn these classes from these pictures. `fields` names model_flavour, or image_size."""

    code = "model_unusable"

    @classmethod
    def at(cls, value: object, message: str, *, code: str, hint: str, field: str = "model_flavour") -> "UnusableModel":
        """`code`: which of them it is."""
        problem = FieldProblem(field, message, shorten(value))
        return cls(f"{field}: {message}", hint=hint, code=code, fields=(problem,))


class Diverged(SafelightError):
    """The loss is no finite number, or one so large that nothing can come of it."""

    code = "training_diverged"


class BatchTooLarge(SafelightError):
    """The device's memory does not hold a step of this size."""

    code = "out_of_memory"
    status = 507


class ReaderFailed(SafelightError):
    """A process that reads pictures ended: killed for memory, or by a defect of a decoder."""

    code = "reader_failed"


def listed(names: Sequence[str]) -> str:
    """The names as they are shown in a message, quoted; the rest are counted."""
    shown = ", ".join(f"'{shorten(name, 60)}'" for name in names[:NAMED])
    return shown if len(names) <= NAMED else f"{shown} and {len(names) - NAMED} more"
