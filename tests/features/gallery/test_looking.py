"""Finding one's way in the gallery: filters, pages, the skeleton, one picture and its neighbours."""

import threading
from collections.abc import Callable
from typing import Any

from fastapi.testclient import TestClient
from sqlalchemy import select, update

from safelight.features.access import Studio
from safelight.features.generations.service.pictures import picture_from
from safelight.features.generations.tables import Generation, Picture
from safelight.kit.ids import born_at
from safelight.specs.generation import Recipe
from safelight.storage import StoredFile
from tests.factories.gallery import RARE

GALLERY = "/api/v1/gallery"


def every(client: TestClient, **wanted: object) -> list[dict[str, Any]]:
    """All items, over as many pages as it takes."""
    found: list[dict[str, Any]] = []
    after = None
    while True:
        given = {**wanted, "limit": 200} | ({"after": after} if after else {})
        answer = client.get(GALLERY, params=given)
        assert answer.status_code == 200, answer.text
        page = answer.json()
        found += page["items"]
        after = page["next"]
        if after is None:
            return found


def rows(studio: Studio) -> list[Picture]:
    with studio.db.reading() as session:
        return list(session.scalars(select(Picture).order_by(Picture.id.desc())))


def new_picture(studio: Studio, **recipe: object) -> str:
    """One more picture in the newest generation, made now."""
    with studio.db.transaction() as session:
        generation = session.scalars(select(Generation).order_by(Generation.id.desc()).limit(1)).one()
        fields = {"model": "tiny", "prompt": "a late one", "negative_prompt": "", "num_inference_steps": 2}
        fields |= {"guidance_scale": 7.5, "width": 64, "height": 64, "seed": 1, "scheduler": "euler"} | recipe
        picture = picture_from(
            generation_id=generation.id,
            position=9,
            stored=StoredFile("generations/late/0.png", 1, "0" * 64, "image/png"),
            small=StoredFile("generations/late/0.thumb.webp", 1, "0" * 64, "image/webp"),
            image_size=(64, 64),
            recipe=Recipe(safelight="0", **fields),
            thumbhash="3OcRJYB4d3h/iIeHeEh3eIhw+j3A",
        )
        session.add(picture)
        return picture.id


def test_pages_hold_every_picture_once_newest_first(client: TestClient, ids: list[str]) -> None:
    assert [item["id"] for item in every(client)] == ids == sorted(ids, reverse=True)


def test_a_page_may_begin_at_a_picture_or_after_it(client: TestClient, ids: list[str]) -> None:
    at = client.get(GALLERY, params={"from": ids[100], "limit": 3}).json()
    assert [item["id"] for item in at["items"]] == ids[100:103]
    after = client.get(GALLERY, params={"after": ids[100], "limit": 3}).json()
    assert [item["id"] for item in after["items"]] == ids[101:104]
    assert after["next"] == ids[103]


def test_an_item_says_what_a_tile_shows(client: TestClient, studio: Studio, ids: list[str]) -> None:
    item, row = client.get(GALLERY, params={"limit": 1}).json()["items"][0], rows(studio)[0]
    with studio.db.reading() as session:
        asked = session.get_one(Generation, row.generation_id).prompt
    for name in ("generation_id", "width", "height", "thumbhash", "favourite", "kind", "character_id", "model", "seed"):
        assert item[name] == getattr(row, name)
    assert item["prompt"] == asked
    assert client.get(item["url"]).content.startswith(b"\x89PNG")
    assert client.get(item["thumbnail_url"]).headers["content-type"] == "image/webp"


FILTERS: list[tuple[dict[str, object], Callable[[Picture], bool]]] = [
    ({"favourite": True}, lambda row: row.favourite),
    ({"favourite": False}, lambda row: not row.favourite),
    ({"character_id": "char_ada"}, lambda row: row.character_id == "char_ada"),
    ({"model": "tiny"}, lambda row: row.model == "tiny"),
    ({"kind": "image"}, lambda row: True),
    ({"kind": "video"}, lambda row: False),
    ({"q": "forest"}, lambda row: "forest" in row.words),
    ({"q": "  NEON   ada "}, lambda row: "neon" in row.words and "ada" in row.words),
    ({"q": "no%e"}, lambda row: False),
    ({"q": "_"}, lambda row: False),
    ({"q": "\\"}, lambda row: False),
    (
        {"q": "forest", "model": "starter", "favourite": False},
        lambda row: "forest" in row.words and row.model == "starter" and not row.favourite,
    ),
    ({"character_id": "char_nobody"}, lambda row: False),
]


