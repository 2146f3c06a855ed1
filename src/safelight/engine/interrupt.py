"""Stopping inside a long call of a network: asked for between its layers, a few times a second."""

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import torch
from torch import nn

EVERY_SECONDS = 0.1


@contextmanager
def interruptible(modules: Iterable[nn.Module], check: Callable[[], None]) -> Iterator[None]:
    """Call `check` now and then while these networks compute; what it raises ends the computing.

    Compiled parts are left alone: a hook would have them compiled anew. They are asked about before and after.
    """
    due = time.monotonic() + EVERY_SECONDS

    def ask(*_: Any) -> None:
        nonlocal due
        if time.monotonic() >= due:
            check()
            due = time.monotonic() + EVERY_SECONDS

    hooks = [part.register_forward_pre_hook(ask) for module in modules for part in _blocks(module)]
    try:
        yield
    finally:
        for hook in hooks:
            hook.remove()


def networks_of(pipeline: Any) -> list[nn.Module]:
    """The networks of a diffusers pipeline."""
    return [part for part in pipeline.components.values() if isinstance(part, nn.Module)]


def _blocks(module: nn.Module) -> Iterator[nn.Module]:
    """The module and all below it that hold others: single layers are over soon."""
    if isinstance(module, torch._dynamo.OptimizedModule) or module._compiled_call_impl is not None:  # noqa: SLF001  torch tells it no other way
        return
    children = list(module.children())
    if children:
        yield module
    for child in children:
        yield from _blocks(child)
