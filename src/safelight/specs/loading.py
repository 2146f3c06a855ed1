"""How a model is brought into memory: every memory and speed option of diffusers as a switch of its own."""

import hashlib
import json
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Precision = Literal["auto", "f32", "f16", "bf16"]
Quantization = Literal["none", "int8", "int4", "nf4", "fp4", "fp8"]
Compile = Literal["off", "regional", "full", "max-autotune"]
StepCache = Literal["off", "first_block", "pyramid_attention", "faster", "taylorseer", "mag"]


class LoadOptions(BaseModel):
    """Independent switches; a pair that diffusers cannot do is refused, with what would work.

    None of them is tied to a model: each holds for whatever has the part it is about.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    precision: Precision = Field(default="auto", description="Number type of the weights; auto suits the device")
    quantization: Quantization = Field(default="none", description="Store weights in fewer bits")
    quantize_parts: tuple[str, ...] = Field(
        default=(), description="Parts to quantize, such as transformer; the denoiser and large text encoders if empty"
    )
    cpu_offload: bool = Field(default=False, description="Keep parts in main memory, one on the device at a time")
    sequential_cpu_offload: bool = Field(default=False, description="Layer by layer: least memory, very slow")
    group_offload: bool = Field(default=False, description="Groups of layers, moved while others compute")
    device_map: str | None = Field(default=None, description="Spread over devices, by one of diffusers' own plans")
    low_cpu_memory: bool = Field(default=True, description="Never hold the weights twice while loading")
    vae_slicing: bool = Field(default=False, description="Decode pictures of a batch one by one")
    vae_tiling: bool = Field(default=False, description="Decode large pictures in tiles")
    attention_slicing: bool = Field(default=False, description="Compute attention in slices")
    attention: str | None = Field(default=None, description="Attention back end, by diffusers' name; its own if empty")
    channels_last: bool = Field(default=False, description="Memory layout that suits convolutions on GPUs")
    compile: Compile = Field(default="off", description="torch.compile; regional compiles the repeated blocks only")
    step_cache: StepCache = Field(default="off", description="Skip computing that changes little: faster, not the same")

    def changed(self) -> dict[str, str | bool]:
        """What differs from the defaults, as plain values: for people, and to tell one loading from another."""
        found = self.model_dump(exclude_defaults=True)
        return {name: ",".join(value) if isinstance(value, tuple) else value for name, value in found.items()}

    @property
    def is_placed(self) -> bool:
        """Whether something else than the plain device decides where the weights are."""
        return bool(self.cpu_offload or self.sequential_cpu_offload or self.group_offload or self.device_map)

    @property
    def mark(self) -> str:
        """Short and the same for the same options: what was measured with them is kept under it."""
        if not (changed := self.changed()):
            return "defaults"
        return hashlib.sha256(json.dumps(changed, sort_keys=True).encode()).hexdigest()[:16]


class OptionChoice(BaseModel):
    """One value that an option may take."""

    value: str | bool | None = Field(description="As LoadOptions takes it")
    possible: bool = Field(description="Whether this device can do it")
    reason: str | None = Field(default=None, description="Why it cannot, or what it costs there")


class OptionShown(BaseModel):
    """One load option with all its choices on one device."""

    name: str = Field(description="As LoadOptions names it")
    description: str
    default: str | bool | None = Field(description="What holds when nobody says otherwise")
    choices: list[OptionChoice] = Field(description="Empty where it takes free text")


class LoadJobSpec(BaseModel):
    """A load job: bring a model into a worker's memory. Without options, those that are set for the model."""

    model: str
    options: LoadOptions | None = None
    pin: bool = False


class UnloadJobSpec(BaseModel):
    """An unload job: take a model out of a worker's memory, pinned or not."""

    model: str
