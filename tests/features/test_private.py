"""Two people on one server: of what is one's the other finds nothing, unless its project is shared with them."""

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from PIL import Image

from safelight.db import belongings
from safelight.db.ownership import Sight, owned_tables, seen_by
from safelight.features.access import Studio
from safelight.features.classifiers.tables import ClassifierRun
from safelight.features.generations import service as generations
from safelight.features.generations.service.pictures import picture_from
from safelight.features.generations.tables import Generation
from safelight.features.models.tables import Model
from safelight.features.preferences import service as preferences
from safelight.features.preferences.schemas import PreferenceChanges
from safelight.jobs.tables import Job
from safelight.settings import Settings
from safelight.specs.classify import TrainConfig
from safelight.specs.generation import GenerationPlan, Recipe
from tests import databases
from tests.factories import characters as factory
from tests.factories import weights
from tests.factories.classifier_runs import add_dataset
from tests.factories.people import add_account, add_key, bearer
from tests.fixtures_server import client, stored
from tests.installation import migrated_url

__all__ = ["client", "stored"]  # what pytest finds here by name

API = "/api/v1"


@dataclass
class Person:
    """Somebody with a key that may do all that they may."""

    client: TestClient
    id: str
    name: str
    key: str

    def asks(self, method: str, path: str, **more: Any) -> Any:
        """One request of theirs."""
        return self.client.request(method, f"{API}{path}", headers=bearer(self.key), **more)

    def get(self, path: str, status: int = 200, **params: Any) -> Any:
        """What they read there."""
        answer = self.asks("GET", path, params=params)
        assert answer.status_code == status, (path, answer.text)
        return answer.json()

    @contextmanager
    def at_work(self) -> Iterator[TestClient]:
        """The client, that asks in their name."""
        self.client.headers.update(bearer(self.key))
        try:
            yield self.client
        finally:
            del self.client.headers["Authorization"]


@pytest.fixture
def settings(tmp_path: Path, backend: str) -> Iterator[Settings]:
    """An installation with the model that ships with Safelight alone: nothing here draws."""
    url = migrated_url(backend, tmp_path)
    yield Settings(_env_file=None, data_dir=tmp_path / "data", database_url=url, models_dir=tmp_path / "models")
    databases.drop(url)


@pytest.fixture
def studio(client: TestClient) -> Studio:
    """The parts of the running server."""
    return client.app.state.studio


@pytest.fixture
def people(client: TestClient, studio: Studio) -> dict[str, Person]:
    """An admin, and two members."""
    made = {}
    for name, role in (("root", "admin"), ("ann", "member"), ("ben", "member")):
        account_id = add_account(studio.db, name, role)
        made[name] = Person(client, account_id, name, add_key(studio.db, account_id))
    studio.gate.accounts_changed()
    return made


@pytest.fixture
def ann(people: dict[str, Person]) -> Person:
    """A member, who makes things."""
    return people["ann"]


@pytest.fixture
def ben(people: dict[str, Person]) -> Person:
    """Another member."""
    return people["ben"]


def png(colour: str = "red") -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (64, 64), colour).save(target, "PNG")
    return target.getvalue()


def draw(studio: Studio, job_id: str) -> list[str]:
    """End a generation as a worker does; the ids of its pictures."""
    with studio.db.transaction() as session:
        job = session.get_one(Job, job_id)
        generation = session.query(Generation).filter_by(job_id=job_id).one()
        plan = GenerationPlan.model_validate(generation.plan)
        file = studio.storage.put(f"generations/{generation.id}/0.png", png(), content_type="image/png")
        small = studio.storage.put(f"generations/{generation.id}/0.thumb.webp", b"x", content_type="image/webp")
        recipe = Recipe(safelight="1", **plan.model_dump(include=set(Recipe.model_fields)))
        row = picture_from(
            generation_id=generation.id, position=0, stored=file, small=small, image_size=(64, 64), recipe=recipe,
            thumbhash="AAAA",
        )  # fmt: skip
        generations.record(session, generation_id=generation.id, pictures=[row], notes=[])
        job.state = "succeeded"
        return [row.id]


