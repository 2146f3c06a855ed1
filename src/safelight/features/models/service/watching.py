"""The server's eye on the models folder: what is dropped in is told to whoever looks, and remembered."""

from collections.abc import Callable

from safelight.features.models.repository import ModelShelf, records
from safelight.features.models.service.news import tell
from safelight.kit.errors import SafelightError

_TOLD_AT_ONCE = 20


def notice(shelf: ModelShelf) -> int:
    """Write down what was found out since the last time, and tell of it; gives back how many models.

    In a transaction of the shelf's own: never call it while this thread holds one.
    """
    if shelf.db is None or not (fresh := shelf.fresh()):
        return 0
    with shelf.db.transaction() as session:
        records.one_at_a_time(session)
        for name, known in fresh:
            if not known.path.exists():
                continue  # removed since
            if any(other != name for other in records.names_at(session, known.path)):
                continue  # somebody has called it otherwise since it was looked at
            row = records.find(session, name)
            if row is None and not shelf.is_managed(known.path):
                continue  # it lies elsewhere, and has been forgotten since
            news = "added" if row is None else "changed" if row.mark != known.mark else None  # a hash is no news
            records.keep(session, name, known, managed=shelf.is_managed(known.path))
            if news and len(fresh) <= _TOLD_AT_ONCE:
                tell(session, news, name)
        if len(fresh) > _TOLD_AT_ONCE:
            tell(session, "changed", "")  # fetch them all again
    return len(fresh)


def hash_next(shelf: ModelShelf, *, should_stop: Callable[[], bool] = lambda: False) -> bool:
    """Hash one model that has no hash yet, the smallest first; False when there is none, or it must stop."""
    found, _ = shelf.sorted_out()

    def look(_: int) -> None:
        if should_stop():
            raise Stopped

    for info in sorted((info for info in found if info.sha256 is None), key=lambda info: info.size_bytes):
        try:
            shelf.hash(info, on_bytes=look)
        except Stopped:
            return False
        except (SafelightError, OSError):  # gone meanwhile, or unreadable: the next one
            continue
        return True
    return False


class Stopped(Exception):
    """Hashing was given up half-way."""
