"""How a model is brought into memory: every memory and speed option of diffusers as a switch of its own."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Precision = Literal["auto", "f32", "f16", "bf16"]
Quantization = Literal["none", "int8", "int4", "nf4", "fp4", "fp8"]
Compile = Literal["off", "regional", "full", "max-autotune"]
StepCache = Literal["off", "first_block", "pyramid_attention", "faster", "taylorseer", "mag"]


class LoadOptions(BaseModel):
    """Independent switches; engine/diffusion/options.py says which pairs diffusers cannot do, and what would work.

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
