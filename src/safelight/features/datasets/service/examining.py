"""What is to be said of each picture of a dataset by its pixels, and by those of all others; kept with the picture."""

from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from statistics import median
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from safelight.features.datasets import repository
from safelight.features.datasets.schemas import SPLITS
from safelight.features.datasets.service import alike
from safelight.features.datasets.service.pictures import SEEN, marked
from safelight.features.datasets.tables import DatasetPicture
from safelight.kit.pictures.doctor import Finding, FindingKind, Look
from safelight.kit.pictures.doctor.pictures import faults_of

USUAL_SIDE = 224
"""Pixels of a side that most classifiers look at."""
MEASURABLE = 64
"""Pixels of a side: in smaller pictures neither blur nor exposure can be told from what they show."""
COMPARABLE = 32
"""Pixels of a side: two smaller pictures are nearly the same when they show the same thing."""
COMMON = 0.5
"""Share of the pictures: a fault of their detail that more of them have is how the set is, and sets none apart."""
_BY_DETAIL: frozenset[FindingKind] = frozenset({"blurred", "overexposed", "underexposed"})
_AT_ONCE = 500  # rows of a transaction


@dataclass(frozen=True)
class Row:
    """One picture as it is compared."""

    id: str
    sha256: str
    split: str
    label: str
    look: Look | None


def rows_of(session: Session, dataset_id: str) -> list[Row]:
    """All pictures of a dataset: those of train first, so that of two alike ones the other is found to repeat it."""
    here = DatasetPicture
    query = select(here.id, here.sha256, here.split, here.label, here.findings).where(
        here.dataset_id == dataset_id, here.removed.is_(False), here.excluded.is_(False)
    )
    rows = [
        Row(picture_id, digest, split, label, _look(findings))
        for picture_id, digest, split, label, findings in session.execute(query)
    ]
    rows.sort(key=lambda row: (SPLITS.index(row.split), row.id))
    return rows


def resolution_of(rows: Sequence[Row]) -> int:
    """The pixel side that pictures are judged for: that of most of them, or of most classifiers."""
    sides = [min(row.look.width, row.look.height) for row in rows if row.look]
    return max(8, min(USUAL_SIDE, round(median(sides)))) if sides else USUAL_SIDE


def findings_of(
    rows: Sequence[Row], *, check: Callable[[], None], on_progress: Callable[[int], None]
) -> dict[str, list[dict[str, Any]]]:
    """By id of each picture what is found of it. Seconds for thousands: `check` may raise to give up."""
    resolution = resolution_of(rows)
    faults = {row.id: _faults(row, resolution) for row in rows}
    counted = Counter(each.kind for several in faults.values() for each in several)
    usual = {kind for kind in _BY_DETAIL if counted[kind] > max(1, COMMON * len(rows))}
    found = {
        picture_id: [_dumped(each) for each in several if each.kind not in usual]
        for picture_id, several in faults.items()
    }
    first: dict[str, Row] = {}
    different: list[Row] = []
    for row in rows:
        other = first.setdefault(row.sha256, row)
        if other is not row:
            found[row.id].append(
                _dumped(Finding("duplicate", row.id, "The very same picture is there already.", other.id))
            )
        elif row.look and min(row.look.width, row.look.height) >= COMPARABLE:
            different.append(row)
    thumbs = [row.look.thumb for row in different if row.look]
    for row, at in zip(different, alike.twins(thumbs, check=check, on_progress=on_progress), strict=True):
        if at is not None:
            message = "It looks almost like another picture."
            found[row.id].append(_dumped(Finding("near_duplicate", row.id, message, different[at].id)))
    return found


def keep(
    transaction: Callable[[], AbstractContextManager[Session]], dataset_id: str, found: dict[str, list[dict[str, Any]]]
) -> int:
    """Write down what was found, where it is not known yet; how many pictures have something."""
    ids = list(found)
    for at in range(0, len(ids), _AT_ONCE):
        with transaction() as session:
            for row in repository.those(session, dataset_id, ids[at : at + _AT_ONCE]):
                seen = [each for each in row.findings if each["kind"] == SEEN]
                findings = [*seen, *marked(found[row.id], row.dismissed)]
                if findings != row.findings:
                    row.findings = findings
    return sum(map(bool, found.values()))


def _faults(row: Row, resolution: int) -> list[Finding]:
    if row.look is None:
        return []
    side = min(row.look.width, row.look.height)
    found = [
        each
        for each in faults_of(row.id, row.look, resolution=resolution, aspect_buckets=True)
        if each.kind != "too_small" and (side >= MEASURABLE or each.kind not in _BY_DETAIL)
    ]
    if 2 * side < resolution:
        message = f"{row.look.width} x {row.look.height} pixels are few: most others have {resolution} and more a side."
        found.insert(0, Finding("too_small", row.id, message, value=round(resolution / side, 2)))
    return found


def _look(findings: Sequence[dict[str, Any]]) -> Look | None:
    kept = next((each["look"] for each in findings if each["kind"] == SEEN), None)
    return Look.loaded(kept) if kept else None


def _dumped(finding: Finding) -> dict[str, Any]:
    return {
        "kind": finding.kind,
        "message": finding.message,
        "other_id": finding.other,
        "value": finding.value,
    }
