"""A template against what a ComfyUI server says it has: nodes, inputs, and files in its folders."""

from collections.abc import Iterator, Mapping
from typing import Any

from safelight.features.workflows.schemas import Lack
from safelight.kit.errors import shorten
from safelight.specs.workflows import Template, WorkflowInput, is_link

LOADERS = ("CheckpointLoaderSimple", "ImageOnlyCheckpointLoader", "UNETLoader")
NAMED = 5  # files that a hint lists


def lacks(template: Template, object_info: Mapping[str, Any]) -> list[Lack]:
    """What keeps the server from running it, each once; empty where nothing does."""
    found = [*_nodes(template, object_info), *_models(template, object_info)]
    return list({(lack.kind, lack.name, lack.message): lack for lack in found}.values())


def checkpoints(object_info: Mapping[str, Any]) -> list[str]:
    """The files that its loaders of whole models and of denoisers list."""
    found = [
        each
        for loader in LOADERS
        for spec in _inputs(object_info.get(loader)).values()
        for each in choices_of(spec) or []
        if each.endswith((".safetensors", ".ckpt", ".sft", ".gguf", ".pt"))
    ]
    return list(dict.fromkeys(found))


def choices_of(spec: object) -> list[str] | None:
    """What an input can be, where that is a list; ComfyUI writes it in an older and a newer way."""
    if not isinstance(spec, list) or not spec:
        return None
    if isinstance(spec[0], list):
        return [str(each) for each in spec[0]]
    options = spec[1].get("options") if len(spec) > 1 and isinstance(spec[1], dict) else None
    return [str(each) for each in options] if spec[0] == "COMBO" and isinstance(options, list) else None


def _nodes(template: Template, object_info: Mapping[str, Any]) -> Iterator[Lack]:
    packages = {need.class_type: need.install for need in template.manifest.nodes}
    for id_, node in template.graph.items():
        name = node["class_type"]
        if name not in object_info:
            package = packages.get(name)
            yield Lack(
                kind="node",
                name=name,
                message=f"The node {name} is missing.",
                hint=f"Install {package}, and restart ComfyUI."
                if package
                else "Install the custom nodes that bring it (ComfyUI's manager finds them by its name), or update "
                "ComfyUI; then restart it.",
            )
            continue
        info = object_info[name]
        required = info.get("input", {}).get("required", {}) if isinstance(info, dict) else {}
        for missing in required.keys() - node["inputs"].keys() if isinstance(required, dict) else ():
            yield Lack(
                kind="input",
                name=missing,
                message=f"Node {id_} ({name}) needs an input {missing!r}, which the graph does not give it.",
                hint="The template was made for another version of this node: export it again.",
            )


def _models(template: Template, object_info: Mapping[str, Any]) -> Iterator[Lack]:
    """Needed files, and values of choices that the server does not list; what each run chooses is not looked at."""
    manifest = template.manifest
    needs = {need.file: need for need in manifest.needs}
    chosen: dict[tuple[str, str], WorkflowInput | None] = {
        (target.node, target.input): one for one in manifest.inputs for target in one.targets
    }
    if manifest.loras:
        chosen[manifest.loras.node, manifest.loras.name] = None  # each run's own
    listed: set[str] = set()
    for id_, node in template.graph.items():
        inputs = _inputs(object_info.get(node["class_type"]))
        for name, value in node["inputs"].items():
            choices = choices_of(inputs.get(name))
            listed.update(choices or [])
            if choices is None or is_link(value) or not isinstance(value, str):
                continue
            one = chosen.get((id_, name))
            if (id_, name) in chosen and (one is None or one.kind in {"image", "lora"}):
                continue
            wanted = one.default if one is not None and isinstance(one.default, str) else value
            if wanted not in choices and wanted not in needs:
                yield _no_such(id_, node["class_type"], name, wanted, choices)
    for need in needs.values():
        if need.file not in listed:
            where = f"models/{need.folder}"
            yield Lack(
                kind="model",
                name=need.file,
                message=f"The model {need.file} is missing in {where}.",
                hint=f"Get it from {need.get_it_from} and put it there."
                if need.get_it_from
                else f"Put it into {where}.",
            )


def _no_such(id_: str, class_type: str, name: str, wanted: str, choices: list[str]) -> Lack:
    is_file = "." in wanted
    known = ", ".join(map(shorten, choices[:NAMED])) + (" …" if len(choices) > NAMED else "")
    return Lack(
        kind="model" if is_file else "value",
        name=wanted,
        message=f"Node {id_} ({class_type}), input {name}: the server has no {shorten(wanted)!r}.",
        hint=f"It has {known}." if choices else "It has none at all.",
    )


def _inputs(info: object) -> dict[str, Any]:
    sections = info.get("input") if isinstance(info, dict) else None
    if not isinstance(sections, dict):
        return {}
    found: dict[str, Any] = {}
    for name in ("optional", "required"):
        section = sections.get(name)
        found |= section if isinstance(section, dict) else {}
    return found
