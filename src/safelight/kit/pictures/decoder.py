"""The decoder process: reads files on stdin, answers plain pictures on stdout, and may die of a hostile file.

Started by child.py as `python -m safelight.kit.pictures.decoder MAX_PIXELS MIN_SIDE SECONDS MEMORY_BYTES`.
Request: 8 bytes length, the file; the highest bit of the length asks for what is transparent in it instead of the
picture, the next one for what the dataset doctor must know of it, the third lets pictures of any size in. Answer:
4 bytes length of a JSON header, 8 bytes length of a picture, both.
"""

import json
import os
import resource
import signal
import struct
import sys
from typing import BinaryIO

from safelight.kit.pictures.normalize import Refusal, normalize

REQUEST = struct.Struct("!Q")
ANSWER = struct.Struct("!IQ")
READY = b"ready\n"
AS_MASK = 1 << 63
WITH_LOOK = 1 << 62
ANY_SIZE = 1 << 61
OUT_OF_MEMORY = 77  # exit status


def main() -> None:
    """Serve until stdin ends, which it does when the parent is gone, however it went."""
    max_pixels, min_side, seconds, memory_bytes = (int(argument) for argument in sys.argv[1:])
    requests = sys.stdin.buffer
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # a library that prints must not print into an answer
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    answers.write(READY)
    answers.flush()
    while header := requests.read(REQUEST.size):
        _bound_time(seconds)
        (asked,) = REQUEST.unpack(header)
        data = requests.read(asked & ~(AS_MASK | WITH_LOOK | ANY_SIZE))
        try:
            wanted = {"as_mask": bool(asked & AS_MASK), "with_look": bool(asked & WITH_LOOK)}
            _answer(answers, data, max_pixels, 1 if asked & ANY_SIZE else min_side, **wanted)
        except MemoryError:
            os._exit(OUT_OF_MEMORY)
        del data
        signal.setitimer(signal.ITIMER_REAL, 0)


def _answer(answers: BinaryIO, data: bytes, max_pixels: int, min_side: int, **wanted: bool) -> None:
    picture = b""
    try:
        result = normalize(data, max_pixels=max_pixels, min_side=min_side, **wanted)
    except Refusal as refusal:
        head: dict[str, object] = {"refused": refusal.code, "details": refusal.details}
    else:
        picture = result.data
        head = {name: value for name, value in vars(result).items() if name != "data"}
    text = json.dumps(head).encode()
    answers.write(ANSWER.pack(len(text), len(picture)))
    answers.write(text)
    answers.write(picture)
    answers.flush()


def _bound_time(seconds: int) -> None:
    """Die by a signal when this file takes too long, even inside a C library and with the parent gone."""
    signal.setitimer(signal.ITIMER_REAL, seconds + 1)
    used = resource.getrusage(resource.RUSAGE_SELF)
    limit = int(used.ru_utime + used.ru_stime) + seconds + 2
    resource.setrlimit(resource.RLIMIT_CPU, (limit, resource.getrlimit(resource.RLIMIT_CPU)[1]))


if __name__ == "__main__":
    main()
