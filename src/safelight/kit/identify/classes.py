"""What the classes that configs name are for. A class that is in no table is a text-to-image pipeline of no family."""

import re
from dataclasses import dataclass
from typing import Any

from safelight.kit.identify.checkpoints import CONTEXTS
from safelight.kit.identify.identity import Format, Kind, Variant

# Parts that are never loaded: a pickle there harms nobody.
OPTIONAL = frozenset({"safety_checker", "watermarker"})


@dataclass(frozen=True)
class Known:
    """What a class is for."""

    kind: Kind
    format: Format = "diffusers"
    family: str | None = None
    version: str | None = None
    variant: Variant | None = None
    pipeline: str | None = None


# The longest prefix of a pipeline's class counts.
_FAMILIES: tuple[tuple[str, str | None], ...] = (
    ("StableVideoDiffusion", "svd"),
    ("StableDiffusionXL", "sdxl"),
    ("StableDiffusion3", "sd3"),
    ("StableDiffusionLatentUpscale", None),
    ("StableDiffusion", "sd"),
    ("LatentConsistencyModel", "sd"),
    ("Flux2", "flux2"),
    ("Flux3", "flux3"),
    ("Flux", "flux"),
    ("Chroma", "chroma"),
    ("AuraFlow", "auraflow"),
    ("QwenImage", "qwen-image"),
    ("ZImage", "z-image"),
    ("PixArt", "pixart"),
    ("SanaVideo", None),
    ("Sana", "sana"),
    ("Lumina2", "lumina2"),
    ("HiDream", "hidream"),
    ("HunyuanVideo", "hunyuan-video"),
    ("LTX", "ltx"),
    ("Wan", "wan"),
    ("CogVideoX", "cogvideox"),
    ("Mochi", "mochi"),
)
_VIDEO = re.compile(
    r"Video|^(?:Wan|LTX|Mochi|Allegro|Latte|AnimateDiff|I2VGenXL|SkyReels|Cosmos\w*World|PIA|EasyAnimate|Kandinsky5[TI]2V)"
)
_VARIANTS: tuple[tuple[str, Variant], ...] = (
    ("Inpaint", "inpaint"),
    ("Fill", "inpaint"),
    ("InstructPix2Pix", "edit"),
    ("Kontext", "edit"),
    ("Edit", "edit"),
    ("Depth2Img", "depth"),
    ("Upscale", "upscale"),
    ("FluxControl", "control"),
    ("PriorRedux", "redux"),
)
_VERSIONS = {"FluxKontextPipeline": "kontext", "FluxKontextInpaintPipeline": "kontext", "FluxFillPipeline": "fill"}


def pipeline(name: str) -> Known:
    """A pipeline class of diffusers."""
    family = next((family for prefix, family in _FAMILIES if name.startswith(prefix)), None)
    variant = next((variant for word, variant in _VARIANTS if word in name), None)
    kind: Kind = "video" if _VIDEO.search(name) else "base"
    return Known(kind, "diffusers", family, _VERSIONS.get(name), variant, name)


def of_denoiser(family: str | None, config: dict[str, Any]) -> tuple[str | None, Variant | None, bool | None]:
    """Version, variant and whether it is distilled, from the config of a pipeline's UNet or transformer."""
    inputs = _number(config.get("in_channels"))
    match family:
        case "sd":
            version = {768: "1.x", 1024: "2.x"}.get(_number(config.get("cross_attention_dim")))
            return version, _unet_variant(inputs), _consistency(config)
        case "sdxl":
            is_refiner = config.get("cross_attention_dim") == 1280
            variant: Variant | None = "refiner" if is_refiner else _unet_variant(inputs)
            return ("refiner" if is_refiner else None), variant, _consistency(config)
        case "sd3":
            deep, dual = _number(config.get("num_layers")) >= 38, bool(config.get("dual_attention_layers"))
            return ("3.5-large" if deep else "3.5-medium" if dual else "3"), None, None
        case "flux" if config:
            guided = bool(config.get("guidance_embeds"))
            special: dict[int, tuple[str, Variant]] = {384: ("fill", "inpaint"), 128: ("control", "control")}
            if inputs in special:
                return *special[inputs], False
            return ("dev" if guided else "schnell"), None, not guided
    return None, None, None


def flow(schedule: dict[str, Any]) -> str | None:
    """`flow_prediction` of a scheduler that does flow matching."""
    return "flow_prediction" if str(schedule.get("_class_name")).startswith("FlowMatch") else None


_CAPTIONERS = re.compile(
    r"(Blip\w*|Florence2|Llava\w*|PaliGemma|Qwen\w*VL|Idefics\d|Git|Kosmos2|SmolVLM|Moondream|InternVL\w*|Mllama|"
    r"VisionEncoderDecoder\w*|JoyCaption)\w*(For(Conditional|Causal)\w*|Model)"
)
_CLASSIFIERS = re.compile(r"\w+ForImageClassification\w*|(CLIP|Siglip2?|Clip)Model|Dinov2\w*")
_PARTS: tuple[tuple[str, Kind], ...] = (
    ("ControlNet", "controlnet"),
    ("SparseControlNet", "controlnet"),
    ("MultiControlNet", "controlnet"),
    ("Autoencoder", "vae"),
    ("ConsistencyDecoderVAE", "vae"),
    ("VQModel", "vae"),
)


def network(config: dict[str, Any]) -> Known | None:
    """What the config.json of a single network is for; None if nothing here."""
    if name := config.get("_class_name"):
        kind: Kind = next((kind for word, kind in _PARTS if word in str(name)), "component")
        return Known(kind, "diffusers", pipeline=str(name))
    if "pretrained_cfg" in config and "architecture" in config:
        return Known("classifier", "timm", pipeline=str(config["architecture"]))
    for name in config.get("architectures") or ():
        if _CAPTIONERS.fullmatch(str(name)):
            return Known("captioner", "transformers", pipeline=str(name))
        if _CLASSIFIERS.fullmatch(str(name)):
            return Known("classifier", "transformers", pipeline=str(name))
        if re.match(r"CLIP|T5|UMT5|Gemma|Llama|Qwen|Mistral", str(name)):
            return Known("component", "transformers", pipeline=str(name))
    return None


def base_of_part(name: str, config: dict[str, Any]) -> tuple[str | None, str | None]:
    """The family of base models that a ControlNet or another part fits, where its config tells."""
    if name.startswith("Flux"):
        return "flux", None
    if name.startswith("SD3"):
        return "sd3", None
    return CONTEXTS.get(_number(config.get("cross_attention_dim")), (None, None))


def _unet_variant(inputs: int) -> Variant | None:
    known: dict[int, Variant] = {5: "depth", 7: "upscale", 8: "edit", 9: "inpaint"}
    return known.get(inputs)


def _consistency(config: dict[str, Any]) -> bool | None:
    # latent consistency models take the guidance as a condition of time; nothing in a config tells of Turbo or Hyper
    return True if config.get("time_cond_proj_dim") else None


def _number(value: Any) -> int:
    if isinstance(value, list) and value:
        value = value[0]
    return value if isinstance(value, int) else 0
