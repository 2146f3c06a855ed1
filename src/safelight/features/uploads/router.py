"""Routes of uploads that go straight to the storage."""

from fastapi import APIRouter

router = APIRouter(prefix="/uploads", tags=["uploads"])
