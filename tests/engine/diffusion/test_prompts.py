"""Words with weights, and prompts beyond what an encoder reads at once."""

from pathlib import Path
from typing import Any

import pytest
import torch

from safelight.engine.diffusion.generate import generate
from safelight.engine.diffusion.loading import Loaded, load
from safelight.engine.diffusion.prompts import Piece, is_weighted, parse, plain
from tests.engine.diffusion.conftest import plan

LONG = "abcdefghij klmnopqrst uvwxyz"  # 26 letters, each a token of the tiny CLIP, which reads 22


@pytest.mark.parametrize(
    ("prompt", "chunks"),
    [
        ("a cat", [[("a cat", 1)]]),
        ("(cat)", [[("cat", 1.1)]]),
        ("((cat))", [[("cat", 1.21)]]),
        ("[cat]", [[("cat", 1 / 1.1)]]),
        ("a (red:1.3) cat", [[("a ", 1), ("red", 1.3), (" cat", 1)]]),
        ("a (red (big:2) cat:1.5)", [[("a ", 1), ("red ", 1.5), ("big", 3), (" cat", 1.5)]]),
        ("(a:.5)", [[("a", 0.5)]]),
        ("(a:-1)", [[("a", -1)]]),
        ("(time 10:30)", [[("time 10", 30)]]),
        (r"\(cat\) \\ \[x\]", [[("(cat) \\ [x]", 1)]]),
        ("a smile :) and ( more", [[("a smile :) and ( more", 1)]]),
        ("[a)", [[("[a)", 1)]]),
        ("([a)]", [[("[a", 1.1), ("]", 1)]]),
        ("()", [[]]),
        ("a BREAK b", [[("a", 1)], [("b", 1)]]),
        ("(a BREAK b:2)", [[("a", 2)], [("b", 2)]]),
        ("BREAKING news", [[("BREAKING news", 1)]]),
    ],
)
def test_what_is_read(prompt: str, chunks: list[list[tuple[str, float]]]) -> None:
    read = [[(piece.text, round(piece.weight, 9)) for piece in chunk] for chunk in parse(prompt)]
    assert read == [[(text, round(weight, 9)) for text, weight in chunk] for chunk in chunks]


def test_plain_words() -> None:
    assert plain("a (red:1.3) [cat] BREAK dog") == "a red cat dog"
    assert is_weighted("a (cat:1.2)")
    assert is_weighted("a BREAK b")
    assert not is_weighted("a (cat:1.0) :)")


def test_thousands_of_brackets_are_read_at_once() -> None:
    assert parse("(" * 4000) == [[Piece("(" * 4000)]]
    assert parse("(" * 2000 + ")" * 2000) == [[]]


def drawn(loaded: Loaded, prompt: str, **changes: Any) -> bytes:
    asked = plan(prompt=prompt, prompt_weighting="auto", scheduler="euler", **changes)
    return generate(loaded, asked).images[0].tobytes()


@pytest.mark.parametrize("family", ["sd", "sdxl"])
def test_weights_change_the_picture_and_a_weight_of_one_does_not(family: str, folders: dict[str, Path]) -> None:
    loaded = load(folders[family], dtype=torch.float32, device="cpu")
    assert drawn(loaded, "a (cat:1.0)") == drawn(loaded, "a cat")
    weighted = {drawn(loaded, text) for text in ("a cat", "a (cat:1.5)", "a [cat]", "(a:1.5) cat", "a BREAK cat")}
    assert len(weighted) == 5
    assert drawn(loaded, "a cat", negative_prompt="(dog:1.5)") != drawn(loaded, "a cat", negative_prompt="dog")
    off = plan(prompt="a (cat:1.5)", scheduler="euler")
    assert generate(loaded, off).images[0].tobytes() not in weighted


@pytest.mark.parametrize("family", ["sd", "sdxl"])
def test_our_reading_of_plain_words_is_the_pipelines(family: str, folders: dict[str, Path]) -> None:
    from safelight.engine.diffusion import prompts

    loaded = load(folders[family], dtype=torch.float32, device="cpu")
    asked = plan(prompt="a cat", negative_prompt="dog")
    ours = prompts._embeddings(loaded.pipeline, asked)
    theirs = loaded.pipeline.encode_prompt(
        prompt="a cat", negative_prompt="dog", device="cpu", num_images_per_prompt=1, do_classifier_free_guidance=True
    )
    names = ["prompt_embeds", "negative_prompt_embeds", "pooled_prompt_embeds", "negative_pooled_prompt_embeds"]
    for name, tensor in zip(names, theirs, strict=False):
        torch.testing.assert_close(ours[name], tensor)


def test_long_prompts_are_read_to_their_end(sd: Loaded) -> None:
    asked = plan(prompt=LONG, prompt_weighting="auto", scheduler="euler")
    assert generate(sd, asked).warnings == []
    assert drawn(sd, LONG) != drawn(sd, LONG[:-1] + "a"), "the last letter counts"
    cut = [plan(prompt=text, scheduler="euler") for text in (LONG, LONG[:-1] + "a")]
    assert len({generate(sd, each).images[0].tobytes() for each in cut}) == 1, "without chunks it does not"


@pytest.mark.parametrize("family", ["sd3", "flux"])
def test_models_that_take_no_weights_say_so(family: str, folders: dict[str, Path]) -> None:
    loaded = load(folders[family], dtype=torch.float32, device="cpu")
    asked = plan(prompt="a (cat:1.5)", prompt_weighting="auto", scheduler="euler")
    assert generate(loaded, asked).warnings == [
        "This model takes no weights of words; the prompt was read without them."
    ]
    assert drawn(loaded, "a (cat:1.5)") == drawn(loaded, "a cat")
