"""What each family's denoiser is told of a prompt, against its own pipeline; and what of a caption is not seen."""

import pytest
import torch

from safelight.engine.registry import family_of
from safelight.engine.training.words import CachedWords, LiveWords
from tests.engine.families.bases import pipeline_of

CPU = torch.device("cpu")
LONG = "a bar " * 60
PROMPTS = ["a bar", LONG]


@pytest.mark.parametrize("name", ["sd", "sdxl", "sd3", "sd3 without T5", "flux dev"])
def test_words_are_the_pipelines(name, home):
    family, pipeline = family_of(home(name)), pipeline_of(home(name))
    with torch.no_grad():
        told = family.load_text_encoders(CPU, torch.float32).encode(PROMPTS)
        ours = family.prompt_arguments(told, told)
    device = {"device": CPU} | ({"num_images_per_prompt": 1} if family.name == "sd" else {})
    unguided = {} if family.name == "flux" else {"do_classifier_free_guidance": False}
    more = {"prompt_2": None, "prompt_3": None} if family.name == "sd3" else {}
    names = {"flux": ("prompt_embeds", "pooled_prompt_embeds")}.get(
        family.name, ("prompt_embeds", "negative_prompt_embeds", "pooled_prompt_embeds")
    )
    theirs = dict(zip(names, pipeline.encode_prompt(PROMPTS, **device, **unguided, **more), strict=False))
    pooled = {"pooled_prompt_embeds"} if family.name != "sd" else set()
    for key in {"prompt_embeds", *pooled}:
        torch.testing.assert_close(ours[key], theirs[key])
    negative = {f"negative_{key}" for key in ("prompt_embeds", *pooled)} if family.name != "flux" else set()
    assert ours.keys() == {"prompt_embeds", *pooled, *negative}


def test_sdxl_hears_nothing_where_its_pipeline_hears_nothing(home):
    """A dropped caption teaches the unconditional side that pictures are drawn with."""
    family, pipeline = family_of(home("sdxl")), pipeline_of(home("sdxl"))
    _, silence, _, pooled = pipeline.encode_prompt(prompt="a bar", device=CPU)
    with torch.no_grad():
        told = family.load_text_encoders(CPU, torch.float32).encode(["", "a bar"])
    torch.testing.assert_close(told["encoder_hidden_states"][:1], silence)
    torch.testing.assert_close(told["text_embeds"][:1], pooled)
    assert told["encoder_hidden_states"][1].any()


@pytest.mark.parametrize(
    ("name", "cut"),
    [
        ("sd", {"tokenizer": [LONG]}),
        ("sdxl", {"tokenizer": [LONG], "tokenizer_2": [LONG]}),
        ("sd3", {"tokenizer": [LONG], "tokenizer_2": [LONG], "tokenizer_3": [LONG]}),
        ("flux dev", {"tokenizer": [LONG], "tokenizer_2": []}),
    ],
)
def test_each_encoder_tells_whose_end_it_does_not_see(name, cut, home):
    """24 tokens of these CLIPs, 256 or 512 of T5; here every letter is one."""
    assert family_of(home(name)).load_text_encoders(CPU, torch.float32).truncated(PROMPTS) == cut


@pytest.mark.parametrize("name", ["sd3", "flux dev"])
def test_t5_is_gone_when_clip_learns_and_its_words_are_the_same(name, home):
    family = family_of(home(name))
    cached = CachedWords(CPU)
    cached.encode(family.load_text_encoders(CPU, torch.float32), ["", *PROMPTS], lambda *_: None)
    encoders = family.load_text_encoders(CPU, torch.float32)
    live = LiveWords(encoders, ["", *PROMPTS])
    assert "T5" not in " ".join(type(part).__name__ for part in encoders.networks.values())
    assert encoders.t5._encoder is None
    for encoder in encoders.networks.values():
        encoder.requires_grad_(requires_grad=True)
    told = live([LONG, "a bar", LONG])
    assert all(value.requires_grad for value in told.values()) or family.name == "flux"
    assert told["pooled_projections"].requires_grad
    for key, value in cached([LONG, "a bar", LONG]).items():
        torch.testing.assert_close(told[key], value)
