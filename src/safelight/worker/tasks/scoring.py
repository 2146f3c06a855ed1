"""The scores of a character's training: each row of samples is looked at, recorded, and its weights are kept.

What is recorded is not scored again: a training that goes on elsewhere stops and chooses as one that was not disturbed.
"""

import io
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PIL import Image

from safelight.engine.registry import family_of
from safelight.engine.training.samples import Row, Sample
from safelight.engine.training.stopping import why_stop
from safelight.engine.vision.embedders import OWN, Check, OwnEyes, VisionModel
from safelight.engine.vision.likeness import Embedder, Marks, Scorer
from safelight.features.characters import service
from safelight.features.characters.service import training
from safelight.features.characters.service.checkpoints import best
from safelight.features.characters.tables import Checkpoint
from safelight.jobs.task import JobContext
from safelight.kit.errors import InvalidInput
from safelight.kit.logs import get_logger
from safelight.specs.characters import CharacterJobSpec, LikenessScores, best_step
from safelight.specs.models import ModelInfo
from safelight.storage import StoredFile, layout
from safelight.worker.tasks import samples
from safelight.worker.workshop import Workshop

log = get_logger(__name__)

SEEING = ("Dinov2", "Siglip", "CLIP")
"""Classes of models that compare pictures, best first: DINOv2 tells subjects apart, the others rather kinds."""
READING = ("Siglip", "CLIP")
KEPT = 4
"""Checkpoints whose weights stay when the training has ended, by score; the last and the one in use besides."""


class Scoring:
    """One training's."""

    def __init__(self, workshop: Workshop, job: JobContext, references: Sequence[Path]) -> None:
        """`references`: prepared as they are learnt from."""
        self._workshop, self._job, self._references = workshop, job, references
        self._spec = _spec(job)
        self._seen: dict[tuple[int, int], Image.Image] = {}
        self._scorer: Scorer | None = None
        self.stopped: str | None = None
        """Why the training was ended early."""

    @property
    def prompts(self) -> list[str]:
        """Of the subject, then of other things."""
        return [*self._spec.sample_prompts, *self._spec.probe_prompts]

    def keep(self, sample: Sample) -> None:
        """Store and record a picture that the training drew."""
        samples.keep(self._workshop, self._job, sample)
        self._seen[sample.step, sample.position] = sample.image

    def row(self, row: Row) -> bool:
        """Score a step whose pictures are all there, and keep its weights. Returns whether it is enough."""
        recorded = {each.step: each for each in self._recorded()}
        if row.step not in recorded:
            scores = self._score(row.step)
            file = self._store(row) if row.step > 0 and row.is_small else None
            with self._job.transaction() as session:
                training.record_checkpoint(
                    session, job_id=self._job.job_id, spec=self._spec, step=row.step, scores=scores, file=file
                )
            forget_earlier(self._workshop, self._job, row.step)
        rows = [(each.step, LikenessScores.model_validate(each.scores)) for each in self._recorded()]
        now = next(scores for step, scores in rows if step == row.step)
        # Also of a row that was scored before a crash, which may have lost its point of the curves.
        told = {name: value for name, value in now.model_dump(exclude={"embedder"}).items() if value is not None}
        self._job.measured(row.step, told)
        self._seen = {place: image for place, image in self._seen.items() if place[0] == 0}
        if not row.is_small:
            self._keep_best_model(row, rows)
        if self._spec.training.early_stop and row.step < self._spec.training.max_train_steps:
            self.stopped = why_stop([each for each in rows if each[0] <= row.step])
        return self.stopped is not None

    def _score(self, step: int) -> LikenessScores:
        if not self._spec.training.sample_every:  # a row that somebody asked for; there is none of step 0
            return LikenessScores()
        scorer = self._scorer = self._scorer or self._open()
        if scorer is None:
            return LikenessScores()
        count = len(self._spec.sample_prompts)
        pictures = self._row_of(step)
        return scorer.score(pictures[:count], pictures[count:])

    def _open(self) -> Scorer | None:
        pictures = self._row_of(0)
        if len(pictures) < len(self.prompts):  # no row of the base, to measure by
            return None
        count = len(self._spec.sample_prompts)
        references = [_opened(path.read_bytes()) for path in self._references]
        eyes, reader = _embedders(self._workshop, self._spec, self._job.check)
        prompts = [_without(prompt, self._spec) for prompt in self._spec.sample_prompts]
        return Scorer(eyes, Marks(references, pictures[:count], pictures[count:]), prompts=prompts, reader=reader)

    def _row_of(self, step: int) -> list[Image.Image]:
        """All pictures of a step in their order: those at hand, and those that another attempt has stored."""
        with self._workshop.db.reading() as session:
            keys = training.sample_keys(session, spec=self._spec, step=step)
        for position, key in sorted(keys.items()):
            if (step, position) not in self._seen:
                self._seen[step, position] = _opened(self._workshop.storage.get(key))
        return [self._seen[step, position] for position in sorted(keys)]

    def _store(self, row: Row) -> StoredFile:
        path = self._job.work_dir / "candidate.safetensors"
        row.export(path)
        key = key_of(self._spec, row.step, self._job.attempt)
        return self._workshop.storage.put(key, path, content_type=service.WEIGHTS)

    def _keep_best_model(self, row: Row, rows: Sequence[tuple[int, LikenessScores]]) -> None:
        """Of whole models only one is kept beside the training: each is as large as the base."""
        if self._spec.training.choose_best and best_step(rows) == row.step:
            row.export(best_model(self._job))

    def _recorded(self) -> list[Checkpoint]:
        with self._workshop.db.reading() as session:
            return training.checkpoints_of(session, spec=self._spec)


