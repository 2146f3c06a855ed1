"""The server: which doors it opens, and what it starts and stops. Knows no torch."""

import contextlib
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from functools import cache, partial
from typing import Any

import anyio.to_thread
from fastapi import APIRouter, Depends, FastAPI
from fastapi.responses import RedirectResponse
from sqlalchemy.orm import Session
from starlette.routing import BaseRoute, Route

import safelight
from safelight.db import Database
from safelight.doors import gradio
from safelight.doors.a1111 import errors as a1111_errors
from safelight.doors.a1111 import router as a1111
from safelight.doors.live import door as live
from safelight.doors.openai import router as openai
from safelight.doors.quick import generate as quick_generate
from safelight.doors.quick import requests as quick_requests
from safelight.doors.quick import router as quick
from safelight.doors.quick import videos as quick_videos
from safelight.doors.rest import edge, files, health, jobs, metrics, problems, system, webhook_bodies
from safelight.doors.rest.admission import Admission
from safelight.doors.rest.compression import CompressApi
from safelight.doors.rest.housekeeping import housekeeping
from safelight.doors.rest.limits import RateLimits, noting
from safelight.doors.rest.middleware import BodyLimit, RequestContext
from safelight.doors.tensorboard import router as tensorboard_pages
from safelight.doors.web import docs
from safelight.doors.web.serving import WebApp
from safelight.events import Bus
from safelight.features.access import Limits, Needs, Studio
from safelight.features.accounts import router as accounts
from safelight.features.accounts.router import auth, keys
from safelight.features.accounts.router import oidc as oidc_router
from safelight.features.accounts.service import oidc, setup
from safelight.features.accounts.service.gate import AccountGate
from safelight.features.accounts.service.logins import LogInRules
from safelight.features.accounts.service.oidc import Provider
from safelight.features.audit import router as audit
from safelight.features.characters import router as characters
from safelight.features.classifiers import router as classifiers
from safelight.features.classifiers.router import exchange as run_exchange
from safelight.features.classifiers.router import onnx as run_onnx
from safelight.features.classifiers.router import predict as predictions
from safelight.features.content_filter import router as content_filter
from safelight.features.datasets import router as datasets
from safelight.features.datasets.jobs import Tools, dataset_tasks
from safelight.features.datasets.service.importing import Limits as DatasetLimits
from safelight.features.downloads import router as downloads
from safelight.features.downloads.jobs import download_task
from safelight.features.downloads.service.reach import Reach
from safelight.features.edits import router as edits
from safelight.features.export import router as export
from safelight.features.gallery import router as gallery
from safelight.features.generations import router as generations
from safelight.features.inputs import router as inputs
from safelight.features.memory import router as memory
from safelight.features.models import router as models
from safelight.features.models.repository import ModelShelf
from safelight.features.preferences import router as preferences
from safelight.features.preferences import service as preferences_service
from safelight.features.projects import router as projects
from safelight.features.recipes import router as recipes
from safelight.features.retention import router as retention
from safelight.features.retention.service import Keeping
from safelight.features.style_thumbnails import router as style_thumbnails
from safelight.features.styles import router as styles
from safelight.features.tensorboard import router as tensorboard
from safelight.features.tensorboard.service.boards import Boards
from safelight.features.usage import router as usage
from safelight.features.usage import service as usage_service
from safelight.features.usage.service.requests import RequestBook
from safelight.features.videos import router as videos
from safelight.features.webhooks import router as webhooks
from safelight.features.webhooks.service import secret_box
from safelight.features.webhooks.service.caller import Caller
from safelight.features.workers import router as workers
from safelight.jobs.desk import Desk
from safelight.jobs.placer import Placer
from safelight.jobs.tables import Job
from safelight.kit import tracing
from safelight.kit.addresses import PublicHosts
from safelight.kit.errors import InvalidInput, NotFound
from safelight.kit.logs import get_logger
from safelight.kit.pictures import PictureIntake, PictureLimits
from safelight.kit.secret_file import secret_at
from safelight.kit.signing import LinkSigner
from safelight.migrations.runner import upgrade
from safelight.settings import Settings
from safelight.specs import people
from safelight.storage.configured import storage_from

log = get_logger(__name__)

DECODERS = 2  # child processes that look at uploads
THREADS = 40  # requests that may be in a plain `def` route at once

DESCRIPTION = """Train characters from about 20 pictures, and draw them.

Long work is a **job**: it answers 202 with a `Location`, shows its progress, can be cancelled and resumed, and
survives a crash of its worker. Errors are `application/problem+json` with a stable `code` and a `hint`.
"""


