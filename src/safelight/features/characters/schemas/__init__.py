"""Characters as the API shows and takes them."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from safelight.features.memory.schemas import TrainingFit
from safelight.features.projects.schemas import Owner
from safelight.features.webhooks.schemas import WebhookFields
from safelight.kit.pictures.doctor import FindingKind
from safelight.specs.captions import CaptionSettings
from safelight.specs.jobs import JobFailure, JobState, Progress
from safelight.specs.people import Consent
from safelight.specs.training import Preset, TrainOverrides, TrainSpec

CharacterStatus = Literal["draft", "queued", "training", "ready", "failed", "cancelled"]
CharacterSort = Literal["newest", "name", "last_used"]

Name = Annotated[str, Field(min_length=1, max_length=80, pattern=r"^[^\x00-\x1f/\\<>:]+$")]
WRITABLE = r"^[^\x00]*$"  # PostgreSQL keeps no text with a zero in it
ClassWord = Annotated[
    str, Field(max_length=80, pattern=WRITABLE, description="What it is: woman, dog, robot, creature …")
]
Description = Annotated[str, Field(max_length=2000, pattern=WRITABLE)]
Caption = Annotated[str, Field(max_length=2000, pattern=WRITABLE)]


class CharacterCreate(BaseModel):
    """What is said of a new character; the pictures come beside it."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    name: Name
    base_model: str | None = Field(default=None, max_length=200, description="The server's default model if left out")
    trigger: Name | None = Field(
        default=None, description="The word that calls the character; made from its name if left out"
    )
    class_word: ClassWord = ""
    description: Description = ""
    captions: dict[str, Caption] = Field(default={}, description="File name → caption; the template for the others")
    training: TrainOverrides = TrainOverrides()
    consent: Consent | None = Field(default=None, description="Whose likeness it is, and on what grounds")


class DraftCreate(BaseModel):
    """What may be known of a draft when its first picture comes."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    name: Name | None = Field(default=None, description="Untitled, Untitled 2 … if left out")
    base_model: str | None = Field(default=None, max_length=200, description="The server's default model if left out")
    class_word: ClassWord = ""
    consent: Consent | None = Field(default=None, description="Whose likeness it is, and on what grounds")


class CharacterUpdate(BaseModel):
    """What can be changed of a character; what is left out stays."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    name: Name | None = None
    description: Description | None = None
    trigger: Name | None = Field(default=None, description="Belongs to the weights: only before the first training")
    class_word: ClassWord | None = Field(default=None, description="Only before the first training, as the trigger")
    base_model: str | None = Field(default=None, max_length=200, description="Only before the first training")
    consent: Consent | None = Field(default=None, description="Whose likeness it is; null takes the note away")
    project: str | None = Field(
        default=None, max_length=80, description="Id or name of the project to gather it under; null for none"
    )
    preset: Preset | None = Field(default=None, description="How thoroughly the next training learns")
    overrides: TrainOverrides | None = Field(
        default=None,
        description="What differs from the preset in the next training: a setting given is changed, one given as null "
        "is as the preset has it again, the others stay; null instead of them all resets all",
    )


