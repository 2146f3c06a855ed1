"""The page: the shared settings beside the tabs, and the app that serves it."""

import gradio as gr
from fastapi import FastAPI

from safelight.doors.gradio.desk import Desk
from safelight.doors.gradio.mounting import PATH
from safelight.doors.gradio.shared import Outcome, link_for, shared_settings
from safelight.doors.gradio.tabs.base_models import models_tab
from safelight.doors.gradio.tabs.characters import characters_tab, faces
from safelight.doors.gradio.tabs.generate import generate_tab, ready
from safelight.doors.gradio.tabs.queue import queue_tab

AT_ONCE = 16  # pages that may follow a job at the same time
FILES_LIVE = (600, 3600)  # uploads are looked through every 10 minutes, and go after an hour


def app_of(server: FastAPI) -> FastAPI:
    """The playground as an app whose routes lie below PATH."""
    blocks = page_of(Desk(server.state.studio, server.state.shelf))
    app = FastAPI()
    gr.mount_gradio_app(
        app, blocks, PATH, theme=_theme(), footer_links=[], run_history=False, ssr_mode=False, pwa=False,
        mcp_server=False, enable_monitoring=False, show_error=True,
        max_file_size=server.state.settings.max_upload_mb * 1_000_000,
    )  # fmt: skip
    return app


def page_of(desk: Desk) -> gr.Blocks:
    """The whole page."""
    blocks: gr.Blocks
    with gr.Blocks(
        title="Safelight playground", analytics_enabled=False, fill_width=True, delete_cache=FILES_LIVE
    ) as blocks:
        gr.Markdown("# Playground")
        with gr.Row():
            with gr.Column(scale=1, min_width=280):
                gr.Markdown("### For every tab")
                shared = shared_settings(desk)
            with gr.Column(scale=3), gr.Tabs():
                with gr.Tab("Generate") as generate:
                    character = generate_tab(shared)
                with gr.Tab("Characters") as characters:
                    wall = characters_tab(shared, character)
                with gr.Tab("Models") as models:
                    models_tab(shared, models)
                with gr.Tab("Queue") as queue:
                    queue_tab(shared, queue, [generate, characters, models])

        def renewed(request: gr.Request) -> Outcome:
            return {
                shared.model: gr.update(choices=desk.shelf.names()),
                character: gr.update(choices=ready(desk)),
                wall: faces(desk, link_for(desk, request)),
            }

        # What was made since the server started.
        blocks.load(renewed, None, [shared.model, character, wall], show_progress="hidden", api_visibility="private")
    blocks.queue(default_concurrency_limit=AT_ONCE)
    return blocks


def _theme() -> gr.themes.Base:
    # Fonts of the reader's own machine: the themes' usual ones would come from another host.
    return gr.themes.Base(
        primary_hue="red", neutral_hue="neutral", font=["system-ui", "sans-serif"],
        font_mono=["ui-monospace", "monospace"],
    )  # fmt: skip
