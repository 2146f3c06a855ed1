"""What can go wrong when somebody asks what was used.

SafelightError
└── NotYours  403  what others used, only an admin sees
"""

from safelight.kit.errors import Forbidden


class NotYours(Forbidden):
    """What others used, and may have, only an admin sees."""

    code = "not_yours"

    def __init__(self, account: str) -> None:
        super().__init__(
            f"account: what {account!r} used, only an admin sees.", hint="Leave `account` out to see your own."
        )
