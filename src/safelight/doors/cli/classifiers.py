"""`safelight classifiers`: configs, runs and what came of them."""

import typer

app = typer.Typer(
    name="classifiers",
    help="Image classifiers: train them from configs, compare runs, look at their curves.",
    no_args_is_help=True,
    rich_markup_mode="rich",
)
