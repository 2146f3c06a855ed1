"""Workflow templates: a graph in ComfyUI's API format, and a manifest that says which inputs of its nodes are whose.

Nothing in a template is ever evaluated: values are put where the manifest says, and the graph goes to ComfyUI.
"""

import json
import re
from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Annotated, Any, Literal, Self, TypeGuard

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from safelight.specs.generation import WorkflowValue

InputKind = Literal[
    "prompt", "negative", "seed", "int", "float", "choice", "image", "lora", "model", "width", "height", "text", "bool"
]
WorkflowKind = Literal["image", "video", "upscale"]

MAX_NODES = 500
MAX_GRAPH_BYTES = 512_000
MAX_TEXT = 20_000
MAX_OUTPUT = 99  # of a node, as a link names it
MAX_SEED = 2**64 - 1  # as ComfyUI's samplers take it
NAME = r"^[a-z0-9][a-z0-9._-]{0,79}$"

_NodeId = Annotated[str, Field(min_length=1, max_length=80)]
_InputName = Annotated[str, Field(min_length=1, max_length=120)]
_NAMES_FILES = re.compile(r"(_name|path|file|filename|prefix|directory|folder|^image|^video|^audio)$", re.IGNORECASE)
Link = tuple[str, int]
"""A list in JSON: the node, and which of its outputs."""
_UI_WORDS = (
    "this graph was saved for ComfyUI's own editor; save it there with Workflow → Export (API), and bring that file"
)


class Target(BaseModel):
    """One input of one node."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    node: _NodeId = Field(description="Id of the node in the graph")
    input: _InputName = Field(description="Name of its input")


class WorkflowInput(Target):
    """One thing that a run can choose; its name is GenerationSpec's own word where that has one."""

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,59}$")] = Field(description="How a run names it")
    kind: InputKind
    title: str = Field(default="", max_length=120, description="How a form names it; the name if empty")
    description: str = Field(default="", max_length=400)
    default: WorkflowValue = Field(
        default=None, description="What is taken if a run does not say; the graph's own value if null"
    )
    min: float | None = None
    max: float | None = None
    step: float | None = Field(default=None, gt=0, description="Of numbers: they are a multiple of it")
    choices: list[str] = Field(default=[], max_length=500, description="Of a choice; those of the server if empty")
    required: bool = False
    also: list[Target] = Field(default=[], max_length=20, description="Where the value goes besides")

    @property
    def targets(self) -> list[Target]:
        """Every place that the value goes to."""
        return [Target(node=self.node, input=self.input), *self.also]

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.min is not None and self.max is not None and self.min > self.max:
            raise ValueError(f"min ({self.min:g}) is above max ({self.max:g})")
        if self.kind in {"prompt", "negative", "text", "choice", "image", "lora", "model"}:
            if self.default is not None and not isinstance(self.default, str):
                raise ValueError(f"the default of {self.kind} is a text, not {self.default!r}")
        elif self.kind == "bool":
            if self.default is not None and not isinstance(self.default, bool):
                raise ValueError(f"the default of bool is true or false, not {self.default!r}")
        elif self.default is not None and (isinstance(self.default, bool | str)):
            raise ValueError(f"the default of {self.kind} is a number, not {self.default!r}")
        if self.choices and self.default is not None and self.default not in self.choices:
            raise ValueError(f"the default {self.default!r} is none of the choices")
        return self


class ModelNeed(BaseModel):
    """A file that must lie in one of ComfyUI's model folders."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    file: str = Field(min_length=1, max_length=300, description="Its name, as ComfyUI lists it")
    folder: str = Field(min_length=1, max_length=80, description="checkpoints, loras, vae, upscale_models …")
    get_it_from: str = Field(default="", max_length=500, description="Address of the page it is downloaded from")

    @field_validator("file", "folder")
    @classmethod
    def _plain(cls, value: str) -> str:
        return plain_path(value)

    @field_validator("get_it_from")
    @classmethod
    def _address(cls, value: str) -> str:
        if value and not value.startswith(("https://", "http://")):
            raise ValueError("an address begins with https://")
        return value


class NodeNeed(BaseModel):
    """A node that does not come with ComfyUI itself."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    class_type: str = Field(min_length=1, max_length=120)
    install: str = Field(max_length=300, description="The package of custom nodes that brings it")


