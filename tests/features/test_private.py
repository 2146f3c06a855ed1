"""Two people on one server: of what is one's the other finds nothing, unless its project is shared with them."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from PIL import Image

from safelight.features.access import Studio
from safelight.features.classifiers.tables import ClassifierRun
from safelight.features.generations import service as generations
from safelight.features.generations.service.pictures import picture_from
from safelight.features.generations.tables import Generation
from safelight.jobs.tables import Job
from safelight.settings import Settings
from safelight.specs.classify import TrainConfig
from safelight.specs.generation import GenerationPlan, Recipe
from tests import databases
from tests.factories import characters as factory
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
