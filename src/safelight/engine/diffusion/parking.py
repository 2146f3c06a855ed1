"""A pipeline whose network stops and waits: its own code runs in a greenlet up to each call, which another answers.

A greenlet, not a thread: a switch takes 1.5 us instead of 10 to 30, and torch keeps one pool of threads, one stream
and one set of handles. Switches happen at parked calls alone, so what a pipeline does between two of them is undivided.
"""

import copy
from collections import OrderedDict
from collections.abc import Callable
from functools import cache, partial
from typing import Any

import diffusers
import torch
from greenlet import greenlet
from torch import nn

from safelight.engine.diffusion.calls import Call
from safelight.specs.load_rules import is_denoiser

_HOOKS = (
    "_forward_hooks", "_forward_pre_hooks", "_forward_hooks_with_kwargs", "_forward_pre_hooks_with_kwargs",
    "_forward_hooks_always_called", "_backward_hooks", "_backward_pre_hooks",
)  # fmt: skip
_DEVICE = "safelight_device"
UNHEARD = frozenset({"generator"})
"""Arguments of AutoencoderKL.decode that it takes and never reads."""


class Parked:
    """Work that runs until it calls what is parked. `call` is then what it asks for; None once it has ended."""

    def __init__(self, work: Callable[["Parked"], None]) -> None:
        self._greenlet = greenlet(partial(work, self))
        self.call: Call | None = None

    @property
    def has_ended(self) -> bool:
        """Whether it came to its end, or raised."""
        return bool(self._greenlet.dead)

    def go_on(self, answer: Any = None) -> None:
        """Run up to the next call, with the answer to the last one. Raises what the work raises."""
        self.call = self._greenlet.switch(answer) if self._greenlet else self._greenlet.switch()

    def throw(self, error: BaseException) -> None:
        """The same, with an error in the place of an answer."""
        self.call = self._greenlet.throw(error)

    def ask(self, call: Call) -> Any:
        """Of the work itself: wait for the answer."""
        return self._greenlet.parent.switch(call)


def stand_in(pipeline: Any, parked: Parked, read: Callable[[Any], Any]) -> Any:
    """A copy of a pipeline, all weights shared, whose denoiser and VAE decoder park.

    `read(encoder)` gives what text encoders are called by. Nothing of the pipeline itself is changed, now or later.
    """
    twin = copy.copy(pipeline)
    for name, part in vars(pipeline).items():  # `components` looks at signatures first
        if not isinstance(part, nn.Module):
            continue
        if is_denoiser(name):
            twin.__class__ = _placed(pipeline.__class__)
            twin.__dict__[_DEVICE] = next(part.parameters()).device
            twin.__dict__[name] = _twin(part, forward=partial(_park, parked, part, "__call__"))
        elif name.startswith("text_encoder"):
            twin.__dict__[name] = _twin(part, forward=read(part))
        elif name == "vae" and _decodes_together(part):
            twin.__dict__[name] = _twin(part, decode=partial(_park, parked, part, "decode"))
    return twin


@cache
def _placed(kind: Any) -> Any:
    """The same class, whose pipelines are told where they compute.

    To find out they look for hooks in each module of each part, which takes as long as a quarter of a small step; what
    parts that move would answer otherwise is drawn by the pipeline itself (Hub).
    """
    about = {"__module__": kind.__module__, "__qualname__": kind.__qualname__, "__doc__": kind.__doc__}
    return type(kind.__name__, (kind,), about | {"_execution_device": property(lambda twin: vars(twin)[_DEVICE])})


def _park(parked: Parked, module: Any, method: str, *args: Any, **kwargs: Any) -> Any:
    return parked.ask(Call(module, method, args, kwargs))


def _twin(module: nn.Module, **methods: Any) -> nn.Module:
    """Of the same class with the same weights, without hooks: those of the module itself run when it is called."""
    twin = copy.copy(module)
    twin.__dict__.update({name: OrderedDict() for name in _HOOKS if name in module.__dict__})
    twin.__dict__.update(methods, _compiled_call_impl=None)
    return twin


def _decodes_together(vae: Any) -> bool:
    """Not where the pipeline casts the whole VAE around its call, nor where tiles already fill the device."""
    is_cast = vae.dtype == torch.float16 and getattr(vae.config, "force_upcast", False)
    return type(vae) is diffusers.AutoencoderKL and not (is_cast or getattr(vae, "use_tiling", False))
