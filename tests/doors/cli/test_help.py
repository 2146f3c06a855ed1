"""The help: it renders everywhere, it is quick because it loads nothing, and its examples are real commands."""

import os
import re
import subprocess
import sys

import pytest
from typer.main import get_command

from safelight.doors.cli.main import app, main, run

HEAVY = ("torch", "diffusers", "transformers", "sqlalchemy", "fastapi", "uvicorn", "pydantic", "httpx", "PIL")


def commands(found=None, path=()):
    """Every command with its path, groups included."""
    found = found or get_command(app)
    yield path, found
    for name, child in getattr(found, "commands", {}).items():
        yield from commands(child, (*path, name))


ALL = {" ".join(path): command for path, command in commands()}


def test_help_loads_nothing_heavy():
    code = (
        "import sys; from safelight.doors.cli.main import main; code = main(['--help']); "
        f"print(code, *sorted(sys.modules.keys() & {set(HEAVY)!r}), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr.split() == ["0"]
    assert "Exit codes" in done.stdout


def test_threads_that_wait_sleep_in_every_command(monkeypatch):
    """Beside other work, a judge whose threads spun took 30 times as long as one whose threads sleep."""
    monkeypatch.setenv("OMP_WAIT_POLICY", "active")
    monkeypatch.delenv("OMP_WAIT_POLICY")
    monkeypatch.setattr(sys, "argv", ["safelight", "version"])
    with pytest.raises(SystemExit):
        run()
    assert os.environ["OMP_WAIT_POLICY"] == "passive"


@pytest.mark.parametrize("path", ALL)
def test_every_command_has_help(path, typed):
    done = typed(*path.split(), "--help")
    assert done.code == 0
    assert "Usage" in done.out
    assert "\x1b" not in done.out


def test_every_command_and_option_says_what_it_is():
    for path, command in ALL.items():
        assert command.help, path
        for param in command.params:
            if param.name != "help" and not getattr(param, "hidden", False):
                assert param.help, f"{path}: {param.name}"


def test_first_sentences_fit_the_list_of_commands():
    long = {path: text for path, command in ALL.items() if len(text := command.help.split("\n")[0]) > 75 and path}
    assert long == {}


def test_the_commands_stand_in_their_panels(typed):
    text = typed("--help").out
    assert [panel for panel in re.findall(r"╭─ (\w+)", text) if panel != "Options"] == [
        "Studio", "People", "Make", "Look", "Starter",
    ]  # fmt: skip


def test_the_examples_name_commands_that_exist():
    for path, command in ALL.items():
        examples = re.findall(
            r"^\s+(?:\S+=\S+ )*safelight (?:--(?:server|data-dir) \S+ )?(.+)$", command.help or "", re.MULTILINE
        )
        for example in examples:
            words = tuple(word for word in example.split() if not word.startswith("-"))
            assert any(words[: len(found.split())] == tuple(found.split()) for found in ALL if found), (path, example)
            for option in re.findall(r"(--[\w-]+)", example):
                named = next(name for name in sorted(ALL, key=len, reverse=True) if example.startswith(name))
                # `train` makes its flags late; `backup PLACE` stands for `backup make PLACE`, whose example it is.
                params = [
                    param for each in (ALL[named], command) for param in each.get_params(each.context_class(each))
                ]
                known = {o for param in params for o in (*param.opts, *param.secondary_opts)}
                assert option in known, (path, example)


def test_generate_offers_what_the_request_takes():
    from safelight.specs.generation import GenerationSpec

    offered = {param.name for param in ALL["generate"].params}
    fields = {
        "negative_prompt": "negative", "character_id": "character", "lora_scale": "strength", "n": "count",
        "num_inference_steps": "steps", "guidance_scale": "guidance", "width": "size", "height": "size",
        "mask_image": "mask", "padding_mask_crop": "only_masked", "prompt_weighting": "plain_prompt",
    }  # fmt: skip
    assert {fields.get(name, name) for name in GenerationSpec.model_fields} <= offered


def test_nothing_typed_shows_the_help(typed):
    done = typed()
    assert done.code == 2
    assert "Usage" in done.out


def test_the_version(typed):
    from safelight import __version__

    assert typed("version").out == f"Safelight {__version__}\n"
    assert typed("version", "--json").json["safelight"] == __version__


def test_main_module_is_the_command():
    done = subprocess.run([sys.executable, "-m", "safelight", "version"], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("Safelight ")
    assert main(["version"]) == 0
