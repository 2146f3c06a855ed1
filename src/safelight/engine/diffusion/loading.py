"""A model from disk to device: diffusers folders by what they say of themselves, safetensors only, errors in words."""

import inspect
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import diffusers
import torch
from diffusers.utils import logging as diffusers_logging
from transformers.utils import logging as transformers_logging

from safelight.engine.diffusion.devices import module_bytes
from safelight.engine.diffusion.errors import ModelBroken, ModelNotFound
from safelight.engine.diffusion.preview import Viewer
from safelight.engine.diffusion.slots import AdapterSlots
from safelight.kit.errors import SafelightError
from safelight.kit.model_card import ModelCard, read_model_card
from safelight.kit.safetensors_header import CONVERT, BadWeightsFile, PickledWeights, read_header
from safelight.specs.generation import ModelDefaults

PICKLES = (".bin", ".ckpt", ".pt", ".pth")
diffusers_logging.disable_progress_bar()
transformers_logging.disable_progress_bar()

OnStage = Callable[[str, int, int], None]  # what is done now; parts done before it, parts in all


def unwatched(stage: str, done: int, total: int) -> None:
    """Nobody watches."""


_watched: ContextVar[OnStage] = ContextVar("watched", default=unwatched)


class _PartsTold:
    """In the place of diffusers' progress bars, the one thing that goes with the parts of a pipeline as they load."""

    def __init__(self, bar: Any) -> None:
        self._bar = bar

    def __call__(self, *args: Any, **options: Any) -> Any:
        if args and str(options.get("desc")).startswith("Loading pipeline components"):
            return self._told(list(args[0]))
        return self._bar(*args, **options)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._bar, name)

    @staticmethod
    def _told(parts: list[tuple[str, Any]]) -> Iterator[tuple[str, Any]]:
        on_stage = _watched.get()
        for number, part in enumerate(parts):
            on_stage(f"reading {part[0]}", number, len(parts))
            yield part


diffusers_logging.tqdm = _PartsTold(diffusers_logging.tqdm)  # type: ignore[assignment]


@dataclass
class Loaded:
    """A pipeline on its device, and what goes with it. One owner at a time."""

    pipeline: Any
    path: Path
    name: str
    device: torch.device
    dtype: torch.dtype
    card: ModelCard | None
    slots: AdapterSlots
    scheduler_config: dict[str, Any]  # the model's own: generating replaces pipeline.scheduler
    size_bytes: int = field(default=0)
    viewer: Viewer = field(init=False)

    def __post_init__(self) -> None:
        self.viewer = Viewer(self.pipeline)

    @property
    def defaults(self) -> ModelDefaults:
        """What the model does best."""
        return ModelDefaults.model_validate(self.card.defaults if self.card else {})


def load(
    path: Path,
    *,
    dtype: torch.dtype,
    device: str | torch.device,
    name: str | None = None,
    lora_slots: int = 8,
    on_stage: OnStage = unwatched,
) -> Loaded:
    """Load a diffusers folder, or a single .safetensors checkpoint of a known kind.

    Weights stored as `dtype` are mapped, not copied; others are cast, which costs time and memory.

    Raises:
        ModelNotFound, ModelBroken, PickledWeights: each names the file and what to do.
    """
    if not path.exists():
        raise ModelNotFound(f"There is no model at {path}.", hint="Check the path, or add the model again.")
    on_stage("checking its files", 0, 1)
    name = name or path.stem
    token = _watched.set(on_stage)
    try:
        card = None if path.is_file() else read_model_card(path)
        if card is None:
            pipeline = _from_single_file(path, dtype)
        else:
            _check_folder(path, card)
            pipeline = _from_folder(path, card, dtype)
    except PickledWeights:
        raise
    except SafelightError as error:
        raise ModelBroken(f"The model {name!r} cannot be loaded: {error.message}", hint=error.hint) from error
    finally:
        _watched.reset(token)
    on_stage("moving it to the device", 1, 1)
    pipeline.set_progress_bar_config(disable=True)
    pipeline.to(device)
    modules = [part for part in pipeline.components.values() if isinstance(part, torch.nn.Module)]
    for module in modules:
        module.requires_grad_(requires_grad=False)
    return Loaded(
        pipeline=pipeline,
        path=path,
        name=name,
        device=torch.device(device),
        dtype=dtype,
        card=card,
        slots=AdapterSlots(pipeline, lora_slots, base_name=name),
        scheduler_config=dict(pipeline.scheduler.config),
        size_bytes=sum(module_bytes(module) for module in modules),
    )


