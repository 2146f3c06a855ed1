"""The page."""

import gradio as gr
from fastapi import FastAPI


def app_of(server: FastAPI) -> FastAPI:
    """The page as an app whose routes lie below PATH."""
    with gr.Blocks(title="Safelight playground", analytics_enabled=False) as blocks:
        gr.Markdown("# Playground")
    inner = FastAPI()
    gr.mount_gradio_app(inner, blocks, "/playground", ssr_mode=False, run_history=False, footer_links=[])
    return inner
