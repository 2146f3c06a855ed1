"""`safelight video`: a film from a prompt or a picture, saved where one can find it."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from safelight.doors.cli.generate import slug, unused
from safelight.doors.cli.pictures import check, sent, sides
from safelight.doors.cli.shell import Json, marked, said, shell_of

if TYPE_CHECKING:
    from rich.text import Text

    from safelight.doors.cli.client import Client


def video(
    ctx: typer.Context,
    prompt: Annotated[str | None, typer.Argument(help="What to draw first.", show_default=False)] = None,
    image: Annotated[
        str | None,
        typer.Option("--image", "-i", metavar="FILE|ID", help="The picture that moves instead.", show_default=False),
    ] = None,
    character: Annotated[
        str | None, typer.Option("--character", "-c", metavar="NAME", help="Draw this character.", show_default=False)
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="PATH", help="File or folder for the film.", show_default="here"),
    ] = None,
    frames: Annotated[
        int | None,
        typer.Option("--frames", help="Frames to make.", min=2, max=250, metavar="N", show_default="the model's own"),
    ] = None,
    fps: Annotated[
        float | None,
        typer.Option(help="Frames per second.", min=1, max=60, metavar="N", show_default="the model's own"),
    ] = None,
    motion: Annotated[
        int | None,
        typer.Option(help="How much moves, 1 to 255.", min=1, max=255, metavar="N", show_default="the model's own"),
    ] = None,
    noise: Annotated[
        float | None,
        typer.Option(
            help="How far the film may leave the picture.", min=0, max=1, metavar="N", show_default="the model's own"
        ),
    ] = None,
    guidance: Annotated[
        float | None,
        typer.Option(help="Guidance of the last frame.", metavar="N", show_default="the model's own"),
    ] = None,
    min_guidance: Annotated[
        float | None,
        typer.Option(help="Guidance of the first frame.", metavar="N", show_default="the model's own"),
    ] = None,
    steps: Annotated[
        int | None, typer.Option(help="Denoising steps.", show_default="the model's own", min=1, max=150, metavar="N")
    ] = None,
    size: Annotated[
        str | None, typer.Option(metavar="WxH", help="Size in pixels.", show_default="the model's own")
    ] = None,
    seed: Annotated[
        int | None, typer.Option(help="Same seed, same film.", show_default="new", min=0, metavar="N")
    ] = None,
    chunk: Annotated[
        int | None,
        typer.Option(help="Frames decoded at once; fewer need less memory.", min=1, metavar="N", show_default="8"),
    ] = None,
    codec: Annotated[
        str | None, typer.Option(metavar="NAME", help="h264, vp9 or av1.", show_default="the studio's")
    ] = None,
    model: Annotated[
        str | None, typer.Option(metavar="NAME", help="Video model.", show_default="the one installed")
    ] = None,
    base: Annotated[
        str | None,
        typer.Option(
            metavar="NAME", help="Model that draws the picture.", show_default="the character's, or the default"
        ),
    ] = None,
    open_: Annotated[bool, typer.Option("--open", help="Show the film when it is there.", metavar="")] = False,
    json: Json = False,
) -> None:
    """Make a short film of a picture, or of one that is drawn first.

    It needs a video model: safelight models download stabilityai/stable-video-diffusion-img2vid-xt

    [bold]Examples[/]

      safelight video "pip on a beach" --character pip
      safelight video --image house.png --motion 60 --fps 12 -o house.mp4
      safelight video --image pic_01k2v9 --frames 14 --size 768x448
    """
    from safelight.doors.cli.watching import watch

    shell = shell_of(ctx)
    if prompt is None and image is None:
        raise typer.BadParameter("say what to draw, or which picture is to move (--image).", param_hint="PROMPT")
    if image is not None and (character or base):
        raise typer.BadParameter("--image is the picture already; leave --character and --base out.")
    if image is not None:
        check(image)
    given: dict[str, Any] = {
        "prompt": prompt, "num_frames": frames, "fps": fps, "motion_bucket_id": motion, "noise_aug_strength": noise,
        "max_guidance_scale": guidance, "min_guidance_scale": min_guidance, "num_inference_steps": steps,
        "seed": seed, "decode_chunk_size": chunk, "codec": codec, "model": model, **sides(size, option="--size"),
    }  # fmt: skip
    if base is not None:
        given["picture"] = {"prompt": prompt, "model": base} | ({"character_id": character} if character else {})
        given["picture"] |= {} if seed is None else {"seed": seed}
    else:
        given["character_id"] = character
    spec = said(**given)
    with shell.connect() as client:
        if image is not None:
            spec["image"] = sent(client, image)
        made = client.post("/api/v1/videos", spec)
        watch(client, made["job_id"], shell=shell, title="Filming")
        made = client.get(f"/api/v1/videos/{made['id']}")
        path = _save(client, made, output)
    for note in made["notes"]:
        shell.note(f"! {note}")
    shell.result(made | {"files": [str(path.absolute())]}, lambda: _told(path, made))
    if open_ and typer.launch(str(path)):
        shell.note(f"No program here shows {path}.")


def _save(client: "Client", made: dict[str, Any], output: Path | None) -> Path:
    film = made["pictures"][0]
    if output is not None and output.suffix and not output.is_dir():
        return client.download(film["url"], output)
    name = slug(made["prompt"]) if made["prompt"] else "video"
    return client.download(film["url"], unused((output or Path()) / f"{name}-{film['seed']}.mp4"))


def _told(path: Path, made: dict[str, Any]) -> "Text":
    film, plan = made["pictures"][0], made["plan"]
    settings = (
        f"{film['width']}x{film['height']} · {film['num_frames']} frames · {film['fps']:g} fps · "
        f"{film['duration_seconds']:.1f} s · {plan['video']['codec']} · {plan['num_inference_steps']} steps · "
        f"{plan['model']}"
    )
    return marked("[green]✓[/] [bold]{}[/]  [dim]seed {}[/]\n[dim]  {}[/]", path, film["seed"], settings)
