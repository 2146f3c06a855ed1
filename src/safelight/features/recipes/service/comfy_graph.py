"""A graph of ComfyUI: nodes by id, whose inputs are values or links to other nodes. Knows no meaning of any node.

Every walk is bounded, for a file can hold rings and chains of any length.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

MAX_NODES = 5000
MAX_STEPS = 20_000  # of all walks through one graph
MAX_CHAIN = 200

# Which values a node's widgets are, in their order on the canvas; None for one that is no input.
_WIDGETS: dict[str, tuple[str | None, ...]] = {
    "KSampler": ("seed", None, "steps", "cfg", "sampler_name", "scheduler", "denoise"),
    "KSamplerAdvanced": (
        "add_noise", "noise_seed", None, "steps", "cfg", "sampler_name", "scheduler", "start_at_step", "end_at_step",
    ),
    "SamplerCustom": ("add_noise", "noise_seed", None, "cfg"),
    "RandomNoise": ("noise_seed",),
    "KSamplerSelect": ("sampler_name",),
    "BasicScheduler": ("scheduler", "steps", "denoise"),
    "KarrasScheduler": ("steps",), "ExponentialScheduler": ("steps",), "BetaSamplingScheduler": ("steps",),
    "SDTurboScheduler": ("steps", "denoise"),
    "CFGGuider": ("cfg",), "FluxGuidance": ("guidance",),
    "CLIPTextEncode": ("text",), "CLIPTextEncodeFlux": ("clip_l", "t5xxl", "guidance"),
    "CLIPTextEncodeSDXL": ("width", "height", "crop_w", "crop_h", "target_width", "target_height", "text_g", "text_l"),
    "CLIPTextEncodeSD3": ("clip_l", "clip_g", "t5xxl"),
    "CLIPSetLastLayer": ("stop_at_clip_layer",),
    "CheckpointLoaderSimple": ("ckpt_name",), "UNETLoader": ("unet_name",), "VAELoader": ("vae_name",),
    "LoraLoader": ("lora_name", "strength_model", "strength_clip"),
    "LoraLoaderModelOnly": ("lora_name", "strength_model"),
    "EmptyLatentImage": ("width", "height", "batch_size"), "EmptySD3LatentImage": ("width", "height", "batch_size"),
    "LatentUpscale": ("upscale_method", "width", "height"), "LatentUpscaleBy": ("upscale_method", "scale_by"),
    "PrimitiveNode": ("value",),
}  # fmt: skip
# Under which names a node that only holds a value keeps it.
_HELD = ("value", "int", "float", "string", "text", "seed", "noise_seed", "number", "Value")
_JOINED = (
    ("string_a", "string_b"),
    ("text_a", "text_b", "text_c", "text_d"),
    ("text1", "text2"),
    ("string1", "string2"),
)


@dataclass
class Graph:
    """All nodes by id. `steps_left` counts down over every walk."""

    raw: dict[str, tuple[str, dict[str, Any]]]
    steps_left: int = field(default=MAX_STEPS)

    @classmethod
    def as_run(cls, text: str | None) -> "Graph | None":
        """The graph in the form in which it was run; None if that cannot be read."""
        found = _json(text)
        if not isinstance(found, dict):
            return None
        nodes = {
            str(key): (str(node.get("class_type", "")), node["inputs"])
            for key, node in list(found.items())[:MAX_NODES]
            if isinstance(node, dict) and isinstance(node.get("inputs"), dict)
        }
        return cls(nodes) if nodes else None

    @classmethod
    def as_drawn(cls, text: str | None) -> "Graph | None":
        """The graph as it stands on the canvas; of nodes that are not known here only the links are understood."""
        found = _json(text)
        if not isinstance(found, dict) or not isinstance(found.get("nodes"), list):
            return None
        given = found.get("links")
        links = given if isinstance(given, list) else []
        sources = {link[0]: [str(link[1]), link[2]] for link in links if _is_drawn_link(link)}
        nodes = {
            str(node.get("id")): (str(node.get("type", "")), _drawn_inputs(node, sources))
            for node in found["nodes"][:MAX_NODES]
            if isinstance(node, dict) and node.get("mode") not in {2, 4}  # muted, bypassed
        }
        return cls(nodes) if nodes else None

    @property
    def is_exhausted(self) -> bool:
        """Whether a walk ended for its length alone."""
        return self.steps_left <= 0

    def nodes(self) -> Iterator["Node"]:
        """Every node."""
        return (Node(self, key) for key in self.raw)

    def of_kind(self, kind: str) -> Iterator["Node"]:
        """The nodes of one class."""
        return (node for node in self.nodes() if node.kind == kind)

    def at(self, link: Any) -> "Node | None":
        """The node that a link comes from."""
        self.steps_left -= 1
        if self.steps_left < 0 or not is_link(link):
            return None
        key = str(link[0])
        return Node(self, key) if key in self.raw else None


@dataclass(frozen=True)
class Node:
    """One node of a graph."""

    graph: Graph = field(compare=False, repr=False)
    key: str

    @property
    def kind(self) -> str:
        """ComfyUI's name of its class."""
        return self.graph.raw[self.key][0]

    @property
    def inputs(self) -> dict[str, Any]:
        """Values and links by name."""
        return self.graph.raw[self.key][1]

    def has(self, name: str) -> bool:
        """Whether it has such an input."""
        return self.inputs.get(name) is not None

    def is_link(self, name: str) -> bool:
        """Whether such an input comes from another node."""
        return is_link(self.inputs.get(name))

    def linked(self, name: str) -> "Node | None":
        """The node that an input comes from; rerouting passed over."""
        node = self.graph.at(self.inputs.get(name))
        for _ in range(MAX_CHAIN):
            if node is None or "reroute" not in node.kind.casefold():
                return node
            node = node.only_linked()
        return None

    def only_linked(self) -> "Node | None":
        """The node that its single linked input comes from; None if there are several, or none."""
        links = [value for value in self.inputs.values() if is_link(value)]
        return self.graph.at(links[0]) if len(links) == 1 else None

    def value(self, name: str, depth: int = 0) -> Any:
        """The value of an input, through the nodes that only hold or join values; None if there is none."""
        given = self.inputs.get(name)
        if not is_link(given):
            return given if isinstance(given, str | int | float) else None
        node = self.graph.at(given)
        if node is None or depth > MAX_CHAIN // 10:
            return None
        for names in _JOINED:
            parts = [part for each in names if isinstance(part := node.value(each, depth + 1), str)]
            if parts:
                return str(node.inputs.get("delimiter", " ")).join(parts)[:100_000]
        held = next((value for each in _HELD if (value := node.value(each, depth + 1)) is not None), None)
        if held is None and "reroute" in node.kind.casefold():
            return next((node.value(each, depth + 1) for each in node.inputs), None)
        return held

    def along(self, *names: str) -> Iterator["Node"]:
        """The nodes before it, one after the other, through the first of these inputs that each has."""
        node, seen = self, {self.key}
        for _ in range(MAX_CHAIN):
            after = next((found for each in names if (found := node.linked(each)) is not None), None)
            if after is None or after.key in seen:
                return
            seen.add(after.key)
            yield after
            node = after

    def upstream(self, name: str, *, until: "Callable[[Node], bool]") -> "Node | None":
        """The nearest node before this input that satisfies `until`, over all links."""
        first = self.linked(name)
        waiting, seen = [first] if first is not None else [], {self.key}
        while waiting and not self.graph.is_exhausted:
            node = waiting.pop(0)
            if node.key in seen:
                continue
            seen.add(node.key)
            if until(node):
                return node
            waiting += [after for value in node.inputs.values() if (after := self.graph.at(value)) is not None]
        return None


