"""How a command ends: exit codes, and errors told as what happened, which field, and what to do.

Exit codes are part of the interface: scripts rely on them.
"""

import os
import traceback
from typing import TYPE_CHECKING, Any

from safelight.doors.cli.elsewhere import here
from safelight.doors.cli.hints import as_commands
from safelight.doors.cli.shell import Shell, marked
from safelight.kit.errors import FieldProblem, SafelightError, shown

if TYPE_CHECKING:
    from pydantic import ValidationError
    from typer.exceptions import TyperException

OK = 0
FAILED = 1
WRONG_USAGE = 2
NOT_FOUND = 3
UNREACHABLE = 4
CANCELLED = 130

_BY_STATUS = {400: WRONG_USAGE, 404: NOT_FOUND, 413: WRONG_USAGE, 422: WRONG_USAGE}


class WrongUsage(SafelightError):
    """Options or files that cannot be used as given."""

    status = 400
    code = "wrong_usage"


class Failed(SafelightError):
    """What was asked for could not be done."""

    code = "failed"


class ServerUnreachable(SafelightError):
    """No studio answers at the address."""

    status = 503
    code = "server_unreachable"


class JobCancelled(SafelightError):
    """The job was cancelled, here or by somebody else."""

    status = 409
    code = "job_cancelled"


def exit_code(error: Exception) -> int:
    """The exit code of an error."""
    if isinstance(error, ServerUnreachable):
        return UNREACHABLE
    if isinstance(error, JobCancelled):
        return CANCELLED
    if isinstance(error, SafelightError):
        return _BY_STATUS.get(error.status, FAILED)
    return FAILED


def tell(shell: Shell, error: Exception) -> int:
    """Print an error for a person (or as JSON) and return the exit code."""
    known = _as_known(error)
    if known is None:  # asked for help by giving nothing: typer has printed it
        return WRONG_USAGE
    if shell.json:
        shell.print_json(document(known))
    else:
        show(shell, known)
    if os.environ.get("SAFELIGHT_LOG_LEVEL") == "debug":
        traceback.print_exception(error)
    return exit_code(known)


def show(shell: Shell, error: SafelightError) -> None:
    """What happened, the fields, what to do: on standard error."""
    console = shell.err
    console.print(marked("[bold red]✗[/] {}", error.message), soft_wrap=True)
    width = max((len(problem.field) for problem in error.fields), default=0)
    if len(error.fields) > 1 or any(problem.field not in error.message for problem in error.fields):
        for problem in error.fields:
            given = marked(" [dim](given: {})[/]", problem.value) if problem.value else ""
            console.print(
                marked("  [bold]{}[/]  {}{}", problem.field.ljust(width), problem.message, given), soft_wrap=True
            )
    if error.hint:
        console.print(marked("  [dim]→[/] {}", as_commands(error.hint)), soft_wrap=True)


def document(error: SafelightError) -> dict[str, Any]:
    """An error in the shape of the API's problems."""
    found: dict[str, Any] = {"status": error.status, "code": error.code, "detail": error.message}
    if error.hint:
        found["hint"] = error.hint
    if error.fields:
        found["errors"] = [
            {"field": problem.field, "message": problem.message, "value": problem.value} for problem in error.fields
        ]
    return found


def _as_known(error: Exception) -> SafelightError | None:
    """Any exception as one that can be told; None when there is nothing to tell."""
    from pydantic import ValidationError
    from typer.exceptions import Abort, TyperException

    if type(error).__name__ == "NoArgsIsHelpError":
        return None
    match error:
        case SafelightError():
            known = error
        case Abort():
            known = JobCancelled("Nothing was done.", code="aborted")
        case TyperException():
            context = getattr(error, "ctx", None)
            command = context.command_path if context is not None else "safelight"
            hint = f"{_as_here(error)}`{command} --help` shows what it takes."
            known = WrongUsage(_one_line(error.format_message()), hint=hint)
        case ValidationError():
            known = _bad_settings(error)
        case OSError():
            name = f": {error.filename}" if error.filename else ""
            known = Failed(f"{error.strerror or error}{name}", hint="Check the path and its permissions.")
        case _:
            known = Failed(
                f"Something went wrong inside Safelight ({type(error).__name__}: {_one_line(str(error))[:200]}).",
                code="internal_error",
                hint="Set SAFELIGHT_LOG_LEVEL=debug to see where, and please report it.",
            )
    return known


def _as_here(error: "TyperException") -> str:
    """What an option is called here that the command does not know by its name; empty if nobody can tell."""
    asked, context = getattr(error, "option_name", None), getattr(error, "ctx", None)
    if type(error).__name__ != "NoSuchOption" or asked is None or context is None:
        return ""
    names = here(asked, (name for option in context.command.params for name in option.opts))
    return f"Here it is {' or '.join(names)}. " if names else ""


def _bad_settings(error: "ValidationError") -> WrongUsage:
    fields = tuple(
        FieldProblem(name := _setting_name(problem["loc"]), problem["msg"], shown(str(problem.get("input")), name))
        for problem in error.errors()
    )
    return WrongUsage("A setting cannot be used.", hint="`.env.example` lists every setting.", fields=fields)


def _setting_name(place: tuple[int | str, ...]) -> str:
    return "SAFELIGHT_" + "_".join(str(part) for part in place).upper()


def _one_line(text: str) -> str:
    return " ".join(text.split())
