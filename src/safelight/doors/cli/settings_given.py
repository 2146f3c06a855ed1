"""Training settings as flags and as NAME=VALUE, and the list of them all: read off the spec that the API reads too."""

import json as json_module
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from safelight.doors.cli.shell import Json, said, shell_of, table

if TYPE_CHECKING:
    from pydantic.fields import FieldInfo

PRESET = "the model's preset"
Steps = Annotated[int | None, typer.Option(help="Optimizer steps.", show_default=PRESET, min=1, metavar="N")]
Rank = Annotated[
    int | None, typer.Option(help="LoRA rank: size of what is learnt.", show_default=PRESET, min=1, metavar="N")
]
Rate = Annotated[float | None, typer.Option("--lr", help="Learning rate.", show_default=PRESET, metavar="N")]
Seed = Annotated[int | None, typer.Option(help="Seed of the training.", show_default=PRESET, min=0, metavar="N")]
Method = Annotated[
    str | None,
    typer.Option(help="lora, or full: all weights, a model of its own.", show_default=PRESET, metavar="METHOD"),
]
Optimizer = Annotated[
    str | None,
    typer.Option(help="adamw, adamw8bit, prodigy or adafactor.", show_default=PRESET, metavar="NAME"),
]
More = Annotated[
    list[str] | None,
    typer.Option("--set", help="Any other setting; `safelight characters settings` lists them.", metavar="NAME=VALUE"),
]


def given(more: Sequence[str] | None, **named: Any) -> dict[str, Any]:
    """What was set by hand: the flags that were given, and each NAME=VALUE; values are read as JSON where they are."""
    settings = said(**named)
    for pair in more or ():
        name, equals, value = pair.partition("=")
        if not equals or not name.strip():
            raise typer.BadParameter(f"{pair!r} is not of the form NAME=VALUE.", param_hint="--set")
        settings[name.strip()] = _read(value.strip())
    return settings


def settings(ctx: typer.Context, json: Json = False) -> None:
    """List every setting of a training, with its default.

    Models bring presets of their own; what is set by hand replaces them.

    [bold]Examples[/]

      safelight characters train ada --set resolution=768 --set caption_dropout=0.1
      safelight characters train ada --method full --set num_prior_images=200
    """
    from safelight.specs.training import TrainOverrides, TrainSpec

    shell = shell_of(ctx)
    fields = {name: TrainSpec.model_fields[name] for name in TrainOverrides.model_fields}
    known = [
        {"name": name, "default": field.default, "description": field.description} for name, field in fields.items()
    ]
    rows = [(name, _default(field), field.description or "") for name, field in fields.items()]
    shell.result(known, lambda: table(("SETTING", "DEFAULT", "WHAT IT DOES"), rows))


def _read(value: str) -> Any:
    try:
        return json_module.loads(value)
    except ValueError:
        return value  # a word, such as cosine


def _default(field: "FieldInfo") -> str:
    return "" if field.default is None or field.default == [] else json_module.dumps(field.default).strip('"')
