"""What is to be said of a dataset: of its pictures, as they were examined, and of its parts and classes as they are."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from safelight.features.datasets import repository
from safelight.features.datasets.repository import EXAMINE, IMPORT
from safelight.features.datasets.schemas import SPLITS
from safelight.features.datasets.schemas.doctor import (
    DatasetDoctor,
    DatasetFinding,
    DatasetFindingKind,
    DatasetFindings,
    PicturesOffer,
)
from safelight.features.datasets.schemas.pictures import MAX_NAMED, PicturesChange, PicturesWhere
from safelight.features.datasets.service import Link, classes_of, examining, importing
from safelight.features.datasets.service.pictures import SEEN, shown
from safelight.features.datasets.tables import Dataset, DatasetPicture
from safelight.kit.pictures.doctor import SEVERITY, Severity
from safelight.kit.pictures.doctor.sets import BALANCE
from safelight.specs.jobs import FINISHED

SHOWN = 24
"""Findings of a kind that are shown; the list of pictures has all."""
FEW = 5
"""Training pictures of a class below which it is hardly learnt."""
REPEATS = ("duplicate", "near_duplicate")
_ORDER: Mapping[Severity, int] = {"problem": 0, "warning": 1, "note": 2}
_SEVERITY: Mapping[str, Severity] = {
    **dict[str, Severity](SEVERITY.items()),
    "leak": "problem",
    "contradiction": "problem",
    "one_class": "problem",
    "empty_class": "problem",
    "missing_in_train": "problem",
    "missing_in_val": "problem",
    "no_val": "note",
    "few_in_class": "warning",
    "odd_label": "note",
    "alike_labels": "warning",
}
_TITLES: Mapping[str, str] = {
    "leak": "In two parts: what is judged by was learnt",
    "contradiction": "In two classes: one of them is wrong",
    "duplicate": "There twice",
    "near_duplicate": "Nearly the same as another",
    "too_small": "Too small",
    "blurred": "Blurred",
    "overexposed": "Overexposed",
    "underexposed": "Underexposed",
    "nearly_uniform": "Nearly one colour",
    "odd_aspect": "Of an odd shape",
    "one_class": "Nothing to tell apart",
    "empty_class": "Classes without pictures",
    "missing_in_train": "Classes that are not learnt",
    "missing_in_val": "Classes that are not judged",
    "no_val": "No validation pictures",
    "few_in_class": "Classes with few pictures",
    "unbalanced": "Classes out of balance",
    "odd_label": "Odd names of classes",
    "alike_labels": "Classes of nearly the same name",
}
NO_PIXELS = "What the pictures show: they lie in a folder on the workers' machines, and are not looked into."
NO_SMALL = f"Near-duplicates, blur and exposure among pictures of less than {examining.MEASURABLE} pixels a side."


def report(session: Session, *, dataset: Dataset, link: Link) -> DatasetDoctor:
    """All that is found. Changes nothing."""
    found: dict[tuple[bool, DatasetFindingKind], list[DatasetFinding]] = {}
    for finding in _of_set(dataset):
        found.setdefault((False, finding.kind), []).append(finding)
    rows = {row.id: row for row in repository.with_any(session, dataset.id, SEVERITY.keys())}
    others = _others(session, dataset, rows)
    ids: dict[tuple[bool, DatasetFindingKind], list[str]] = {}
    for row in rows.values():
        for each in row.findings:
            if each["kind"] == SEEN:
                continue
            other = others.get(each.get("other_id") or "")
            if each["kind"] in REPEATS and other is None:
                continue  # the one that it repeated is gone
            kind = _kind(row, other, each["kind"])
            mark = (kind in row.dismissed or each["kind"] in row.dismissed, kind)
            ids.setdefault(mark, []).append(row.id)
            shown_already = found.setdefault(mark, [])
            if len(shown_already) < SHOWN:
                shown_already.append(_of_picture(row, other, kind, each, link))
    groups = [
        (kept, _group(kind, findings, ids.get((kept, kind), []), kept=kept)) for (kept, kind), findings in found.items()
    ]
    groups.sort(key=lambda each: (_ORDER[each[1].severity], list(_SEVERITY).index(each[1].kind)))
    done = repository.jobs_of(session, dataset.id, IMPORT)
    waiting = repository.jobs_of(session, dataset.id, IMPORT, EXAMINE)
    reports = [importing.report_of(job) for job in done]
    return DatasetDoctor(
        pictures=sum(sum(part.values()) for part in dataset.counts.values()),
        resolution=repository.usual_side(session, dataset.id, at_most=examining.USUAL_SIDE),
        groups=[group for kept, group in groups if not kept],
        kept=[group for kept, group in groups if kept],
        unreadable=sum(each.refused for each in reports if each),
        pending=any(job.state not in FINISHED for job in waiting),
        not_looked_for=[NO_PIXELS] if dataset.source == "path" else _not_looked_for(session, dataset),
    )


def _not_looked_for(session: Session, dataset: Dataset) -> list[str]:
    return [NO_SMALL] if repository.has_smaller(session, dataset.id, examining.MEASURABLE) else []


def _others(session: Session, dataset: Dataset, rows: Mapping[str, DatasetPicture]) -> dict[str, DatasetPicture]:
    """The pictures that these repeat, those that are left out not among them."""
    named = {each["other_id"] for row in rows.values() for each in row.findings if each.get("other_id")}
    missing = repository.those(session, dataset.id, sorted(named - rows.keys()))
    there = {row.id: row for row in missing if not row.excluded}
    return there | {each: rows[each] for each in named & rows.keys()}


def _kind(row: DatasetPicture, other: DatasetPicture | None, kind: DatasetFindingKind) -> DatasetFindingKind:
    if other is None:
        return kind
    if other.label != row.label:
        return "contradiction"
    return "leak" if other.split != row.split else kind


def _of_picture(
    row: DatasetPicture, other: DatasetPicture | None, kind: DatasetFindingKind, found: Mapping[str, Any], link: Link
) -> DatasetFinding:
    message = found["message"]
    if other is not None and kind == "leak":
        message = f"{_same(found['kind'])} is in {other.split}, and this one in {row.split}."
    if other is not None and kind == "contradiction":
        message = f"{_same(found['kind'])} is filed under {other.label}, and this one under {row.label}."
    return DatasetFinding(
        id=f"{row.id}:{kind}",
        kind=kind,
        severity=_SEVERITY[kind],
        message=message,
        value=found.get("value"),
        labels=[],
        picture=shown(row, link=link),
        other=shown(other, link=link) if other else None,
        answers=_answers(row, other, kind),
    )


def _same(kind: str) -> str:
    return "The very same picture" if kind == "duplicate" else "Nearly the same picture"


def _answers(row: DatasetPicture, other: DatasetPicture | None, kind: DatasetFindingKind) -> list[PicturesOffer]:
    if kind in row.dismissed:
        return [_offer("Tell me of it again", [row.id], heed=kind)]
    offers = []
    if other is not None and kind == "contradiction":
        offers += [
            _offer(f"Both are {other.label}", [row.id], label=other.label),
            _offer(f"Both are {row.label}", [other.id], label=row.label),
        ]
    if other is not None and kind == "leak":
        offers.append(_offer(f"Leave out the one in {other.split}", [other.id], excluded=True))
    offers.insert(0 if kind != "contradiction" else len(offers), _offer("Leave it out", [row.id], excluded=True))
    return [*offers, _offer("Keep it as it is", [row.id], keep=kind)]


def _group(
    kind: DatasetFindingKind, findings: list[DatasetFinding], ids: Sequence[str], *, kept: bool
) -> DatasetFindings:
    answers = []
    if len(ids) > 1 and kept:
        answers = [_offer(f"Tell me of all {len(ids)} again", ids, heed=kind)]
    elif len(ids) > 1:
        answers = [
            _offer(f"Leave out all {len(ids)}", ids, excluded=True),
            _offer(f"Keep all {len(ids)} as they are", ids, keep=kind),
        ]
    return DatasetFindings(
        kind=kind,
        severity=_SEVERITY[kind],
        title=_TITLES.get(kind, kind.replace("_", " ").capitalize()),
        count=len(ids) or len(findings),
        findings=findings,
        answers=answers,
    )


def _offer(said: str, ids: Sequence[str], **change: object) -> PicturesOffer:
    return PicturesOffer(label=said, change=PicturesChange(ids=list(ids[:MAX_NAMED]), **change))


def _of_set(dataset: Dataset) -> Iterable[DatasetFinding]:
    """What its parts and classes have that will be learnt badly."""
    counts = {split: dataset.counts.get(split, {}) for split in SPLITS}
    labels = [each.label for each in classes_of(dataset.counts)]
    if not labels:
        return
    train, val = counts["train"], counts["val"]
    if len(labels) == 1:
        yield _set("one_class", f"There is one class, {labels[0]}: a classifier needs two at least.", labels)
    missing = [label for label in labels if not train.get(label)]
    if missing and train:
        yield _set("missing_in_train", f"{_named(missing)}: no pictures in train; a run refuses that.", missing)
    if not val and train:
        yield _set(
            "no_val", "There is no val: a share of train is set aside for it when a run starts, by class and seed.", []
        )
    elif unjudged := [label for label in labels if train.get(label) and not val.get(label)]:
        back = PicturesChange(where=PicturesWhere(split="val"), split="train")
        offer = PicturesOffer(label="Move all of val into train: a share is set aside by each run", change=back)
        message = f"{_named(unjudged)}: no pictures in val; a run refuses that."
        yield _set("missing_in_val", message, unjudged).model_copy(update={"answers": [offer]})
    if few := [label for label in labels if 0 < train.get(label, 0) < FEW]:
        yield _set("few_in_class", f"{_named(few)}: fewer than {FEW} pictures to learn from.", few)
    yield from _balance(train)
    if odd := [label for label in labels if _is_odd(label)]:
        yield _set("odd_label", f"{_named(odd)}: characters that file systems or other programs may not take.", odd)
    for alike in _alike(labels):
        yield _set("alike_labels", f"{_named(alike)} may be one class.", alike)


def _balance(train: Mapping[str, int]) -> Iterable[DatasetFinding]:
    if len(train) < 2:
        return
    largest = max(train, key=lambda label: train[label])
    small = sorted((label for label in train if train[label] * BALANCE < train[largest]), key=lambda each: train[each])
    if small:
        named = _named([f"{label} ({train[label]})" for label in small])
        message = f"{named}: far fewer pictures than {largest} ({train[largest]}). class_weights can make up for it."
        value = round(train[largest] / train[small[0]], 1) if train[small[0]] else None
        yield _set("unbalanced", message, small).model_copy(update={"value": value})


def _set(kind: DatasetFindingKind, message: str, labels: Sequence[str]) -> DatasetFinding:
    return DatasetFinding(
        id=f"set:{kind}:{'/'.join(labels[:3])}",
        kind=kind,
        severity=_SEVERITY[kind],
        message=message,
        value=None,
        labels=list(labels),
        picture=None,
        other=None,
        answers=[],
    )


def _named(labels: Sequence[str]) -> str:
    return ", ".join(labels[:5]) + (f" and {len(labels) - 5} more" if len(labels) > 5 else "")


def _is_odd(label: str) -> bool:
    return not label.isprintable() or any(char in '<>:"|?*%' for char in label) or label[0] in ".-" or label[-1] == "."


def _alike(labels: Sequence[str]) -> list[list[str]]:
    """Classes that differ in case, blanks or accents alone."""
    groups: dict[str, list[str]] = {}
    for label in labels:
        plain = "".join(char for char in unicodedata.normalize("NFKD", label.casefold()) if char.isalnum())
        groups.setdefault(plain or label, []).append(label)
    return [group for group in groups.values() if len(group) > 1]
