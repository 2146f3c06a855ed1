"""What is not as it was when a picture was made, and what that does to it."""

from typing import Any

import pytest

from safelight.features.recipes.service.comparing import differences
from safelight.specs.generation import Batch, ImageUse, LoraUse, ModelUse, Recipe

THEN = Recipe(
    safelight="0.2.0", model="tiny", model_hash="a" * 64, prompt="a cat", negative_prompt="", num_inference_steps=4,
    guidance_scale=5, width=64, height=64, seed=7, scheduler="euler", device="cuda:0", device_name="NVIDIA L4",
    dtype="bfloat16", versions={"torch": "2.13.0", "diffusers": "0.42.0"}, load={"quantization": "int8"},
    batch=Batch(index=1, seeds=(6, 7, 8)), scheduler_options={"use_karras_sigmas": True},
    loras=[LoraUse(key="k", sha256="b" * 64, scale=0.8, name="Ada"), LoraUse(key="l", sha256="c" * 64)],
)  # fmt: skip


def changed(**changes: Any) -> list[tuple[str, Any, Any, str]]:
    found = differences(THEN, THEN.model_copy(update=changes))
    assert all(each.message.endswith(".") for each in found)
    return [(each.field, each.then, each.now, each.effect) for each in found]


def test_the_same_is_the_same() -> None:
    assert changed() == []


@pytest.mark.parametrize(
    "changes",
    [
        {"model": "renamed"},  # the same weights by another name
        {"device": "cuda:1"},
        {"asked_prompt": "cat", "styles": ["Dusk"], "character_id": "char_2", "character_name": "Eve"},
        {"loras": [LoraUse(key="x", sha256="b" * 64, scale=0.8, name="Eve"), LoraUse(key="y", sha256="c" * 64)]},
        {"versions": {}, "device_name": None, "batch": None, "model_hash": None},  # unknown is no difference
        {"vae": None, "controls": []},
    ],
)  # fmt: skip
def test_names_and_what_nobody_knows_make_no_difference(changes: dict[str, Any]) -> None:
    assert changed(**changes) == []


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"versions": {"torch": "2.14.0", "diffusers": "0.42.0"}}, ("versions.torch", "2.13.0", "2.14.0", "close")),
        ({"model_hash": "d" * 64}, ("model_hash", "a" * 64, "d" * 64, "another")),
        ({"model_hash": None, "model": "other"}, ("model", "tiny", "other", "another")),
        ({"safelight": "0.3.0"}, ("safelight", "0.2.0", "0.3.0", "close")),
        ({"device": "cpu"}, ("backend", "cuda", "cpu", "close")),
        ({"device_name": "NVIDIA H200"}, ("device_name", "NVIDIA L4", "NVIDIA H200", "close")),
        ({"dtype": "float16"}, ("dtype", "bfloat16", "float16", "close")),
        ({"load": {}}, ("load.quantization", "int8", None, "close")),
        ({"load": {"quantization": "int8", "step_cache": "mag"}}, ("load.step_cache", None, "mag", "close")),
        ({"batch": Batch(index=0, seeds=(7,))}, ("batch", "2 of 3", "1 of 1", "last_bit")),
        ({"seed": 8}, ("seed", 7, 8, "another")),
        ({"scheduler_options": {}}, ("scheduler_options.use_karras_sigmas", True, None, "another")),
        ({"vae": ModelUse(name="ft", sha256="e" * 64)}, ("vae.sha256", None, "e" * 64, "another")),
        ({"image": ImageUse(key="i", sha256="f" * 64)}, ("image.sha256", None, "f" * 64, "another")),
        ({"loras": [THEN.loras[0], LoraUse(key="l", sha256="9" * 64)]},
         ("loras.1.sha256", "c" * 64, "9" * 64, "another")),
        ({"loras": [THEN.loras[0].model_copy(update={"scale": 1.0}), THEN.loras[1]]},
         ("loras.0.scale", 0.8, 1.0, "another")),
    ],
)  # fmt: skip
def test_each_difference_is_named_with_both_values(changes: dict[str, Any], found: tuple[str, Any, Any, str]) -> None:
    assert changed(**changes) == [found]


def test_the_weightiest_comes_first() -> None:
    found = changed(batch=Batch(index=0, seeds=(7,)), versions={"torch": "3"}, seed=9)
    assert [effect for *_, effect in found] == ["another", "close", "last_bit"]
