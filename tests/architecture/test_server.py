"""The server stays small: what it imports before it answers the first request."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HEAVY = {
    "torch",
    "torchvision",
    "diffusers",
    "transformers",
    "peft",
    "accelerate",
    "timm",
    "numpy",
    "alembic",
    "gradio",
}

# In a process of its own: this one has everything loaded already.
LOOK = """
import sys
from importlib.metadata import packages_distributions
import safelight.doors.app, safelight.doors.cli.main
names = {name.partition(".")[0] for name in sys.modules}
# One top name for the API, which other packages bring, and for the SDK, which is an extra.
shared = {"opentelemetry-sdk"} if "opentelemetry.sdk" in sys.modules else set()
print(*names)
homes = packages_distributions()
print(*shared, *{package for name in names - {"opentelemetry"} for package in homes.get(name, ())})
"""


@pytest.fixture(scope="module")
def imported() -> tuple[set[str], set[str]]:
    """The top names of all modules that the server imports, and the packages they come from."""
    done = subprocess.run([sys.executable, "-W", "error", "-c", LOOK], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    modules, packages = done.stdout.splitlines()
    return set(modules.split()), {re.sub(r"[-_.]+", "-", name).lower() for name in packages.split()}


def test_the_server_imports_no_torch(imported):
    modules, _ = imported
    assert "safelight" in modules
    assert modules & HEAVY == set()


def test_the_server_needs_only_what_its_requirements_install(imported):
    _, packages = imported
    pinned = re.findall(
        r"^([a-z0-9-]+)==", (ROOT / "requirements/server.txt").read_text(encoding="utf-8"), re.MULTILINE
    )
    # setuptools puts a hook into every process of an environment that has it; FastAPI takes orjson along if Gradio
    # has brought it, anyio takes sniffio along, which the openai client of the tests has brought, httpx brotli, which
    # Gradio has, and SQLAlchemy greenlet, which workers have.
    assert packages - set(pinned) - {"safelight", "setuptools", "orjson", "sniffio", "brotli", "greenlet"} == set()
