"""Errors in the shape of AUTOMATIC1111, which names the fields of a request in its own way."""

from fastapi import Request
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, Field

from safelight.kit.errors import SafelightError

_THEIRS = {
    "num_inference_steps": "steps", "guidance_scale": "cfg_scale", "true_cfg_scale": "cfg_scale", "n": "batch_size",
    "scheduler": "sampler_name", "model": "sd_model_checkpoint", "vae": "sd_vae", "image": "init_images",
    "clip_skip": "CLIP_stop_at_last_layers", "mask_image": "mask", "strength": "denoising_strength",
    "padding_mask_crop": "inpaint_full_res_padding", "hires": "hr_scale", "hires.scale": "hr_scale",
    "hires.width": "hr_resize_x", "hires.height": "hr_resize_y", "hires.strength": "denoising_strength",
    "hires.num_inference_steps": "hr_second_pass_steps", "hires.upscaler": "hr_upscaler",
}  # fmt: skip


class Refusal(BaseModel):
    """What went wrong."""

    error: str = Field(description="A stable code, such as model_not_found")
    detail: str = Field(description="What happened")
    body: str = Field(default="", description="Always empty")
    errors: str = Field(description="What happened, and what to do next")


def _theirs(field: str) -> str:
    if field.startswith("loras["):  # all of theirs stand in the prompt
        return "prompt"
    return "alwayson_scripts.ControlNet" if field.startswith("controls[") else _THEIRS.get(field, field)


def shape(_: Request, error: SafelightError) -> Response:
    """An error as a response."""
    message = error.message
    for problem in error.fields[:1]:
        if message.startswith(f"{problem.field}:"):
            message = _theirs(problem.field) + message.removeprefix(problem.field)
        if problem.value:
            message = f"{message.rstrip('.')} (it was {problem.value})."
    told = f"{message.rstrip('.')}. {error.hint}" if error.hint else message
    refusal = Refusal(error=error.code, detail=message, errors=told)
    headers = {"Retry-After": str(error.retry_after)} if error.retry_after else {}
    if error.status == 401:
        headers["WWW-Authenticate"] = "Basic"
    return JSONResponse(refusal.model_dump(), status_code=error.status, headers=headers)
