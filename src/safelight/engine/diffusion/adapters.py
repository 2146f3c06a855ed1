"""LoRA files onto a pipeline and back: every tensor finds its layer, or it is an error; never a picture without it.

Reads every layout of kit/lora_names.py, writes that of diffusers (kohya: kit/lora_export.py, which needs no torch).
"""

import importlib.metadata
import json
import math
from collections import Counter, OrderedDict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, cast

import peft
import torch
from peft.tuners.lora import LoraLayer
from safetensors import safe_open
from safetensors.torch import save

from safelight.kit.errors import InternalError
from safelight.kit.files import whole_file
from safelight.kit.lora_export import stated_alphas
from safelight.kit.lora_keys import BaseModules, LoraModule, check_fits, weight_shapes
from safelight.kit.lora_names import COMPONENTS, DENOISERS, canonical
from safelight.kit.lora_transformers import Rows
from safelight.kit.safetensors_header import read_header

_BASE_LAYER = ".base_layer"  # PEFT's name for the layer it wraps
KNOWN_FILES = 256
"""Files of which a reader remembers what they change."""


@dataclass(frozen=True)
class LayerWeights:
    """One layer's LoRA: the layer's change is up @ down * alpha / rank."""

    down: torch.Tensor  # (rank, in) or (rank, in, k, k)
    up: torch.Tensor  # (out, rank) or (out, rank, 1, 1)
    alpha: float

    @property
    def rank(self) -> int:
        """Inner width of the adapter."""
        return self.down.shape[0]


LoraWeights = dict[str, dict[str, LayerWeights]]  # component -> canonical module name -> weights


def components_of(pipeline: Any) -> dict[str, torch.nn.Module]:
    """The parts of a pipeline that a LoRA can adapt."""
    parts = {name: getattr(pipeline, name, None) for name in COMPONENTS}
    return {name: part for name, part in parts.items() if isinstance(part, torch.nn.Module)}


def base_modules_of(pipeline: Any) -> BaseModules:
    """The same as kit.lora_keys.base_modules, of a pipeline in memory, adapters attached or not."""
    return {component: weight_shapes(component, _shapes(part)) for component, part in components_of(pipeline).items()}


def _shapes(part: torch.nn.Module) -> dict[str, tuple[int, ...]]:
    shapes = {name: tuple(parameter.shape) for name, parameter in part.named_parameters()}
    for name, module in part.named_modules():
        if isinstance(module, torch.nn.Linear):  # of 4 bits, its weight is packed and has another shape
            shapes[f"{name}.weight"] = (module.out_features, module.in_features)
    return {name.replace(_BASE_LAYER, ""): shape for name, shape in shapes.items() if ".lora_" not in name}


def read_lora(path: Path, base: BaseModules, *, base_name: str) -> LoraWeights:
    """Read a LoRA file in any layout, checked against the base.

    Raises:
        BadWeightsFile, PickledWeights: the file itself is bad.
        UnsupportedLora, LoraForAnotherBase: it does not go with this base.
    """
    return _tensors(path, _found(path, base, base_name), COMPONENTS)


class LoraReader:
    """Reads LoRA files for one pipeline, the components asked for; what a file changes is found once. Thread-safe."""

    def __init__(self, pipeline: Any, base_name: str) -> None:
        self._pipeline, self._base_name = pipeline, base_name
        self._found: OrderedDict[str, _Found] = OrderedDict()  # by sha256 of the file: names and shapes, no tensors

    @cached_property
    def _base(self) -> BaseModules:  # what the first LoRA asks for: loading need not wait for it
        return base_modules_of(self._pipeline)

    def read(self, sha: str, path: Path, components: Collection[str]) -> LoraWeights:
        """What the file changes in these components. Raises what `read_lora` raises, for the whole file."""
        return _tensors(path, self._known(sha, path), components)

    def changed(self, sha: str, path: Path) -> frozenset[str]:
        """The components that the file changes. Raises what `read_lora` raises."""
        return frozenset(part.component for part in self._known(sha, path).modules)

    def _known(self, sha: str, path: Path) -> "_Found":
        found = self._found.get(sha) or _found(path, self._base, self._base_name)
        self._found[sha] = found
        while len(self._found) > KNOWN_FILES:
            self._found.popitem(last=False)
        return found


