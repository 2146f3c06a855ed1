"""What gets installed: pinned, hashed, from no named place, and under licences that bind no user."""

import re
import runpy
import subprocess
import tomllib
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import safelight

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
# In brackets where a name would otherwise stand here in full.
INDEX = re.compile(
    r"\bp[y]pi\.(?:org|io)|python[h]osted\.|\.npm[j]s\.|\.deb[i]an\.org|p[y]torch\.org/whl"
    r"|(?<!emit)[-_](?:extra-)?index-url|\"resolved\": ?\"http"
)


def pins(name: str) -> dict[str, list[str]]:
    """Package names and their lines, of one file in requirements/."""
    text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    found: dict[str, list[str]] = {}
    for line in re.split(r"\n(?=[a-z])", text)[1:]:
        found.setdefault(line.partition("==")[0], []).append(line)
    return found


def wanted(*extras: str, dev: bool = False) -> list[Requirement]:
    lines = list(PROJECT["project"]["dependencies"])
    for extra in extras:
        lines += PROJECT["project"]["optional-dependencies"][extra]
    return [Requirement(line) for line in lines + (PROJECT["dependency-groups"]["dev"] if dev else [])]


@pytest.mark.parametrize(
    "name", ["all", "build", "gradio", "server", "server-image", "video", "worker", "worker-image", "uv"]
)
def test_every_pin_is_exact_and_hashed(name):
    for package, lines in pins(name).items():
        for line in lines:
            assert re.match(rf"{package}==[^\s;]+ (?:;[^\\]+)?\\\n    --hash=sha256:", line), line


@pytest.mark.parametrize(
    ("name", "requirements"),
    [
        ("server", wanted()),
        ("worker", wanted("worker")),
        ("gradio", wanted("gradio")),
        ("video", wanted("worker", "video")),
        ("server-image", wanted("oidc", "otel")),
        ("worker-image", wanted("worker", "cuda", "otel")),
        ("all", wanted("worker", "gradio", "otel", "video", dev=True)),
    ],
    ids=["server", "worker", "gradio", "video", "server-image", "worker-image", "all"],
)
def test_the_pins_are_what_the_project_asks_for(name, requirements):
    pinned = pins(name)
    for requirement in requirements:
        lines = pinned.get(canonicalize_name(requirement.name))
        assert lines, f"{requirement} is not in requirements/{name}.txt: run `make pins`"
        for line in lines:
            version = line.partition("==")[2].split()[0]
            assert requirement.specifier.contains(version), f"{requirement}, but {version}: run `make pins`"


def test_every_override_is_still_needed():
    """A cap that another package has lifted needs no override any more."""
    for line in (ROOT / "requirements/overrides.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        ours = Requirement(line.partition("#")[0].strip())
        (pin,) = pins("all")[ours.name]
        version = pin.partition("==")[2].split()[0]
        caps = [
            theirs.specifier
            for package in ("gradio", "botocore")
            for theirs in map(Requirement, metadata.requires(package) or [])
            if theirs.name == ours.name and theirs.marker is None
        ]
        assert caps, f"{ours.name}: nothing of Gradio's or botocore's"
        assert not any(cap.contains(version) for cap in caps), f"{ours.name} {version} is allowed: drop the override"


def test_the_server_alone_installs_no_torch():
    for name in ("server", "server-image"):
        assert not {"torch", "diffusers", "transformers"} & pins(name).keys()


def test_what_binds_those_who_pass_it_on_is_installed_only_when_asked_for():
    assert "av" in pins("video")
    assert not [name for name in ("server", "worker", "gradio", "server-image", "worker-image") if "av" in pins(name)]


def test_the_small_sets_have_the_versions_of_the_large_one():
    versions = {line.partition(" \\")[0] for lines in pins("all").values() for line in lines}
    # On Windows alone, but where pandas is: the only one whose systems differ with what else is wanted.
    versions |= {f"{line} ; sys_platform == 'win32'" for line in versions if line.startswith("tzdata==")}
    for name in ("server", "worker", "gradio", "video", "server-image", "build"):
        assert {line.partition(" \\")[0] for lines in pins(name).values() for line in lines} <= versions
    of_gpus = {"bitsandbytes", "nvidia-ml-py"}  # NVIDIA's alone, which development does without
    theirs = {line.partition(" \\")[0] for lines in pins("worker-image").values() for line in lines}
    assert {line.partition("==")[0] for line in theirs - versions} == of_gpus


def test_no_tracked_file_names_a_package_index():
    paths = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    named = []
    for path in filter(None, paths.split("\0")):
        file = ROOT / path
        if file.is_file() and (found := INDEX.search(file.read_bytes().decode("utf-8", errors="ignore"))):
            named.append(f"{path}: {found[0]}")
    assert named == []


def test_no_runtime_dependency_binds_its_users():
    assert runpy.run_path(str(ROOT / "scripts/licences.py"))["problems"]() == []


@pytest.mark.parametrize(
    ("text", "binds"),
    [
        ("GPL-3.0-only", True),
        ("GNU General Public License v3 (GPLv3)", True),
        ("AGPL-3.0-or-later", True),
        ("GNU Affero General Public License v3", True),
        ("MIT AND GPL-2.0-only", True),
        ("GPL-2.0-only OR MIT", False),
        ("LGPL-3.0-only", False),
        ("GNU Lesser General Public License v3 (LGPLv3)", False),
        ("MPL-2.0 AND MIT", False),
    ],
)
def test_the_licence_reader_knows_the_ones_that_bind(text, binds):
    assert runpy.run_path(str(ROOT / "scripts/licences.py"))["binds"](text) is binds


def test_the_version_stands_in_one_place():
    assert "version" in PROJECT["project"]["dynamic"]
    assert PROJECT["tool"]["hatch"]["version"]["path"] == "src/safelight/__init__.py"
    assert re.fullmatch(r"\d+\.\d+\.\d+", safelight.__version__)
