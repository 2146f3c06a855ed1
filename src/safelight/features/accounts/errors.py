"""What can go wrong with accounts and log-ins."""

from safelight.kit.errors import Conflict, Forbidden, NotFound, TooManyRequests, Unauthenticated, Unavailable, shorten


class AccountNotFound(NotFound):
    """No account has that id or name."""

    code = "account_not_found"

    def __init__(self, asked: str) -> None:
        super().__init__(f"There is no account {shorten(asked)!r}.", hint="`safelight accounts list` names them.")


class AccountNameTaken(Conflict):
    """Another account has this name."""

    code = "account_name_taken"

    def __init__(self, name: str) -> None:
        super().__init__(f"There is already an account named {name!r}.", hint="Choose another name.")


class LastAdmin(Conflict):
    """Nobody could run the studio any more."""

    code = "last_admin"

    def __init__(self, name: str) -> None:
        super().__init__(
            f"{name} is the only admin who can log in: somebody has to run the studio.",
            hint="Make somebody else an admin first.",
        )


class StillOwns(Conflict):
    """An account is not deleted while things belong to it, unless it is said what becomes of them."""

    code = "account_owns_things"

    def __init__(self, name: str, owned: dict[str, int]) -> None:
        told = ", ".join(f"{count} × {kind}" for kind, count in sorted(owned.items()))
        super().__init__(
            f"Things still belong to {name}: {told}.",
            hint="Give them to somebody (`give_to`, or --give-to NAME), or delete them too "
            "(`with_everything`, or --with-everything).",
        )


class JobsAtWork(Conflict):
    """Nothing is erased while something is being made of it."""

    code = "account_has_jobs"

    def __init__(self, name: str) -> None:
        super().__init__(
            f"Jobs of {name} wait or are at work.",
            hint="Disable the account, cancel its jobs or let them end, and then delete it.",
        )


class AlreadySetUp(Conflict):
    """The first account is there already."""

    code = "already_set_up"

    def __init__(self) -> None:
        super().__init__(
            "This studio is set up already.",
            hint="Log in; an admin makes further accounts. `safelight accounts` helps.",
        )


class SetUpFirst(Conflict):
    """The first account is an admin's, and is made in ways of its own."""

    code = "set_up_first"

    def __init__(self) -> None:
        super().__init__(
            "The first account has to be an admin's.",
            hint="Set the studio up in the browser, by `POST /api/v1/auth/setup`, or by "
            "`safelight accounts create NAME --admin` on its machine.",
        )


class NotFromHere(Forbidden):
    """The first account is made on the studio's own machine, or with the code that it prints."""

    code = "setup_code_needed"

    def __init__(self) -> None:
        super().__init__(
            "Whoever makes the first account has to show that the studio is theirs.",
            hint="Send the setup code that the server prints when it starts, the installation's API key, or run "
            "`safelight accounts create NAME --admin` on its machine.",
        )


class WrongPassword(Unauthenticated):
    """Name and password do not belong together; which of them is wrong is not told."""

    code = "wrong_password"

    def __init__(self) -> None:
        super().__init__(
            "The name or the password is not right.",
            hint="After several wrong ones in a row, log-in waits a while. An admin can reset a password, and so can "
            "`safelight accounts reset NAME` on the studio's machine.",
        )


class TooManyAttempts(TooManyRequests):
    """Too many wrong passwords for this name, or from this address."""

    code = "too_many_attempts"

    def __init__(self, seconds: int) -> None:
        super().__init__(
            f"Too many attempts: log-in waits for {seconds} s.",
            hint="Try again then. An admin can lift the wait by resetting the password.",
            retry_after=seconds,
        )


class AccountDisabled(Forbidden):
    """The password is right, and an admin has closed the account."""

    code = "account_disabled"

    def __init__(self) -> None:
        super().__init__("This account is disabled.", hint="An admin of the studio can open it again.")


class LogInOver(Unauthenticated):
    """The refresh token is not right, or its log-in has ended."""

    code = "login_over"

    def __init__(self) -> None:
        super().__init__("This log-in has ended.", hint="Log in again.")


class TokenReused(LogInOver):
    """A refresh token came a second time: somebody has a copy."""

    code = "login_token_reused"

    def __init__(self) -> None:
        super().__init__()
        self.message = "This log-in was ended: its token came a second time, so somebody else may have a copy."
        self.hint = "Log in again. If you do not know why this happened, change your password."


class LogInNotFound(NotFound):
    """None of the caller's log-ins has that id."""

    code = "login_not_found"

    def __init__(self, asked: str) -> None:
        super().__init__(f"You have no log-in {shorten(asked)!r}.", hint="`GET /api/v1/auth/logins` lists them.")


class NeedsLogIn(Forbidden):
    """Only somebody who is logged in may do this: no key, and no local user."""

    code = "needs_login"

    def __init__(self) -> None:
        super().__init__("This is for people who are logged in.", hint="Log in with name and password; keys may not.")


class FromElsewhere(Forbidden):
    """A page of another site sent this in somebody's name."""

    code = "cross_site"

    def __init__(self) -> None:
        super().__init__(
            "This came from a page of another site.",
            hint="Programs send the header `X-Safelight: 1`, or the token in the body.",
        )


class Busy(Unavailable):
    """More people log in at once than passwords can be checked."""

    code = "logins_busy"

    def __init__(self) -> None:
        super().__init__("Too many people are logging in right now.", hint="Try again in a moment.", retry_after=2)


class ProviderProblem(Unavailable):
    """The other provider does not answer, or answers what cannot be used."""

    code = "provider_problem"


class ProviderRefused(Forbidden):
    """Whoever the other provider knows may not come in here."""

    code = "provider_refused"


class KeyNotFound(NotFound):
    """None of the caller's keys has that id or name."""

    code = "key_not_found"

    def __init__(self, asked: str) -> None:
        super().__init__(f"You have no key {shorten(asked)!r}.", hint="`safelight keys list` names them.")


class KeyNameTaken(Conflict):
    """Another key of this account has the name."""

    code = "key_name_taken"

    def __init__(self, name: str) -> None:
        super().__init__(
            f"You have a key named {name!r} already.", hint="Choose another name, or revoke that key first."
        )


class KeyTooStrong(Forbidden):
    """A key may do no more than whoever makes it."""

    code = "key_scope_not_yours"

    def __init__(self, scopes: list[str]) -> None:
        super().__init__(
            f"You may not do {', '.join(scopes)} yourself, so no key of yours may.",
            hint="Leave that scope out, or ask an admin for another role.",
        )


class KeysNeedAccount(Conflict):
    """Keys belong to accounts, and whoever asks has none."""

    code = "no_account"

    def __init__(self) -> None:
        super().__init__(
            "A key belongs to an account, and you have none here.",
            hint="Make one with `safelight accounts create NAME --admin`, log in, and make the key then.",
        )
