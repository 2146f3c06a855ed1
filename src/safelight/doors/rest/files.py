"""Stored files, served by signed links; nothing is listed and nothing is served unsigned."""

from collections.abc import Iterator
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Query
from fastapi.responses import FileResponse, Response, StreamingResponse

from safelight.features.access import StudioDep
from safelight.storage import layout

router = APIRouter(tags=["files"])


@router.get("/files/{key:path}", response_class=FileResponse)
def serve_file(
    key: str,
    studio: StudioDep,
    expires: Annotated[str, Query()] = "",
    signature: Annotated[str, Query()] = "",
    name: Annotated[str | None, Query()] = None,
) -> Response:
    """A stored file, for whoever holds its signed link. Keys are never reused, so it may be cached for good."""
    studio.signer.verify(key, expires, signature, name)
    content_type = layout.content_type_of(key)
    headers = {
        "Cache-Control": "private, max-age=31536000, immutable",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
    }
    path = studio.storage.local_path(key)
    if path is not None:
        return FileResponse(path, media_type=content_type, filename=name, headers=headers)
    if name:
        headers["Content-Disposition"] = f"attachment; filename*=utf-8''{quote(name)}"
    chunks: Iterator[bytes] = studio.storage.stream(key)
    return StreamingResponse(chunks, media_type=content_type, headers=headers)
