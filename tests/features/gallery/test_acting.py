"""Doing things to many pictures: stars, the bin and back, deleting for good, and what listeners are told."""

import json
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import func, select, update

from safelight.doors.app import create_app
from safelight.events import EventRow
from safelight.features.access import Studio
from safelight.features.gallery.service import removal
from safelight.features.generations.tables import Generation, Picture
from safelight.jobs.tables import Job
from safelight.kit.clock import utcnow
from tests.features.gallery.test_looking import every, new_picture

GALLERY = "/api/v1/gallery"


def act(client: TestClient, action: str, **more: object) -> dict[str, Any]:
    answer = client.post(f"{GALLERY}/actions", json={"action": action, **more})
    assert answer.status_code == 200, answer.text
    done: dict[str, Any] = answer.json()
    return done


def shown(client: TestClient, **wanted: object) -> list[str]:
    return [item["id"] for item in every(client, **wanted)]


def told(studio: Studio) -> list[tuple[str, dict[str, Any]]]:
    with studio.db.reading() as session:
        rows = session.scalars(select(EventRow).where(EventRow.topic == "gallery").order_by(EventRow.id))
        return [(row.kind, row.payload) for row in rows]


def test_a_star_goes_on_and_off(client: TestClient, studio: Studio, ids: list[str]) -> None:
    plain = next(item["id"] for item in every(client) if not item["favourite"])
    for _ in range(2):  # the second click changes nothing
        assert client.patch(f"{GALLERY}/{plain}", json={"favourite": True}).json()["favourite"] is True
    assert plain in shown(client, favourite=True)
    assert client.patch(f"{GALLERY}/{plain}", json={"favourite": False}).json()["favourite"] is False
    events = [payload for kind, payload in told(studio) if kind == "picture.changed"]
    assert events == [
        {"ids": [plain], "count": 1, "action": "favourite"},
        {"ids": [plain], "count": 1, "action": "unfavourite"},
    ]
    for wrong in ({}, {"favourite": "much"}, {"favourite": True, "seed": 5}, {"favourite": None}):
        assert client.patch(f"{GALLERY}/{plain}", json=wrong).status_code == 400


def test_the_bin_and_back(client: TestClient, studio: Studio, ids: list[str]) -> None:
    first = act(client, "bin", ids=ids[:3])
    assert (first["changed"], first["ids"]) == (3, ids[:3])
    assert act(client, "bin", ids=ids[1:5])["ids"] == ids[3:5], "those in it already do not count"
    assert act(client, "bin", ids=ids[1:5]) == {"changed": 0, "ids": [], "binned_at": None}

    assert shown(client) == ids[5:]
    assert shown(client, bin=True) == ids[:5]
    assert shown(client, binned_at=first["binned_at"]) == ids[:3]
    assert client.get(f"{GALLERY}/skeleton", params={"bin": True}).json()["total"] == 5
    assert client.get(f"{GALLERY}/{ids[0]}").json()["deleted_at"] is not None
    generation = client.get(f"{GALLERY}/{ids[0]}").json()["generation_id"]
    assert client.get(f"/api/v1/generations/{generation}").json()["pictures"] == []

    undone = act(client, "restore", filter={"binned_at": first["binned_at"]})
    assert undone["ids"] == ids[:3], "exactly what the first action put there"
    assert act(client, "restore", ids=ids[:5])["ids"] == ids[3:5]
    assert shown(client) == ids
    assert told(studio)[-1] == ("picture.changed", {"ids": ids[3:5], "count": 2, "action": "restore"})


def test_a_filter_with_exceptions_reaches_what_was_never_loaded(client: TestClient, ids: list[str]) -> None:
    of_ada = shown(client, character_id="char_ada")
    done = act(client, "favourite", filter={"character_id": "char_ada"}, **{"except": of_ada[:2]})
    starred = set(shown(client, favourite=True, character_id="char_ada"))
    assert set(of_ada[2:]) <= starred
    assert 0 < done["changed"] == len(done["ids"]) <= len(of_ada) - 2
    assert act(client, "favourite", filter={"character_id": "char_ada"}, **{"except": of_ada[:2]})["changed"] == 0

    act(client, "bin", filter={}, **{"except": ids[:1]})
    assert shown(client) == ids[:1]
    assert act(client, "restore", filter={"q": "forest"})["changed"] == len(shown(client, q="forest")) - (
        "forest" in every(client, q="")[0]["prompt"]
    ), "restore looks into the bin by itself"


