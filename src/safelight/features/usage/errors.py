"""What can go wrong when somebody asks what was used.

SafelightError
├── NotYours        403  what others used, only an admin sees
└── UnknownAccount  404
"""

from safelight.kit.errors import Forbidden, NotFound


class NotYours(Forbidden):
    """What others used, and may have, only an admin sees."""

    code = "not_yours"

    def __init__(self, account: str) -> None:
        super().__init__(
            f"account: what {account!r} used, only an admin sees.", hint="Leave `account` out to see your own."
        )


class UnknownAccount(NotFound):
    """There is no such account."""

    code = "account_not_found"

    def __init__(self, account: str) -> None:
        super().__init__(f"account: there is no account {account!r}.", hint="GET /api/v1/accounts lists them.")
