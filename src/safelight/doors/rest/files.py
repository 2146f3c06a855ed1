"""Stored files, served by signed links; nothing is listed and nothing is served unsigned."""

import hashlib
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Header, Query, status
from fastapi.responses import FileResponse, Response, StreamingResponse

from safelight.features.access import StudioDep
from safelight.storage import StorageNotFound, layout

router = APIRouter(tags=["files"])

POLICY = "default-src 'none'; sandbox"
FILM_POLICY = "default-src 'none'; media-src 'self'; style-src 'unsafe-inline'; sandbox allow-same-origin"
"""A film opened by itself is a page of the browser's own that loads it once more; no script runs there either."""


@router.get("/files/{key:path}", response_class=FileResponse, responses={304: {"description": "You have it already"}})
def serve_file(
    key: str,
    studio: StudioDep,
    expires: Annotated[str, Query()] = "",
    signature: Annotated[str, Query()] = "",
    name: Annotated[str | None, Query()] = None,
    if_none_match: Annotated[str | None, Header()] = None,
) -> Response:
    """A stored file, for whoever holds its signed link. Keys are never reused, so it may be cached for good."""
    studio.signer.verify(key, expires, signature, name)
    content_type = layout.content_type_of(key)
    headers = {
        "Cache-Control": "private, max-age=31536000, immutable",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": FILM_POLICY if content_type.startswith("video/") else POLICY,
        "ETag": f'"{hashlib.sha256(key.encode()).hexdigest()[:32]}"',
    }
    path = studio.storage.local_path(key)
    if _names(if_none_match, headers["ETag"]):
        if path is None and not studio.storage.exists(key):
            raise StorageNotFound(key)
        return Response(status_code=status.HTTP_304_NOT_MODIFIED, headers=headers)
    if path is not None:
        return FileResponse(path, media_type=content_type, filename=name, headers=headers)
    if name:
        headers["Content-Disposition"] = f"attachment; filename*=utf-8''{quote(name)}"
    return StreamingResponse(studio.storage.stream(key), media_type=content_type, headers=headers)


def _names(if_none_match: str | None, etag: str) -> bool:
    """Whether an If-None-Match header names the tag; proxies that compress put W/ before it."""
    return any(each.strip().removeprefix("W/") in {etag, "*"} for each in (if_none_match or "").split(","))