class LoraPlace(BaseModel):
    """Where LoRAs come in: a loader node, left out when there is none, and repeated when there are several."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    node: _NodeId = Field(description="Id of a LoraLoader or LoraLoaderModelOnly")
    name: _InputName = "lora_name"
    model_strength: _InputName = "strength_model"
    clip_strength: _InputName | None = Field(default="strength_clip", description="null where it loads no text encoder")
    passes: dict[int, _InputName] = Field(
        default={},
        description="Which input each output is when there is no LoRA; model and clip, in this order, if empty",
    )

    @property
    def through(self) -> dict[int, str]:
        """Output → the input that it passes on."""
        return dict(self.passes) or ({0: "model", 1: "clip"} if self.clip_strength else {0: "model"})


class Manifest(BaseModel):
    """What a template is for, and which inputs of its graph a run may choose."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(pattern=NAME, description="How requests name it")
    title: str = Field(default="", max_length=120)
    description: str = Field(default="", max_length=2000)
    kind: WorkflowKind = "image"
    family: str | None = Field(default=None, max_length=40, description="Of its base model: sd, sdxl, flux …")
    inputs: list[WorkflowInput] = Field(default=[], max_length=100)
    outputs: list[_NodeId] = Field(
        min_length=1, max_length=10, description="Nodes whose pictures or film are the result"
    )
    needs: list[ModelNeed] = Field(default=[], max_length=40, description="Model files without which it cannot run")
    nodes: list[NodeNeed] = Field(default=[], max_length=40, description="Where nodes come from that ComfyUI lacks")
    loras: LoraPlace | None = Field(
        default=None, description="How characters and LoRAs are put in; null if they cannot"
    )
    checkpoints: dict[str, str] = Field(
        default={}, max_length=100, description="File at ComfyUI of each base model of this studio, where names differ"
    )
    fps: float = Field(default=8, ge=1, le=60, description="Of a film, where no input of that name says otherwise")

    def input(self, name: str) -> WorkflowInput | None:
        """The input of that name."""
        return next((one for one in self.inputs if one.name == name), None)

    def of_kind(self, kind: InputKind) -> WorkflowInput | None:
        """The first input of a kind."""
        return next((one for one in self.inputs if one.kind == kind), None)

    @model_validator(mode="after")
    def _distinct(self) -> Self:
        names = [one.name for one in self.inputs]
        if twice := {name for name in names if names.count(name) > 1}:
            raise ValueError(f"two inputs are called {min(twice)!r}")
        for kind in ("prompt", "negative", "seed", "width", "height"):
            if sum(one.kind == kind for one in self.inputs) > 1:
                raise ValueError(f"two inputs are of the kind {kind!r}; name further places in `also` of the first")
        return self


class Template(BaseModel):
    """A manifest and its graph, which fit each other."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    manifest: Manifest
    graph: dict[str, Any] = Field(description="As ComfyUI's Export (API) saves it")

    @field_validator("graph", mode="before")
    @classmethod
    def _api_format(cls, graph: object) -> object:
        if isinstance(graph, Mapping) and isinstance(graph.get("nodes"), list):
            raise ValueError(_UI_WORDS)  # noqa: TRY004  pydantic's way of refusing
        return graph

    @field_validator("graph")
    @classmethod
    def _sound(cls, graph: dict[str, Any]) -> dict[str, Any]:
        if problem := next(_problems(graph), None):
            raise ValueError(problem)
        return {id_: {key: node[key] for key in ("class_type", "inputs")} for id_, node in graph.items()}

    @model_validator(mode="after")
    def _fit(self) -> Self:
        for where, target in _targets(self.manifest):
            node = self.graph.get(target.node)
            if node is None:
                raise ValueError(f"manifest.{where}: the graph has no node {target.node!r}")
            if target.input not in node["inputs"]:
                known = ", ".join(sorted(node["inputs"])) or "none"
                raise ValueError(
                    f"manifest.{where}: node {target.node} ({node['class_type']}) has no input {target.input!r}; "
                    f"it has {known}"
                )
        for at, output in enumerate(self.manifest.outputs):
            if output not in self.graph:
                raise ValueError(f"manifest.outputs[{at}]: the graph has no node {output!r}")
        if place := self.manifest.loras:
            inputs = self.graph[place.node]["inputs"]
            for name in place.through.values():
                if not is_link(inputs.get(name)):
                    raise ValueError(f"manifest.loras: input {name!r} of node {place.node} is no link")
        return self

    @property
    def sha256(self) -> str:
        """Of what it does: manifest and graph."""
        return sha256(self.canonical()).hexdigest()

    def canonical(self) -> bytes:
        """The same bytes for the same template."""
        return json.dumps(self.model_dump(mode="json"), sort_keys=True, ensure_ascii=False).encode()


class WorkflowJobSpec(BaseModel):
    """The job names its generation; the template and all choices stand in the plan there."""

    generation_id: str


def is_link(value: object) -> TypeGuard[Link]:
    """Whether a node's input comes from another node: `["4", 0]`."""
    return isinstance(value, list) and len(value) == 2 and isinstance(value[0], str) and type(value[1]) is int


