"""What the page does with the studio: the services that the API calls, in this process. Knows no Gradio."""

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from fastapi.concurrency import run_in_threadpool

from safelight.db.ownership import current_sight
from safelight.doors.gradio.following import JobView, follow
from safelight.features.access import Studio, require_scope
from safelight.features.characters import repository as character_repository
from safelight.features.characters import service as characters
from safelight.features.characters.schemas import CharacterListed, DraftCreate, SampleShown, TrainRequest
from safelight.features.characters.service import drafts, own_models, references, showing, starting
from safelight.features.generations import service as generations
from safelight.features.generations.schemas import PictureShown
from safelight.features.models import service as models
from safelight.features.models.repository import ModelShelf
from safelight.features.models.schemas import ModelShown
from safelight.features.preferences import service as preferences
from safelight.features.styles import repository as styles
from safelight.features.styles.schemas import StyleWords
from safelight.jobs import queue
from safelight.jobs import service as jobs
from safelight.jobs.tables import Job
from safelight.kit.errors import SafelightError, Unauthenticated
from safelight.specs.generation import GenerationSpec
from safelight.specs.jobs import Progress
from safelight.specs.people import Scope

MOST = 200  # characters or jobs that the page lists

Link = Callable[[str], str]


def need(scope: Scope) -> None:
    """Raise NotAllowed unless whoever this context acts for may do that."""
    sight = current_sight()
    if sight is None:  # the local user, or the installation's key
        return
    if sight.principal is None:
        raise Unauthenticated("This server asks who you are.")
    require_scope(sight.principal, scope)


class LocalFile:
    """A file that came with the form."""

    def __init__(self, path: str) -> None:
        self.filename = Path(path).name
        self._path = path

    def read(self, limit: int) -> bytes:
        """At most `limit` bytes from its beginning."""
        with Path(self._path).open("rb") as file:
            return file.read(limit)


@dataclass
class Intake:
    """How far the pictures of a new character are taken in."""

    total: int
    taken: int = 0
    refused: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Row:
    """A job as the queue lists it."""

    job: Job
    progress: Progress
    reason: str | None


