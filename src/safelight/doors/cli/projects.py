"""`safelight projects`: names to gather characters, and their trainings, under."""

from typing import Annotated
from urllib.parse import quote

import typer

from safelight.doors.cli.characters import path_of as character_path
from safelight.doors.cli.shell import Json, marked, said, shell_of

PATH = "/api/v1/projects"
_A = {"viewer": "a viewer", "editor": "an editor"}

app = typer.Typer(
    name="projects",
    help="Names to gather characters and their trainings under.",
    no_args_is_help=True,
    rich_markup_mode="rich",
)

Name = Annotated[str, typer.Argument(metavar="PROJECT", help="Name or id of the project.", show_default=False)]
About = Annotated[str | None, typer.Option(metavar="TEXT", help="What it is about.", show_default=False)]
Person = Annotated[str, typer.Argument(metavar="PERSON", help="By which name they log in.", show_default=False)]
Characters = Annotated[
    list[str], typer.Argument(metavar="CHARACTER…", help="Names or ids of characters.", show_default=False)
]


@app.command("list")
def list_(
    ctx: typer.Context,
    search: Annotated[str | None, typer.Option(metavar="TEXT", help="Only names with this in them.")] = None,
    json: Json = False,
) -> None:
    """List the projects, by name."""
    shell = shell_of(ctx)
    found = shell.get(PATH, search=search)["items"]
    rows = [(each["name"], each["description"], each["created_at"][:10]) for each in found]
    columns = ("PROJECT", "ABOUT", "MADE")
    shell.listing(found, columns, rows, empty="There are no projects. Make one: safelight projects add NAME")


@app.command()
def show(ctx: typer.Context, name: Name, json: Json = False) -> None:
    """Show what a project gathers."""
    shell = shell_of(ctx)
    with shell.connect() as client:
        project = client.get(path_of(name))
        characters = client.pages("/api/v1/characters", limit=1000, project=project["id"])
    rows = [(each["name"], each["status"], each["base_model"]) for each in characters]
    columns = ("CHARACTER", "STATUS", "BASE")
    empty = f"{project['name']} is empty. Fill it: safelight projects gather {project['name']!r} CHARACTER"
    shell.listing(project | {"characters": characters}, columns, rows, empty=empty)


@app.command()
def add(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(help="What it is called.", show_default=False)],
    about: About = None,
    json: Json = False,
) -> None:
    """Make a project.

    [bold]Example[/]

      safelight projects add "Summer comic" --about "Everybody in the first volume"
    """
    shell = shell_of(ctx)
    made = shell.post(PATH, {"name": name, "description": about or ""})
    shell.done(made, marked("[bold]{}[/] is there.", made["name"]))


@app.command()
def update(
    ctx: typer.Context,
    name: Name,
    new_name: Annotated[str | None, typer.Option("--name", help="Its new name.", show_default=False)] = None,
    about: About = None,
    json: Json = False,
) -> None:
    """Rename or describe a project."""
    shell = shell_of(ctx)
    changed = shell.patch(path_of(name), said(name=new_name, description=about))
    shell.done(changed, marked("[bold]{}[/] is changed.", changed["name"]))


@app.command()
def gather(ctx: typer.Context, name: Name, characters: Characters, json: Json = False) -> None:
    """Put characters into a project.

    One that is in another project leaves that one.

    [bold]Example[/]

      safelight projects gather "Summer comic" ada pip
    """
    shell = shell_of(ctx)
    with shell.connect() as client:
        project = client.get(path_of(name))
        moved = [client.patch(character_path(each), {"project": project["id"]}) for each in characters]
    names = ", ".join(each["name"] for each in moved)
    shell.done(moved, marked("In [bold]{}[/]: {}.", project["name"], names))


@app.command()
def release(ctx: typer.Context, characters: Characters, json: Json = False) -> None:
    """Take characters out of their project."""
    shell = shell_of(ctx)
    with shell.connect() as client:
        moved = [client.patch(character_path(each), {"project": None}) for each in characters]
    names = ", ".join(each["name"] for each in moved)
    shell.done(moved, f"In no project any more: {names}.")


@app.command()
def share(
    ctx: typer.Context,
    name: Name,
    person: Person,
    as_: Annotated[
        str, typer.Option("--as", metavar="ROLE", help="viewer: looks, and draws with it; editor: changes it too.")
    ] = "viewer",
    json: Json = False,
) -> None:
    """Share a project with somebody.

    They see what is in it. An editor also trains, adds and changes; only its owner deletes or moves a thing.

    [bold]Example[/]

      safelight projects share "Summer comic" ben --as editor
    """
    shell = shell_of(ctx)
    made = shell.put(_member(name, person), {"role": as_})
    shell.done(made, marked("[bold]{}[/] is {} of {}.", made["name"], _A[made["role"]], name))


@app.command()
def unshare(ctx: typer.Context, name: Name, person: Person, json: Json = False) -> None:
    """Share a project with somebody no more; or leave one that is shared."""
    shell = shell_of(ctx)
    shell.delete(_member(name, person))
    shell.done({"project": name, "person": person}, f"{name} is not shared with {person} any more.")


@app.command()
def members(ctx: typer.Context, name: Name, json: Json = False) -> None:
    """List with whom a project is shared."""
    shell = shell_of(ctx)
    with shell.connect() as client:
        project = client.get(path_of(name))
        found = client.get(f"{path_of(project['id'])}/members")
    rows = [(each["name"], each["full_name"], each["role"], each["created_at"][:10]) for each in found]
    columns = ("WHO", "NAME", "AS", "SINCE")
    empty = f"{project['name']} is shared with nobody. Share it: safelight projects share {name!r} PERSON"
    shell.listing(found, columns, rows, empty=empty)


@app.command()
def delete(ctx: typer.Context, name: Name, json: Json = False) -> None:
    """Delete a project. What it gathers stays."""
    shell = shell_of(ctx)
    with shell.connect() as client:
        found = client.get(path_of(name))
        client.delete(path_of(found["id"]))
    shell.done({"deleted": found["id"]}, f"{found['name']} is deleted; what it gathered stays.")


def path_of(name: str) -> str:
    """The address of one."""
    return f"{PATH}/{quote(name, safe='')}"


def _member(name: str, person: str) -> str:
    return f"{path_of(name)}/members/{quote(person, safe='')}"
