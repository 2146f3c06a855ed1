"""Learned upscalers: tile by tile the same picture, within the memory there is, and ended when asked."""

from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from safelight.engine.diffusion.errors import BrokenPicture, ModelBroken, OutOfMemory, Stopped
from safelight.engine.vision import upscale as module
from safelight.engine.vision.upscale import Upscaler, passes, upscale
from safelight.kit.errors import SafelightError
from tests.engine import tiny
from tests.engine.vision import upscalers


def noise(width: int, height: int, mode: str = "RGB") -> Image.Image:
    rng = np.random.default_rng(0)
    return Image.fromarray(rng.integers(0, 256, (height, width, len(mode)), np.uint8), mode)


def values(image: Image.Image) -> np.ndarray:
    return np.asarray(image).astype(int)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return upscalers.save(tmp_path_factory.mktemp("up") / "tiny-x2.safetensors")


@pytest.fixture
def upscaler(path: Path) -> Upscaler:
    return Upscaler.load(path, "cpu")


def test_tiles_make_the_picture_that_one_call_makes(upscaler) -> None:
    picture = noise(90, 70)
    whole = upscaler.run(picture, tile=1000)
    assert whole.size == (180, 140)
    assert values(whole).std() > 5, "the network draws something"
    assert np.abs(values(whole) - values(upscaler.run(picture, tile=32, overlap=upscalers.REACH))).max() <= 1
    assert np.abs(values(whole) - values(upscaler.run(picture, tile=32, overlap=2))).max() > 1, "too little is seen"


def test_every_tile_is_told(upscaler) -> None:
    told: list[tuple[int, int]] = []
    upscaler.run(noise(65, 40), lambda done, total: told.append((done, total)), tile=32)
    assert told == [(number, 6) for number in range(1, 7)]


def test_a_tile_that_does_not_fit_is_parted_and_the_next_picture_begins_small(upscaler, monkeypatch) -> None:
    calls: list[int] = []
    draw = Upscaler._draw

    def with_little_memory(self, pixels, large, box, overlap):
        calls.append(box[2] - box[0])
        if calls[-1] > 50:
            raise RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried to allocate 9 bytes")
        draw(self, pixels, large, box, overlap)

    picture = noise(100, 100)
    whole = upscaler.run(picture, tile=1000)
    monkeypatch.setattr(Upscaler, "_draw", with_little_memory)
    told: list[tuple[int, int]] = []
    assert np.abs(values(upscaler.run(picture, lambda *at: told.append(at))) - values(whole)).max() <= 1
    assert told == [(number, 4) for number in range(1, 5)]
    assert calls == [100, 50, 50, 50, 50]
    upscaler.run(picture)
    assert calls[5:] == [50] * 4


def test_where_nothing_fits_it_says_so(upscaler, monkeypatch) -> None:
    def never(*_: object) -> None:
        raise torch.OutOfMemoryError

    monkeypatch.setattr(Upscaler, "_draw", never)
    with pytest.raises(OutOfMemory, match="not enough memory for the upscaler tiny-x2"):
        upscaler.run(noise(100, 100))


def test_transparency_is_kept(upscaler) -> None:
    picture = noise(20, 20)
    picture.putalpha(Image.linear_gradient("L").resize((20, 20)))
    large = upscaler.run(picture)
    assert (large.mode, large.size) == ("RGBA", (40, 40))
    assert np.abs(values(large.getchannel("A").resize((20, 20))) - values(picture.getchannel("A"))).max() < 8
    opaque = noise(20, 20).convert("RGBA")
    assert upscaler.run(opaque).mode == "RGB"


@pytest.mark.parametrize("mode", ["L", "P", "1", "CMYK", "I;16"])
def test_pictures_of_every_kind_are_taken(upscaler, mode) -> None:
    picture = Image.new("I;16", (9, 7), 30_000) if mode == "I;16" else noise(9, 7).convert(mode)
    assert upscaler.run(picture).size == (18, 14)


def test_it_stops_between_tiles_and_inside_one(upscaler, monkeypatch) -> None:
    monkeypatch.setattr("safelight.engine.interrupt.EVERY_SECONDS", 0.0)
    told: list[int] = []
    with pytest.raises(Stopped):
        upscaler.run(noise(64, 32), lambda done, total: told.append(done), lambda: bool(told), tile=32)
    assert told == [1]
    asked = 0

    def inside() -> bool:
        nonlocal asked
        asked += 1
        return asked == 5

    with pytest.raises(Stopped):
        upscaler.run(noise(64, 32), None, inside, tile=1000)
    assert not [part for part in upscaler._network.model.modules() if part._forward_pre_hooks], "the hooks are gone"
    assert upscaler.run(noise(8, 8)).size == (16, 16)


def test_what_a_callback_raises_ends_the_run(upscaler) -> None:
    def refuse(done: int, total: int) -> None:
        raise KeyError("job")

    with pytest.raises(KeyError):
        upscaler.run(noise(8, 8), refuse)


def test_nan_is_no_picture(upscaler) -> None:
    for parameter in upscaler._network.model.parameters():
        parameter.data.fill_(float("nan"))
    with pytest.raises(BrokenPicture, match="NaN in float32"):
        upscaler.run(noise(8, 8))


@pytest.mark.parametrize(
    ("scale", "factor", "expected"), [(2, 2, 1), (4, 2, 2), (3, 2, 2), (1.5, 4, 1), (0.5, 2, 1), (8, 1, 1), (5, 4, 2)]
)
def test_a_network_runs_as_often_as_it_takes(scale, factor, expected) -> None:
    assert passes(scale, factor) == expected


def test_any_scale_is_reached_exactly(upscaler) -> None:
    told: list[tuple[int, int]] = []
    assert upscale(noise(30, 20), upscaler, 3, on_tile=lambda *at: told.append(at)).size == (90, 60)
    assert told == [(1, 2), (2, 2)]
    assert upscale(noise(30, 20), upscaler, 0.5).size == (15, 10)


def test_files_that_are_no_upscalers_are_refused(tmp_path) -> None:
    other = tmp_path / "vae.safetensors"
    tiny.vae().save_pretrained(tmp_path)
    (tmp_path / "diffusion_pytorch_model.safetensors").rename(other)
    with pytest.raises(ModelBroken, match=r"vae\.safetensors is no upscaler"):
        Upscaler.load(other, "cpu")
    pickled = tmp_path / "old.pth"
    pickled.write_bytes(b"\x80\x02}q\x00.")
    with pytest.raises(SafelightError, match="pickle"):
        Upscaler.load(pickled, "cpu")
    cut = tmp_path / "cut.safetensors"
    cut.write_bytes(other.read_bytes()[:2000])
    with pytest.raises(SafelightError):
        Upscaler.load(cut, "cpu")


def test_no_tile_is_larger_than_asked_and_all_of_the_picture_is_covered() -> None:
    for width, height, side in ((1, 1, 32), (65, 40, 32), (333, 17, 64)):
        boxes = module._boxes((width, height), side)
        assert sum((right - left) * (bottom - top) for left, top, right, bottom in boxes) == width * height
        assert max(max(box[2] - box[0], box[3] - box[1]) for box in boxes) <= side
