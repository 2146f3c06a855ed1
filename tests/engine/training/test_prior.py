"""Prior pictures: drawn once, in the shapes of the training pictures, with every prompt."""

from pathlib import Path

import pytest
import torch
from PIL import Image

from safelight.engine.registry import family_of
from safelight.engine.training import prior as prior_module
from safelight.engine.training.data import TrainingPicture
from safelight.engine.training.prior import buckets_of, make_prior_pictures
from safelight.kit.errors import InvalidInput
from tests.engine.training.tiny_sd import draw_picture

CPU = torch.device("cpu")
TALL, SQUARE = (24, 40), (32, 32)


def make(base, spec, folder, seen=None) -> list[TrainingPicture]:
    return make_prior_pictures(
        base,
        family_of(base),
        spec,
        [SQUARE, SQUARE, TALL],
        folder,
        device=CPU,
        dtype=torch.float32,
        on_progress=lambda *progress: seen is None or seen.append(progress),
    )


def size_of(picture: TrainingPicture) -> tuple[int, int]:
    with Image.open(picture.path) as image:
        return image.size


def test_each_shape_has_pictures_and_each_prompt_too(tiny_sd, tiny_spec, tmp_path):
    spec = tiny_spec(num_prior_images=5, prior_prompts=["a bar", "a box"], prior_num_inference_steps=1)
    seen = []
    made = make(tiny_sd, spec, tmp_path, seen)
    assert [picture.caption for picture in made] == ["a bar", "a box", "a bar", "a box", "a bar"]
    assert [size_of(picture) for picture in made] == [SQUARE, TALL, SQUARE, SQUARE, TALL]
    assert seen[-1] == (5, 5)
    assert len({picture.path.read_bytes() for picture in made}) == 5


def test_what_is_there_is_not_drawn_again(tiny_sd, tiny_spec, tmp_path, monkeypatch):
    spec = tiny_spec(num_prior_images=3, prior_prompts=["a bar"], prior_num_inference_steps=1)
    first = make(tiny_sd, spec, tmp_path)
    content = first[1].path.read_bytes()
    first[1].path.unlink()
    assert make(tiny_sd, spec, tmp_path) == first
    assert first[1].path.read_bytes() == content  # its seed is its own, whoever is drawn beside it
    monkeypatch.setattr(prior_module, "_pipeline", lambda *_: pytest.fail("the pipeline was loaded"))
    assert make(tiny_sd, spec, tmp_path) == first


def test_without_prompts_it_is_an_error(tiny_sd, tiny_spec, tmp_path):
    with pytest.raises(InvalidInput, match="prior_prompts"):
        make(tiny_sd, tiny_spec(num_prior_images=3), tmp_path)


def test_the_bucket_of_each_picture(tmp_path: Path):
    paths = [draw_picture(tmp_path / f"{i}.png", i, size) for i, size in enumerate([(64, 64), (48, 80)])]
    pictures = [TrainingPicture(path, "") for path in paths]
    assert buckets_of(pictures, 32, aspect_buckets=True) == [SQUARE, TALL]
    assert buckets_of(pictures, 32, aspect_buckets=False) == [SQUARE, SQUARE]
