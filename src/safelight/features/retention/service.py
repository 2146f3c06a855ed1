"""How long things are kept: one list of rules, which housekeeping follows every hour and a person can look at first.

Rows of ended jobs are deleted by the placer, and results that were kept for minutes by a housekeeper of their own;
they are rules here as well, so that the list is whole.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from safelight.db import Database
from safelight.db.ownership import seen_by
from safelight.features.audit import repository as audit
from safelight.features.audit.service import note
from safelight.features.gallery.service import removal
from safelight.features.generations import service as generations
from safelight.features.inputs import service as inputs
from safelight.features.retention import repository
from safelight.features.retention.repository import Due
from safelight.features.retention.schemas import Gone, Retention, RuleShown, Tidied
from safelight.jobs import service as jobs
from safelight.kit.clock import utcnow
from safelight.storage import Storage


@dataclass(frozen=True)
class Keeping:
    """For how long things are kept; None: for ever."""

    binned: timedelta = removal.BIN_KEPT
    inputs: timedelta = timedelta(days=30)
    results: timedelta = timedelta(minutes=10)
    jobs: timedelta = timedelta(days=30)
    logins: timedelta = timedelta(days=30)
    usage: timedelta | None = None
    audit: timedelta | None = None


@dataclass(frozen=True)
class _Rule:
    name: str
    what: str
    setting: str
    kept: timedelta | None
    due: Callable[[Session, datetime], Due]
    forget: Callable[[Database, Storage, datetime], int]


def look(db: Database, *, keeping: Keeping) -> Retention:
    """What is due to go by each rule; nothing is deleted."""
    with seen_by(None), db.reading() as session:  # rules are for everybody's things, whoever asks
        return Retention(rules=[_shown(session, rule) for rule in _rules(keeping)])


def follow(db: Database, storage: Storage, *, keeping: Keeping) -> Tidied:
    """Delete what is due. Interrupted, the rest goes the next time."""
    with seen_by(None):
        gone = [
            Gone(name=rule.name, gone=rule.forget(db, storage, utcnow() - rule.kept))
            for rule in _rules(keeping)
            if rule.kept is not None
        ]
    return Tidied(rules=gone)


def ask(db: Database, storage: Storage, *, keeping: Keeping) -> Tidied:
    """The same because somebody wants it now: noted in the audit log."""
    tidied = follow(db, storage, keeping=keeping)
    with db.transaction() as session:
        note(session, action="retention.followed", details={each.name: each.gone for each in tidied.rules if each.gone})
    return tidied


def _rules(keeping: Keeping) -> list[_Rule]:
    def results(db: Database, storage: Storage, _: datetime) -> int:
        return generations.forget_expired(db, storage, kept=keeping.results)

    return [
        _Rule(
            "bin", "Pictures, from when they were put into the bin", "SAFELIGHT_BIN_DAYS", keeping.binned,
            repository.binned, lambda db, storage, at: removal.empty_bin(db, storage, older_than=utcnow() - at).changed,
        ),
        _Rule(
            "results", "Results of the quick door and of other programs, from their end", "SAFELIGHT_RESULT_MINUTES",
            keeping.results, lambda session, at: repository.results(session, at + keeping.results), results,
        ),
        _Rule(
            "inputs", "Pictures brought to a generation, from when a request last named them; not what a kept picture "
            "was made from", "SAFELIGHT_INPUT_DAYS", keeping.inputs, repository.unused_inputs,
            lambda db, storage, at: inputs.forget_unused(db, storage, older_than=utcnow() - at),
        ),
        _Rule(
            "jobs", "Rows of jobs with their curves, from their end; what they made stays",
            "SAFELIGHT_JOB_RETENTION_DAYS", keeping.jobs, repository.ended_jobs,
            lambda db, _, at: _all(db, at, jobs.forget_finished),
        ),
        _Rule(
            "logins", "Log-ins, from when they were over", "SAFELIGHT_LOGIN_KEPT_DAYS", keeping.logins,
            repository.ended_logins, lambda db, _, at: _once(db, at, repository.forget_logins),
        ),
        _Rule(
            "usage", "What accounts and keys used, from the day", "SAFELIGHT_USAGE_DAYS", keeping.usage,
            lambda session, at: repository.days_used(session, at.date()),
            lambda db, _, at: _once(db, at, lambda session, at: repository.forget_days_used(session, at.date())),
        ),
        _Rule(
            "audit", "Entries of the audit log, from when they were written", "SAFELIGHT_AUDIT_DAYS", keeping.audit,
            repository.entries, lambda db, _, at: _once(db, at, audit.forget_before),
        ),
    ]  # fmt: skip


def _shown(session: Session, rule: _Rule) -> RuleShown:
    due, size, oldest = (0, 0, None) if rule.kept is None else rule.due(session, utcnow() - rule.kept)
    return RuleShown(
        name=rule.name,
        what=rule.what,
        setting=rule.setting,
        days=None if rule.kept is None else round(rule.kept.total_seconds() / 86_400, 4),
        due=due,
        bytes=size,
        oldest=oldest,
    )


def _once(db: Database, at: datetime, forget: Callable[[Session, datetime], int]) -> int:
    with db.transaction() as session:
        return forget(session, at)


def _all(db: Database, at: datetime, forget: Callable[[Session, datetime], int]) -> int:
    """In pieces, so that other writers come in between."""
    total = 0
    while gone := _once(db, at, forget):
        total += gone
    return total
