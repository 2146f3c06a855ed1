"""Calls of one network, put together into one and taken apart again, whatever the network's arguments are.

A call has rows: the length of its first tensor (`sample`, `hidden_states`). Tensors of as many rows are laid one after
another; single time steps are repeated for each row; all else must be the same in calls that go together.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from hashlib import blake2b
from typing import Any
from weakref import ref

import torch
from torch import Tensor

POSITIONS = frozenset({"img_ids", "txt_ids", "image_ids", "text_ids"})
"""Where tokens stand: one tensor for all rows, though a batch may happen to be as long as it (Flux)."""
NUMBERS = frozenset({"", "timestep", "timesteps", "guidance"})
"""One number for each row, or one for all; the empty name is that of arguments told by place."""


class Apart(Exception):
    """A call that cannot go together with others."""


@dataclass(eq=False)
class Call:
    """One call as a pipeline made it. `kind` is equal for calls that go together, None for one that goes with none."""

    module: Any
    method: str  # of the module: what is called
    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    rows: int = field(init=False, default=1)
    kind: Hashable | None = field(init=False, default=None)

    def measure(self, contents: "Contents", ignored: frozenset[str] = frozenset()) -> None:
        """Find `rows` and `kind`; `ignored` are arguments without influence, such as a generator that is not used."""
        told = (self.args, self.kwargs)
        first = next((part for _, part in _tensors(told, "") if part.ndim), None)
        if first is None:
            return
        self.rows = len(first)
        try:
            marks = tuple(self._mark(told, "", contents, ignored))
        except Apart:
            return
        self.kind = (id(self.module), self.method, *marks)

    @cached_property
    def shape(self) -> Hashable:
        """What tells how long it takes, but for the number of rows."""
        told = (self.args, self.kwargs)
        sizes = (tuple(part.shape[1:]) for _, part in _tensors(told, "") if part.ndim > 1)
        return (id(self.module), self.method, *sizes)

    def _mark(self, told: Any, name: str, contents: "Contents", ignored: frozenset[str]) -> Iterator[Hashable]:
        if name in ignored:
            return
        if isinstance(told, Tensor):
            yield self._tensor(told, name, contents)
        elif isinstance(told, dict):
            yield tuple(sorted(told))
            for key in sorted(told):
                yield from self._mark(told[key], key, contents, ignored)
        elif isinstance(told, list | tuple):
            yield (type(told).__name__, len(told))
            for part in told:
                yield from self._mark(part, name, contents, ignored)
        elif told is None or isinstance(told, bool | int | float | str | torch.dtype | torch.device):
            yield (type(told).__name__, told)
        else:
            raise Apart(name)

    def _tensor(self, told: Tensor, name: str, contents: "Contents") -> Hashable:
        how = role(told, name, self.rows)
        if how == "same":
            return (how, told.dtype, contents.mark(told))
        return (how, told.dtype, told.device, tuple(told.shape[1:]))


def role(told: Tensor, name: str, rows: int) -> str:
    """What a tensor is in a call of so many rows: `numbers`, `rows`, or `same` for all."""
    if name in POSITIONS:
        return "same"
    if name in NUMBERS and (told.ndim == 0 or (told.ndim == 1 and len(told) in {1, rows})):
        return "numbers"
    return "rows" if told.ndim and len(told) == rows else "same"


class Contents:
    """Marks of what tensors hold, found once for each: pipelines tell the same ones at every step. It keeps none."""

    def __init__(self, most: int = 256) -> None:
        self._known: OrderedDict[int, tuple[ref[Tensor], int, bytes]] = OrderedDict()
        self._most = most

    def mark(self, told: Tensor) -> Hashable:
        """Equal for tensors of equal shape and content."""
        version = told._version  # noqa: SLF001  torch counts writes there
        known = self._known.get(id(told))
        if known is None or known[0]() is not told or known[1] != version:
            flat = told.detach().to("cpu").contiguous().flatten().view(torch.uint8)
            known = (ref(told), version, blake2b(flat.numpy().tobytes(), digest_size=16).digest())
            self._known[id(told)] = known
            if len(self._known) > self._most:
                self._known.popitem(last=False)
        return (tuple(told.shape), known[2])


def together(calls: Sequence[Call]) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """The arguments of one call with the rows of all, in their order. They are of one kind."""

    def join(parts: Sequence[Any], name: str) -> Any:
        first = parts[0]
        if isinstance(first, Tensor):
            how = role(first, name, calls[0].rows)
            if how == "same":
                return first
            if how == "numbers":
                parts = [part.expand(call.rows) for part, call in zip(parts, calls, strict=True)]
            return torch.cat(list(parts))
        if isinstance(first, dict):
            return {key: join([part[key] for part in parts], key) for key in first}
        if isinstance(first, list | tuple):
            made = [join(each, name) for each in zip(*parts, strict=True)]
            return made if isinstance(first, list) else tuple(made)
        return first

    args, kwargs = join([(call.args, call.kwargs) for call in calls], "")
    return args, kwargs


def apart(answer: Any, calls: Sequence[Call]) -> list[Any]:
    """The answer of all as each call would have got it: parts of the same memory."""
    whole, answers, start = sum(call.rows for call in calls), [], 0
    for call in calls:
        answers.append(_each(answer, partial(_cut, whole=whole, start=start, rows=call.rows)))
        start += call.rows
    return answers


def _cut(part: Tensor, *, whole: int, start: int, rows: int) -> Tensor:
    if not part.ndim or len(part) != whole:
        raise Apart(f"an answer of {tuple(part.shape)} for {whole} rows")
    return part.narrow(0, start, rows)


def _each(answer: Any, change: Callable[[Tensor], Tensor]) -> Any:
    if isinstance(answer, Tensor):
        return change(answer)
    if isinstance(answer, dict):  # diffusers' BaseOutput is one
        return type(answer)(**{key: _each(part, change) for key, part in answer.items()})
    if type(answer) in {list, tuple}:
        return type(answer)(_each(part, change) for part in answer)
    if answer is None:
        return None
    raise Apart(type(answer).__name__)


def _tensors(told: Any, name: str) -> Iterator[tuple[str, Tensor]]:
    if isinstance(told, Tensor):
        yield name, told
    elif isinstance(told, dict):
        for key, part in told.items():
            yield from _tensors(part, key)
    elif isinstance(told, list | tuple):
        for part in told:
            yield from _tensors(part, name)
