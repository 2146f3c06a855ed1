"""What came of runs: side by side, picture by picture, and labels that are mended from there."""

import pytest
from fastapi.testclient import TestClient

from safelight.features.access import Studio
from safelight.features.datasets.tables import Dataset
from tests.factories import classifier_runs as factory

RUNS = "/api/v1/classifiers/runs"


@pytest.fixture
def pets(studio: Studio) -> Dataset:
    """A dataset."""
    with studio.db.transaction() as session:
        return factory.add_dataset(session, source="pictures")


def start(client: TestClient, **settings: object) -> dict:
    return client.post(RUNS, json={"dataset": "pets", "settings": settings}).json()["run"]


def test_runs_side_by_side(client: TestClient, pets: Dataset, studio: Studio) -> None:
    first, second, idle = start(client, lr=0.1), start(client, lr=0.2), start(client, lr=0.2, seed=3)
    with studio.db.transaction() as session:
        factory.end_well(session, first["id"], accuracy=0.7, confusion=[[4, 4, 0], [0, 8, 0], [0, 0, 8]])
        factory.end_well(session, second["id"], accuracy=0.9)
    told = client.get("/api/v1/classifiers/compare", params={"runs": f"1,{second['id']},3"}).json()

    assert [run["number"] for run in told["runs"]] == [1, 2, 3]
    differing = [each for each in told["settings"] if each["differs"]]
    assert [(each["field"], each["values"]) for each in differing] == [("lr", [0.1, 0.2, 0.2]), ("seed", [0, 0, 3])]
    metrics = {each["name"]: each for each in told["metrics"]}
    assert (metrics["accuracy"]["values"], metrics["accuracy"]["best"]) == ([0.7, 0.9, None], 1)
    assert (metrics["loss"]["best"], metrics["loss"]["less_is_better"]) == (1, True)
    assert metrics["auroc"]["best"] is None, "nobody has one"
    assert told["confusions"][0]["confusion"][0] == [4, 4, 0]
    assert told["confusions"][2] is None
    assert [value and value["precision"] for value in told["classes"][0]["values"]] == [0.7, 0.9, None]
    facts = {fact["name"]: fact for fact in told["facts"]}
    assert (facts["torch"]["values"], facts["torch"]["differs"]) == (["2.13", "2.13", None], False)
    assert idle["id"]
    for wrong in ("1", "1,1", ",".join(map(str, range(1, 11)))):
        assert client.get("/api/v1/classifiers/compare", params={"runs": wrong}).status_code == 400
    assert client.get("/api/v1/classifiers/compare", params={"runs": "1,99"}).status_code == 404


def test_the_pictures_of_a_cell_and_the_most_wrong(client: TestClient, pets: Dataset, studio: Studio) -> None:
    run = start(client)
    assert client.get(f"{RUNS}/1/predictions").json()["code"] == "classifier_run_unfinished"
    with studio.db.transaction() as session:
        factory.end_well(session, run["id"])
        for number in range(6):
            picture = factory.add_picture(session, pets, label="cat", number=number)
            taken = 1 if number in {1, 4, 5} else 0
            factory.add_prediction(
                session, run["id"], number, picture_id=picture.id, predicted=taken, confidence=0.5 + number / 20,
                loss=float(number == 4), path=f"cat/{number:03}.png",
            )  # fmt: skip
        factory.add_prediction(session, run["id"], 6, picture_id="dpic_gone", label=2, predicted=2)

    def positions(**query: object) -> list[int]:
        found, after = [], None
        while True:
            page = client.get(f"{RUNS}/1/predictions", params={"limit": 2, "after": after} | query).json()
            found += [each["position"] for each in page["items"]]
            if (after := page["next"]) is None:
                return found

    assert positions() == list(range(7))
    assert positions(label="cat", predicted="dog") == [1, 4, 5]
    assert positions(correct="false", sort="loss") == [4, 1, 5]
    assert positions(correct="false", sort="confident") == [5, 4, 1]
    assert positions(label="cat", sort="uncertain") == [0, 1, 2, 3, 4, 5]
    assert client.get(f"{RUNS}/1/predictions", params={"label": "emu"}).status_code == 400
    gone = client.get(f"{RUNS}/1/predictions", params={"label": "owl"}).json()["items"][0]
    assert (gone["picture_id"], gone["url"], gone["thumbnail_url"]) == (None, None, None)
    assert client.get(f"{RUNS}/1/evaluations/val").json()["labels"] == factory.LABELS
    assert client.get(f"{RUNS}/1/evaluations/test").status_code == 409


def test_a_label_is_mended_from_a_mistake(client: TestClient, pets: Dataset, studio: Studio) -> None:
    run = start(client)
    with studio.db.transaction() as session:
        factory.end_well(session, run["id"])
        picture = factory.add_picture(session, pets, label="cat", number=1)
        factory.add_prediction(session, run["id"], 0, picture_id=picture.id, predicted=1)
        factory.add_prediction(session, run["id"], 1, picture_id="dpic_gone", predicted=1)
    asked = {"split": "val", "positions": [0, 1], "label": "dog"}

    assert client.post(f"{RUNS}/1/relabel", json=asked).json() == {"changed": 1, "gone": 1}
    assert client.post(f"{RUNS}/1/relabel", json=asked).json() == {"changed": 0, "gone": 1}, "a second click"
    mended = client.get(f"{RUNS}/1/predictions").json()["items"][0]
    assert (mended["label"], mended["predicted"], mended["current_label"]) == ("cat", "dog", "dog")
    assert client.get(f"/api/v1/datasets/{pets.id}/pictures/{picture.id}").json()["first_label"] == "cat"
