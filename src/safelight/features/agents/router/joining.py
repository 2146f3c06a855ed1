"""Where a machine joins: it shows a token, and has no account."""

from fastapi import APIRouter

router = APIRouter(prefix="/agents", tags=["agents"])
