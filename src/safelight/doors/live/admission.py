"""Who may listen: whoever the gate knows; where it stands open, whoever is not a page of somebody else's site."""

from safelight.db.ownership import Caller
from safelight.doors.live.facts import Goodbye
from safelight.features.access import NotAllowed, Studio
from safelight.kit.addresses import is_own_page
from safelight.kit.errors import Unavailable

SUBPROTOCOL = "safelight"
NO_KEY = 4401
TRY_AGAIN = 1013  # as RFC 6455 has it
OVER = Goodbye(NO_KEY, "Your log-in, or your key, is over.")
FOREIGN = 4403
TOO_MANY = 4429


def refusal(studio: Studio, caller: Caller, *, origin: str | None, host: str | None) -> Goodbye | None:
    """Why this client may not listen, or None if it may."""
    if caller.principal is None and isinstance(caller.refusal, Unavailable):
        return Goodbye(TRY_AGAIN, caller.refusal.message)
    if caller.principal is None:
        return Goodbye(NO_KEY, caller.refusal.message if caller.refusal else "This server asks who you are.")
    if caller.over is not None:
        return Goodbye(TOO_MANY, caller.over.message)
    if "read" not in caller.principal.scopes:
        return Goodbye(FOREIGN, NotAllowed(caller.principal, "read").message)
    # Browsers let any page open a socket to this machine, and say in Origin whose page it is.
    if caller.principal.by == "local" and origin is not None and not is_own_page(origin, host, studio.public_url):
        return Goodbye(FOREIGN, "Pages of another site may not listen to a server without a key.")
    return None