def create_app(settings: Settings) -> FastAPI:
    """The FastAPI app of one server. Opens the database and the storage when it starts to serve."""
    app = FastAPI(
        title="Safelight",
        version=safelight.__version__,
        description=DESCRIPTION,
        lifespan=_lifespan,
        openapi_url="/openapi.json" if settings.open_doors & {"api", "openai"} else None,
        docs_url=None,
        redoc_url=None,
    )
    app.state.settings = settings
    app.state.role_limits = {role: people.Limits.model_validate(given) for role, given in settings.limits.items()}
    problems.install(app, shapes=dict.fromkeys(a1111.PATHS, a1111_errors.shape))
    app.add_middleware(CompressApi)
    app.add_middleware(
        BodyLimit,
        max_bytes=settings.max_upload_total_mb * 1_000_000,
        max_whole_bytes=settings.max_upload_mb * 4_000_000,  # an image and its mask in base64, and room beside them
    )
    app.add_middleware(RateLimits)
    app.add_middleware(Admission)
    edge.install(app, edge.EdgeRules.of(settings))
    app.add_middleware(RequestContext)

    app.router.routes.extend(_routes(settings.open_doors, metrics_open=settings.metrics_open))
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


@cache
def _routes(doors: frozenset[str], *, metrics_open: bool) -> list[BaseRoute]:
    """What every app with these doors answers; made once, as FastAPI works on them for a third of a second."""
    router = APIRouter()
    for public in (health.router, files.router):
        router.include_router(public)
    router.include_router(
        metrics.router, dependencies=[] if metrics_open else [Depends(Needs("admin", reading="admin"))]
    )
    generating, training, running = Depends(Needs("generate")), Depends(Needs("train")), Depends(Needs("admin"))
    if "api" in doors:
        for plain in (quick.router, quick_generate.router, quick_videos.router):
            router.include_router(plain, dependencies=[generating])
        for needed, routers in {
            generating: (
                edits.router, gallery.router, generations.router, inputs.router, jobs.router, predictions.router,
                projects.router, recipes.router, styles.router, usage.router, videos.router,
                webhooks.router,
            ),
            training: (
                characters.router, classifiers.router, datasets.router, run_exchange.router, run_onnx.router,
                tensorboard.router,
            ),
            running: (
                downloads.router, memory.router, models.router, preferences.router, style_thumbnails.router,
                system.router, workers.router, audit.router, retention.router, content_filter.router, export.router,
            ),
        }.items():  # fmt: skip
            for private in routers:
                router.include_router(private, prefix="/api/v1", dependencies=[needed])
        router.include_router(keys.router, prefix="/api/v1", dependencies=[Depends(Needs("read"))])
        for public in (auth.router, oidc_router.router):  # where one comes in; the rest of them asks for itself
            router.include_router(public, prefix="/api/v1")
        of_admins = [Depends(Needs("admin", reading="admin"))]
        router.include_router(accounts.router, prefix="/api/v1", dependencies=of_admins)
        router.include_router(tensorboard_pages.router)  # it decides who sees it: browsers send a cookie
        router.include_router(a1111.router, dependencies=[generating])
    if "openai" in doors:
        router.include_router(openai.router, dependencies=[generating])
    return router.routes


async def _no_api(*_: object) -> None:
    raise NotFound(
        "This server has no such API: it was started with --only, and without api.",
        hint="Start it with `safelight serve`.",
        code="no_api",
    )


