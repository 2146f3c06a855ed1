"""A real server on a socket, the real `openai` client, and a stand-in for a worker that draws what a test says."""

import asyncio
import io
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import openai
import pytest
import uvicorn
from PIL import Image
from pydantic import SecretStr
from sqlalchemy import select

from safelight.db import Database
from safelight.doors.app import create_app
from safelight.features.characters.tables import Character
from safelight.features.generations import service
from safelight.features.generations.service.pictures import picture_from
from safelight.jobs import moves
from safelight.jobs.tables import Job, Worker
from safelight.jobs.task import JobContext, Stage, Task
from safelight.kit import png_text
from safelight.kit.clock import utcnow
from safelight.kit.pictures import thumbnail
from safelight.kit.pictures.thumbhash import thumbhash
from safelight.settings import Settings
from safelight.specs.characters import GenerationJobSpec
from safelight.specs.generation import GenerationPlan, Recipe
from safelight.specs.jobs import JobFailure
from safelight.storage import Storage, layout
from tests import databases
from tests.factories import weights
from tests.installation import migrated_url, settings_for

KEY = "sk-the-key"
SOON = 60.0
WORKER = "w1"
TASK = Task("generation", GenerationJobSpec, (Stage("draw", lambda _: None),))


def until(condition: Callable[[], Any], what: str) -> Any:
    """What the condition gives once it holds."""
    deadline = time.monotonic() + SOON
    while not (found := condition()):
        assert time.monotonic() < deadline, f"{what}: not in time"
        time.sleep(0.01)
    return found


class Drawing:
    """A generation that the stand-in has in hand."""

    def __init__(self, bench: "Bench", job: Job) -> None:
        self.bench = bench
        self.job_id = job.id
        self.generation_id = job.spec["generation_id"]
        self.requester = job.requester
        self.context = JobContext(db=bench.db, job=job, task=TASK, work_dir=bench.settings.data_dir)
        with bench.db.reading() as session:
            row = service.get(session, self.generation_id)
            self.plan = GenerationPlan.model_validate(row.plan)
            self.expires_at, self.created_at = row.expires_at, row.created_at

    def look(self, step: int, total: int, *positions: int) -> None:
        """Write now how the pictures look after a step."""
        small = io.BytesIO()
        Image.new("RGB", (16, 16), (step, 0, 0)).save(small, "WEBP", lossless=True)
        for position in positions:
            self.context.preview(position, step, small.getvalue())
        self.context._next_write = 0.0
        self.context.progress(step, total)

    def finish(self) -> None:
        """Every picture one plain colour that follows from its seed."""
        pictures = [self._picture(index) for index in range(self.plan.n)]
        with self.context.transaction() as session:
            service.record(session, generation_id=self.generation_id, pictures=pictures, notes=[])
            moves.finish(session, self.context.owned(session), "succeeded")

    def fail(self, failure: JobFailure) -> None:
        with self.context.transaction() as session:
            moves.finish(session, self.context.owned(session), "failed", failure)

    def _picture(self, index: int) -> Any:
        plan = self.plan
        seed = plan.seed_of(index)
        recipe = Recipe(safelight="test", **{**plan.model_dump(include=set(Recipe.model_fields)), "seed": seed})
        image = Image.new("RGB", (plan.width, plan.height), colour_of(seed))
        texts = {"safelight": recipe.model_dump_json(), "parameters": f"{plan.prompt}\nSeed: {seed}"}
        data = png_text.write(image, texts)
        put = self.bench.storage.put
        return picture_from(
            generation_id=self.generation_id,
            position=index,
            stored=put(layout.picture(self.generation_id, index), data, content_type="image/png"),
            small=put(layout.thumbnail(self.generation_id, index), thumbnail(data), content_type="image/webp"),
            image_size=image.size,
            recipe=recipe,
            thumbhash=thumbhash(image),
        )


def colour_of(seed: int) -> tuple[int, int, int]:
    return seed % 256, 100, 200


