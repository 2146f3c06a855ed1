"""Templates where they lie: shipped with Safelight, in a folder, in the database."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from safelight.features.workflows.schemas import Source
from safelight.features.workflows.tables import Workflow
from safelight.kit.errors import InvalidInput
from safelight.kit.foreign_json import loads
from safelight.specs.workflows import Template

MAX_FILE = 1_000_000
MAX_FILES = 500
PARTNER = ".manifest.json"


@dataclass(frozen=True)
class Found:
    """One template, or why a file is none."""

    name: str
    source: Source
    template: Template | None = None
    problem: str | None = None
    updated_at: datetime | None = None
    created_by: str = ""


@cache
def shipped() -> dict[str, Found]:
    """Those that come with Safelight."""
    folder = files("safelight.features.workflows") / "templates"
    found = [
        Template.model_validate_json(each.read_bytes()) for each in folder.iterdir() if each.name.endswith(".json")
    ]
    return {
        each.manifest.name: Found(each.manifest.name, "shipped", each)
        for each in sorted(found, key=lambda template: template.manifest.name)
    }


class Folder:
    """A folder of templates, each one file of manifest and graph, or a pair `x.json` and `x.manifest.json`.

    A file is read again when it has changed.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._read: dict[Path, tuple[object, Found]] = {}

    def all(self) -> dict[str, Found]:
        """By name; of two files with one name the first counts, and the other says so."""
        found: dict[str, Found] = {}
        seen: dict[Path, tuple[object, Found]] = {}
        for path in self._files():
            stamp = self._stamp(path), self._stamp(path.with_suffix(PARTNER))
            known = self._read.get(path)
            seen[path] = known if known is not None and known[0] == stamp else (stamp, _from_file(path))
            each = seen[path][1]
            if each.name in found:
                each = replace(each, name=path.stem, template=None, problem=f"The name {each.name!r} is taken.")
            found.setdefault(each.name, each)
        self._read = seen
        return found

    def _files(self) -> list[Path]:
        try:
            every = sorted(path for path in self.path.iterdir() if path.suffix == ".json" and path.is_file())
        except OSError:
            return []
        return [path for path in every if not path.name.endswith(PARTNER)][:MAX_FILES]

    def _stamp(self, path: Path) -> tuple[int, int] | None:
        try:
            now = path.stat()
        except OSError:
            return None
        return now.st_mtime_ns, now.st_size


def find_own(session: Session, name: str) -> Workflow | None:
    """The row of that name."""
    return session.get(Workflow, name)


def all_own(session: Session) -> Iterator[Found]:
    """Those that people brought."""
    for row in session.scalars(select(Workflow).order_by(Workflow.name)):
        yield of_row(row)


def of_row(row: Workflow) -> Found:
    """A row, read as what it says."""
    about: dict[str, Any] = {"updated_at": row.updated_at, "created_by": row.created_by}
    try:
        return Found(row.name, "own", Template(manifest=row.manifest, graph=row.graph), **about)
    except ValidationError as error:  # kept by a version that took more
        return Found(row.name, "own", problem=in_words(error), **about)


def in_words(error: ValidationError) -> str:
    """The first things that are wrong, each with where it stands."""
    told = []
    for each in error.errors()[:3]:
        where = ".".join(map(str, each["loc"]))
        told.append(f"{where}: {each['msg'].removeprefix('Value error, ')}" if where else each["msg"])
    return "; ".join(told).replace("Value error, ", "")


def _from_file(path: Path) -> Found:
    name = path.stem
    try:
        updated = datetime.fromtimestamp(path.stat().st_mtime, UTC)
        data = _content(path)
        partner = path.with_suffix(PARTNER)
        if partner.is_file():
            data = {"manifest": _content(partner), "graph": data}
        elif isinstance(data, dict) and "manifest" not in data and "graph" not in data:
            return Found(name, "folder", problem=_without_manifest(data, partner.name), updated_at=updated)
        template = Template.model_validate(data)
    except ValidationError as error:
        return Found(name, "folder", problem=in_words(error))
    except (OSError, InvalidInput) as error:
        return Found(name, "folder", problem=str(error))
    return Found(template.manifest.name, "folder", template, updated_at=updated)


def _content(path: Path) -> Any:
    with path.open("rb") as file:
        data = file.read(MAX_FILE + 1)
    if len(data) > MAX_FILE:
        raise InvalidInput(f"{path.name} is larger than {MAX_FILE // 1000} kB.")
    return loads(data, what=path.name)


def _without_manifest(graph: dict[str, Any], partner: str) -> str:
    try:
        Template.model_validate({"manifest": {"name": "x", "outputs": ["-"]}, "graph": graph})
    except ValidationError as error:
        first = next((each for each in error.errors() if each["loc"][:1] == ("graph",)), None)
        if first is not None:
            return str(first["msg"]).removeprefix("Value error, ")
    return f"It is a graph without a manifest: put {partner} beside it, or both into one file."


def as_file(template: Template) -> str:
    """A template as one file, for people."""
    return json.dumps(template.model_dump(mode="json", exclude_defaults=True), indent=2, ensure_ascii=False) + "\n"