def _check_folder(path: Path, card: ModelCard) -> None:
    """Find what is wrong before torch reads gigabytes; a header costs a millisecond."""
    for part, library in card.parts.items():  # diffusers.pipelines holds parts of old models, such as safety checkers
        if library not in {"diffusers", "transformers"} and not hasattr(diffusers.pipelines, library):
            raise ModelBroken(
                f"its {part} comes from {library!r}, code that is not part of diffusers or transformers.",
                hint="Models with code of their own are not run.",
            )
    for folder in sorted(child for child in path.iterdir() if child.is_dir()):
        weights = sorted(folder.glob("*.safetensors"))
        pickled = sorted(file for file in folder.iterdir() if file.suffix in PICKLES)
        if pickled and not weights and folder.name in card.components and folder.name != "safety_checker":
            raise PickledWeights(
                f"{folder.name}/{pickled[0].name} holds pickled weights; they are not loaded because they can run "
                f"code.",
                hint=CONVERT,
            )
        for file in weights:
            try:
                read_header(file)
            except BadWeightsFile as error:
                raise type(error)(f"{folder.name}/{error.message}", hint=error.hint) from error


def _from_folder(path: Path, card: ModelCard, dtype: torch.dtype) -> Any:
    cls = getattr(diffusers, card.class_name, None)
    if not (inspect.isclass(cls) and issubclass(cls, diffusers.DiffusionPipeline)):
        raise ModelBroken(
            f"its pipeline class {card.class_name!r} is not one that diffusers {diffusers.__version__} has.",
            hint="Newer models may need a newer Safelight; pipelines with code of their own are not run.",
        )
    if "prompt" not in inspect.signature(cls.__call__).parameters:
        raise ModelBroken(f"{card.class_name} does not draw from text.")
    options: dict[str, Any] = {}
    accepted = inspect.signature(cls.__init__).parameters
    if "safety_checker" in accepted:
        options["safety_checker"] = None
    if "requires_safety_checker" in accepted:  # or diffusers warns that the checker is off
        options["requires_safety_checker"] = False
    return _load(
        cls.from_pretrained,
        path,
        dtype=dtype,
        use_safetensors=True,
        local_files_only=True,
        variant=_variant(path, card, dtype),
        **options,
    )


def _variant(path: Path, card: ModelCard, dtype: torch.dtype) -> str | None:
    """The fp16 files, where the folder has no others, or has them for every part and they spare a cast."""
    parts = [sorted((path / part).glob("*.safetensors")) for part in card.components]
    parts = [files for files in parts if files]
    everywhere = all(any(".fp16" in file.name for file in files) for files in parts)
    plain = all(any(".fp16" not in file.name for file in files) for files in parts)
    return "fp16" if parts and everywhere and (not plain or dtype == torch.float16) else None


# Keys that tell the checkpoints of one original code from another, most special first.
# Source: diffusers/loaders/single_file_utils.py, CHECKPOINT_KEY_NAMES.
_SINGLE_FILES = (
    ("conditioner.embedders.1.model.transformer.resblocks.9.mlp.c_proj.bias", "StableDiffusionXLPipeline"),
    ("joint_blocks.0.context_block.adaLN_modulation.1.bias", "StableDiffusion3Pipeline"),
    ("model.diffusion_model.joint_blocks.0.context_block.adaLN_modulation.1.bias", "StableDiffusion3Pipeline"),
    ("model.diffusion_model.input_blocks.1.1.proj_in.weight", "StableDiffusionPipeline"),
)


def _from_single_file(path: Path, dtype: torch.dtype) -> Any:
    header = read_header(path)
    class_name = next((cls for key, cls in _SINGLE_FILES if key in header.tensors), None)
    if class_name is None:
        raise ModelBroken("this single file is of no kind that is known here.", hint="Use a diffusers folder.")
    try:
        return _load(
            getattr(diffusers, class_name).from_single_file, path, dtype=dtype, use_safetensors=True,
            local_files_only=True, safety_checker=None,
        )  # fmt: skip
    except ModelBroken as error:
        raise ModelBroken(
            f"{path.name} is a {class_name} checkpoint, but the configs and tokenizer that belong to it are not on "
            f"this machine.",
            hint="Convert it to a diffusers folder (diffusers' convert_original_stable_diffusion_to_diffusers.py), "
            "or let Safelight download its base once.",
        ) from error


def _load(loader: Callable[..., Any], path: Path, **options: Any) -> Any:
    """Call diffusers' loader; whatever it raises about the files, in one error that says where."""
    try:
        return loader(str(path), **options)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RuntimeError, ImportError) as error:
        reason = str(error).strip().splitlines()
        raise ModelBroken(
            f"{reason[0][:300] if reason else type(error).__name__}",
            hint="A file may be missing or from another version; download the model again.",
        ) from error
