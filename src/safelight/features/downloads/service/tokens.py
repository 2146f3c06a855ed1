"""Tokens that open gated repositories: kept encrypted, checked with the hub, sent to no other host."""

from dataclasses import replace
from urllib.parse import urlsplit

from sqlalchemy.orm import Session

from safelight.features.audit.service import note
from safelight.features.downloads import repository
from safelight.features.downloads.errors import TokenNotFound
from safelight.features.downloads.schemas import TokenShown
from safelight.features.downloads.service.reach import Reach
from safelight.features.downloads.tables import HubToken
from safelight.kit.clock import utcnow
from safelight.kit.errors import InvalidInput
from safelight.kit.secret_box import SecretBox


def whose(reach: Reach, *, host: str, token: str) -> str | None:
    """Whom the hub knows this token as; null for a host that is no hub and cannot be asked.

    Slow, so with no session open. Raises TokenRefused, HubAway, HostRefused, InvalidInput.
    """
    import asyncio  # noqa: PLC0415  with httpx, see below

    from safelight.features.downloads.service import hub  # noqa: PLC0415  loads httpx: 0.2 s at every start otherwise

    if not token.isascii() or not token.isprintable() or " " in token:
        raise InvalidInput("The token has characters that no token has.", hint="Paste it again, without spaces.")

    async def ask() -> str | None:
        async with hub.client_for(reach) as client:
            return await hub.Hub(
                client, reach.hub_url, token=token, patience=replace(reach.patience, attempts=3)
            ).whoami()

    if host == hub_host(reach):
        return asyncio.run(ask())
    hub.check_host(reach, hub.address(host, reach))
    return None


def keep(session: Session, reach: Reach, *, host: str, token: str, user: str | None) -> TokenShown:
    """Keep a token, in place of the one that was there."""
    row = repository.token(session, host)
    if row is None:
        row = HubToken(host=host)
        session.add(row)
    row.token, row.user, row.added_at = reach.box.seal(token), user, utcnow()
    note(session, action="hub.token_kept", subject=host)
    return _shown(row)


def all_shown(session: Session) -> list[TokenShown]:
    """For which hosts there are tokens."""
    return [_shown(row) for row in repository.tokens(session)]


def one_shown(session: Session, host: str) -> TokenShown:
    """That there is a token. Raises TokenNotFound."""
    return _shown(_found(session, host))


def forget(session: Session, host: str) -> None:
    """Throw a token away. Raises TokenNotFound."""
    session.delete(_found(session, host))
    note(session, action="hub.token_forgotten", subject=host)


def token_for(session: Session, reach: Reach, host: str) -> str | None:
    """The token itself, for a request to that host alone. Raises Unopenable."""
    row = repository.token(session, host)
    return reach.box.open(row.token) if row else None


def seal_anew(session: Session, *, box: SecretBox, before: SecretBox) -> int:
    """Seal every token under another secret; how many there are. Raises Unopenable."""
    rows = repository.tokens(session)
    for row in rows:
        row.token = box.sealed_anew(row.token, before=before)
    return len(rows)


def hub_host(reach: Reach) -> str:
    """The hub's host, by which its token is kept; with the port where the address has one."""
    return urlsplit(reach.hub_url).netloc.lower()


def _found(session: Session, host: str) -> HubToken:
    row = repository.token(session, host)
    if row is None:
        raise TokenNotFound(host)
    return row


def _shown(row: HubToken) -> TokenShown:
    return TokenShown(host=row.host, user=row.user, added_at=row.added_at)
