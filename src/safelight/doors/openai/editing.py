"""Requests to draw over a picture: as a form with files, which most clients send, or as JSON."""

import base64
import binascii
import io
from typing import Any

from fastapi import Request
from fastapi.concurrency import run_in_threadpool
from PIL import Image
from starlette.datastructures import FormData, UploadFile

from safelight.doors.openai.schemas import EditAsk, EditImage
from safelight.features.access import Studio
from safelight.features.inputs import service as inputs
from safelight.kit import foreign_json
from safelight.kit.errors import InvalidInput, TooLarge
from safelight.kit.pictures import AcceptedPicture

IMAGE, MASK = "image", "mask"
_JSON_FIELDS = frozenset({"loras", "embeddings", "controls", "hires", "seeds", "scheduler_options", "styles"})
_COMPONENT = "#/components/schemas/{model}"
_MASKED_BY_ITSELF = "dall-e"  # with these models, what is transparent in the picture is its mask
_LARGEST_JSON = 100_000_000  # bytes
_Picture = bytes | str
"""A file, or the id of a picture that is here already."""


async def edit_ask(request: Request, studio: Studio) -> EditAsk:
    """The request, its pictures taken in. Raises InvalidInput, TooLarge, InputUnusable, pydantic's ValidationError."""
    if request.headers.get("content-type", "").startswith("application/json"):
        ask, image, mask = await run_in_threadpool(_from_json, await request.body())
    else:
        async with request.form() as form:
            ask, image, mask = await _from_form(form, largest=studio.intake.limits.max_bytes)
    update: dict[str, str | None] = {"image": await run_in_threadpool(_taken, studio, image, name=IMAGE)}
    if mask is not None:
        update["mask_image"] = await run_in_threadpool(_taken, studio, mask, name=MASK)
    elif isinstance(image, bytes) and (ask.model or "").startswith(_MASKED_BY_ITSELF) and _has_alpha(image):
        update["mask_image"] = await run_in_threadpool(_holes_in, studio, image)
    return ask.model_copy(update={name: value for name, value in update.items() if value})


def request_body() -> dict[str, Any]:
    """Both forms of the request, for OpenAPI."""
    plain = EditAsk.model_json_schema(ref_template=_COMPONENT)
    # What ImageAsk has as well is described there; what only this request has is not.
    plain = _inlined(plain, {EditImage.__name__: plain.pop("$defs")[EditImage.__name__]})
    file = {"type": "string", "format": "binary"}
    fields = {name: field for name, field in plain["properties"].items() if name not in {"images", "mask_image"}}
    fields |= {
        IMAGE: file | {"description": "The picture; `image[]` is the same"},
        MASK: file | {"description": "As large as the picture: transparent, or white if opaque, is drawn anew"},
    }
    as_form = {"title": "EditForm", "type": "object", "properties": fields, "required": ["prompt", IMAGE]}
    schemas = {"multipart/form-data": as_form, "application/json": plain}
    return {"required": True, "content": {kind: {"schema": schema} for kind, schema in schemas.items()}}


def _from_json(body: bytes) -> tuple[EditAsk, _Picture, _Picture | None]:
    if len(body) > _LARGEST_JSON:
        raise TooLarge(f"The body is larger than {_LARGEST_JSON // 1_000_000} MB.", hint="Send the picture as a form.")
    ask = EditAsk.model_validate(foreign_json.loads(body))
    given = [_picture(each, f"images[{at}].image_url") for at, each in enumerate(ask.images)]
    given += [ask.image] if ask.image else []
    return ask, _only(given), _picture(ask.mask, "mask.image_url") if ask.mask else None


async def _from_form(form: FormData, *, largest: int) -> tuple[EditAsk, _Picture, _Picture | None]:
    fields: dict[str, Any] = {}
    given: dict[str, list[_Picture]] = {IMAGE: [], MASK: []}
    for name, value in form.multi_items():
        plain = name.partition("[")[0]  # image, image[] and image[0] are the same
        if isinstance(value, UploadFile):
            if plain in given:
                given[plain].append(await value.read(largest + 1))
        elif plain in given:
            given[plain] += [value] if value else []
        else:
            fields[plain] = _read(plain, value)
    ask = EditAsk.model_validate(fields)
    return ask, _only(given[IMAGE]), _only(given[MASK], MASK) if given[MASK] else None


def _read(name: str, value: str) -> Any:
    """A field of a form; what is a list or an object comes as JSON."""
    if name not in _JSON_FIELDS or not value.lstrip().startswith(("[", "{")):
        return value
    try:
        return foreign_json.loads(value)
    except foreign_json.BadJson as error:
        raise InvalidInput.of(name, value, "it is not valid JSON") from error


def _only(given: list[_Picture], name: str = IMAGE) -> _Picture:
    if not given:
        raise InvalidInput.of(name, None, "there is no picture to edit", hint="Send it as the file `image`.")
    if len(given) > 1:
        hint = "Send the one that is to be drawn over."
        raise InvalidInput.of(name, len(given), f"one picture is taken, and {len(given)} came", hint=hint)
    return given[0]


def _picture(given: EditImage, field: str) -> _Picture:
    if given.image_url is None:
        return given.file_id or ""
    head, _, data = given.image_url.partition(",")
    if not head.startswith("data:") or not head.endswith(";base64"):
        raise InvalidInput.of(
            field, given.image_url, "nothing is fetched from the web",
            hint="Send the picture itself (data:image/png;base64,…), or an id as file_id.",
        )  # fmt: skip
    try:
        return base64.b64decode(data, validate=True)
    except (binascii.Error, ValueError) as error:
        raise InvalidInput.of(field, given.image_url, "its base64 is damaged") from error


def _taken(studio: Studio, given: _Picture, *, name: str) -> str:
    """The id by which a generation names the picture."""
    if isinstance(given, str):
        return given
    return inputs.take(studio.db, studio.storage, picture=_looked_at(studio, given, name)).id


def _holes_in(studio: Studio, given: bytes) -> str | None:
    """The id of what is transparent in a picture, as a mask; None where nothing is."""
    holes = _looked_at(studio, given, MASK)
    with Image.open(io.BytesIO(holes.data), formats=["PNG"]) as mask:
        is_whole = mask.getbbox() is None
    return None if is_whole else inputs.take(studio.db, studio.storage, picture=holes).id


def _looked_at(studio: Studio, given: bytes, name: str) -> AcceptedPicture:
    return inputs.look_at(io.BytesIO(given), filename=f"{name}.png", intake=studio.intake, as_mask=name == MASK)


def _has_alpha(file: bytes) -> bool:
    """Whether it is a PNG with an alpha channel, by its header."""
    return file.startswith(b"\x89PNG\r\n\x1a\n") and file[25:26] in {b"\x04", b"\x06"}


def _inlined(schema: Any, definitions: dict[str, Any]) -> Any:
    """A schema with these definitions in the place of the references to them."""
    if isinstance(schema, dict):
        name = str(schema.get("$ref", "")).rpartition("/")[2]
        return definitions.get(name) or {key: _inlined(value, definitions) for key, value in schema.items()}
    return [_inlined(each, definitions) for each in schema] if isinstance(schema, list) else schema
