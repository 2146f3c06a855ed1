"""What a LoRA file is, and whether it fits a base model; on names and shapes alone, so the server can ask too."""

import json
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from safelight.kit.errors import InvalidInput
from safelight.kit.lora_names import COMPONENTS, DENOISERS, Layout, canonical, spellings, split_key
from safelight.kit.lora_transformers import Architecture, Part, Rows, architecture_of_base, architecture_of_keys
from safelight.kit.safetensors_header import Header, Shape, read_header

BaseModules = dict[str, dict[str, Shape]]  # component -> canonical module name -> shape of its weight

NetworkType = Literal["lora", "dora", "loha", "lokr", "full", "other", "none"]
# Parts of keys that only one kind of network has. LoRA is what remains.
_MARKS: tuple[tuple[str, NetworkType], ...] = (
    ("dora_scale", "dora"), ("lora_magnitude_vector", "dora"), ("hada_w", "loha"), ("lokr_w", "lokr"),
    (".diff$", "full"),
    (".diff_b$", "full"), ("lora_mid", "other"), ("oft_", "other"), ("lora_embedding_", "other"), ("on_input", "other"),
)  # fmt: skip
_MARKED_NAMES = {"dora": "DoRA", "loha": "LoHa", "lokr": "LoKr", "full": "full-difference", "other": "LyCORIS or OFT"}
_UNET = re.compile(r"(down|mid|up|input|middle|output)_block")
_DENOISER_NAMES: dict[Architecture | Literal["unet"], str] = {
    "flux": "Flux", "sd3": "Stable Diffusion 3", "unet": "a UNet model (Stable Diffusion or SDXL)",
}  # fmt: skip


class UnsupportedLora(InvalidInput):
    """The file is no plain LoRA."""

    code = "lora_unsupported"


class LoraForAnotherBase(InvalidInput):
    """The LoRA was trained on a model of another shape."""

    code = "lora_base_mismatch"


@dataclass(frozen=True)
class LoraDescription:
    """What a file says of itself. `alpha` is None where only its tensors, or nothing, know it."""

    layout: Layout
    network: NetworkType
    components: tuple[str, ...]
    ranks: tuple[int, ...]
    alpha: float | None
    modules: int
    trigger: str | None = None
    base: str | None = None


@dataclass(frozen=True)
class LoraModule:
    """One adapted layer: its place in the base, and the keys that hold its two halves (and alpha).

    `rows` of the up half are its own, where the file joins layers that the base has apart; None for all.
    """

    component: str
    module: str
    rank: int
    weight_shape: Shape
    down: str
    up: str
    alpha: str | None = None
    rows: Rows | None = None


@dataclass(frozen=True)
class ShapeMismatch:
    """A layer that both have, of different width: (out, in) of the LoRA, and the base's weight."""

    component: str
    module: str
    lora: Shape
    base: Shape


@dataclass(frozen=True)
class Match:
    """How a file lies on a base: it fits when only `modules` is filled."""

    modules: tuple[LoraModule, ...]
    unmatched: tuple[str, ...]
    mismatches: tuple[ShapeMismatch, ...]

    @property
    def fits(self) -> bool:
        """Every key found its place."""
        return bool(self.modules) and not self.unmatched and not self.mismatches


def describe(header: Header) -> LoraDescription:
    """What kind of file this is; `network` is "none" when it holds no LoRA at all."""
    marked = Counter(kind for key in header.tensors for mark, kind in _MARKS if mark in key + "$")
    parts = {key: split_key(key) for key in header.tensors}
    known = {key: part for key, part in parts.items() if part}
    downs = [key for key, part in known.items() if part.role == "down"]
    named = {part.components[0] for part in known.values()}
    layouts = {part.layout for part in known.values()}
    network: NetworkType = marked.most_common(1)[0][0] if marked else ("lora" if downs else "none")
    return LoraDescription(
        layout=layouts.pop() if len(layouts) == 1 else "unknown",
        network=network,
        components=tuple(name for name in COMPONENTS if name in named),
        ranks=tuple(sorted({header.tensors[key].shape[0] for key in downs if header.tensors[key].shape})),
        alpha=_stated_alpha(header.metadata),
        modules=len(downs),
        trigger=header.metadata.get("safelight_trigger"),
        base=header.metadata.get("safelight_base") or header.metadata.get("ss_sd_model_name"),
    )


def match(header: Header, base: BaseModules) -> Match:
    """Find the place of every key in the base."""
    index = {component: spellings(component, modules) for component, modules in base.items()}
    places: dict[tuple[str, tuple[Part, ...]], dict[str, str]] = {}
    taken: dict[tuple[str, str], tuple[Part, ...]] = {}
    unmatched = []
    for key in header.tensors:
        part = split_key(key)
        found = (
            next(((c, index[c][part.module]) for c in part.components if part.module in index.get(c, {})), None)
            if part
            else None
        )
        # A layer named twice, under two spellings too, has no one meaning.
        if (
            part is None
            or found is None
            or part.role in places.get(found, {})
            or any(taken.setdefault((found[0], meant.module), found[1]) != found[1] for meant in found[1])
        ):
            unmatched.append(key)
        else:
            places.setdefault(found, {})[part.role] = key
    modules: list[LoraModule] = []
    mismatches = []
    for (component, parts), keys in places.items():
        if "down" not in keys or "up" not in keys:
            unmatched.extend(keys.values())
            continue
        weight = _joined(parts, base[component])
        down, up = header.tensors[keys["down"]].shape, header.tensors[keys["up"]].shape
        if not _shapes_fit(down, up, weight):
            # (out, in, ...) as the LoRA sees its layer
            mismatches.append(ShapeMismatch(component, parts[0].module, (*up[:1], *down[1:]), weight))
            continue
        modules += [
            LoraModule(
                component,
                p.module,
                down[0],
                base[component][p.module],
                keys["down"],
                keys["up"],
                keys.get("alpha"),
                p.rows,
            )
            for p in parts
        ]
    return Match(tuple(modules), tuple(unmatched), tuple(mismatches))


