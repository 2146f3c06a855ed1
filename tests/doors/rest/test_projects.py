"""Projects over the API: names that characters are gathered under."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from fastapi.testclient import TestClient

from tests.factories import characters as factory

PROJECTS = "/api/v1/projects"


def make(client: TestClient, name: str = "Summer comic", **more: str) -> dict:
    answer = client.post(PROJECTS, json={"name": name, **more})
    assert answer.status_code == 201, answer.text
    assert answer.headers["Location"] == f"{PROJECTS}/{answer.json()['id']}"
    return answer.json()


def test_a_project_is_made_found_by_name_changed_and_deleted(client: TestClient) -> None:
    made = make(client, description="Everybody")
    make(client, "another")

    assert client.get(f"{PROJECTS}/summer COMIC").json() == made
    changed = client.patch(f"{PROJECTS}/{made['id']}", json={"name": "Winter comic"}).json()
    assert (changed["name"], changed["description"]) == ("Winter comic", "Everybody")
    assert [each["name"] for each in client.get(PROJECTS).json()["items"]] == ["another", "Winter comic"]
    assert [each["name"] for each in client.get(PROJECTS, params={"search": "WIN"}).json()["items"]] == ["Winter comic"]

    assert client.delete(f"{PROJECTS}/{made['id']}").status_code == 204
    gone = client.get(f"{PROJECTS}/{made['id']}")
    assert (gone.status_code, gone.json()["code"]) == (404, "project_not_found")
    assert client.delete(f"{PROJECTS}/{made['id']}").status_code == 404


@pytest.mark.parametrize("name", ["", "  ", "a/b", "a\x00b", "x" * 81])
def test_a_name_that_cannot_be_is_refused(client: TestClient, name: str) -> None:
    answer = client.post(PROJECTS, json={"name": name})

    assert answer.status_code == 400
    assert "name" in answer.text
    assert client.get(PROJECTS).json()["items"] == []


def test_a_taken_name_is_refused_also_when_asked_at_once(client: TestClient) -> None:
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda name: client.post(PROJECTS, json={"name": name}), ["Zoo", "zoo", "ZOO", "zoo!"]))

    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]
    other = make(client, "Garden")
    taken = client.patch(f"{PROJECTS}/{other['id']}", json={"name": "ZOO"})
    assert (taken.status_code, taken.json()["code"]) == (409, "project_name_taken")
    assert client.get(f"{PROJECTS}/{other['id']}").json()["name"] == "Garden"


def test_characters_are_gathered_listed_and_let_go(client: TestClient) -> None:
    project = make(client)
    ada, _pip = factory.draft(client, 0, name="Ada"), factory.draft(client, 0, name="Pip")

    moved = client.patch(f"/api/v1/characters/{ada['id']}", json={"project": "summer comic"}).json()
    inside = client.get("/api/v1/characters", params={"project": "Summer comic"}).json()["items"]

    assert moved["project"] == {"id": project["id"], "name": "Summer comic"}
    assert [each["name"] for each in inside] == ["Ada"]
    renamed = client.patch(f"/api/v1/characters/{ada['id']}", json={"name": "Ada B."}).json()
    assert renamed["project"]["id"] == project["id"], "what is left out stays"
    assert client.patch(f"/api/v1/characters/{ada['id']}", json={"project": None}).json()["project"] is None


def test_a_project_that_is_deleted_leaves_its_characters_under_none(client: TestClient) -> None:
    project = make(client)
    ada = factory.draft(client, 0, name="Ada")
    client.patch(f"/api/v1/characters/{ada['id']}", json={"project": project["id"]})

    client.delete(f"{PROJECTS}/{project['id']}")

    assert client.get(f"/api/v1/characters/{ada['id']}").json()["project"] is None
    assert client.get("/api/v1/characters", params={"project": project["id"]}).status_code == 404
    unknown = client.patch(f"/api/v1/characters/{ada['id']}", json={"project": "nowhere"})
    assert (unknown.status_code, unknown.json()["code"]) == (404, "project_not_found")
