"""Accounts: the first one, further ones, what admins change, and what becomes of things when somebody goes."""

from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

import pytest
from fastapi.testclient import TestClient
from PIL import Image
from pydantic import SecretStr, ValidationError

from safelight.db.ownership import owned_tables
from safelight.doors.app import create_app
from safelight.features.accounts import service
from safelight.features.accounts.errors import AlreadySetUp, LastAdmin, StillOwns
from safelight.features.accounts.schemas import AccountCreate, AccountUpdate, SetUp
from safelight.features.accounts.service import making, setup
from safelight.features.accounts.service.logins import LogInRules, Visitor
from safelight.features.accounts.service.tokens import setup_code
from safelight.features.audit.tables import AuditEntry
from safelight.features.projects.tables import Project
from safelight.features.styles.tables import Style
from safelight.kit.errors import InvalidInput
from safelight.specs.people import Limits
from tests.features.accounts.people import PASSWORD, Person

RULES = LogInRules(b"a secret of 32 bytes, or so it is")


def made(database, name: str, role: str = "admin") -> str:
    spec = AccountCreate(name=name, role=role, password=PASSWORD)
    return making.create(database, spec=spec, may_be_first=True).id


def picture_file() -> bytes:
    content = BytesIO()
    Image.new("RGB", (64, 64), "red").save(content, "PNG")
    return content.getvalue()


def project(session, owner: str, name: str) -> Project:
    row = Project(id=f"proj_{owner[-8:]}_{name}", account_id=owner, name=name, slug=name.lower())
    session.add(row)
    session.flush()
    return row


def test_the_first_admin_takes_over_what_was_there_and_nothing_seems_changed(database) -> None:
    with database.transaction() as session:
        before = project(session, "", "Comic").updated_at
    ada = made(database, "ada")
    with database.reading() as session:
        found = session.get_one(Project, "proj__Comic")
        assert (found.account_id, found.updated_at) == (ada, before)
        noted = [entry.action for entry in session.query(AuditEntry).order_by(AuditEntry.id)]
    assert noted == ["account.made", "studio.set_up"]


def test_of_two_who_set_up_at_once_one_is_the_admin(database) -> None:
    def first(name: str) -> str:
        spec = AccountCreate(name=name, password=PASSWORD, role="admin")
        try:
            return setup.set_up(database, rules=RULES, spec=spec, visitor=Visitor()).account.name
        except AlreadySetUp:
            return "too late"

    with ThreadPoolExecutor(2) as pool:
        came = sorted(pool.map(first, ["ada", "eve"]))
    assert came[1] == "too late"
    with database.reading() as session:
        assert [account.name for account in service.listed(session)] == [came[0]]


def test_whoever_comes_from_afar_sets_up_with_the_code_or_the_key_alone(settings) -> None:
    spec = {"name": "ada", "password": PASSWORD}
    keyed = settings.model_copy(update={"api_key": SecretStr("k" * 32)})
    with TestClient(create_app(keyed), base_url="http://127.0.0.1:8000", client=("192.0.2.7", 1)) as client:
        assert not client.get("/api/v1/auth/state").json()["setup_from_here"]
        for wrong in (spec, spec | {"setup_code": "0000-0000-0000-0000"}):
            assert client.post("/api/v1/auth/setup", json=wrong).json()["code"] == "setup_code_needed"
        key = {"Authorization": f"Bearer {'k' * 32}"}
        assert client.get("/api/v1/auth/state", headers=key).json()["setup_from_here"]
        code = setup_code(client.app.state.log_in_rules.secret)
        assert client.post("/api/v1/auth/setup", json=spec | {"setup_code": code.upper()}).status_code == 201
        late = client.post("/api/v1/auth/setup", json=spec | {"name": "eve", "setup_code": code})
        assert (late.status_code, late.json()["code"]) == (409, "already_set_up")


