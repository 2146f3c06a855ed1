"""LoRA files: in which layout, and for which family, by the names and widths of the layers they change."""

import re

from safelight.kit.identify.checkpoints import CONTEXTS
from safelight.kit.identify.identity import Format, Identity
from safelight.kit.identify.shapes import starts
from safelight.kit.lora_keys import describe
from safelight.kit.lora_transformers import architecture_of_keys
from safelight.kit.safetensors_header import Header

_BY_TEXT_WIDTH = {768: ("sd", "1.x"), 1024: ("sd", "2.x")}
_DEEP_SDXL = re.compile(
    r"(?:input_blocks_[4578]_1|output_blocks_[0-5]_1|middle_block_1)_transformer_blocks_[1-9]"
    r"|(?:down_blocks[._][12]|up_blocks[._][01]|mid_block)[._]attentions[._]\d[._]transformer_blocks[._][1-9]"
)
_DOWN = (".lora_down.weight", ".lora.down.weight", "_lora.down.weight", ".lora_A.weight", ".lora_A.default.weight")
# kohya's and modelspec's own words for the base; asked only where the layers leave it open
_STATED = (
    ("stable-diffusion-xl", ("sdxl", None)), ("sdxl", ("sdxl", None)), ("sd3", ("sd3", None)),
    ("stable-diffusion-3", ("sd3", None)), ("flux", ("flux", None)), ("stable-diffusion-v1", ("sd", "1.x")),
    ("sd_v1", ("sd", "1.x")), ("sd1", ("sd", "1.x")), ("stable-diffusion-v2", ("sd", "2.x")), ("sd_v2", ("sd", "2.x")),
)  # fmt: skip

Base = tuple[str | None, str | None]


def lora(header: Header) -> Identity | None:
    """A LoRA (or DoRA, LoHa, LoKr …) with the family of base models that it fits."""
    described = describe(header)
    if described.network == "none" or not _is_adapter(header, described.network):
        return None
    family, version = _base(header)
    # ComfyUI's own names are kohya's with dots, and read by the same programs
    kohya = described.layout == "original" or starts(header, "lora_unet_", "lora_te", "lora_transformer_", "lycoris_")
    layout: Format = "kohya" if kohya else "diffusers-lora"
    unsupported = described.network != "lora"
    return Identity(
        "lora",
        layout,
        family,
        version,
        rank=max(described.ranks, default=0) or None,
        network=described.network,
        words=(described.trigger,) if described.trigger else (),
        notes=(f"It is a {described.network.upper()} file; only plain LoRA can be used.",) if unsupported else (),
    )


def _is_adapter(header: Header, network: str) -> bool:
    # `full` and `other` marks are short; a whole model may hold such a name by chance
    return network in {"lora", "dora", "loha", "lokr"} or starts(header, "lora_", "lycoris_", "unet.", "transformer.")


def _base(header: Header) -> Base:
    if architecture := architecture_of_keys({key: info.shape for key, info in header.tensors.items()}):
        return architecture, None
    width = _input_width(header, ("attn2_to_k", "attn2.to_k", "attn2.processor.to_k", "attn2_to_v", "attn2.to_v"))
    if width in CONTEXTS:
        return CONTEXTS[width]
    if any(_DEEP_SDXL.search(key) for key in header.tensors):
        return "sdxl", None
    return _stated(header) or _by_text_encoder(header)


def _by_text_encoder(header: Header) -> Base:
    """Only text encoders are changed: two of them are SDXL's, one is told by its width."""
    if starts(header, "lora_te2_", "text_encoder_2."):
        return "sdxl", None
    if starts(header, "lora_te_", "text_encoder."):
        return _BY_TEXT_WIDTH.get(_input_width(header, ("self_attn_q_proj", "self_attn.q_proj")), (None, None))
    return None, None


def _stated(header: Header) -> Base | None:
    said = " ".join(header.metadata.get(key, "") for key in ("modelspec.architecture", "ss_base_model_version")).lower()
    return next((base for word, base in _STATED if word in said), None)


def _input_width(header: Header, layers: tuple[str, ...]) -> int:
    """The width that a layer of such a name reads: the inner side of its down half."""
    for key, info in header.tensors.items():
        if key.endswith(_DOWN) and len(info.shape) >= 2 and any(layer in key for layer in layers):
            return info.shape[1]
        if key.endswith(("hada_w1_b", "hada_w2_b")) and len(info.shape) == 2 and any(la in key for la in layers):
            return info.shape[1]
    return 0
