"""What can go wrong with a backup."""

from safelight.kit.errors import Conflict, InternalError, InvalidInput, NotFound


class NoBackup(NotFound):
    """There is no backup at that place, or none of that name."""

    code = "no_backup"

    def __init__(self, place: str, name: str | None = None) -> None:
        what = f"no backup {name!r}" if name else "no backup"
        super().__init__(
            f"There is {what} at {place}.",
            hint="Is that the right place? `safelight backup list PLACE` shows those there are.",
        )


class BackupDamaged(Conflict):
    """Something of the backup is gone or is not what was written."""

    code = "backup_damaged"

    def __init__(self, what: str) -> None:
        super().__init__(
            f"The backup is damaged: {what}.",
            hint="`safelight backup verify` tells all that is damaged. Take an earlier backup, or another copy.",
        )


class BackupTooNew(Conflict):
    """A newer version of the program made it."""

    code = "backup_too_new"

    def __init__(self, program: str) -> None:
        super().__init__(
            f"The backup was made by Safelight {program}, which knows more than this version.",
            hint=f"Install Safelight {program} or newer, and restore with that.",
        )


class BadDestination(InvalidInput):
    """A backup cannot be written there."""

    code = "backup_bad_destination"


class NotEmpty(Conflict):
    """The installation that a backup should be put into holds something."""

    code = "installation_not_empty"

    def __init__(self, what: str) -> None:
        super().__init__(
            f"This installation is not empty: it holds {what}.",
            hint="Restore into a new DATA_DIR, or add --force to throw away what is here.",
        )


class NotUpgraded(Conflict):
    """The database is not at the tables of this program."""

    code = "database_not_upgraded"

    def __init__(self, found: str | None) -> None:
        super().__init__(
            "There is no studio here yet." if found is None else f"The database is still at revision {found}.",
            hint="Start the studio once with `safelight serve`, which brings the database up to date.",
        )


class ChangedTooFast(InternalError):
    """Rows and files could not be brought together, however often it was tried."""

    code = "backup_never_whole"
