"""`safelight classifiers predict` and `sort`: what a trained classifier makes of pictures, in the studio or without."""

import base64
import shutil
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from safelight.doors.cli.pictures import check, is_id
from safelight.doors.cli.problems import WrongUsage
from safelight.doors.cli.references import PICTURES
from safelight.doors.cli.shell import Json, Shell, shell_of, table

if TYPE_CHECKING:
    from rich.console import RenderableType

    from safelight.doors.cli.client import Client

USE = "Use"
AT_ONCE = 64  # pictures of one request
SALIENCY = ("auto", "gradient", "gradcam", "attention")
UNSURE = "unsure"  # folder of the pictures of which it was not sure enough

Model = Annotated[
    str,
    typer.Argument(
        metavar="MODEL", help="Name on the shelf, a run's number or id, or with --here a folder.", show_default=False
    ),
]
Here = Annotated[bool, typer.Option("--here", help="Without a studio: MODEL is a folder on this machine.", metavar="")]
Device = Annotated[
    str | None, typer.Option(metavar="NAME", help="With --here: cuda:0, mps, cpu.", show_default="the best there is")
]


def predict(
    ctx: typer.Context,
    model: Model,
    pictures: Annotated[
        list[str], typer.Argument(metavar="FILE|ID...", help="Picture files, or pictures of the studio.")
    ],
    top_k: Annotated[int, typer.Option(help="How many of the likeliest classes.", min=1, max=1000, metavar="N")] = 5,
    saliency: Annotated[
        Path | None,
        typer.Option(
            metavar="PATH", help="Save what it looked at, over the picture: a .png, or a folder.", show_default=False
        ),
    ] = None,
    method: Annotated[
        str, typer.Option(metavar="METHOD", help="Of --saliency: auto, gradient, gradcam, attention.")
    ] = "auto",
    here: Here = False,
    device: Device = None,
    json: Json = False,
) -> None:
    """Have a classifier judge pictures.

    [bold]Examples[/]

      safelight classifiers predict flowers-3 rose.jpg tulip.jpg
      safelight classifiers predict run_01k2v9 *.jpg --top-k 1 --json
      safelight classifiers predict runs/flowers/best rose.jpg --here --saliency why.png
    """
    shell = shell_of(ctx)
    if method not in SALIENCY:
        raise typer.BadParameter(f"there are {', '.join(SALIENCY)}.", param_hint="--method")
    if saliency is not None and saliency.suffix and len(pictures) > 1:
        raise typer.BadParameter("several pictures need a folder.", param_hint="--saliency")
    asked: dict[str, Any] = {"top_k": top_k, "saliency": method if saliency else None}
    found = _here(shell, model, pictures, asked, device) if here else _in_studio(shell, model, pictures, asked)
    if saliency is not None:
        for name, each in zip(pictures, found, strict=True):
            each["saliency_file"] = str(_save(saliency, name, each).absolute())
    shell.result({"model": model, "pictures": found}, lambda: _told(found))


def sort(
    ctx: typer.Context,
    model: Model,
    folder: Annotated[
        Path, typer.Argument(exists=True, file_okay=False, help="A folder with pictures.", show_default=False)
    ],
    into: Annotated[Path, typer.Option(metavar="DIR", help="Where a folder per class is made.", show_default=False)],
    min_confidence: Annotated[
        float, typer.Option(help="What it is less sure of goes into unsure/.", min=0, max=1, metavar="N")
    ] = 0.0,
    move: Annotated[bool, typer.Option("--move", help="Move the pictures; else they are copied.", metavar="")] = False,
    here: Here = False,
    device: Device = None,
    json: Json = False,
) -> None:
    """Sort a folder of pictures by what a classifier says, a folder per class.

    Nothing is overwritten: where a name is taken, a number is added. What cannot be read stays where it is.

    [bold]Examples[/]

      safelight classifiers sort flowers-3 camera/ --into sorted/ --min-confidence 0.8
      safelight classifiers sort runs/flowers/best camera/ --into sorted/ --here --move
    """
    shell = shell_of(ctx)
    paths = [path for path in sorted(folder.rglob("*")) if path.suffix.lower() in PICTURES and path.is_file()]
    paths = [path for path in paths if into not in path.parents]
    if not paths:
        raise WrongUsage(f"There are no pictures in {folder}.", hint=f"Pictures end in {', '.join(sorted(PICTURES))}.")
    asked: dict[str, Any] = {"top_k": 1, "saliency": None}
    names = [str(path) for path in paths]
    found = (
        _here(shell, model, names, asked, device, may_fail=True)
        if here
        else _in_studio(shell, model, names, asked, may_fail=True)
    )
    placed = []
    for path, each in zip(paths, found, strict=True):
        if each.get("error"):
            shell.note(f"! {path}: {each['error']}")
            continue
        label = each["label"] if each["confidence"] >= min_confidence else UNSURE
        placed.append({**each, "file": str(path), "to": str(_place(path, into / _folder_name(label), move=move))})
    counts: dict[str, int] = {}
    for each in placed:
        name = Path(each["to"]).parent.name
        counts[name] = counts.get(name, 0) + 1
    rows = sorted(counts.items(), key=lambda each: -each[1])
    shell.result({"pictures": placed}, lambda: table(("CLASS", "PICTURES"), rows, right=(1,)))


