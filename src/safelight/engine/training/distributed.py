"""Several devices for one run: each computes its part of a step's batches, gradients are summed, and all do one update.

Rank 0 is whoever calls: it alone reports, draws samples and keeps checkpoints. The others are child processes, which
end with it however it ends. Each starts from the same seed or checkpoint and adds up the same numbers, so that
their weights never part. Source of the arithmetic: data parallel training, as torch's DistributedDataParallel does it.
"""

import ctypes
import json
import os
import pickle
import select
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, distributed, nn

from safelight.engine.training.data import TrainingPicture
from safelight.engine.training.errors import TrainingProcessFailed
from safelight.kit.errors import InvalidInput, SafelightError
from safelight.kit.logs import get_logger
from safelight.specs.training import TrainSpec

log = get_logger(__name__)

TIMEOUT = timedelta(hours=6)
"""Of one sum: the others wait in it while rank 0 draws samples."""
BUCKET_BYTES = 64 << 20
LOOK_SECONDS = 0.2
BLAME_SECONDS = 5.0
HOST = "127.0.0.1"
_PR_SET_PDEATHSIG = 1


@dataclass(frozen=True)
class Told:
    """All that a rank must know; handed to a child as it starts."""

    base: Path
    pictures: Sequence[TrainingPicture]
    spec: TrainSpec
    work_dir: Path
    device: str
    prompts: Sequence[str]
    """Of the samples: they stand among the captions, and how far those are padded may depend on all of them."""
    threads: int | None = None
    rank: int = 0
    port: int = 0
    ready: int = -1
    """File descriptor that a child writes its first step to, when it is about to learn."""
    parent: int = 0

    @property
    def failure(self) -> Path:
        """Where a child says why it ended."""
        return self.work_dir / f"rank-{self.rank}.json"


@dataclass
class Team:
    """The ranks of a run, as one of them sees them. Alone unless told otherwise."""

    rank: int = 0
    size: int = 1
    blame: Callable[[], SafelightError | None] = field(default=lambda: None)
    """Who ended too early, if anybody."""

    @property
    def is_first(self) -> bool:
        """Whether this rank speaks for all."""
        return self.rank == 0

    def sum_up(self, parameters: Sequence[nn.Parameter], loss: Tensor) -> Tensor:
        """Replace each gradient by the sum over all ranks; returns that of the loss. Raises TrainingProcessFailed."""
        if self.size == 1:
            return loss
        try:
            return _sum_up(parameters, loss)
        except RuntimeError as error:  # torch's, when another rank is gone
            if (found := self.blame()) is not None:
                raise found from error
            raise


def devices_for(device: str, count: int) -> list[str]:
    """`count` devices of a kind, `device` first. Raises InvalidInput where there are fewer."""
    kind = torch.device(device).type
    if kind == "cuda":
        found = [device, *(f"cuda:{i}" for i in range(torch.cuda.device_count()) if f"cuda:{i}" != device)]
    else:
        found = [device] * ((os.cpu_count() or 1) if kind == "cpu" else 1)
    if count > len(found):
        there = {"cuda": "CUDA devices", "cpu": "processor cores"}.get(kind, "devices")
        raise InvalidInput.of(
            "num_processes", count, f"this worker's machine has {len(found)} {there}", hint=f"At most {len(found)}."
        )
    return found[:count]