class CharacterImport(BaseModel):
    """What is said of a LoRA file that becomes a character."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    name: Name
    base_model: str | None = Field(default=None, max_length=200)
    trigger: Name | None = None
    class_word: ClassWord = ""
    description: Description = ""
    consent: Consent | None = Field(default=None, description="Whose likeness it is, and on what grounds")


class RefusedFile(BaseModel):
    """A file that was not taken: which, why, and what to do."""

    filename: str
    code: str
    message: str
    hint: str | None = None


class FindingShown(BaseModel):
    """Something that may hurt the training. Nothing is left out because of it unless a person says so."""

    kind: FindingKind
    message: str
    other_id: str | None = Field(default=None, description="The earlier reference that this one repeats")


class ReferenceShown(BaseModel):
    """One reference picture."""

    id: str
    position: int
    filename: str
    width: int
    height: int
    size: int = Field(description="Bytes")
    caption: str | None
    excluded: bool = Field(description="Kept, but not trained on")
    repeats: int = Field(description="How often it is learnt from in an epoch")
    mask_url: str | None = Field(description="Grey: what is white is learnt; null where all of it is")
    findings: list[FindingShown] = Field(description="Of its pixels, without those that were dismissed; see /doctor")
    crop: list[int] | None = Field(
        default=None, description="Left, top, right, bottom of the part that is learnt from; null for the whole picture"
    )
    whole_url: str = Field(description="The picture as it came, before any crop")
    url: str
    thumbnail_url: str
    thumbhash: str | None


class ReferenceChange(BaseModel):
    """What can be changed of a reference; what is left out stays."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    caption: Caption | None = Field(default=None, description="Empty for the template")
    excluded: bool | None = None
    repeats: int | None = Field(default=None, ge=1, le=100, description="How often it comes in an epoch")
    position: int | None = Field(default=None, ge=0, description="Its new place, from 0; beyond the end is the end")


class CaptionsChange(BaseModel):
    """New captions for many pictures at once: given one by one, made from a template, or found and replaced."""

    model_config = ConfigDict(extra="forbid")

    captions: dict[str, Caption] | None = Field(default=None, description="Reference id → caption")
    template: Caption | None = Field(
        default=None, min_length=1, description="May hold {subject}, {trigger}, {class_word} and {name}"
    )
    find: str | None = Field(default=None, min_length=1, max_length=200, description="Plain text, case counts")
    replace: Caption = ""
    only_empty: bool = Field(default=False, description="Leave captions alone that are not empty")
    only: list[str] | None = Field(default=None, description="Ids of the references to look at; all if left out")
    dry_run: bool = Field(default=False, description="Only say what would change")


class CaptionChange(BaseModel):
    """One caption, before and after."""

    id: str
    filename: str
    before: str | None
    after: str | None


class CaptionsChanged(BaseModel):
    """What changed, or would change."""

    changes: list[CaptionChange]
    applied: bool
    unmatched: list[str] = Field(default=[], description="Names that go with none of the pictures")
    repeats: dict[str, int] = Field(
        default={}, description="Reference id → how often it comes in an epoch, where a folder such as 10_name says so"
    )


SampleRole = Literal["prompt", "probe"]


class SampleShown(BaseModel):
    """A picture made at a step of a training, by the same prompts and seeds each time."""

    id: str
    role: SampleRole = Field(default="prompt", description="A probe is of something else: what the base still knows")
    version: int
    step: int = Field(description="0 is the base before it has learnt anything")
    position: int = Field(description="Number of the prompt")
    prompt: str
    seed: int
    width: int
    height: int
    url: str
    thumbnail_url: str
    thumbhash: str | None
    created_at: datetime


class VersionShown(BaseModel):
    """One training that ended well."""

    number: int
    in_use: bool
    base_model: str
    created_at: datetime
    steps: int | None
    step: int | None = Field(default=None, description="Of its checkpoint in use; null of an import")
    final_loss: float | None
    size: int | None = Field(description="Bytes of the LoRA file; null of a model of its own")
    model: str | None = Field(default=None, description="Its own model on the shelf, where all weights were trained")
    training: TrainSpec | None
    job_id: str | None
    samples: list[SampleShown] = Field(description="Of its last step; the others are under /samples")


class InProject(BaseModel):
    """What a character is gathered under."""

    id: str
    name: str


class Cover(BaseModel):
    """The picture that stands for a character."""

    url: str
    thumbhash: str | None
    width: int
    height: int


