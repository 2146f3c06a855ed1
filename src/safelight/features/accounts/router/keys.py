"""Routes of API keys: one's own; an admin sees and ends everybody's."""

from typing import Annotated

from fastapi import APIRouter, Query, Response, status

from safelight.features.access import PrincipalDep, Reading, Writing, require_scope
from safelight.features.accounts.schemas import KeyCreate, KeyMade, KeyShown, KeyUpdate
from safelight.features.accounts.service import keys
from safelight.kit.paging import Page

router = APIRouter(prefix="/keys", tags=["keys"])

OWN = {"x-scope": "read"}  # for everybody, a viewer too: what a key may do is checked when it is made
Everybody = Annotated[bool, Query(description="Everybody's keys; for admins")]


@router.get("")
def list_keys(principal: PrincipalDep, session: Reading, everybody: Everybody = False) -> Page[KeyShown]:  # noqa: FBT002  a query parameter
    """Your API keys, newest first, revoked ones too; never the keys themselves."""
    if everybody:
        require_scope(principal, "admin")
    return Page(items=keys.listed(session, principal=principal, everybody=everybody))


@router.post("", status_code=status.HTTP_201_CREATED, openapi_extra=OWN)
def make_key(spec: KeyCreate, principal: PrincipalDep, session: Writing, response: Response) -> KeyMade:
    """Make a key for a program. This answer alone holds it."""
    response.headers["Cache-Control"] = "no-store"
    return keys.make(session, principal=principal, spec=spec)


@router.patch("/{key}", openapi_extra=OWN)
def update_key(key: str, spec: KeyUpdate, principal: PrincipalDep, session: Writing) -> KeyShown:
    """Rename a key of yours, or change its limits; what it may do stays."""
    return keys.update(session, principal=principal, id_or_name=key, spec=spec)


@router.delete("/{key}", status_code=status.HTTP_204_NO_CONTENT, openapi_extra=OWN)
def revoke_key(key: str, principal: PrincipalDep, session: Writing) -> None:
    """Revoke a key: it works no more from now on, and sockets that it opened close in seconds."""
    keys.revoke(session, principal=principal, id_or_name=key)
