"""txt2img and img2img: a request waits for its pictures, and one that goes away takes its job along."""

import base64
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool

import safelight
from safelight.doors.a1111 import options, pictures, units
from safelight.doors.a1111.asking import Pictures, understood
from safelight.doors.a1111.client import Client, ClientDep
from safelight.doors.a1111.samplers import SCHEDULE_OF
from safelight.doors.a1111.schemas import Drawn, Img2Img, Info, Txt2Img
from safelight.features.access import Studio, StudioDep
from safelight.features.generations import service as generations
from safelight.features.generations.access import attended
from safelight.features.models.access import ShelfDep
from safelight.features.models.repository import ModelShelf
from safelight.jobs import service as jobs
from safelight.kit import infotext, png_text
from safelight.kit.errors import InvalidInput, SafelightError
from safelight.specs.generation import GenerationPlan

router = APIRouter()


@dataclass(frozen=True)
class Started:
    """A generation in the queue."""

    generation_id: str
    job_id: str
    notes: list[str]
    model_hash: str | None


@router.post("/txt2img", response_model=Drawn)
async def txt2img(asked: Txt2Img, request: Request, client: ClientDep, studio: StudioDep, shelf: ShelfDep) -> Response:
    """Draw pictures from words. What could not be done is told in `info`, under `comments`."""
    return await _drawn(asked, request, client=client, studio=studio, shelf=shelf)


@router.post("/img2img", response_model=Drawn)
async def img2img(asked: Img2Img, request: Request, client: ClientDep, studio: StudioDep, shelf: ShelfDep) -> Response:
    """Draw pictures from a picture, or anew where a mask is white."""
    return await _drawn(asked, request, client=client, studio=studio, shelf=shelf)


async def _drawn(
    asked: Txt2Img | Img2Img, request: Request, *, client: Client, studio: Studio, shelf: ModelShelf
) -> Response:
    mark = studio.bus.latest_id()
    started = await run_in_threadpool(_start, asked, client=client, studio=studio, shelf=shelf)
    async with aclosing(attended(studio, request, job_id=started.job_id, after=mark)) as facts:
        async for _ in facts:
            pass
    # Many pictures in base64 are many megabytes: they are put together beside the event loop, the JSON too.
    return await run_in_threadpool(_answer, asked, started, studio=studio)


def _start(asked: Txt2Img | Img2Img, *, client: Client, studio: Studio, shelf: ModelShelf) -> Started:
    brought, notes = _brought(asked, studio, shelf)
    with studio.db.transaction() as session:
        set_by_client = options.of(session, client)
        ours = understood(session, asked, options=set_by_client, shelf=shelf, pictures=brought)
        if not asked.override_settings_restore_afterwards:
            options.change(session, client, asked.override_settings, shelf=shelf)
        generation, job = generations.start(
            session,
            spec=ours.spec,
            shelf=shelf,
            max_queued=studio.limits.queued_jobs,
            requester=client.requester,
            kept=None if asked.save_images else studio.limits.results_kept,
        )
        return Started(generation.id, job.id, notes + ours.notes, ours.info.sha256)


def _brought(asked: Txt2Img | Img2Img, studio: Studio, shelf: ModelShelf) -> tuple[Pictures, list[str]]:
    """The pictures of a request, taken in."""
    image = mask = None
    if isinstance(asked, Img2Img):
        if not asked.init_images:
            raise InvalidInput.of("init_images", None, "there is no picture to start from", hint="Send one in base64.")
        image = pictures.take(studio, asked.init_images[0], field="init_images")
        if asked.mask:
            mask = pictures.take_mask(studio, asked.mask, image=image, invert=bool(asked.inpainting_mask_invert))
    controls, notes = units.controls(asked.alwayson_scripts, studio=studio, shelf=shelf, start=image)
    return Pictures(image=image, mask=mask, controls=controls), notes


