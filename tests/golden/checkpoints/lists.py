"""The lists: name -> how it is made, and what diffusers itself calls the file where it knows it."""

from collections.abc import Callable
from typing import Any

from tests.golden.checkpoints import build as b

TEXT_SD3 = b.prefixed("text_encoders.clip_l.transformer.text_model.", b.CLIP_L)
WRAP = "model.diffusion_model."

MADE: dict[str, tuple[Callable[[], b.Shapes], str | None]] = {
    "sd1": (lambda: b.ldm_checkpoint(b.SD1, b.TEXT_1), "v1"),
    "sd1-inpaint": (lambda: b.ldm_checkpoint(b.SD1 | {"in_channels": 9}, b.TEXT_1), "inpainting"),
    "sd1-edit": (lambda: b.ldm_checkpoint(b.SD1 | {"in_channels": 8}, b.TEXT_1), "instruct-pix2pix"),
    "sd1-unet-diffusers": (lambda: b.shapes(b.unet(**b.SD1)), None),
    "sd1-lcm-unet-diffusers": (lambda: b.shapes(b.unet(**b.SD1, time_cond_proj_dim=256)), None),
    "sd2": (lambda: b.ldm_checkpoint(b.SD2, b.TEXT_2), "v2"),
    "sd2-inpaint": (lambda: b.ldm_checkpoint(b.SD2 | {"in_channels": 9}, b.TEXT_2), "inpainting_v2"),
    "sd2-depth": (lambda: b.ldm_checkpoint(b.SD2 | {"in_channels": 5}, b.TEXT_2), "v2"),
    "sd2-x4": (lambda: b.ldm_checkpoint(b.X4, b.TEXT_2), "upscale"),
    "sdxl": (lambda: b.ldm_checkpoint(b.XL, b.TEXT_XL), "xl_base"),
    "sdxl-v": (lambda: b.ldm_checkpoint(b.XL, b.TEXT_XL, v_pred=(0,), ztsnr=(0,)), "xl_base"),
    "sdxl-playground": (lambda: b.ldm_checkpoint(b.XL, b.TEXT_XL, edm_mean=(4,), edm_std=(4,)), "playground-v2-5"),
    "sdxl-inpaint": (lambda: b.ldm_checkpoint(b.XL | {"in_channels": 9}, b.TEXT_XL), "xl_inpaint"),
    "sdxl-refiner": (lambda: b.ldm_checkpoint(b.REFINER, b.TEXT_REFINER), "xl_refiner"),
    "sdxl-unet": (lambda: b.prefixed(WRAP, b.original_unet(b.XL)), None),
    "sd3": (lambda: b.prefixed(WRAP, b.original_sd3(**b.SD3_SIZES["3"])) | TEXT_SD3, "sd3"),
    "sd3.5-medium": (
        lambda: (
            b.prefixed(WRAP, b.original_sd3(**b.SD3_SIZES["3.5-medium"]))
            | b.prefixed("first_stage_model.", b.original_vae(16, flow=True))
        ),
        None,
    ),
    "sd3.5-large-transformer": (lambda: b.original_sd3(**b.SD3_SIZES["3.5-large"]), "sd35_large"),
    "sd3.5-medium-transformer-diffusers": (lambda: b.shapes(b.sd3_transformer(**b.SD3_SIZES["3.5-medium"])), None),
    "flux-dev": (
        lambda: b.prefixed(WRAP, b.original_flux()) | TEXT_SD3 | b.prefixed("vae.", b.original_vae(16, flow=True)),
        "flux-dev",
    ),
    "flux-schnell-transformer": (lambda: b.original_flux(guidance=False), "flux-schnell"),
    "flux-fill-transformer": (lambda: b.original_flux(inputs=384), "flux-fill"),
    "flux-depth-transformer": (lambda: b.original_flux(inputs=128), "flux-depth"),
    "flux-transformer-diffusers": (lambda: b.shapes(b.flux_transformer()), None),
    "svd-in-short": (b.svd_in_short, None),
    "svd-unet-diffusers": (lambda: b.shapes(b.svd_unet()), None),
    "vae-sd": (b.original_vae, None),
    "vae-sd-diffusers": (b.diffusers_vae, None),
    "vae-flux": (lambda: b.original_vae(16, flow=True), None),
    "controlnet-sd1": (lambda: b.controlnet(b.SD1), "controlnet"),
    "controlnet-sd2": (lambda: b.controlnet(b.SD2), "controlnet"),
    "controlnet-sdxl": (lambda: b.controlnet(b.XL), "controlnet_xl_large"),
    "lora-sd1-kohya": (lambda: b.kohya_unet(b.SD1) | b.kohya_text(768), None),
    "lora-sd1-diffusers": (lambda: b.diffusers_lora("unet", b.unet(**b.SD1), inside="attentions"), None),
    "lora-sd1-text": (lambda: b.kohya_text(768), None),
    "lora-sd2-kohya": (lambda: b.kohya_unet(b.SD2) | b.kohya_text(1024), None),
    "lora-sdxl-kohya": (
        lambda: b.kohya_unet(b.XL, original=True) | b.kohya_text(768, "lora_te1") | b.kohya_text(1280, "lora_te2"),
        None,
    ),
    "lora-sdxl-kohya-new-names": (lambda: b.kohya_unet(b.XL), None),
    "lora-sdxl-diffusers": (lambda: b.diffusers_lora("unet", b.unet(**b.XL), inside="attentions"), None),
    "lora-sdxl-self-attention": (
        lambda: {
            k: s for k, s in b.diffusers_lora("unet", b.unet(**b.XL), inside="attentions").items() if "attn1" in k
        },
        None,
    ),
    "lora-sd3-diffusers": (
        lambda: b.diffusers_lora(
            "transformer", b.sd3_transformer(**b.SD3_SIZES["3"]), ("to_q", "to_k", "to_v", "add_q_proj")
        ),
        None,
    ),
    "lora-flux-diffusers": (
        lambda: b.diffusers_lora("transformer", b.flux_transformer(), ("to_q", "to_k", "to_v")),
        None,
    ),
    "lora-flux-kohya": (b.flux_kohya, None),
    "lora-flux-comfy": (b.flux_comfy, None),
    "upscaler-esrgan-4x": (b.esrgan, None),
    "upscaler-esrgan-2x": (lambda: b.esrgan(inputs=12), None),
    "upscaler-esrgan-4x-params-ema": (lambda: b.prefixed("params_ema.", b.esrgan(6)), None),
    "upscaler-esrgan-4x-old": (b.old_esrgan, None),
    "upscaler-compact-4x": (b.compact, None),
    "upscaler-compact-2x": (lambda: b.compact(2), None),
}


def meta(found: b.Shapes) -> dict[str, Any]:
    """Tensors of these shapes, of no memory."""
    import torch

    return {name: torch.empty(shape, device="meta") for name, shape in found.items()}
