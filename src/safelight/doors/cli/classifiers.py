"""`safelight classifiers`: configs, runs and what came of them."""

import typer

app = typer.Typer(
    name="classifiers",
    help="Image classifiers: their runs, what came of them, their curves.",
    no_args_is_help=True,
    rich_markup_mode="rich",
)
