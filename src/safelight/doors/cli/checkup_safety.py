"""The checks of `safelight doctor` that ask who else could come in, read along or be mistaken for another."""

import stat
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy import func, make_url, select

from safelight.doors.cli.doctor import Finding, Level
from safelight.doors.cli.exposure import asks_who, has_accounts
from safelight.features.agents.service.joining import crosses_openly
from safelight.settings import LOOPBACK, Settings

STRONG_KEY = 20  # characters; `secrets.token_urlsafe(15)` has as many
STRONG_SECRET = 32
NEW_KEY = 'python -c "import secrets; print(secrets.token_urlsafe(32))"'
WIDEST = 8  # bits of the largest network that may be one's own: 10.0.0.0/8


def files(settings: Settings) -> list[Finding]:
    """Only this user reads what is private."""
    folder = settings.data_dir.absolute()
    if not folder.exists():
        return [Finding("files", "ok", f"{folder}, made for this user alone at the first start")]
    findings = list(_open_to_others(settings, folder))
    return findings or [Finding("files", "ok", f"nobody else reads secrets in {folder}")]


def _open_to_others(settings: Settings, folder: Path) -> Iterator[Finding]:
    secret = folder / "secret.key"
    if secret.exists() and (mode := _mode(secret)) & 0o077:
        mend = f"chmod 600 {secret}; if others could come here meanwhile: safelight secrets rotate"
        yield Finding("files", "problem", f"others can read {secret} ({mode:o}), which signs links and log-ins", mend)
    if _mode(folder) & 0o002:
        yield Finding("files", "problem", f"everybody can change what is in {folder}", f"chmod 700 {folder}")
    url = make_url(settings.effective_database_url)
    database = Path(url.database or "").absolute() if url.get_backend_name() == "sqlite" else None
    if database and database.exists() and _mode(database) & 0o004 and _lets_others_in(database.parent):
        mend = f"chmod 700 {database.parent}"
        yield Finding("files", "warning", f"every user of this machine can read the database, {database}", mend)
    environment = Path(".env")
    if environment.exists() and _mode(environment) & 0o004 and _lets_others_in(environment.absolute().parent):
        yield Finding("files", "warning", "every user of this machine can read .env", "chmod 600 .env")


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def _lets_others_in(folder: Path) -> bool:
    return all(_mode(each) & 0o001 for each in (folder, *folder.parents))


def keys(settings: Settings) -> list[Finding]:
    """Keys that cannot be guessed, and nothing left lying about."""
    findings = []
    if settings.api_key and (why := _weak(settings.api_key.get_secret_value(), STRONG_KEY)):
        findings.append(Finding("keys", "problem", f"SAFELIGHT_API_KEY {why}", f"Take one made by {NEW_KEY}"))
    if settings.secret_key and (why := _weak(settings.secret_key.get_secret_value(), STRONG_SECRET)):
        mend = f"Make one by {NEW_KEY}, and put it in by `safelight secrets rotate`"
        findings.append(Finding("keys", "problem", f"SAFELIGHT_SECRET_KEY {why}", mend))
    if settings.secret_key_old:
        mend = "Unset it once `safelight secrets rotate` has run."
        findings.append(Finding("keys", "warning", "SAFELIGHT_SECRET_KEY_OLD is still set", mend))
    if settings.admin_password and has_accounts(settings):
        mend = "Unset it: there are accounts, and it is read no more."
        findings.append(Finding("keys", "warning", "SAFELIGHT_ADMIN_PASSWORD is still set", mend))
    if findings:
        return findings
    where = "a setting" if settings.secret_key else "made and kept in the data folder"
    return [Finding("keys", "ok", f"API key {'set' if settings.api_key else 'not set'}; secret key {where}")]


def _weak(key: str, length: int) -> str | None:
    if len(key) < length:
        return f"has {len(key)} characters; {length} are hard to guess"
    return "repeats a few characters" if len(set(key)) < length // 3 else None


