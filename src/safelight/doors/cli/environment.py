"""The settings in force as the environment of a child process."""

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from safelight.settings import Settings


def environment_of(settings: "Settings") -> dict[str, str]:
    """This process's environment with the settings in force, which flags may have changed, for a child process."""
    chosen = {name: getattr(settings, name) for name in settings.model_fields_set}
    return os.environ | {
        f"SAFELIGHT_{name.upper()}": _as_text(value) for name, value in chosen.items() if value is not None
    }


def _as_text(value: Any) -> str:
    if hasattr(value, "get_secret_value"):
        return str(value.get_secret_value())
    if isinstance(value, dict):
        return json.dumps(value)  # as pydantic-settings reads it
    return str(value.absolute()) if isinstance(value, Path) else str(value)
