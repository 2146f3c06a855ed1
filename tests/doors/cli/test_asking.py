"""Options of `generate` that say more than one thing."""

from pathlib import Path
from typing import Any

import pytest
import typer

from safelight.doors.cli import asking

ID = "img_01k2v9abcdefghjkmnpqrstvwx"


class Uploads:
    """Takes the place of the server."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def post(self, path: str, *, files: dict[str, Any]) -> dict[str, str]:
        assert path == "/api/v1/inputs"
        self.names.append(files["file"][0])
        return {"id": ID}


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("watercolour", {"name": "watercolour"}),
        ("water:0.7", {"name": "water", "scale": 0.7}),
        ("water:-.5:1", {"name": "water", "scale": -0.5, "text_encoder_scale": 1.0}),
        ("org/name:v2", {"name": "org/name:v2"}),
    ],
)
def test_loras(text: str, asked: dict[str, Any]) -> None:
    assert asking.lora(text) == asked


def test_settings_keep_their_types() -> None:
    pairs = ["use_karras_sigmas=true", "solver_order=3", "eta=.5", "timestep_spacing=trailing", "sigma_min=null"]
    assert asking.settings(pairs) == {
        "use_karras_sigmas": True, "solver_order": 3, "eta": 0.5, "timestep_spacing": "trailing", "sigma_min": None,
    }  # fmt: skip


def test_a_second_pass() -> None:
    none = {"steps": None, "strength": None, "upscaler": None}
    assert asking.hires("2", **none) == {"scale": 2.0}
    assert asking.hires("1.5x", **none) == {"scale": 1.5}
    assert asking.hires("1024x1536", steps=8, strength=0.4, upscaler="latent") == {
        "width": 1024, "height": 1536, "num_inference_steps": 8, "strength": 0.4, "upscaler": "latent",
    }  # fmt: skip


def test_files_are_sent_and_ids_are_not(tmp_path: Path) -> None:
    client: Any = Uploads()
    (tmp_path / "a:b.png").write_bytes(b"x")
    assert asking.picture(ID, client, "--image") == ID
    assert asking.control(f"canny={tmp_path / 'a:b.png'}:0.8", client) == {"model": "canny", "image": ID, "scale": 0.8}
    assert asking.control(f"canny={ID}", client) == {"model": "canny", "image": ID}
    assert client.names == ["a:b.png"]


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        (lambda: asking.picture("nothing.png", Uploads(), "--image"), "no file"),
        (lambda: asking.control("canny", Uploads()), "MODEL=PICTURE"),
        (lambda: asking.settings(["karras"]), "use_karras_sigmas=true"),
        (lambda: asking.seeds("1,two"), "7,8,120"),
        (lambda: asking.hires("big", steps=None, strength=None, upscaler=None), "512x768"),
    ],
)
def test_what_says_nothing_is_refused_with_an_example(ask: Any, said: str) -> None:
    with pytest.raises(typer.BadParameter, match=said):
        ask()