@contextmanager
def gathered(told: Told, first: int, on_wait: Callable[[], None]) -> Iterator[Team]:
    """Rank 0 with all others, who are about to do step `first` too; when the block ends, so do they.

    `on_wait` is called while they start, and may raise. Raises InvalidInput, TrainingProcessFailed.
    """
    size = told.spec.num_processes
    if size == 1:
        yield Team()
        return
    names, threads = devices_for(told.device, size), torch.get_num_threads()
    store = distributed.TCPStore(HOST, 0, is_master=True, wait_for_workers=False)  # type: ignore[attr-defined]  # it is there
    shared = max(1, threads // size) if told.device == "cpu" else threads
    others = _Others(
        [
            replace(told, rank=rank, device=names[rank], port=store.port, threads=shared, parent=os.getpid())
            for rank in range(1, size)
        ]
    )
    torch.set_num_threads(shared)
    try:
        others.start()
        others.wait_until_ready(first, on_wait)
        with joined(told.device, store, rank=0, size=size):
            threading.Thread(target=others.watch, name="ranks", daemon=True).start()
            yield Team(0, size, others.blame)
    finally:
        others.end()
        torch.set_num_threads(threads)


@contextmanager
def joined(device: str, store: Any, *, rank: int, size: int) -> Iterator[None]:
    """The process group of all ranks."""
    is_gpu = torch.device(device).type == "cuda"
    if is_gpu:
        torch.cuda.set_device(device)
    name = next((name for _, name in socket.if_nameindex() if name.startswith("lo")), None)
    if name is not None:
        # Else gloo looks up the host's name, which need not be known to anybody.
        os.environ.setdefault("GLOO_SOCKET_IFNAME", name)
    distributed.init_process_group(
        "nccl" if is_gpu else "gloo", store=store, rank=rank, world_size=size, timeout=TIMEOUT
    )
    try:
        yield
    finally:
        distributed.destroy_process_group()


def attend(told: Told, first: int) -> Any:
    """A child: say that it is about to do step `first`, and give the store at which all ranks meet."""
    with os.fdopen(told.ready, "w") as ready:
        ready.write(f"{first}\n")
    return distributed.TCPStore(HOST, told.port, is_master=False)  # type: ignore[attr-defined]  # it is there


def die_with(parent: int) -> None:
    """Have the kernel kill this process when its parent dies, however that dies. Elsewhere than on Linux: nothing."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)  # it died before the kernel was told


class _Others:
    """The child processes."""

    def __init__(self, told: Sequence[Told]) -> None:
        self._told = told
        self._processes: list[subprocess.Popen[bytes]] = []
        self._ready: dict[int, Told] = {}
        self._is_over = False

    def start(self) -> None:
        for told in self._told:
            told.failure.unlink(missing_ok=True)
            reading, writing = os.pipe()
            with told.failure.with_suffix(".log").open("wb") as output:
                process = subprocess.Popen(
                    [sys.executable, "-m", "safelight.engine.training.rank"],
                    stdin=subprocess.PIPE, stdout=output, stderr=output, pass_fds=(writing,),
                )  # fmt: skip
            os.close(writing)
            self._ready[reading] = told
            self._processes.append(process)
            assert process.stdin is not None  # noqa: S101  asked for above
            with suppress(BrokenPipeError), process.stdin:  # it ended already: blame() tells why
                pickle.dump(replace(told, ready=writing), process.stdin)

    def wait_until_ready(self, first: int, on_wait: Callable[[], None]) -> None:
        while self._ready:
            for pipe in select.select(list(self._ready), [], [], LOOK_SECONDS)[0]:
                answer = os.read(pipe, 100)
                os.close(pipe)
                told = self._ready.pop(pipe)
                if not answer:  # the pipe was closed by its end
                    raise self.blame() or _failed(told, "it ended while it started")
                if int(answer) != first:
                    raise _failed(told, f"it would begin at step {int(answer)} and not at {first}")
            on_wait()

    def watch(self) -> None:
        """NCCL waits for one who is gone until its time is out; gloo notices by itself."""
        while not self._is_over:
            if self._dead() is not None and torch.cuda.is_initialized():
                with suppress(RuntimeError, ValueError):  # it is being destroyed already
                    distributed.distributed_c10d._abort_process_group()  # noqa: SLF001  torch has no other way
                return
            time.sleep(LOOK_SECONDS)

    def blame(self) -> SafelightError | None:
        """Who ended, and why. The sum that failed may know of it before the process is gone."""
        until = time.monotonic() + BLAME_SECONDS
        while time.monotonic() < until:
            if (dead := self._dead()) is not None:
                told, code = dead
                with suppress(OSError, ValueError):
                    why = json.loads(told.failure.read_text())
                    return _failed(told, why["message"], why["hint"])
                return _failed(told, f"it was ended by signal {-code}" if code < 0 else f"it ended with code {code}")
            time.sleep(LOOK_SECONDS / 4)
        return None

    def end(self) -> None:
        self._is_over = True
        for process in self._processes:
            process.kill()
        for process in self._processes:
            process.wait()
        for pipe in self._ready:
            os.close(pipe)

    def _dead(self) -> tuple[Told, int] | None:
        for told, process in zip(self._told, self._processes, strict=False):
            if code := process.poll():
                return told, code
        return None


def _failed(told: Told, why: str, hint: str | None = None) -> TrainingProcessFailed:
    size = told.spec.num_processes
    return TrainingProcessFailed(
        f"Process {told.rank + 1} of {size} ({told.device}) failed: {why}",
        hint=hint or f"Its last words are in {told.failure.with_suffix('.log').name}, in the job's work folder.",
    )


def _sum_up(parameters: Sequence[nn.Parameter], loss: Tensor) -> Tensor:
    # What no picture of a rank has touched has no gradient there, and may have one elsewhere.
    touched = torch.tensor([parameter.grad is not None for parameter in parameters], dtype=torch.float32)
    told = torch.cat([loss.detach().float().reshape(1), touched.to(loss.device)])
    distributed.all_reduce(told)
    learning = [p for p, count in zip(parameters, told[1:].tolist(), strict=True) if count]
    for bucket in _buckets(learning):
        gradients = [torch.zeros_like(p) if p.grad is None else p.grad for p in bucket]
        flat = torch.cat([gradient.reshape(-1) for gradient in gradients])
        distributed.all_reduce(flat)
        pieces = flat.split([gradient.numel() for gradient in gradients])
        for parameter, gradient, piece in zip(bucket, gradients, pieces, strict=True):
            parameter.grad = gradient.copy_(piece.view_as(gradient))
    return told[0]


def _buckets(parameters: Sequence[nn.Parameter]) -> Iterator[list[nn.Parameter]]:
    """Of one number format each, and of no more bytes than are copied at once."""
    bucket: list[nn.Parameter] = []
    size = 0
    for parameter in parameters:
        if bucket and (parameter.dtype != bucket[0].dtype or size > BUCKET_BYTES):
            yield bucket
            bucket, size = [], 0
        bucket.append(parameter)
        size += parameter.numel() * parameter.element_size()
    if bucket:
        yield bucket