def everything_of(person: Person, studio: Studio) -> dict[str, str]:
    """One of everything of theirs; path → id."""
    with person.at_work() as client:
        project = client.post(f"{API}/projects", json={"name": "Comic"}).json()
        character = factory.learnt(client, name="Mobo")
        dataset = client.post(f"{API}/datasets", json={"name": "Pets"}).json()
        config = client.post(f"{API}/classifiers/configs", json={"name": "Plain"}).json()
        brought = client.post(f"{API}/inputs", files={"file": ("a.png", png(), "image/png")})
        assert brought.status_code in {200, 201}, brought.text
        style = client.post(f"{API}/styles", json={"name": "Noir", "prompt": "noir"}).json()
        asked = client.post(f"{API}/generations", json={"prompt": "a cat", "seed": 1})
        assert asked.status_code in {200, 201, 202}, asked.text
    with studio.db.transaction() as session:
        owls = add_dataset(session, "Owls", account_id=person.id)
        run = ClassifierRun(
            id=f"run_{person.name}", number=1, dataset_id=owls.id, settings=TrainConfig().model_dump(mode="json"),
            account_id=person.id, state="failed",
        )  # fmt: skip
        session.add(run)
        run_id = run.id
    picture_id = draw(studio, asked.json()["job_id"])[0]
    reference = person.get(f"/characters/{character['id']}")["references"][0]
    return {
        "/projects": project["id"],
        "/characters": character["id"],
        f"/characters/{character['id']}/references": reference["id"],
        "/datasets": dataset["id"],
        "/classifiers/configs": config["id"],
        "/classifiers/runs": run_id,
        "/inputs": brought.json()["id"],
        "/styles": style["id"],
        "/generations": asked.json()["id"],
        "/gallery": picture_id,
        "/jobs": asked.json()["job_id"],
    }


def test_of_what_is_one_persons_another_finds_nothing(people: dict[str, Person], studio: Studio) -> None:
    ann = people["ann"]
    mine = everything_of(ann, studio)
    for person in (people["ben"], people["root"]):
        for path, id_ in mine.items():
            if path == "/jobs" and person.name == "root":
                continue  # an admin keeps the queue in order
            got = person.asks("GET", f"{path}/{id_}").status_code
            gone = person.asks("DELETE", f"{path}/{id_}").status_code
            assert {got, gone} <= {404, 405}, (person.name, path, got, gone)
        for path in ("/projects", "/characters", "/datasets", "/classifiers/configs", "/classifiers/runs", "/inputs",
                     "/generations", "/gallery"):  # fmt: skip
            assert person.get(path)["items"] == [], (person.name, path)
        assert person.get("/styles", mine=True)["total"] == 0
        assert person.get("/gallery/skeleton")["total"] == 0
        for path in ("characters/Mobo", "projects/Comic", "datasets/Pets", "styles/Noir", "classifiers/runs/1"):
            assert person.asks("GET", f"/{path}").status_code == 404, path
    for path, id_ in mine.items():
        assert ann.asks("GET", f"{path}/{id_}").status_code in {200, 405}, path


def share(owner: Person, project: str, person: Person, role: str) -> None:
    answer = owner.asks("PUT", f"/projects/{project}/members/{person.name}", json={"role": role})
    assert answer.status_code == 200, answer.text
    assert answer.json()["role"] == role


def test_two_people_use_the_same_names_keys_and_pictures(ann: Person, ben: Person, studio: Studio) -> None:
    ids = {}
    for person in (ann, ben):
        key = {"Idempotency-Key": "once"} | bearer(person.key)
        draft = person.asks("POST", "/characters/drafts", json={"name": "Mobo"}).json()
        drawn = person.client.post(f"{API}/generations", json={"prompt": "a cat"}, headers=key).json()
        again = person.client.post(f"{API}/generations", json={"prompt": "a cat"}, headers=key).json()
        brought = person.asks("POST", "/inputs", files={"file": ("a.png", png(), "image/png")}).json()
        named = [person.asks("POST", path, json=spec).status_code for path, spec in (
            ("/projects", {"name": "Comic"}), ("/styles", {"name": "Noir", "prompt": "x"}), ("/datasets", {"name": "P"})
        )]  # fmt: skip
        assert named == [201, 201, 201]
        assert drawn["id"] == again["id"]
        ids[person.name] = {draft["id"], drawn["id"], brought["id"]}
        assert person.get("/characters/mobo")["id"] == draft["id"]
        assert person.asks("POST", "/characters/drafts", json={"name": "MOBO"}).json()["code"] == "character_name_taken"
    assert not ids["ann"] & ids["ben"]
    with studio.db.reading() as session:
        assert {job.requester for job in session.query(Job)} == {ann.id, ben.id}, "turns are taken between people"


