"""Styles out of and into files: ours (JSON), and AUTOMATIC1111's styles.csv. An import is whole or not at all."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError
from sqlalchemy.orm import Session

from safelight import events
from safelight.db.ownership import account_of
from safelight.features.styles import repository, service
from safelight.features.styles.schemas import (
    OnConflict,
    StyleCreate,
    StyleFile,
    StyleImport,
    StyleImportItem,
    StyleWords,
)
from safelight.kit.errors import FieldProblem, InvalidInput, TooLarge
from safelight.kit.style_csv import looks_like_csv, read_styles_csv

MAX_BYTES = 4_000_000
MAX_STYLES = 5000
CSV_GROUP = "Imported"
_LORA_TAG = re.compile(r"<(?:lora|lyco|hypernet):[^>]*>", re.IGNORECASE)


@dataclass(frozen=True)
class Entry:
    """One entry of a file as it stands there."""

    row: int
    name: str
    values: dict[str, Any]


def exported(session: Session, *, built_in: bool) -> StyleFile:
    """One's own styles, and the built-in ones if asked for."""
    styles = repository.known(session) if built_in else repository.own(session)
    return StyleFile(
        styles=[
            StyleCreate(name=s.name, group=s.group, prompt=s.prompt, negative_prompt=s.negative_prompt) for s in styles
        ]
    )


def read(data: bytes) -> list[Entry]:
    """The entries of a file, not yet looked at one by one. Raises InvalidInput, TooLarge."""
    if len(data) > MAX_BYTES:
        raise TooLarge(f"file: a style file has at most {MAX_BYTES // 1_000_000} MB.", hint="Send it in parts.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidInput("file: this is not a text file in UTF-8.", hint=_EXPECTED) from error
    if "\x00" in text:
        raise InvalidInput("file: this is not a text file.", hint=_EXPECTED)
    entries = _of_csv(text) if looks_like_csv(text) else _of_json(text)
    if len(entries) > MAX_STYLES:
        raise TooLarge(
            f"file: a style file has at most {MAX_STYLES} styles; this one has {len(entries)}.",
            hint="Send it in parts.",
        )
    return entries


def take_in(
    session: Session, *, entries: Iterable[Entry], conflicts: OnConflict = "skip", dry_run: bool = False
) -> StyleImport:
    """Save the entries of a file, or with `dry_run` say what would become of each.

    Raises InvalidInput, naming each bad entry, unless it is a dry run; then nothing is saved.
    """
    repository.hold(session)
    intake = _Intake(session, conflicts)
    items = [intake.take(entry, dry_run=dry_run) for entry in entries]
    refused = [item for item in items if item.action == "refuse"]
    if refused and not dry_run:
        raise InvalidInput(
            f"file: {len(refused)} of {len(items)} styles cannot be used, so nothing was imported. "
            f"{refused[0].name or 'Row ' + str(refused[0].row)}: {refused[0].message}",
            hint="Correct or remove them; with dry_run=true you see what would become of each.",
            fields=tuple(FieldProblem(f"file.{item.row}", item.message or "", item.name) for item in refused[:50]),
        )
    saved = sum(item.action in {"add", "replace", "rename"} for item in items)
    if saved and not dry_run:
        told, whose = {"saved": saved}, account_of(session)
        events.publish(session, topic=service.TOPIC, kind="style.imported", payload=told, account_id=whose)
    return StyleImport(dry_run=dry_run, saved=saved, items=items)


class _Intake:
    """Decides entry by entry; what an earlier entry took is taken for the later ones too."""

    def __init__(self, session: Session, conflicts: OnConflict) -> None:
        self._session = session
        self._conflicts = conflicts
        self._here = {style.name.casefold(): style for style in repository.known(session)}
        self._taken = service.taken_names(session)

    def take(self, entry: Entry, *, dry_run: bool) -> StyleImportItem:
        try:
            spec = StyleCreate(**entry.values)
        except (ValidationError, TypeError) as error:
            return StyleImportItem(row=entry.row, name=entry.name, action="refuse", message=_reason(error))
        key = spec.name.casefold()
        item = StyleImportItem(row=entry.row, name=spec.name, action="add", saved_as=spec.name, message=_remark(spec))
        present = self._here.get(key)
        if present is not None and _same(present, spec):
            return item.model_copy(update={"action": "same"})
        if key in self._taken:
            if self._conflicts == "skip":
                return item.model_copy(update={"action": "skip", "saved_as": None, "message": "The name is taken."})
            if self._conflicts == "replace" and present is not None and not present.built_in:
                item.action = "replace"
            else:
                spec.name = service.free_name(spec.name, self._taken)
                item.action, item.saved_as = "rename", spec.name
        self._keep(spec, present if item.action == "replace" else None, dry_run=dry_run)
        return item

    def _keep(self, spec: StyleCreate, present: StyleWords | None, *, dry_run: bool) -> None:
        style = StyleWords(id="", built_in=False, **spec.model_dump())
        if not dry_run:
            row = repository.row(self._session, present.id) if present else None
            style = service.write(self._session, row, spec) if row else service.add(self._session, spec)
        self._here[spec.name.casefold()] = style
        self._taken.add(spec.name.casefold())


_EXPECTED = "Send a file that `GET /api/v1/styles/export` gave, or AUTOMATIC1111's styles.csv."


def _of_csv(text: str) -> list[Entry]:
    return [
        Entry(
            each.row,
            each.name,
            {
                "name": each.name,
                "group": each.group or CSV_GROUP,
                "prompt": each.prompt,
                "negative_prompt": each.negative_prompt,
            },
        )
        for each in read_styles_csv(text)
    ]


def _of_json(text: str) -> list[Entry]:
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InvalidInput(f"file: this is neither JSON nor a styles.csv ({error}).", hint=_EXPECTED) from error
    if isinstance(document, dict) and document.get("safelight_styles", 1) != 1:
        raise InvalidInput("file: it was written by a newer Safelight.", hint="Update this studio first.")
    styles = document.get("styles") if isinstance(document, dict) else document
    if not isinstance(styles, list) or not all(isinstance(style, dict) for style in styles):
        raise InvalidInput("file: there are no styles in it.", hint=_EXPECTED)
    return [Entry(number, str(style.get("name", "")), style) for number, style in enumerate(styles, 1)]


def _reason(error: Exception) -> str:
    if not isinstance(error, ValidationError):
        return str(error)
    first = error.errors()[0]
    where = ".".join(str(part) for part in first["loc"])
    return f"{where}: {first['msg']}" if where else first["msg"]


def _remark(spec: StyleCreate) -> str | None:
    tags = _LORA_TAG.findall(f"{spec.prompt} {spec.negative_prompt}")
    return f"{tags[0]} is taken as words: LoRAs are chosen as characters here." if tags else None


def _same(present: StyleWords, spec: StyleCreate) -> bool:
    return (present.prompt, present.negative_prompt) == (spec.prompt, spec.negative_prompt)
