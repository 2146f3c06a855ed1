"""What a plan names beside its base model, brought to this machine: LoRAs, pictures, ControlNets, a VAE."""

import io
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

from PIL import Image

from safelight.engine.diffusion.inputs import Aids
from safelight.engine.vision.prepare import on_white
from safelight.jobs.task import JobContext
from safelight.kit.errors import Conflict
from safelight.kit.files import sha256_of
from safelight.specs.generation import GenerationPlan, ImageUse, LoraUse, ModelUse
from safelight.storage import StorageNotFound
from safelight.worker.workshop import Workshop

BUILT_IN = ("lanczos", "latent")


class InputGone(Conflict):
    """A picture that the plan starts from is not in the storage any more, or is another."""

    code = "input_gone"


def loras(workshop: Workshop, plan: GenerationPlan) -> list[tuple[Path, LoraUse]]:
    """The LoRA files and how to use them, each with its hash."""
    found = [(workshop.lora(use), use) for use in plan.loras]
    return [(path, use if use.sha256 else use.model_copy(update={"sha256": sha256_of(path)})) for path, use in found]


def aids(workshop: Workshop, plan: GenerationPlan, job: JobContext) -> Aids:
    """All the rest. Raises InputGone, ModelNotFound, ModelChanged."""
    return Aids(
        image=image(workshop, plan.image, "image") if plan.image else None,
        mask=image(workshop, plan.mask_image, "mask_image") if plan.mask_image else None,
        controls=[
            (workshop.helper(use, "controlnet").path, image(workshop, use.image, f"controls[{at}].image"))
            for at, use in enumerate(plan.controls)
        ],
        vae=workshop.helper(plan.vae, "vae").path if plan.vae else None,
        embeddings=[(workshop.helper(use, "embedding").path, use.name) for use in plan.embeddings],
        upscale=_upscaler(workshop, plan, job),
    )


def image(workshop: Workshop, use: ImageUse, field: str) -> Image.Image:
    """A stored picture, whole and as recorded; transparent parts on white."""
    try:
        data = workshop.storage.get(use.key)
    except StorageNotFound as error:
        raise _gone(field, use, "is gone") from error
    if sha256(data).hexdigest() != use.sha256:
        raise _gone(field, use, "was changed in the storage")
    with Image.open(io.BytesIO(data)) as picture:
        return on_white(picture)


def _gone(field: str, use: ImageUse, what: str) -> InputGone:
    return InputGone(
        f"{field}: the picture that was named ({use.picture_id or use.key}) {what}.", hint="Upload it again."
    )


def _upscaler(workshop: Workshop, plan: GenerationPlan, job: JobContext) -> Callable[[Image.Image], Image.Image] | None:
    if plan.hires is None or plan.hires.upscaler in BUILT_IN:
        return None
    from safelight.engine.vision.upscale import Upscaler, upscale  # noqa: PLC0415  few plans need a network for it

    info = workshop.helper(ModelUse(name=plan.hires.upscaler, sha256=plan.hires.upscaler_sha256), "upscaler")
    network = Upscaler.load(info.path, workshop.device)
    scale = max(plan.hires.width / plan.width, plan.hires.height / plan.height)
    return lambda picture: upscale(picture, network, scale, on_tile=lambda *_: job.check())
