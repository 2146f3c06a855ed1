"""Which program computed something: its version, the commit it runs from, and the packages under it."""

import platform
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

COMPUTING = (
    "torch", "torchvision", "torchao", "bitsandbytes", "diffusers", "transformers", "peft", "accelerate", "safetensors",
    "numpy", "pillow",
)  # fmt: skip
_CHECKOUT = Path(__file__).parents[3]


@cache
def packages() -> dict[str, str]:
    """Versions of those packages that compute and are installed."""
    found = {}
    for name in COMPUTING:
        try:
            found[name] = version(name)
        except PackageNotFoundError:  # an optional one
            continue
    return found


def system() -> str:
    """System, release and processor type."""
    return f"{platform.system()} {platform.release()} {platform.machine()}"


def revision(checkout: Path = _CHECKOUT) -> str | None:
    """The commit that a checkout stands at; None of an installed package. Edits since then are not seen."""
    git = checkout / ".git"
    try:
        head = (git / "HEAD").read_text().strip()
        if not head.startswith("ref: "):
            return head
        name = head.removeprefix("ref: ")
        if (git / name).is_file():
            return (git / name).read_text().strip()
        packed = (git / "packed-refs").read_text().splitlines()
    except OSError:  # no checkout, or one laid out otherwise
        return None
    return next((line.split()[0] for line in packed if line.endswith(f" {name}")), None)
