"""How the lists here are made: names and shapes of published models, from their configs, on the meta device.

No list was read from a published file. Those in the layouts of the original code are diffusers' own names spelled
backwards; the test beside this hands them to diffusers' converters, which must recognise every key.
"""

import re
from collections.abc import Iterable
from typing import Any

import diffusers
import torch
from transformers import CLIPTextConfig, CLIPTextModel

from safelight.kit.lora_names import ldm_name

Shapes = dict[str, tuple[int, ...]]
RANK = 8
_NORMS = {"norm1": "in_layers.0", "norm2": "out_layers.0"}
_TOP = {"conv_norm_out": "out.0", "class_embedding": "label_emb"}


def shapes(model: Any) -> Shapes:
    return {name: tuple(tensor.shape) for name, tensor in model.state_dict().items()}


def prefixed(prefix: str, found: Shapes) -> Shapes:
    return {prefix + name: shape for name, shape in found.items()}


def unet(**config: Any) -> Any:
    with torch.device("meta"):
        return diffusers.UNet2DConditionModel(**config)


SD1: dict[str, Any] = {"cross_attention_dim": 768, "attention_head_dim": 8}
SD2: dict[str, Any] = {
    "cross_attention_dim": 1024, "attention_head_dim": (5, 10, 20, 20), "use_linear_projection": True
}  # fmt: skip
X4: dict[str, Any] = {
    "block_out_channels": (256, 512, 512, 1024), "in_channels": 7, "num_class_embeds": 1000,
    "down_block_types": ("DownBlock2D", *("CrossAttnDownBlock2D",) * 3), "cross_attention_dim": 1024,
    "up_block_types": (*("CrossAttnUpBlock2D",) * 3, "UpBlock2D"), "only_cross_attention": (True, True, True, False),
    "attention_head_dim": 8, "use_linear_projection": True,
}  # fmt: skip
XL: dict[str, Any] = {
    "block_out_channels": (320, 640, 1280), "cross_attention_dim": 2048, "attention_head_dim": (5, 10, 20),
    "down_block_types": ("DownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D"),
    "up_block_types": ("CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "UpBlock2D"), "layers_per_block": 2,
    "transformer_layers_per_block": (1, 2, 10), "use_linear_projection": True, "addition_embed_type": "text_time",
    "addition_time_embed_dim": 256, "projection_class_embeddings_input_dim": 2816,
}  # fmt: skip
REFINER: dict[str, Any] = XL | {
    "block_out_channels": (384, 768, 1536, 1536), "cross_attention_dim": 1280, "attention_head_dim": (6, 12, 24, 24),
    "down_block_types": ("DownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "DownBlock2D"),
    "up_block_types": ("UpBlock2D", "CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "UpBlock2D"),
    "transformer_layers_per_block": 4, "projection_class_embeddings_input_dim": 2560,
}  # fmt: skip
# The text encoders of a checkpoint in short: the keys that diffusers knows them by.
CLIP_L = {"embeddings.position_embedding.weight": (77, 768), "embeddings.token_embedding.weight": (49408, 768)}
OPEN_CLIP = {
    "token_embedding.weight": (49408, 1280), "positional_embedding": (77, 1280), "text_projection": (1280, 1280),
    "transformer.resblocks.9.mlp.c_proj.bias": (1280,),
}  # fmt: skip
TEXT_1 = prefixed("cond_stage_model.transformer.text_model.", CLIP_L)
TEXT_2 = {"cond_stage_model.model.token_embedding.weight": (49408, 1024)}
TEXT_XL = prefixed("conditioner.embedders.0.transformer.text_model.", CLIP_L) | prefixed(
    "conditioner.embedders.1.model.", OPEN_CLIP
)
TEXT_REFINER = prefixed("conditioner.embedders.0.model.", OPEN_CLIP)


def original_unet(config: dict[str, Any]) -> Shapes:
    """A UNet's state in the names of the original latent-diffusion code."""
    found = shapes(unet(**config))
    modules = {name.rpartition(".")[0] for name in found}
    layers = config.get("layers_per_block", 2)
    return {unet_key(name, modules, layers): shape for name, shape in found.items()}


def unet_key(name: str, modules: Iterable[str], layers: int) -> str:
    """The name of a UNet's tensor in the original code."""
    module, _, ending = name.rpartition(".")
    head, _, last = module.rpartition(".")
    if last in _NORMS and ".resnets." in f".{head}":
        stand_in = ldm_name(f"{head}.conv1", layers, modules)
        assert stand_in is not None
        return f"{stand_in.removesuffix('in_layers.2')}{_NORMS[last]}.{ending}"
    found = _TOP.get(module) or ldm_name(module, layers, modules)
    assert found is not None, name
    return f"{found}.{ending}"


def original_vae(channels: int = 4, *, flow: bool = False) -> Shapes:
    """A VAE in the names of the original code."""
    return {vae_key(name): shape for name, shape in diffusers_vae(channels, flow=flow).items()}


def diffusers_vae(channels: int = 4, *, flow: bool = False) -> Shapes:
    with torch.device("meta"):
        return shapes(
            diffusers.AutoencoderKL(
                block_out_channels=(128, 256, 512, 512), down_block_types=("DownEncoderBlock2D",) * 4,
                up_block_types=("UpDecoderBlock2D",) * 4, layers_per_block=2, latent_channels=channels,
                use_quant_conv=not flow, use_post_quant_conv=not flow,
            )
        )  # fmt: skip


def vae_key(name: str) -> str:
    """The name of a VAE's tensor in the original code."""
    name = re.sub(r"down_blocks\.(\d)\.resnets\.(\d)", r"down.\1.block.\2", name)
    name = re.sub(r"down_blocks\.(\d)\.downsamplers\.0", r"down.\1.downsample", name)
    name = re.sub(r"up_blocks\.(\d)\.resnets\.(\d)", lambda m: f"up.{3 - int(m[1])}.block.{m[2]}", name)
    name = re.sub(r"up_blocks\.(\d)\.upsamplers\.0", lambda m: f"up.{3 - int(m[1])}.upsample", name)
    name = re.sub(r"mid_block\.resnets\.(\d)", lambda m: f"mid.block_{int(m[1]) + 1}", name)
    name = name.replace("mid_block.attentions.0.group_norm", "mid.attn_1.norm")
    for new, old in (("to_q", "q"), ("to_k", "k"), ("to_v", "v"), ("to_out.0", "proj_out")):
        name = name.replace(f"mid_block.attentions.0.{new}.", f"mid.attn_1.{old}.")
    return name.replace("conv_norm_out", "norm_out").replace("conv_shortcut", "nin_shortcut")


def ldm_checkpoint(config: dict[str, Any], text: Shapes, **more: tuple[int, ...]) -> Shapes:
    return (
        prefixed("model.diffusion_model.", original_unet(config))
        | prefixed("first_stage_model.", original_vae())
        | text
        | more
    )


def flux_transformer(*, inputs: int = 64, guidance: bool = True) -> Any:
    with torch.device("meta"):
        return diffusers.FluxTransformer2DModel(in_channels=inputs, out_channels=64, guidance_embeds=guidance)


def original_flux(*, inputs: int = 64, guidance: bool = True) -> Shapes:
    """The transformer of Flux in the names of Black Forest Labs' code."""
    width, mlp = 3072, 12288
    found: Shapes = {}

    def linear(name: str, outer: int, inner: int) -> None:
        found[f"{name}.weight"], found[f"{name}.bias"] = (outer, inner), (outer,)

    linear("img_in", width, inputs)
    linear("txt_in", width, 4096)
    for name, inner in (("time_in", 256), ("vector_in", 768), *((("guidance_in", 256),) if guidance else ())):
        linear(f"{name}.in_layer", width, inner)
        linear(f"{name}.out_layer", width, width)
    for block in range(19):
        for side in ("img", "txt"):
            at = f"double_blocks.{block}.{side}"
            linear(f"{at}_mod.lin", 6 * width, width)
            linear(f"{at}_attn.qkv", 3 * width, width)
            linear(f"{at}_attn.proj", width, width)
            linear(f"{at}_mlp.0", mlp, width)
            linear(f"{at}_mlp.2", width, mlp)
            found[f"{at}_attn.norm.query_norm.scale"] = found[f"{at}_attn.norm.key_norm.scale"] = (128,)
    for block in range(38):
        at = f"single_blocks.{block}"
        linear(f"{at}.linear1", 3 * width + mlp, width)
        linear(f"{at}.linear2", width, width + mlp)
        linear(f"{at}.modulation.lin", 3 * width, width)
        found[f"{at}.norm.query_norm.scale"] = found[f"{at}.norm.key_norm.scale"] = (128,)
    linear("final_layer.linear", 64, width)
    linear("final_layer.adaLN_modulation.1", 2 * width, width)
    return found


def sd3_transformer(layers: int, width: int, *, norms: bool = False, dual: int = 0, places: int = 192) -> Any:
    with torch.device("meta"):
        return diffusers.SD3Transformer2DModel(
            sample_size=128, num_layers=layers, attention_head_dim=64, num_attention_heads=width // 64,
            joint_attention_dim=4096, caption_projection_dim=width, pooled_projection_dim=2048,
            pos_embed_max_size=places, qk_norm="rms_norm" if norms else None, dual_attention_layers=tuple(range(dual)),
        )  # fmt: skip


def original_sd3(layers: int, width: int, *, norms: bool = False, dual: int = 0, places: int = 192) -> Shapes:
    """The transformer of SD3 in the names of Stability's code."""
    found: Shapes = {"pos_embed": (1, places**2, width), "x_embedder.proj.weight": (width, 16, 2, 2)}
    found["x_embedder.proj.bias"] = (width,)

    def linear(name: str, outer: int, inner: int) -> None:
        found[f"{name}.weight"], found[f"{name}.bias"] = (outer, inner), (outer,)

    def attention(at: str, *, ends: bool = False) -> None:
        linear(f"{at}.qkv", 3 * width, width)
        if norms:
            found[f"{at}.ln_q.weight"] = found[f"{at}.ln_k.weight"] = (64,)
        if not ends:
            linear(f"{at}.proj", width, width)

    linear("context_embedder", width, 4096)
    linear("t_embedder.mlp.0", width, 256)
    linear("t_embedder.mlp.2", width, width)
    linear("y_embedder.mlp.0", width, 2048)
    linear("y_embedder.mlp.2", width, width)
    for block in range(layers):
        ends = block == layers - 1
        for side in ("context_block", "x_block"):
            at, is_last = f"joint_blocks.{block}.{side}", ends and side == "context_block"
            has_two = block < dual and side == "x_block"
            attention(f"{at}.attn", ends=is_last)
            linear(f"{at}.adaLN_modulation.1", (2 if is_last else 9 if has_two else 6) * width, width)
            if has_two:
                attention(f"{at}.attn2")
            if not is_last:
                linear(f"{at}.mlp.fc1", 4 * width, width)
                linear(f"{at}.mlp.fc2", width, 4 * width)
    linear("final_layer.linear", 64, width)
    linear("final_layer.adaLN_modulation.1", 2 * width, width)
    return found


SD3_SIZES: dict[str, dict[str, Any]] = {
    "3": {"layers": 24, "width": 1536},
    "3.5-medium": {"layers": 24, "width": 1536, "norms": True, "dual": 13, "places": 384},
    "3.5-large": {"layers": 38, "width": 2432, "norms": True},
}


def svd_unet() -> Any:
    with torch.device("meta"):
        return diffusers.UNetSpatioTemporalConditionModel(num_attention_heads=(5, 10, 20, 20))


def svd_in_short() -> Shapes:
    """A few keys of Stability's own SVD file: enough to be told, and no more."""
    return {
        "model.diffusion_model.input_blocks.0.0.weight": (320, 8, 3, 3),
        "model.diffusion_model.input_blocks.1.1.transformer_blocks.0.attn2.to_k.weight": (320, 1024),
        "model.diffusion_model.input_blocks.1.1.time_stack.0.attn2.to_k.weight": (320, 1024),
        "conditioner.embedders.0.open_clip.model.visual.proj": (1280, 1024),
        "first_stage_model.encoder.conv_in.weight": (128, 3, 3, 3),
    }


def controlnet(config: dict[str, Any]) -> Shapes:
    with torch.device("meta"):
        return shapes(diffusers.ControlNetModel.from_unet(unet(**config), load_weights_from_unet=False))


# LoRAs -------------------------------------------------------------------------------------------------------------

_UNET_LAYERS = ("to_q", "to_k", "to_v", "to_out.0", "ff.net.0.proj", "ff.net.2", "proj_in", "proj_out")
_TEXT_LAYERS = ("q_proj", "k_proj", "v_proj", "out_proj", "fc1", "fc2")


def halves(modules: Shapes, down: str, up: str, *, alpha: str | None = None) -> Shapes:
    """The two halves of each layer, and its alpha."""
    found: Shapes = {}
    for name, shape in modules.items():
        found[name + down], found[name + up] = (RANK, *shape[1:]), (shape[0], RANK, *[1] * (len(shape) - 2))
        if alpha:
            found[name + alpha] = ()
    return found


def layers(model: Any, endings: tuple[str, ...], inside: str = "attentions") -> Shapes:
    return {
        name.removesuffix(".weight"): shape
        for name, shape in shapes(model).items()
        if inside in name and name.removesuffix(".weight").endswith(endings) and len(shape) > 1
    }


def text_layers(width: int) -> Shapes:
    with torch.device("meta"):
        config = CLIPTextConfig(
            hidden_size=width, intermediate_size=4 * width, num_hidden_layers=2, num_attention_heads=8
        )
        return layers(CLIPTextModel(config), _TEXT_LAYERS, "encoder")


def kohya_unet(config: dict[str, Any], *, original: bool = False) -> Shapes:
    model = unet(**config)
    found, modules = layers(model, _UNET_LAYERS), {name.rpartition(".")[0] for name in shapes(model)}
    if original:
        found = {str(ldm_name(name, 2, modules)): shape for name, shape in found.items()}
    flat = {f"lora_unet_{name.replace('.', '_')}": shape for name, shape in found.items()}
    return halves(flat, ".lora_down.weight", ".lora_up.weight", alpha=".alpha")


def kohya_text(width: int, prefix: str = "lora_te") -> Shapes:
    flat = {f"{prefix}_text_model_{name.replace('.', '_')}": shape for name, shape in text_layers(width).items()}
    return halves(flat, ".lora_down.weight", ".lora_up.weight", alpha=".alpha")


def diffusers_lora(component: str, model: Any, endings: tuple[str, ...] = _UNET_LAYERS, inside: str = "") -> Shapes:
    return halves(prefixed(f"{component}.", layers(model, endings, inside)), ".lora_A.weight", ".lora_B.weight")


def flux_kohya() -> Shapes:
    found = {name.removesuffix(".weight"): shape for name, shape in original_flux().items() if len(shape) == 2}
    flat = {
        f"lora_unet_{name.replace('.', '_')}": shape for name, shape in found.items() if name.startswith(("d", "s"))
    }
    return halves(flat, ".lora_down.weight", ".lora_up.weight", alpha=".alpha")


def flux_comfy() -> Shapes:
    found = {name.removesuffix(".weight"): shape for name, shape in original_flux().items() if len(shape) == 2}
    inner = {f"diffusion_model.{name}": shape for name, shape in found.items() if name.startswith(("d", "s"))}
    return halves(inner, ".lora_A.weight", ".lora_B.weight")


# Upscalers ---------------------------------------------------------------------------------------------------------


def esrgan(blocks: int = 23, inputs: int = 3) -> Shapes:
    """RRDBNet in the names of BasicSR (Real-ESRGAN)."""
    found: Shapes = {"conv_first.weight": (64, inputs, 3, 3), "conv_first.bias": (64,)}
    for block in range(blocks):
        for dense in (1, 2, 3):
            for layer in range(1, 6):
                outer, inner = (64 if layer == 5 else 32), 64 + 32 * (layer - 1)
                at = f"body.{block}.rdb{dense}.conv{layer}"
                found[f"{at}.weight"], found[f"{at}.bias"] = (outer, inner, 3, 3), (outer,)
    for name in ("conv_body", "conv_up1", "conv_up2", "conv_hr"):
        found[f"{name}.weight"], found[f"{name}.bias"] = (64, 64, 3, 3), (64,)
    found["conv_last.weight"], found["conv_last.bias"] = (3, 64, 3, 3), (3,)
    return found


def old_esrgan(blocks: int = 23) -> Shapes:
    """The same in the names of the first ESRGAN code, which many shared files have."""
    renamed = {"conv_first": "model.0", "conv_body": f"model.1.sub.{blocks}", "conv_up1": "model.3",
               "conv_up2": "model.6", "conv_hr": "model.8", "conv_last": "model.10"}  # fmt: skip
    found: Shapes = {}
    for name, shape in esrgan(blocks).items():
        stem, _, ending = name.rpartition(".")
        inner = re.sub(r"body\.(\d+)\.rdb(\d)\.conv(\d)", r"model.1.sub.\1.RDB\2.conv\3.0", stem)
        found[f"{renamed.get(stem, inner)}.{ending}"] = shape
    return found


def compact(scale: int = 4, features: int = 64, depth: int = 32) -> Shapes:
    """SRVGGNetCompact of Real-ESRGAN."""
    found: Shapes = {"body.0.weight": (features, 3, 3, 3), "body.0.bias": (features,), "body.1.weight": (features,)}
    for n in range(1, depth + 1):
        found[f"body.{2 * n}.weight"], found[f"body.{2 * n}.bias"] = (features, features, 3, 3), (features,)
        found[f"body.{2 * n + 1}.weight"] = (features,)
    last = f"body.{2 * depth + 2}"
    found[f"{last}.weight"], found[f"{last}.bias"] = (3 * scale**2, features, 3, 3), (3 * scale**2,)
    return found
