"""Whether a worker and a server understand each other: what they say to each other has a version of its own.

It is the rows of jobs and workers, the deliveries, and the specs of the tasks; the program's version is only shown.
A server understands older workers, so that they go on while it is upgraded; never newer ones, which are upgraded last.
"""

SPEAKS = 1
"""What this program says. Raise it when a worker of before would do a job wrong, or could not do it at all."""
OLDEST = 1
"""The oldest that it still understands."""


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


def _known() -> str:
    return f"{OLDEST}" if OLDEST == SPEAKS else f"{OLDEST} to {SPEAKS}"
