"""Workers as the API shows them."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field

from safelight.specs.hardware import WorkerFacts


class WorkerShown(BaseModel):
    """One process that computes, on one device."""

    id: str
    name: str
    host: str
    device: str
    device_name: str
    state: Literal["ready", "draining", "gone"]
    memory_total: int = Field(description="Bytes of its device that it may use")
    memory_free: int = Field(description="Bytes of its device that nobody uses")
    memory_used: int | None = Field(description="Bytes in use on the device, by whatever; null where nobody knows")
    loaded_models: list[str]
    job_id: str | None = Field(description="What it works on")
    job_title: str | None
    version: str
    speaks: int = Field(description="Version of what it says to a server")
    unfit: str | None = Field(description="Why this studio gives it no jobs, in a sentence")
    engine: str = Field(description="What computes there: native or comfyui")
    labels: dict[str, str] = Field(description="What people call it by; a job can ask for them")
    agent_id: str | None = Field(description="The machine that joined by a token")
    pod_id: str | None = Field(description="The rented pod that it runs in")
    drain_requested_at: datetime | None = Field(description="Since when it is to take nothing more; null if it may")
    started_at: datetime
    seen_at: datetime
    seen_seconds_ago: float = Field(description="Since it last said that it is alive, by the database's clock")
    facts: WorkerFacts | None = Field(description="Its device and what it holds; null of a worker that tells none")
