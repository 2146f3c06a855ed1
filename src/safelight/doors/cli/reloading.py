"""`safelight serve --reload`: the studio in a process of its own, started again when the program changes."""

import os
import shlex
import sys
from pathlib import Path

from watchfiles import PythonFilter, run_process

import safelight
from safelight.doors.cli.environment import environment_of
from safelight.doors.cli.problems import OK
from safelight.doors.cli.shell import Shell
from safelight.settings import Settings

END_SECONDS = 20  # what a studio takes that hands back its jobs


def run_reloading(shell: Shell, settings: Settings) -> int:
    """Serve until Ctrl-C or SIGTERM; returns the exit code."""
    os.environ.update(environment_of(settings))
    shell.note("The studio starts again when its code changes.")
    run_process(
        Path(safelight.__file__).parent,
        target=shlex.join([sys.executable, "-m", "safelight", "serve"]),
        target_type="command",
        watch_filter=PythonFilter(),
        sigint_timeout=END_SECONDS,
    )
    return OK
