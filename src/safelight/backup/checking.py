"""Whether a backup is what was written: every content read and hashed, every row counted, every named file there."""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from safelight.backup.errors import BackupDamaged
from safelight.backup.manifest import Manifest, object_key
from safelight.backup.vault import Vault
from safelight.storage.errors import StorageNotFound

Tell = Callable[[str, int, int], None]


@dataclass
class Checked:
    """What was found."""

    contents: int = 0
    bytes: int = 0
    problems: list[str] = field(default_factory=list)


def check(vault: Vault, manifest: Manifest, *, tell: Tell = lambda what, done, total: None) -> Checked:
    """Read all of a backup."""
    names: dict[str, str] = {}
    for table in manifest.tables:
        names.setdefault(table.sha256, f"the rows of {table.name}")
    for kind, contents in (("file", manifest.files), ("model file", manifest.models)):
        for key, content in contents.items():
            names.setdefault(content.sha256, f"the {kind} {key}")
    checked = Checked(len(manifest.objects), sum(manifest.objects.values()))
    for sha256, why in damaged(vault, manifest.objects, tell=tell):
        checked.problems.append(f"{names[sha256]} {why}")
    return checked


def damaged(vault: Vault, objects: Mapping[str, int], *, tell: Tell) -> Iterator[tuple[str, str]]:
    """Hash and reason of each content that is not what was written."""
    total, done = sum(objects.values()), 0
    for sha256, size in objects.items():
        digest = hashlib.sha256()
        try:
            for piece in vault.stream(object_key(sha256)):
                digest.update(piece)
                done += len(piece)
                tell("Checking", min(done, total), total)
        except StorageNotFound:
            yield sha256, "is gone"
            continue
        except BackupDamaged:
            yield sha256, "cannot be read"
            continue
        if digest.hexdigest() != sha256:
            yield sha256, f"is not what was written ({size} bytes)"
