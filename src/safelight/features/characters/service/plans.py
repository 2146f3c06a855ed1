"""What a training would be: the presets, what they cost by what was measured, and what stands in the way."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from sqlalchemy import select
from sqlalchemy.orm import Session

from safelight.features.characters.schemas import FittingWorker, PresetOffer, TrainingPlan
from safelight.features.characters.service import JOB_KIND, training_job
from safelight.features.characters.service.references import MIN_PICTURES
from safelight.features.characters.tables import Character, CharacterVersion
from safelight.features.memory.schemas import TrainingFit
from safelight.features.memory.service import training as memory
from safelight.features.models.repository import ModelShelf
from safelight.features.models.service.reach import within_reach
from safelight.features.models.service.training import untrainable
from safelight.jobs import service as jobs
from safelight.jobs.tables import Job, JobMetric
from safelight.kit.errors import InvalidInput
from safelight.specs.jobs import SHELF_HERE, Needs
from safelight.specs.models import ModelInfo
from safelight.specs.training import Preset, TrainOverrides, TrainSpec
from safelight.specs.training_rules import merged

DEFAULT: Preset = "good"
STEPS: dict[Preset, float] = {"quick": 0.4, "good": 1.0, "thorough": 2.0}
"""How many of the steps of the model's own preset each takes; the rest is scaled with them where it counts steps."""

_LOOK_BACK = 3  # finished trainings
_LAST_POINTS = 200  # of each


@dataclass(frozen=True)
class Pace:
    """How quickly trainings of a model went: seconds of a step, and of all that surrounds the steps."""

    seconds_per_step: float
    around: float
    is_same: bool  # measured with the same batch and resolution, not scaled

    def seconds(self, training: TrainSpec) -> float:
        """Of a whole training."""
        return round(self.around + self.seconds_per_step * training.max_train_steps, 1)


def preset_spec(base: ModelInfo, preset: Preset) -> TrainSpec:
    """The model's own training preset, shortened or lengthened."""
    own, factor = base.training, STEPS[preset]
    if factor == 1:
        return own
    steps = max(1, round(own.max_train_steps * factor))
    return own.model_copy(
        update={
            "max_train_steps": steps,
            "lr_warmup_steps": round(own.lr_warmup_steps * factor),
            # A short training shows as many samples as a long one; a long one shows more, rather than rarer ones.
            "sample_every": max(1, round(own.sample_every * min(factor, 1))) if own.sample_every else 0,
        }
    )


def merge(preset: TrainSpec, overrides: TrainOverrides) -> TrainSpec:
    """A preset with what the person set by hand. Raises InvalidInput for settings that contradict each other."""
    return merged(preset, overrides)


def with_prior(training: TrainSpec, class_word: str) -> TrainSpec:
    """With prompts for the pictures that keep the base's knowledge, where none are given: of what the character is.

    Raises InvalidInput where nothing says what that is.
    """
    if not training.num_prior_images or training.prior_prompts:
        return training
    if not class_word:
        raise InvalidInput.of(
            "num_prior_images",
            training.num_prior_images,
            "nothing says what to draw",
            hint="Give a class_word, such as woman or dog, or prior_prompts.",
        )
    return training.model_copy(update={"prior_prompts": [f"a photo of a {class_word}"]})


def chosen(overrides: TrainOverrides) -> dict[str, object]:
    """What was set by hand, as it is stored."""
    return overrides.model_dump(exclude_none=True, include=set(TrainOverrides.model_fields))


def preset_of(character: Character) -> Preset:
    """The preset that was chosen for it."""
    return next((preset for preset in STEPS if preset == character.preset), DEFAULT)


def overrides_of(character: Character) -> TrainOverrides:
    """What was set by hand for it."""
    return TrainOverrides.model_validate(character.overrides)


def needs_of(session: Session, base: ModelInfo, *, pauses: bool = False, leaves_model: bool = False) -> Needs:
    """What a worker must have. `pauses`: whether it stands aside for pictures; `leaves_model`: a whole one."""
    labels = dict([SHELF_HERE]) if leaves_model else {}
    return within_reach(session, Needs(memory_bytes=base.size_bytes, pauses=pauses, labels=labels), base.name)


def plan(
    session: Session,
    *,
    character: Character,
    base: ModelInfo,
    preset: Preset | None = None,
    overrides: TrainOverrides | None = None,
    max_queued: int,
) -> TrainingPlan:
    """What would happen if the training started now; what is left out is as was chosen for the character."""
    preset = preset or preset_of(character)
    overrides = overrides if overrides is not None else overrides_of(character)
    offered = {each: merge(preset_spec(base, each), overrides) for each in STEPS}
    training, plain = offered[preset], preset_spec(base, preset)
    pace = pace_of(session, base, training)
    waiting = jobs.queued_count(session)
    problems = problems_of(session, character)
    if (reason := untrainable(base)) is not None:
        problems.append(reason.message)
    if waiting >= max_queued:
        problems.append("The queue is full.")
    return TrainingPlan(
        preset=preset,
        overrides=overrides,
        training=training,
        changed=[name for name in chosen(overrides) if getattr(training, name) != getattr(plain, name)],
        pictures=len(learnt_from(character)),
        can_start=not problems,
        problems=problems,
        presets=[
            PresetOffer(
                preset=name,
                max_train_steps=each.max_train_steps,
                seconds=pace.seconds(each) if pace else None,
            )
            for name, each in offered.items()
        ],
        seconds=pace.seconds(training) if pace else None,
        basis="unknown" if pace is None else "measured" if pace.is_same else "estimate",
        memory_bytes=base.size_bytes,
        memory=_memory(session, base, training),
        disk_bytes=_disk(session, base, training),
        workers=_fitting(session, needs_of(session, base)),
        jobs_ahead=waiting,
    )


