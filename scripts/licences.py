"""List the licences of everything a user installs, and fail if one would bind Safelight's users (GPL, AGPL and kin).

Two things are looked at: what each package says of itself, and the names of the native libraries that its wheel
carries, because a wheel may say BSD and carry a GPL encoder all the same (docs/decisions/0006).
"""

import re
import sys
from collections import defaultdict
from importlib.metadata import Distribution, PackageNotFoundError, distribution

from packaging.requirements import Requirement

# LGPL and MPL parts are used unchanged and can be exchanged by the user, which is all that they ask.
BINDING = re.compile(
    r"(?<!L)(?:\bA?GPL|\b(?:Affero )?General Public License)|\bSSPL|Commons Clause|BUSL", re.IGNORECASE
)
LESSER = re.compile(r"GNU (?:Lesser|Library) General Public License[^,;]*|GNU LGPL[^,;]*|\bLGPL[\w.+-]*", re.IGNORECASE)
SAYS_NOTHING = {
    "cuda-toolkit": "LicenseRef-NVIDIA-Proprietary",  # a list of packages, with no file of its own
    "torchao": "BSD-3-Clause",  # by its LICENSE file
}
GPL_LIBRARY = re.compile(
    r"/lib(?:x26[45]|xvid|postproc|readline|fftw3?|gmp_gpl)[-.\w]*\.(?:so|dylib|dll)", re.IGNORECASE
)


def runtime_packages(root: str = "safelight", extras: tuple[str, ...] = ("worker",)) -> dict[str, Distribution]:
    """Every package that `root` needs to run on this machine, itself not included."""
    found: dict[str, Distribution] = {}
    waiting: list[tuple[str, tuple[str, ...]]] = [(root, extras)]
    seen: set[tuple[str, tuple[str, ...]]] = set()
    while waiting:
        name, wanted = waiting.pop()
        if (name, wanted) in seen:
            continue
        seen.add((name, wanted))
        try:
            package = distribution(name)
        except PackageNotFoundError:
            continue  # needed on another platform only
        found[name] = package
        for line in package.requires or ():
            need = Requirement(line)
            if need.marker is None or any(need.marker.evaluate({"extra": extra}) for extra in ("", *wanted)):
                waiting.append((re.sub(r"[-_.]+", "-", need.name).lower(), tuple(sorted(need.extras))))
    del found[root]
    return found


def licence(package: Distribution) -> str:
    """What a package says of its licence, in the shortest of the three places where it may stand."""
    meta = package.metadata
    if expression := meta.get_all("License-Expression"):
        return str(expression[0])
    classifiers = [
        line.rpartition(" :: ")[2] for line in meta.get_all("Classifier") or () if line.startswith("License")
    ]
    classifiers = [line for line in classifiers if line != "OSI Approved"]
    text = str((meta.get_all("License") or [""])[0]).strip().partition("\n")[0]
    return ", ".join(classifiers) or text or SAYS_NOTHING.get(package.name, "says nothing")


def binds(text: str) -> bool:
    """Whether a licence would reach beyond the package; a choice of licences is fine if one of them does not."""
    return all(BINDING.search(LESSER.sub("", choice)) for choice in re.split(r"\bOR\b", text))


def problems() -> list[str]:
    """One line per package that must not be shipped with or needed by Safelight."""
    found = []
    for name, package in sorted(runtime_packages().items()):
        if binds(licence(package)) or licence(package) == "says nothing":
            found.append(f"{name}: {licence(package)}")
        found += [f"{name} carries {path}" for path in package.files or () if GPL_LIBRARY.search(f"/{path}")]
    return found


def main() -> None:
    """Print the packages by licence."""
    groups: dict[str, list[str]] = defaultdict(list)
    for name, package in sorted(runtime_packages().items()):
        groups[licence(package)].append(f"{name} {package.version}")
    for text, names in sorted(groups.items()):
        print(f"{text}\n    {', '.join(names)}")
    if found := problems():
        sys.exit("Not to be depended on:\n" + "\n".join(found))


if __name__ == "__main__":
    main()