def check_fits(header: Header, base: BaseModules, *, base_name: str) -> Match:
    """Match, or say what differs.

    Raises:
        UnsupportedLora: not a LoRA, or a kind that is not supported (DoRA, LoHa, LoKr, ...).
        LoraForAnotherBase: some key has no place in the base, or another shape there.
    """
    description = describe(header)
    if description.network == "none":
        raise UnsupportedLora("This file holds no LoRA.", hint="A whole model belongs under Models, not Characters.")
    if description.network != "lora":
        name = _MARKED_NAMES[description.network]
        raise UnsupportedLora(
            f"This is a {name} file; only LoRA is supported.", hint="Train or export it as plain LoRA."
        )
    result = match(header, base)
    if result.fits:
        return result
    trained_on = f"It was trained on {description.base!r}; choose" if description.base else "Choose"
    raise LoraForAnotherBase(
        f"This LoRA is for another base model: {_difference(header, result, base, base_name)}.",
        hint=f"{trained_on} the base model it was made for.",
    )


def base_modules(folder: Path) -> BaseModules:
    """The modules of a diffusers folder that a LoRA can adapt, from the headers of its weights.

    Reads every .safetensors file of a component: shards and variants (fp16) are parts or copies of the same module.
    """
    base: BaseModules = {}
    for component in COMPONENTS:
        for file in sorted((folder / component).glob("*.safetensors")):
            base.setdefault(component, {}).update(weight_shapes(component, _shapes(read_header(file))))
    if not base:
        raise InvalidInput(f"{folder.name} holds no .safetensors weights of a denoiser or text encoder.")
    return base


def weight_shapes(component: str, state: Mapping[str, Shape]) -> dict[str, Shape]:
    """Canonical module name -> shape, for the tensors a LoRA can adapt: `weight` of two dimensions or more."""
    return {
        canonical(component, name.removesuffix(".weight")): shape
        for name, shape in state.items()
        if name.endswith(".weight") and len(shape) >= 2
    }


def _shapes(header: Header) -> dict[str, Shape]:
    return {name: info.shape for name, info in header.tensors.items()}


def _joined(parts: tuple[Part, ...], modules: Mapping[str, Shape]) -> Shape:
    shapes = [modules[part.module] for part in parts]
    return (sum(shape[0] for shape in shapes), *shapes[0][1:])


def _shapes_fit(down: Shape, up: Shape, weight: Shape) -> bool:
    # Linear: down (r, in), up (out, r), weight (out, in). Conv: down (r, in, k, k), up (out, r, 1, 1).
    # A 1x1 convolution and a linear layer are the same map, and files mix them: compare without trailing ones.
    if len(down) < 2 or len(up) < 2 or up[1] != down[0]:
        return False
    return _trim((*weight[:1], *down[1:])) == _trim(weight) and up[0] == weight[0] and set(up[2:]) <= {1}


def _trim(shape: Shape) -> Shape:
    while len(shape) > 2 and shape[-1] == 1:
        shape = shape[:-1]
    return shape


def _stated_alpha(metadata: dict[str, str]) -> float | None:
    try:
        if raw := metadata.get("lora_adapter_metadata"):
            alphas = {float(v) for k, v in json.loads(raw).items() if k.endswith("lora_alpha")}
            return alphas.pop() if len(alphas) == 1 else None
        return float(metadata["ss_network_alpha"])
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError, RecursionError):
        return None


def _difference(header: Header, result: Match, base: BaseModules, base_name: str) -> str:
    """The most telling difference first, in words a person can check on the models' pages."""
    description = describe(header)
    made_for = architecture_of_keys(_shapes(header)) or ("unet" if any(map(_UNET.search, header.tensors)) else None)
    offered = architecture_of_base(base.get("transformer", {})) or ("unet" if "unet" in base else None)
    if made_for and offered and made_for != offered:
        return f"it is for {_DENOISER_NAMES[made_for]}, and the base {base_name!r} is {_DENOISER_NAMES[offered]}"
    has_denoiser = any(name in base for name in DENOISERS)
    for component in description.components:
        if component not in base and not (component in DENOISERS and has_denoiser):
            return f"it changes {component}, which the base {base_name!r} does not have"
    for mismatch in sorted(result.mismatches, key=lambda m: not m.module.endswith(("attn2.to_k", "attn2.to_v"))):
        here, there = "x".join(map(str, mismatch.lora)), "x".join(map(str, mismatch.base))
        if mismatch.module.endswith(("attn2.to_k", "attn2.to_v")) and mismatch.lora[1:2] != mismatch.base[1:2]:
            return f"cross-attention width {mismatch.lora[1]} here, {mismatch.base[1]} in the base {base_name!r}"
        if mismatch.component.startswith("text_encoder") and mismatch.lora != mismatch.base:
            return f"text encoder width {mismatch.lora[-1]} here, {mismatch.base[-1]} in the base {base_name!r}"
        return f"{mismatch.component}.{mismatch.module} is {here} here, {there} in the base {base_name!r}"
    some = ", ".join(result.unmatched[:3])
    total = len(result.unmatched) + sum(2 + (m.alpha is not None) for m in result.modules)
    return f"{len(result.unmatched)} of its {total} keys have no place in the base {base_name!r} (such as {some})"
