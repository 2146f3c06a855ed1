"""The base models that can be drawn with."""

import gradio as gr

from safelight.doors.gradio.desk import Desk
from safelight.doors.gradio.shared import Shared

HEADERS = ["Model", "Family", "Size", "Steps", "Files", "In memory on"]


def models_tab(shared: Shared, tab: gr.Tab) -> None:
    """Lay out the tab. A click on a row chooses the model."""
    gr.Markdown("A click on a row chooses the model. Put a diffusers folder into the models folder to add one.")
    table = gr.Dataframe(headers=HEADERS, interactive=False, wrap=True)
    again = gr.Button("Look again", size="sm")

    def choose(event: gr.SelectData) -> str:
        return str(event.row_value[0])

    gr.on(
        [tab.select, again.click], lambda: (rows(shared.desk), gr.update(choices=shared.desk.shelf.names())), None,
        [table, shared.model], show_progress="hidden", api_visibility="private",
    )  # fmt: skip
    table.select(choose, None, [shared.model], show_progress="hidden", api_visibility="private")


def rows(desk: Desk) -> list[list[str]]:
    """The table."""
    return [
        [
            model.name,
            model.family or model.pipeline or "–",
            f"{model.defaults.width} x {model.defaults.height}",
            str(model.defaults.num_inference_steps),
            f"{model.size_bytes / 1e6:,.0f} MB",
            ", ".join(model.loaded_on) or "–",
        ]
        for model in desk.models()
    ]
