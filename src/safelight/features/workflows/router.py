"""Routes of the workflow templates."""

from fastapi import APIRouter

router = APIRouter(prefix="/workflows", tags=["workflows"])
