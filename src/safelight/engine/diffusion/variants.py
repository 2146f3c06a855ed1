"""Other ways to draw with the same weights: diffusers' classes for image-to-image, inpainting and ControlNets.

A variant shares every module with the pipeline it is made of; nothing is loaded twice, and nothing is moved.
"""

import inspect
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import diffusers
import torch

from safelight.engine.diffusion.devices import free_memory
from safelight.engine.diffusion.errors import ModelBroken, NoSuchVariant
from safelight.engine.diffusion.inputs import Aids
from safelight.engine.diffusion.loading import Loaded
from safelight.kit import diffusers_facts
from safelight.kit.errors import FieldProblem
from safelight.kit.safetensors_header import read_header

_STATE = ("_all_hooks", "_offload_gpu_id", "_offload_device", "hf_device_map", "model_cpu_offload_seq")


def class_for(base: type, *, image: bool, mask: bool, controls: bool) -> Any:
    """The class that draws so with the weights of `base`. Raises NoSuchVariant."""
    facts = diffusers_facts.pipeline(base.__name__)
    takes = inspect.signature(base.__call__).parameters
    if facts is None:  # one that diffusers names no variants of: it draws in its own way, or not at all
        if "mask_image" in takes and not mask:
            raise NoSuchVariant.of("mask_image", None, f"{base.__name__} only repaints", hint="Give image and mask.")
        if controls or mask > ("mask_image" in takes) or image > ("image" in takes):
            raise NoSuchVariant.of("image", image, f"{base.__name__} has no such variant", hint="Leave it out.")
        return base
    name: str | None = base.__name__
    if controls:
        name = facts.controlnet
        facts = diffusers_facts.pipeline(name or "")
    if facts is not None and (image or mask):
        name = facts.inpaint if mask else facts.image_to_image
    if name is None or facts is None:
        field = "mask_image" if mask else "image" if image else "controls"
        raise NoSuchVariant.of(
            field, True, f"diffusers has no such variant of {base.__name__}", hint=f"Leave {field} out."
        )
    return getattr(diffusers, name)


def variant(pipeline: Any, cls: Any, **parts: Any) -> Any:
    """The pipeline's modules, `parts` in the place of its own, in another class."""
    if type(pipeline) is cls and not parts:
        return pipeline
    expected, optional = cls._get_signature_keys(cls)
    modules = {name: getattr(pipeline, name, None) for name in expected if name not in parts}
    settings = {name: pipeline.config[name] for name in optional if name in pipeline.config}
    with _quiet():
        made = cls(**modules, **{name: part for name, part in parts.items() if name in expected}, **settings)
    made.set_progress_bar_config(disable=True)
    for name in _STATE:  # where offloaded parts are, and go back to
        if name in pipeline.__dict__:
            setattr(made, name, pipeline.__dict__[name])
    return made


@contextmanager
def equipped(loaded: Loaded, aids: Aids) -> Iterator[Any]:
    """The pipeline with the VAE, embeddings and ControlNets of a plan; all are given back at the end.

    Raises ModelBroken when one of them cannot be loaded, NoSuchVariant.
    """
    pipeline, parts = loaded.pipeline, dict[str, Any]()
    cls = class_for(type(pipeline), image=False, mask=False, controls=True) if aids.controls else type(pipeline)
    try:
        if aids.vae is not None:
            parts["vae"] = _vae(loaded, aids.vae)
        if aids.controls:
            nets = [_controlnet(loaded, path) for path, _ in aids.controls]
            parts["controlnet"] = nets[0] if len(nets) == 1 else nets
        with _embedded(pipeline, aids.embeddings):
            yield variant(pipeline, cls, **parts)
    finally:
        if parts:
            parts.clear()
            free_memory(loaded.device)