def plain_path(value: str) -> str:
    """A relative path that stays where it is. Raises ValueError."""
    parts = re.split(r"[/\\]", value)
    if ".." in parts or value.startswith(("/", "\\", "~")) or re.match(r"[A-Za-z]:", value) or "\0" in value:
        raise ValueError(f"{value[:80]!r} is no plain name of a file: no .., no absolute path")
    return value


def names_a_file(input_name: str) -> bool:
    """Whether what stands in an input of that name is a file's name."""
    return _NAMES_FILES.search(input_name) is not None


def _targets(manifest: Manifest) -> Iterator[tuple[str, Target]]:
    for at, each in enumerate(manifest.inputs):
        for target in each.targets:
            yield f"inputs[{at}]", target
    if place := manifest.loras:
        for name in (place.name, place.model_strength, *([place.clip_strength] if place.clip_strength else [])):
            yield "loras", Target(node=place.node, input=name)
        for name in place.through.values():
            yield "loras.passes", Target(node=place.node, input=name)


def _problems(graph: dict[str, Any]) -> Iterator[str]:
    if not 0 < len(graph) <= MAX_NODES:
        yield f"a graph has 1 to {MAX_NODES} nodes, this one {len(graph)}"
    try:
        size = len(json.dumps(graph))
    except (RecursionError, ValueError, TypeError):
        yield "the graph is nested too deeply, or has numbers that JSON does not know"
        return
    if size > MAX_GRAPH_BYTES:
        yield f"the graph has {size} bytes, and at most {MAX_GRAPH_BYTES} are taken"
    for id_, node in graph.items():
        if not isinstance(node, dict) or not isinstance(node.get("class_type"), str) or not node["class_type"]:
            yield f"node {id_[:40]}: it has no class_type; is this a graph in ComfyUI's API format?"
            return
        if not isinstance(node.get("inputs"), dict):
            yield f"node {id_[:40]} ({node['class_type'][:60]}): it has no inputs"
            return
        for name, value in node["inputs"].items():
            yield from _bad_value(graph, f"node {id_} ({node['class_type']}), input {name}", name, value)
    if ring := _ring(graph):
        yield f"its nodes wait for each other in a ring: {' → '.join(ring)}"


def _bad_value(graph: dict[str, Any], where: str, name: str, value: object) -> Iterator[str]:
    if is_link(value):
        node, output = value
        if node not in graph:
            yield f"{where}: it comes from node {node!r}, which is not there"
        elif not 0 <= output <= MAX_OUTPUT:
            yield f"{where}: there is no output {output}"
    elif isinstance(value, str):
        if len(value) > MAX_TEXT:
            yield f"{where}: longer than {MAX_TEXT} characters"
        elif names_a_file(name):
            try:
                plain_path(value)
            except ValueError as error:
                yield f"{where}: {error}"


def _ring(graph: dict[str, Any]) -> list[str]:
    """Nodes that wait for each other, the first one repeated at the end; empty where there are none."""
    waits = {id_: {v[0] for v in node["inputs"].values() if is_link(v)} for id_, node in graph.items()}
    left = dict(waits)
    while free := [id_ for id_, of in left.items() if not (of & left.keys())]:
        for id_ in free:
            del left[id_]
    if not left:
        return []
    path = [next(iter(left))]
    while True:
        after = next(id_ for id_ in left[path[-1]] if id_ in left)
        if after in path:
            return [*path[path.index(after) :], after]
        path.append(after)
