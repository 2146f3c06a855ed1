"""Every field of TrainConfig as a flag. They are made when the command runs: `safelight --help` needs none of them."""

import inspect
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperCommand
from typer.main import get_command

if TYPE_CHECKING:
    from pydantic.fields import FieldInfo

SETTINGS = "safelight.settings"
"""Where a command finds, in its context's `meta`, the fields that were given as flags."""
NONE = "none"
_PANELS = {
    "data": "Data", "model": "Model", "schedule": "Learning", "loss": "Loss", "variation": "Variation of pictures",
    "computing": "Computing", "judging": "Judging", "keeping": "Files",
}  # fmt: skip
_ALONE = {"root": "data", "workers": "computing"}
"""What the studio's form does not have; the rest of it is about files."""
_TYPES: dict[str, tuple[type, str]] = {"integer": (int, "N"), "number": (float, "N"), "boolean": (bool, "")}


class WithSettings(TyperCommand):
    """A command that takes the fields of TrainConfig as well; they are in `ctx.meta[SETTINGS]`, as far as given."""

    def get_params(self, ctx: Any) -> list[Any]:
        """Its own, and the flags."""
        return [*super().get_params(ctx), *_flags()]

    def invoke(self, ctx: Any) -> Any:
        """The flags do not become arguments: nobody would want to write sixty of them down twice."""
        given = {flag.name: ctx.params.pop(flag.name, None) for flag in _flags()}
        ctx.meta[SETTINGS] = {
            name: None if value == NONE else value for name, value in given.items() if value is not None
        }
        return super().invoke(ctx)


@cache
def _flags() -> list[Any]:
    from safelight.specs.classify import TrainConfig
    from safelight.specs.classify_fields import config_fields

    sections: dict[str, str] = dict.fromkeys(TrainConfig.model_fields, "keeping") | _ALONE
    sections |= {each.name: each.section for each in config_fields()}
    order = {section: at for at, section in enumerate(_PANELS)}
    names = sorted(TrainConfig.model_fields, key=lambda name: order[sections[name]])
    schema = TrainConfig.model_json_schema()["properties"]

    def flags() -> None:
        """Never called: only its signature is read."""

    flags.__signature__ = inspect.Signature([  # type: ignore[attr-defined]  # as inspect documents it
        _parameter(name, TrainConfig.model_fields[name], schema[name], _PANELS[sections[name]]) for name in names
    ])  # fmt: skip
    flags.__annotations__ = {name: each.annotation for name, each in inspect.signature(flags).parameters.items()}
    app = typer.Typer(add_completion=False)
    app.command()(flags)
    return [each for each in get_command(app).params if each.name in TrainConfig.model_fields]


def _parameter(name: str, field: "FieldInfo", schema: dict[str, Any], panel: str) -> inspect.Parameter:
    plain = next(each for each in schema.get("anyOf", [schema]) if each.get("type") != "null")
    kind, metavar = _TYPES.get(plain["type"], (str, name.rpartition("_")[2].upper()))
    if choices := plain.get("enum"):
        metavar = "|".join(choices)
    if "anyOf" in schema and field.default is not None:
        kind, metavar = str, f"{metavar}|{NONE}"
    shown = field.default if not isinstance(field.default, bool) else "yes" if field.default else "no"
    option = typer.Option(
        help=(field.description or "").replace("[", r"\["),
        metavar=metavar,
        show_default=str(shown) if shown is not None else False,
        rich_help_panel=panel,
    )
    annotation = Annotated[kind | None, option]  # type: ignore[valid-type]  # typer reads it at run time
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=annotation)
