"""The server stays small: what it imports before it answers the first request."""

import subprocess
import sys

HEAVY = ("torch", "torchvision", "diffusers", "transformers", "peft", "accelerate", "timm", "numpy", "alembic")


def test_the_server_imports_no_torch():
    code = f"import sys, safelight.doors.app; print(*sorted(sys.modules.keys() & {set(HEAVY)!r}))"
    done = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == []
