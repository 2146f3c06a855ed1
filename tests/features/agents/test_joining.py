"""Machines that join: by which tokens, from where, and what they are told."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from safelight.db import Database
from safelight.features.accounts.errors import TooManyAttempts
from safelight.features.agents import service
from safelight.features.agents.errors import (
    AgentRemoved,
    AgentUnfit,
    NotReachable,
    NotSecure,
    TokenNotFound,
    TokenRefused,
)
from safelight.features.agents.schemas import Joining, JoinTokenCreate
from safelight.features.agents.service.joining import Knock, Supplies, join
from safelight.features.agents.tables import Agent, JoinToken
from safelight.features.audit.tables import AuditEntry
from safelight.features.workers import service as workers
from safelight.jobs import moves
from safelight.jobs.tables import Worker
from safelight.kit.clock import utcnow
from safelight.kit.masking import masked_text

DATABASE = "postgresql+psycopg://safelight_agent:pw@db.example.org/studio?sslmode=verify-full"
OWN = "sla_" + "x" * 43


def supplies(**more: str) -> Supplies:
    given = {"database_url": DATABASE, "storage_url": "s3://studio", "s3_endpoint": "https://s3.example.org"}
    return Supplies(given | more)


def joining(**more: Any) -> Joining:
    return Joining(**({"name": "attic", "host": "attic", "version": "1.0", "speaks": 1} | more))


def knock(secret: str, address: str = "10.0.0.7", *, is_encrypted: bool = False) -> Knock:
    return Knock(address, is_encrypted, secret)


def token_of(database: Database, **spec: Any) -> str:
    with database.transaction() as session:
        return service.make_token(session, spec=JoinTokenCreate(**{"name": "attic", **spec}))[1]


def test_a_machine_joins_once_and_comes_again_by_its_own_secret(database: Database) -> None:
    token = token_of(database, labels={"site": "attic"})
    first = join(database, joining=joining(labels={"gpu": "a"}), knock=knock(token), supplies=supplies())
    again = join(database, joining=joining(version="1.1"), knock=knock(first.secret or ""), supplies=supplies())

    assert first.secret is not None
    assert first.secret.startswith("sla_")
    assert again.secret is None
    assert (first.agent_id, first.labels) == (again.agent_id, {"gpu": "a", "site": "attic"})
    assert again.settings["database_url"] == DATABASE
    assert again.warnings == []
    with database.reading() as session:
        kept = [*session.scalars(select(Agent)), *session.scalars(select(JoinToken))]
        told = session.scalars(select(AuditEntry)).all()
    assert not any(secret in str(vars(row)) for row in [*kept, *told] for secret in (token, first.secret))
    assert [entry.action for entry in told] == ["agent.token_made", "agent.joined"]
    with pytest.raises(TokenRefused):
        join(database, joining=joining(), knock=knock(token), supplies=supplies())


def test_a_lost_answer_costs_no_use(database: Database) -> None:
    token = token_of(database, uses=1)
    asked = joining(secret=OWN)
    lost = join(database, joining=asked, knock=knock(token), supplies=supplies())
    again = join(database, joining=asked, knock=knock(token), supplies=supplies())
    assert lost.agent_id == again.agent_id


def test_of_two_that_come_at_once_by_one_use_one_joins(database: Database) -> None:
    token, answers = token_of(database, uses=1), []
    together = threading.Barrier(2)

    def come() -> None:
        together.wait()
        try:
            answers.append(join(database, joining=joining(), knock=knock(token), supplies=supplies()))
        except TokenRefused as error:
            answers.append(error)

    threads = [threading.Thread(target=come) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(isinstance(answer, TokenRefused) for answer in answers) == [False, True]


def test_what_opens_nothing_is_refused_in_one_text_and_counted(database: Database) -> None:
    over, revoked, used = token_of(database), token_of(database, name="garage"), token_of(database, name="cellar")
    join(database, joining=joining(), knock=knock(used), supplies=supplies())
    with database.transaction() as session:
        service.revoke(session, "garage")
        session.execute(
            update(JoinToken).where(JoinToken.name == "attic").values(expires_at=utcnow() - timedelta(seconds=1))
        )
        assert [(each.name, each.usable) for each in service.tokens(session)] == [
            ("cellar", False), ("garage", False), ("attic", False)
        ]  # fmt: skip
        with pytest.raises(TokenNotFound):
            service.revoke(session, "nowhere")
    texts = set()
    for secret in (over, revoked, used, "slj_unknown", ""):
        with pytest.raises(TokenRefused) as refused:
            join(database, joining=joining(), knock=knock(secret), supplies=supplies())
        texts.add(str(refused.value))
    assert len(texts) == 1
    for _ in range(4):
        with pytest.raises(TokenRefused):
            join(database, joining=joining(), knock=knock("slj_unknown"), supplies=supplies())
    with pytest.raises(TooManyAttempts):
        join(database, joining=joining(), knock=knock("slj_unknown"), supplies=supplies())
    # Whoever is right is not kept out by whoever guesses beside them.
    right = token_of(database, name="roof")
    assert join(database, joining=joining(), knock=knock(right), supplies=supplies()).agent_id


def test_what_could_not_work_is_refused_and_takes_no_use(database: Database) -> None:
    token = token_of(database, uses=1)

    def refused(what: type[Exception], asked: Joining | None = None, at: Knock | None = None, **more: str) -> str:
        with pytest.raises(what) as error:
            join(database, joining=asked or joining(), knock=at or knock(token), supplies=supplies(**more))
        return str(error.value)

    assert "SAFELIGHT_DATABASE_URL" in refused(NotReachable, database_url="sqlite:////data/safelight.db")
    assert "SAFELIGHT_STORAGE_URL" in refused(NotReachable, storage_url="file:///data/storage")
    assert "AGENT_DATABASE_URL" in refused(NotReachable, database_url="postgresql+psycopg://u:p@localhost/studio")
    assert "AGENT_DATABASE_URL" in refused(NotReachable, database_url="postgresql+psycopg:///studio?host=/run/pg")
    assert "AGENT_S3_ENDPOINT" in refused(NotReachable, s3_endpoint="http://127.0.0.1:9000")
    assert "Too new" in refused(AgentUnfit, joining(speaks=99))
    assert "Too old" in refused(AgentUnfit, joining(speaks=0))
    assert "https" in refused(NotSecure, at=knock(token, "93.184.216.34"))
    public = knock(token, "93.184.216.34", is_encrypted=True)
    assert join(database, joining=joining(), knock=public, supplies=supplies()).agent_id


def test_the_studio_warns_of_an_open_line_and_of_a_role_that_may_too_much(database: Database) -> None:
    given = supplies(database_url="postgresql+psycopg://owner:pw@10.0.0.2/studio").settings
    told = join(database, joining=joining(), knock=knock(token_of(database)), supplies=Supplies(given, own_role=True))
    assert ["agents role" in told.warnings[0], "sslmode=verify-full" in told.warnings[1]] == [True, True]


def test_a_removed_machine_is_drained_and_not_let_in(database: Database) -> None:
    joined = join(database, joining=joining(), knock=knock(token_of(database)), supplies=supplies())
    with database.transaction() as session:
        now = moves.database_now(session)
        session.add(
            Worker(
                id="worker_1", name="attic-cpu", host="attic", pid=1, device="cpu", device_name="CPU", memory_total=0,
                memory_free=0, version="1", agent_id=joined.agent_id, started_at=now, seen_at=now,
            )
        )  # fmt: skip
    with database.transaction() as session:
        assert [agent.workers for agent in service.agents(session)] == [["attic-cpu"]]
        service.remove(session, "attic")
        (worker,) = workers.alive(session)
        assert (worker.state, worker.drain_requested_at is not None) == ("draining", True)
        assert service.agents(session) == []
    with pytest.raises(AgentRemoved):
        join(database, joining=joining(), knock=knock(joined.secret or ""), supplies=supplies())


def test_no_log_shows_them() -> None:
    assert masked_text(f"by slj_{'a' * 43} and {OWN} here") == "by *** and *** here"