def test_only_the_first_thousand_ids_are_named(
    client: TestClient, studio: Studio, ids: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("safelight.features.gallery.service.MAX_IDS", 100)
    done = act(client, "bin", filter={})
    assert (done["changed"], done["ids"]) == (len(ids), ids[:100])
    assert told(studio)[-1] == ("picture.changed", {"ids": ids[:50], "count": len(ids), "action": "bin"})
    assert act(client, "restore", filter={"binned_at": done["binned_at"]})["changed"] == len(ids), "all the same"


def test_an_action_that_cannot_be_is_named(client: TestClient, ids: list[str]) -> None:
    for wrong in (
        {"action": "burn", "ids": ids[:1]},
        {"action": "bin"},
        {"action": "bin", "ids": []},
        {"action": "bin", "ids": ["x"] * 1001},
        {"action": "bin", "ids": ids[:1], "filter": {}},
        {"action": "bin", "filter": {"colour": "red"}},
        {"action": "bin", "filter": {"q": "x"}, "except": ["x" * 65]},
        {"action": "bin", "ids": ids[:1], "surely": True},
    ):
        assert client.post(f"{GALLERY}/actions", json=wrong).status_code == 400, wrong
    assert act(client, "bin", ids=["pic_nobody"])["changed"] == 0
    assert shown(client) == ids


def test_deleting_takes_only_what_is_in_the_bin(
    client: TestClient, studio: Studio, ids: list[str], stored: Callable[[], list[str]]
) -> None:
    late = [new_picture(studio) for _ in range(2)]
    studio.storage.put("generations/late/0.png", b"x", content_type="image/png")
    studio.storage.put("generations/late/0.thumb.webp", b"x", content_type="image/webp")
    act(client, "bin", ids=late[:1])

    refused = client.post(f"{GALLERY}/actions", json={"action": "delete", "ids": late})
    assert (refused.status_code, refused.json()["code"]) == (409, "not_in_bin")
    assert "One of the pictures is not in the bin" in refused.json()["detail"]
    assert late[0] in shown(client, bin=True), "nothing was deleted"

    assert act(client, "delete", ids=late[:1])["ids"] == late[:1]
    assert act(client, "delete", ids=late[:1])["changed"] == 0
    assert "generations/late/0.png" not in stored(), "the file goes with its row"
    assert client.get(f"{GALLERY}/{late[0]}").status_code == 404
    assert act(client, "delete", ids=late[1:], forever=True)["changed"] == 1
    assert told(studio)[-1] == ("picture.removed", {"ids": late[1:], "count": 1, "action": None})
    assert shown(client) == ids


def test_deleting_by_a_filter_means_the_bin(client: TestClient, studio: Studio, ids: list[str]) -> None:
    of_ada = shown(client, character_id="char_ada")
    act(client, "bin", ids=of_ada[:6])
    assert act(client, "delete", filter={"character_id": "char_ada"}, **{"except": of_ada[:2]})["ids"] == of_ada[2:6]
    assert shown(client, bin=True) == of_ada[:2]
    assert shown(client, character_id="char_ada") == of_ada[6:]
    assert act(client, "delete", filter={"q": "forest"}, forever=True)["changed"] > 0
    assert shown(client, q="forest") == []


def test_a_generation_goes_with_its_last_picture(client: TestClient, studio: Studio, ids: list[str]) -> None:
    by_generation: dict[str, list[str]] = {}
    for item in every(client):
        by_generation.setdefault(item["generation_id"], []).append(item["id"])
    (one, its), (running, others) = list(by_generation.items())[:2]
    with studio.db.transaction() as session:  # the worker has recorded, and not yet said that it is done
        job = Job(kind="generation", state="running", spec={}, needs={})
        session.add(job)
        session.flush()
        session.execute(update(Generation).where(Generation.id == running).values(job_id=job.id))

    act(client, "delete", ids=its[:-1], forever=True)
    assert client.get(f"/api/v1/generations/{one}").status_code == 200
    act(client, "delete", ids=[its[-1], *others], forever=True)
    assert client.get(f"/api/v1/generations/{one}").status_code == 404
    assert client.get(f"/api/v1/generations/{running}").status_code == 200


def test_emptying_the_bin(client: TestClient, studio: Studio, ids: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(removal, "AT_ONCE", 7)
    act(client, "bin", ids=ids[:20])
    done = client.delete(f"{GALLERY}/bin").json()
    assert (done["changed"], done["ids"]) == (20, ids[:20])
    assert shown(client, bin=True) == []
    assert shown(client) == ids[20:]
    assert client.delete(f"{GALLERY}/bin").json()["changed"] == 0
    assert sum(payload["count"] for kind, payload in told(studio) if kind == "picture.removed") == 20


def test_what_lay_in_the_bin_for_30_days_goes_by_itself(client: TestClient, studio: Studio, ids: list[str]) -> None:
    act(client, "bin", ids=ids[:4])
    with studio.db.transaction() as session:
        long_ago = utcnow() - removal.BIN_KEPT - timedelta(seconds=1)
        session.execute(update(Picture).where(Picture.id.in_(ids[:2])).values(deleted_at=long_ago))
        nearly = utcnow() - removal.BIN_KEPT + timedelta(minutes=5)
        session.execute(update(Picture).where(Picture.id == ids[2]).values(deleted_at=nearly))
    with TestClient(create_app(client.app.state.settings)) as other:  # any server does it when it starts
        deadline = time.monotonic() + 30
        while shown(other, bin=True) != ids[2:4] and time.monotonic() < deadline:
            pass
        assert shown(other, bin=True) == ids[2:4]
    assert shown(client) == ids[4:]


def test_many_at_once_agree(client: TestClient, studio: Studio, ids: list[str]) -> None:
    """Bin, restore and star the same pictures from many hands: no count is taken twice, none is lost."""

    def toggle(number: int) -> int:
        return int(act(client, "bin", ids=ids[:50])["changed"])

    with ThreadPoolExecutor(8) as hands:
        changed = list(hands.map(toggle, range(8)))
    assert sum(changed) == 50
    with studio.db.reading() as session:
        assert session.scalar(select(func.count()).where(Picture.deleted_at.is_not(None))) == 50
    assert len({json.dumps(payload) for kind, payload in told(studio) if payload["action"] == "bin"}) == 1
