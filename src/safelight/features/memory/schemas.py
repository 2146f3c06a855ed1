"""Models in memory, as the API shows them and as it is asked for them."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from safelight.specs.hardware import HeldModel
from safelight.specs.jobs import JobState
from safelight.specs.loading import LoadOptions, OptionShown


class LoadRequest(BaseModel):
    """How to load a model; everything may be left out."""

    model_config = ConfigDict(extra="forbid")

    options: LoadOptions | None = Field(default=None, description="Those set for the model if left out")
    worker: str | None = Field(default=None, max_length=128, description="Name or id of one worker; any if left out")
    pin: bool = Field(default=False, description="Keep it in memory until it is unloaded by hand")


class UnloadRequest(BaseModel):
    """Where to unload a model."""

    model_config = ConfigDict(extra="forbid")

    worker: str | None = Field(default=None, max_length=128, description="Name or id of one worker; all if left out")


class LoadStarted(BaseModel):
    """A load in the queue; its job tells how far it is."""

    model: str
    job_id: str
    status: JobState
    worker: str | None = Field(description="The worker that must do it, if one was named")
    options: LoadOptions = Field(description="The options it will be loaded with")


class LoadCancelled(BaseModel):
    """What became of the wish to stop loading."""

    model: str
    status: Literal["cancelled", "cancelling", "loaded", "not_loading"] = Field(
        description="cancelled before it began; cancelling: it stops within a second; loaded: it came too late"
    )
    job_ids: list[str] = Field(description="The load jobs that this is about")


class Unloaded(BaseModel):
    """What became of the wish to unload."""

    model: str
    status: Literal["unloaded", "unloading", "not_loaded"] = Field(
        description="unloading: its worker does something else first"
    )
    workers: list[str] = Field(description="Names of the workers that had it in memory")
    job_ids: list[str] = Field(description="The jobs that do it")


class WorkerMemory(BaseModel):
    """The memory of one worker, and the models it holds."""

    id: str
    name: str
    device: str
    device_name: str
    memory_total: int = Field(description="Bytes")
    memory_free: int = Field(description="Bytes that nobody uses")
    memory_limit: int | None = Field(description="Bytes this worker may take, if it was limited")
    models: list[HeldModel] = Field(description="Least recently used first")
    models_bytes: int = Field(description="Bytes of all of their weights")


class MemoryShown(BaseModel):
    """What every live worker holds."""

    workers: list[WorkerMemory]


class DeviceOptions(BaseModel):
    """Every load option, and which of its choices one worker's device can do."""

    worker: str | None = Field(description="Name of the worker; null when none is alive and a plain CPU is described")
    device: str
    options: list[OptionShown]


class OptionsClashShown(BaseModel):
    """Two options that do not go together."""

    first: str = Field(description="name=value")
    second: str = Field(description="name=value, or device=kind")
    reason: str
    instead: str = Field(description="What would work")


class OptionsShown(BaseModel):
    """The load options of every live worker's device."""

    devices: list[DeviceOptions]


class PartShown(BaseModel):
    """One part of a model, as it will lie in memory."""

    name: str = Field(description="unet, transformer, vae, text_encoder …")
    parameters: int
    file_bytes: int = Field(description="Bytes on disk")
    memory_bytes: int = Field(description="Bytes in memory with these options")


class FitOnWorker(BaseModel):
    """Whether it will fit on one worker."""

    worker: str
    device: str
    available_bytes: int = Field(description="Free, and what idle models would give back; never above the limit")
    needed_bytes: int
    fits: bool
    confidence: Literal["measured", "estimated"] = Field(
        description="measured: the same was done on this device before; estimated: from the files' headers"
    )


class Remedy(BaseModel):
    """Options that would make it fit."""

    options: LoadOptions
    changed: list[str] = Field(description="What to set, as name=value")
    needed_bytes: int
    cost: str = Field(description="What one pays for it")


class Fit(BaseModel):
    """Will it fit, before anything is loaded."""

    model: str
    options: LoadOptions
    weights_bytes: int = Field(description="Bytes of all weights with these options")
    needed_bytes: int = Field(description="Highest use of the device: weights on it, and what drawing takes")
    parts: list[PartShown]
    workers: list[FitOnWorker]
    fits: bool = Field(description="On at least one live worker")
    remedies: list[Remedy] = Field(description="Cheapest first; empty when it fits")


class FitQuery(LoadOptions):
    """What is to be drawn, and with which options; those set for the model where none is given."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    width: int | None = Field(default=None, ge=1, le=16384, description="Pixels; the model's own size if left out")
    height: int | None = Field(default=None, ge=1, le=16384, description="Pixels; the model's own size if left out")
    n: int = Field(default=1, ge=1, le=64, description="Pictures at a time")
    worker: str | None = Field(default=None, max_length=128, description="Name or id of one worker; all if left out")

    @property
    def options(self) -> LoadOptions | None:
        """The load options among it, where any was given."""
        given = {name: getattr(self, name) for name in self.model_fields_set & LoadOptions.model_fields.keys()}
        return LoadOptions(**given) if given else None


class Phase(BaseModel):
    """A part of a training: each has the device for itself."""

    name: str = Field(description="prior pictures, captions, pictures, learning or samples")
    bytes: int = Field(description="Of the device, at the highest moment")


class TrainingRemedy(BaseModel):
    """Settings that would make it fit."""

    changes: dict[str, str | int | bool] = Field(description="What to set, as overrides of the training")
    needed_bytes: int
    cost: str = Field(description="What one pays for it")


class TrainingFit(BaseModel):
    """Will a training fit, before anything is started."""

    phases: list[Phase] = Field(description="In their order; the largest one decides")
    needed_bytes: int
    workers: list[FitOnWorker]
    fits: bool = Field(description="On one of the live workers")
    remedies: list[TrainingRemedy] = Field(
        description="Where it does not fit: changes with which it would, cheapest first"
    )
