"""Requests and answers of AUTOMATIC1111's API. Null is as good as left out, and unknown fields are passed over."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field, JsonValue, model_validator

MAX_PICTURES = 64
BASE64 = "base64, with or without `data:image/png;base64,` before it"


class Lenient(BaseModel):
    """What a client sends."""

    model_config = ConfigDict(extra="ignore", protected_namespaces=())

    @model_validator(mode="before")
    @classmethod
    def _without_nulls(cls, given: Any) -> Any:
        return {name: value for name, value in given.items() if value is not None} if isinstance(given, dict) else given


class Drawing(Lenient):
    """What txt2img and img2img have in common. What is left out comes from the model's own defaults."""

    prompt: str = Field(default="", description="What to draw; `<lora:name:0.8>` in it adds a LoRA or a character")
    negative_prompt: str = Field(default="", description="What to keep out of the picture")
    styles: list[str] = Field(default=[], description="Names of prompt styles")
    seed: int = Field(default=-1, description="-1 for a random one; picture i has seed + i")
    subseed: int = Field(default=-1, description="Taken and left out")
    subseed_strength: float = Field(default=0, description="Taken and left out, with a note")
    seed_resize_from_w: int = Field(default=-1, description="Taken and left out, with a note")
    seed_resize_from_h: int = Field(default=-1, description="Taken and left out, with a note")
    sampler_name: str | None = Field(default=None, description="One of /sdapi/v1/samplers")
    sampler_index: str | None = Field(default=None, description="The same under its old name")
    scheduler: str | None = Field(default=None, description="One of /sdapi/v1/schedulers")
    steps: int | None = Field(default=None, description="Denoising steps")
    cfg_scale: float | None = Field(default=None, description="Guidance")
    distilled_cfg_scale: float | None = Field(
        default=None, description="Guidance of distilled models; then cfg_scale is the second one"
    )
    width: int | None = Field(default=None, description="Pixels, brought down to a multiple of 8")
    height: int | None = Field(default=None, description="Pixels, brought down to a multiple of 8")
    batch_size: int = Field(default=1, ge=1, description=f"Pictures; n_iter times it, {MAX_PICTURES} at most")
    n_iter: int = Field(default=1, ge=1, description="Times batch_size pictures")
    clip_skip: int | None = Field(default=None, description="As CLIP_stop_at_last_layers")
    restore_faces: bool = Field(default=False, description="Taken and left out, with a note")
    tiling: bool = Field(default=False, description="Taken and left out, with a note")
    refiner_checkpoint: str | None = Field(default=None, description="Taken and left out, with a note")
    eta: float | None = Field(default=None, description="Taken and left out")
    override_settings: dict[str, JsonValue] = Field(
        default={}, description="Options for this request: sd_model_checkpoint, sd_vae, CLIP_stop_at_last_layers"
    )
    override_settings_restore_afterwards: bool = Field(
        default=True, description="false keeps override_settings as the caller's options"
    )
    script_name: str | None = Field(default=None, description="There are no scripts: any name is refused")
    script_args: list[JsonValue] = Field(default=[], description="Taken and left out")
    alwayson_scripts: dict[str, JsonValue] = Field(
        default={}, description="Units of ControlNet are drawn with; all others are left out, with a note"
    )
    send_images: bool = Field(default=True, description="false answers without the pictures")
    save_images: bool = Field(default=False, description="true keeps them in the gallery, false for some minutes")
    do_not_save_samples: bool = Field(default=False, description="Taken and left out: save_images decides")
    do_not_save_grid: bool = Field(default=False, description="Taken and left out: no grids are made")
    force_task_id: str | None = Field(default=None, description="Taken and left out")


class Txt2Img(Drawing):
    """Pictures from words."""

    enable_hr: bool = Field(default=False, description="Draw a second, larger pass")
    denoising_strength: float | None = Field(default=None, description="How much the second pass draws anew")
    hr_scale: float = Field(default=2.0, description="Times the first size")
    hr_resize_x: int = Field(default=0, description="Width of the second pass, instead of hr_scale")
    hr_resize_y: int = Field(default=0, description="Height of the second pass, instead of hr_scale")
    hr_upscaler: str = Field(default="Latent", description="Latent, Lanczos, or one of /sdapi/v1/upscalers")
    hr_second_pass_steps: int = Field(default=0, description="0 for those of the first pass")
    hr_checkpoint_name: str | None = Field(default=None, description="Taken and left out, with a note")
    hr_sampler_name: str | None = Field(default=None, description="Taken and left out, with a note")
    hr_scheduler: str | None = Field(default=None, description="Taken and left out, with a note")
    hr_prompt: str = Field(default="", description="Taken and left out, with a note")
    hr_negative_prompt: str = Field(default="", description="Taken and left out, with a note")