def problems_of(session: Session, character: Character) -> list[str]:
    """Why its training cannot start, in words; nothing when it can."""
    if character.source == "imported":
        return [f"{character.name} was imported as a LoRA file, so there are no pictures to train from."]
    problems = []
    pictures = len(learnt_from(character))
    if pictures < MIN_PICTURES:
        problems.append(f"Needs at least {MIN_PICTURES} pictures; {pictures} so far.")
    if training_job(session, character):
        problems.append(f"{character.name} is being trained already.")
    return problems


def learnt_from(character: Character) -> list[str]:
    """Ids of the pictures that are not left out."""
    return [reference.id for reference in character.references if not reference.excluded]


def pace_of(session: Session, base: ModelInfo, training: TrainSpec) -> Pace | None:
    """From the newest finished trainings of this model, those like `training` before others; None without any."""
    done = session.scalars(
        select(Job)
        .where(Job.kind == JOB_KIND, Job.model_key == base.name, Job.state == "succeeded")
        .order_by(Job.finished_at.desc())
        .limit(10 * _LOOK_BACK)
    ).all()
    specs = {job.id: TrainSpec.model_validate(job.spec["training"]) for job in done}
    done = [job for job in done if specs[job.id].method == training.method]  # all weights take longer than a LoRA
    work = {job.id: _work(specs[job.id], base) for job in done}
    same = [job for job in done if work[job.id] == _work(training, base)]
    steps, around = [], []
    for job in (same or done)[:_LOOK_BACK]:
        seconds = _seconds_per_step(session, job.id)
        if seconds is not None:
            steps.append(seconds * _work(training, base) / work[job.id])
            around.append(_around(job, seconds * specs[job.id].max_train_steps))
    # Around the steps an interruption may lie, but never less than the work itself takes.
    return Pace(median(steps), min(around), is_same=bool(same)) if steps else None


def estimates(session: Session, among: Iterable[Job], shelf: ModelShelf) -> dict[str, float]:
    """Seconds that each waiting training among these jobs will take, where trainings like it were measured."""
    waiting = [job for job in among if job.kind == JOB_KIND and job.state == "queued"]
    bases = {base.name: base for base in shelf.all()} if waiting else {}
    found: dict[str, float] = {}
    paces: dict[tuple[str, str, int], Pace | None] = {}
    for job in waiting:
        base = bases.get(job.model_key or "")
        if base is None:
            continue
        training = TrainSpec.model_validate(job.spec["training"])
        like = (base.name, training.method, _work(training, base))
        if like not in paces:
            paces[like] = pace_of(session, base, training)
        if (pace := paces[like]) is not None and pace.is_same:
            found[job.id] = pace.seconds(training)
    return found


def _work(training: TrainSpec, base: ModelInfo) -> int:
    """Pixels of one optimizer step: what its time goes with."""
    side = training.resolution or base.defaults.width
    return side * side * training.train_batch_size * training.gradient_accumulation_steps


def _seconds_per_step(session: Session, job_id: str) -> float | None:
    """The median of its last steps, so that no pause counts."""
    points = session.execute(
        select(JobMetric.step, JobMetric.at)
        .where(JobMetric.job_id == job_id, JobMetric.name == "loss")
        .order_by(JobMetric.step.desc())
        .limit(_LAST_POINTS)
    ).all()
    between = [
        (later.at - earlier.at).total_seconds() / (later.step - earlier.step)
        for later, earlier in pairwise(points)
        if later.at > earlier.at
    ]
    return median(between) if between else None


def _around(job: Job, steps_took: float) -> float:
    if job.started_at is None or job.finished_at is None:
        return 0.0
    return max(0.0, (job.finished_at - job.started_at).total_seconds() - steps_took)


def _disk(session: Session, base: ModelInfo, training: TrainSpec) -> int | None:
    """Bytes of what is kept: a model as large as its base, or a LoRA, which from an earlier one grows with the rank."""
    if training.method == "full":
        return base.size_bytes
    versions = session.scalars(
        select(CharacterVersion)
        .where(CharacterVersion.base_model == base.name, CharacterVersion.training.is_not(None))
        .order_by(CharacterVersion.created_at.desc())
        .limit(1)
    ).all()
    for version in versions:
        earlier = TrainSpec.model_validate(version.training)
        like = (earlier.target, earlier.train_text_encoder) == (training.target, training.train_text_encoder)
        if like and version.lora_size is not None:
            return round(version.lora_size * training.rank / earlier.rank)
    return None


def _memory(session: Session, base: ModelInfo, training: TrainSpec) -> TrainingFit | None:
    try:
        return memory.fit(session, model=base, training=training)
    except InvalidInput:  # a base whose parts cannot be read is told of where the training is checked
        return None


def _fitting(session: Session, needs: Needs) -> list[FittingWorker]:
    workers = jobs.workers(session)
    busy = {job.owner for job in jobs.in_work(session)}
    return [
        FittingWorker(
            id=worker.id,
            name=worker.name,
            device_name=worker.device_name,
            memory_total=worker.memory_total,
            busy=worker.id in busy,
        )
        for worker in workers
        if jobs.is_willing(worker) and jobs.standing(worker, ()).fits(needs)
    ]
