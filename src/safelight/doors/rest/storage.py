"""The storage as admins see it: what it is, how full, whether it answers."""

from fastapi import APIRouter

router = APIRouter(prefix="/storage", tags=["storage"])
