"""What the installation says of itself, and what people set at run time."""

from concurrent.futures import ThreadPoolExecutor

from fastapi.testclient import TestClient

from safelight import __version__
from safelight.events import read_after
from safelight.features.preferences.tables import Preference
from tests.factories import characters as make
from tests.factories.characters import studio_of


def test_the_system_says_what_it_stands_on(client: TestClient, backend: str):
    said = client.get("/api/v1/system").json()
    assert said["version"] == __version__
    assert said["database"] == backend
    assert (said["database_bytes"] is not None) == (backend == "sqlite")
    assert said["storage"] == "folder"
    assert 0 < said["disk"]["free"] <= said["disk"]["total"]
    assert (said["workers"], said["jobs_waiting"]) == (0, 0)


def test_settings_tell_where_they_come_from_and_keep_their_secrets(client: TestClient, monkeypatch):
    monkeypatch.setenv("SAFELIGHT_LOG_LEVEL", "warning")
    by_name = {one["name"]: one for one in client.get("/api/v1/settings").json()}
    assert by_name["log_level"]["source"] == "environment"
    assert by_name["port"] == by_name["port"] | {"env": "SAFELIGHT_PORT", "value": 8000, "source": "default"}
    assert by_name["secret_key"]["value"] is None
    assert all(one["description"] for one in by_name.values())
    assert "password" not in str(by_name["database_url"]["value"])


def test_preferences_hold_until_they_are_set_back(client: TestClient):
    assert client.get("/api/v1/preferences").json()["theme"] == "dark"
    changed = client.patch("/api/v1/preferences", json={"theme": "light", "density": "tight"}).json()
    assert (changed["theme"], changed["density"]) == ("light", "tight")
    assert client.get("/api/v1/preferences").json() == changed
    assert client.patch("/api/v1/preferences", json={"theme": None}).json()["theme"] == "dark"
    assert client.get("/api/v1/preferences").json()["density"] == "tight"


def test_a_preference_that_does_not_exist_is_named(client: TestClient):
    refused = client.patch("/api/v1/preferences", json={"colour": "red", "theme": "pink"})
    assert refused.status_code == 400
    assert {"colour", "theme"} <= {error["field"].rpartition(".")[2] for error in refused.json()["errors"]}


def test_the_system_counts_what_there_is(client: TestClient):
    make.train(client, make.draft(client, 5)["id"])
    client.post("/api/v1/generations", json={"prompt": "a cat"})
    assert client.get("/api/v1/system").json()["counts"] == {
        "characters": 1, "references": 5, "pictures": 0, "generations": 1, "jobs": 2,
    }  # fmt: skip


def test_two_devices_may_set_the_same_at_once(client: TestClient):
    wanted = [{"theme": theme, "density": "tight"} for theme in ("light", "system") * 4]
    with ThreadPoolExecutor(8) as at_once:
        answers = list(at_once.map(lambda body: client.patch("/api/v1/preferences", json=body).status_code, wanted))
    assert set(answers) == {200}
    assert client.get("/api/v1/preferences").json()["theme"] in {"light", "system"}


def test_a_change_is_told_to_the_other_devices(client: TestClient):
    client.patch("/api/v1/preferences", json={"theme": "light"})
    with studio_of(client).db.reading() as session:
        (told,) = [event for event in read_after(session, 0) if event.topic == "me"]
    assert (told.kind, told.payload["theme"]) == ("preferences.changed", "light")


def test_what_this_version_does_not_know_is_passed_over(client: TestClient):
    with studio_of(client).db.transaction() as session:
        session.add_all([Preference(name="theme", value="sepia"), Preference(name="old", value=1)])
        session.add(Preference(name="density", value="tight"))
    shown = client.get("/api/v1/preferences").json()
    assert (shown["theme"], shown["density"]) == ("dark", "tight")
    assert client.patch("/api/v1/preferences", json={"theme": "light"}).json()["theme"] == "light"
