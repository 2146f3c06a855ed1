"""A whole installation in a temporary folder: settings, a tiny model, a server, and workers as real processes."""

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from pydantic import SecretStr

from safelight.migrations import runner
from safelight.settings import Settings
from tests import databases, nursery

TINY = "tiny"


@cache
def tiny_models() -> Path:
    """A models folder with one Stable Diffusion of random weights; built once per test process."""
    from tests.engine import tiny

    folder = Path(mkdtemp(prefix="safelight-models-"))
    tiny.save_pipeline(tiny.sd, folder / TINY)
    card = {
        "family": "sd",
        "defaults": {"num_inference_steps": 2, "width": 64, "height": 64},
        "training": {"rank": 2, "max_train_steps": 4, "train_batch_size": 2, "resolution": 64, "checkpoint_every": 2},
    }
    (folder / TINY / "safelight.json").write_text(json.dumps(card))
    return folder


def settings_for(folder: Path, database_url: str, **more: object) -> Settings:
    """The settings of an installation below `folder` that knows the tiny model."""
    return Settings(
        _env_file=None,
        **{
            "data_dir": folder / "data",
            "database_url": database_url,
            "models_dir": tiny_models(),
            "default_model": TINY,
            "lease_seconds": 5,
            "cpu_threads": 1,
            **more,
        },
    )


@contextmanager
def running_worker(settings: Settings, *, log: Path | None = None, **more: str) -> Iterator[nursery.Worker]:
    """A worker process on the CPU, killed at the end; `more` is environment."""
    worker = nursery.start(os.environ | environment_of(settings) | more, log=log)
    try:
        yield worker
    finally:
        worker.kill()
        worker.wait()


def environment_of(settings: Settings) -> dict[str, str]:
    """The settings as the environment of a child process."""
    chosen = {name: getattr(settings, name) for name in settings.model_fields_set}
    return {f"SAFELIGHT_{name.upper()}": _text(value) for name, value in chosen.items() if value is not None}


def _text(value: object) -> str:
    return value.get_secret_value() if isinstance(value, SecretStr) else str(value)


def migrated_url(backend: str, folder: Path) -> str:
    """A new database as the server leaves it: our tables by migration, and the job engine's."""
    if backend == "sqlite":
        path = folder / "safelight.db"
        shutil.copy(_migrated_sqlite(), path)
        return f"sqlite:///{path}"
    return databases.text_of(databases.postgres().create(template=_migrated_postgres()))


@cache
def _migrated_sqlite() -> Path:
    path = Path(mkdtemp(prefix="safelight-migrated-")) / "template.db"
    _migrate(f"sqlite:///{path}")
    return path


@cache
def _migrated_postgres() -> str:
    url = databases.postgres().create(name="safelight_migrated")
    _migrate(databases.text_of(url))
    return str(url.database)


def _migrate(url: str) -> None:
    runner.upgrade(url)
