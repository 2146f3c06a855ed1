"""The `openai` client, the server, and a real worker with the starter model."""

import base64
import io
from pathlib import Path

from PIL import Image

from tests import databases
from tests.doors.openai.conftest import serving
from tests.installation import migrated_url, running_worker


def opened(b64: str) -> Image.Image:
    return Image.open(io.BytesIO(base64.b64decode(b64)))


def test_a_program_for_openai_draws_edits_and_watches(tmp_path: Path) -> None:
    url = migrated_url("sqlite", tmp_path)
    with serving(tmp_path, url) as bench, running_worker(bench.settings):
        images = bench.client(timeout=300).images
        ask = {"model": "gpt-image-1", "prompt": "a red circle on a white background", "extra_body": {"seed": 3}}
        made = images.generate(**ask)
        events = list(images.generate(**ask, stream=True))
        start = base64.b64decode(made.data[0].b64_json)
        edited = images.edit(
            model="gpt-image-1", image=("start.png", start), prompt="a blue circle on a white background",
            extra_body={"seed": 3, "strength": 0.8},
        )  # fmt: skip
    databases.drop(url)

    first, watched, second = (
        opened(b64) for b64 in (made.data[0].b64_json, events[-1].b64_json, edited.data[0].b64_json)
    )
    assert first.size == second.size == (64, 64)
    assert "a red circle" in first.text["safelight"], "the recipe is inside"
    assert events[-1].type == "image_generation.completed"
    assert watched.tobytes() == first.tobytes(), "the same request, the same picture"
    assert second.tobytes() != first.tobytes()
