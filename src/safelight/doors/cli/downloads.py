"""`safelight models download`, `downloads` and `token`: models from a hub, and what opens the gated ones."""

import contextlib
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any, Protocol
from urllib.parse import quote

import typer

from safelight.doors.cli.problems import Failed, JobCancelled
from safelight.doors.cli.shell import Json, Shell, bytes_text, marked, seconds_text, sheet, shell_of, table

if TYPE_CHECKING:
    from rich.console import RenderableType

    from safelight.doors.cli.client import Client

PATH = "/api/v1/downloads"
HUB = "huggingface.co"
POLL_SECONDS = 0.25
SHOWN_FILES = 8
BAR = 24
PANEL = "From a hub"

token = typer.Typer(
    name="token",
    help="Tokens that open gated and private repositories.",
    no_args_is_help=True,
    rich_markup_mode="rich",
)

Host = Annotated[str, typer.Argument(metavar="[HOST]", help="The hub.", show_default=True)]


def download(
    ctx: typer.Context,
    source: Annotated[
        str, typer.Argument(metavar="ID|URL", help="org/name, its address, or a link to a file.", show_default=False)
    ],
    revision: Annotated[
        str | None, typer.Option(metavar="REV", help="Branch, tag or commit.", show_default="main")
    ] = None,
    variant: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="fp16, bf16 …, or full.", show_default="half precision if there is one"),
    ] = None,
    include: Annotated[
        list[str] | None, typer.Option(metavar="PATTERN", help="Only files that match; repeatable.")
    ] = None,
    exclude: Annotated[
        list[str] | None, typer.Option(metavar="PATTERN", help="No files that match; repeatable.")
    ] = None,
    name: Annotated[
        str | None, typer.Option(metavar="NAME", help="What it is called here.", show_default="as there")
    ] = None,
    configs_only: Annotated[
        bool, typer.Option("--configs-only", help="Only what a single-file checkpoint needs beside itself.", metavar="")
    ] = False,
    plan: Annotated[bool, typer.Option("--plan", help="Show what would come, and stop.", metavar="")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.", metavar="")] = False,
    wait: Annotated[bool, typer.Option("--wait/--no-wait", help="Follow it to its end.", metavar="")] = True,
    json: Json = False,
) -> None:
    """Download a model from the Hugging Face Hub, or from a link.

    Of a repository only the files of one variant come, as safetensors. Ctrl-C cancels and keeps what came; the same
    command goes on from there, and so does one after a crash.

    [bold]Examples[/]

      safelight models download stabilityai/stable-diffusion-xl-base-1.0 --plan
      safelight models download someone/their-lora --include ink.safetensors --name ink
      safelight models download https://huggingface.co/org/name/blob/main/model.safetensors
    """
    shell = shell_of(ctx)
    asked = {
        key: value
        for key, value in {
            "source": source, "revision": revision, "variant": variant, "include": include, "exclude": exclude,
            "name": name, "configs_only": configs_only,
        }.items()
        if value
    }  # fmt: skip
    with shell.connect() as client:
        if plan or not yes:
            found = client.post(f"{PATH}/plan", asked)
            if plan:
                shell.result(found, lambda: _planned(found))
                return
            _refuse(found)
            _ask(shell, found)
        started = client.post(PATH, asked)
        if not wait:
            shell.done(
                started,
                f"{started['name']} is being downloaded.",
                then=f"Follow it: safelight jobs watch {started['job_id']}",
            )
            return
        if started["joined"]:
            shell.note("It was begun before, and goes on.")
        done = follow(client, shell, started["job_id"])
    what = marked("The configs are") if configs_only else marked("[bold]{}[/] is", done["name"])
    shell.done(done, marked("{} here: {}.", what, bytes_text(done["total_bytes"])))


def downloads(
    ctx: typer.Context,
    limit: Annotated[int, typer.Option(help="At most so many.", min=1, metavar="N")] = 20,
    json: Json = False,
) -> None:
    """List the downloads, newest first.

    Cancel and resume them as jobs: safelight jobs cancel JOB.
    """
    shell = shell_of(ctx)
    found = shell.pages(PATH, limit=limit)
    rows = [
        (each["job_id"], each["name"], each["state"], _of(each), f"{each['files_done']}/{each['files_total']}")
        for each in found
    ]
    columns = ("JOB", "MODEL", "STATE", "HERE", "FILES")
    empty = "Nothing was downloaded yet. `safelight models download ID` does."
    shell.listing(found, columns, rows, empty=empty, right=(3, 4))


