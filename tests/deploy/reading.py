"""What the files in deploy/ are held against: settings, commands, routes."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml
from typer.main import get_command

from safelight.doors.cli import main
from safelight.settings import Settings

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
SECRET = ("password", "secret", "key", "token", "database_url")


@cache
def commands() -> Any:
    return get_command(main.app)


def is_command(*words: str) -> bool:
    """Whether `safelight WORDS` is understood; nothing is run."""
    command = commands()
    given = list(words)
    while hasattr(command, "commands"):
        name = given.pop(0)
        if name not in command.commands:
            return False
        command = command.commands[name]
    command.make_context(command.name, given)
    return True


def is_setting(name: str) -> bool:
    """Whether an environment variable means anything to the program."""
    known = {f"SAFELIGHT_{field.upper()}" for field in Settings.model_fields}
    return name in known | {"SAFELIGHT_URL", "SAFELIGHT_JOIN", "SAFELIGHT_JOIN_TOKEN", "SAFELIGHT_WORKER_DEVICE"}


def is_secret(name: str) -> bool:
    """Whether a setting's value is for nobody's eyes, and so for a file."""
    return any(part in name.lower() for part in SECRET) and not name.lower().endswith("_id")


def documents(path: Path) -> list[dict[str, Any]]:
    return [each for each in yaml.safe_load_all(path.read_text(encoding="utf-8")) if each]
