"""Routes of the classifiers."""

from fastapi import APIRouter

from safelight.features.classifiers.router import configs, runs, sweeps

router = APIRouter(prefix="/classifiers", tags=["classifiers"])
router.include_router(configs.router)
router.include_router(runs.router)
router.include_router(sweeps.router)