@contextlib.asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    settings: Settings = app.state.settings
    anyio.to_thread.current_default_thread_limiter().total_tokens = THREADS
    end_traces = _traces(settings)
    upgrade(settings.effective_database_url)
    database = Database(settings.effective_database_url)
    shelf_database = Database(settings.effective_database_url, pool_size=2)  # it reads while a request writes
    secret = _link_secret(settings)
    signer = LinkSigner(secret)
    _ensure_admin(settings, database)
    app.state.log_in_rules = LogInRules(
        secret,
        access_lasts=timedelta(minutes=settings.access_token_minutes),
        lasts=timedelta(days=settings.login_days),
        providers=_providers(settings),
    )
    bus = Bus(database)
    placer = Placer(
        database,
        lease_seconds=settings.lease_seconds,
        retention=timedelta(days=settings.job_retention_days),
        may_pause=preferences_service.may_pause,
        room=partial(usage_service.room, of_roles=app.state.role_limits),
    )
    reach = Reach(
        models_dir=settings.effective_models_dir,
        hub_url=settings.effective_hub_url,
        hosts=tuple(settings.download_hosts.split(",")),
        secret=secret,
        connections=settings.download_connections,
    )
    with PictureIntake(_picture_limits(settings), workers=DECODERS) as intake:
        app.state.shelf = shelf = ModelShelf.at(
            settings.effective_models_dir,
            default=settings.default_model,
            db=shelf_database,
            roots=settings.model_roots,
        )
        app.state.reach = reach
        app.state.dataset_limits = dataset_limits = DatasetLimits(
            pictures=settings.max_dataset_pictures, bytes=round(settings.max_dataset_gb * 1e9)
        )
        storage = storage_from(settings, signer)
        tasks = [download_task(reach), *dataset_tasks(Tools(storage, intake, dataset_limits))]
        desk = Desk(
            database,
            {task.kind: task for task in tasks},
            work_dir=settings.work_dir,
            at_once=settings.downloads_at_once,
            lease_seconds=settings.lease_seconds,
        )
        app.state.keeping = keeping = _keeping(settings)
        app.state.studio = Studio(
            db=database,
            bus=bus,
            storage=storage,
            intake=intake,
            signer=signer,
            limits=Limits(
                reference_images=settings.max_reference_images,
                queued_jobs=settings.max_queued_jobs,
                results_kept=timedelta(minutes=settings.result_minutes),
                quick_queue=settings.quick_queue,
            ),
            api_key=(api_key := settings.api_key.get_secret_value() if settings.api_key else None),
            gate=(gate := AccountGate(database, api_key=api_key, secret=secret, limits=app.state.role_limits)),
            public_url=settings.public_url,
            link_seconds=settings.link_seconds,
            video_codec=settings.video_codec,
            model_aliases=openai.ALIASES | settings.model_aliases,
        )
        app.state.request_book = RequestBook()
        app.state.boards = boards = Boards(
            database,
            app.state.studio.storage,
            settings.data_dir.absolute() / "tensorboard",
            at_once=settings.tensorboards_at_once,
            idle_seconds=settings.tb_idle_timeout,
        )
        app.state.caller = caller = _caller(settings, app.state.studio, secret)
        bus.start()
        placer.start()
        desk.start()
        try:
            async with (
                live.running(app),
                noting(app.state.request_book, database),
                housekeeping(app.state.studio, shelf, reach, keeping),
                caller.at_work(),
                boards.at_work(),
                gate.at_work(),
            ):
                yield
        finally:
            desk.stop()
            placer.stop()
            bus.stop()
            shelf_database.dispose()
            database.dispose()
            end_traces()


def _providers(settings: Settings) -> tuple[Provider, ...]:
    if settings.oidc_issuer is None:
        return ()
    if settings.oidc_client_id is None:
        raise InvalidInput.of("oidc_client_id", "", "a provider is set, and not what it calls this studio")
    if not oidc.is_installed():
        raise InvalidInput.of(
            "oidc_issuer", settings.oidc_issuer, "it needs Authlib", hint="Install it: pip install 'safelight[oidc]'"
        )
    secret = settings.oidc_client_secret
    domains = (part.strip().lower() for part in settings.oidc_email_domains.split(","))
    return (
        Provider(
            id="oidc",
            name=settings.oidc_name,
            issuer=settings.oidc_issuer,
            client_id=settings.oidc_client_id,
            client_secret=secret.get_secret_value() if secret else None,
            new_accounts=settings.oidc_new_accounts,
            domains=frozenset(domain for domain in domains if domain),
        ),
    )


def _ensure_admin(settings: Settings, database: Database) -> None:
    if settings.admin_name and settings.admin_password:
        password = settings.admin_password.get_secret_value()
        if setup.ensure_admin(database, name=settings.admin_name, password=password):
            log.info("admin_made", name=settings.admin_name)


def _traces(settings: Settings) -> Callable[[], None]:
    if settings.traces_to is None:
        return lambda: None
    return tracing.configure("safelight-server", endpoint=settings.traces_to, version=safelight.__version__)


def _caller(settings: Settings, studio: Studio, secret: bytes) -> Caller:
    def body(session: Session, job: Job, base_url: str) -> dict[str, Any]:
        quick = quick_requests.webhook_body(studio, session, job, base_url)
        return quick or webhook_bodies.body(studio, session, job, base_url)

    def is_all_ones_own() -> bool:
        return settings.is_private and studio.gate.is_open()

    hosts = PublicHosts.of(settings.webhook_hosts.split(","), loopback=is_all_ones_own)
    return Caller(studio.db, studio.bus, hosts=hosts, box=secret_box(secret), body=body)


def _link_secret(settings: Settings) -> bytes:
    given = settings.secret_key
    return given.get_secret_value().encode() if given else secret_at(settings.data_dir / "secret.key")


def _keeping(settings: Settings) -> Keeping:
    return Keeping(
        binned=timedelta(days=settings.bin_days),
        inputs=timedelta(days=settings.input_days),
        results=timedelta(minutes=settings.result_minutes),
        jobs=timedelta(days=settings.job_retention_days),
        logins=timedelta(days=settings.login_kept_days),
        usage=timedelta(days=settings.usage_days) if settings.usage_days else None,
        audit=timedelta(days=settings.audit_days) if settings.audit_days else None,
    )


def _picture_limits(settings: Settings) -> PictureLimits:
    return PictureLimits(
        max_bytes=settings.max_upload_mb * 1_000_000, max_pixels=int(settings.max_upload_megapixels * 1e6)
    )
