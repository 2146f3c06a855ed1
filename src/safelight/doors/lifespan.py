"""What a server opens and starts before it answers, and ends when it stops."""

import contextlib
import time
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import anyio.to_thread
from fastapi import FastAPI
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

import safelight
from safelight.db import Database
from safelight.doors.live import door as live
from safelight.doors.openai import router as openai
from safelight.doors.quick import requests as quick_requests
from safelight.doors.rest import webhook_bodies
from safelight.doors.rest.housekeeping import housekeeping
from safelight.doors.rest.limits import noting
from safelight.doors.rest.supplies import supplies_of
from safelight.events import Bus
from safelight.features.access import Limits, Studio
from safelight.features.accounts.service import oidc, setup
from safelight.features.accounts.service.gate import AccountGate
from safelight.features.accounts.service.logins import LogInRules
from safelight.features.accounts.service.oidc import Provider
from safelight.features.datasets.jobs import Tools, dataset_tasks
from safelight.features.datasets.service.importing import Limits as DatasetLimits
from safelight.features.downloads.jobs import download_task
from safelight.features.downloads.service.reach import Reach
from safelight.features.models.repository import ModelShelf
from safelight.features.models.service.storing import store_task
from safelight.features.pods.service.keeper import Keeper
from safelight.features.pods.service.renting import Renting, runpod
from safelight.features.preferences import service as preferences_service
from safelight.features.retention.service import Keeping
from safelight.features.tensorboard.service.boards import Boards
from safelight.features.usage import service as usage_service
from safelight.features.usage.service.requests import RequestBook
from safelight.features.webhooks.service import secret_box
from safelight.features.webhooks.service.caller import Caller
from safelight.features.workflows.service import Workflows
from safelight.features.workflows.service.servers import Servers
from safelight.jobs.desk import Desk
from safelight.jobs.placer import Placer
from safelight.jobs.tables import Job
from safelight.kit import tracing
from safelight.kit.addresses import PublicHosts
from safelight.kit.errors import InvalidInput
from safelight.kit.logs import get_logger
from safelight.kit.pictures import PictureIntake, PictureLimits
from safelight.kit.secret_file import secret_at
from safelight.kit.signing import LinkSigner
from safelight.migrations.runner import prepare
from safelight.settings import Settings
from safelight.storage.configured import storage_from

log = get_logger(__name__)

DECODERS = 2  # child processes that look at uploads
THREADS = 40  # requests that may be in a plain `def` route at once
_OLD_SECONDS = 24 * 3600  # no upload takes as long


@contextlib.asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Bring the tables up to date, open what the routes need, start what works beside them."""
    settings: Settings = app.state.settings
    anyio.to_thread.current_default_thread_limiter().total_tokens = THREADS
    end_traces = _traces(settings)
    prepare(settings.effective_database_url, may_change=settings.auto_migrate)
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
        app.state.agent_supplies = supplies_of(settings)
        app.state.dataset_limits = dataset_limits = DatasetLimits(
            pictures=settings.max_dataset_pictures, bytes=round(settings.max_dataset_gb * 1e9)
        )
        storage = storage_from(settings, signer)
        tasks = [
            download_task(reach),
            store_task(shelf, storage),
            *dataset_tasks(Tools(storage, intake, dataset_limits)),
        ]
        desk = Desk(
            database,
            {task.kind: task for task in tasks},
            work_dir=settings.work_dir,
            at_once=settings.downloads_at_once,
            lease_seconds=settings.lease_seconds,
        )
        app.state.workflows = Workflows(settings.effective_workflows_dir)
        app.state.comfyui = Servers(settings.listed_comfyui, token=settings.comfyui_bearer)
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
            arrivals=_without_old(settings.data_dir.absolute() / "arrivals"),
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
        app.state.renting = renting = _renting(settings, secret)
        app.state.pod_keeper = pod_keeper = Keeper(database, renting)
        bus.start()
        placer.start()
        if settings.agent_database_url:
            _mend_role(database, settings.agent_database_url)
        desk.start()
        pod_keeper.start()
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
            pod_keeper.stop()
            desk.stop()
            placer.stop()
            bus.stop()
            shelf_database.dispose()
            database.dispose()
            end_traces()


def _without_old(folder: Path) -> Path:
    """The folder for what comes, without what a server that was killed left; another may be at it now."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for path in folder.iterdir():
        with contextlib.suppress(FileNotFoundError):
            if time.time() - path.stat().st_mtime > _OLD_SECONDS:
                path.unlink()
    return folder


def _mend_role(database: Database, agent_url: str) -> None:
    """Agents may use the tables that an upgrade has made, as far as workers do."""
    from safelight.features.agents.service import role  # noqa: PLC0415  it needs PostgreSQL's driver

    try:
        if role.mend(database, agent_url=agent_url):
            log.info("agent_role_mended")
    except DBAPIError as error:  # the server's own role may not give rights
        log.warning("agent_role_not_mended", error=str(error.orig), hint="Run `safelight agents role` as its owner.")


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


def _renting(settings: Settings, secret: bytes) -> Renting:
    key = settings.runpod_api_key
    return Renting(
        secret=secret,
        image=settings.pod_image,
        max_hours=settings.pod_max_hours,
        public_url=settings.public_url,
        provider_with=runpod(settings.runpod_url),
        key=key.get_secret_value() if key else None,
        budget_per_day=settings.pod_budget_per_day,
    )


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
