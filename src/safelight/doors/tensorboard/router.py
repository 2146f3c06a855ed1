"""The routes below /tensorboard: they check who asks, see that the process is there, and pass on."""

import re
from typing import Annotated
from urllib.parse import quote, urlsplit

from fastapi import APIRouter, Header, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, RedirectResponse

from safelight.db.ownership import Sight, seen_by
from safelight.doors.tensorboard import gate, pages
from safelight.doors.tensorboard.relay import Relay
from safelight.features.access import Studio, StudioDep
from safelight.features.tensorboard import service
from safelight.features.tensorboard.errors import NoPass, TensorBoardFailed, TensorBoardStarting
from safelight.features.tensorboard.service.boards import PATH, Boards
from safelight.features.tensorboard.service.passes import COOKIE_SECONDS
from safelight.kit.errors import SafelightError

router = APIRouter(include_in_schema=False)  # TensorBoard's own pages, no API of ours

_ASKING = re.compile(rf"https?://[^/]+((?:/[\w.-]+)*{PATH}/\w+/)")
PATIENCE_SECONDS = 30.0  # of what a page of TensorBoard asks for while it starts again


@router.api_route(f"{PATH}/{{target}}", methods=["GET", "HEAD"])
async def to_its_folder(target: str, request: Request, studio: StudioDep) -> Response:
    """The address without its closing slash, to which the page's own links are relative."""
    return await show(target, None, request, studio)


@router.api_route(f"{PATH}/{{target}}/{{path:path}}", methods=["GET", "HEAD", "POST"])
async def show(target: str, path: str | None, request: Request, studio: StudioDep) -> Response:
    """One page or answer of TensorBoard."""
    wants_page = "text/html" in request.headers.get("accept", "")
    try:
        return await _shown(target, path, request, studio, wants_page=wants_page)
    except SafelightError as error:
        if not wants_page:
            raise
        return HTMLResponse(pages.page_of(error), status_code=error.status, headers=pages.headers_of(error))


@router.get("/font-roboto/{name}")
async def font(name: str, referer: Annotated[str, Header()] = "") -> Response:
    """A letter form, which TensorBoard's page asks for outside its own folder; inside it, the gate decides."""
    asking = _ASKING.match(referer)
    if asking is None:
        raise NoPass
    return RedirectResponse(f"{asking[1]}font-roboto/{quote(name)}", status_code=307)


async def _shown(target: str, path: str | None, request: Request, studio: Studio, *, wants_page: bool) -> Response:
    gate.refuse_foreign(request, studio)
    is_link = path == "" and "signature" in request.query_params
    admitted = await run_in_threadpool(gate.admit, request, studio, target, by_link=is_link)
    cookie, sight = admitted.cookie, admitted.caller.sight
    if sight is not None:  # also of one that runs already, for somebody else
        await run_in_threadpool(_check_target, studio, target, sight)
    if is_link:  # the address bar keeps no signature
        response = RedirectResponse("./", status_code=303, headers={"Cache-Control": "no-store"})
        response.raw_headers.extend(_cookie_headers(cookie, target, request, studio))
        return response
    if path is None:
        return RedirectResponse(f"{target}/", status_code=307)
    boards: Boards = request.app.state.boards
    board = boards.live(target)
    if board is None:
        if (failure := boards.failure_of(target, forget=True)) is not None:
            raise TensorBoardFailed(failure)  # told once; the next look tries again
        await run_in_threadpool(_check_target, studio, target, sight)
        board = boards.open(target)
    address = await board.ready(within=0 if wants_page else PATIENCE_SECONDS)
    if address is None:
        raise TensorBoardStarting
    return Relay(board, address, headers=_cookie_headers(cookie, target, request, studio))


def _check_target(studio: Studio, target: str, sight: Sight | None) -> None:
    with seen_by(sight), studio.db.reading() as session:
        service.runs_of(session, target=target)


def _cookie_headers(cookie: str | None, target: str, request: Request, studio: Studio) -> list[tuple[bytes, bytes]]:
    if cookie is None:
        return []
    outside = urlsplit(studio.public_url or str(request.base_url))
    carrier = Response()
    carrier.set_cookie(
        gate.COOKIE,
        cookie,
        max_age=COOKIE_SECONDS,
        path=f"{outside.path.rstrip('/')}{PATH}/{target}",
        secure=outside.scheme == "https",
        httponly=True,
        samesite="lax",  # strict would drop it on the way from a link in another program
    )
    return [(name, value) for name, value in carrier.raw_headers if name == b"set-cookie"]