def accounts(settings: Settings) -> list[Finding]:
    """Somebody can run the studio."""
    from safelight.db import Database
    from safelight.features.accounts.tables import Account

    if not has_accounts(settings):
        if settings.api_key:
            return [Finding("accounts", "ok", "none; whoever has the API key may do everything")]
        return [Finding("accounts", "ok", "none; whoever uses this machine may do everything")]
    database = Database(settings.effective_database_url, pool_size=1)
    try:
        with database.reading() as session:
            count = session.scalar(select(func.count()).select_from(Account)) or 0
            query = select(func.count()).select_from(Account)
            admins = session.scalar(query.where(Account.role == "admin", Account.disabled_at.is_(None))) or 0
    finally:
        database.dispose()
    if not admins:
        mend = "Make one: safelight accounts create NAME --admin"
        return [Finding("accounts", "problem", f"{count}, and no admin among them that is not disabled", mend)]
    return [Finding("accounts", "ok", f"{count}, {admins} of them admins")]


def lines(settings: Settings) -> list[Finding]:
    """Databases elsewhere are reached encrypted; none where the database is a file."""
    findings = []
    named = {
        "SAFELIGHT_DATABASE_URL": settings.database_url,
        "SAFELIGHT_AGENT_DATABASE_URL": settings.agent_database_url,
    }
    for setting, url in named.items():
        if url and crosses_openly(url):
            mend = "Add ?sslmode=verify-full to it."
            findings.append(Finding("lines", "warning", f"{setting} lets passwords cross the network openly", mend))
    return findings


def edge(settings: Settings) -> list[Finding]:
    """Names, sites and proxies: what is set, and what contradicts itself."""
    findings = [Finding("edge", level, found, mend) for level, found, mend in _contradictions(settings)]
    if findings:
        return findings
    where = "this machine alone" if settings.is_private else settings.public_url or settings.host
    sites = ", ".join(settings.listed_origins) or "none"
    return [Finding("edge", "ok", f"answers {where}; other sites whose pages may come: {sites}")]


def _contradictions(settings: Settings) -> Iterator[tuple[Level, str, str]]:
    asks = asks_who(settings)
    if "*" in settings.listed_origins:
        level: Level = "warning" if asks else "problem"
        yield level, "SAFELIGHT_CORS_ORIGINS is *: pages of any site may come", "Name the sites that may."
    for name in settings.listed_hosts:
        if name == "*" and not asks:
            mend = "Name the hosts: with * any page can be made to lead here by its name."
            yield "problem", "SAFELIGHT_ALLOWED_HOSTS is *, and nobody is asked who they are", mend
        elif ":" in name or "/" in name:
            mend = "Write names alone: no port, no scheme."
            yield "problem", f"SAFELIGHT_ALLOWED_HOSTS has {name!r}, which fits no name", mend
    if settings.metrics_open and not settings.is_private:
        mend = "Unset SAFELIGHT_METRICS_OPEN, and give Prometheus a key."
        yield "warning", "everybody who comes here can read /metrics", mend
    yield from _proxies(settings)


def _proxies(settings: Settings) -> Iterator[tuple[Level, str, str]]:
    public = urlsplit(settings.public_url or "")
    is_elsewhere = bool(public.hostname and public.hostname not in LOOPBACK)
    for network in settings.proxy_networks:
        if network.prefixlen < WIDEST:
            mend = "Name the proxy's own address, such as 10.0.0.7."
            yield "problem", f"SAFELIGHT_TRUSTED_PROXIES has {network}: almost anybody may say who they are", mend
    if is_elsewhere and not settings.trusted_proxies:
        mend = "Set SAFELIGHT_TRUSTED_PROXIES to the proxy's address: lock-outs and the audit log go by addresses."
        yield "warning", "behind SAFELIGHT_PUBLIC_URL everybody seems to come from the proxy", mend
    if settings.trusted_proxies and not is_elsewhere:
        mend = "Set SAFELIGHT_PUBLIC_URL to the address that clients see."
        yield "warning", "SAFELIGHT_TRUSTED_PROXIES is set, and not the address that the proxy serves", mend
    if (is_elsewhere or not settings.is_loopback) and public.scheme != "https":
        mend = "Put TLS in front (Caddy, nginx), and set SAFELIGHT_PUBLIC_URL to its https address."
        yield "warning", "keys and passwords may cross the network unencrypted", mend
