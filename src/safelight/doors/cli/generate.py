"""`safelight generate`: pictures from a prompt, saved where one can find them."""

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from safelight.doors.cli import asking
from safelight.doors.cli.problems import WrongUsage
from safelight.doors.cli.shell import Json, Shell, by_line, marked, said, shell_of

if TYPE_CHECKING:
    from rich.text import Text

    from safelight.doors.cli.client import Client


FROM_PICTURE, WEIGHTS, LARGER, FINE = "From a picture", "LoRAs and other weights", "Larger", "Fine control"


def generate(
    ctx: typer.Context,
    prompt: Annotated[str | None, typer.Argument(help="What to draw.", show_default=False)] = None,
    from_: Annotated[
        Path | None,
        typer.Option(
            "--from", exists=True, dir_okay=False, metavar="PNG", help="Make this picture again.", show_default=False
        ),
    ] = None,
    character: Annotated[
        str | None, typer.Option("--character", "-c", metavar="NAME", help="Draw this character.", show_default=False)
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="PATH", help="File or folder for the pictures.", show_default="here"),
    ] = None,
    count: Annotated[
        int, typer.Option("-n", help="How many; picture i uses seed + i.", min=1, max=64, metavar="N")
    ] = 1,
    seed: Annotated[
        str | None,
        typer.Option(help="Same seed, same picture; or new.", show_default="new, or that of --from", metavar="N"),
    ] = None,
    size: Annotated[
        str | None, typer.Option(metavar="WxH", help="Size in pixels.", show_default="the model's own")
    ] = None,
    steps: Annotated[
        int | None, typer.Option(help="Denoising steps.", show_default="the model's own", min=1, max=150, metavar="N")
    ] = None,
    guidance: Annotated[
        float | None,
        typer.Option(help="How closely to follow the prompt.", show_default="the model's own", metavar="N"),
    ] = None,
    negative: Annotated[str | None, typer.Option(help="What to keep out.", show_default=False)] = None,
    styles: Annotated[
        list[str] | None, typer.Option("--style", metavar="NAME", help="A style; may be repeated.", show_default=False)
    ] = None,
    scheduler: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Sampler: euler, dpmpp_2m, ddim …", show_default="the model's own"),
    ] = None,
    model: Annotated[
        str | None, typer.Option(metavar="NAME", help="Base model.", show_default="the character's, or the default")
    ] = None,
    image: Annotated[
        str | None,
        typer.Option(
            "--image",
            "-i",
            metavar="FILE",
            help="Start from this picture: a file, img_… or pic_….",
            show_default=False,
            rich_help_panel=FROM_PICTURE,
        ),
    ] = None,
    strength: Annotated[
        float | None,
        typer.Option(
            metavar="N",
            help="How far to leave the picture, up to 1.",
            show_default="0.6; 1 with a mask",
            rich_help_panel=FROM_PICTURE,
        ),
    ] = None,
    mask: Annotated[
        str | None,
        typer.Option(
            metavar="FILE",
            help="As large as the picture: white is drawn anew.",
            show_default=False,
            rich_help_panel=FROM_PICTURE,
        ),
    ] = None,
    mask_blur: Annotated[
        int | None,
        typer.Option(
            metavar="N", help="Softness of its edge in pixels.", show_default="4", rich_help_panel=FROM_PICTURE
        ),
    ] = None,
    only_masked: Annotated[
        int | None,
        typer.Option(
            metavar="N",
            help="Draw the masked region alone, at full size, with N pixels around.",
            show_default=False,
            rich_help_panel=FROM_PICTURE,
        ),
    ] = None,
    resize_mode: Annotated[
        str | None,
        typer.Option(
            metavar="MODE",
            help="Bring the picture to size: exact, fill or pad.",
            show_default="fill",
            rich_help_panel=FROM_PICTURE,
        ),
    ] = None,
    controls: Annotated[
        list[str] | None,
        typer.Option(
            "--control",
            metavar="MODEL=FILE[:N]",
            help="Guide by a ControlNet and a picture; may be repeated.",
            show_default=False,
            rich_help_panel=FROM_PICTURE,
        ),
    ] = None,
    loras: Annotated[
        list[str] | None,
        typer.Option(
            "--lora",
            metavar="NAME[:N]",
            help="Add a LoRA or another character; may be repeated.",
            show_default=False,
            rich_help_panel=WEIGHTS,
        ),
    ] = None,
    lora_scale: Annotated[
        float | None,
        typer.Option(
            metavar="N", help="Strength of the character, -2 to 2.", show_default="1", rich_help_panel=WEIGHTS
        ),
    ] = None,
    vae: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Another VAE.", show_default="the model's own", rich_help_panel=WEIGHTS),
    ] = None,
    embeddings: Annotated[
        list[str] | None,
        typer.Option(
            "--embedding",
            metavar="NAME",
            help="A textual inversion; may be repeated.",
            show_default=False,
            rich_help_panel=WEIGHTS,
        ),
    ] = None,
    hires: Annotated[
        str | None,
        typer.Option(
            metavar="SCALE|WxH",
            help="Draw over the picture once more, larger: 2, or 1024x1536.",
            show_default=False,
            rich_help_panel=LARGER,
        ),
    ] = None,
    hires_strength: Annotated[
        float | None,
        typer.Option(metavar="N", help="How much is drawn anew.", show_default="0.5", rich_help_panel=LARGER),
    ] = None,
    hires_steps: Annotated[
        int | None, typer.Option(metavar="N", help="Its steps.", show_default="as many", rich_help_panel=LARGER)
    ] = None,
    hires_upscaler: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="lanczos, latent, or an upscaler among the models.",
            show_default="lanczos",
            rich_help_panel=LARGER,
        ),
    ] = None,
    seeds: Annotated[
        str | None,
        typer.Option(metavar="N,N,…", help="A seed for each picture.", show_default=False, rich_help_panel=FINE),
    ] = None,
    scheduler_options: Annotated[
        list[str] | None,
        typer.Option(
            "--scheduler-option",
            metavar="NAME=VALUE",
            help="A setting of the sampler; may be repeated.",
            show_default=False,
            rich_help_panel=FINE,
        ),
    ] = None,
    clip_skip: Annotated[
        int | None,
        typer.Option(metavar="N", help="Layers of CLIP to leave out.", show_default="0", rich_help_panel=FINE),
    ] = None,
    guidance_rescale: Annotated[
        float | None,
        typer.Option(metavar="N", help="Against overexposure, 0 to 1.", show_default="0", rich_help_panel=FINE),
    ] = None,
    true_cfg_scale: Annotated[
        float | None,
        typer.Option(
            metavar="N",
            help="Guidance of distilled models (Flux) by the negative prompt.",
            show_default=False,
            rich_help_panel=FINE,
        ),
    ] = None,
    plain_prompt: Annotated[
        bool,
        typer.Option("--plain-prompt", help="Take brackets and BREAK as they are.", rich_help_panel=FINE, metavar=""),
    ] = False,
    engine: Annotated[
        str | None,
        typer.Option(
            metavar="NAME", help="native, or comfyui: let ComfyUI draw it.", rich_help_panel=FINE, show_default="native"
        ),
    ] = None,
    solo: Annotated[
        bool,
        typer.Option("--solo", help="Draw alone: the same to the bit each time.", rich_help_panel=FINE, metavar=""),
    ] = False,
    open_: Annotated[bool, typer.Option("--open", help="Show the pictures when they are there.", metavar="")] = False,
    json: Json = False,
) -> None:
    """Draw pictures from a prompt, or once more from a picture. Ctrl-C cancels.

    With --from alone the picture is made by the very plan that is written in it; what else is given is changed.

    [bold]Examples[/]

      safelight generate "a red cat on a blue background"
      safelight generate "pip on a blue background" --character pip -n 4 -o pictures/
      safelight generate "a house" --seed 7 --size 64x64 -o house.png
      safelight generate --from house.png --seed new -n 4
      safelight generate "a house in snow" --image house.png --strength 0.5
      safelight generate "a red door" --image house.png --mask door.png
      safelight generate "a (red:1.3) cat" --lora watercolour:0.7 --hires 2
    """
    from safelight.doors.cli.watching import watch

    shell = shell_of(ctx)
    if prompt is None and from_ is None:
        raise typer.BadParameter("say what to draw, or which picture to make again (--from).", param_hint="PROMPT")
    given: dict[str, Any] = {
        "prompt": prompt, "negative_prompt": negative, "model": model, "character_id": character,
        "lora_scale": lora_scale, "num_inference_steps": steps, "guidance_scale": guidance,
        "scheduler": scheduler, "styles": styles, "strength": strength, "mask_blur": mask_blur,
        "padding_mask_crop": only_masked, "resize_mode": resize_mode, "vae": vae, "embeddings": embeddings,
        "clip_skip": clip_skip, "guidance_rescale": guidance_rescale, "true_cfg_scale": true_cfg_scale,
        "prompt_weighting": "off" if plain_prompt else None, "solo": solo or None, "engine": engine,
        "loras": [asking.lora(each) for each in loras] if loras else None,
        "scheduler_options": asking.settings(scheduler_options) if scheduler_options else None,
        "hires": asking.hires(hires, steps=hires_steps, strength=hires_strength, upscaler=hires_upscaler)
        if hires else None,
        **asking.size(size), **asking.seeds(seeds),
    }  # fmt: skip
    if seeds is not None:
        count = len(given["seeds"])
    spec = said(**given)
    with shell.connect() as client:
        for name, file in (("image", image), ("mask_image", mask)):
            if file is not None:
                spec[name] = asking.picture(file, client, f"--{name.removesuffix('_image')}")
        if controls:
            spec["controls"] = [asking.control(each, client) for each in controls]
        if from_ is None:
            made = client.post("/api/v1/generations", spec | {"n": count} | _seed(seed))
        else:
            made = _again(shell, client, from_, spec, seed=seed, count=count)
        watch(client, made["job_id"], shell=shell, title="Drawing" if count == 1 else f"Drawing {count} pictures")
        made = client.get(f"/api/v1/generations/{made['id']}")
        paths = save(client, made, output)
    for note in made["notes"]:
        shell.note(f"! {note}")
    shell.result(made | {"files": [str(path.absolute()) for path in paths]}, lambda: _told(paths, made))
    if open_:
        _show(shell, paths)