@dataclass(frozen=True)
class _Found:
    modules: tuple[LoraModule, ...]
    alphas: Mapping[tuple[str, str], float | None]


def _found(path: Path, base: BaseModules, base_name: str) -> _Found:
    header = read_header(path)
    return _Found(check_fits(header, base, base_name=base_name).modules, stated_alphas(header))


def _tensors(path: Path, found: _Found, components: Collection[str]) -> LoraWeights:
    weights: LoraWeights = {}
    wanted = [part for part in found.modules if part.component in components]
    if not wanted:
        return weights
    with safe_open(path, framework="pt", device="cpu") as file:
        for part in wanted:
            down, up = file.get_tensor(part.down), file.get_tensor(part.up)
            dimensions = len(part.weight_shape)  # a 1x1 convolution and a linear layer may stand for each other
            down = down.reshape(*down.shape[:2], *down.shape[2:dimensions], *[1] * (dimensions - down.ndim))
            up = up.reshape(*up.shape[:2], *[1] * (dimensions - 2))
            if part.alpha:
                alpha = float(file.get_tensor(part.alpha))
            else:
                alpha = found.alphas.get((part.component, part.module)) or float(part.rank)  # unstated: scale 1
            layer = LayerWeights(down, up, alpha)
            if part.rows is not None:
                layer = _own_rows(layer, part.rows)
            if layer.rank:
                weights.setdefault(part.component, {})[part.module] = layer
    return weights


def _own_rows(layer: LayerWeights, rows: Rows) -> LayerWeights:
    """One layer's share of a joined one; of the rank only what its rows use, none where they are zero."""
    up = torch.cat([layer.up[start:stop] for start, stop in rows])
    used = up.flatten(1).any(0).nonzero().flatten().tolist()  # (out, rank), and perhaps 1x1 of a convolution
    columns = slice(used[0], used[-1] + 1) if used else slice(0)
    down = layer.down[columns]
    return LayerWeights(down, up[:, columns].contiguous(), layer.alpha * down.shape[0] / layer.rank)


def attach(pipeline: Any, weights: LoraWeights, name: str) -> None:
    """Inject a LoRA as the PEFT adapter `name`, and check that every tensor arrived. Does not activate it."""
    parts = components_of(pipeline)
    for component, layers in weights.items():
        part = parts[component]
        actual = {canonical(component, n.replace(_BASE_LAYER, "")): n for n, _ in part.named_modules()}
        # A wrapped layer appears twice; the wrapper, whose name has no base_layer, is the one to address.
        actual |= {canonical(component, n): n for n, _ in part.named_modules() if _BASE_LAYER not in n}
        state = {}
        for module, layer in layers.items():
            weight = cast("torch.Tensor", part.get_submodule(actual[module]).weight)
            state[f"{actual[module]}.lora_A.weight"] = layer.down.to(weight.device, weight.dtype)
            state[f"{actual[module]}.lora_B.weight"] = layer.up.to(weight.device, weight.dtype)
        config = _config({actual[module]: layer for module, layer in layers.items()})
        others = part.__dict__.pop("peft_config", {})  # PEFT warns when it finds adapters; several are what we want
        try:
            peft.inject_adapter_in_model(config, part, name, low_cpu_mem_usage=True, state_dict=state)
            peft.set_peft_model_state_dict(part, state, name, low_cpu_mem_usage=True)
        finally:
            part.__dict__["peft_config"] = others | part.__dict__.get("peft_config", {})
        _verify(part, name, state, {actual[module]: layer.alpha / layer.rank for module, layer in layers.items()})


def detach(pipeline: Any, name: str) -> None:
    """Remove an adapter; a layer left without any becomes the very module it was before."""
    for part in components_of(pipeline).values():
        for path, layer in [(n, m) for n, m in part.named_modules() if isinstance(m, LoraLayer)]:
            if name in layer.lora_A:
                layer.delete_adapter(name)
            if not layer.lora_A:
                part.set_submodule(path, layer.get_base_layer())
        configs: dict[str, Any] = getattr(part, "peft_config", {})
        configs.pop(name, None)
        if hasattr(part, "peft_config") and not configs:
            del part.peft_config


