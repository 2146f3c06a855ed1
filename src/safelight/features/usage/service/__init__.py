"""What everybody used, and what they may have."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from datetime import date, timedelta

from sqlalchemy.orm import Session

from safelight.db.ownership import looks_as
from safelight.db.weighing import bytes_of
from safelight.features.accounts.errors import AccountNotFound
from safelight.features.usage import repository
from safelight.features.usage.errors import NotYours
from safelight.features.usage.schemas import By, LimitShown, Named, UsageLine, UsageShown, UsageTotals
from safelight.features.usage.service.requests import RequestBook
from safelight.jobs import allowance
from safelight.jobs import service as jobs
from safelight.jobs.tables import SERVER, Job
from safelight.kit.clock import utcnow
from safelight.kit.csv_lines import line
from safelight.kit.errors import InvalidInput
from safelight.specs.people import Limits, Principal, Role

DAYS = 30
_CSV = ("day", "account", "account_id", "key", "key_id", *repository.COUNTED)

OfRoles = Mapping[Role, Limits]


def usage(
    session: Session,
    *,
    principal: Principal,
    by: By = "day",
    since: date | None = None,
    to: date | None = None,
    account: str | None = None,
) -> UsageShown:
    """What was used from one day to another, the last DAYS if none is named: everybody's for an admin, else one's own.

    Raises NotYours, AccountNotFound, InvalidInput.
    """
    to = to or utcnow().date()
    since = since or to - min(timedelta(days=DAYS - 1), to - date.min)
    if since > to:
        raise InvalidInput.of("from", str(since), f"it is after `to`, {to}")
    whose = _whose(session, principal, account)
    found = repository.sums(session, by=by, since=since, to=to, account_id=whose)
    items = _lines(session, by, found)
    totals = UsageTotals(**{name: sum(getattr(item, name) for item in items) for name in repository.COUNTED})
    kept = bytes_of(session, whose)
    return UsageShown(since=since, to=to, by=by, items=items, totals=totals, bytes_stored=kept)


def csv_lines(shown: UsageShown) -> Iterator[str]:
    """The lines of a CSV file, with their ends."""
    yield line(_CSV)
    for item in shown.items:
        account, key = item.account or Named(id="", name=""), item.key or Named(id="", name="")
        counts = [getattr(item, name) for name in repository.COUNTED]
        yield line([item.day, account.name, account.id, key.name, key.id, *counts])


def limits(session: Session, *, principal: Principal, book: RequestBook, max_queued: int) -> list[LimitShown]:
    """What somebody may have, what of it is used, and what the whole installation may."""
    now = utcnow()
    found = [
        LimitShown(
            name=used.name,
            limit=used.limit,
            used=round(used.used, 3),
            remaining=round(used.remaining, 3),
            resets_at=None if used.resets_in is None else now + timedelta(seconds=used.resets_in),
            of=used.of,
        )
        for used in [*book.used(principal), *allowance.measure(session, principal, now=now)]
    ]
    waiting = jobs.queued_count(session)
    left = max(0, max_queued - waiting)
    queue = LimitShown(
        name="jobs_waiting", limit=max_queued, used=waiting, remaining=left, resets_at=None, of="installation"
    )
    return [*found, queue]


def room(session: Session, holders: Collection[tuple[str, str]], *, of_roles: OfRoles) -> dict[str, int]:
    """How many jobs more each of these accounts and keys may have at work, where that is limited, by their ids."""
    account_ids = {account_id for account_id, _ in holders if account_id}
    if not account_ids:
        return {}
    accounts, keys = repository.limits_of(session, account_ids, {key_id for _, key_id in holders if key_id})
    most: dict[str, int] = {}
    for account_id, (role, own) in accounts.items():
        held = of_roles.get(role, Limits()) if own is None else Limits.model_validate(own)  # type: ignore[call-overload]  # the column holds nothing else
        if held.jobs_at_once is not None:
            most[account_id] = held.jobs_at_once
    for key_id, own in keys.items():
        if own and (number := Limits.model_validate(own).jobs_at_once) is not None:
            most[key_id] = number
    if not most:
        return {}
    busy = Counter(holder for row in repository.at_work(session, account_ids) for holder in row if holder)
    return {holder: max(0, number - busy[holder]) for holder, number in most.items()}


def held_back(session: Session, found: Collection[Job]) -> dict[str, str]:
    """Of the caller's jobs that wait because account or key has as many at work as it may: why, in words."""
    sight = looks_as(session)
    principal = sight.principal if sight else None
    if principal is None:
        return {}
    waiting = [job for job in found if job.state == "queued" and job.place != SERVER]
    waiting = [job for job in waiting if job.account_id == principal.account_id]
    if not waiting:
        return {}
    left = room(session, {job.holders for job in waiting}, of_roles={principal.role: principal.limits[0]})
    full = {holder for holder, more in left.items() if not more}
    return {
        job.id: f"This {'account' if job.account_id in full else 'key'} has as many jobs at work as it may"
        for job in waiting
        if full & set(job.holders)
    }


def _whose(session: Session, principal: Principal, account: str | None) -> str | None:
    """The account to look at; None for all."""
    if "admin" not in principal.scopes:
        if account not in (None, principal.account_id, principal.name):
            raise NotYours(str(account))
        return principal.account_id
    if account is None:
        return None
    found = repository.account_id(session, account)
    if found is None:
        raise AccountNotFound(account)
    return found


def _lines(session: Session, by: By, rows: list[dict[str, object]]) -> list[UsageLine]:
    accounts, keys = repository.names(
        session,
        {str(row["account_id"]) for row in rows if row.get("account_id")},
        {str(row["key_id"]) for row in rows if row.get("key_id")},
    )
    found = []
    for row in rows:
        item = UsageLine.model_validate({name: row[name] for name in repository.COUNTED})
        item.day = row.get("day")  # type: ignore[assignment]  # the column's type
        if by != "day":
            item.account = _named(str(row["account_id"]), accounts, "before there were accounts")
        if by == "key":
            item.key = _named(str(row["key_id"]), keys, "at the studio")
        found.append(item)
    return found


def _named(id_: str, names: Mapping[str, str], otherwise: str) -> Named:
    return Named(id=id_, name=names.get(id_, id_) if id_ else otherwise)