@token.command("set")
def set_token(
    ctx: typer.Context,
    host: Host = HUB,
    token: Annotated[
        str | None,
        typer.Option(envvar="HF_TOKEN", metavar="TOKEN", help="Asked for if left out.", show_default=False),
    ] = None,
    json: Json = False,
) -> None:
    """Keep a token for a hub, encrypted. The hub is asked whose it is.

    [bold]Examples[/]

      safelight models token set
      HF_TOKEN=hf_… safelight models token set huggingface.co
    """
    shell = shell_of(ctx)
    given = token or typer.prompt(f"Token for {host}", hide_input=True, err=True)
    kept = shell.put(f"{PATH}/tokens/{quote(host, safe=':')}", {"token": given})
    whose = f" of {kept['user']}" if kept["user"] else ""
    shell.done(kept, f"The token{whose} is kept for {kept['host']}.")


@token.command("list")
def list_tokens(ctx: typer.Context, json: Json = False) -> None:
    """List for which hubs there are tokens; never the tokens themselves."""
    shell = shell_of(ctx)
    found = shell.get(f"{PATH}/tokens")["items"]
    rows = [(each["host"], each["user"] or "", each["added_at"][:10]) for each in found]
    columns = ("HOST", "USER", "SINCE")
    shell.listing(found, columns, rows, empty="No token is kept. `safelight models token set` keeps one.")


@token.command("remove")
def remove_token(ctx: typer.Context, host: Host = HUB, json: Json = False) -> None:
    """Forget the token of a hub."""
    shell = shell_of(ctx)
    shell.delete(f"{PATH}/tokens/{quote(host, safe=':')}")
    shell.done({"host": host, "removed": True}, f"The token for {host} is forgotten.")


def install(models: typer.Typer) -> None:
    """Put these commands into the group."""
    models.command(rich_help_panel=PANEL)(download)
    models.command(rich_help_panel=PANEL)(downloads)
    models.add_typer(token, rich_help_panel=PANEL)


def follow(client: "Client", shell: Shell, job_id: str) -> dict[str, Any]:
    """Watch a download to its end and return it. Raises Failed, JobCancelled; Ctrl-C cancels it."""
    path = f"{PATH}/{job_id}"
    again = f"Go on with it: safelight jobs resume {job_id}"
    try:
        with _view(shell) as view:
            while True:
                found: dict[str, Any] = client.poll(path)
                view.show(found)
                if found["state"] in {"succeeded", "failed", "cancelled"}:
                    break
                time.sleep(POLL_SECONDS)
    except KeyboardInterrupt:
        client.post(f"/api/v1/jobs/{job_id}/cancel")
        raise JobCancelled("Cancelled; what came is kept.", hint=again) from None
    if found["state"] == "cancelled":
        raise JobCancelled("The download was cancelled; what came is kept.", hint=again)
    if found["state"] == "failed":
        failure = found["failure"] or {"code": "failed", "message": "The download failed.", "hint": again}
        raise Failed(failure["message"], code=failure["code"], hint=failure["hint"])
    return found


class _View(Protocol):
    def show(self, found: dict[str, Any]) -> None:
        """Show it as it is now."""


@contextlib.contextmanager
def _view(shell: Shell) -> Iterator[_View]:
    """Live in a terminal, else a line at every tenth; nothing of it goes to standard output."""
    if not shell.err.is_terminal:
        yield _Lines(shell)
        return
    from rich.live import Live

    with Live(console=shell.err, refresh_per_second=8, transient=True) as live:
        yield _Screen(live.update)


class _Lines:
    def __init__(self, shell: Shell) -> None:
        self._shell = shell
        self._said = ""

    def show(self, found: dict[str, Any]) -> None:
        """A line when the state or the tenth is another."""
        tenth = int(10 * found["done_bytes"] / found["total_bytes"]) if found["total_bytes"] else 0
        mark = f"{found['state']} {tenth}"
        if mark != self._said and found["state"] in {"queued", "running"}:
            self._said = mark
            words = "waits" if found["state"] == "queued" else _pace(found)
            self._shell.note(f"{found['name']}: {words}")


