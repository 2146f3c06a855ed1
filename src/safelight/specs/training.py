"""What a training is told. API form, CLI flags, stored config and page derive from this one spec."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

Preset = Literal["quick", "good", "thorough"]
LoraTarget = Literal["attention", "attention+feedforward", "all"]
TrainMethod = Literal["lora", "full"]
OptimizerName = Literal["adamw", "adamw8bit", "prodigy", "adafactor"]
SchedulerName = Literal[
    "constant", "constant_with_warmup", "linear", "cosine", "cosine_with_restarts", "polynomial"
]  # of diffusers' get_scheduler
Precision = Literal["no", "fp16", "bf16"]
WeightingScheme = Literal["none", "sigma_sqrt", "logit_normal", "mode", "cosmap"]
BaseQuantization = Literal["int8", "nf4"]


class TrainSpec(BaseModel):
    """Every setting of a training; the defaults suit a LoRA of SD 1.5 with about 20 pictures on one GPU.

    Source of the defaults: what diffusers, kohya, ai-toolkit and OneTrainer ship, where they agree.
    """

    model_config = ConfigDict(extra="forbid")

    method: TrainMethod = Field(
        default="lora", description="What learns: a LoRA beside the base model, or all weights of a copy of it"
    )
    base_quantization: BaseQuantization | None = Field(
        default=None, description="Hold the frozen denoiser of a LoRA training in 8 or 4 bits: less memory, slower"
    )
    rank: int = Field(default=16, ge=1, le=256, description="LoRA rank: size of the adapter")
    alpha: float | None = Field(default=None, gt=0, le=512, description="LoRA alpha; equal to rank when left out")
    target: LoraTarget = Field(default="attention", description="Which layers of the denoiser learn")
    train_text_encoder: bool = Field(default=False, description="Teach the text encoder the trigger word too")
    max_train_steps: int = Field(default=1500, ge=1, le=100_000, description="Optimizer steps")
    train_batch_size: int = Field(
        default=1, ge=1, le=64, description="Pictures per step and device; each has a prior picture beside it, if any"
    )
    gradient_accumulation_steps: int = Field(default=1, ge=1, le=64, description="Batches per optimizer step")
    learning_rate: float = Field(
        default=1e-4, gt=0, le=1, description="Learning rate of the denoiser; left out, a 20th of it for all weights"
    )
    text_encoder_learning_rate: float | None = Field(
        default=None, gt=0, le=1, description="A tenth of the denoiser's if left out"
    )
    lr_scheduler: SchedulerName = Field(default="constant", description="How the learning rate goes over the steps")
    lr_warmup_steps: int = Field(
        default=0, ge=0, le=10_000, description="Steps in which the learning rate rises; none if 'constant'"
    )
    lr_num_cycles: int = Field(default=1, ge=1, le=100, description="Cycles of cosine_with_restarts")
    lr_power: float = Field(default=1.0, gt=0, le=10, description="Of polynomial")
    optimizer: OptimizerName | None = Field(
        default=None, description="8-bit AdamW on a GPU, else AdamW. Prodigy finds its own rate: learning_rate 1"
    )
    adam_beta2: float = Field(default=0.999, gt=0, lt=1, description="Memory of the optimizer's second moment")
    weight_decay: float = Field(default=1e-2, ge=0, le=1, description="Pull of the weights towards zero")
    max_grad_norm: float = Field(default=1.0, gt=0, le=100, description="Longer gradients are shortened to this")
    resolution: int | None = Field(
        default=None, ge=64, le=2048, description="Pixel side of a square bucket; the model's own if left out"
    )
    aspect_buckets: bool = Field(default=True, description="Keep portrait and landscape pictures in their shape")
    flip: bool = Field(default=False, description="Also show each picture mirrored")
    mixed_precision: Precision | None = Field(
        default=None, description="bf16 on a GPU that has it, else fp16; none on a CPU"
    )
    gradient_checkpointing: bool | None = Field(
        default=None, description="Less memory, about 1.5 times slower; on for GPUs"
    )
    snr_gamma: float | None = Field(
        default=5.0, ge=0, description="Min-SNR loss weighting; 0 or null for the plain loss"
    )
    weighting_scheme: WeightingScheme | None = Field(
        default=None,
        description="Flow models: how times are drawn and weighted (names of diffusers); the family's own if left out",
    )
    logit_mean: float = Field(default=0.0, ge=-5, le=5, description="Of logit_normal")
    logit_std: float = Field(default=1.0, gt=0, le=5, description="Of logit_normal")
    guidance_scale: float | None = Field(
        default=None, ge=0, le=30, description="Told to a guidance-distilled model while it learns; 1 if left out"
    )
    caption_dropout: float = Field(default=0.05, ge=0, le=1, description="Share of pictures shown without their words")
    unmasked_weight: float = Field(
        default=0.1, ge=0, le=1, description="How much the part of a picture outside its mask counts, where it has one"
    )
    num_prior_images: int = Field(
        default=0, ge=0, le=1000, description="Pictures of the base model that keep its knowledge"
    )
    prior_prompts: list[str] = Field(default=[], max_length=500, description="Prompts of those pictures")
    prior_loss_weight: float = Field(default=1.0, ge=0, le=10, description="How much those pictures count")
    prior_num_inference_steps: int = Field(default=20, ge=1, le=150, description="Denoising steps of prior pictures")
    prior_guidance_scale: float | None = Field(
        default=None, ge=0, le=30, description="Guidance of prior pictures; the pipeline's own if left out"
    )
    ema_decay: float | None = Field(default=None, ge=0, lt=1, description="Average the weights; 0 or null for none")
    checkpoint_every: int = Field(default=250, ge=1, description="Steps between checkpoints")
    keep_checkpoints: int = Field(default=2, ge=1, le=20, description="Newest checkpoints kept to resume from")
    choose_best: bool = Field(
        default=True, description="Score the samples and publish the best of them rather than the last step"
    )
    early_stop: bool = Field(
        default=True, description="Stop when the score has not risen for several samples, or the model forgets"
    )
    probe_prompts: list[str] = Field(
        default=[], max_length=16, description="Of other things, drawn with the samples: does the base still know them?"
    )
    likeness_model: str | None = Field(
        default=None,
        max_length=200,
        description="Model that sees how alike pictures are (DINOv2, CLIP …); an installed one, or none, if left out",
    )
    num_processes: int = Field(default=1, ge=1, le=64, description="Devices that share the training (DDP)")
    pause_for_pictures: bool = Field(
        default=True, description="Stand aside between two steps while somebody waits for a picture on this device"
    )
    sample_every: int = Field(default=250, ge=0, description="Steps between sample pictures; 0 for none")
    seed: int = Field(default=0, ge=0, le=2**32 - 1, description="Of all that is drawn by chance")

    @field_validator("snr_gamma", "ema_decay")
    @classmethod
    def _zero_is_none(cls, value: float | None) -> float | None:
        return value or None

    @field_validator("base_quantization", mode="before")
    @classmethod
    def _named_none(cls, value: object) -> object:
        return None if value == "none" else value

    @model_validator(mode="after")
    def _whole_base(self) -> "TrainSpec":
        if self.method == "full" and self.base_quantization is not None:
            raise ValueError("base_quantization holds frozen weights, and with method 'full' none are frozen")
        return self

    @property
    def scaling_alpha(self) -> float:
        """The alpha in force: scale of the adapter is alpha / rank."""
        return self.alpha if self.alpha is not None else float(self.rank)


class TrainOverrides(BaseModel):
    """What a person may set by hand, any setting of TrainSpec; the rest comes from the model's preset.

    Bounds and descriptions are those of TrainSpec, put in below.
    """

    model_config = ConfigDict(extra="forbid")

    method: TrainMethod | None = None
    base_quantization: BaseQuantization | Literal["none"] | None = None
    rank: int | None = None
    alpha: float | None = None
    target: LoraTarget | None = None
    train_text_encoder: bool | None = None
    max_train_steps: int | None = None
    train_batch_size: int | None = None
    gradient_accumulation_steps: int | None = None
    learning_rate: float | None = None
    text_encoder_learning_rate: float | None = None
    lr_scheduler: SchedulerName | None = None
    lr_warmup_steps: int | None = None
    lr_num_cycles: int | None = None
    lr_power: float | None = None
    optimizer: OptimizerName | None = None
    adam_beta2: float | None = None
    weight_decay: float | None = None
    max_grad_norm: float | None = None
    resolution: int | None = None
    aspect_buckets: bool | None = None
    flip: bool | None = None
    mixed_precision: Precision | None = None
    gradient_checkpointing: bool | None = None
    snr_gamma: float | None = None
    weighting_scheme: WeightingScheme | None = None
    logit_mean: float | None = None
    logit_std: float | None = None
    guidance_scale: float | None = None
    caption_dropout: float | None = None
    unmasked_weight: float | None = None
    num_prior_images: int | None = None
    prior_prompts: list[str] | None = None
    prior_loss_weight: float | None = None
    prior_num_inference_steps: int | None = None
    prior_guidance_scale: float | None = None
    ema_decay: float | None = None
    checkpoint_every: int | None = None
    keep_checkpoints: int | None = None
    choose_best: bool | None = None
    early_stop: bool | None = None
    probe_prompts: list[str] | None = None
    likeness_model: str | None = None
    num_processes: int | None = None
    pause_for_pictures: bool | None = None
    sample_every: int | None = None
    seed: int | None = None


def _bound_as_in_spec() -> None:
    for name, field in TrainOverrides.model_fields.items():
        known = TrainSpec.model_fields[name]
        field.metadata, field.description = list(known.metadata), known.description
    TrainOverrides.model_rebuild(force=True)


_bound_as_in_spec()
