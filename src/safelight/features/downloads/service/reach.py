"""What a download may reach: the hub, the allowed hosts, the models folder; and where its files lie meanwhile."""

import asyncio
import random
import shutil
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path

from safelight.kit.secret_box import SecretBox
from safelight.kit.single_file import configs_dir

INCOMING = ".incoming"  # hidden: the shelf does not look into it
LOCK = "lock"  # held by whoever writes into the folder of a download


@dataclass(frozen=True)
class Patience:
    """How often something is tried again, and how long to wait before that."""

    attempts: int = 6
    first: float = 0.5
    longest: float = 30.0
    longest_asked: float = 300.0
    pause: Callable[[float], Awaitable[None]] = field(default=asyncio.sleep)

    async def wait(self, attempt: int, retry_after: float | None = None) -> None:
        """Before another attempt, `attempt` counting from 1; as long as the server asks, if it does."""
        backoff = min(self.first * 2 ** (attempt - 1), self.longest) * random.uniform(0.75, 1.0)
        await self.pause(min(retry_after, self.longest_asked) if retry_after is not None else backoff)


@dataclass(frozen=True)
class Reach:
    """The settings of downloads, as values."""

    models_dir: Path
    hub_url: str
    hosts: tuple[str, ...]
    secret: bytes = field(repr=False)
    connections: int = 4  # files of one download at once
    patience: Patience = Patience()

    @property
    def box(self) -> SecretBox:
        """Seals tokens."""
        return token_box(self.secret)

    def incoming(self, job_id: str) -> Path:
        """Where an unfinished download lies: whole files in `files`, others in `parts`."""
        return self.models_dir / INCOMING / job_id

    def target(self, name: str, *, single_file: bool, configs_of: str | None = None) -> Path:
        """Where a finished one will lie."""
        if configs_of is not None:
            return configs_dir(self.models_dir, configs_of)
        return self.models_dir / (f"{name}.safetensors" if single_file else name)

    def installed(self, name: str) -> bool:
        """Whether files of that name are in the models folder."""
        return any(self.target(name, single_file=single).exists() for single in (False, True))

    def free_bytes(self) -> int:
        """Free on the disk of the models folder, which may have to be made yet."""
        folder = self.models_dir
        while not folder.exists():
            folder = folder.parent
        return shutil.disk_usage(folder).free


def token_box(secret: bytes) -> SecretBox:
    """Seals tokens under the installation's secret."""
    return SecretBox(secret, purpose="hub tokens")


def bytes_here(incoming: Path, path: str) -> tuple[int, bool]:
    """What is here of one file of a download, and whether it is whole."""
    for kind in ("files", "parts"):
        try:
            return (incoming / kind / path).stat().st_size, kind == "files"
        except OSError:
            continue
    return 0, False