class _Screen:
    def __init__(self, update: Any) -> None:
        self._update = update

    def show(self, found: dict[str, Any]) -> None:
        """The whole, and each file that is on its way."""
        from rich.console import Group
        from rich.text import Text

        lines = [Text.assemble((found["name"], "bold"), "  ", _bar(found["done_bytes"], found["total_bytes"]))]
        lines[0].append(f"  {_pace(found) if found['state'] == 'running' else found['state']}", "dim")
        coming = [file for file in found["files"] if file["state"] == "partial"][:SHOWN_FILES]
        width = max((len(file["path"]) for file in coming), default=0)
        for file in coming:
            line = Text(f"  {file['path']:<{width}}  ").append_text(_bar(file["done_bytes"], file["size"]))
            lines.append(line.append(f"  {bytes_text(file['done_bytes'])} of {bytes_text(file['size'])}", "dim"))
        self._update(Group(*lines))


def _bar(done: int, total: int | None) -> Any:
    from rich.text import Text

    full = round(BAR * min(1.0, done / total)) if total else 0
    return Text.assemble(("━" * full, "cyan"), ("━" * (BAR - full), "grey30"))


def _of(found: dict[str, Any]) -> str:
    if found["done_bytes"] == found["total_bytes"]:
        return bytes_text(found["total_bytes"])
    return f"{bytes_text(found['done_bytes'])} of {bytes_text(found['total_bytes'])}"


def _pace(found: dict[str, Any]) -> str:
    parts = [_of(found), f"{found['files_done']} of {found['files_total']} files"]
    if found["bytes_per_second"]:
        parts.append(f"{bytes_text(found['bytes_per_second'])}/s")
    if found["eta_seconds"]:
        parts.append(f"about {seconds_text(found['eta_seconds'])} left")
    return " · ".join(parts)


def _planned(found: dict[str, Any]) -> "RenderableType":
    from rich.console import Group
    from rich.text import Text

    wanted = [file for file in found["files"] if file["wanted"]]
    rows = [(file["path"], bytes_text(file["size"])) for file in wanted]
    about = sheet(_facts(found))
    if found["refusal"]:
        hint = f"\n  → {found['refusal']['hint']}" if found["refusal"]["hint"] else ""
        return Group(about, "", Text(f"✗ {found['refusal']['message']}{hint}", "red"))
    left = len(found["files"]) - len(wanted)
    rest = Text(f"{left} other files stay there; --json says why.", "dim") if left else Text()
    return Group(about, "", table(("FILE", "SIZE"), rows, right=(1,)), rest)


def _facts(found: dict[str, Any]) -> dict[str, Any]:
    others = [name for name in found["variants"] if name != (found["variant"] or "full")]
    variant = (found["variant"] or "full") + (f" (also: {', '.join(others)})" if others else "")
    return {
        "from": found["url"],
        "commit": (found["commit"] or "")[:12],
        "name here": found["name"],
        "kind": f"{found['kind']}, {found['pipeline']}" if found["pipeline"] else found["kind"],
        "licence": found["licence"] or "not named",
        "gated": "yes: its owner asks for consent" if found["gated"] else "",
        "variant": variant if found["variants"] else "",
        "to fetch": bytes_text(found["total_bytes"] - found["here_bytes"])
        + (f" ({bytes_text(found['here_bytes'])} are here)" if found["here_bytes"] else ""),
        "disk": f"{bytes_text(found['free_bytes'])} free",
    }


def _refuse(found: dict[str, Any]) -> None:
    refusal = found["refusal"]
    if refusal:
        raise Failed(refusal["message"], code=refusal["code"], hint=refusal["hint"])


def _ask(shell: Shell, found: dict[str, Any]) -> None:
    """Show what would come, and ask; a script that cannot be asked has said what it wants."""
    import sys

    if shell.json or not sys.stdin.isatty():
        return
    shell.err.print(sheet(_facts(found)))
    typer.confirm("Download it?", default=True, abort=True, err=True)