class CharacterListed(BaseModel):
    """A character in a list."""

    id: str
    name: str
    trigger: str
    class_word: str
    base_model: str
    model: str | None = Field(default=None, description="The model of its own that draws it, in place of base and LoRA")
    source: Literal["trained", "imported"]
    status: CharacterStatus
    version: int = Field(description="Which training is in use; 0 before the first has ended")
    attempt: int | None = Field(description="Version that its latest job makes or made; null without one")
    job_id: str | None
    job_state: JobState | None = Field(description="Of its latest job: a ready character may be learning again")
    progress: Progress | None = None
    failure: JobFailure | None = None
    cover: Cover | None
    project: InProject | None = None
    owner: Owner | None = Field(default=None, description="Whose it is, where it is somebody else's")
    can_edit: bool = Field(default=True, description="Whether the caller may change it, not only draw with it")
    reference_count: int
    pictures_made: int
    created_at: datetime
    updated_at: datetime
    last_used_at: datetime | None


class CharacterShown(CharacterListed):
    """A character."""

    description: str
    consent: Consent | None = Field(description="Whose likeness it is, and on what grounds; null where nobody said")
    lora_size: int | None = Field(description="Bytes of the LoRA file in use; null of a model of its own")
    preset: Preset
    overrides: TrainOverrides
    training: TrainSpec | None = Field(description="What its latest training was told")
    references: list[ReferenceShown]
    samples: list[SampleShown] = Field(description="Of the version in use, its last step")
    versions: list[VersionShown] = Field(description="Newest first")


class CharacterCreated(BaseModel):
    """The answer to a new character: it, its job, and the files that were not taken."""

    character: CharacterShown
    job_id: str
    refused: list[RefusedFile] = []


class TrainRequest(TrainOverrides):
    """How to train. Left empty, as was chosen for the character before; else it replaces what was chosen."""

    preset: Preset | None = None
    captioner: CaptionSettings | None = Field(
        default=None, description="Have a model caption what has no caption, for this training alone"
    )


class TrainAsk(TrainRequest, WebhookFields):
    """How to train, and where to call when it is done."""


class PresetOffer(BaseModel):
    """One of the named results, with what was set by hand applied."""

    preset: Preset
    max_train_steps: int
    seconds: float | None


class FittingWorker(BaseModel):
    """A worker that can take the training."""

    id: str
    name: str
    device_name: str
    memory_total: int
    busy: bool


class TrainingPlan(BaseModel):
    """What a training would be, before it is started."""

    preset: Preset
    overrides: TrainOverrides
    training: TrainSpec
    changed: list[str] = Field(description="Settings that differ from the preset")
    pictures: int = Field(description="Pictures that would be learnt from")
    can_start: bool
    problems: list[str] = Field(description="Why it cannot start, in words")
    presets: list[PresetOffer]
    seconds: float | None
    basis: Literal["measured", "estimate", "unknown"] = Field(
        description="Where `seconds` comes from: trainings like this one, trainings of this model scaled, or nothing"
    )
    memory_bytes: int = Field(description="Device memory that a worker must have for it")
    memory: TrainingFit | None = Field(
        description="Whether it will fit, phase by phase, and what would make it; null where its files tell too little"
    )
    disk_bytes: int | None = Field(description="What it will keep; null until a training of this model has shown it")
    workers: list[FittingWorker]
    jobs_ahead: int = Field(description="Jobs that wait before it")


class DeletionShown(BaseModel):
    """What deleting a character would take with it, and what would stay."""

    id: str = Field(description="Of the character")
    name: str = Field(description="Of the character")
    references: int = Field(description="Pictures of it that go, with their captions and masks")
    samples: int = Field(description="Pictures that its trainings drew, that go")
    versions: int = Field(description="Trainings that go, each with its LoRA")
    checkpoints: int = Field(description="LoRAs of earlier steps that go")
    models: list[str] = Field(description="Models of its own that leave the shelf")
    files: int = Field(description="Files that go from the storage")
    bytes: int = Field(description="Of those files")
    pictures: int = Field(description="Pictures of the caller's made with it; they stay, its name in their recipes")
    pictures_of_others: int = Field(description="Pictures that others made with it, which stay theirs")
    stays: list[str] = Field(description="What stays, in words")
