"""The starter's own preset, cut to what a test has time for, with its sample prompts and probes."""

import json

from safelight.engine.starter import STARTER_PIPELINE
from safelight.features.characters.service.starting import SAMPLE_PROMPTS
from safelight.specs.generation import ModelDefaults
from safelight.specs.training import TrainSpec

_CARD = json.loads((STARTER_PIPELINE / "safelight.json").read_text())
DEFAULTS = ModelDefaults(**_CARD["defaults"])


def starter_spec(**changes: object) -> tuple[TrainSpec, list[str]]:
    """Four pictures a step and no prior pictures: quick to learn, and quick to forget."""
    small = {"train_batch_size": 4, "num_prior_images": 0, "lr_scheduler": "constant", "lr_warmup_steps": 0}
    spec = TrainSpec(**{**_CARD["training"], **small, "text_encoder_learning_rate": 0.001, **changes})
    return spec, [*(prompt.format(subject="pip") for prompt in SAMPLE_PROMPTS), *spec.probe_prompts]
