"""How the layers of a LoRA are called in each layout, and how those names map onto a base's own modules.

Nothing is guessed: every module of the base is spelled in each layout, and a key matches one spelling or none.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from safelight.kit.lora_transformers import ORIGINAL_NAMES, Part, architecture_of_base, originals
from safelight.kit.safetensors_header import Shape

Layout = Literal["diffusers", "kohya", "original", "unknown"]  # original: the model's own code, as ComfyUI writes
Role = Literal["down", "up", "alpha"]

DENOISERS = ("unet", "transformer")
COMPONENTS = (*DENOISERS, "text_encoder", "text_encoder_2", "text_encoder_3")

# Prefix -> whose layout it is, and the components it can mean; the first that the base has is meant.
_PREFIXES: dict[str, tuple[Layout, tuple[str, ...]]] = {
    "lora_unet_": ("kohya", DENOISERS),
    "lora_transformer_": ("kohya", ("transformer",)),
    "lora_te_": ("kohya", ("text_encoder",)),
    "lora_te1_": ("kohya", ("text_encoder",)),
    "lora_te2_": ("kohya", ("text_encoder_2",)),
    "lora_te3_": ("kohya", ("text_encoder_3", "text_encoder_2")),  # T5, which is Flux's second
    "lycoris_": ("kohya", DENOISERS),
    "diffusion_model.": ("original", DENOISERS),
    "base_model.model.": ("original", DENOISERS),  # PEFT's own
    "text_encoders.clip_l.transformer.": ("original", ("text_encoder",)),
    "text_encoders.clip_g.transformer.": ("original", ("text_encoder_2",)),
    "text_encoders.t5xxl.transformer.": ("original", ("text_encoder_3", "text_encoder_2")),
}
_TRANSFORMER_NAMES = (
    *ORIGINAL_NAMES, "transformer_blocks", "single_transformer_blocks", "time_text_embed", "pos_embed", "norm_out",
    "proj_out",
)  # fmt: skip
# Endings, longest first. `_lora` are the attention processors of diffusers before 0.22.
_ENDINGS: tuple[tuple[str, Role], ...] = (
    (".lora_linear_layer.down.weight", "down"),
    (".lora_linear_layer.up.weight", "up"),
    (".lora.down.weight", "down"),
    (".lora.up.weight", "up"),
    ("_lora.down.weight", "down"),
    ("_lora.up.weight", "up"),
    (".lora_down.weight", "down"),
    (".lora_up.weight", "up"),
    (".alpha", "alpha"),
)
_XLABS_ENDING = re.compile(r"_lora(?P<stream>[12])\.(?P<half>down|up)\.weight$")  # of the two streams of Flux
_PEFT_ENDING = re.compile(r"\.lora_(?P<half>[AB])(\.[\w-]+)?\.weight$")  # an adapter's name may stand in between
_OLD_ATTENTION = {"to_q": "q_proj", "to_k": "k_proj", "to_v": "v_proj", "to_out": "out_proj"}


@dataclass(frozen=True, slots=True)
class KeyParts:
    """A key taken apart. `components` are those it can mean, in order; `module` is spelled as in the file."""

    layout: Layout
    components: tuple[str, ...]
    module: str
    role: Role


def split_key(key: str) -> KeyParts | None:
    """Take a LoRA key apart; None if it is not one that we know."""
    module, role = _ending(key)
    if role is None:
        return None
    for prefix, (layout, components) in _PREFIXES.items():
        if module.startswith(prefix):
            name = module.removeprefix(prefix)
            meant = _meant(components, name)
            plain = name.removeprefix("text_model_") if layout == "kohya" else _modern(meant[0], name)
            return KeyParts(layout, meant, plain, role)
    first, _, rest = module.partition(".")
    if first in COMPONENTS and rest:
        return KeyParts("diffusers", (first,), _modern(first, rest), role)
    if module and not first.startswith("lora_"):  # the oldest files have no prefix
        bare: Layout = "original" if first in ORIGINAL_NAMES else "diffusers"
        return KeyParts(bare, _meant(DENOISERS, module), _modern("unet", module), role)
    return None


def _meant(components: tuple[str, ...], module: str) -> tuple[str, ...]:
    """No UNet's module is called as one of a transformer."""
    return ("transformer",) if components == DENOISERS and module.startswith(_TRANSFORMER_NAMES) else components


def _ending(key: str) -> tuple[str, Role | None]:
    if found := _PEFT_ENDING.search(key):
        return key[: found.start()], "down" if found["half"] == "A" else "up"
    if found := _XLABS_ENDING.search(key):
        return key[: found.start()] + found["stream"], "down" if found["half"] == "down" else "up"
    for ending, role in _ENDINGS:
        if key.endswith(ending):
            return key.removesuffix(ending), role
    return key, None


