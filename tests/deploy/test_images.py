"""deploy/Dockerfile: what the images hold, who runs in them, and that what they run is there."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.deploy.dockerfile import is_let_in, last, listed, stages, steps_of
from tests.deploy.reading import DEPLOY, ROOT, is_command, is_setting

SHIPPED = ("server", "worker")


def test_a_linter_finds_nothing() -> None:
    linter = Path(sys.executable).with_name("hadolint")
    done = subprocess.run([linter, DEPLOY / "Dockerfile"], check=False, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.parametrize("stage", SHIPPED)
def test_nobody_is_root_and_the_command_is_no_shell(stage: str) -> None:
    assert last(stage, "USER") == "10001:10001"
    assert last(stage, "ENTRYPOINT") == '["tini", "--", "safelight"]'
    assert last(stage, "VOLUME") == '["/data"]'
    assert last(stage, "STOPSIGNAL") == "SIGTERM"
    words = [word for word, _ in steps_of(stage)]
    assert "RUN" not in words[words.index("USER") :], "what is built after USER could not be written by root"


@pytest.mark.parametrize("stage", SHIPPED)
def test_what_an_image_runs_is_a_command_of_ours(stage: str) -> None:
    assert is_command(*listed(last(stage, "CMD")))
    check = listed(last(stage, "HEALTHCHECK").partition("CMD ")[2])
    assert check[0] == "safelight"
    assert is_command(*check[1:])


@pytest.mark.parametrize("stage", SHIPPED)
def test_what_is_set_is_a_setting(stage: str) -> None:
    names = re.findall(r"\b(SAFELIGHT_\w+)=", " ".join(rest for word, rest in steps_of(stage) if word == "ENV"))
    assert len(names) >= 3
    assert [name for name in names if not is_setting(name)] == []


@pytest.mark.parametrize("stage", SHIPPED)
def test_labels_say_what_it_is(stage: str) -> None:
    labels = dict(pair.split("=", 1) for pair in shlex.split(last(stage, "LABEL")))
    assert labels["org.opencontainers.image.licenses"] == "Apache-2.0"
    assert {"title", "description", "version", "revision"} <= {name.rpartition(".")[2] for name in labels}


def test_the_server_is_made_without_torch() -> None:
    copied = [rest for word, rest in steps_of("server") if word == "COPY"]
    assert copied == ["--from=server-packages /opt/safelight /opt/safelight"]
    installed = " ".join(rest for word, rest in steps_of("server-packages") if word in {"RUN", "COPY"})
    assert set(re.findall(r"requirements/(\S+)\.txt", installed)) == {"build", "server-image"}


def test_what_is_copied_is_there_and_seen() -> None:
    for word, rest in (each for stage in stages().values() for each in stage.steps):
        sources = [part for part in rest.split()[:-1] if not part.startswith("--")]
        if word != "COPY" or "--from=" in rest:
            assert word != "ADD", "COPY says what it does"
            continue
        for source in sources:
            assert source != ".", "the build names what it takes"
            path = ROOT / source
            assert path.exists(), source
            assert is_let_in({"src": "src/safelight/__main__.py", "web": "web/index.html"}.get(source, source)), source


@pytest.mark.parametrize(
    "path",
    [".env", "web/.env.local", "data/safelight.db", ".git/config", "deploy/secrets/safelight_api_key",
     "web/node_modules/vite/index.js", "src/safelight/doors/web/static/index.html", "requirements/notes.md"],
)  # fmt: skip
def test_what_is_private_or_built_here_stays_out(path: str) -> None:
    assert not is_let_in(path)


def test_secrets_of_the_build_are_mounted_and_never_copied() -> None:
    text = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
    assert not re.search(r"(?i)(password|token|api_key)\s*=", text)
    for name in ("pip", "npm"):
        assert f"--mount=type=secret,id={name}," in text
