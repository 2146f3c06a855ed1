"""The route by which somebody takes their data along."""

from fastapi import APIRouter
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import StreamingResponse

from safelight.features.access import PrincipalDep, StudioDep
from safelight.features.export import service

router = APIRouter(prefix="/export", tags=["export"])


@router.get(
    "/mine",
    response_class=StreamingResponse,
    responses={200: {"content": {"application/zip": {}}, "description": "A ZIP file"}},
)
async def export_mine(principal: PrincipalDep, studio: StudioDep) -> StreamingResponse:
    """All that is the caller's own: prompts and settings as JSON, pictures with their recipes, characters, datasets."""

    def begin() -> None:
        with studio.db.transaction() as session:
            service.begin(session)

    await run_in_threadpool(begin)
    pieces = service.stream(studio.db, studio.storage, account_id=principal.account_id)
    headers = {"Content-Disposition": 'attachment; filename="safelight-export.zip"'}
    return StreamingResponse(pieces, media_type="application/zip", headers=headers)
