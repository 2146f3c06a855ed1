"""Whether a worker and a server understand each other: what they say to each other has a version of its own.

It is the rows of jobs and workers, the deliveries, and the specs of the tasks; the program's version is only shown.
A server understands older workers, so that they go on while it is upgraded; never newer ones, which are upgraded last.
"""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from safelight import __version__
from safelight.jobs import moves
from safelight.jobs.tables import SERVER, Worker

SPEAKS = 1
"""What this program says. Raise it when a worker of before would do a job wrong, or could not do it at all."""
OLDEST = 1
"""The oldest that it still understands."""
UNDERSTANDS = "understands"
"""In the facts of a server's row: its OLDEST, for workers to know what becomes of them."""


def unfit(speaks: int, version: str) -> str | None:
    """Why a worker may get no jobs from this server, in a sentence; None for one that may."""
    if speaks < OLDEST:
        return f"Too old: its Safelight {version} speaks protocol {speaks}, and this studio {_known()}. Upgrade it."
    if speaks > SPEAKS:
        return (
            f"Too new: its Safelight {version} speaks protocol {speaks}, and this studio {_known()}. "
            "Upgrade the studio first."
        )
    return None


def misunderstood(session: Session, *, within: timedelta) -> str | None:
    """A worker's own look: why no server that was there `within` this time understands it; None while one may."""
    now = moves.database_now(session)
    query = select(Worker).where(Worker.device == SERVER, Worker.state != "gone", Worker.seen_at > now - within)
    servers = session.scalars(query).all()
    if not servers or any(one.facts.get(UNDERSTANDS, one.speaks) <= SPEAKS <= one.speaks for one in servers):
        return None
    newest = max(servers, key=lambda one: one.speaks)
    if newest.speaks < SPEAKS:
        return (
            f"Too new: this Safelight {__version__} speaks protocol {SPEAKS}, the studio ({newest.version}) "
            f"{newest.speaks} at most. Upgrade the studio first."
        )
    return (
        f"Too old: this Safelight {__version__} speaks protocol {SPEAKS}, the studio ({newest.version}) "
        f"{newest.facts.get(UNDERSTANDS, newest.speaks)} at least. Upgrade this machine."
    )


def _known() -> str:
    return f"{OLDEST}" if OLDEST == SPEAKS else f"{OLDEST} to {SPEAKS}"