def test_filters(client: TestClient, studio: Studio, ids: list[str]) -> None:
    for wanted, holds in FILTERS:
        found = [item["id"] for item in every(client, **wanted)]
        assert found == [row.id for row in rows(studio) if holds(row)], wanted
        assert client.get(f"{GALLERY}/skeleton", params=wanted).json()["total"] == len(found), wanted


def test_filters_of_time(client: TestClient, studio: Studio, ids: list[str]) -> None:
    month = born_at(ids[200]).strftime("%Y-%m")
    assert [item["id"] for item in every(client, month=month)] == [row.id for row in rows(studio) if row.month == month]
    since, until = (born_at(ids[at]).isoformat() for at in (60, 30))
    assert [item["id"] for item in every(client, since=since, until=until)] == ids[31:61]
    plain = born_at(ids[60]).replace(tzinfo=None).isoformat()
    assert [item["id"] for item in every(client, since=plain)] == ids[:61], "without a zone it is UTC"


def test_a_seed_and_a_style_are_found(client: TestClient, studio: Studio, ids: list[str]) -> None:
    styled = new_picture(studio, styles=["Film noir", "Été"], seed=4711)
    assert [item["id"] for item in every(client, seed=4711)] == [styled]
    assert [item["id"] for item in every(client, style="Film noir")] == [styled]
    assert [item["id"] for item in every(client, style="Été")] == [styled]
    assert every(client, style="Film") == []
    assert [item["id"] for item in every(client, q="film NOIR")] == [styled], "and by its words"


WRONG: list[dict[str, object]] = [
    {"limit": 0}, {"limit": 201}, {"q": "x" * 201}, {"month": "2026-13"}, {"month": "x"}, {"since": "yesterday"},
    {"favourite": "perhaps"}, {"colour": "red"}, {"seed": -1}, {"until": "9" * 400},
    {"month": "9999-12"}, {"month": "0000-12"}, {"binned_at": "9999-12-31T23:59:59-23:00"},
]  # fmt: skip


def test_a_filter_that_cannot_be_is_named(client: TestClient) -> None:
    for wanted in WRONG:
        answer = client.get(GALLERY, params=wanted)
        assert answer.status_code == 400, wanted
        assert answer.json()["errors"][0]["field"] == next(iter(wanted))
        assert client.get(f"{GALLERY}/skeleton", params=wanted).status_code == 400, wanted


def test_pages_are_whole_while_pictures_arrive(client: TestClient, studio: Studio, ids: list[str]) -> None:
    done = threading.Event()

    def draw() -> None:
        while not done.is_set():
            new_picture(studio)

    painter = threading.Thread(target=draw)
    painter.start()
    try:
        found = [item["id"] for item in every(client, limit=20)]
    finally:
        done.set()
        painter.join()
    assert len(found) == len(set(found))
    assert [id_ for id_ in found if id_ in set(ids)] == ids
    assert found == sorted(found, reverse=True)


def test_the_skeleton_lays_out_exactly_what_the_pages_bring(client: TestClient, studio: Studio, ids: list[str]) -> None:
    with studio.db.transaction() as session:  # one month fatter than a page, to see its second anchor
        session.execute(update(Picture).where(Picture.id.in_(ids[20:430])).values(month="2020-01"))
        session.execute(update(Picture).where(Picture.id.in_(ids[430:])).values(month="2019-12"))
    skeleton = client.get(f"{GALLERY}/skeleton").json()
    by_id = {row.id: row for row in rows(studio)}

    assert skeleton["total"] == len(ids) == sum(month["count"] for month in skeleton["months"])
    assert [month["month"] for month in skeleton["months"]] == sorted({r.month for r in by_id.values()}, reverse=True)
    fat = next(month for month in skeleton["months"] if month["month"] == "2020-01")
    assert fat["count"] == len(fat["shapes"]) == 410
    assert fat["anchors"] == [ids[20], ids[220], ids[420]]
    assert fat["shapes"] == "".join(by_id[id_].shape for id_ in ids[20:430])
    page = client.get(GALLERY, params={"from": fat["anchors"][1], "limit": 200}).json()["items"]
    assert [item["id"] for item in page] == ids[220:420]


def test_months_that_interleave_are_put_together(client: TestClient, studio: Studio, ids: list[str]) -> None:
    """As rows of an older Safelight may: their month is their request's."""
    with studio.db.transaction() as session:
        session.execute(update(Picture).where(Picture.id.in_(ids)).values(month="2020-01"))
        session.execute(update(Picture).where(Picture.id == ids[150]).values(month="2020-02"))
    later, earlier = client.get(f"{GALLERY}/skeleton").json()["months"]
    assert (later["month"], later["count"], later["anchors"]) == ("2020-02", 1, [ids[150]])
    assert earlier["count"] == len(earlier["shapes"]) == len(ids) - 1
    rest = [id_ for id_ in ids if id_ != ids[150]]
    assert earlier["anchors"] == rest[::200]