def test_at_the_machine_itself_no_code_is_asked_for_unless_somebody_passed_it_on(settings) -> None:
    spec = {"name": "ada", "password": PASSWORD}
    with TestClient(create_app(settings), base_url="http://127.0.0.1:8000", client=("127.0.0.1", 1)) as client:
        passed_on = client.post("/api/v1/auth/setup", json=spec, headers={"X-Forwarded-For": "192.0.2.7"})
        assert passed_on.status_code == 403
        assert client.post("/api/v1/accounts", json=spec | {"role": "admin"}).json()["code"] == "set_up_first"
        assert client.get("/api/v1/auth/state").json()["setup_from_here"]
        assert client.post("/api/v1/auth/setup", json=spec).status_code == 201


def test_the_environment_makes_the_first_admin_once(settings) -> None:
    named = settings.model_copy(update={"admin_name": "Root.Admin", "admin_password": SecretStr(PASSWORD)})
    with TestClient(create_app(named), base_url="http://127.0.0.1:8000") as client:
        assert client.get("/api/v1/jobs").status_code == 401
        root = Person.enter(client, "root.admin")
        new = "another four words, later"
        root.asks("POST", "/auth/password", json={"current": PASSWORD, "new": new})
    with TestClient(create_app(named), base_url="http://127.0.0.1:8000") as client:  # a second start changes nothing
        assert Person.enter(client, "root.admin", new).is_in()


def test_admins_make_and_change_accounts_and_others_do_not(client, ada: Person) -> None:
    made = ada.asks("POST", "/accounts", json={"name": " Bob ", "full_name": "Bob Byte", "role": "member"})
    assert made.status_code == 201
    bob = Person.enter(client, "BOB", made.json()["password"])
    assert bob.account["name"] == "bob"
    assert ada.asks("POST", "/accounts", json={"name": "bob"}).json()["code"] == "account_name_taken"

    for method, path, body in (
        ("GET", "/accounts", None), ("POST", "/accounts", {"name": "eve"}), ("GET", "/accounts/ada", None),
        ("PATCH", "/accounts/bob", {"role": "admin"}), ("DELETE", "/accounts/ada", None),
        ("POST", "/accounts/ada/reset-password", None),
    ):  # fmt: skip
        assert bob.asks(method, path, json=body).status_code == 403, (method, path)
    named = bob.asks("GET", "/accounts/names", params={"search": "BYTE"}).json()
    assert named == [{"id": bob.account["id"], "name": "bob", "full_name": "Bob Byte"}]

    limited = ada.asks("PATCH", "/accounts/bob", json={"limits": {"jobs_waiting": 3}, "role": "viewer"}).json()
    assert limited["limits"] == Limits(jobs_waiting=3).model_dump()
    assert bob.asks("GET", "/auth/state").json()["me"]["scopes"] == ["read"]
    assert bob.asks("PATCH", "/auth/me", json={"full_name": "Bob B."}).json()["full_name"] == "Bob B."


def test_a_disabled_account_is_out_at_once_and_comes_in_again_when_it_is_opened(client, ada: Person) -> None:
    bob = ada.makes("bob")
    assert bob.is_in()
    ada.asks("PATCH", "/accounts/bob", json={"disabled": True})

    assert not bob.is_in()
    assert bob.goes_on().status_code == 401
    told = client.post("/api/v1/auth/login", json={"name": "bob", "password": PASSWORD}).json()
    assert told["code"] == "account_disabled"
    wrong = client.post("/api/v1/auth/login", json={"name": "bob", "password": "wrong and wrong"}).json()
    assert wrong["code"] == "wrong_password"
    assert ada.asks("GET", "/accounts/names").json()[0]["name"] == "ada"

    ada.asks("PATCH", "/accounts/bob", json={"disabled": False})
    assert not bob.is_in()  # what was ended stays so
    assert Person.enter(client, "bob").is_in()


def test_a_reset_password_is_shown_once_and_ends_what_the_old_one_began(client, ada: Person) -> None:
    bob = ada.makes("bob")
    new = ada.asks("POST", "/accounts/bob/reset-password").json()["password"]
    assert not bob.is_in()
    assert Person.enter(client, "bob", new).is_in()
    assert client.post("/api/v1/auth/login", json={"name": "bob", "password": PASSWORD}).status_code == 401


