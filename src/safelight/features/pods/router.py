"""Routes of the rented pods; for admins."""

from fastapi import APIRouter

router = APIRouter(prefix="/pods", tags=["pods"])
