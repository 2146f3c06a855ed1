"""Guessing: it waits longer and longer, and neither answer nor effort tells whether anybody has the name."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from safelight.features.accounts.errors import TooManyAttempts, WrongPassword
from safelight.features.accounts.service import attempts, logins, passwords
from safelight.features.accounts.service.attempts import OF_NAME, Patience
from safelight.features.accounts.service.logins import LogInRules, Visitor
from safelight.features.accounts.tables import Account, LoginAttempt
from safelight.kit.clock import utcnow
from tests.features.accounts.people import PASSWORD, Person

RULES = LogInRules(b"a secret of 32 bytes, or so it is")


@pytest.fixture
def ada_is_there(database):
    with database.transaction() as session:
        session.add(Account(id="acc_1", name="ada", role="admin", password=passwords.keep(PASSWORD)))


def tries(database, name, password="wrong and wrong", address="192.0.2.1"):
    return logins.log_in(database, rules=RULES, name=name, password=password, visitor=Visitor(address))


def test_a_known_and_an_unknown_name_get_the_same_answers_for_the_same_work(client, ada, monkeypatch) -> None:
    hasher, verified, counted = passwords._hasher(), [], []
    real = hasher.current_hasher.verify
    monkeypatch.setattr(hasher.current_hasher, "verify", lambda *given: verified.append(1) or real(*given))
    told: dict[str, list] = {"ada": [], "nobody-at-all": []}
    for name, answers in told.items():
        verified.clear()
        for _ in range(OF_NAME.free + 2):
            answer = client.post("/api/v1/auth/login", json={"name": name, "password": "wrong and wrong"})
            problem = answer.json()
            problem.pop("request_id")
            answers.append((answer.status_code, problem, answer.headers.get("retry-after")))
        counted.append(len(verified))

    assert told["ada"] == told["nobody-at-all"]
    assert [status for status, *_ in told["ada"]] == [401] * OF_NAME.free + [429] * 2
    assert counted == [OF_NAME.free] * 2  # who waits costs no hash


def test_an_account_without_a_password_costs_as_much_and_never_opens(database, ada_is_there, monkeypatch) -> None:
    with database.transaction() as session:
        session.get_one(Account, "acc_1").password = None
    verified = []
    real = passwords._hasher().current_hasher.verify
    monkeypatch.setattr(passwords._hasher().current_hasher, "verify", lambda *given: verified.append(1) or real(*given))
    with pytest.raises(WrongPassword):
        tries(database, "ada", "")
    assert verified == [1]


def test_a_burst_is_counted_before_a_password_is_looked_at(database, ada_is_there) -> None:
    def once(_: int) -> str:
        try:
            tries(database, "ada")
        except (WrongPassword, TooManyAttempts) as error:
            return type(error).__name__
        return "in"

    with ThreadPoolExecutor(6) as pool:
        came = list(pool.map(once, range(OF_NAME.free * 3)))
    assert came.count("WrongPassword") == OF_NAME.free
    assert came.count("TooManyAttempts") == OF_NAME.free * 2


def test_the_right_password_waits_too_and_then_begins_anew(database, ada_is_there) -> None:
    for _ in range(OF_NAME.free):
        with pytest.raises(WrongPassword):
            tries(database, "ada")
    with pytest.raises(TooManyAttempts) as waits:
        tries(database, "ada", PASSWORD)
    assert 0 < waits.value.retry_after <= OF_NAME.first.total_seconds()

    with database.transaction() as session:
        session.get_one(LoginAttempt, attempts.name_key("ada")).locked_until = utcnow()
    assert tries(database, "ADA", PASSWORD).account.name == "ada"
    with pytest.raises(WrongPassword):
        tries(database, "ada")  # one of five again, and not the sixth


def test_one_address_that_tries_many_names_waits_and_another_does_not(database, ada_is_there, monkeypatch) -> None:
    monkeypatch.setattr(attempts, "OF_ADDRESS", Patience(3, timedelta(seconds=5), timedelta(minutes=1)))
    for name in ("a", "b", "c"):
        with pytest.raises(WrongPassword):
            tries(database, name)
    with pytest.raises(TooManyAttempts):
        tries(database, "ada", PASSWORD)
    with pytest.raises(TooManyAttempts):
        tries(database, "ada", PASSWORD, address="::ffff:192.0.2.1")
    assert tries(database, "ada", PASSWORD, address="192.0.2.2")


def test_addresses_of_one_ipv6_network_are_one(database) -> None:
    assert attempts.address_key("2001:db8::1") == attempts.address_key("2001:db8::ffff:2")
    assert attempts.address_key("2001:db8::1") != attempts.address_key("2001:db8:0:1::1")
    assert attempts.address_key("testclient") != attempts.address_key("")


def test_waits_double_up_to_the_longest() -> None:
    waits = [OF_NAME.wait(failures) for failures in (1, 4, 5, 6, 7, 1000)]
    assert waits == [None, None, *(timedelta(seconds=seconds) for seconds in (15, 30, 60, 900))]


def test_old_attempts_do_not_count_and_are_forgotten(database, ada_is_there) -> None:
    for _ in range(OF_NAME.free - 1):
        with pytest.raises(WrongPassword):
            tries(database, "ada")
    with database.transaction() as session:
        session.get_one(LoginAttempt, attempts.name_key("ada")).at = utcnow() - attempts.REMEMBERED * 2
    with pytest.raises(WrongPassword):
        tries(database, "ada")
    with database.reading() as session:
        assert session.get_one(LoginAttempt, attempts.name_key("ada")).failures == 1

    with database.transaction() as session:
        session.get_one(LoginAttempt, attempts.name_key("ada")).at = utcnow() - attempts.REMEMBERED * 2
    attempts.forget_old(database)
    with database.reading() as session:
        assert session.get(LoginAttempt, attempts.name_key("ada")) is None


def test_an_admin_lifts_the_wait(client, ada: Person) -> None:
    bob = ada.makes("bob")
    for _ in range(OF_NAME.free):
        client.post("/api/v1/auth/login", json={"name": "bob", "password": "wrong and wrong"})
    assert bob.is_in()  # who is in stays in: only log-in waits
    assert ada.asks("GET", "/accounts/bob").json()["locked_until"]
    assert client.post("/api/v1/auth/login", json={"name": "bob", "password": PASSWORD}).status_code == 429

    assert ada.asks("PATCH", "/accounts/bob", json={"unlock": True}).json()["locked_until"] is None
    assert Person.enter(client, "bob").is_in()


def test_a_hash_of_less_effort_is_made_anew_at_the_next_log_in(database, ada_is_there, monkeypatch) -> None:
    monkeypatch.setattr(passwords, "ROUNDS", 2)
    passwords._hasher.cache_clear()
    tries(database, "ada", PASSWORD)
    with database.reading() as session:
        assert "t=2," in session.get_one(Account, "acc_1").password
    assert tries(database, "ada", PASSWORD)
