"""What a worker tells of its device and of what it holds."""

from typing import Literal

from pydantic import BaseModel, Field

from safelight.specs.loading import OptionShown


class HeldModel(BaseModel):
    """One model in a worker's memory."""

    name: str
    size_bytes: int = Field(description="Bytes of its weights in memory")
    running: bool = Field(default=False, description="In use now: it cannot be unloaded")
    pinned: bool = Field(default=False, description="Stays until it is unloaded by hand")
    options: dict[str, str | bool | int | float | None] = Field(default={}, description="Load options in force")
    loras: int = Field(default=0, description="LoRAs attached to it")
    idle_seconds: float = 0.0


class Preload(BaseModel):
    """A model that a worker brings into memory before it is asked for."""

    model: str
    stage: Literal["waiting", "loading", "warming", "ready", "failed"] = Field(
        description="warming draws a first picture; failed says why in detail"
    )
    detail: str = Field(default="", description="What is done at the moment, or what went wrong")
    done: int = Field(default=0, description="Bytes read")
    total: int = Field(default=0, description="Bytes to read; 0 where nobody knows")
    optional: bool = Field(default=False, description="The worker counts as ready without it, if it failed")

    @property
    def is_settled(self) -> bool:
        """Whether nobody need wait for it any more."""
        return self.stage == "ready" or (self.stage == "failed" and self.optional)


class WorkerFacts(BaseModel):
    """Hardware and holdings of one worker, told with its heartbeat. What nobody knows is null."""

    backend: str = Field(default="cpu", description="cuda, rocm, mps or cpu")
    driver: str | None = Field(default=None, description="Version of the device's driver")
    runtime: str | None = Field(default=None, description="CUDA or ROCm version that torch was built for")
    torch: str | None = None
    versions: dict[str, str] = Field(default={}, description="Of the packages that compute: torch, diffusers …")
    compute_capability: str | None = Field(default=None, description="CUDA's, such as 9.0; ROCm's architecture")
    dtypes: list[str] = Field(default=[], description="Number types that the device computes well")
    temperature_celsius: float | None = None
    utilisation_percent: float | None = Field(default=None, description="Of the device, by all that use it")
    power_watts: float | None = None
    memory_limit_bytes: int | None = Field(default=None, description="What this worker may take, if it was limited")
    memory_reserved_bytes: int | None = Field(default=None, description="What this worker holds of the device")
    cpu: str | None = Field(default=None, description="Name of the machine's processor")
    cpu_cores: int | None = Field(default=None, description="That this process may use")
    machine_memory_bytes: int | None = Field(default=None, description="Main memory of the machine")
    threads: int | None = Field(default=None, description="CPU threads that one operation may use")
    dtype: str | None = Field(default=None, description="Number type that models are loaded in, unless asked otherwise")
    models: list[HeldModel] = []
    preload: list[Preload] = Field(default=[], description="Models it brings into memory before it is asked for them")
    options: list[OptionShown] = Field(default=[], description="Load options, and which of them its device can do")
