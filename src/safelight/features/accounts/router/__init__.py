"""Routes of the accounts: for admins, but for the names of people to share with."""

from typing import Annotated

from fastapi import APIRouter, Query, Response, status
from fastapi.concurrency import run_in_threadpool

from safelight.features.access import Reading, StudioDep, Writing
from safelight.features.accounts import service
from safelight.features.accounts.access import with_passwords
from safelight.features.accounts.schemas import (
    AccountCreate,
    AccountMade,
    AccountShown,
    AccountUpdate,
    PasswordGiven,
    PasswordMade,
    PersonShown,
)
from safelight.features.accounts.service import making
from safelight.kit.paging import Page

router = APIRouter(prefix="/accounts", tags=["accounts"])

Search = Annotated[str, Query(max_length=100, pattern=r"^[^\x00]*$", description="In their name or full name")]
Heir = Annotated[str | None, Query(max_length=100, description="Who gets what belongs to the account")]
Everything = Annotated[bool, Query(description="Delete what belongs to the account as well")]


@router.get("")
def list_accounts(session: Reading) -> Page[AccountShown]:
    """All accounts, by name."""
    return Page(items=service.listed(session))


@router.get("/names", openapi_extra={"x-scope": "read"})
def list_names(session: Reading, search: Search = "") -> list[PersonShown]:
    """People to share with, 20 at most: whoever has an account that is not closed."""
    return service.people(session, search=search)


@router.get("/{id_or_name}")
def show_account(id_or_name: str, session: Reading) -> AccountShown:
    """One account, by id or by name."""
    return service.shown(session, [service.get(session, id_or_name)])[0]


@router.post("", status_code=status.HTTP_201_CREATED)
async def create_account(spec: AccountCreate, studio: StudioDep, response: Response) -> AccountMade:
    """Make an account. Without a password, one is made and shown in this answer alone."""
    made = await with_passwords(making.create, studio.db, spec=spec)
    response.headers["Location"] = f"/api/v1/accounts/{made.id}"
    return made


@router.patch("/{id_or_name}")
def update_account(id_or_name: str, spec: AccountUpdate, session: Writing) -> AccountShown:
    """Change an account: its role, its limits, whether it is closed. The last admin stays one."""
    return service.shown(session, [service.update(session, id_or_name=id_or_name, spec=spec)])[0]


@router.delete("/{id_or_name}", status_code=status.HTTP_204_NO_CONTENT)
async def delete_account(
    id_or_name: str, studio: StudioDep, give_to: Heir = None, *, with_everything: Everything = False
) -> None:
    """Delete an account with its keys and log-ins; say what becomes of the things that belong to it."""
    await run_in_threadpool(
        making.delete,
        studio.db,
        studio.storage,
        id_or_name=id_or_name,
        give_to=give_to,
        with_everything=with_everything,
    )


@router.post("/{id_or_name}/reset-password")
async def reset_password(id_or_name: str, studio: StudioDep, spec: PasswordGiven | None = None) -> PasswordMade:
    """Give somebody a new password; unless it is given, one is made and shown in this answer alone.

    Their log-ins end, and no wait is left.
    """
    given = spec.password.get_secret_value() if spec and spec.password else None
    made = await with_passwords(making.reset_password, studio.db, id_or_name=id_or_name, password=given)
    return PasswordMade(password=made)
