"""A copy of a pipeline that stands in for it: what it is told, and what it is not told of itself."""

import inspect
from pathlib import Path

import pytest
import torch
from diffusers import DiffusionPipeline
from diffusers.models.attention_processor import AttnProcessor2_0

from safelight.engine.diffusion.loading import Loaded, load
from safelight.engine.diffusion.parking import Parked, stand_in
from tests.engine import tiny


@pytest.mark.parametrize("family", sorted(tiny.FAMILIES))
def test_it_computes_where_the_pipeline_does_and_is_of_its_class_by_name(folders: dict[str, Path], family: str) -> None:
    pipeline = load(folders[family], dtype=torch.float32, device="cpu", name="tiny").pipeline
    kind = type(pipeline)
    twin = stand_in(pipeline, Parked(lambda _: None), lambda encoder: encoder.__call__)
    assert twin._execution_device == pipeline._execution_device == torch.device("cpu")
    assert isinstance(twin, kind)
    assert (type(twin).__name__, type(twin).__module__) == (kind.__name__, kind.__module__)
    assert type(pipeline) is kind
    assert twin.config == pipeline.config


def test_attention_is_told_the_signature_that_it_has(sd: Loaded) -> None:
    processors = [part.processor for part in sd.pipeline.unet.modules() if hasattr(part, "processor")]
    assert {type(each) for each in processors} == {AttnProcessor2_0}
    told = vars(AttnProcessor2_0.__call__)["__signature__"]
    assert told == inspect.Signature.from_callable(AttnProcessor2_0.__call__, follow_wrapped=False)
    assert list(inspect.signature(processors[0].__call__).parameters)[:2] == ["attn", "hidden_states"]


def test_a_pipeline_that_nobody_loaded_through_us_answers_for_itself(folders: dict[str, Path]) -> None:
    plain = DiffusionPipeline.from_pretrained(folders["sd"], dtype=torch.float32)
    assert plain._execution_device == torch.device("cpu")
