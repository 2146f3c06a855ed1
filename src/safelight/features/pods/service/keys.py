"""Providers' keys: kept encrypted, checked with the provider first."""

from sqlalchemy.orm import Session

from safelight.features.audit.service import note
from safelight.features.pods import repository
from safelight.features.pods.errors import NoProviderKey, PodNotReady
from safelight.features.pods.schemas import PodProviderShown
from safelight.features.pods.service.renting import Renting
from safelight.features.pods.tables import ProviderKey
from safelight.kit.clock import utcnow
from safelight.kit.errors import InvalidInput
from safelight.kit.secret_box import SecretBox


def check(renting: Renting, provider: str, key: str) -> None:
    """Ask the provider with that key. Slow, so with no session open. Raises KeyRefused, ProviderAway, InvalidInput."""
    if not key.isascii() or not key.isprintable() or " " in key:
        raise InvalidInput.of(
            "key", key, f"it has characters that no key of {provider} has", hint="Paste it again, without spaces."
        )
    renting.provider(key).machines()


def keep(session: Session, renting: Renting, provider: str, key: str) -> PodProviderShown:
    """Keep a key, in place of the one that was there."""
    row = of(session, provider)
    row.key, row.added_at, row.problem = renting.box.seal(key), utcnow(), None
    note(session, action="pods.key_kept", subject=provider)
    return shown(session, renting, provider)


def forget(session: Session, provider: str, *, force: bool = False) -> None:
    """Throw a key away. Raises NoProviderKey; unless `force`, PodNotReady while pods are there that it could end."""
    row = repository.key(session, provider)
    if row is None or row.key is None:
        raise NoProviderKey(provider)
    if not force and (left := [pod for pod in repository.live(session) if pod.provider == provider]):
        raise PodNotReady(
            f"{len(left)} pods are there, and without the key nobody here could end them.",
            hint="End them first: `safelight pods end POD`.",
        )
    row.key = row.added_at = None
    note(session, action="pods.key_forgotten", subject=provider)


def shown(session: Session, renting: Renting, provider: str) -> PodProviderShown:
    """Whether there is a key, and what came of the last look."""
    row = repository.key(session, provider)
    kept = row is not None and row.key is not None
    return PodProviderShown(
        provider=provider,
        has_key=bool(renting.key) or kept,
        by="setting" if renting.key else "kept" if kept else None,
        added_at=row.added_at if row else None,
        looked_at=row.looked_at if row else None,
        problem=row.problem if row else None,
    )


def of(session: Session, provider: str) -> ProviderKey:
    """The row of a provider; made if there is none."""
    row = repository.key(session, provider)
    if row is None:
        row = ProviderKey(provider=provider)
        session.add(row)
        session.flush()
    return row


def seal_anew(session: Session, *, box: SecretBox, before: SecretBox) -> int:
    """Seal every key under another secret; how many there are. Raises Unopenable."""
    rows = [row for row in repository.keys(session) if row.key]
    for row in rows:
        row.key = box.sealed_anew(row.key or "", before=before)
    return len(rows)
