"""Words that come again are not encoded again; the picture is the one drawn without such a memory, to the bit."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import torch
from accelerate.hooks import ModelHook, add_hook_to_module, remove_hook_from_module
from safetensors.torch import save_file

from safelight.engine.diffusion.encodings import Encodings
from safelight.engine.diffusion.generate import generate
from safelight.engine.diffusion.inputs import Aids
from safelight.engine.diffusion.loading import Loaded, load
from safelight.specs.generation import LoraUse
from tests.engine import tiny
from tests.engine.diffusion.conftest import plan


def schedule(family: str) -> str:
    return "euler" if family in {"sd3", "flux"} else "ddim"


def drawn(loaded: Loaded, files: Sequence[Any] = (), aids: Aids = Aids(), **changes: Any) -> bytes:
    return b"".join(image.tobytes() for image in generate(loaded, plan(**changes), files, aids=aids).images)


def fresh(loaded: Loaded) -> None:
    """Forget what was encoded."""
    loaded.encodings = Encodings(loaded.pipeline)


@contextmanager
def counted(loaded: Loaded) -> Iterator[list[str]]:
    """The encoders that really ran, in turn."""
    ran: list[str] = []
    hooks = []
    for name, part in loaded.pipeline.components.items():
        if name.startswith("text_encoder") and part is not None:
            # On a layer inside: hooks of the encoder itself run around what answers in its place.
            inner = next(module for module in part.modules() if isinstance(module, torch.nn.Embedding))
            hooks.append(inner.register_forward_hook(lambda *_, name=name: ran.append(name)))
    yield ran
    for hook in hooks:
        hook.remove()


@pytest.mark.parametrize("family", tiny.FAMILIES)
def test_a_prompt_that_comes_again_runs_no_encoder(family: str, folders: dict[str, Path]) -> None:
    if family == "svd":
        pytest.skip("It reads no words.")
    loaded = load(folders[family], dtype=torch.float32, device="cpu")
    asked = {"scheduler": schedule(family), "negative_prompt": "a dog"}
    with counted(loaded) as ran:
        first = drawn(loaded, **asked)
        assert ran
        ran.clear()
        again = drawn(loaded, **asked)
        other_seed = drawn(loaded, seed=8, **asked)
        assert ran == [], "the words are known"
        other = drawn(loaded, prompt="a bird", **asked)
        assert ran, "these are not"
    assert first == again
    assert len({first, other_seed, other}) == 3
    fresh(loaded)
    assert drawn(loaded, prompt="a bird", **asked) == other
    fresh(loaded)
    assert drawn(loaded, seed=8, **asked) == other_seed


@pytest.mark.parametrize("family", ["sd", "sdxl"])
@pytest.mark.parametrize(
    "changes",
    [
        {"clip_skip": 1},
        {"prompt": "a (cat:1.4) BREAK [b]", "prompt_weighting": "auto"},
        {"n": 2},
        {"prompt": "abcdefghij klmnopqrst uvwxyz", "prompt_weighting": "auto"},
        {"guidance_scale": 1.0},
    ],
)
def test_every_way_to_read_is_remembered_for_itself(
    family: str, changes: dict[str, Any], folders: dict[str, Path]
) -> None:
    loaded = load(folders[family], dtype=torch.float32, device="cpu")
    alone = drawn(loaded, **changes)
    fresh(loaded)
    drawn(loaded)  # the same words, read in the usual way
    assert drawn(loaded, **changes) == alone
    with counted(loaded) as ran:
        assert drawn(loaded, **changes) == alone
    assert ran == []


def test_loras_of_the_text_encoder_and_their_scales_are_not_mixed_up(
    folders: dict[str, Path], loras: dict[str, Path]
) -> None:
    loaded = load(folders["sd"], dtype=torch.float32, device="cpu")

    def use(name: str, scale: float, in_text: float | None = None) -> tuple[Path, LoraUse]:
        return loras[name], LoraUse(key=name, sha256=name * 32, scale=scale, text_encoder_scale=in_text)

    ways = [[], [use("a", 1)], [use("a", 0.5)], [use("a", 1, 0.3)], [use("a", 1, 0)], [use("mixed", 1)],
            [use("a", 1), use("mixed", 0.5)], []]  # fmt: skip
    one_by_one = []
    for way in ways:
        fresh(loaded)
        one_by_one.append(drawn(loaded, way))
    fresh(loaded)
    together = [drawn(loaded, way) for way in ways]
    assert together == one_by_one
    assert [drawn(loaded, way) for way in ways[::-1]] == one_by_one[::-1]
    assert len(set(one_by_one)) == len(ways) - 1, "each changes the picture"
    with counted(loaded) as ran:
        drawn(loaded, [use("a", 0.5)])
        drawn(loaded)
    assert ran == []


def test_embeddings_of_one_name_are_told_apart(folders: dict[str, Path], tmp_path: Path) -> None:
    loaded = load(folders["sd"], dtype=torch.float32, device="cpu")
    width = loaded.pipeline.text_encoder.config.hidden_size
    files = []
    for seed in (1, 2):
        torch.manual_seed(seed)
        files.append(tmp_path / f"{seed}.safetensors")
        save_file({"emb_params": torch.randn(1, width)}, files[-1])
    ways = [Aids(embeddings=[(file, "<ink>")]) for file in files] + [Aids()]
    one_by_one = []
    for way in ways:
        fresh(loaded)
        one_by_one.append(drawn(loaded, aids=way, prompt="a <ink> cat"))
    fresh(loaded)
    assert [drawn(loaded, aids=way, prompt="a <ink> cat") for way in ways * 2] == one_by_one * 2
    assert len(set(one_by_one)) == 3


def test_the_oldest_words_go_when_the_bytes_are_full(folders: dict[str, Path]) -> None:
    loaded = load(folders["sd"], dtype=torch.float32, device="cpu")
    drawn(loaded, prompt="one")
    of_two = loaded.encodings.bytes  # "one", and the empty negative prompt
    loaded.encodings = Encodings(loaded.pipeline, max_bytes=of_two * 3 // 2)
    drawn(loaded, prompt="one")
    drawn(loaded, prompt="two")
    drawn(loaded, prompt="three")
    assert loaded.encodings.bytes <= of_two * 3 // 2
    with counted(loaded) as ran:
        drawn(loaded, prompt="three")
        assert ran == []
        drawn(loaded, prompt="one")
        assert ran == ["text_encoder"]


@pytest.mark.parametrize(("weights", "kept"), [(10**6, 16_000_000), (10**8, 50_000_000), (10**9, 128_000_000)])
def test_how_much_is_kept_goes_by_the_size_of_the_encoders(weights: int, kept: int) -> None:
    encoder = torch.nn.Module()
    encoder.weight = torch.nn.Parameter(torch.empty(weights, device="meta"))
    pipeline = SimpleNamespace(components={"text_encoder": encoder, "text_encoder_2": None, "tokenizer": object()})
    assert Encodings(pipeline).max_bytes == kept


def test_what_a_pipeline_does_to_an_answer_does_not_reach_the_next(folders: dict[str, Path]) -> None:
    loaded = load(folders["sd"], dtype=torch.float32, device="cpu")
    encoder = loaded.pipeline.text_encoder
    ids = torch.arange(5)[None]
    with torch.no_grad(), loaded.encodings.used():
        first = encoder(ids).last_hidden_state
        kept = first.clone()
        first.zero_()
        second = encoder(ids).last_hidden_state
        assert torch.equal(second, kept)
        second.zero_()
        assert torch.equal(encoder(ids).last_hidden_state, kept)
        assert torch.equal(encoder(ids, return_dict=False)[0], kept)
    assert "forward" not in encoder.__dict__, "the encoder is as it was"


def test_an_encoder_that_learns_is_not_answered_for(folders: dict[str, Path]) -> None:
    loaded = load(folders["sd"], dtype=torch.float32, device="cpu")
    with counted(loaded) as ran, loaded.encodings.used():
        for _ in range(2):
            loaded.pipeline.text_encoder(torch.arange(5)[None])
    assert len(ran) == 2
    assert loaded.encodings.bytes == 0


class Bringing(ModelHook):
    """As offloading hangs it on an encoder."""

    def __init__(self) -> None:
        self.times = 0

    def pre_forward(self, module: Any, *args: Any, **kwargs: Any) -> Any:
        self.times += 1
        return args, kwargs


def test_known_words_bring_no_offloaded_encoder_and_hooks_renewed_meanwhile_stay(folders: dict[str, Path]) -> None:
    loaded = load(folders["sd"], dtype=torch.float32, device="cpu")
    encoder, ids = loaded.pipeline.text_encoder, torch.arange(5)[None]
    bringing = Bringing()
    add_hook_to_module(encoder, bringing)
    with torch.no_grad():
        for _ in range(2):
            with loaded.encodings.used():
                encoder(ids)
        assert bringing.times == 1
        encoder(ids)
        assert bringing.times == 2, "outside of the block the encoder has its hook, and answers itself"
        with loaded.encodings.used():
            remove_hook_from_module(encoder)  # as a pipeline does at the end of its call
            add_hook_to_module(encoder, bringing)
        encoder(ids)
        assert bringing.times == 3