def test_an_unchanged_skeleton_is_not_sent_again(client: TestClient, ids: list[str]) -> None:
    first = client.get(f"{GALLERY}/skeleton")
    again = client.get(f"{GALLERY}/skeleton", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    client.post(f"{GALLERY}/actions", json={"action": "bin", "ids": ids[:1]})
    changed = client.get(f"{GALLERY}/skeleton", headers={"If-None-Match": first.headers["etag"]})
    assert changed.status_code == 200
    assert changed.headers["etag"] != first.headers["etag"]


def test_an_empty_gallery(client: TestClient) -> None:
    assert client.get(GALLERY).json() == {"items": [], "next": None}
    assert client.get(f"{GALLERY}/skeleton").json() == {"total": 0, "months": []}


def test_one_picture_tells_all_of_itself(client: TestClient, studio: Studio, ids: list[str]) -> None:
    of_ada = every(client, character_id="char_ada")
    found = client.get(f"{GALLERY}/{of_ada[1]['id']}", params={"character_id": "char_ada"}).json()

    assert found["neighbours"] == {"previous": of_ada[0]["id"], "next": of_ada[2]["id"]}
    assert found["lineage"]["character"] == {"id": "char_ada", "name": "Ada", "version": 1, "exists": True}
    assert found["lineage"]["job_id"].startswith("job_")
    assert found["recipe"]["prompt"].startswith("Ada ")
    assert found["generation"]["plan"]["n"] == 4
    assert not found["prompt"].startswith("Ada "), "as it was asked"
    download = client.get(found["download_url"])
    assert download.content.startswith(b"\x89PNG")
    assert len(download.content) == found["size"]
    assert f"Ada {found['prompt'][:10]}".replace(" ", "%20") in download.headers["content-disposition"]


def test_neighbours_end_at_both_ends(client: TestClient, ids: list[str]) -> None:
    first, last = (client.get(f"{GALLERY}/{ids[at]}").json()["neighbours"] for at in (0, -1))
    assert first == {"previous": None, "next": ids[1]}
    assert last == {"previous": ids[-2], "next": None}


def test_a_character_that_is_gone_keeps_its_name(client: TestClient, ids: list[str]) -> None:
    picture = every(client, character_id="char_ada")[0]["id"]
    assert client.delete("/api/v1/characters/char_ada").status_code == 204
    found = client.get(f"{GALLERY}/{picture}").json()
    assert found["character_name"] == "Ada"
    assert found["lineage"]["character"] == {"id": "char_ada", "name": "Ada", "version": None, "exists": False}


def test_an_unknown_picture_is_named(client: TestClient) -> None:
    for answer in (client.get(f"{GALLERY}/pic_0"), client.post(f"{GALLERY}/pic_0/again", json={})):
        assert (answer.status_code, answer.json()["code"]) == (404, "picture_not_found")
    assert client.patch(f"{GALLERY}/pic_0", json={"favourite": True}).status_code == 404


def test_what_shows_a_style_is_not_in_the_gallery(client: TestClient, studio: Studio, ids: list[str]) -> None:
    with studio.db.transaction() as session:
        session.execute(update(Picture).where(Picture.id == ids[0]).values(kind="style", month=""))
    assert [item["id"] for item in every(client)] == ids[1:]
    assert client.get(f"{GALLERY}/skeleton").json()["total"] == len(ids) - 1
    assert client.post(f"{GALLERY}/actions", json={"action": "bin", "ids": ids[:1]}).json()["changed"] == 0


def test_words_hold_all_that_a_search_is_for(studio: Studio, ids: list[str], client: TestClient) -> None:
    late = new_picture(studio, prompt="ohwx person, THE Prompt", asked_prompt="Ada asks", character_name="Ada L.")
    for word in ("prompt", "asks", "ada l.", "tiny", "person the"):
        assert late in [item["id"] for item in every(client, q=word)], word
    assert len(every(client, q=RARE)) == 4


def test_a_letter_that_no_database_holds(client: TestClient, backend: str) -> None:
    """PostgreSQL takes no NUL in any text; SQLite does, and finds nothing."""
    for answer in (
        client.get(GALLERY, params={"q": "a\0"}),
        client.get(f"{GALLERY}/%00"),
        client.post(f"{GALLERY}/actions", json={"action": "bin", "ids": ["\0"]}),
    ):
        if backend == "postgresql":
            assert (answer.status_code, answer.json()["code"]) == (400, "unstorable_text")
        else:
            assert answer.status_code in {200, 404}
    made = client.post("/api/v1/generations", json={"prompt": "a\0b"})
    assert made.status_code == (400 if backend == "postgresql" else 202)
