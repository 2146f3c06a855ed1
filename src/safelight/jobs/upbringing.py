"""What a supervisor tells the worker that it starts, by its environment, and what the worker makes of it."""

import ctypes
import os
import signal
import socket

from safelight.kit.ids import new_id

WORKER_ID = "SAFELIGHT_WORKER_ID"
WORKER_DEVICE = "SAFELIGHT_WORKER_DEVICE"
WORKER_PARENT = "SAFELIGHT_WORKER_PARENT"
AGENT_ID = "SAFELIGHT_AGENT_ID"
POD_ID = "SAFELIGHT_POD_ID"
MACHINE = "SAFELIGHT_MACHINE"
COMFYUI = "comfyui:"
"""Before the address of a ComfyUI server, where other workers have a device."""
_PR_SET_PDEATHSIG = 1


def worker_id() -> str:
    """The id by which the supervisor knows this process; a fresh one if it was started by hand."""
    return os.environ.get(WORKER_ID) or new_id("worker")


def agent_id() -> str | None:
    """The machine that joined by a token, of which this process is a part."""
    return os.environ.get(AGENT_ID) or None


def machine() -> str:
    """What people call the machine; workers are named after it."""
    return os.environ.get(MACHINE) or socket.gethostname()


def pod_id() -> str | None:
    """The rented pod that this process runs in."""
    return os.environ.get(POD_ID) or None


def is_alone() -> bool:
    """Whether nobody would start this process again."""
    return WORKER_PARENT not in os.environ


def die_with_parent() -> None:
    """Have the kernel kill this process when its supervisor dies, however that dies. By hand: do nothing."""
    parent = os.environ.get(WORKER_PARENT)
    if parent is None:
        return
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != int(parent):
        # It died before the kernel was told.
        os._exit(1)