def _again(
    shell: Shell, client: "Client", file: Path, changes: dict[str, Any], *, seed: str | None, count: int
) -> dict[str, Any]:
    """Queue what a picture says of itself: exactly, if nothing is to be changed, else as a new request."""
    with file.open("rb") as content:
        found = client.post("/api/v1/recipes/read", files={"file": (file.name, content, "image/png")})
    if found["source"] == "none":
        raise WrongUsage(
            f"{file.name} does not say how it was made.",
            hint="Use the PNG as it was saved: programs that send or edit pictures take the recipe out.",
        )
    number = _seed(seed)
    if found["recipe"] and not changes and not number:
        asked = {"recipe": found["recipe"], "seed": seed or "same", "n": count}
        return dict(client.post("/api/v1/recipes/again", asked))
    for each in found["missing"]:
        if each["field"] not in changes:
            shell.note(f"! {each['message']} {each['hint']}")
    spec = said(**(found["spec"] or {}))
    if seed == "new":
        spec.pop("seed", None)
    return dict(client.post("/api/v1/generations", spec | changes | number | {"n": count}))


def save(client: "Client", made: dict[str, Any], output: Path | None) -> list[Path]:
    """Fetch the pictures of a generation; an existing file is never replaced unless it was named."""
    pictures = made["pictures"]
    if output is not None and output.suffix and not output.is_dir():
        names = [output] if len(pictures) == 1 else [
            output.with_stem(f"{output.stem}-{number}") for number in range(1, len(pictures) + 1)
        ]  # fmt: skip
    else:
        folder = output or Path()
        stem = slug(made["prompt"])
        names = [unused(folder / f"{stem}-{picture['seed']}.png") for picture in pictures]
    return [client.download(picture["url"], name) for picture, name in zip(pictures, names, strict=True)]