def _answer(asked: Txt2Img | Img2Img, started: Started, *, studio: Studio) -> Response:
    """The pictures of a generation that has ended: none, if it was interrupted. Raises why it failed."""
    with studio.db.reading() as session:
        made = generations.get(session, started.generation_id)
        job = jobs.find(session, started.job_id)
        if job is not None and (failure := job.parsed_failure) is not None:
            raise SafelightError(failure.message, code=failure.code, hint=failure.hint)
        plan = GenerationPlan.model_validate(made.plan)
        keys = [picture.key for picture in made.pictures]
        comments = [*started.notes, *made.notes]
        asked_at = f"{made.created_at:%Y%m%d%H%M%S}"
    files = [studio.storage.get(key) for key in keys]
    if not files:
        comments.append("It was interrupted; there are no pictures.")
    info = _info(
        asked, plan, started, comments, [png_text.read(file).get("parameters", "") for file in files], asked_at
    )
    drawn = Drawn(
        images=[base64.b64encode(file).decode() for file in files] if asked.send_images else [],
        parameters=_parameters(asked, plan),
        info=info.model_dump_json(),
    )
    return Response(drawn.model_dump_json(), media_type="application/json")


def _info(
    asked: Txt2Img | Img2Img,
    plan: GenerationPlan,
    started: Started,
    comments: list[str],
    infotexts: list[str],
    asked_at: str,
) -> Info:
    count = len(infotexts)
    seeds = [plan.seed_of(index) for index in range(count)]
    extra: dict[str, Any] = {
        "Schedule type": _schedule(plan),
        "Hires upscale": round(plan.hires.width / plan.width, 3) if plan.hires else None,
        "Hires steps": plan.hires.num_inference_steps if plan.hires else None,
        "Hires upscaler": plan.hires.upscaler if plan.hires else None,
        "Mask blur": plan.mask_blur if plan.mask_image else None,
        "Notes": " ".join(comments) or None,
    }
    return Info(
        prompt=asked.prompt,
        all_prompts=[plan.prompt] * count,
        negative_prompt=asked.negative_prompt,
        all_negative_prompts=[plan.negative_prompt] * count,
        seed=plan.seed,
        all_seeds=seeds,
        subseed=plan.seed,
        all_subseeds=seeds,
        width=plan.width,
        height=plan.height,
        sampler_name=infotext.SAMPLERS[plan.scheduler][0],
        cfg_scale=plan.guidance_scale,
        steps=plan.num_inference_steps,
        batch_size=asked.batch_size,
        sd_model_name=plan.model,
        sd_model_hash=_short(started.model_hash),
        sd_vae_name=plan.vae.name if plan.vae else None,
        sd_vae_hash=_short(plan.vae.sha256) if plan.vae else None,
        denoising_strength=plan.hires.strength if plan.hires else plan.strength,
        extra_generation_params={name: value for name, value in extra.items() if value is not None},
        infotexts=infotexts,
        styles=plan.styles,
        job_timestamp=asked_at,
        clip_skip=(plan.clip_skip or 0) + 1,
        is_using_inpainting_conditioning=plan.mask_image is not None,
        version=f"Safelight {safelight.__version__}",
        comments=comments,
        generation_id=started.generation_id,
    )


def _parameters(asked: Txt2Img | Img2Img, plan: GenerationPlan) -> dict[str, Any]:
    """The request, without what is large in it, and what was taken where it left something out."""
    is_echoed = isinstance(asked, Img2Img) and asked.include_init_images
    echo = asked.model_dump(mode="json", exclude=set() if is_echoed else {"init_images", "mask"})
    echo["alwayson_scripts"] = {name: {} for name in asked.alwayson_scripts}
    if not is_echoed and isinstance(asked, Img2Img):
        echo |= {"init_images": None, "mask": None}
    taken = {
        "steps": plan.num_inference_steps,
        "cfg_scale": plan.guidance_scale,
        "width": plan.width,
        "height": plan.height,
        "sampler_name": infotext.SAMPLERS[plan.scheduler][0],
        "scheduler": _schedule(plan) or "Automatic",
        "denoising_strength": plan.hires.strength if plan.hires else plan.strength,
    }
    return {**echo, **{name: value for name, value in taken.items() if echo.get(name) is None}}


def _schedule(plan: GenerationPlan) -> str | None:
    return next((label for option, label in SCHEDULE_OF.items() if plan.scheduler_options.get(option)), None)


def _short(digest: str | None) -> str | None:
    return digest[:10] if digest else None