def _vae(loaded: Loaded, path: Path) -> Any:
    own = loaded.pipeline.vae
    try:
        if path.is_dir():
            cls = getattr(diffusers, _class_name(path))
            vae = cls.from_pretrained(path, torch_dtype=own.dtype, local_files_only=True, use_safetensors=True)
        else:  # its layout says nothing of its settings: those of the model's own VAE
            vae = _from_file(path, own, own.dtype)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RuntimeError) as error:
        raise _broken("vae", path, error) from error
    for name in ("use_slicing", "use_tiling"):
        if getattr(own, name, False):
            setattr(vae, name, True)
    return vae.to(loaded.device)


def _controlnet(loaded: Loaded, path: Path) -> Any:
    try:
        if path.is_dir():
            cls = getattr(diffusers, _class_name(path))
            net = cls.from_pretrained(path, torch_dtype=loaded.dtype, local_files_only=True, use_safetensors=True)
        else:
            net = _from_file(path, _twin(loaded.pipeline), loaded.dtype)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RuntimeError) as error:
        raise _broken("controls", path, error) from error
    return net.to(loaded.device)


def _twin(pipeline: Any) -> Any:
    """A ControlNet without weights, of the UNet that it guides."""
    if not hasattr(pipeline, "unet"):
        raise ValueError("one file does not tell the depth of a ControlNet for transformers; use its folder")
    with torch.device("meta"):
        return diffusers.ControlNetModel.from_unet(pipeline.unet, load_weights_from_unet=False)


def _from_file(path: Path, like: Any, dtype: torch.dtype) -> Any:
    """A part from one file, with the config of `like`."""
    read_header(path)
    with TemporaryDirectory() as folder:
        like.save_config(folder)
        return type(like).from_single_file(str(path), config=folder, torch_dtype=dtype, local_files_only=True)


@contextmanager
def _embedded(pipeline: Any, files: Sequence[tuple[Path, str]]) -> Iterator[None]:
    """Textual inversions as tokens of the tokenizers, for a while."""
    if not files:
        yield
        return
    if not hasattr(pipeline, "load_textual_inversion"):
        raise NoSuchVariant.of(
            "embeddings", files[0][1], f"{type(pipeline).__name__} takes no embeddings", hint="Leave them out."
        )
    try:
        for path, token in files:
            read_header(path)
            _embed(pipeline, path, token)
        yield
    finally:
        with _quiet():
            pipeline.unload_textual_inversion()
            if hasattr(pipeline, "text_encoder_2"):
                pipeline.unload_textual_inversion(text_encoder=pipeline.text_encoder_2, tokenizer=pipeline.tokenizer_2)


def _embed(pipeline: Any, path: Path, token: str) -> None:
    from safetensors.torch import load_file  # noqa: PLC0415  only here

    state = load_file(path)
    try:
        if {"clip_l", "clip_g"} <= state.keys():  # one for each of SDXL's encoders
            pipeline.load_textual_inversion(state["clip_l"], token=token)
            pipeline.load_textual_inversion(
                state["clip_g"], token=token, text_encoder=pipeline.text_encoder_2, tokenizer=pipeline.tokenizer_2
            )
        else:
            pipeline.load_textual_inversion(state, token=token)
    except (ValueError, RuntimeError, KeyError) as error:
        raise _broken("embeddings", path, error) from error


def _class_name(path: Path) -> str:
    try:
        return str(json.loads((path / "config.json").read_bytes())["_class_name"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ValueError(f"{path.name} has no config.json that names its class") from error


def _broken(field: str, path: Path, error: Exception) -> ModelBroken:
    reason = (str(error).strip().splitlines() or [type(error).__name__])[0][:300]
    message = f"it cannot be loaded: {reason}"
    hint = "Download it again, or choose another."
    return ModelBroken(f"{field}: {message}", hint=hint, fields=(FieldProblem(field, message, path.name),))


@contextmanager
def _quiet() -> Iterator[None]:
    """Diffusers says of every pipeline without a safety checker that it has none."""
    before = diffusers.utils.logging.get_verbosity()
    diffusers.utils.logging.set_verbosity_error()
    try:
        yield
    finally:
        diffusers.utils.logging.set_verbosity(before)
