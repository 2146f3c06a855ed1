"""Many clients at once: more than there are threads, and more than there are connections to the database."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Event, Semaphore

from fastapi.testclient import TestClient

from safelight.db.ownership import Caller
from safelight.doors.lifespan import THREADS
from safelight.features.accounts.service import passwords
from safelight.features.accounts.tables import Account
from tests.factories.people import add_account, add_key, bearer

CLIENTS = 120


def test_nobody_waits_for_a_thread_that_waits_for_a_connection(client: TestClient) -> None:
    """Between its function and its answer a request keeps its connection and wants a thread again."""

    def ask(number: int) -> int:
        if number % 4:
            return client.get("/api/v1/jobs").status_code
        return client.post("/api/v1/projects", json={"name": f"project {number}"}).status_code

    with ThreadPoolExecutor(CLIENTS) as crowd:
        answers = Counter(crowd.map(ask, range(CLIENTS)))
    assert answers == {200: CLIENTS * 3 // 4, 201: CLIENTS // 4}


def test_whoever_logs_in_waits_for_no_thread_of_others(client: TestClient, monkeypatch) -> None:
    db, gate = client.app.state.studio.db, client.app.state.studio.gate
    ann = add_account(db, "ann")
    with db.transaction() as session:
        session.get_one(Account, ann).password = passwords.keep("seven pale lanterns")
    key, admit, held, go_on = add_key(db, ann), gate.admit, Semaphore(0), Event()

    def slow(given: list[str]) -> Caller:
        held.release()
        go_on.wait(60)
        return admit(given)

    gate.accounts_changed()
    assert client.get("/api/v1/jobs", headers=bearer(key)).status_code == 200
    monkeypatch.setattr(gate, "admit", slow)
    with ThreadPoolExecutor(THREADS + 1) as crowd:
        try:
            slow_ones = [crowd.submit(client.get, "/api/v1/jobs", headers=bearer(key)) for _ in range(THREADS)]
            assert all(held.acquire(timeout=60) for _ in range(THREADS))
            log_in = {"name": "ann", "password": "seven pale lanterns"}
            entered = crowd.submit(client.post, "/api/v1/auth/login", json=log_in)
            assert entered.result(timeout=30).status_code == 200
        finally:
            go_on.set()
    assert {one.result().status_code for one in slow_ones} == {200}
