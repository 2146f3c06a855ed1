"""What goes with a base: VAEs, textual inversions, text encoders."""

from safelight.kit.identify.identity import Identity
from safelight.kit.identify.shapes import has, shape, starts
from safelight.kit.safetensors_header import Header

_CLIP_WIDTHS = {768: ("sd", "1.x"), 1024: ("sd", "2.x"), 1280: ("sdxl", None)}


def vae(header: Header) -> Identity | None:
    """An autoencoder, in the original layout (alone or under `first_stage_model.`) or that of diffusers."""
    for prefix in ("", "first_stage_model.", "vae."):
        latent = shape(header, f"{prefix}decoder.conv_in.weight")
        if len(latent) != 4:
            continue
        if has(header, f"{prefix}encoder.down.0.block.0.conv1.weight", f"{prefix}decoder.up.0.block.0.conv1.weight"):
            return _vae(latent[1])
        if has(
            header,
            f"{prefix}encoder.down_blocks.0.resnets.0.conv1.weight",
            f"{prefix}decoder.up_blocks.0.resnets.0.conv1.weight",
        ):
            return _vae(latent[1])
    if has(header, "decoder.layers.0.weight", "decoder.layers.1.weight", "taesd_decoder.1.weight", "decoder.1.weight"):
        return Identity("vae", "single-file", pipeline="AutoencoderTiny")
    return None


def _vae(channels: int) -> Identity:
    shared = {4: "Stable Diffusion and SDXL", 16: "SD3 and Flux"}.get(channels)
    return Identity(
        "vae",
        "single-file",
        pipeline="AutoencoderKL",
        notes=(f"{channels} latent channels, as {shared} have.",) if shared else (),
    )


def embedding(header: Header) -> Identity | None:
    """A textual inversion: one or two small tables of vectors."""
    tensors = header.tensors
    if {"clip_l", "clip_g"} <= tensors.keys() and len(tensors) <= 3:
        return Identity("embedding", "embedding", "sdxl")
    if len(tensors) != 1:
        return None
    ((name, info),) = tensors.items()
    width = info.shape[-1] if info.shape else 0
    if len(info.shape) > 2 or width not in _CLIP_WIDTHS or (len(info.shape) == 2 and info.shape[0] > 256):
        return None
    family, version = _CLIP_WIDTHS[width]
    words = () if name in {"emb_params", "string_to_param.*", "clip_l", "clip_g"} else (name,)
    return Identity("embedding", "embedding", family, version, words=words)


def component(header: Header) -> Identity | None:
    """A text or image encoder alone."""
    if starts(header, "text_model.", "transformer.text_model.", "text_projection.", "encoder.layers."):
        return Identity("component", "single-file", pipeline="CLIPTextModel")
    if has(header, "encoder.block.0.layer.0.SelfAttention.q.weight"):
        return Identity("component", "single-file", pipeline="T5EncoderModel")
    if starts(header, "vision_model."):
        return Identity("component", "single-file", pipeline="CLIPVisionModel")
    return None
