"""A machine joins: it shows a token, gets a secret to come again with, and what its workers need.

The secret is the machine's own making, so that an answer that is lost on the way costs no use of the token.
"""

import hmac
import ipaddress
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from sqlalchemy import make_url
from sqlalchemy.orm import Session

from safelight import __version__
from safelight.db import Database
from safelight.features.accounts.service import attempts
from safelight.features.accounts.service.tokens import hash_of
from safelight.features.agents import repository
from safelight.features.agents.errors import AgentRemoved, AgentUnfit, NotReachable, NotSecure, TokenRefused
from safelight.features.agents.schemas import Joined, Joining
from safelight.features.agents.service import TOKEN_PREFIX
from safelight.features.agents.tables import Agent
from safelight.features.audit.service import note
from safelight.jobs import fitness
from safelight.kit.addresses import is_public
from safelight.kit.clock import utcnow
from safelight.kit.logs import get_logger

log = get_logger(__name__)

ENCRYPTED = frozenset({"require", "verify-ca", "verify-full"})
"""What PostgreSQL's `sslmode` must be for nobody to listen; the last alone keeps a false server out, too."""
SECRET_PREFIX = "sla_"  # noqa: S105  of secrets, none itself


@dataclass(frozen=True)
class Supplies:
    """What agents of this installation are given: settings, by name.

    `own_role` is whether the database is one that a role of less might be made for.
    """

    settings: Mapping[str, str]
    own_role: bool = False


@dataclass(frozen=True)
class Knock:
    """From where somebody asks, and with what."""

    address: str
    is_encrypted: bool
    secret: str


def join(database: Database, *, joining: Joining, knock: Knock, supplies: Supplies) -> Joined:
    """Let a machine in, for the first time or again.

    Raises NotSecure, TokenRefused, AgentRemoved, AgentUnfit, NotReachable, TooManyAttempts.
    """
    _refuse_listeners(knock)
    if not knock.secret:
        raise TokenRefused
    try:
        with database.transaction() as session:
            agent, secret = _admitted(session, joining, knock, supplies)
    except TokenRefused:
        # Counted only once it is known to be wrong: nobody locks a machine out that is right.
        with database.transaction() as session:
            attempts.begin(session, name=f"join {hash_of(knock.secret)}", address=knock.address)
        raise
    log.info("agent_joined", agent=agent.id, name=agent.name, version=joining.version)
    return Joined(
        agent_id=agent.id,
        secret=secret,
        name=agent.name,
        labels={**joining.labels, **agent.labels},
        pod_id=agent.pod_id,
        version=__version__,
        speaks=fitness.SPEAKS,
        settings=dict(supplies.settings),
        warnings=_warnings(supplies),
    )


def _admitted(session: Session, joining: Joining, knock: Knock, supplies: Supplies) -> tuple[Agent, str | None]:
    """The machine's row, and its secret where it is new. What is refused takes nothing from the token."""
    now = utcnow()
    known = repository.agent_of(session, hash_of(knock.secret))
    given = joining.secret.get_secret_value() if joining.secret else None
    if known is None and given is not None and knock.secret.startswith(TOKEN_PREFIX):
        known = repository.agent_of(session, hash_of(given))  # the answer to its first joining was lost
    if known is not None and hmac.compare_digest(known.digest, hash_of(given or knock.secret)):
        if known.removed_at is not None:
            raise AgentRemoved(known.name)
        _refuse_useless(joining, knock, supplies)
        known.host, known.version, known.asked_at = joining.host, joining.version, now
        return known, None
    token = repository.used(session, hash_of(knock.secret), now)
    if token is None or not hmac.compare_digest(token.digest, hash_of(knock.secret)):
        raise TokenRefused
    _refuse_useless(joining, knock, supplies)
    secret = given or SECRET_PREFIX + secrets.token_urlsafe(32)
    agent = Agent(
        name=joining.name,
        host=joining.host,
        digest=hash_of(secret),
        labels=dict(token.labels),
        version=joining.version,
        token_id=token.id,
        pod_id=token.pod_id,
        joined_at=now,
        asked_at=now,
    )
    session.add(agent)
    session.flush()
    told = {"name": agent.name, "host": agent.host, "by": token.name, "address": knock.address}
    note(session, action="agent.joined", subject=agent.id, details=told, who=f"agent {agent.name}")
    return agent, secret


def _refuse_listeners(knock: Knock) -> None:
    address = _address(knock.address)
    if not knock.is_encrypted and address is not None and is_public(address):
        raise NotSecure(knock.address)


def _refuse_useless(joining: Joining, knock: Knock, supplies: Supplies) -> None:
    """What would let it in and leave it without a job, or without database and storage."""
    if (why := fitness.unfit(joining.speaks, joining.version)) is not None:
        raise AgentUnfit(why)
    given = supplies.settings
    database, storage = given.get("database_url", ""), given.get("storage_url", "")
    if not database.startswith("postgresql"):
        raise NotReachable(
            "The database is a SQLite file on the studio's machine", "DATABASE_URL",
            "postgresql+psycopg://user:password@host/name (safelight backup moves what is there)",
        )  # fmt: skip
    if storage.startswith("file:"):
        raise NotReachable(
            "The storage is a folder of the studio's machine", "STORAGE_URL",
            "s3://bucket/prefix (`safelight storage move` takes the files there)",
        )  # fmt: skip
    asks_from = _address(knock.address)
    if asks_from is None or asks_from.is_loopback:
        return
    if _is_here(_host_of(database)):
        raise NotReachable(
            "The database's address leads to the studio's own machine", "AGENT_DATABASE_URL",
            "postgresql+psycopg://safelight_agent:password@db.example.org/name",
        )  # fmt: skip
    endpoint = given.get("s3_endpoint")
    if endpoint and _is_here(urlsplit(endpoint).hostname):
        raise NotReachable(
            "The storage's address leads to the studio's own machine", "AGENT_S3_ENDPOINT", "https://s3.example.org"
        )


def _host_of(database_url: str) -> str | None:
    """A folder of sockets stands behind the question mark."""
    url = make_url(database_url)
    asked = url.query.get("host")
    return url.host or (asked if isinstance(asked, str) or asked is None else asked[0])


def _is_here(host: str | None) -> bool:
    if not host:
        return True  # PostgreSQL's own default is a socket of this machine
    address = _address(host)
    return host.startswith("/") or host == "localhost" or (address is not None and address.is_loopback)


def _warnings(supplies: Supplies) -> list[str]:
    found = []
    database = supplies.settings["database_url"]
    if supplies.own_role:
        found.append(
            "Agents use the studio's own database role, which may change tables and read accounts: make one with "
            "`safelight agents role`, and set SAFELIGHT_AGENT_DATABASE_URL."
        )
    if crosses_openly(database):
        found.append(
            "The database's address lets passwords and pictures cross the network unencrypted: add "
            "?sslmode=verify-full to SAFELIGHT_AGENT_DATABASE_URL."
        )
    return found


def crosses_openly(database_url: str) -> bool:
    """Whether whoever is on the way to a PostgreSQL can read along; not where it is on this very machine."""
    url = make_url(database_url)
    if url.get_backend_name() != "postgresql" or _is_here(_host_of(database_url)):
        return False
    return url.query.get("sslmode") not in ENCRYPTED


def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(text)
    except ValueError:  # a socket without one
        return None