class Img2Img(Drawing):
    """Pictures from a picture."""

    init_images: list[str] = Field(default=[], description=f"The picture to start from: {BASE64}")
    denoising_strength: float = Field(default=0.75, ge=0, le=1, description="How far the picture may leave it")
    resize_mode: int = Field(
        default=0, ge=0, le=3, description="How it comes to the size: 0 stretches, 1 crops, 2 adds bars"
    )
    mask: str | None = Field(default=None, description=f"White is drawn anew: {BASE64}")
    mask_blur: int | None = Field(default=None, description="Softness of the mask's edge in pixels; 4 if left out")
    mask_blur_x: int | None = Field(default=None, description="mask_blur under its newer names")
    mask_blur_y: int | None = Field(default=None, description="mask_blur under its newer names")
    inpainting_mask_invert: int = Field(default=0, description="1: black is drawn anew")
    inpainting_fill: int = Field(default=1, description="1 starts from the picture; others do too, with a note")
    inpaint_full_res: bool = Field(default=True, description="Draw the masked region alone, at full size")
    inpaint_full_res_padding: int = Field(default=0, description="Margin around it in pixels")
    image_cfg_scale: float | None = Field(default=None, description="Taken and left out")
    initial_noise_multiplier: float | None = Field(default=None, description="Taken and left out")
    include_init_images: bool = Field(default=False, description="Give init_images and mask back in parameters")


class Drawn(BaseModel):
    """The pictures, and how they were made."""

    images: list[str] = Field(description="PNG files in base64, the recipe inside each")
    parameters: dict[str, Any] = Field(description="The request, and what was taken where it left something out")
    info: str = Field(description="Info, as text")


class Info(BaseModel):
    """How the pictures were made."""

    model_config = ConfigDict(protected_namespaces=())

    prompt: str = Field(description="As asked")
    all_prompts: list[str] = Field(description="As drawn, for each picture")
    negative_prompt: str = Field(description="As asked")
    all_negative_prompts: list[str] = Field(description="As drawn, for each picture")
    seed: int = Field(description="Of the first picture")
    all_seeds: list[int] = Field(description="Of each picture")
    subseed: int = Field(description="The seed: there are no subseeds")
    all_subseeds: list[int] = Field(description="The seeds")
    subseed_strength: float = Field(default=0, description="Always 0")
    width: int = Field(description="Pixels of the first pass")
    height: int = Field(description="Pixels of the first pass")
    sampler_name: str = Field(description="As AUTOMATIC1111 calls it")
    cfg_scale: float = Field(description="Guidance")
    steps: int = Field(description="Denoising steps")
    batch_size: int = Field(description="As asked")
    restore_faces: bool = Field(default=False, description="Always false")
    face_restoration_model: str | None = Field(default=None, description="Always null")
    sd_model_name: str = Field(description="The base model")
    sd_model_hash: str | None = Field(description="First ten digits of its SHA-256, once it is known")
    sd_vae_name: str | None = Field(description="Null for the model's own")
    sd_vae_hash: str | None = Field(description="First ten digits of its SHA-256, once it is known")
    seed_resize_from_w: int = Field(default=-1, description="Always -1")
    seed_resize_from_h: int = Field(default=-1, description="Always -1")
    denoising_strength: float | None = Field(description="Of img2img, or of the second pass")
    extra_generation_params: dict[str, JsonValue] = Field(description="Schedule type, second pass, what was left out")
    index_of_first_image: int = Field(default=0, description="Always 0: there is no grid before them")
    infotexts: list[str] = Field(description="The text in each picture")
    styles: list[str] = Field(description="Names of the styles that were put around the prompt")
    job_timestamp: str = Field(description="When it was asked for: YYYYMMDDhhmmss, UTC")
    clip_skip: int = Field(description="1 leaves no layer out")
    is_using_inpainting_conditioning: bool = Field(default=False, description="Whether there was a mask")
    version: str = Field(description="Safelight and its version")
    comments: list[str] = Field(description="What of the request could not be done, and what else a person should know")
    generation_id: str = Field(description="Of the generation here")
