"""Configs over the API: kept, copied, compared and checked."""

from fastapi.testclient import TestClient

from safelight.features.access import Studio
from safelight.specs.classify import STUDIO_SETS, TrainConfig
from tests.factories import classifier_runs as factory

CONFIGS = "/api/v1/classifiers/configs"


def make(client: TestClient, name: str = "Base", **more: object) -> dict:
    answer = client.post(CONFIGS, json={"name": name, **more})
    assert answer.status_code == 201, answer.text
    assert answer.headers["Location"] == f"{CONFIGS}/{answer.json()['id']}"
    return answer.json()


def test_a_config_holds_what_differs_and_shows_the_whole(client: TestClient, studio: Studio) -> None:
    with studio.db.transaction() as session:
        dataset = factory.add_dataset(session)
    client.post("/api/v1/projects", json={"name": "Animals"})
    made = make(client, settings={"lr": 0.01, "epochs": 30}, dataset="pets", project="animals")

    assert made["changed"] == {"lr": 0.01}, "epochs are 30 anyway"
    assert made["settings"]["lr"] == 0.01
    assert made["settings"]["batch_size"] == TrainConfig().batch_size
    assert made["dataset"] == {"id": dataset.id, "name": "Pets"}
    assert made["project"]["name"] == "Animals"

    changed = client.patch(f"{CONFIGS}/{made['id']}", json={"settings": {"batch_size": 8}, "project": None}).json()
    assert changed["changed"] == {"batch_size": 8}, "all settings are given anew"
    assert changed["project"] is None
    assert changed["dataset"], "what is left out stays"

    copy = client.post(f"{CONFIGS}/{made['id']}/clone", json={"settings": {"lr": 0.1}}).json()
    assert (copy["name"], copy["cloned_from"]) == ("Base copy", made["id"])
    diff = client.get(f"{CONFIGS}/{made['id']}/diff", params={"with": copy["id"]}).json()
    assert diff["fields"] == [{"field": "lr", "values": [0.001, 0.1], "default": 0.001, "differs": True}]

    assert [each["name"] for each in client.get(CONFIGS, params={"search": "COPY"}).json()["items"]] == ["Base copy"]
    assert client.delete(f"{CONFIGS}/{made['id']}").status_code == 204
    assert client.get(f"{CONFIGS}/{made['id']}").json()["code"] == "classifier_config_not_found"
    assert [each["id"] for each in client.get(CONFIGS, params={"dataset": "pets"}).json()["items"]] == [copy["id"]]


def test_every_wrong_setting_is_named(client: TestClient) -> None:
    wrong = {"lr": -1, "epoch": 3, "root": "/etc", "optimizer": "magic"}
    answer = client.post(CONFIGS, json={"name": "Wrong", "settings": wrong})

    assert answer.status_code == 400
    assert {each["field"] for each in answer.json()["errors"]} == wrong.keys()
    assert "did you mean epochs?" in answer.text
    together = {"monitor_metric": "loss", "monitor_mode": "max"}
    answer = client.post(CONFIGS, json={"name": "Wrong", "settings": together})
    assert [each["field"] for each in answer.json()["errors"]] == ["monitor_mode"]
    endless = '{"name": "Wrong", "settings": {"max_grad_norm": Infinity}}'
    answer = client.post(CONFIGS, content=endless, headers={"Content-Type": "application/json"})
    assert answer.status_code == 400
    assert client.get(CONFIGS).json()["items"] == []


def test_settings_are_checked_against_a_dataset(client: TestClient, studio: Studio) -> None:
    with studio.db.transaction() as session:
        factory.add_dataset(session)
        factory.add_dataset(session, "Single", counts={"train": {"cat": 40}})
        factory.add_dataset(session, "Rare", counts={"train": {"cat": 400, "dog": 1}, "test": {"emu": 2}})

    def check(dataset: str, **settings: object) -> dict:
        answer = client.post(f"{CONFIGS}/validate", json={"settings": settings, "dataset": dataset})
        assert answer.status_code == 200, answer.text
        return answer.json()

    fine = check("pets", batch_size=16, epochs=3, accumulation_steps=2)
    assert (fine["valid"], fine["steps_per_epoch"], fine["total_steps"]) == (True, 4, 12)
    assert [each["field"] for each in check("pets", batch_size=121)["problems"]] == ["batch_size"]
    assert check("pets", top_k=3)["warnings"][0]["field"] == "top_k"
    assert "fewer than two classes" in check("single")["problems"][0]["message"]
    rare = check("rare")
    assert ["'emu'" in each["message"] for each in rare["problems"]] == [True, False]
    assert "one picture alone" in rare["problems"][1]["message"]
    assert rare["warnings"][0]["field"] == "class_weights"
    wrong = check("pets", lr=0)
    assert (wrong["valid"], wrong["settings"]) == (False, None)
    assert client.post(f"{CONFIGS}/validate", json={"dataset": "none"}).status_code == 404


def test_the_form_knows_every_setting(client: TestClient) -> None:
    told = client.get("/api/v1/classifiers/config-fields").json()

    fields = {field["name"]: field for field in told["fields"]}
    assert fields.keys() == TrainConfig.model_fields.keys() - STUDIO_SETS
    assert fields["optimizer"]["choices"][0] == "adamw"
    assert (fields["lr"]["type"], fields["lr"]["above"], fields["lr"]["default"]) == ("number", 0.0, 0.001)
    assert fields["max_grad_norm"]["nullable"]
    assert "vit-small" in told["flavours"]