def is_link(value: Any) -> bool:
    """Whether an input is a link: the id of a node, and the number of its output."""
    return (
        isinstance(value, list)
        and len(value) == 2
        and isinstance(value[0], str | int)
        and isinstance(value[1], int)
        and not isinstance(value[0], bool)
    )


def _is_drawn_link(link: object) -> bool:
    return isinstance(link, list) and len(link) >= 5 and all(isinstance(each, int | str) for each in link[:4])


def _drawn_inputs(node: dict[str, Any], sources: dict[Any, list[Any]]) -> dict[str, Any]:
    values = node.get("widgets_values")
    names = _WIDGETS.get(str(node.get("type", "")), ())
    found: dict[str, Any] = {}
    if isinstance(values, list):
        found = {name: value for name, value in zip(names, values, strict=False) if name is not None}
    elif isinstance(values, dict):
        found = {str(name): value for name, value in values.items()}
    inputs = node.get("inputs")
    for each in inputs if isinstance(inputs, list) else []:
        if isinstance(each, dict) and isinstance(each.get("link"), int | str) and each["link"] in sources:
            found[str(each.get("name", ""))] = sources[each["link"]]
    return found


def _json(text: str | None) -> Any:
    try:
        return json.loads(text) if text else None
    except (ValueError, RecursionError):
        return None