def best_model(job: JobContext) -> Path:
    """Where the best of a training of all weights waits, until a better one comes."""
    return job.work_dir / "best"


def chosen(workshop: Workshop, job: JobContext) -> Checkpoint:
    """The checkpoint to publish: the best one, or the last where that is wanted or nothing was scored."""
    spec, steps = _spec(job), job.results["train"]["steps"]
    with workshop.db.reading() as session:
        found = [each for each in training.checkpoints_of(session, spec=spec) if each.step <= steps and each.key]
    found_best = best(found) if spec.training.choose_best else None
    return found_best or next(each for each in found if each.step == steps)


def forget_others(workshop: Workshop, job: JobContext, published: Checkpoint) -> None:
    """Keep the weights of the best few, of the last and of the published one; of the others only scores."""
    spec, steps = _spec(job), job.results["train"]["steps"]
    with workshop.db.reading() as session:
        found = [each for each in training.checkpoints_of(session, spec=spec) if each.key]
    by_score = sorted(found, key=lambda each: each.scores.get("score") or 0.0, reverse=True)
    kept = {each.step for each in by_score[:KEPT]} | {steps, published.step}
    with job.transaction() as session:
        keys = training.forget_files(session, spec=spec, steps=[each.step for each in found if each.step not in kept])
    workshop.storage.delete(*keys)


def key_of(spec: CharacterJobSpec, step: int, attempt: int = 1) -> str:
    """Where an attempt stores the LoRA of a step."""
    return layout.checkpoint(spec.character_id, service.version_name(spec.version), step, attempt)


def forget_earlier(workshop: Workshop, job: JobContext, step: int) -> None:
    """Delete what earlier attempts stored of a step, once the row names this one's."""
    if earlier := [key_of(_spec(job), step, each) for each in range(1, job.attempt)]:
        workshop.storage.delete(*earlier)


def _embedders(workshop: Workshop, spec: CharacterJobSpec, check: Check) -> tuple[Embedder, Embedder | None]:
    """Who compares pictures, and who compares them with words, if anybody here can."""
    name = spec.training.likeness_model
    if name == OWN:
        return _own(workshop, spec, check), None
    open_model = partial(_open_model, workshop, check)
    if name is not None:
        named = open_model(workshop.shelf.find(name, kind="classifier"))
        return named, named if named.reads else None
    installed = workshop.shelf.all("classifier")
    seeing, reading = _first(installed, SEEING), _first(installed, READING)
    reader = open_model(workshop.shelf.find(reading.name)) if reading else None
    if seeing is None:
        return _own(workshop, spec, check), None
    return (reader if reader and seeing == reading else open_model(workshop.shelf.find(seeing.name))), reader


def _own(workshop: Workshop, spec: CharacterJobSpec, check: Check) -> OwnEyes:
    return OwnEyes(family_of(workshop.shelf.info(spec.base_model).path), device=workshop.device, check=check)


def _open_model(workshop: Workshop, check: Check, info: ModelInfo) -> VisionModel:
    if not (info.pipeline or "").startswith(SEEING) or "ForImageClassification" in (info.pipeline or ""):
        raise InvalidInput.of(
            "likeness_model",
            info.name,
            f"is a {info.pipeline}, which gives no features to compare",
            hint="Choose a DINOv2, SigLIP or CLIP model, or leave it out.",
        )
    return VisionModel(info.path, name=info.name, device=workshop.device, check=check)


def _first(installed: Sequence[ModelInfo], classes: Sequence[str]) -> ModelInfo | None:
    usable = [each for each in installed if "ForImageClassification" not in (each.pipeline or "")]
    ranked = [each for name in classes for each in usable if (each.pipeline or "").startswith(name)]
    return ranked[0] if ranked else None


def _without(prompt: str, spec: CharacterJobSpec) -> str:
    """A sample prompt as somebody would say it who does not know the trigger."""
    known = spec.class_word or "something"
    return prompt.replace(service.subject_of(spec.trigger, spec.class_word), known).replace(spec.trigger, known)


def _opened(data: bytes) -> Image.Image:
    with Image.open(io.BytesIO(data)) as image:
        return image.convert("RGB")


def _spec(job: JobContext) -> CharacterJobSpec:
    assert isinstance(job.spec, CharacterJobSpec)  # noqa: S101  the character task's spec
    return job.spec
