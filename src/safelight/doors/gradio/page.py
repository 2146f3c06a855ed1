"""The page: the shared settings beside the tabs, and the app that serves it."""

from typing import Any

import gradio as gr
from fastapi import FastAPI

from safelight.db.ownership import NOBODY, Caller, Sight, seen_by
from safelight.doors.gradio.desk import Desk
from safelight.doors.gradio.mounting import PATH
from safelight.doors.gradio.shared import Outcome, link_for, shared_settings
from safelight.doors.gradio.tabs.base_models import models_tab
from safelight.doors.gradio.tabs.characters import characters_tab, faces
from safelight.doors.gradio.tabs.generate import generate_tab, known_styles, ready
from safelight.doors.gradio.tabs.queue import queue_tab

AT_ONCE = 16  # pages that may follow a job at the same time
FILES_LIVE = (600, 3600)  # uploads are looked through every 10 minutes, and go after an hour


class Page(gr.Blocks):
    """Does what is asked on the page as whoever asks: Gradio runs it in tasks of its own, not in the request's."""

    async def call_function(
        self, block_fn: Any, processed_input: Any, iterator: Any = None, requests: Any = None, *more: Any, **named: Any
    ) -> Any:
        """Call what a button or a program asked for."""
        with seen_by(sight_of(requests)):
            return await super().call_function(block_fn, processed_input, iterator, requests, *more, **named)


def sight_of(requests: gr.Request | list[gr.Request] | None) -> Sight | None:
    """What whoever asks may see; nothing of a call of which nobody knows who made it."""
    request = requests[0] if isinstance(requests, list) and requests else requests
    scope = getattr(getattr(request, "request", None), "scope", {})
    caller: Caller | None = scope.get("state", {}).get("caller")
    return caller.sight if caller is not None else NOBODY


def app_of(server: FastAPI) -> FastAPI:
    """The playground as an app whose routes lie below PATH."""
    desk = Desk(server.state.studio, server.state.shelf)
    # What the page holds from the start is for everybody who opens it.
    with seen_by(NOBODY if desk.studio.gate.has_accounts() else None):
        blocks = page_of(desk)
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
    with Page(
        title="Safelight playground", analytics_enabled=False, fill_width=True, delete_cache=FILES_LIVE
    ) as blocks:
        gr.Markdown("# Playground")
        with gr.Row():
            with gr.Column(scale=1, min_width=280):
                gr.Markdown("### For every tab")
                shared = shared_settings(desk)
            with gr.Column(scale=3), gr.Tabs():
                with gr.Tab("Generate") as generate:
                    character, styles = generate_tab(shared)
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
                styles: gr.update(choices=known_styles(desk)),
                wall: faces(desk, link_for(desk, request)),
            }

        # What was made since the server started, and what is whose who looks.
        blocks.load(
            renewed, None, [shared.model, character, styles, wall], show_progress="hidden", api_visibility="private"
        )
    blocks.queue(default_concurrency_limit=AT_ONCE)
    return blocks


def _theme() -> gr.themes.Base:
    # Fonts of the reader's own machine: the themes' usual ones would come from another host.
    return gr.themes.Base(
        primary_hue="red", neutral_hue="neutral", font=["system-ui", "sans-serif"],
        font_mono=["ui-monospace", "monospace"],
    )  # fmt: skip
