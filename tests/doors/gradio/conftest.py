"""A studio as people start it, with a worker, the starter model and a tiny one; and Gradio's own client."""

from collections.abc import Iterator
from typing import Any

import pytest

pytest.importorskip("gradio", reason="the extra `gradio` is not installed")

from gradio_client import Client

from tests.browser.studio import RunningStudio
from tests.installation import TINY, tiny_models


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningStudio]:
    running = RunningStudio(
        tmp_path_factory.mktemp("studio"), models_dir=str(tiny_models()), default_model=TINY, only="api,gradio"
    )
    try:
        running.start()
        running.wait_for_worker()
        yield running
    finally:
        running.stop()


@pytest.fixture(scope="module")
def playground(studio: RunningStudio) -> Iterator[Client]:
    client = connected(studio)
    yield client
    client.close()


def connected(studio: RunningStudio, **more: Any) -> Client:
    """Gradio's client at the studio's playground."""
    slowly = {"timeout": 120}  # the first one waits while Gradio is loaded
    return Client(f"{studio.url}/playground/", verbose=False, analytics_enabled=False, httpx_kwargs=slowly, **more)