class Desk:
    """The studio, as the page uses it."""

    def __init__(self, studio: Studio, shelf: ModelShelf) -> None:
        self.studio = studio
        self.shelf = shelf

    async def draw(self, spec: GenerationSpec) -> AsyncIterator[JobView]:
        """Ask for pictures, and follow the job that draws them."""
        need("generate")

        def start() -> str:
            with self.studio.db.transaction() as session:
                limit = self.studio.limits.queued_jobs
                _, job = generations.start(session, spec=spec, shelf=self.shelf, max_queued=limit)
                return job.id

        async for view in follow(self.studio, await run_in_threadpool(start)):
            yield view

    def drawn(self, view: JobView, link: Link) -> list[PictureShown]:
        """The pictures that a job has made."""
        with self.studio.db.reading() as session:
            generation = generations.get(session, view.subject.partition(":")[2])
            return generations.shown(session, [generation], link=link)[0].pictures

    async def learn(
        self, spec: DraftCreate, paths: Sequence[str], request: TrainRequest
    ) -> AsyncIterator[Intake | JobView]:
        """Make a character of these files: take them in one by one, then train, and follow that.

        Nothing is left behind when the training cannot start.
        """
        need("train")
        intake = Intake(len(paths))
        character_id = await run_in_threadpool(self._begin, spec)
        try:
            for path in paths:
                try:
                    await run_in_threadpool(self._take_in, character_id, LocalFile(path))
                    intake.taken += 1
                except SafelightError as error:
                    if error.status >= 500:
                        raise
                    intake.refused.append(str(error))
                yield intake
            job_id = await run_in_threadpool(self._train, character_id, request)
        except BaseException:
            await run_in_threadpool(self._forget, character_id)
            raise
        async for view in follow(self.studio, job_id):
            yield view

    def losses(self, job_id: str, *, after_step: int) -> list[tuple[int, float]]:
        """The training's curve beyond a step."""
        with self.studio.db.reading() as session:
            points = jobs.metrics_of(session, job_id, "loss", after_step=after_step)
            return [(point.step, point.value) for point in points]

    def samples(self, view: JobView, link: Link) -> list[SampleShown]:
        """What the character that a job trains looked like, at each step that was tried."""
        with self.studio.db.reading() as session:
            character = characters.get(session, view.subject.partition(":")[2])
            version = jobs.get(session, view.id).spec["version"]
            found = character_repository.samples(session, character.id, version=version)
            return [showing.sample_shown(sample, link=link) for sample in found]

    def characters(self, link: Link) -> list[CharacterListed]:
        """The characters, those used last first."""
        with self.studio.db.reading() as session:
            found, _ = character_repository.page(
                session, after=None, limit=MOST, search=None, status=None, sort="last_used"
            )
            return showing.listed(session, found, link=link)

    def styles(self) -> list[StyleWords]:
        """Every style."""
        with self.studio.db.reading() as session:
            return styles.known(session)

    def models(self) -> list[ModelShown]:
        """Every base model, and where it is loaded."""
        with self.studio.db.reading() as session:
            return models.shown(session, self.shelf.all())

    def queue(self) -> list[Row]:
        """What runs, what waits in its order, and what ended last."""
        with self.studio.db.reading() as session:
            found, _ = jobs.page(session, limit=MOST)
            places = queue.places(session, found)
            reasons = queue.reasons(session, found, places, may_pause=preferences.may_pause(session))
            progress = jobs.progress_of(session, [j.id for j in found])
            ranks = {"running": 0, "placed": 1, "queued": 2}
            found.sort(key=lambda job: (ranks.get(job.state, 3), places.get(job.id, 0)))
            return [Row(job, progress.get(job.id, Progress()), reasons.get(job.id)) for job in found]

    def cancel(self, job_id: str) -> None:
        """Stop a job. Raises JobNotFound, JobFinished."""
        need("generate")
        with self.studio.db.transaction() as session:
            jobs.cancel(session, job_id)

    def run_next(self, job_id: str) -> None:
        """Put a waiting job before all others. Raises JobNotFound, NotWaiting."""
        need("generate")
        with self.studio.db.transaction() as session:
            queue.run_next(session, job_id)

    def try_again(self, job_id: str) -> None:
        """Go on with a stopped or failed job. Raises JobNotFound, NotResumable."""
        need("generate")
        with self.studio.db.transaction() as session:
            jobs.resume(session, job_id)

    def _begin(self, spec: DraftCreate) -> str:
        with self.studio.db.transaction() as session:
            return drafts.start(session, spec=spec, base=self.shelf.info(spec.base_model)).id

    def _take_in(self, character_id: str, file: LocalFile) -> None:
        studio = self.studio
        incoming = references.take_in(file, character_id=character_id, caption=None, intake=studio.intake)
        with references.stored(studio.storage, incoming) as reference, studio.db.transaction() as session:
            character = characters.locked(session, character_id)
            references.add(
                session,
                character=character,
                reference=reference,
                base=self.shelf.info(character.base_model),
                max_pictures=studio.limits.reference_images,
            )

    def _train(self, character_id: str, request: TrainRequest) -> str:
        with self.studio.db.transaction() as session:
            character = characters.locked(session, character_id)
            return starting.train(
                session,
                character=character,
                spec=request,
                base=self.shelf.info(character.base_model),
                max_queued=self.studio.limits.queued_jobs,
            ).id

    def _forget(self, character_id: str) -> None:
        with self.studio.db.transaction() as session:
            character = characters.locked(session, character_id)
            models = [version.model for version in character.versions]
            prefix = characters.delete(session, character=character)
            hidden = own_models.remove(session, shelf=self.shelf, names=models)
        self.studio.storage.delete_prefix(prefix)
        own_models.clear(hidden)