def _modern(component: str, module: str) -> str:
    """Today's name of a module that an older diffusers wrote."""
    module = canonical(component, module.replace(".processor.", "."))
    head, _, last = module.rpartition(".")
    if component.startswith("text_encoder"):
        return f"{head}.{_OLD_ATTENTION[last]}" if last in _OLD_ATTENTION else module
    return module + ".0" if last == "to_out" else module


def canonical(component: str, module: str) -> str:
    """One name for a text encoder's module, whether or not its class nests it in `text_model`.

    transformers 5 flattened CLIPTextModel; files in the wild, and CLIPTextModelWithProjection, still nest.
    """
    return module.removeprefix("text_model.") if component.startswith("text_encoder") else module


def kohya_name(component: str, module: str, *, has_second_encoder: bool) -> str:
    """The kohya spelling of one of our modules, without the ending."""
    flat = module.replace(".", "_")
    if component in DENOISERS:
        return "lora_unet_" + flat
    if module.startswith(("encoder.block.", "shared")):  # T5
        return "lora_te3_" + flat
    number = {"text_encoder": "1" if has_second_encoder else "", "text_encoder_2": "2", "text_encoder_3": "3"}[
        component
    ]
    nested = "" if module == "text_projection" else "text_model_"
    return f"lora_te{number}_{nested}{flat}"


def spellings(component: str, modules: Mapping[str, Shape]) -> dict[str, tuple[Part, ...]]:
    """Every way to write the modules of one component -> the module, or those that one name joins.

    Dotted (diffusers), underscored (kohya), and both after the original code (kohya for SDXL, SD3, Flux; ComfyUI).
    A spelling with two meanings is left out, so that it can match neither by accident.
    """
    layers_per_block = sum(1 for n in modules if re.fullmatch(r"down_blocks\.0\.resnets\.\d+\.conv1", n))
    meanings: dict[str, tuple[Part, ...]] = {module: (Part(module),) for module in modules}
    if component == "unet" and layers_per_block:
        originally = {ldm_name(module, layers_per_block, modules): (Part(module),) for module in modules}
        meanings |= {name: parts for name, parts in originally.items() if name}
    elif component == "transformer" and (architecture := architecture_of_base(modules)):
        meanings = originals(architecture, modules) | meanings
    found: dict[str, tuple[Part, ...]] = {}
    shared: set[str] = set()
    for name, parts in meanings.items():
        for form in {name, name.replace(".", "_")}:
            if found.setdefault(form, parts) != parts:
                shared.add(form)
    return {form: parts for form, parts in found.items() if form not in shared}


_LDM_RESNET = {
    "conv1": "in_layers.2",
    "conv2": "out_layers.3",
    "time_emb_proj": "emb_layers.1",
    "conv_shortcut": "skip_connection",
}
_LDM_TOP = {
    "conv_in": "input_blocks.0.0", "conv_out": "out.2",
    "time_embedding.linear_1": "time_embed.0", "time_embedding.linear_2": "time_embed.2",
    "add_embedding.linear_1": "label_emb.0.0", "add_embedding.linear_2": "label_emb.0.2",
}  # fmt: skip
_BLOCK = re.compile(
    r"(?P<side>down|up)_blocks\.(?P<block>\d+)\.(?P<kind>resnets|attentions|(?:down|up)samplers)\.(?P<layer>\d+)\.(?P<rest>.+)"
)
_MIDDLE = re.compile(r"mid_block\.(?P<kind>resnets|attentions)\.(?P<layer>\d)\.(?P<rest>.+)")


def ldm_name(module: str, layers_per_block: int, all_modules: Iterable[str]) -> str | None:
    """The name of a UNet module in the original latent-diffusion code, or None if it has none.

    Source of the numbering: diffusers' scripts/convert_original_stable_diffusion_to_diffusers.py.
    """
    if module in _LDM_TOP:
        return _LDM_TOP[module]
    if found := _MIDDLE.fullmatch(module):
        place = "1" if found["kind"] == "attentions" else str(2 * int(found["layer"]))
        return f"middle_block.{place}.{_LDM_RESNET.get(found['rest'], found['rest'])}"
    if not (found := _BLOCK.fullmatch(module)):
        return None
    block, layer, down = int(found["block"]), int(found["layer"]), found["side"] == "down"
    per_block = layers_per_block + 1  # down: the resnets and a downsampler; up: one resnet more than down
    number = block * per_block + layer + (1 if down else 0)  # input block 0 is conv_in
    attends = any(name.startswith(f"up_blocks.{block}.attentions.") for name in all_modules)
    place, rest = {
        "resnets": ("0", _LDM_RESNET.get(found["rest"], found["rest"])),
        "attentions": ("1", found["rest"]),
        "downsamplers": ("0", "op"),
        "upsamplers": ("2" if attends else "1", "conv"),
    }[found["kind"]]
    if found["kind"].endswith("samplers"):  # the last of their block
        number += layers_per_block
    return f"{'input' if down else 'output'}_blocks.{number}.{place}.{rest}"
