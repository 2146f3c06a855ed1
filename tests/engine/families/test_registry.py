"""Which family a folder is of, and what is said when we know none."""

import json

import pytest

from safelight.engine.registry import FAMILIES, family_name
from safelight.engine.training.errors import UnsupportedBase


def folder(path, pipeline, **own):
    (path / "model_index.json").write_text(json.dumps({"_class_name": pipeline}))
    if own:
        (path / "safelight.json").write_text(json.dumps(own))
    return path


def test_the_pipeline_class_tells(tmp_path):
    assert family_name(folder(tmp_path, "StableDiffusionPipeline")) == "sd"


def test_the_models_own_word_comes_first(tmp_path):
    assert family_name(folder(tmp_path, "SomePipelineOfMine", family="sd")) == "sd"


@pytest.mark.parametrize("own", [{}, {"family": "xyz"}])
def test_an_unknown_family_is_told_which_there_are(own, tmp_path):
    with pytest.raises(UnsupportedBase) as caught:
        family_name(folder(tmp_path, "KandinskyPipeline", **own))
    assert all(name in caught.value.hint for name in FAMILIES)


def test_a_folder_that_is_no_pipeline(tmp_path):
    with pytest.raises(UnsupportedBase, match=r"model_index\.json"):
        family_name(tmp_path)
