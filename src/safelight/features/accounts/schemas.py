"""Accounts and log-ins as the API shows and takes them."""

import re
from datetime import datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, SecretStr
from pydantic_core import PydanticCustomError

from safelight.specs.people import Limits, Role, Scope

RESERVED = frozenset({"names", "me", "local", "installation", "nobody", "everybody"})
"""Names that stand for something else: in addresses, or as who somebody is."""


def _tidy(value: object) -> object:
    return value.strip().lower() if isinstance(value, str) else value


def _free(value: str) -> str:
    if not re.fullmatch(r"[a-z0-9][a-z0-9._@+-]*", value):
        raise PydanticCustomError(
            "account_name", "it begins with a letter from a to z or a digit, and has only those and . _ @ + - in it"
        )
    if value in RESERVED or value.startswith("acc_"):  # as ids do: no name is ever taken for one
        raise PydanticCustomError("account_name", "it stands for something else here; choose another")
    return value


AccountName = Annotated[
    str,
    BeforeValidator(_tidy),
    Field(min_length=1, max_length=80, examples=["ada"]),
    AfterValidator(_free),
]
FullName = Annotated[str, Field(max_length=120, pattern=r"^[^\x00-\x1f]*$")]
Email = Annotated[str, Field(max_length=254, pattern=r"^[^@\s\x00]+@[^@\s\x00]+$")]
Password = Annotated[SecretStr, Field(min_length=1, max_length=1024)]
Given = Annotated[str, Field(max_length=200)]


class _Asked(BaseModel):
    # A body may hold a password; what of it was wrong is told without what it was.
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, hide_input_in_errors=True)


class SetUp(_Asked):
    """The first account: the studio's admin."""

    name: AccountName = Field(description="What one logs in with; lower case")
    password: Password = Field(description="At least 10 characters, not the name, none of the commonest")
    full_name: FullName = Field(default="", description="As others read it")
    setup_code: Given | None = Field(default=None, description="As the server printed it, where one comes from afar")
    want_refresh_token: bool = Field(default=False, description="In the answer instead of a cookie: for programs")


class LogIn(_Asked):
    """Name and password."""

    name: Given = Field(description="The account's name, in any case")
    password: Password = Field(description="Its password")
    want_refresh_token: bool = Field(default=False, description="In the answer instead of a cookie: for programs")


class Refresh(_Asked):
    """A refresh token, where no cookie holds it."""

    refresh_token: Annotated[SecretStr, Field(max_length=400)] | None = Field(
        default=None, description="As the last answer gave it; browsers send their cookie instead"
    )


class PasswordChange(_Asked):
    """A new password, by whoever knows the old one."""

    current: Password = Field(description="The password as it is")
    new: Password = Field(description="At least 10 characters, not the name, none of the commonest")


class MeUpdate(_Asked):
    """What somebody may change of their own account."""

    full_name: FullName = Field(description="As others read it")


class AccountCreate(_Asked):
    """A new account."""

    name: AccountName = Field(description="What one logs in with; lower case")
    password: Password | None = Field(default=None, description="Null makes one, and the answer shows it once")
    full_name: FullName = Field(default="", description="As others read it")
    email: Email | None = Field(default=None, description="Another provider's log-in with this address is theirs")
    role: Role = Field(default="member", description="admin runs the studio, member makes things, viewer looks")
    limits: Limits | None = Field(default=None, description="Null where the installation's own hold")


class AccountUpdate(_Asked):
    """What an admin may change of an account; what is left out stays."""

    full_name: FullName | None = Field(default=None, description="As others read it")
    email: Email | None = Field(default=None, description="Null for none")
    role: Role | None = Field(default=None, description="From now on; tokens and keys obey at once")
    disabled: bool | None = Field(default=None, description="True ends every log-in, and keys work no more")
    limits: Limits | None = Field(default=None, description="Null where the installation's own hold")
    unlock: Literal[True] | None = Field(default=None, description="Forget the wrong passwords of late")


class AccountShown(BaseModel):
    """One account."""

    id: str = Field(description="acc_…")
    name: str = Field(description="What one logs in with")
    full_name: str = Field(description="As others read it; may be empty")
    email: str | None = Field(description="Where they can be reached, if it is known")
    role: Role = Field(description="admin, member or viewer")
    disabled: bool = Field(description="Whether an admin has closed it")
    locked_until: datetime | None = Field(description="Log-in waits until then, after wrong passwords")
    created_at: datetime = Field(description="When it was made")
    last_seen_at: datetime | None = Field(description="When they last logged in, or went on with a log-in")
    limits: Limits | None = Field(description="Null where the installation's own hold")
    has_password: bool = Field(description="False where only another provider lets them in")
    providers: list[str] = Field(description="Other providers that know them, by issuer")


