"""Which models can be trained on, and what is said of the others."""

from pathlib import Path

import pytest

from safelight.features.models.repository.presets import training_of
from safelight.features.models.service.training import FAMILIES, untrainable
from safelight.kit.identify import Identity
from safelight.specs.generation import ModelDefaults
from safelight.specs.models import ModelInfo
from safelight.specs.training import TrainSpec


def info(**fields: object) -> ModelInfo:
    plain = {
        "name": "mine", "path": Path("mine"), "family": "sdxl", "pipeline": "StableDiffusionXLPipeline",
        "size_bytes": 1, "defaults": ModelDefaults(), "training": TrainSpec(),
    }  # fmt: skip
    return ModelInfo.model_validate(plain | fields)


def test_the_server_knows_the_families_of_the_engine() -> None:
    from safelight.engine import registry

    assert FAMILIES.keys() == registry.FAMILIES.keys()


@pytest.mark.parametrize("family", FAMILIES)
def test_a_folder_of_each_family_can_be_trained_on(family: str) -> None:
    assert untrainable(info(family=family)) is None


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"family": None, "pipeline": "KandinskyPipeline"}, "is a KandinskyPipeline"),
        ({"family": "svd", "pipeline": "StableVideoDiffusionPipeline"}, "StableVideoDiffusionPipeline"),
        ({"variant": "inpaint"}, "inpaint"),
        ({"variant": "refiner"}, "refiner"),
        ({"format": "single-file"}, "single file"),
    ],
)
def test_others_are_refused_with_what_to_do_instead(fields: dict[str, object], words: str) -> None:
    reason = untrainable(info(**fields))
    assert reason is not None
    assert words in reason.message
    assert reason.hint


@pytest.mark.parametrize(
    ("family", "rank", "alpha", "steps", "scheme"),
    [("sd", 16, 16, 1500, None), ("sdxl", 32, 16, 1500, None), ("sd3", 16, 16, 2000, "logit_normal"),
     ("flux", 16, 16, 2000, "logit_normal")],
)  # fmt: skip
def test_presets_are_what_trainers_agree_on(family: str, rank: int, alpha: float, steps: int, scheme: str) -> None:
    spec = TrainSpec(**training_of(Identity(kind="base", format="diffusers", family=family)))
    assert (spec.rank, spec.scaling_alpha, spec.max_train_steps) == (rank, alpha, steps)
    assert (spec.learning_rate, spec.weighting_scheme) == (1e-4, scheme)
    assert spec.snr_gamma == (5.0 if scheme is None else None)
    assert spec.guidance_scale == (1.0 if family == "flux" else None)
