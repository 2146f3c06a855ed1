"""Workflow templates as the API shows and takes them, and the ComfyUI servers that run them."""

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from safelight.features.webhooks.schemas import WebhookFields
from safelight.specs.generation import LoraAsk, WorkflowValue
from safelight.specs.workflows import Manifest, ModelNeed, WorkflowInput, WorkflowKind

Source = Literal["shipped", "folder", "own"]


class WorkflowShown(BaseModel):
    """A template, without its graph."""

    name: str
    title: str
    description: str = ""
    kind: WorkflowKind | None = Field(description="null of a file that cannot be used")
    family: str | None = None
    source: Source = Field(description="shipped with Safelight, a file in the workflows folder, or brought by somebody")
    inputs: list[WorkflowInput] = Field(default=[], description="What a run can choose: a form can be made of it")
    needs: list[ModelNeed] = Field(default=[], description="Model files that it needs at ComfyUI")
    takes_characters: bool = Field(default=False, description="character_id and loras can be given")
    sha256: str | None = None
    problem: str | None = Field(default=None, description="Of a file in the folder: why it cannot be used")
    updated_at: datetime | None = None


class WorkflowDetail(WorkflowShown):
    """A template, whole."""

    manifest: Manifest | None = None
    graph: dict[str, Any] = Field(default={}, description="As ComfyUI's Export (API) saves it")


class Lack(BaseModel):
    """One thing that keeps a server from running a template."""

    kind: Literal["node", "model", "input", "value"]
    name: str = Field(description="The node's class, the model's file, or the input")
    message: str
    hint: str = Field(default="", description="What to do about it, such as where to get it")


class ServerShown(BaseModel):
    """One ComfyUI server."""

    address: str
    worker: str | None = Field(default=None, description="Name of the worker that drives it; null where none is alive")
    up: bool = Field(description="It answers")
    problem: str | None = Field(default=None, description="Why it does not")
    version: str | None = None
    device_name: str | None = None
    memory_total: int | None = Field(default=None, description="Bytes of its device")
    memory_free: int | None = None
    queue_running: int = Field(default=0, description="Prompts it computes now, whoever asked for them")
    queue_pending: int = Field(default=0, description="Prompts that wait there")
    checkpoints: list[str] = []
    lacks: dict[str, list[Lack]] = Field(
        default={}, description="By template: what is missing; those that can run are []"
    )


class ServerCheck(BaseModel):
    """Whether one server can run a template."""

    address: str
    up: bool
    ok: bool
    problems: list[Lack] = []


class WorkflowCheck(BaseModel):
    """Whether any server can run a template."""

    name: str
    ok: bool = Field(description="One of them can")
    servers: list[ServerCheck]


class WorkflowRun(BaseModel):
    """What a run chooses. Inputs that are left out take their default, a seed a random one."""

    model_config = ConfigDict(extra="forbid")

    values: dict[str, WorkflowValue] = Field(
        default={}, max_length=100, description="By the input's name; of an image: an input (img_…) or picture (pic_…)"
    )
    character_id: str | None = Field(default=None, max_length=64, description="A trained character to draw")
    lora_scale: float = Field(default=1.0, ge=-2, le=2, description="Strength of the character's LoRA")
    loras: list[LoraAsk] = Field(default=[], max_length=8, description="More LoRAs")
    n: int = Field(default=1, ge=1, le=64, description="How often it runs; run i uses seed + i")
    server: str | None = Field(
        default=None, max_length=200, description="Only the ComfyUI worker of this name or id; any if left out"
    )


class WorkflowRunAsk(WorkflowRun, WebhookFields):
    """A run, and where to call when it has ended."""


class WorkflowStarted(BaseModel):
    """The job of a run, and the generation that its pictures come to."""

    job_id: str
    generation_id: str
