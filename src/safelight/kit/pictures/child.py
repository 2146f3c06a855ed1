"""One decoder process as its parent sees it: started when needed, kept warm, killed when late."""

import json
import os
import signal
import struct
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import IO, Any

from safelight.kit.pictures.errors import PicturesUnavailable

# Not imported from decoder.py: the server would load every image codec with it.
_LENGTH_BYTES = 8
_AS_MASK = 1 << 63
_WITH_LOOK = 1 << 62
_ANY_SIZE = 1 << 61
_ANSWER = struct.Struct("!IQ")
_READY = b"ready\n"
_OUT_OF_MEMORY = 77
_MAX_HEADER = 1 << 16
_START_SECONDS = 30.0
_PICTURES_PER_PROCESS = 500  # then a fresh one: what leaked is given back
# No key and no password of the server comes near a stranger's file.
_PASSED_ON = ("PATH", "PYTHONPATH", "PYTHONHOME", "LD_LIBRARY_PATH", "LANG", "LC_ALL", "TZ", "SYSTEMROOT")


class DecoderDied(Exception):
    """The process is gone, and the file it worked on is the likely reason."""

    def __init__(self, reason: str, *, late: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.late = late


class DecoderChild:
    """A decoder process; `ask` may be called by one thread at a time, `kill` by any."""

    def __init__(self, arguments: Sequence[str], *, max_answer: int, command: Sequence[str] | None = None) -> None:
        # -P: no folder that happens to be current may provide the modules.
        self._command = [*(command or (sys.executable, "-P", "-m", "safelight.kit.pictures.decoder")), *arguments]
        self._max_answer = max_answer
        self._process: subprocess.Popen[bytes] | None = None
        self._answered = 0
        self._lock = threading.Lock()
        self._late = False
        self._closed = False

    def ask(
        self, data: bytes, seconds: float, *, as_mask: bool = False, with_look: bool = False, any_size: bool = False
    ) -> tuple[dict[str, Any], bytes]:
        """Header and picture that the decoder answers; raises DecoderDied, or PicturesUnavailable if none starts."""
        process = self._warm()
        try:
            with self._watch(process, seconds):
                head = len(data) | _AS_MASK * as_mask | _WITH_LOOK * with_look | _ANY_SIZE * any_size
                answer = self._exchange(process, data, head)
        except (OSError, EOFError, ValueError, TypeError) as error:
            late = self._late
            self._kill()
            raise DecoderDied(_how_it_died(process.returncode), late=late) from error
        self._answered += 1
        if self._late or self._answered >= _PICTURES_PER_PROCESS:
            self._kill()
        return answer

    def close(self) -> None:
        """End the process for good; who waits for its answer gets DecoderDied, later callers PicturesUnavailable."""
        with self._lock:
            self._closed = True
        self._kill()

    @property
    def pid(self) -> int | None:
        """The process id while there is a process."""
        process = self._process
        return None if process is None else process.pid

    def _kill(self) -> None:
        with self._lock:
            process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    with suppress(OSError):  # what was not yet written has nobody to read it
                        pipe.close()

    def _warm(self) -> "subprocess.Popen[bytes]":
        process = self._process  # once: `close` may take it away at any moment
        if process is not None and process.poll() is None:
            return process
        self._kill()
        process = self._start()
        ready = b""
        with self._watch(process, _START_SECONDS), suppress(ValueError):  # a pipe that `close` has closed
            ready = _pipe(process.stdout).read(len(_READY))
        if ready != _READY:
            self._kill()
            raise PicturesUnavailable(
                f"The picture decoder does not start: {_how_it_died(process.returncode)}.",
                hint="Run `safelight doctor`. Its memory limit may be too small, or the installation incomplete.",
                retry_after=30,
            )
        return process

    def _start(self) -> "subprocess.Popen[bytes]":
        environment = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
        # One arena: each further one reserves 64 MiB of the address space that the memory limit counts.
        environment["MALLOC_ARENA_MAX"] = "1"
        with self._lock:
            if self._closed:
                raise PicturesUnavailable("The picture decoder is shutting down.", retry_after=5)
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
                self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment
            )
            self._answered = 0
            return self._process

    def _exchange(self, process: "subprocess.Popen[bytes]", data: bytes, head: int) -> tuple[dict[str, Any], bytes]:
        requests, answers = _pipe(process.stdin), _pipe(process.stdout)
        requests.write(head.to_bytes(_LENGTH_BYTES, "big"))
        requests.write(data)
        requests.flush()
        header_size, picture_size = _ANSWER.unpack(_exactly(answers, _ANSWER.size))
        if header_size > _MAX_HEADER or picture_size > self._max_answer:
            raise ValueError("the decoder answers what it never should")
        header = json.loads(_exactly(answers, header_size))
        if not isinstance(header, dict):
            raise TypeError("the decoder answers what it never should")
        return header, _exactly(answers, picture_size)

    @contextmanager
    def _watch(self, process: "subprocess.Popen[bytes]", seconds: float) -> Iterator[None]:
        """Kill the process if the block takes longer; its pipes then end, and so does the block."""
        self._late = False

        def too_late() -> None:
            self._late = True
            process.kill()

        timer = threading.Timer(seconds, too_late)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
            timer.join()


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    if pipe is None:
        raise ValueError("a decoder process without pipes")
    return pipe


def _exactly(pipe: IO[bytes], size: int) -> bytes:
    data = pipe.read(size)
    if len(data) < size:
        raise EOFError
    return data


def _how_it_died(status: int | None) -> str:
    if status == _OUT_OF_MEMORY:
        return "it needs more memory than one picture may take"
    if status is not None and status < 0:
        return f"the decoder was ended by {signal.Signals(-status).name}"
    return f"the decoder ended with status {status}"
