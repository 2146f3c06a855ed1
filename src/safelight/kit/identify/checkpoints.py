"""Whole checkpoints, and denoisers alone, in the layouts of their original code or of diffusers."""

from safelight.kit.identify.identity import Identity, Variant
from safelight.kit.identify.shapes import contains, has, shape, starts
from safelight.kit.safetensors_header import Header, Shape

CONTEXTS: dict[int, tuple[str | None, str | None]] = {
    768: ("sd", "1.x"),
    1024: ("sd", "2.x"),
    2048: ("sdxl", None),
    1280: ("sdxl", "refiner"),
}
# Where a UNet is of no published size, the place of its text encoders tells: the first that is there.
_TEXTS: tuple[tuple[str, tuple[str | None, str | None]], ...] = (
    ("conditioner.embedders.1.", ("sdxl", None)),
    ("cond_stage_model.model.", ("sd", "2.x")),
    ("cond_stage_model.transformer.", ("sd", "1.x")),
)
_UNET_INPUTS: dict[int, Variant] = {5: "depth", 7: "upscale", 8: "edit", 9: "inpaint"}
_FLUX_INPUTS: dict[int, tuple[Variant, str]] = {384: ("inpaint", "fill"), 128: ("control", "control")}

# Families that are loaded by diffusers but not told apart further: a key each. Video ones say so.
_OTHERS: tuple[tuple[str, str, bool], ...] = (
    ("single_stream_modulation.lin.weight", "flux2", False),
    ("distilled_guidance_layer.in_proj.bias", "chroma", False),
    ("distilled_guidance_layer.in_proj.weight", "chroma", False),
    ("double_layers.0.attn.w2q.weight", "auraflow", False),
    ("cap_embedder.0.weight", "lumina2", False),
    ("double_stream_blocks.0.block.adaLN_modulation.1.bias", "hidream", False),
    ("patchify_proj.weight", "ltx", True),
    ("head.modulation", "wan", True),
    ("blocks.0.attn.qkv_x.weight", "mochi", True),
    ("txt_in.individual_token_refiner.blocks.0.adaLN_modulation.1.bias", "hunyuan-video", True),
)
_PIPELINES = {
    ("sd", None): "StableDiffusionPipeline",
    ("sd", "inpaint"): "StableDiffusionInpaintPipeline",
    ("sd", "edit"): "StableDiffusionInstructPix2PixPipeline",
    ("sd", "depth"): "StableDiffusionDepth2ImgPipeline",
    ("sd", "upscale"): "StableDiffusionUpscalePipeline",
    ("sdxl", None): "StableDiffusionXLPipeline",
    ("sdxl", "inpaint"): "StableDiffusionXLInpaintPipeline",
    ("sdxl", "edit"): "StableDiffusionXLInstructPix2PixPipeline",
    ("sdxl", "refiner"): "StableDiffusionXLImg2ImgPipeline",
    ("sd3", None): "StableDiffusion3Pipeline",
    ("flux", None): "FluxPipeline",
    ("flux", "inpaint"): "FluxFillPipeline",
    ("flux", "control"): "FluxControlPipeline",
}
_PARTS = ("first_stage_model.", "cond_stage_model.", "conditioner.", "text_encoders.", "vae.")


def checkpoint(header: Header) -> Identity | None:
    """A base or video model; a denoiser alone is a component of one."""
    return _unet(header) or _sd3(header) or _other(header) or _flux(header)


def controlnet(header: Header) -> Identity | None:
    """A ControlNet in the layout of diffusers, or of the original code; or the control part of a union file."""
    if starts(header, "control_model."):
        width = shape(header, "control_model.input_blocks.1.1.transformer_blocks.0.attn2.to_k.weight")
        width = width or shape(header, "control_model.input_blocks.4.1.transformer_blocks.0.attn2.to_k.weight")
    elif starts(header, "controlnet_cond_embedding.", "controlnet_down_blocks."):
        width = next(
            (info.shape for key, info in header.tensors.items() if key.endswith("attn2.to_k.weight")), ()
        )  # SDXL's small ones have no attention at all
        if not width and has(header, "add_embedding.linear_1.weight"):
            return Identity("controlnet", "single-file", "sdxl", pipeline="ControlNetModel")
    elif starts(header, "controlnet_blocks."):
        flux = starts(header, "single_transformer_blocks.") or has(header, "x_embedder.weight")
        return (
            Identity("controlnet", "single-file", "flux", pipeline="FluxControlNetModel")
            if flux
            else Identity("controlnet", "single-file", "sd3", pipeline="SD3ControlNetModel")
        )
    elif "lora_controlnet" in header.tensors:
        return Identity(
            "controlnet", "kohya", pipeline=None, notes=("A Control-LoRA: diffusers has no loader for it.",)
        )
    else:
        return None
    family, version = by_context(width)
    union = starts(header, "control_add_embedding.")
    return Identity(
        "controlnet", "single-file", family, version, "ControlNetUnionModel" if union else "ControlNetModel"
    )


