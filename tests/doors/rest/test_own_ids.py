"""PUT of a generation under the client's own id: the same request twice is one, another one is refused."""

from concurrent.futures import ThreadPoolExecutor

from fastapi.testclient import TestClient

from safelight.jobs import moves

GENERATIONS = "/api/v1/generations"
ASKED = {"prompt": "a cat"}


def test_the_same_request_is_the_same_generation(client: TestClient) -> None:
    first = client.put(f"{GENERATIONS}/shop.order~17", json=ASKED)
    again = client.put(f"{GENERATIONS}/shop.order~17", json=ASKED | {"n": 1, "seed": None})

    assert (first.status_code, again.status_code) == (202, 202)
    made = first.json()
    assert made["own_id"] == "shop.order~17"
    assert made["id"] == again.json()["id"]
    assert made["plan"]["seed"] == again.json()["plan"]["seed"], "its random seed was drawn once"
    assert client.get(f"{GENERATIONS}/shop.order~17").json() == client.get(f"{GENERATIONS}/{made['id']}").json()
    assert first.headers["location"] == f"{GENERATIONS}/{made['id']}"
    assert len(client.get("/api/v1/jobs").json()["items"]) == 1

    with client.app.state.studio.db.transaction() as session:
        moves.finish(session, moves.locked(session, made["job_id"]), "succeeded")
    ended = client.put(f"{GENERATIONS}/shop.order~17", json=ASKED)
    assert (ended.status_code, ended.json()["status"]) == (200, "succeeded")

    assert client.delete(f"{GENERATIONS}/shop.order~17").status_code == 204
    anew = client.put(f"{GENERATIONS}/shop.order~17", json=ASKED | {"prompt": "a dog"})
    assert anew.status_code == 202
    assert anew.json()["id"] != made["id"], "what was deleted frees its id"


def test_another_request_under_the_id_is_refused_and_told_apart(client: TestClient) -> None:
    client.put(f"{GENERATIONS}/x", json=ASKED | {"guidance_scale": 5})
    answer = client.put(f"{GENERATIONS}/x", json=ASKED | {"seed": 3})

    assert (answer.status_code, answer.json()["code"]) == (409, "own_id_in_use")
    assert [bad["field"] for bad in answer.json()["errors"]] == ["guidance_scale", "seed"]
    assert answer.json()["errors"][0]["message"] == "was 5.0"
    assert len(client.get("/api/v1/jobs").json()["items"]) == 1


def test_many_at_once_make_one(client: TestClient) -> None:
    with ThreadPoolExecutor(20) as many:
        own = list(many.map(lambda _: client.put(f"{GENERATIONS}/same", json=ASKED), range(20)))
        keyed = list(
            many.map(lambda _: client.post(GENERATIONS, json=ASKED, headers={"Idempotency-Key": "same"}), range(20))
        )
    assert {answer.status_code for answer in (*own, *keyed)} == {202}
    assert len({answer.json()["id"] for answer in own}) == 1
    assert len({answer.json()["id"] for answer in keyed}) == 1
    assert len(client.get("/api/v1/jobs").json()["items"]) == 2, "a key is not an own id"


def test_what_cannot_be_drawn_leaves_the_id_free(client: TestClient) -> None:
    refused = client.put(f"{GENERATIONS}/y", json=ASKED | {"character_id": "nobody"})
    assert refused.status_code == 404
    assert client.put(f"{GENERATIONS}/y", json=ASKED).status_code == 202
    for bad in ("a b", "é", "x" * 101, "gen_x", ".x"):
        assert client.put(f"{GENERATIONS}/{bad}", json=ASKED).status_code == 400, bad