def install(classifiers: typer.Typer) -> None:
    """Put the commands into the group."""
    classifiers.command(rich_help_panel=USE)(predict)
    classifiers.command(rich_help_panel=USE)(sort)


def _in_studio(
    shell: Shell, model: str, pictures: Sequence[str], asked: dict[str, Any], *, may_fail: bool = False
) -> list[dict[str, Any]]:
    check(*pictures)
    found: list[dict[str, Any]] = []
    with shell.connect() as client:
        for start in range(0, len(pictures), AT_ONCE):
            found += _asked(client, model, pictures[start : start + AT_ONCE], asked, may_fail=may_fail)
    return found


def _asked(
    client: "Client", model: str, pictures: Sequence[str], asked: dict[str, Any], *, may_fail: bool
) -> list[dict[str, Any]]:
    """Of some pictures, in their order. A picture that is none is told as an error of its own, where that may be."""
    from urllib.parse import quote

    from safelight.doors.cli.client import RemoteProblem

    path = f"/api/v1/models/{quote(model, safe='')}/predict"
    try:
        if any(is_id(each) and not Path(each).is_file() for each in pictures):
            from safelight.doors.cli.pictures import sent

            images = [sent(client, each) for each in pictures]
            answer = client.post(path, {"images": images, **asked})
        else:
            with ExitStack() as stack:
                files = [("files", (Path(each).name, stack.enter_context(Path(each).open("rb")))) for each in pictures]
                form = {name: str(value) for name, value in asked.items() if value is not None}
                answer = client.post(path, files=files, data=form)
    except RemoteProblem as problem:
        if not may_fail or problem.status != 422 or problem.code != "pictures_unusable":
            raise
        bad = {int(each.field.partition("[")[2].rstrip("]")): each.message for each in problem.fields}
        good = [each for at, each in enumerate(pictures) if at not in bad]
        rest = iter(_asked(client, model, good, asked, may_fail=True) if good else [])
        return [{"filename": each, "error": bad[at]} if at in bad else next(rest) for at, each in enumerate(pictures)]
    return list(answer["pictures"])


def _here(
    shell: Shell,
    model: str,
    pictures: Sequence[str],
    asked: dict[str, Any],
    device: str | None,
    *,
    may_fail: bool = False,
) -> list[dict[str, Any]]:
    """The same without a studio."""
    folder = Path(model)
    if not folder.is_dir():
        raise WrongUsage(f"There is no folder {model}.", hint="With --here, name the folder of a model: runs/…/best")
    shell.note("Loading torch")
    from safelight.engine.classify.alone import judged

    return list(_with_errors(judged(folder, pictures, device=device, **asked), may_fail=may_fail))


def _with_errors(found: Any, *, may_fail: bool) -> Iterator[dict[str, Any]]:
    for each in found:
        if each.get("error") and not may_fail:
            raise WrongUsage(f"{each['filename']}: {each['error']}.")
        yield each


def _save(target: Path, name: str, found: dict[str, Any]) -> Path:
    """The overlay over its picture, if that is a file; else alone."""
    from safelight.doors.cli.generate import unused
    from safelight.kit.files import whole_file

    data = base64.b64decode(found.pop("saliency").partition(",")[2])
    if not target.suffix:
        target.mkdir(parents=True, exist_ok=True)
        target = unused(target / f"{Path(name).stem}-saliency.png")
    if Path(name).is_file():
        from safelight.kit.pictures.overlay import laid_over

        data = laid_over(Path(name), data)
    with whole_file(target) as file:
        file.write(data)
    return target


def _folder_name(label: str) -> str:
    """A class as the name of a folder: none that leads elsewhere."""
    return label.replace("/", "_").replace("\\", "_").strip(". ") or "_"


def _place(path: Path, folder: Path, *, move: bool) -> Path:
    from safelight.doors.cli.generate import unused

    folder.mkdir(parents=True, exist_ok=True)
    target = unused(folder / path.name)
    if move:
        shutil.move(path, target)
    else:
        shutil.copy2(path, target)
    return target


def _told(found: Sequence[dict[str, Any]]) -> "RenderableType":
    rows = []
    for each in found:
        rest = " · ".join(f"{other['label']} {other['probability']:.1%}" for other in each["top"][1:])
        rows.append((each["filename"] or each["image"], each["label"], f"{each['confidence']:.1%}", rest))
    return table(("PICTURE", "CLASS", "SURE", "OR"), rows, right=(2,))
