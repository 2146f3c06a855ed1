"""The server: which doors it opens. Knows no torch."""

from fastapi import FastAPI
from fastapi.responses import RedirectResponse
from starlette.formparsers import MultiPartParser
from starlette.routing import Route

import safelight
from safelight.doors import gradio
from safelight.doors.a1111 import errors as a1111_errors
from safelight.doors.a1111 import router as a1111
from safelight.doors.lifespan import lifespan
from safelight.doors.live import door as live
from safelight.doors.openai import problems as openai_problems
from safelight.doors.rest import edge, problems
from safelight.doors.rest.admission import Admission
from safelight.doors.rest.compression import CompressApi
from safelight.doors.rest.limits import RateLimits
from safelight.doors.rest.middleware import BodyLimit, RequestContext
from safelight.doors.rest.refusals import Refusals
from safelight.doors.routes import routes_of
from safelight.doors.web import docs
from safelight.doors.web.serving import WebApp
from safelight.kit.errors import NotFound
from safelight.settings import Settings
from safelight.specs import people

DESCRIPTION = """Train characters from about 20 pictures, and draw them.

Long work is a **job**: it answers 202 with a `Location`, shows its progress, can be cancelled and resumed, and
survives a crash of its worker. Errors are `application/problem+json` with a stable `code` and a `hint`.
"""

# A form of a thousand pictures: of each file no more than this stays in memory, Starlette would keep a megabyte.
MultiPartParser.spool_max_size = 64_000


def create_app(settings: Settings) -> FastAPI:
    """The FastAPI app of one server. Opens the database and the storage when it starts to serve."""
    app = FastAPI(
        title="Safelight",
        version=safelight.__version__,
        description=DESCRIPTION,
        lifespan=lifespan,
        openapi_url="/openapi.json" if settings.open_doors & {"api", "openai"} else None,
        docs_url=None,
        redoc_url=None,
    )
    app.state.settings = settings
    app.state.role_limits = {role: people.Limits.model_validate(given) for role, given in settings.limits.items()}
    problems.install(app, shapes=dict.fromkeys(a1111.PATHS, a1111_errors.shape) | {"/v1/": openai_problems.refusal})
    app.add_middleware(CompressApi)
    app.add_middleware(
        BodyLimit,
        max_bytes=settings.max_upload_total_mb * 1_000_000,
        max_whole_bytes=settings.max_upload_mb * 4_000_000,  # an image and its mask in base64, and room beside them
    )
    app.add_middleware(RateLimits)
    app.add_middleware(Admission)
    app.add_middleware(Refusals)
    edge.install(app, edge.EdgeRules.of(settings))
    app.add_middleware(RequestContext)

    app.router.routes.extend(routes_of(settings.open_doors, metrics_open=settings.metrics_open))
    if app.openapi_url:
        app.router.routes.extend(docs.routes(app.title, app.openapi_url))
    if "api" in settings.open_doors:
        live.install(app)
    else:
        app.mount("/api", _no_api)
    if "gradio" in settings.open_doors and gradio.is_installed():
        app.router.routes.append(gradio.Playground(app, at_once=settings.open_doors == {"gradio"}))
    if "web" in settings.open_doors:
        app.router.routes.append(WebApp())  # the last one: it has the pages that are nobody else's
    else:
        home = docs.PATH if app.openapi_url else gradio.PATH
        app.router.routes.append(Route("/", lambda _: RedirectResponse(home)))
    return app


async def _no_api(*_: object) -> None:
    raise NotFound(
        "This server has no such API: it was started with --only, and without api.",
        hint="Start it with `safelight serve`.",
        code="no_api",
    )
