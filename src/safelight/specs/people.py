"""Who calls, and what they may do."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Role = Literal["admin", "member", "viewer"]
"""Of an account: a member makes things, a viewer looks at what is shared with them, an admin runs the studio."""
Scope = Literal["read", "generate", "train", "admin"]
"""Of a key, or of one request: what it is for."""
ProjectRole = Literal["viewer", "editor"]
ConsentBasis = Literal["self", "consent", "licence", "invented", "other"]

SCOPES: tuple[Scope, ...] = ("read", "generate", "train", "admin")
OF_ROLE: dict[Role, frozenset[Scope]] = {
    "viewer": frozenset({"read"}),
    "member": frozenset({"read", "generate", "train"}),
    "admin": frozenset(SCOPES),
}


class Limits(BaseModel):
    """How much one account, or one key, may ask for; null is no limit. A key's limits lie within its account's."""

    model_config = ConfigDict(extra="forbid")

    requests_per_minute: int | None = Field(default=None, ge=1, description="Requests in any 60 seconds")
    jobs_at_once: int | None = Field(default=None, ge=1, description="Jobs that may be at work for them together")
    jobs_waiting: int | None = Field(default=None, ge=1, description="Jobs of theirs that may wait in the queue")
    pictures_per_day: int | None = Field(default=None, ge=0, description="Pictures and films a day (UTC)")
    seconds_per_day: float | None = Field(default=None, ge=0, description="Seconds of a worker's time a day (UTC)")
    storage_gb: float | None = Field(default=None, ge=0, description="GB that what they keep may take")


class Consent(BaseModel):
    """Whose likeness a character is, and on what grounds it was learnt."""

    model_config = ConfigDict(extra="forbid")

    person: str = Field(default="", max_length=200, description="Whose face; empty for nobody's: a made-up figure")
    basis: ConsentBasis = Field(
        description="Oneself, with their consent, under a licence, nobody real, or something else: see the note"
    )
    note: str = Field(default="", max_length=2000, description="Where the consent is kept, say, or until when it holds")
    recorded_at: datetime | None = Field(default=None, description="When this was written down; set by the server")


@dataclass(frozen=True)
class Principal:
    """Who calls: an account, at the studio or by one of its keys.

    `account_id` is empty for the one local user of a studio without accounts, and for the installation's own key.
    """

    account_id: str
    name: str
    role: Role
    scopes: frozenset[Scope] = field(default_factory=frozenset)
    key_id: str | None = None
    login_id: str | None = None
    by: Literal["local", "installation", "login", "key"] = "login"
    limits: tuple[Limits, ...] = ()
    """The account's, and after it the key's, if it has any; each of them holds."""

    @property
    def credential(self) -> str:
        """Id of the key or log-in by which they came; empty without an account."""
        return self.key_id or self.login_id or ""


LOCAL = Principal("", "local", "admin", frozenset(SCOPES), by="local")
INSTALLATION = Principal("", "installation", "admin", frozenset(SCOPES), by="installation")
