"""What can be done with join tokens and with the machines that joined."""

import secrets
from datetime import timedelta

from sqlalchemy.orm import Session

from safelight.features.accounts.service.tokens import hash_of
from safelight.features.agents import repository
from safelight.features.agents.errors import AgentNotFound, TokenNotFound
from safelight.features.agents.schemas import AgentShown, JoinTokenCreate, JoinTokenShown
from safelight.features.agents.tables import Agent, JoinToken
from safelight.features.audit.service import note
from safelight.features.workers import service as workers
from safelight.kit.clock import utcnow

TOKEN_PREFIX = "slj_"  # noqa: S105  of secrets, none itself
"""Of join tokens, so that people and scanners of leaked secrets know one when they see it."""


def make_token(
    session: Session, *, spec: JoinTokenCreate, created_by: str = "", pod_id: str | None = None
) -> tuple[JoinToken, str]:
    """A new join token, and what it is spelled as, which nothing keeps."""
    token, now = TOKEN_PREFIX + secrets.token_urlsafe(32), utcnow()
    made = JoinToken(
        name=spec.name,
        digest=hash_of(token),
        labels=dict(spec.labels),
        uses_left=spec.uses,
        pod_id=pod_id,
        created_by=created_by,
        created_at=now,
        expires_at=now + timedelta(hours=spec.hours) if spec.hours else None,
    )
    session.add(made)
    session.flush()
    told = {"name": made.name, "labels": made.labels, "uses": made.uses_left, "expires_at": made.expires_at}
    note(session, action="agent.token_made", subject=made.id, details=told)
    return made, token


def tokens(session: Session) -> list[JoinTokenShown]:
    """All join tokens, newest first; those that open nothing any more too."""
    return [shown(token) for token in repository.tokens(session)]


def revoke(session: Session, id_or_name: str) -> None:
    """Nobody joins by it any more; who did stays. Raises TokenNotFound."""
    token = repository.token(session, id_or_name)
    if token is None:
        raise TokenNotFound(id_or_name)
    if token.revoked_at is None:
        token.revoked_at = utcnow()
        note(session, action="agent.token_revoked", subject=token.id, details={"name": token.name})


def agents(session: Session) -> list[AgentShown]:
    """The machines that joined and were not removed, newest first, each with its workers."""
    found = repository.agents(session)
    names: dict[str, list[str]] = {agent.id: [] for agent in found}
    for worker in repository.workers_of(session, list(names)):
        names[worker.agent_id or ""].append(worker.name)
    return [_agent_shown(agent, names[agent.id]) for agent in found]


def remove(session: Session, id_or_name: str) -> None:
    """Let a machine in no more; its workers take nothing more. Raises AgentNotFound."""
    agent = repository.agent(session, id_or_name)
    if agent is None:
        raise AgentNotFound(id_or_name)
    agent.removed_at = utcnow()
    for worker in repository.workers_of(session, [agent.id]):
        workers.ask_to_drain(session, worker)
    note(session, action="agent.removed", subject=agent.id, details={"name": agent.name, "host": agent.host})


def shown(token: JoinToken) -> JoinTokenShown:
    """A token as the API shows it."""
    is_over = token.expires_at is not None and token.expires_at <= utcnow()
    return JoinTokenShown.model_validate(
        {name: getattr(token, name) for name in JoinTokenShown.model_fields if name != "usable"}
        | {"usable": not (is_over or token.revoked_at or token.uses_left == 0)}
    )


def _agent_shown(agent: Agent, names: list[str]) -> AgentShown:
    return AgentShown.model_validate(
        {name: getattr(agent, name) for name in AgentShown.model_fields if name != "workers"} | {"workers": names}
    )
