"""What can be wrong when a machine joins, and with what an admin names.

SafelightError
├── TokenNotFound      404  no join token of that id or name
├── AgentNotFound      404  no machine of that id or name
├── TokenRefused       401  unknown, expired, revoked or used up: nobody is told which
├── AgentRemoved       403  the machine was taken out of the studio
├── AgentUnfit         409  it speaks a version that this studio does not
├── NotSecure          403  a token or the answer would go over the open Internet unencrypted
├── NotReachable       409  database or storage are where no other machine gets at them
├── NoRoles            400  SQLite knows no roles
├── RoleNotFit         409  a role of that name is there, and may more than an agent should
├── RolesNotAllowed    403  the studio's own database user may not make roles
└── TablesMissing      409  the studio has not been started with this database yet
"""

from safelight.kit.errors import Conflict, Forbidden, InvalidInput, NotFound, Unauthenticated, shorten


class TokenNotFound(NotFound):
    """There is no such join token."""

    code = "join_token_not_found"

    def __init__(self, asked: str) -> None:
        super().__init__(f"There is no join token {shorten(asked)!r}.", hint="`safelight agents tokens` lists them.")


class AgentNotFound(NotFound):
    """There is no such agent."""

    code = "agent_not_found"

    def __init__(self, asked: str) -> None:
        super().__init__(f"There is no agent {shorten(asked)!r}.", hint="`safelight agents list` names them.")


class TokenRefused(Unauthenticated):
    """It opens nothing, or nothing any more."""

    code = "join_token_refused"

    def __init__(self) -> None:
        super().__init__(
            "This studio lets nobody join by that token: it is unknown, expired, revoked or used up.",
            hint="Make another there: `safelight agents token NAME`.",
        )


class AgentRemoved(Forbidden):
    """It was taken out."""

    code = "agent_removed"

    def __init__(self, name: str) -> None:
        super().__init__(
            f"{name} was removed from this studio.", hint="To let it in again, have it join by a new token."
        )


class AgentUnfit(Conflict):
    """Studio and agent do not understand each other."""

    code = "agent_unfit"


class NotSecure(Forbidden):
    """Secrets would be readable on the way."""

    code = "not_secure"

    def __init__(self, address: str) -> None:
        super().__init__(
            f"The request came from {address} unencrypted, and the answer holds secrets.",
            hint="Ask by https, through a proxy that SAFELIGHT_TRUSTED_PROXIES names; or through a private network.",
        )


class NotReachable(Conflict):
    """What the agent needs is not where it is."""

    code = "not_reachable"

    def __init__(self, what: str, setting: str, example: str) -> None:
        super().__init__(
            f"{what}, which other machines do not reach.", hint=f"Set SAFELIGHT_{setting}, such as {example}."
        )
        self.setting = setting


class NoRoles(InvalidInput):
    """The database is a file."""

    code = "no_roles"

    def __init__(self) -> None:
        super().__init__(
            "SQLite knows no roles: whoever reads the file may do everything.",
            hint="Set SAFELIGHT_DATABASE_URL to a PostgreSQL, such as postgresql+psycopg://user:password@host/name.",
        )


class RoleNotFit(Conflict):
    """It is somebody else's."""

    code = "role_not_fit"

    def __init__(self, name: str) -> None:
        super().__init__(
            f"There is a role {name!r} that owns tables, is a part of other roles, or may more than an agent should.",
            hint="Choose another name with --name.",
        )


class RolesNotAllowed(Forbidden):
    """It takes a user of more."""

    code = "roles_not_allowed"

    def __init__(self, user: str) -> None:
        super().__init__(
            f"The database user {user!r} may not make roles, or does not own the tables.",
            hint="Give it CREATEROLE, or run this once with SAFELIGHT_DATABASE_URL naming the owner of the tables who "
            "has it.",
        )


class TablesMissing(Conflict):
    """There is nothing to give rights on."""

    code = "tables_missing"

    def __init__(self) -> None:
        super().__init__(
            "The database has no tables yet.", hint="Start the studio once with it: `safelight serve`. Then again."
        )
