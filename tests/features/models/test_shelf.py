"""The shelf of base models: what is dropped in is there, and a broken folder does not hide the others."""

import json
from pathlib import Path

import pytest

from safelight.features.models.errors import ModelNotFound, ModelUnusable
from safelight.features.models.repository import ModelShelf


@pytest.fixture
def shelf(tmp_path: Path) -> ModelShelf:
    return ModelShelf(folder=tmp_path, built_in={}, default="mine")


def drop_in(folder: Path, *, pipeline: str = "StableDiffusionXLPipeline", card: object = None) -> None:
    folder.mkdir()
    (folder / "model_index.json").write_text(json.dumps({"_class_name": pipeline}))
    if card is not None:
        (folder / "safelight.json").write_text(card if isinstance(card, str) else json.dumps(card))


def test_a_folder_dropped_in_is_a_model_with_its_familys_defaults(shelf: ModelShelf, tmp_path: Path) -> None:
    drop_in(tmp_path / "mine")

    info = shelf.info(None)

    assert (info.name, info.family, info.defaults.width, info.training.rank) == ("mine", "sdxl", 1024, 32)


def test_its_own_card_overrides_the_familys_defaults(shelf: ModelShelf, tmp_path: Path) -> None:
    drop_in(tmp_path / "mine", card={"defaults": {"width": 512, "guidance_scale": 2}, "training": {"rank": 3}})

    info = shelf.info("mine")

    assert (info.defaults.width, info.defaults.height, info.defaults.guidance_scale) == (512, 1024, 2)
    assert info.training.rank == 3


@pytest.mark.parametrize("card", ["{", "[]", {"defaults": {"width": "wide"}}, {"training": {"rnak": 3}}])
def test_a_broken_card_is_named_and_hides_no_other_model(shelf: ModelShelf, tmp_path: Path, card: object) -> None:
    drop_in(tmp_path / "broken", card=card)
    drop_in(tmp_path / "mine")

    with pytest.raises(ModelUnusable, match="broken"):
        shelf.info("broken")
    assert [info.name for info in shelf.all()] == ["mine"]


@pytest.mark.parametrize("name", ["other", "..", "../mine", "/etc", ""])
def test_only_names_on_the_shelf_are_found(shelf: ModelShelf, tmp_path: Path, name: str) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(ModelNotFound):
        shelf.info(name)
