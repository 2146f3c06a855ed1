"""Characters at any point of their life, over the API; a training is ended as a worker would end it."""

from datetime import timedelta
from typing import Any

from fastapi.testclient import TestClient
from sqlalchemy.orm import Session

from safelight.features.access import Studio
from safelight.features.characters.service import training
from safelight.jobs import moves
from safelight.jobs.tables import Worker
from safelight.specs.characters import CharacterJobSpec, LikenessScores
from safelight.specs.jobs import JobFailure, JobState
from safelight.storage import layout
from tests.factories.pictures import picture

CHARACTERS = "/api/v1/characters"


def draft(client: TestClient, pictures: int = 0, **fields: Any) -> dict[str, Any]:
    """A draft with so many pictures, as the API shows it."""
    made = client.post(f"{CHARACTERS}/drafts", json=fields)
    assert made.status_code == 201, made.text
    for number in range(pictures):
        assert add(client, made.json()["id"], picture(number), f"{number:03}.png").status_code == 201
    return show(client, made.json()["id"])


def add(client: TestClient, character_id: str, content: bytes, filename: str = "a.png", **form: Any):
    """One picture, sent as a browser sends it."""
    url = f"{CHARACTERS}/{character_id}/references"
    return client.post(url, files={"file": (filename, content, "image/png")}, data=form)


def show(client: TestClient, character_id: str) -> dict[str, Any]:
    """The character now."""
    answer = client.get(f"{CHARACTERS}/{character_id}")
    assert answer.status_code == 200, answer.text
    return answer.json()


def train(client: TestClient, character_id: str, **settings: Any) -> str:
    """Start a training; the id of its job."""
    answer = client.post(f"{CHARACTERS}/{character_id}/train", json=settings)
    assert answer.status_code == 202, answer.text
    return answer.json()["job_id"]


def run(client: TestClient, job_id: str) -> None:
    """A worker has the job in hand; one that lives on, and takes no other."""
    with studio_of(client).db.transaction() as session:
        if session.get(Worker, "w1") is None:
            worker(session, "w1", state="draining")
        job = moves.locked(session, job_id)
        assert job is not None
        moves.place(session, job, "w1")
        moves.start(session, job)


def worker(session: Session, name: str, **more: Any) -> None:
    """A worker that was heard in the future, so that nobody strikes it off."""
    at = moves.database_now(session) + timedelta(hours=1)
    known = {
        "id": name, "name": name, "host": "here", "pid": 1, "device": "cuda:0", "device_name": "RTX",
        "memory_total": 10**12, "memory_free": 10**12, "loaded_models": [], "version": "1", "started_at": at,
        "seen_at": at,
    }  # fmt: skip
    session.add(Worker(**known | more))


def end(client: TestClient, job_id: str, state: JobState = "succeeded") -> None:
    """Run the job to an end; if it succeeds, with samples at two steps and a LoRA file."""
    studio = studio_of(client)
    run(client, job_id)
    with studio.db.transaction() as session:
        job = moves.locked(session, job_id)
        assert job is not None
        if state == "succeeded":
            _learn(studio, session, job_id, CharacterJobSpec.model_validate(job.spec))
        failure = JobFailure(code="out_of_memory", message="Out of memory.") if state == "failed" else None
        moves.finish(session, job, state, failure)


def learnt(client: TestClient, pictures: int = 5, **fields: Any) -> dict[str, Any]:
    """A character whose first training has ended well."""
    made = draft(client, pictures, **fields)
    end(client, train(client, made["id"]))
    return show(client, made["id"])


def studio_of(client: TestClient) -> Studio:
    """The parts of the server that answers this client."""
    studio: Studio = client.app.state.studio
    return studio


def _learn(studio: Studio, session: Session, job_id: str, spec: CharacterJobSpec) -> None:
    steps = spec.training.max_train_steps
    for step in (0, steps):
        for position in range(len(spec.sample_prompts)):
            key = layout.sample(spec.character_id, f"v{spec.version}", f"{step}-{position}")
            small = key.replace(".png", ".thumb.webp")
            for each in (key, small):
                studio.storage.put(each, b"a picture", content_type="image/png")
            training.record_sample(
                session,
                job_id=job_id,
                spec=spec,
                step=step,
                position=position,
                seed=position,
                key=key,
                thumbnail_key=small,
                thumbhash="AAAA",
                size=(64, 64),
            )
    checkpoint(session, studio, job_id, spec, step=steps, content=b"weights" * spec.version)
    (final,) = [each for each in training.checkpoints_of(session, spec=spec) if each.step == steps]
    training.register(session, job_id=job_id, spec=spec, checkpoint=final, steps=steps, final_loss=0.1 / spec.version)


def checkpoint(
    session: Session,
    studio: Studio,
    job_id: str,
    spec: CharacterJobSpec,
    *,
    step: int,
    content: bytes | None = None,
    **scores: float,
) -> None:
    """A step of the training with a LoRA of its own."""
    key = layout.checkpoint(spec.character_id, f"v{spec.version}", step)
    stored = studio.storage.put(key, content or f"weights {spec.version} {step}".encode(), content_type="x/y")
    made = LikenessScores(**scores)
    training.record_checkpoint(session, job_id=job_id, spec=spec, step=step, scores=made, file=stored)
    session.flush()
