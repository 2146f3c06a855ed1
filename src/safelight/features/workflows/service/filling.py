"""A template's graph with values in it, and LoRAs in their place: what is sent to ComfyUI."""

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from safelight.features.generations.errors import NotWithThisModel
from safelight.specs.generation import WorkflowValue
from safelight.specs.workflows import LoraPlace, Template, is_link

Graph = dict[str, dict[str, Any]]


@dataclass(frozen=True)
class PlacedLora:
    """A LoRA under the name by which ComfyUI lists it."""

    file: str
    scale: float = 1.0
    text_encoder_scale: float | None = None


def filled(
    template: Template,
    values: Mapping[str, WorkflowValue],
    *,
    images: Mapping[str, str] | None = None,
    loras: Sequence[PlacedLora] = (),
) -> Graph:
    """The graph of one run. `images` are names of uploaded pictures by their input. The template stays as it is.

    Raises NotWithThisModel for LoRAs that have no place in it.
    """
    graph: Graph = copy.deepcopy(template.graph)
    given: dict[str, WorkflowValue] = {**values, **(images or {})}
    for one in template.manifest.inputs:
        if (value := given.get(one.name)) is not None:
            for target in one.targets:
                graph[target.node]["inputs"][target.input] = value
    place = template.manifest.loras
    if place is None:
        if loras:
            raise NotWithThisModel.of(
                "loras", len(loras), f"the workflow {template.manifest.name} has no place for them",
                hint="Use one that takes characters, or give its manifest `loras`.",
            )  # fmt: skip
        return graph
    _put_loras(graph, place, loras)
    return graph


def _put_loras(graph: Graph, place: LoraPlace, loras: Sequence[PlacedLora]) -> None:
    """The loader once for each, one behind the other; without any it is taken out, and what it passed on goes past."""
    loader = graph.pop(place.node)
    coming = {output: loader["inputs"][name] for output, name in place.through.items()}
    for at, lora in enumerate(loras):
        node = copy.deepcopy(loader)
        node["inputs"][place.name] = lora.file
        node["inputs"][place.model_strength] = lora.scale
        if place.clip_strength:
            own = lora.text_encoder_scale
            node["inputs"][place.clip_strength] = lora.scale if own is None else own
        for output, name in place.through.items():
            node["inputs"][name] = coming[output]
        id_ = place.node if at == len(loras) - 1 else _free_id(graph, f"{place.node}_{at + 1}")
        graph[id_] = node
        coming = {output: [id_, output] for output in place.through}
    for id_, node in graph.items():
        for name, value in node["inputs"].items():
            if not loras and is_link(value) and value[0] == place.node and id_ != place.node:
                node["inputs"][name] = coming.get(value[1], value)


def _free_id(graph: Graph, wanted: str) -> str:
    while wanted in graph:
        wanted += "_"
    return wanted
