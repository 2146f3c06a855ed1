"""Routes of the OpenAI Images API, below /v1: what clients written for OpenAI call, with a character as a model."""

from typing import Any

from fastapi import APIRouter, Request, Response
from starlette.routing import Match

from safelight.doors.openai.drawing import CallDep
from safelight.doors.openai.editing import edit_ask, request_body
from safelight.doors.openai.problems import ErrorAnswer, OpenAiRoute
from safelight.doors.openai.schemas import ImageAsk, ImagesAnswer, ModelCard, ModelCards
from safelight.features.access import Reading, StudioDep
from safelight.features.generations.service import drawables
from safelight.features.models.access import ShelfDep
from safelight.kit.errors import NotFound, SafelightError

ALIASES = dict.fromkeys(
    (
        "gpt-image-1", "gpt-image-1-mini", "gpt-image-1.5", "gpt-image-2", "chatgpt-image-latest", "dall-e-2",
        "dall-e-3",
    ),
    "",
)  # fmt: skip
"""Names that clients have built in: the default model, unless the settings say otherwise."""

_ANSWER: dict[int | str, dict[str, Any]] = {
    200: {
        "model": ImagesAnswer,
        "content": {"text/event-stream": {"schema": {"type": "string", "description": "With `stream`: events"}}},
        "description": "The pictures",
    }
}
_METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]

router = APIRouter(
    prefix="/v1",
    tags=["openai"],
    route_class=OpenAiRoute,
    responses={"4XX": {"model": ErrorAnswer}, "5XX": {"model": ErrorAnswer}},
)


@router.get("/models")
def list_image_models(session: Reading, studio: StudioDep, shelf: ShelfDep) -> ModelCards:
    """Everything that draws: base models, characters, `base:lora`, and aliases."""
    found = drawables.everything(session, shelf=shelf, aliases=studio.model_aliases)
    return ModelCards(data=[ModelCard.of(each) for each in found])


@router.get("/models/{name:path}")
def show_image_model(name: str, session: Reading, studio: StudioDep, shelf: ShelfDep) -> ModelCard:
    """One of them."""
    return ModelCard.of(drawables.find(session, name, shelf=shelf, aliases=studio.model_aliases))


@router.post("/images/generations", response_model=None, responses=_ANSWER)
async def generate_images(ask: ImageAsk, call: CallDep) -> Response:
    """Draw pictures from words. Answers when they are there; a client that goes away has its job cancelled."""
    return await call.answer(ask, "image_generation")


@router.post("/images/edits", response_model=None, responses=_ANSWER, openapi_extra={"requestBody": request_body()})
async def edit_image(call: CallDep) -> Response:
    """Draw over a picture, or over the masked part of it."""
    return await call.answer(await edit_ask(call.request, call.studio), "image_edit")


@router.api_route("/{path:path}", methods=_METHODS, include_in_schema=False)
def nothing(path: str, request: Request) -> None:
    """What of OpenAI's API is not here, in the shape that its clients read."""
    offered = [route for route in router.routes[:-1] if route.matches(request.scope)[0] is Match.PARTIAL]
    if not offered:
        hint = "There are /v1/models, /v1/images/generations and /v1/images/edits."
        raise NotFound(f"There is no {request.method} /v1/{path} here.", hint=hint, code="unknown_url")
    methods = sorted({method for route in offered for method in getattr(route, "methods", ())})
    wrong = SafelightError(f"/v1/{path} takes {', '.join(methods)}, not {request.method}.", code="method_not_supported")
    wrong.status = 405
    raise wrong
