"""An installation that can make videos and larger pictures: a tiny SVD and a tiny upscaler beside the tiny SD."""

import io
import json
import shutil
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from fastapi.testclient import TestClient
from PIL import Image

from safelight.settings import Settings
from tests.installation import tiny_models

SVD, UPSCALER = "tiny-svd", "tiny-x2"
FRAMES = 6


@cache
def models() -> Path:
    """The models folder; built once per test process."""
    from tests.engine import tiny
    from tests.engine.vision import upscalers

    folder = Path(mkdtemp(prefix="safelight-video-models-"))
    shutil.copytree(tiny_models(), folder, dirs_exist_ok=True)
    tiny.save_pipeline(tiny.svd, folder / SVD)
    card = {"defaults": {"num_inference_steps": 2, "width": 64, "height": 64}}
    (folder / SVD / "safelight.json").write_text(json.dumps(card))
    upscalers.save(folder / f"{UPSCALER}.safetensors")
    return folder


def with_videos(settings: Settings) -> Settings:
    """The same installation, with those models."""
    return Settings(_env_file=None, **{**settings.model_dump(exclude_unset=True), "models_dir": models()})


def png(width: int = 96, height: int = 64, colour: tuple[int, ...] = (200, 30, 30)) -> bytes:
    target = io.BytesIO()
    image = Image.new("RGBA" if len(colour) == 4 else "RGB", (width, height), colour)
    image.paste((30, 30, 200), (0, 0, width // 2, height // 2))
    image.save(target, "PNG")
    return target.getvalue()


def bring(client: TestClient, data: bytes | None = None) -> str:
    """Upload a picture; its id."""
    answer = client.post("/api/v1/inputs", files={"file": ("a.png", data or png(), "image/png")})
    assert answer.is_success, answer.text
    return answer.json()["id"]