def test_the_last_admin_stays(database) -> None:
    ada, eve = made(database, "ada"), made(database, "eve")

    def leaves(name: str) -> bool:
        try:
            with database.transaction() as session:
                service.update(session, id_or_name=name, spec=AccountUpdate(role="member"))
        except LastAdmin:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(leaves, [ada, eve])) == [False, True]
    with database.reading() as session:
        last = next(account.name for account in service.listed(session) if account.role == "admin")
    for change in (AccountUpdate(disabled=True), AccountUpdate(role="viewer")):
        with pytest.raises(LastAdmin), database.transaction() as session:
            service.update(session, id_or_name=last, spec=change)
    with pytest.raises(LastAdmin), database.transaction() as session:
        service.delete(session, id_or_name=last)


def test_who_goes_leaves_their_things_to_somebody_or_stays(database) -> None:
    ada, bob = made(database, "ada"), made(database, "bob", "member")
    with database.transaction() as session:
        project(session, ada, "Comic")
        for name in ("Comic", "Film"):
            project(session, bob, name)
        session.add_all(
            Style(id=f"style_{who[-8:]}", account_id=who, name="Noir", group="", prompt="film noir")
            for who in (ada, bob)
        )

    with pytest.raises(StillOwns) as refused, database.transaction() as session:
        service.delete(session, id_or_name="bob")
    assert "2 × project" in refused.value.message
    with database.transaction() as session:
        service.delete(session, id_or_name="bob", give_to="ada")

    with database.reading() as session:
        names = {row.name: row.slug for row in session.query(Project).filter_by(account_id=ada)}
        assert names == {"Comic": "comic", "Comic (bob)": "comic-bob", "Film": "film"}
        assert {row.name for row in session.query(Style).filter_by(account_id=ada)} == {"Noir", "Noir (bob)"}
        for table in owned_tables():
            assert session.query(table).filter_by(account_id=bob).count() == 0


def test_who_goes_with_everything_leaves_no_row_and_no_file(client, ada: Person, stored) -> None:
    bob = ada.makes("bob")
    before = stored()
    picture = picture_file()
    assert bob.asks("POST", "/inputs", files={"file": ("a.png", picture)}).status_code == 201
    assert bob.asks("POST", "/projects", json={"name": "Comic"}).status_code == 201
    assert len(stored()) > len(before)

    both = ada.asks("DELETE", "/accounts/bob", params={"with_everything": True, "give_to": "ada"})
    assert both.status_code == 400
    assert ada.asks("DELETE", "/accounts/bob").json()["code"] == "account_owns_things"
    assert ada.asks("DELETE", "/accounts/bob", params={"with_everything": True}).status_code == 204

    assert stored() == before
    assert not bob.is_in()
    assert ada.asks("GET", "/projects").json()["items"] == []
    with client.app.state.studio.db.reading() as session:
        for table in owned_tables():
            assert session.query(table).filter_by(account_id=bob.account["id"]).count() == 0


@pytest.mark.parametrize(
    ("name", "password"),
    [
        ("", PASSWORD), ("a b", PASSWORD), ("names", PASSWORD), ("acc_01", PASSWORD), ("-a", PASSWORD),
        ("é", PASSWORD), ("x" * 81, PASSWORD),
        ("ada", "short"), ("ada", "Password123456"), ("ada", "1234567890"), ("ada", "aaaaaaaaaaaa"),
        ("ada", "qwertyuiop"), ("ada", "poiuytrewq"), ("ada", "i-love-you-forever!"), ("ada-lovelace", "AdaLovelace1"),
        ("ada", "x" * 1025), ("ada", None),
    ],
)  # fmt: skip
def test_names_and_passwords_that_will_not_do(name: str, password: str | None) -> None:
    def asked() -> None:
        spec = SetUp(name=name, password=password)
        setup.kept_password(AccountCreate(name=spec.name, password=spec.password))

    with pytest.raises((ValidationError, InvalidInput)) as refused:
        asked()
    if isinstance(refused.value, InvalidInput):
        assert [(bad.field, bad.value) for bad in refused.value.fields] == [("password", None)]


@pytest.mark.parametrize("password", ["correct horse staple", "ada builds engines", "żółta łódka 12", "x7#kQ2!vLp"])
def test_passwords_that_will_do(password: str) -> None:
    setup.kept_password(AccountCreate(name="ada", password=password))
