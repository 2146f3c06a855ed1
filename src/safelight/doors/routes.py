"""What every server answers under which door, and the scope that a caller needs for it."""

from functools import cache

from fastapi import APIRouter, Depends
from starlette.routing import BaseRoute

from safelight.doors.a1111 import router as a1111
from safelight.doors.openai import router as openai
from safelight.doors.quick import generate as quick_generate
from safelight.doors.quick import router as quick
from safelight.doors.quick import videos as quick_videos
from safelight.doors.rest import files, health, jobs, metrics, storage, system
from safelight.doors.tensorboard import router as tensorboard_pages
from safelight.features.access import Needs
from safelight.features.accounts import router as accounts
from safelight.features.accounts.router import auth, keys
from safelight.features.accounts.router import oidc as oidc_router
from safelight.features.agents import router as agents
from safelight.features.agents.router import joining
from safelight.features.audit import router as audit
from safelight.features.characters import router as characters
from safelight.features.classifiers import router as classifiers
from safelight.features.classifiers.router import exchange as run_exchange
from safelight.features.classifiers.router import onnx as run_onnx
from safelight.features.classifiers.router import predict as predictions
from safelight.features.content_filter import router as content_filter
from safelight.features.datasets import router as datasets
from safelight.features.downloads import router as downloads
from safelight.features.edits import router as edits
from safelight.features.export import router as export
from safelight.features.gallery import router as gallery
from safelight.features.generations import router as generations
from safelight.features.inputs import router as inputs
from safelight.features.memory import router as memory
from safelight.features.models import router as models
from safelight.features.pods import router as pods
from safelight.features.preferences import router as preferences
from safelight.features.projects import router as projects
from safelight.features.recipes import router as recipes
from safelight.features.retention import router as retention
from safelight.features.style_thumbnails import router as style_thumbnails
from safelight.features.styles import router as styles
from safelight.features.tensorboard import router as tensorboard
from safelight.features.uploads import router as uploads
from safelight.features.usage import router as usage
from safelight.features.videos import router as videos
from safelight.features.webhooks import router as webhooks
from safelight.features.workers import router as workers
from safelight.features.workflows import router as workflows


@cache
def routes_of(doors: frozenset[str], *, metrics_open: bool) -> list[BaseRoute]:
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
                webhooks.router, uploads.router, workflows.router,
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
        for public in (
            auth.router,
            oidc_router.router,
            joining.router,
        ):  # where one comes in; the rest of them asks for itself
            router.include_router(public, prefix="/api/v1")
        of_admins = [Depends(Needs("admin", reading="admin"))]
        for private in (accounts.router, agents.router, pods.router, storage.router):
            router.include_router(private, prefix="/api/v1", dependencies=of_admins)
        router.include_router(tensorboard_pages.router)  # it decides who sees it: browsers send a cookie
        router.include_router(a1111.router, dependencies=[generating])
    if "openai" in doors:
        router.include_router(openai.router, dependencies=[generating])
    return router.routes