class AccountMade(AccountShown):
    """A new account, and the password that was made for it."""

    password: str | None = Field(description="Shown this once; null where one was given")


class PasswordGiven(_Asked):
    """A password for somebody else."""

    password: Password | None = Field(default=None, description="Null makes one")


class PasswordMade(BaseModel):
    """A password of somebody else."""

    password: str = Field(description="Shown this once; they should change it when they have logged in")


class PersonShown(BaseModel):
    """Somebody to share with."""

    id: str = Field(description="acc_…")
    name: str = Field(description="What they log in with")
    full_name: str = Field(description="As others read it; may be empty")


class LoginAnswer(BaseModel):
    """Somebody is logged in."""

    access_token: str = Field(description="Sent as `Authorization: Bearer …`")
    token_type: Literal["Bearer"] = Field(default="Bearer", description="How the token is sent")
    expires_in: int = Field(description="Seconds that the access token is good for")
    refresh_token: str | None = Field(description="For POST /auth/refresh, once; null where a cookie holds it")
    account: AccountShown = Field(description="Who is logged in")


class LoginShown(BaseModel):
    """One browser or program that is logged in."""

    id: str = Field(description="login_…")
    client: str = Field(description="What it says it is: its User-Agent")
    address: str = Field(description="Where it was seen last")
    created_at: datetime = Field(description="When it logged in")
    seen_at: datetime = Field(description="When it last went on")
    expires_at: datetime = Field(description="When it ends unless it goes on before")
    is_current: bool = Field(description="Whether this request came from it")


class ProviderShown(BaseModel):
    """Another provider that people can log in with."""

    id: str = Field(description="Its name in addresses")
    name: str = Field(description="As people know it")
    start_url: str = Field(description="Where a browser goes to log in; takes ?next=/path")


class Me(BaseModel):
    """Who calls."""

    account_id: str = Field(description="Empty for the local user, and for the installation's own key")
    name: str = Field(description="What they log in with; local or installation without an account")
    full_name: str = Field(description="As others read it; may be empty")
    role: Role = Field(description="admin, member or viewer")
    scopes: list[Scope] = Field(description="What this caller may do: a key's are fewer than its account's")
    by: Literal["local", "installation", "login", "key"] = Field(description="How they showed who they are")


class AuthState(BaseModel):
    """How one comes in here, and who is in."""

    open: bool = Field(description="Whoever comes is let in: there is no account, and no key")
    has_accounts: bool = Field(description="Whether anybody has an account")
    setup_needed: bool = Field(description="The first account is not made yet")
    setup_from_here: bool = Field(description="This caller may make it without a setup code")
    providers: list[ProviderShown] = Field(description="Other providers that people can log in with")
    me: Me | None = Field(description="Who calls; null for nobody")


KeyName = Annotated[str, Field(min_length=1, max_length=80, pattern=r"^[^\x00-\x1f]+$", examples=["My app"])]


class KeyCreate(_Asked):
    """A new API key, for a program."""

    name: KeyName = Field(description="What it is for; one key of a name at a time")
    scopes: list[Scope] = Field(
        default=["read", "generate"], min_length=1, max_length=4,
        description="What the program may do; no more than you may yourself",
    )  # fmt: skip
    expires_in_days: int | None = Field(default=None, ge=1, le=3650, description="Null is never")
    limits: Limits | None = Field(default=None, description="Beside the limits of the account, which hold as well")


class KeyUpdate(_Asked):
    """What may be changed of a key; what is left out stays."""

    name: KeyName = Field(default="", description="What it is for")
    limits: Limits | None = Field(default=None, description="Null where only the account's hold")


class KeyOwner(BaseModel):
    """Whose key it is."""

    id: str = Field(description="acc_…")
    name: str = Field(description="What they log in with")


class KeyShown(BaseModel):
    """One API key, without the key itself."""

    id: str = Field(description="key_…")
    name: str = Field(description="What it is for")
    start: str = Field(description="How the key begins, to tell it by")
    scopes: list[Scope] = Field(description="What it was made for; it never does more than its account may")
    limits: Limits | None = Field(description="Its own, beside those of its account; null for none")
    expires_at: datetime | None = Field(description="From when it is over; null is never")
    revoked_at: datetime | None = Field(description="When it was revoked; null while it works")
    used_at: datetime | None = Field(description="When it was last used, to the minute; null is never")
    created_at: datetime = Field(description="When it was made")
    account: KeyOwner = Field(description="Whose it is")


class KeyMade(KeyShown):
    """A new key."""

    key: str = Field(description="The key itself, shown this once: it is kept as a hash only")