def test_a_viewer_sees_and_draws_what_is_in_a_project_and_changes_nothing(
    ann: Person, ben: Person, studio: Studio
) -> None:
    with ann.at_work() as client:
        client.post(f"{API}/projects", json={"name": "Comic"})
        mobo = factory.learnt(client, name="Mobo")
        other = factory.draft(client, name="Private")
        client.patch(f"{API}/characters/{mobo['id']}", json={"project": "Comic"})
    share(ann, "Comic", ben, "viewer")

    seen = ben.get("/projects/comic")
    assert (seen["role"], seen["owner"]["name"]) == ("viewer", "ann")
    shown = ben.get("/characters/mobo")
    assert (shown["owner"]["name"], shown["can_edit"]) == ("ann", False)
    assert [each["name"] for each in ben.get("/characters")["items"]] == ["Mobo"]
    ben.get(f"/characters/{other['id']}", 404)
    assert ben.asks("POST", "/generations", json={"prompt": "x", "character_id": "mobo"}).status_code == 202
    assert ben.get("/characters/mobo")["last_used_at"] is not None
    for method, path, body in (
        ("PATCH", "/characters/mobo", {"description": "mine"}),
        ("DELETE", "/characters/mobo", None),
        ("POST", "/characters/mobo/train", {}),
        ("PATCH", f"/characters/mobo/references/{shown['references'][0]['id']}", {"caption": "mine"}),
        ("DELETE", f"/characters/mobo/references/{shown['references'][0]['id']}", None),
        ("PATCH", "/projects/comic", {"description": "mine"}),
        ("DELETE", "/projects/comic", None),
        ("PUT", "/projects/comic/members/root", {"role": "editor"}),
    ):
        answer = ben.asks(method, path, json=body)
        assert (answer.status_code, answer.json()["code"]) == (403, "read_only"), (method, path, answer.text)
    assert ann.get("/characters/mobo")["pictures_made"] == 0
    assert ann.get("/generations")["items"] == [], "what he draws with it is his"
    assert ben.asks("PATCH", "/characters/mobo", json={"project": None}).status_code == 403

    assert ben.asks("DELETE", "/projects/comic/members/ben").status_code == 204, "he may leave"
    ben.get("/characters/mobo", 404)
    assert ben.get("/projects")["items"] == []


def test_an_editor_trains_and_adds_and_neither_takes_nor_deletes(ann: Person, ben: Person, studio: Studio) -> None:
    with ann.at_work() as client:
        client.post(f"{API}/projects", json={"name": "Comic"})
        mobo = factory.learnt(client, name="Mobo")
        client.patch(f"{API}/characters/{mobo['id']}", json={"project": "Comic"})
    share(ann, "Comic", ben, "viewer")
    share(ann, "Comic", ben, "editor")
    assert [(each["name"], each["role"]) for each in ann.get("/projects/comic/members")] == [("ben", "editor")]

    assert ben.asks("PATCH", "/characters/mobo", json={"description": "ours"}).status_code == 200
    started = ben.asks("POST", "/characters/mobo/train", json={})
    assert started.status_code == 202, started.text
    job_id = started.json()["job_id"]
    assert ann.get(f"/jobs/{job_id}")["state"] == "queued", "she sees what is done with hers"
    assert ann.asks("POST", f"/jobs/{job_id}/cancel").status_code in {200, 202}
    with ben.at_work() as client:
        assert factory.add(client, mobo["id"], png("blue")).status_code == 201
        pip = factory.draft(client, name="Pip")
    assert ben.asks("PATCH", "/characters/pip", json={"project": "Comic"}).status_code == 200
    assert ann.get("/characters/pip")["id"] == pip["id"]
    for method, path, body in (
        ("DELETE", "/characters/mobo", None),
        ("PATCH", "/characters/mobo", {"project": None}),
        ("DELETE", "/projects/comic", None),
    ):
        answer = ben.asks(method, path, json=body)
        assert (answer.status_code, answer.json()["code"]) == (403, "read_only"), (method, path, answer.text)
    ben.asks("POST", "/projects", json={"name": "Mine"})
    assert ben.asks("PATCH", "/characters/mobo", json={"project": "Mine"}).status_code == 403
    assert ann.asks("PATCH", "/characters/pip", json={"project": None}).status_code == 200, "her project"

    assert ann.asks("DELETE", "/projects/comic/members/ben").status_code == 204
    ben.get("/characters/mobo", 404)


