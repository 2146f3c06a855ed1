"""Pictures made larger, and what a picture says of how it was made."""

import base64
import io
from contextlib import aclosing
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel, Field

from safelight.doors.a1111 import naming, pictures
from safelight.doors.a1111.client import Client, ClientDep
from safelight.doors.a1111.pictures import Taken
from safelight.doors.a1111.schemas import BASE64, Lenient
from safelight.features.access import Studio, StudioDep
from safelight.features.edits import service as edits
from safelight.features.edits.schemas import EditSpec
from safelight.features.generations.access import attended
from safelight.features.models.access import ShelfDep
from safelight.features.models.repository import ModelShelf
from safelight.jobs import service as jobs
from safelight.kit import infotext, picture_text
from safelight.kit.errors import InvalidInput, SafelightError

router = APIRouter()

MOST_IMAGES = 100
_SIZE = ("Size", "Hires resize")


class Extras(Lenient):
    """How pictures are to be made larger."""

    resize_mode: int = Field(default=0, ge=0, le=1, description="0 by upscaling_resize, 1 to the given size")
    show_extras_results: bool = Field(default=True, description="false answers without the picture")
    upscaling_resize: float = Field(default=2, gt=0, le=16, description="Times the picture's own size")
    upscaling_resize_w: int = Field(default=512, ge=1, description="Pixels, for resize_mode 1")
    upscaling_resize_h: int = Field(default=512, ge=1, description="Pixels, for resize_mode 1")
    upscaling_crop: bool = Field(default=True, description="Crop to exactly that size; else it is the least size")
    upscaler_1: str = Field(default="None", description="One of /sdapi/v1/upscalers")
    upscaler_2: str = Field(default="None", description="Taken and left out, with a note")
    extras_upscaler_2_visibility: float = Field(default=0, description="Taken and left out, with a note")
    gfpgan_visibility: float = Field(default=0, description="Taken and left out, with a note")
    codeformer_visibility: float = Field(default=0, description="Taken and left out, with a note")
    codeformer_weight: float = Field(default=0, description="Taken and left out")
    upscale_first: bool = Field(default=False, description="Taken and left out")


class ExtraSingle(Extras):
    """One picture."""

    image: str = Field(description=f"The picture: {BASE64}")


class File(BaseModel):
    """One picture of several."""

    data: str = Field(description=f"The picture: {BASE64}")
    name: str = Field(default="", description="Any name")


class ExtraBatch(Extras):
    """Several pictures."""

    imageList: list[File] = Field(min_length=1, max_length=MOST_IMAGES, description="The pictures")  # noqa: N815  its own name


class ExtraSingleDone(BaseModel):
    """One picture, larger."""

    html_info: str = Field(description="What could not be done; empty when all was")
    image: str | None = Field(description="PNG in base64")


class ExtraBatchDone(BaseModel):
    """Several pictures, larger."""

    html_info: str = Field(description="What could not be done; empty when all was")
    images: list[str] = Field(description="PNG files in base64, in their order")


class PngInfo(Lenient):
    """A picture to read."""

    image: str = Field(description=f"PNG, WebP or JPEG: {BASE64}")


class PngInfoRead(BaseModel):
    """What it says."""

    info: str = Field(description="The text of its settings; empty without one")
    items: dict[str, str] = Field(description="Its other texts")
    parameters: dict[str, str] = Field(description="The settings, taken apart")


@router.post("/extra-single-image", response_model=ExtraSingleDone)
async def enlarge(
    asked: ExtraSingle, request: Request, client: ClientDep, studio: StudioDep, shelf: ShelfDep
) -> Response:
    """Make one picture larger, or smaller; it is kept for some minutes, and not in the gallery."""
    notes, made = await _enlarged(asked, [asked.image], request, client=client, studio=studio, shelf=shelf)
    image = made[0] if asked.show_extras_results and made else None
    return await run_in_threadpool(_as_json, ExtraSingleDone(html_info=" ".join(notes), image=image))