def lora_layers(pipeline: Any, *, text: bool = False) -> list[LoraLayer]:
    """All layers that carry an adapter now; with `text` those of the text encoders alone."""
    parts = [part for name, part in components_of(pipeline).items() if not text or name not in DENOISERS]
    return [module for part in parts for module in part.modules() if isinstance(module, LoraLayer)]


def save_lora(
    models: Mapping[str, torch.nn.Module],
    path: Path,
    *,
    adapter_name: str = "default",
    trigger: str | None = None,
    base: str | None = None,
    dtype: torch.dtype | None = None,
) -> None:
    """Write the adapter of `models` ({"unet": ..., "text_encoder": ...}) in the diffusers layout.

    Raw PEFT keys with the adapters' configs beside them: `pipe.load_lora_weights(path)` of plain diffusers then gives
    exactly the trained adapter. Diffusers' own conversion loses layers of mixed targets, and alpha without the config.
    """
    tensors: dict[str, torch.Tensor] = {}
    configs: dict[str, Any] = {}
    for component, model in models.items():
        state = peft.get_peft_model_state_dict(model, adapter_name=adapter_name)
        if not state:
            raise InternalError(f"{component} has no adapter {adapter_name!r} to save.")
        for key, value in state.items():
            tensors[f"{component}.{key}"] = value.detach().to("cpu", dtype or value.dtype).contiguous()
        config = cast("Any", model).peft_config[adapter_name].to_dict()
        configs |= {f"{component}.{field}": value for field, value in config.items()}
    metadata = {"format": "pt", "safelight": importlib.metadata.version("safelight")}
    metadata |= {k: v for k, v in {"safelight_trigger": trigger, "safelight_base": base}.items() if v}
    metadata["lora_adapter_metadata"] = json.dumps(configs, default=_plain, sort_keys=True)
    with whole_file(path) as file:
        file.write(save(tensors, metadata))


def denoiser_name(pipeline: Any) -> str:
    """The name of the part that denoises: unet or transformer."""
    return next(name for name in DENOISERS if name in components_of(pipeline))


def _config(layers: Mapping[str, LayerWeights]) -> Any:
    """A LoraConfig that states the rank and alpha of exactly these modules; the commonest pair is the general one."""
    (rank, alpha), _ = Counter((layer.rank, layer.alpha) for layer in layers.values()).most_common(1)[0]
    return peft.LoraConfig(
        r=rank,
        lora_alpha=cast("int", alpha),  # PEFT declares int and takes any number
        target_modules=list(layers),
        rank_pattern={f"^{module}": layer.rank for module, layer in layers.items() if layer.rank != rank},
        alpha_pattern={f"^{module}": layer.alpha for module, layer in layers.items() if layer.alpha != alpha},
        inference_mode=True,
    )


def _verify(part: torch.nn.Module, name: str, state: dict[str, torch.Tensor], scales: Mapping[str, float]) -> None:
    """Loaders may drop keys without a word; compare what is in the model with what was to go in."""
    carriers: dict[str, Any] = {n: m for n, m in part.named_modules() if isinstance(m, LoraLayer) and name in m.lora_A}
    wrong = set(carriers) ^ set(scales)
    for module in set(carriers) & set(scales):
        layer = carriers[module]
        halves = ((layer.lora_A[name].weight, "lora_A"), (layer.lora_B[name].weight, "lora_B"))
        # A tensor that was never filled is still on the meta device, where nothing can be compared.
        arrived = all(not t.is_meta and torch.equal(t, state[f"{module}.{half}.weight"]) for t, half in halves)
        if not (arrived and math.isclose(layer.scaling[name], scales[module])):
            wrong.add(module)
    if wrong:
        raise InternalError(f"The LoRA did not arrive whole: {len(wrong)} layers differ, such as {min(wrong)}.")


def _plain(value: Any) -> Any:
    """JSON for what a LoraConfig holds beyond plain values: sets of names, enums."""
    return sorted(value) if isinstance(value, (set, frozenset)) else getattr(value, "value", str(value))
