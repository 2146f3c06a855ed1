"""A pipeline's weights as one file in the layout of its original code, as people share checkpoints."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save_file

from tests.golden.checkpoints.build import unet_key, vae_key

State = dict[str, torch.Tensor]
_SD3_TOP = {
    "pos_embed.pos_embed": "pos_embed", "pos_embed.proj": "x_embedder.proj", "proj_out": "final_layer.linear",
    "norm_out.linear": "final_layer.adaLN_modulation.1",
    "time_text_embed.timestep_embedder.linear_1": "t_embedder.mlp.0",
    "time_text_embed.timestep_embedder.linear_2": "t_embedder.mlp.2",
    "time_text_embed.text_embedder.linear_1": "y_embedder.mlp.0",
    "time_text_embed.text_embedder.linear_2": "y_embedder.mlp.2", "context_embedder": "context_embedder",
}  # fmt: skip
_SD3_BLOCK = {
    "norm1.linear": "x_block.adaLN_modulation.1", "norm1_context.linear": "context_block.adaLN_modulation.1",
    "attn.to_out.0": "x_block.attn.proj", "attn.to_add_out": "context_block.attn.proj",
    "ff.net.0.proj": "x_block.mlp.fc1", "ff.net.2": "x_block.mlp.fc2",
    "ff_context.net.0.proj": "context_block.mlp.fc1", "ff_context.net.2": "context_block.mlp.fc2",
}  # fmt: skip
_SD3_QKV = {
    "x_block.attn.qkv": ("to_q", "to_k", "to_v"),
    "context_block.attn.qkv": ("add_q_proj", "add_k_proj", "add_v_proj"),
}
_FLUX_TOP = {
    "time_text_embed.timestep_embedder.linear_1": "time_in.in_layer",
    "time_text_embed.timestep_embedder.linear_2": "time_in.out_layer",
    "time_text_embed.guidance_embedder.linear_1": "guidance_in.in_layer",
    "time_text_embed.guidance_embedder.linear_2": "guidance_in.out_layer",
    "time_text_embed.text_embedder.linear_1": "vector_in.in_layer",
    "time_text_embed.text_embedder.linear_2": "vector_in.out_layer",
    "context_embedder": "txt_in", "x_embedder": "img_in", "proj_out": "final_layer.linear",
    "norm_out.linear": "final_layer.adaLN_modulation.1",
}  # fmt: skip
_FLUX_BLOCK = {
    "norm1.linear": "img_mod.lin", "norm1_context.linear": "txt_mod.lin", "attn.to_out.0": "img_attn.proj",
    "attn.to_add_out": "txt_attn.proj", "ff.net.0.proj": "img_mlp.0", "ff.net.2": "img_mlp.2",
    "ff_context.net.0.proj": "txt_mlp.0", "ff_context.net.2": "txt_mlp.2",
}  # fmt: skip
_FLUX_NORMS = {
    "norm_q": "img_attn.norm.query_norm", "norm_k": "img_attn.norm.key_norm",
    "norm_added_q": "txt_attn.norm.query_norm", "norm_added_k": "txt_attn.norm.key_norm",
}  # fmt: skip


def save(pipeline: Any, path: Path) -> Path:
    """One .safetensors file with the weights of a Stable Diffusion (1, XL or 3) or a Flux."""
    vae = _renamed("first_stage_model.", {vae_key(name): t for name, t in pipeline.vae.state_dict().items()})
    state = _LAYOUTS[type(pipeline).__name__](pipeline) | vae
    save_file({name: tensor.detach().clone().contiguous() for name, tensor in state.items()}, path)
    return path


def save_vae(vae: Any, path: Path) -> Path:
    """A VAE alone."""
    save_file({vae_key(name): tensor.clone().contiguous() for name, tensor in vae.state_dict().items()}, path)
    return path


def _sd(pipeline: Any) -> State:
    return _unet(pipeline.unet) | _clip("cond_stage_model.transformer.", pipeline.text_encoder)


def _sdxl(pipeline: Any) -> State:
    return (
        _unet(pipeline.unet)
        | _clip("conditioner.embedders.0.transformer.", pipeline.text_encoder)
        | _open_clip("conditioner.embedders.1.model.", pipeline.text_encoder_2)
    )


def _sd3(pipeline: Any) -> State:
    return _renamed("model.diffusion_model.", _sd3_transformer(pipeline.transformer)) | _encoders(
        clip_l=pipeline.text_encoder, clip_g=pipeline.text_encoder_2, t5xxl=pipeline.text_encoder_3
    )


def _flux(pipeline: Any) -> State:
    return _renamed("model.diffusion_model.", _flux_transformer(pipeline.transformer)) | _encoders(
        clip_l=pipeline.text_encoder, t5xxl=pipeline.text_encoder_2
    )


_LAYOUTS = {
    "StableDiffusionPipeline": _sd, "StableDiffusionXLPipeline": _sdxl, "StableDiffusion3Pipeline": _sd3,
    "FluxPipeline": _flux,
}  # fmt: skip


def _unet(unet: Any) -> State:
    state = unet.state_dict()
    modules = {name.rpartition(".")[0] for name in state}
    layers = unet.config.layers_per_block
    return {f"model.diffusion_model.{unet_key(name, modules, layers)}": t for name, t in state.items()}


def _renamed(prefix: str, state: Mapping[str, torch.Tensor]) -> State:
    return {prefix + name: tensor for name, tensor in state.items()}


def _clip(prefix: str, encoder: Any) -> State:
    """In the layout of transformers, whose newer versions have left `text_model.` out of the names."""
    return {
        prefix + (name if name.startswith("text_") else f"text_model.{name}"): tensor
        for name, tensor in encoder.state_dict().items()
    }


def _encoders(**encoders: Any) -> State:
    state: State = {}
    for name, encoder in encoders.items():
        prefix = f"text_encoders.{name}.transformer."
        state |= _renamed(prefix, encoder.state_dict()) if name == "t5xxl" else _clip(prefix, encoder)
    return state


def _open_clip(prefix: str, encoder: Any) -> State:
    """In the layout of OpenCLIP: queries, keys and values in one tensor."""
    state = {name.removeprefix("text_model."): tensor for name, tensor in encoder.state_dict().items()}
    found = {
        "positional_embedding": state["embeddings.position_embedding.weight"],
        "token_embedding.weight": state["embeddings.token_embedding.weight"],
        "text_projection": state["text_projection.weight"].T,
    }
    for end in ("weight", "bias"):
        found[f"ln_final.{end}"] = state[f"final_layer_norm.{end}"]
        for layer in range(encoder.config.num_hidden_layers):
            here, there = f"encoder.layers.{layer}", f"transformer.resblocks.{layer}"
            found[f"{there}.attn.in_proj_{end}"] = torch.cat([state[f"{here}.self_attn.{x}_proj.{end}"] for x in "qkv"])
            for new, old in (
                ("self_attn.out_proj", "attn.out_proj"), ("layer_norm1", "ln_1"), ("layer_norm2", "ln_2"),
                ("mlp.fc1", "mlp.c_fc"), ("mlp.fc2", "mlp.c_proj"),
            ):  # fmt: skip
                found[f"{there}.{old}.{end}"] = state[f"{here}.{new}.{end}"]
    return _renamed(prefix, found)


def _swapped(tensor: torch.Tensor) -> torch.Tensor:
    """Scale and shift in the other order."""
    return torch.cat(tensor.chunk(2)[::-1])


def _sd3_transformer(model: Any) -> State:
    state = model.state_dict()
    last = model.config.num_layers - 1
    found: State = {"pos_embed": state["pos_embed.pos_embed"]}
    for end in ("weight", "bias"):
        for new, old in _SD3_TOP.items():
            if f"{new}.{end}" in state:
                found[f"{old}.{end}"] = state[f"{new}.{end}"]
        found[f"final_layer.adaLN_modulation.1.{end}"] = _swapped(found[f"final_layer.adaLN_modulation.1.{end}"])
        for block in range(last + 1):
            here, there = f"transformer_blocks.{block}", f"joint_blocks.{block}"
            for old, parts in _SD3_QKV.items():
                found[f"{there}.{old}.{end}"] = torch.cat([state[f"{here}.attn.{part}.{end}"] for part in parts])
            for new, old in _SD3_BLOCK.items():
                if (tensor := state.get(f"{here}.{new}.{end}")) is not None:
                    ends = block == last and new == "norm1_context.linear"
                    found[f"{there}.{old}.{end}"] = _swapped(tensor) if ends else tensor
    return found


def _flux_transformer(model: Any) -> State:
    state = model.state_dict()
    found: State = {}
    for end in ("weight", "bias"):
        found |= {f"{old}.{end}": state[f"{new}.{end}"] for new, old in _FLUX_TOP.items() if f"{new}.{end}" in state}
        found[f"final_layer.adaLN_modulation.1.{end}"] = _swapped(found[f"final_layer.adaLN_modulation.1.{end}"])
        for block in range(model.config.num_layers):
            here, there = f"transformer_blocks.{block}", f"double_blocks.{block}"
            found |= {f"{there}.{old}.{end}": state[f"{here}.{new}.{end}"] for new, old in _FLUX_BLOCK.items()}
            for side, parts in (("img", ("to_q", "to_k", "to_v")), ("txt", ("add_q_proj", "add_k_proj", "add_v_proj"))):
                joined = torch.cat([state[f"{here}.attn.{part}.{end}"] for part in parts])
                found[f"{there}.{side}_attn.qkv.{end}"] = joined
            if end == "weight":
                found |= {
                    f"{there}.{old}.scale": state[f"{here}.attn.{new}.weight"] for new, old in _FLUX_NORMS.items()
                }
        for block in range(model.config.num_single_layers):
            here, there = f"single_transformer_blocks.{block}", f"single_blocks.{block}"
            parts = ("attn.to_q", "attn.to_k", "attn.to_v", "proj_mlp")
            found[f"{there}.linear1.{end}"] = torch.cat([state[f"{here}.{part}.{end}"] for part in parts])
            found[f"{there}.linear2.{end}"] = state[f"{here}.proj_out.{end}"]
            found[f"{there}.modulation.lin.{end}"] = state[f"{here}.norm.linear.{end}"]
            if end == "weight":
                found[f"{there}.norm.query_norm.scale"] = state[f"{here}.attn.norm_q.weight"]
                found[f"{there}.norm.key_norm.scale"] = state[f"{here}.attn.norm_k.weight"]
    return found
