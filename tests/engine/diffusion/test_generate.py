from functools import partialmethod
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from safelight.engine.diffusion import drawing
from safelight.engine.diffusion.drawing import Drawing, Row
from safelight.engine.diffusion.errors import BrokenPicture, OutOfMemory, Stopped
from safelight.engine.diffusion.generate import generate
from safelight.engine.diffusion.loading import Loaded, load
from safelight.kit.errors import InvalidInput
from tests.engine.diffusion.conftest import plan


def difference(a: Image.Image, b: Image.Image) -> int:
    """Largest difference of any channel, of 255."""
    return int(np.abs(np.asarray(a, dtype=int) - np.asarray(b, dtype=int)).max())


@pytest.mark.parametrize("family", ["sd", "sdxl", "sd3", "flux"])
def test_every_family_draws_from_its_own_defaults(family: str, folders: dict[str, Path]) -> None:
    loaded = load(folders[family], dtype=torch.float32, device="cpu")
    result = generate(loaded, plan(n=2, scheduler=loaded.defaults.scheduler))
    assert [image.size for image in result.images] == [(64, 64), (64, 64)]
    assert difference(*result.images) > 0


def test_same_plan_same_picture(sd: Loaded) -> None:
    first, again = (generate(sd, plan()).images[0] for _ in range(2))
    assert difference(first, again) == 0


def test_every_picture_of_a_batch_is_the_one_drawn_alone(sd: Loaded, monkeypatch: pytest.MonkeyPatch) -> None:
    floats: list[torch.Tensor] = []
    original = drawing.to_images
    monkeypatch.setattr(drawing, "to_images", lambda pixels, *rest: (floats.append(pixels), original(pixels, *rest))[1])
    together = generate(sd, plan(n=3, scheduler="euler_a"))
    for i in range(3):
        generate(sd, plan(seed=7 + i, scheduler="euler_a"))
        assert (floats[0][i] - floats[1 + i][0]).abs().max() < 1e-4
    assert len(together.images) == 3


def test_sub_batches_make_the_same_pictures(sd: Loaded) -> None:
    whole, pieces = generate(sd, plan(n=3)).images, generate(sd, plan(n=3), max_batch=2).images
    assert all(difference(a, b) <= 1 for a, b in zip(whole, pieces, strict=True))


def test_progress_counts_over_sub_batches(sd: Loaded) -> None:
    seen: list[tuple[int, int]] = []
    generate(sd, plan(n=3), max_batch=2, on_step=lambda done, total: seen.append((done, total)))
    assert seen == [(2, 6), (4, 6), (5, 6), (6, 6)]


def test_cancel_mid_way_leaves_the_pipeline_usable(sd: Loaded, loras: dict[str, Path]) -> None:
    class Cancelled(Exception): ...

    def on_step(done: int, total: int) -> None:
        raise Cancelled

    before = generate(sd, plan(scheduler="dpmpp_2m")).images[0]
    with pytest.raises(Cancelled):
        generate(sd, plan(scheduler="dpmpp_2m"), on_step=on_step)
    with pytest.raises(Stopped):
        generate(sd, plan(scheduler="pndm"), should_stop=lambda: True)
    assert difference(before, generate(sd, plan(scheduler="dpmpp_2m")).images[0]) == 0


def test_a_size_the_model_cannot_draw_is_refused(folders: dict[str, Path], sd: Loaded) -> None:
    with pytest.raises(InvalidInput, match="width: this model draws multiples of 8 pixels Use 64"):
        generate(sd, plan(width=68))
    flux = load(folders["flux"], dtype=torch.float32, device="cpu")
    with pytest.raises(InvalidInput, match="height: this model draws multiples of 16"):  # it would round in silence
        generate(flux, plan(height=72, scheduler="euler"))
    sd3 = load(folders["sd3"], dtype=torch.float32, device="cpu")
    with pytest.raises(InvalidInput, match="multiples of 16"):
        generate(sd3, plan(height=72, scheduler="euler"))


def test_a_prompt_too_long_is_told(sd: Loaded, folders: dict[str, Path]) -> None:
    (warning,) = generate(sd, plan(prompt="abcdefghij klmnopqrst uvwxyz")).warnings  # 26 letters and 2 marks
    assert warning == "The prompt has 28 tokens and the model reads 24; left out: 'wxyz'."
    assert generate(sd, plan(prompt="short")).warnings == []
    sd3 = load(folders["sd3"], dtype=torch.float32, device="cpu")  # its T5 reads on where CLIP stops
    assert generate(sd3, plan(prompt="abcdefghij klmnopqrst uvwxyz", scheduler="euler")).warnings == []


def test_negative_prompt_steers_or_is_told_to_be_left_out(sd: Loaded, folders: dict[str, Path]) -> None:
    assert difference(generate(sd, plan(negative_prompt="dog")).images[0], generate(sd, plan()).images[0]) > 0
    flux = load(folders["flux"], dtype=torch.float32, device="cpu")
    assert generate(flux, plan(negative_prompt="dog", scheduler="euler")).warnings == [
        "This model takes no negative prompt; it takes one with true_cfg_scale above 1; it was left out."
    ]
    plain, steered = (plan(negative_prompt=text, true_cfg_scale=3, scheduler="euler") for text in ("", "dog"))
    assert difference(generate(flux, steered).images[0], generate(flux, plain).images[0]) > 0
    assert generate(flux, steered).warnings == []


def test_nan_is_an_error_with_advice_not_a_black_picture(folders: dict[str, Path]) -> None:
    loaded = load(folders["sd"], dtype=torch.float32, device="cpu")
    torch.nn.init.constant_(loaded.pipeline.vae.decoder.conv_out.bias, float("nan"))
    with pytest.raises(BrokenPicture, match="computed NaN in float32") as caught:
        generate(loaded, plan())
    assert "LoRA" in str(caught.value.hint)


def test_out_of_memory_halves_the_batch_and_then_gives_up_in_words(sd: Loaded, monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[int] = []

    def draw(_: Drawing, rows: list[Row], *rest: object, limit: int) -> torch.Tensor:
        tried.append(len(rows))
        if len(rows) > limit:
            raise torch.OutOfMemoryError("CUDA out of memory")
        return torch.rand(len(rows), 3, 64, 64)

    monkeypatch.setattr(Drawing, "_all_passes", partialmethod(draw, limit=2))
    assert len(generate(sd, plan(n=5)).images) == 5
    assert tried == [5, 2, 2, 1]
    monkeypatch.setattr(Drawing, "_all_passes", partialmethod(draw, limit=0))
    with pytest.raises(OutOfMemory, match="not enough memory for one picture of 64x64"):
        generate(sd, plan(n=2))