def test_a_project_is_shared_with_people_who_are_there(ann: Person, ben: Person) -> None:
    ann.asks("POST", "/projects", json={"name": "Comic"})
    for person, status, code in (("nobody", 404, "person_not_found"), ("ann", 409, "own_project")):
        answer = ann.asks("PUT", f"/projects/comic/members/{person}", json={"role": "viewer"})
        assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert ann.asks("DELETE", "/projects/comic/members/ben").json()["code"] == "person_not_found"
    assert ben.asks("PUT", "/projects/comic/members/ben", json={"role": "editor"}).status_code == 404


def test_names_shared_by_several_are_told_apart_by_id(people: dict[str, Person]) -> None:
    ben = people["ben"]
    for name in ("ann", "root"):
        with people[name].at_work() as client:
            client.post(f"{API}/projects", json={"name": f"Of {name}"})
            made = factory.draft(client, name="Mobo")
            client.patch(f"{API}/characters/{made['id']}", json={"project": f"Of {name}"})
        share(people[name], f"Of {name}", ben, "viewer")
    answer = ben.asks("GET", "/characters/mobo")
    assert (answer.status_code, answer.json()["code"]) == (409, "ambiguous_name")
    assert ben.get(f"/characters/{made['id']}")["owner"]["name"] == "root"
    own = ben.asks("POST", "/characters/drafts", json={"name": "Mobo"}).json()
    assert ben.get("/characters/mobo")["id"] == own["id"], "one's own comes first"


def test_consent_is_written_down_and_goes_with_what_is_drawn(ann: Person, studio: Studio) -> None:
    with ann.at_work() as client:
        made = factory.learnt(client, name="Mobo", consent={"person": "Mo", "basis": "consent"})
        assert made["consent"]["recorded_at"]
        drawn = client.post(f"{API}/generations", json={"prompt": "x", "character_id": "mobo"}).json()
        assert drawn["plan"]["consent"] == "consent"
        draw(studio, drawn["job_id"])
        assert client.get(f"{API}/generations/{drawn['id']}").json()["pictures"][0]["recipe"]["consent"] == "consent"
        changed = client.patch(f"{API}/characters/mobo", json={"consent": {"basis": "invented"}}).json()
        assert (changed["consent"]["basis"], changed["consent"]["person"]) == ("invented", "")
        assert client.patch(f"{API}/characters/mobo", json={"consent": None}).json()["consent"] is None
        assert client.patch(f"{API}/characters/mobo", json={"consent": {"basis": "none"}}).status_code == 400
    with studio.db.reading() as session:
        spec = session.query(Job).filter_by(kind="character").one().spec
    assert spec["consent"] == "consent", "the weights' own header says it"


def test_a_deleted_character_leaves_nothing_but_the_pictures_made_with_it(
    ann: Person, ben: Person, studio: Studio, stored: Callable[[], list[str]]
) -> None:
    with ann.at_work() as client:
        client.post(f"{API}/projects", json={"name": "Comic"})
        mobo = factory.learnt(client, name="Mobo")
        client.patch(f"{API}/characters/{mobo['id']}", json={"project": "Comic"})
    share(ann, "Comic", ben, "viewer")
    kept = []
    for person in (ann, ben):
        drawn = person.asks("POST", "/generations", json={"prompt": "x", "character_id": "mobo"}).json()
        kept += draw(studio, drawn["job_id"])

    foreseen = ann.get("/characters/mobo/deletion")
    there = [key for key in stored() if key.startswith(f"characters/{mobo['id']}")]
    assert (foreseen["files"], foreseen["references"], foreseen["versions"]) == (len(there), 5, 1)
    assert (foreseen["pictures"], foreseen["pictures_of_others"]) == (1, 1)
    assert ann.asks("DELETE", "/characters/mobo").status_code == 204

    left = stored()
    assert not [key for key in left if mobo["id"] in key]
    assert len([key for key in left if key.startswith("generations/")]) == 4
    with studio.db.reading() as session:
        told = [job.spec for job in session.query(Job)] + [job.title for job in session.query(Job)]
        assert not [each for each in told if mobo["id"] in str(each) or "Mobo" in str(each)]
    for person, picture_id in zip((ann, ben), kept, strict=True):
        assert person.get(f"/gallery/{picture_id}")["lineage"]["character"]["exists"] is False


