"""What a worker tells of its device and of what it holds."""

from pydantic import BaseModel, Field


class HeldModel(BaseModel):
    """One model in a worker's memory."""

    name: str
    size_bytes: int = Field(description="Bytes of its weights in memory")
    running: bool = Field(default=False, description="In use now: it cannot be unloaded")
    pinned: bool = Field(default=False, description="Stays until it is unloaded by hand")
    options: dict[str, str | bool | int | float | None] = Field(default={}, description="Load options in force")
    loras: int = Field(default=0, description="LoRAs attached to it")
    idle_seconds: float = 0.0


class WorkerFacts(BaseModel):
    """Hardware and holdings of one worker, told with its heartbeat. What nobody knows is null."""

    backend: str = Field(default="cpu", description="cuda, rocm, mps or cpu")
    driver: str | None = Field(default=None, description="Version of the device's driver")
    runtime: str | None = Field(default=None, description="CUDA or ROCm version that torch was built for")
    torch: str | None = None
    compute_capability: str | None = None
    dtypes: list[str] = Field(default=[], description="Number types that the device computes well")
    temperature_celsius: float | None = None
    utilisation_percent: float | None = None
    power_watts: float | None = None
    memory_limit_bytes: int | None = Field(default=None, description="What this worker may take, if it was limited")
    memory_reserved_bytes: int | None = Field(default=None, description="What this worker holds of the device")
    cpu: str | None = None
    cpu_cores: int | None = None
    machine_memory_bytes: int | None = None
    models: list[HeldModel] = []