@router.post("/extra-batch-images", response_model=ExtraBatchDone)
async def enlarge_several(
    asked: ExtraBatch, request: Request, client: ClientDep, studio: StudioDep, shelf: ShelfDep
) -> Response:
    """Make several pictures larger, or smaller, as one job."""
    files = [file.data for file in asked.imageList]
    notes, made = await _enlarged(asked, files, request, client=client, studio=studio, shelf=shelf)
    return await run_in_threadpool(_as_json, ExtraBatchDone(html_info=" ".join(notes), images=made))


@router.post("/png-info")
def read_picture(asked: PngInfo) -> PngInfoRead:
    """Read the settings that a picture carries. Raises what a damaged one is refused with."""
    texts = picture_text.texts(io.BytesIO(pictures.decoded(asked.image.strip(), field="image")))
    info = texts.pop("parameters", "")
    return PngInfoRead(info=info, items=texts, parameters=_taken_apart(info))


async def _enlarged(
    asked: Extras, files: list[str], request: Request, *, client: Client, studio: Studio, shelf: ModelShelf
) -> tuple[list[str], list[str]]:
    """Notes, and the pictures in base64; none if it was interrupted."""
    mark = studio.bus.latest_id()
    job_id, notes = await run_in_threadpool(_start, asked, files, client=client, studio=studio, shelf=shelf)
    async with aclosing(attended(studio, request, job_id=job_id, after=mark)) as facts:
        async for _ in facts:
            pass
    return notes, await run_in_threadpool(_results, studio, job_id)


def _start(
    asked: Extras, files: list[str], *, client: Client, studio: Studio, shelf: ModelShelf
) -> tuple[str, list[str]]:
    upscaler = naming.upscaler(shelf, asked.upscaler_1, field="upscaler_1")
    wishes = {
        "upscaler_2": asked.extras_upscaler_2_visibility,
        "gfpgan_visibility": asked.gfpgan_visibility,
        "codeformer_visibility": asked.codeformer_visibility,
    }
    notes = [f"{name} was left out: there is nothing like it here." for name, wished in wishes.items() if wished]
    taken = [pictures.take(studio, text, field="image") for text in files]
    sizes = [_size(asked, picture) for picture in taken]
    if any(size != sizes[0] for size in sizes):
        raise InvalidInput.of(
            "upscaling_crop", False, "pictures of several shapes come to several sizes",
            hint="Crop them, send them one by one, or use resize_mode 0.",
        )  # fmt: skip
    with studio.db.transaction() as session:
        rows = edits.start(
            session,
            spec=EditSpec(images=[picture.id for picture in taken], upscaler=upscaler, **sizes[0]),
            shelf=shelf,
            max_queued=studio.limits.queued_jobs,
            requester=client.requester,
            kept=studio.limits.results_kept,
        )
        return rows[0].job_id, notes


def _size(asked: Extras, picture: Taken) -> dict[str, Any]:
    if asked.resize_mode == 0:
        return {"scale": asked.upscaling_resize}
    size = (asked.upscaling_resize_w, asked.upscaling_resize_h)
    if asked.upscaling_crop:
        return {"width": size[0], "height": size[1], "mode": "fill"}
    scale = max(size[0] / picture.width, size[1] / picture.height)
    return {"width": round(picture.width * scale), "height": round(picture.height * scale), "mode": "exact"}


def _results(studio: Studio, job_id: str) -> list[str]:
    with studio.db.reading() as session:
        job = jobs.find(session, job_id)
        if job is not None and (failure := job.parsed_failure) is not None:
            raise SafelightError(failure.message, code=failure.code, hint=failure.hint)
        keys = [picture.key for row in edits.of_job(session, job_id) for picture in row.pictures]
    return [base64.b64encode(studio.storage.get(key)).decode() for key in keys]


def _as_json(answer: BaseModel) -> Response:
    return Response(answer.model_dump_json(), media_type="application/json")


def _taken_apart(info: str) -> dict[str, str]:
    if not info:
        return {}
    found = infotext.split(info)
    parameters = {"Prompt": found.prompt, "Negative prompt": found.negative_prompt, **found.settings}
    for name in _SIZE:
        if (size := parameters.pop(name, "")).count("x") == 1:
            parameters[f"{name}-1"], parameters[f"{name}-2"] = size.split("x")
    return parameters