def by_context(weight: Shape) -> tuple[str | None, str | None]:
    """The family, and its version, whose cross-attention reads what this weight reads."""
    return CONTEXTS.get(weight[-1] if weight else 0, (None, None))


def _unet(header: Header) -> Identity | None:
    conv_in = shape(header, "input_blocks.0.0.weight", "conv_in.weight")
    context = shape(
        header,
        "input_blocks.1.1.transformer_blocks.0.attn2.to_k.weight",
        "input_blocks.4.1.transformer_blocks.0.attn2.to_k.weight",
        "down_blocks.0.attentions.0.transformer_blocks.0.attn2.to_k.weight",
        "down_blocks.1.attentions.0.transformer_blocks.0.attn2.to_k.weight",
    )
    if len(conv_in) != 4 or not context:
        return None
    if contains(header, "time_stack.", "temporal_transformer_blocks.", "time_mixer"):
        return _svd(whole=contains(header, *_PARTS))
    if contains(header, "motion_modules."):
        return Identity("component", "single-file", "sd", "1.x", pipeline="UNetMotionModel")
    family, version = by_context(context)
    if family is None:
        family, version = next((told for place, told in _TEXTS if contains(header, place)), (None, None))
    variant = _UNET_INPUTS.get(conv_in[1])
    if version == "refiner":
        variant = "refiner"
    if "edm_mean" in header.tensors:
        version = "playground-2.5"
    return _told(
        header,
        family,
        version,
        variant,
        prediction_type="v_prediction" if "v_pred" in header.tensors else None,
        distilled=True if has(header, "time_embed.cond_proj.weight", "time_embedding.cond_proj.weight") else None,
        denoiser="UNet2DConditionModel",
    )


def _svd(*, whole: bool) -> Identity:
    return Identity(
        "video" if whole else "component",
        "single-file",
        "svd",
        pipeline="StableVideoDiffusionPipeline" if whole else "UNetSpatioTemporalConditionModel",
        prediction_type="v_prediction",
    )


def _sd3(header: Header) -> Identity | None:
    if has(header, "joint_blocks.0.context_block.adaLN_modulation.1.bias"):
        deep = has(header, "joint_blocks.37.x_block.mlp.fc1.weight")
        dual = has(header, "joint_blocks.0.x_block.attn2.qkv.weight")
    elif has(header, "transformer_blocks.0.attn.add_q_proj.weight") and shape(header, "pos_embed.proj.weight"):
        deep = has(header, "transformer_blocks.37.attn.to_q.weight")
        dual = has(header, "transformer_blocks.0.attn2.to_q.weight")
    else:
        return None
    version = "3.5-large" if deep else "3.5-medium" if dual else "3"
    return _told(header, "sd3", version, None, denoiser="SD3Transformer2DModel")


def _flux(header: Header) -> Identity | None:
    if has(header, "double_blocks.0.img_attn.norm.key_norm.scale"):
        inputs, guided = shape(header, "img_in.weight"), has(header, "guidance_in.in_layer.weight")
    elif starts(header, "single_transformer_blocks.") and has(header, "x_embedder.weight"):
        inputs = shape(header, "x_embedder.weight")
        guided = has(header, "time_text_embed.guidance_embedder.linear_1.weight")
    else:
        return None
    variant, version = _FLUX_INPUTS.get(inputs[-1] if inputs else 0, (None, "dev" if guided else "schnell"))
    # schnell is distilled to few steps; dev's guidance is distilled, its steps are not
    return _told(header, "flux", version, variant, distilled=version == "schnell", denoiser="FluxTransformer2DModel")


def _other(header: Header) -> Identity | None:
    family, video = next(((name, video) for key, name, video in _OTHERS if has(header, key)), (None, False))
    if family is None:
        return None
    whole = contains(header, *_PARTS)
    return Identity(
        ("video" if video else "base") if whole else "component",
        "single-file",
        family,
        notes=() if whole else ("It is the denoiser alone, without text encoders and VAE.",),
    )


def _told(
    header: Header,
    family: str | None,
    version: str | None,
    variant: Variant | None,
    *,
    denoiser: str,
    prediction_type: str | None = None,
    distilled: bool | None = None,
) -> Identity:
    """A base when text encoder or VAE come along; else the denoiser of one."""
    whole = contains(header, *_PARTS)
    prediction = prediction_type or header.metadata.get("modelspec.prediction_type")
    return Identity(
        "base" if whole else "component",
        "single-file",
        family,
        version,
        _PIPELINES.get((family or "", variant)) if whole else denoiser,
        variant,
        "v_prediction" if prediction == "v" else prediction,
        distilled,
        notes=() if whole else ("It is the denoiser alone, without text encoders and VAE.",),
    )