def test_everybody_sets_what_is_theirs_and_an_admin_what_is_everybodys(
    people: dict[str, Person], studio: Studio
) -> None:
    ann, ben, root = people["ann"], people["ben"], people["root"]
    with seen_by(Sight(ann.id)), studio.db.transaction() as session:
        assert preferences.change(session, changes=PreferenceChanges(theme="light")).theme == "light"
    assert ann.get("/preferences")["theme"] == "light"
    assert ben.get("/preferences")["theme"] == "dark"
    refused = ben.asks("PATCH", "/preferences", json={"pause_training_for_pictures": False})
    assert (refused.status_code, refused.json()["code"]) == (403, "not_allowed")
    root.asks("PATCH", "/preferences", json={"pause_training_for_pictures": False, "density": "tight"})
    found = ben.get("/preferences")
    assert (found["pause_training_for_pictures"], found["density"]) == (False, "normal")
    with seen_by(Sight(ann.id)), studio.db.transaction() as session:
        preferences.change(session, changes=PreferenceChanges(theme=None))
    assert ann.get("/preferences")["theme"] == "dark"


def test_nobody_goes_before_others_in_the_queue_but_by_an_admin(people: dict[str, Person]) -> None:
    ann, ben, root = people["ann"], people["ben"], people["root"]
    ids = {}
    for name, person in (("first", ben), ("mine", ann), ("urgent", ann)):
        ids[name] = person.asks("POST", "/generations", json={"prompt": name}).json()["job_id"]
    assert ann.asks("POST", f"/jobs/{ids['urgent']}/next").status_code == 200
    places = {job["id"]: job["position"] for job in root.get("/jobs")["items"]}
    assert [places[ids[name]] for name in ("first", "urgent", "mine")] == [1, 2, 3]
    refused = ann.asks("PATCH", f"/jobs/{ids['mine']}", json={"priority": 1})
    assert (refused.status_code, refused.json()["code"]) == (403, "others_first")
    assert root.asks("PATCH", f"/jobs/{ids['mine']}", json={"priority": 1}).status_code == 200
    assert ben.asks("POST", f"/jobs/{ids['mine']}/cancel").status_code == 404
    assert root.asks("POST", f"/jobs/{ids['mine']}/cancel").status_code in {200, 202}


def test_what_belonged_to_somebody_is_erased_with_its_files(
    people: dict[str, Person], studio: Studio, stored: Callable[[], list[str]]
) -> None:
    ann, ben = people["ann"], people["ben"]
    mine = everything_of(ann, studio)
    with ben.at_work() as client:
        factory.draft(client, 1, name="Pip")
    share(ann, "Comic", ben, "editor")
    ben.asks("PATCH", "/characters/pip", json={"project": "Comic"})
    with studio.db.transaction() as session:
        files = belongings.erase(session, account_id=ann.id)
    for prefix in files.prefixes:
        studio.storage.delete_prefix(prefix)
    studio.storage.delete(*files.keys)

    for path, id_ in mine.items():
        assert ann.asks("GET", f"{path}/{id_}").status_code in {404, 405}, path
    assert ben.get("/characters/pip")["project"] is None
    pip = ben.get("/characters/pip")["id"]
    assert all(key.startswith(f"characters/{pip}") for key in stored())
    with studio.db.reading() as session:
        left = {t.__tablename__ for t in owned_tables() if session.query(t).filter_by(account_id=ann.id).count()}
    assert left == set()


def test_a_model_that_a_training_left_is_seen_with_its_character_or_run(
    people: dict[str, Person], studio: Studio, settings: Settings
) -> None:
    ann, ben = people["ann"], people["ben"]
    mine = everything_of(ann, studio)
    with studio.db.transaction() as session:
        for name, source in (
            ("mobo-v1", {"character_id": mine["/characters"]}),
            ("pets-1", {"classifier_run_id": mine["/classifiers/runs"]}),
            ("orphan", {"classifier_run_id": "run_gone", "account_id": ann.id}),
            ("everybodys", {"hub": "somewhere"}),
        ):
            path = weights.lora(settings.effective_models_dir / f"{name}.safetensors")
            session.add(Model(name=name, path=str(path), kind="lora", format="single-file", size=1, source=source))
    assert {each["name"] for each in ann.get("/models", kind="lora")["items"]} == {
        "mobo-v1", "pets-1", "orphan", "everybodys"
    }  # fmt: skip
    for person in (ben, people["root"]):
        assert [each["name"] for each in person.get("/models", kind="lora")["items"]] == ["everybodys"]
        for name in ("mobo-v1", "pets-1", "orphan"):
            person.get(f"/models/{name}", 404)
            asked = person.asks("POST", "/generations", json={"prompt": "x", "loras": [{"name": name}]})
            assert "there is no LoRA" in asked.json()["detail"]
    ann.asks("PATCH", "/characters/mobo", json={"project": "Comic"})
    share(ann, "Comic", ben, "viewer")
    assert ben.get("/models/mobo-v1")["name"] == "mobo-v1"
