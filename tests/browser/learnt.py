"""A server in this process whose characters have learnt without anything being computed: the pages of a training."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import uvicorn
from sqlalchemy.orm import Session

from safelight.doors.app import create_app
from safelight.features.characters.service import grids, training
from safelight.jobs import moves
from safelight.jobs.tables import Job, JobMetric
from safelight.settings import Settings
from safelight.specs.characters import CharacterJobSpec, GridJobSpec, LikenessScores
from safelight.specs.lineage import Environment, LearntPicture, Lineage
from safelight.storage import layout
from tests.factories import characters as make
from tests.factories.pictures import picture
from tests.installation import migrated_url

SCORES = {0: (0.05, 0.0), 10: (0.42, 0.02), 20: (0.71, 0.05), 30: (0.83, 0.09), 40: (0.64, 0.31)}
"""Step: all in one, drift."""
STOPPED = "The score has not risen for 2 sample points; the best was 0.83 at step 30."
PROBES = ["a photo of a tree", "a photo of a house"]


class LearntStudio(httpx.Client):
    """What browser tests ask of a studio, and the client that the factories speak to."""

    def __init__(self, app: Any, port: int) -> None:
        self.app, self.port, self.url = app, port, f"http://127.0.0.1:{port}"
        super().__init__(base_url=self.url, timeout=30)


@contextmanager
def learnt_studio(folder: Path) -> Iterator[LearntStudio]:
    """A server over an installation in `folder`, with no worker."""
    settings = Settings(_env_file=None, data_dir=folder / "data", database_url=migrated_url("sqlite", folder))
    app = create_app(settings)
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_config=None, access_log=False, timeout_graceful_shutdown=3))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            assert thread.is_alive(), "the server ended as it started"
            time.sleep(0.01)
        with LearntStudio(app, server.servers[0].sockets[0].getsockname()[1]) as studio:
            yield studio
    finally:
        server.should_exit = True
        thread.join()


def learn(studio: LearntStudio, name: str, *, ends: bool = True) -> dict[str, Any]:
    """A character that learnt until its score fell; its best step is 30, and the version draws with the last."""
    made = make.draft(studio, 5, name=name, class_word="monster")
    asked = {"max_train_steps": 60, "sample_every": 10, "rank": 8, "probe_prompts": PROBES}
    job_id = make.train(studio, made["id"], **asked)
    make.run(studio, job_id)
    parts = studio.app.state.studio
    with parts.db.transaction() as session:
        job = session.get(Job, job_id)
        spec = CharacterJobSpec.model_validate(job.spec)
        for step, (score, drift) in SCORES.items():
            _row(parts, session, job_id, spec, step=step, score=score, drift=drift)
        for step in range(1, 41):
            _point(session, job_id, "loss", step, 0.2 / step**0.3 + (step % 5) / 100)
        if ends:
            (final,) = [each for each in training.checkpoints_of(session, spec=spec) if each.step == 40]
            told = _lineage(made).model_dump(mode="json")
            training.register(
                session, job_id=job_id, spec=spec, checkpoint=final, steps=40, final_loss=0.08, lineage=told
            )
            job.results = job.results | {"train": {"steps": 40, "stopped": STOPPED}}
            moves.finish(session, job, "succeeded")
    return make.show(studio, made["id"])


def draw(studio: LearntStudio, job_id: str, *, cells: int | None = None) -> None:
    """The first so many cells of a grid, or all, as its worker draws them."""
    parts = studio.app.state.studio
    make.run(studio, job_id)
    with parts.db.transaction() as session:
        job = moves.locked(session, job_id)
        spec = GridJobSpec.model_validate(job.spec)
        for number, cell in enumerate(list(grids.cells(spec))[:cells]):
            parts.storage.put(cell.key, picture(100 + number, side=256), content_type="image/png")
            told = {"thumbnail_key": cell.key, "thumbhash": "", "size": (256, 256)}
            grids.record(session, job_id=job_id, spec=spec, cell=cell, **told)
        if cells is None:
            moves.finish(session, job, "succeeded")


def _row(
    parts: Any, session: Session, job_id: str, spec: CharacterJobSpec, *, step: int, score: float, drift: float
) -> None:
    for position in range(len(spec.sample_prompts) + len(spec.probe_prompts)):
        key = layout.sample(spec.character_id, f"v{spec.version}", f"{step}-{position}")
        parts.storage.put(key, picture(position * 10 + step // 20, side=256), content_type="image/png")
        place = {"step": step, "position": position, "seed": position}
        files = {"key": key, "thumbnail_key": key, "thumbhash": "", "size": (256, 256)}
        training.record_sample(session, job_id=job_id, spec=spec, **place, **files)
    told = {"score": score, "likeness": min(1.0, score * 1.1), "prompt_fit": 0.9 - drift, "drift": drift}
    if step > 0:
        make.checkpoint(session, parts, job_id, spec, step=step, **told)
    else:
        scores = LikenessScores(**told)
        training.record_checkpoint(session, job_id=job_id, spec=spec, step=0, scores=scores, file=None)
    for name, value in told.items():
        _point(session, job_id, name, step, value)


def _point(session: Session, job_id: str, name: str, step: int, value: float) -> None:
    session.add(JobMetric(job_id=job_id, name=name, step=step, value=value, at=datetime.now(UTC)))


def _lineage(character: dict[str, Any]) -> Lineage:
    return Lineage(
        dataset="da7a" * 16,
        pictures=[
            LearntPicture(id=each["id"], filename=each["filename"], sha256="0" * 64, caption=f"a photo, {number}")
            for number, each in enumerate(character["references"])
        ],
        base_sha256="ba5e" * 16,
        environment=Environment(
            safelight="0.0.0",
            python="3.11.2",
            platform="Linux 6.1 x86_64",
            packages={"torch": "2.9.0", "diffusers": "0.42.0"},
            device="cpu",
            device_name="A processor",
            threads=2,
        ),
    )
