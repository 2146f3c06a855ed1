"""Who calls. Clients of AUTOMATIC1111 send HTTP Basic: any user name, and the server's key as password."""

import base64
import binascii
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPBasic
from fastapi.security.utils import get_authorization_scheme_param

from safelight.features.access import PrincipalDep

LONGEST = 80  # characters of a requester, as the table has it
NOBODY = "a1111"


@dataclass(frozen=True)
class Client:
    """One user of one key, for whom jobs are made: its options, its progress and its interrupt are its own."""

    requester: str


class LenientBasic(HTTPBasic):
    """Reads Basic and Bearer. Programs without a password send `Basic ` and nothing, which must not be refused."""

    async def __call__(self, request: Request) -> tuple[str, str]:  # type: ignore[override]  # user and key, as far as they were given
        """The user name and the key; empty where there is none."""
        scheme, value = get_authorization_scheme_param(request.headers.get("Authorization"))
        if scheme.lower() == "bearer":
            return "", value
        if scheme.lower() != "basic":
            return "", ""
        try:
            user, separator, password = base64.b64decode(value).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            return "", ""
        return (user, password) if separator and password else ("", user)


_lenient = LenientBasic(auto_error=False, scheme_name="A1111", description="Any user name; the API key as password")


async def calling(principal: PrincipalDep, given: Annotated[tuple[str, str], Depends(_lenient)]) -> Client:
    """Let in whoever is known; the key is the password of HTTP Basic, with any user name. Raises Unauthenticated."""
    user = given[0] or principal.account_id
    return Client(f"{NOBODY}:{user}"[:LONGEST] if user else NOBODY)


ClientDep = Annotated[Client, Depends(calling)]
