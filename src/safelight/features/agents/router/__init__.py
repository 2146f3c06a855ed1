"""Routes of the machines that compute from elsewhere, and of their tokens; for admins."""

from fastapi import APIRouter, Request, Response, status

from safelight.features.access import PrincipalDep, Reading, StudioDep, Writing
from safelight.features.agents import service
from safelight.features.agents.schemas import AgentShown, JoinTokenCreate, JoinTokenMade, JoinTokenShown
from safelight.kit.paging import Page

router = APIRouter(prefix="/agents", tags=["agents"])


@router.get("")
def list_agents(session: Reading) -> Page[AgentShown]:
    """The machines that joined by a token, newest first."""
    return Page(items=service.agents(session))


@router.get("/tokens")
def list_join_tokens(session: Reading) -> Page[JoinTokenShown]:
    """The join tokens, newest first; never the tokens themselves."""
    return Page(items=service.tokens(session))


@router.post("/tokens", status_code=status.HTTP_201_CREATED)
def make_join_token(
    spec: JoinTokenCreate,
    request: Request,
    studio: StudioDep,
    principal: PrincipalDep,
    session: Writing,
    response: Response,
) -> JoinTokenMade:
    """Make a token by which machines join. This answer alone holds it."""
    response.headers["Cache-Control"] = "no-store"
    made, token = service.make_token(session, spec=spec, created_by=principal.account_id)
    url = studio.public_url or str(request.base_url).rstrip("/")
    command = f"safelight agent --join {url} --token {token}"
    return JoinTokenMade(**service.shown(made).model_dump(), token=token, command=command)


@router.delete("/tokens/{token}", status_code=status.HTTP_204_NO_CONTENT)
def revoke_join_token(token: str, session: Writing) -> None:
    """Revoke a token: no machine joins by it any more. Those that did stay."""
    service.revoke(session, token)


@router.delete("/{agent}", status_code=status.HTTP_204_NO_CONTENT)
def remove_agent(agent: str, session: Writing) -> None:
    """Remove a machine: its workers take nothing more, it goes within a minute, and is not let in again."""
    service.remove(session, agent)
