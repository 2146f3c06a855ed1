"""Routes of the machines that compute from elsewhere, and of their tokens; for admins."""

from fastapi import APIRouter

router = APIRouter(prefix="/agents", tags=["agents"])
