"""Whether others could use this studio without being asked who they are."""

import secrets
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy import inspect, make_url

from safelight.db import Database
from safelight.doors.cli.problems import WrongUsage
from safelight.features.accounts.service.gate import AccountGate
from safelight.features.accounts.tables import Account
from safelight.settings import LOOPBACK, Settings


def refuse_exposed(settings: Settings) -> None:
    """No server that others reach, by its address or from their pages, while it asks nobody. Raises WrongUsage."""
    is_for_any_page = "*" in settings.listed_origins
    outside = urlsplit(settings.public_url or "").hostname
    is_proxied = bool(settings.trusted_proxies) or (outside is not None and outside not in LOOPBACK)
    if (settings.is_loopback and not is_for_any_page and not is_proxied) or asks_who(settings):
        return
    if is_for_any_page:
        raise WrongUsage(
            "Pages of any site could use this studio: SAFELIGHT_CORS_ORIGINS is *, and nobody is asked who they are.",
            code="cors_open",
            hint="Name the sites, such as https://app.example.org, or make an account or an API key first.",
        )
    raise WrongUsage(
        f"Others could reach {outside or settings.host} and use this studio: it needs an account or an API key first.",
        code="account_needed",
        hint="Three ways out: make an account, with `safelight accounts create NAME --admin`; or set a key, which "
        f"programs send as `Authorization: Bearer <key>`, such as SAFELIGHT_API_KEY={secrets.token_urlsafe(24)} (in "
        "the environment or .env); or be for this machine alone, with --host 127.0.0.1 and no public address.",
    )


def asks_who(settings: Settings) -> bool:
    """Whether the server will ask who somebody is. Raises DatabaseAway."""
    will_make_one = settings.admin_name is not None and settings.admin_password is not None
    return settings.api_key is not None or will_make_one or has_accounts(settings)


def has_accounts(settings: Settings) -> bool:
    """Whether anybody has an account in the database, which may not be there yet. Raises DatabaseAway."""
    url = make_url(settings.effective_database_url)
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").exists():
        return False
    database = Database(settings.effective_database_url, pool_size=1)
    try:
        with database.reading() as session:
            is_old = not inspect(session.connection()).has_table(Account.__tablename__)
        return not is_old and AccountGate(database, api_key=None, secret=bytes(32)).has_accounts()
    finally:
        database.dispose()