class Bench:
    """The server, its clients, and a hand on its database."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.app = create_app(settings)
        config = uvicorn.Config(self.app, port=0, log_config=None, access_log=False, timeout_graceful_shutdown=3)
        self.uvicorn = uvicorn.Server(config)
        self.db = Database(settings.effective_database_url)
        self.thread = threading.Thread(target=lambda: asyncio.run(self.uvicorn.serve()))
        self.thread.start()
        until(lambda: self.uvicorn.started or not self.thread.is_alive(), "the server has started")
        self.url = f"http://127.0.0.1:{self.uvicorn.servers[0].sockets[0].getsockname()[1]}"
        self.storage: Storage = self.app.state.studio.storage
        self.callers = ThreadPoolExecutor(8)
        self.clients: list[openai.OpenAI] = []
        with self.db.transaction() as session:
            session.add(
                Worker(
                    id=WORKER, name=WORKER, host="h", pid=1, device="cpu", device_name="CPU", memory_total=0,
                    memory_free=0, state="draining", version="0", started_at=utcnow(), seen_at=utcnow(),
                )
            )  # fmt: skip

    def client(self, **options: Any) -> openai.OpenAI:
        """The real client, as a program would make it. It repeats nothing unless told otherwise."""
        given = {"api_key": KEY, "base_url": f"{self.url}/v1", "max_retries": 0, "timeout": SOON} | options
        self.clients.append(openai.OpenAI(**given))
        return self.clients[-1]

    def call(self, function: Callable[..., Any], **arguments: Any) -> Future[Any]:
        """Call it in a thread, so that the test can draw meanwhile."""
        return self.callers.submit(function, **arguments)

    def take(self) -> Drawing:
        """The next generation that waits, begun."""
        job_id = until(self.waiting, "a job comes")
        with self.db.transaction() as session:
            job = moves.locked(session, job_id)
            moves.place(session, job, WORKER)
            moves.start(session, job)
        return Drawing(self, job)

    def waiting(self) -> str | None:
        """The oldest job that waits."""
        with self.db.reading() as session:
            return session.scalar(select(Job.id).where(Job.state == "queued").order_by(Job.id))

    def drawn(self, function: Callable[..., Any], **arguments: Any) -> tuple[Any, Drawing]:
        """What a call answers when its pictures are drawn at once."""
        called = self.call(function, **arguments)
        drawing = self.take()
        drawing.finish()
        return called.result(SOON), drawing

    def states(self) -> list[str]:
        """Of all jobs, the oldest first; one that is to stop says so."""
        with self.db.reading() as session:
            jobs = session.scalars(select(Job).order_by(Job.id)).all()
            return ["cancelling" if job.state == "running" and job.cancel_requested_at else job.state for job in jobs]

    def add_character(self, name: str, **fields: Any) -> str:
        """A trained character."""
        slug = name.lower()
        row = {
            "id": f"char_{slug}", "name": name, "slug": slug, "trigger": slug, "class_word": "", "source": "imported",
            "base_model": "starter",
            "lora_key": f"characters/char_{slug}/lora/v1.safetensors", "lora_sha256": "0" * 64,
        }  # fmt: skip
        with self.db.transaction() as session:
            session.add(Character(**row | fields))
        return f"char_{slug}"

    def stop(self) -> None:
        for client in self.clients:
            client.close()
        self.uvicorn.should_exit = True
        self.thread.join(SOON)
        self.callers.shutdown()
        self.db.dispose()


@contextmanager
def serving(folder: Path, url: str, **more: Any) -> Iterator[Bench]:
    """A bench over an installation with the starter model, and a LoRA for models of its family."""
    models = folder / "models"
    models.mkdir()
    weights.lora(models / "watercolour.safetensors")
    given = {"models_dir": models, "default_model": "starter", "api_key": SecretStr(KEY), "lease_seconds": 300} | more
    bench = Bench(settings_for(folder, url, **given))
    try:
        yield bench
    finally:
        bench.stop()


@pytest.fixture
def more() -> dict[str, Any]:
    """Settings of the bench, for a test to say."""
    return {}


@pytest.fixture
def bench(tmp_path: Path, backend: str, more: dict[str, Any]) -> Iterator[Bench]:
    url = migrated_url(backend, tmp_path)
    with serving(tmp_path, url, **more) as bench:
        yield bench
    databases.drop(url)
