"""A child process of a training on several devices: `python -m safelight.engine.training.rank`, told by its parent."""

import json
import os
import pickle
import sys
import traceback

from safelight.engine.training.distributed import Told, die_with
from safelight.engine.training.loop import take_part
from safelight.kit.errors import SafelightError


def main() -> int:
    """Learn along until the parent ends this process, or until the last step."""
    told = pickle.load(sys.stdin.buffer)  # noqa: S301  from the parent
    assert isinstance(told, Told)  # noqa: S101  as it was written
    die_with(told.parent)
    try:
        take_part(told)
    except BaseException as error:  # noqa: BLE001  the process's edge: the parent reports it
        traceback.print_exc()
        if isinstance(error, SafelightError):
            why = {"message": error.message, "hint": error.hint}
        else:
            why = {"message": f"{type(error).__name__}: {error}", "hint": None}
        told.failure.write_text(json.dumps(why))
        return 1
    return 0


if __name__ == "__main__":
    code = main()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)  # threads of a broken process group would keep it