def slug(text: str, limit: int = 40) -> str:
    """A prompt as a file name: its first words."""
    words = re.sub(r"[^\w]+", "-", text.lower()).strip("-_")
    return words[:limit].rstrip("-") or "picture"


def unused(path: Path) -> Path:
    """`path`, or the next free name beside it."""
    number, free = 2, path
    while free.exists():
        free = path.with_stem(f"{path.stem}-{number}")
        number += 1
    return free


def _seed(text: str | None) -> dict[str, int]:
    if text in {None, "new"}:
        return {}
    if not re.fullmatch(r"[0-9]{1,10}", text or ""):
        raise typer.BadParameter(f"{text!r} is no seed; give a whole number, or new.", param_hint="--seed")
    return {"seed": int(text or 0)}


def _told(paths: list[Path], made: dict[str, Any]) -> "Text":
    plan = made["plan"]
    lines = [
        marked("[green]✓[/] [bold]{}[/]  [dim]seed {}[/]", path, picture["seed"])
        for path, picture in zip(paths, made["pictures"], strict=True)
    ]
    settings = (
        f"{plan['width']}x{plan['height']} · {plan['num_inference_steps']} steps · guidance {plan['guidance_scale']:g} "
        f"· {plan['scheduler']} · {plan['model']}"
    )
    return by_line([*lines, marked("[dim]  {}[/]", settings)])


def _show(shell: Shell, paths: list[Path]) -> None:
    for path in paths:
        if typer.launch(str(path)):
            shell.note(f"No program here shows {path}.")
