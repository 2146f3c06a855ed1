"""What looks at pictures: models of the registry, chosen by what is installed, or the base's own autoencoder."""

from pathlib import Path
from types import SimpleNamespace

import pytest
import torch
from PIL import Image

from safelight.engine.families.sd.family import open_family
from safelight.engine.starter import STARTER_PIPELINE
from safelight.engine.vision.embedders import OWN, OwnEyes, VisionModel
from safelight.engine.vision.likeness import Marks, Scorer
from safelight.features.models.errors import ModelNotFound
from safelight.features.models.repository import ModelShelf
from safelight.worker.tasks.scoring import _embedders
from tests.engine.vision.seeing import build_clip, build_dino

PICTURES = [Image.new(mode, size, "red") for mode, size in (("RGB", (64, 64)), ("RGBA", (40, 90)), ("L", (600, 20)))]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("models")
    build_dino(made / "dino")
    build_clip(made / "clip")
    return made


def test_a_dino_sees_and_does_not_read(folder: Path) -> None:
    eyes = VisionModel(folder / "dino", name="dino")
    seen = eyes.pictures(PICTURES)
    assert (seen.shape, seen.dtype, eyes.reads) == ((3, 16), torch.float32, False)
    assert eyes.words(["a red cat"]) is None
    assert torch.equal(seen, eyes.pictures(PICTURES))


def test_a_clip_reads_into_the_space_of_its_pictures(folder: Path) -> None:
    eyes = VisionModel(folder / "clip", name="clip")
    assert eyes.pictures(PICTURES).shape == (3, 8)
    words = eyes.words(["a red cat", "a blue house on a green background"])
    assert words is not None
    assert words.shape == (2, 8)
    assert not torch.equal(words[0], words[1])


def test_the_autoencoder_looks_at_pictures_of_any_shape() -> None:
    seen = OwnEyes(open_family(STARTER_PIPELINE)).pictures(PICTURES)
    assert seen.shape == (3, 64 * 4)
    assert torch.isfinite(seen).all()


@pytest.mark.parametrize("after", [0, 1])
def test_a_cancel_is_heard_between_pictures(folder: Path, after: int) -> None:
    heard: list[int] = []

    def check() -> None:
        heard.append(1)
        if len(heard) > after:
            raise InterruptedError

    own = OwnEyes(open_family(STARTER_PIPELINE), check=check)
    for eyes in (own, VisionModel(folder / "dino", name="dino", check=check)):
        heard.clear()
        with pytest.raises(InterruptedError):
            eyes.pictures(PICTURES * 3)
        assert len(heard) == after + 1


def test_scores_name_who_looked(folder: Path) -> None:
    eyes, reader = VisionModel(folder / "dino", name="dino"), VisionModel(folder / "clip", name="clip")
    many = [Image.effect_noise((32, 32), 10 + 9 * place).convert("RGB") for place in range(9)]
    scorer = Scorer(eyes, Marks(many[:5], many[5:7], many[7:]), prompts=["a cat", "a house"], reader=reader)
    assert scorer.score(many[5:7], many[7:]).embedder == "dino, clip"


def chosen(folder: Path, *installed: str, name: str | None = None, tmp_path: Path) -> tuple[str, str | None]:
    for each in installed:
        (tmp_path / each).symlink_to(folder / each, target_is_directory=True)
    shelf = ModelShelf.at(tmp_path, default="starter")
    spec = SimpleNamespace(base_model="starter", training=SimpleNamespace(likeness_model=name))
    eyes, reader = _embedders(SimpleNamespace(shelf=shelf, device="cpu"), spec, lambda: None)
    return eyes.name, reader.name if reader else None


@pytest.mark.parametrize(
    ("installed", "name", "found"),
    [
        ((), None, (OWN, None)),
        (("dino",), None, ("dino", None)),
        (("clip",), None, ("clip", "clip")),
        (("clip", "dino"), None, ("dino", "clip")),
        (("clip", "dino"), "clip", ("clip", "clip")),
        (("clip", "dino"), OWN, (OWN, None)),
    ],
)
def test_the_best_that_is_installed_looks_unless_one_is_named(installed, name, found, folder, tmp_path) -> None:
    assert chosen(folder, *installed, name=name, tmp_path=tmp_path) == found


def test_a_model_that_is_not_there_is_told(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelNotFound):
        chosen(folder, name="nobody", tmp_path=tmp_path)
