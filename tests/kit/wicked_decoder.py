"""The real decoder, except that some files make it crash, hang or lie: what a hole in a codec would do."""

import os
import signal

from safelight.kit.pictures import decoder, normalize
from safelight.kit.pictures.normalize import Normalized

real = normalize.normalize


def wicked(data: bytes, *, max_pixels: int, min_side: int, **wanted: bool) -> Normalized:
    match data:
        case b"crash":
            os.kill(os.getpid(), signal.SIGSEGV)
        case b"exit":
            os._exit(3)
        case b"hang":
            signal.pause()
        case b"huge answer":
            os.write(4, decoder.ANSWER.pack(10, 1 << 60))
        case b"no answer":
            os.write(4, decoder.ANSWER.pack(4, 0) + b"1234")
        case b"environment":
            return Normalized(repr(sorted(os.environ)).encode(), "png", 1, 1, "png")
    return real(data, max_pixels=max_pixels, min_side=min_side, **wanted)


decoder.normalize = wicked
decoder.main()
