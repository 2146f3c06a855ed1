"""A model from disk to device: diffusers folders by what they say of themselves, safetensors only, errors in words."""

import inspect
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import diffusers
import torch

from safelight.engine.diffusion import options as load_options
from safelight.engine.diffusion import quantize, single_file, speed
from safelight.engine.diffusion.adapters import LoraReader
from safelight.engine.diffusion.bank import LoraBank
from safelight.engine.diffusion.caps import Caps
from safelight.engine.diffusion.encodings import Encodings
from safelight.engine.diffusion.errors import ModelBroken, ModelNotFound, OptionsRefused
from safelight.engine.diffusion.memory import pipeline_bytes
from safelight.engine.diffusion.preview import Viewer
from safelight.engine.diffusion.reading import OnStage, Watch, move_watched, one_reading, unwatched
from safelight.engine.diffusion.single_file import call_loader
from safelight.engine.diffusion.slots import TextSlots
from safelight.kit.errors import SafelightError
from safelight.kit.model_card import ModelCard, read_model_card
from safelight.kit.safetensors_header import BITS, CONVERT, BadWeightsFile, PickledWeights, read_header
from safelight.specs.generation import ModelDefaults
from safelight.specs.load_rules import parts_to_quantize
from safelight.specs.loading import LoadOptions

PICKLES = (".bin", ".ckpt", ".pt", ".pth")


@dataclass
class Loaded:
    """A pipeline on its device, and what goes with it. One owner at a time."""

    pipeline: Any
    path: Path
    name: str
    device: torch.device
    dtype: torch.dtype
    card: ModelCard | None
    bank: LoraBank  # LoRAs of the denoiser
    slots: TextSlots  # and of the text encoders
    scheduler_config: dict[str, Any]  # the model's own: generating replaces pipeline.scheduler
    size_bytes: int = field(default=0)
    options: LoadOptions = field(default_factory=LoadOptions)
    viewer: Viewer = field(init=False)
    encodings: Encodings = field(init=False)
    caps: Caps = field(default_factory=Caps)

    def __post_init__(self) -> None:
        self.viewer = Viewer(self.pipeline)
        self.encodings = Encodings(self.pipeline)

    @property
    def loras(self) -> tuple[str, ...]:
        """sha256 of the LoRA files in memory."""
        return tuple(dict.fromkeys((*self.bank.held, *self.slots.attached)))

    @property
    def defaults(self) -> ModelDefaults:
        """What the model does best."""
        return ModelDefaults.model_validate(self.card.defaults if self.card else {})


@dataclass(frozen=True)
class Neighbours:
    """Where a single file finds what it does not carry: configs and tokenizers.

    `donors` are folders of other models, tried in turn; `configs` is a folder of `<owner>/<name>` as a hub has them.
    """

    donors: Sequence[Path] = ()
    configs: Path | None = None


def load(
    path: Path,
    *,
    device: str | torch.device,
    dtype: torch.dtype | None = None,
    options: LoadOptions = LoadOptions(),
    name: str | None = None,
    lora_slots: int = 16,
    lora_bytes: int | None = None,
    pipeline_class: str | None = None,
    neighbours: Neighbours = Neighbours(),
    on_stage: OnStage = unwatched,
) -> Loaded:
    """Load a diffusers folder, or a single .safetensors checkpoint of a known kind.

    `dtype` is what the precision `auto` stands for. Weights stored in the number type that is wanted are mapped, not
    copied; others are cast, which costs time and memory. At most `lora_slots` LoRAs, of `lora_bytes` together, are kept
    on the device. Whatever `on_stage` raises ends it and leaves nothing.

    Raises:
        ModelNotFound, ModelBroken, PickledWeights: each names the file and what to do.
        OptionsRefused: names the two options, or the option and the device, that do not go together.
    """
    if not path.exists():
        raise ModelNotFound(f"There is no model at {path}.", hint="Check the path, or add the model again.")
    device = torch.device(device)
    load_options.check(options, device, format="file" if path.is_file() else "folder")
    number_type = load_options.dtype_of(options, device, dtype)
    on_stage("checking its files", 0, 0)
    name = name or path.stem
    try:
        if path.is_file():
            card, files = None, {path.stem: _File(path.stat().st_size)}
        else:
            card = read_model_card(path)
            files = _check_folder(path, card)
        is_mapped = options.quantization == "none" and all(file.is_mapped_as(number_type) for file in files.values())
        sizes = {name: file.size for name, file in files.items()}
        with one_reading(on_stage), Watch(on_stage, sizes, inside=not is_mapped) as watch:
            pipeline = _read(path, card, files, number_type, options, pipeline_class, neighbours, watch)
    except (PickledWeights, OptionsRefused):
        raise
    except SafelightError as error:
        raise ModelBroken(f"The model {name!r} cannot be loaded: {error.message}", hint=error.hint) from error
    pipeline.set_progress_bar_config(disable=True)
    for part in pipeline.components.values():
        if isinstance(part, torch.nn.Module):
            part.requires_grad_(requires_grad=False)
    with Watch(on_stage, {}, inside=device.type != "cpu") as watch:
        _bring(pipeline, options, device, watch)
    reader = LoraReader(pipeline, name)
    loaded = Loaded(
        pipeline=pipeline,
        path=path,
        name=name,
        device=device,
        dtype=number_type,
        card=card,
        bank=LoraBank(pipeline, reader, device=device, dtype=number_type, capacity=lora_slots, max_bytes=lora_bytes),
        slots=TextSlots(pipeline, reader, lora_slots),
        scheduler_config=dict(pipeline.scheduler.config),
        size_bytes=pipeline_bytes(pipeline),
        options=options,
    )
    _speed_up(loaded, on_stage)
    return loaded


def warm_up(loaded: Loaded) -> None:
    """Draw two steps of anything: kernels are built and caches filled before somebody waits for a picture."""
    pipeline = loaded.pipeline
    if "prompt" in inspect.signature(type(pipeline).__call__).parameters:
        scheduler = pipeline.scheduler
        try:
            pipeline(prompt="warming up", num_inference_steps=speed.WARM_UP_STEPS, output_type="latent")
        finally:
            pipeline.scheduler = scheduler.from_config(scheduler.config)
            pipeline.maybe_free_model_hooks()


def _read(
    path: Path,
    card: ModelCard | None,
    files: Mapping[str, "_File"],
    dtype: torch.dtype,
    options: LoadOptions,
    pipeline_class: str | None,
    neighbours: Neighbours,
    watch: Watch,
) -> Any:
    if card is None:
        watch.stage(f"reading {path.name}", 0)
        pipeline = single_file.read(path, dtype=dtype, donors=neighbours.donors, configs=neighbours.configs)
        counts = {
            name: sum(weight.numel() for weight in part.parameters())
            for name, part in pipeline.components.items()
            if isinstance(part, torch.nn.Module)
        }
        wanted = _wanted(options, counts)
        quantize.after_loading(pipeline, options, wanted, dtype)
    else:
        wanted = _wanted(options, {name: file.parameters for name, file in files.items()})
        pipeline = _from_folder(path, card, dtype, options, wanted, pipeline_class)
        if options.quantization == "fp8":
            quantize.after_loading(pipeline, options, wanted, dtype)
    quantize.verify(pipeline, options, wanted)
    return pipeline


def _bring(pipeline: Any, options: LoadOptions, device: torch.device, watch: Watch) -> None:
    """Set what is set on the parts, and bring them where they compute."""
    watch.stage("moving it to the device", 0)
    load_options.apply(pipeline, options)
    if device.type != "cpu" and not options.is_placed:
        for part in pipeline.components.values():
            if isinstance(part, torch.nn.Module) and not quantize.is_quantized(part):
                move_watched(watch, part, device)
    load_options.place(pipeline, options, device)


def _speed_up(loaded: Loaded, on_stage: OnStage) -> None:
    """Step caches and compiling; what the model cannot do with them shows now, not at the first picture."""
    options = loaded.options
    if options.compile != "off":
        loaded.bank.before_compiling()
    else:  # a compiler finds them out once
        speed.tell_signatures(loaded.pipeline)
    if not load_options.speed_up(loaded.pipeline, options):
        return
    on_stage("compiling it" if options.compile != "off" else "warming up", 0, 0)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what the compiler thinks of diffusers' code
            warm_up(loaded)
    except torch.OutOfMemoryError:
        raise
    except Exception as error:
        chosen = [name for name in ("compile", "step_cache", "attention") if name in options.changed()]
        reason = (str(error).strip().splitlines() or [type(error).__name__])[0][:200]
        raise OptionsRefused(
            " and ".join(f"{name}={getattr(options, name)}" for name in chosen),
            f"model={type(loaded.pipeline).__name__}",
            reason.rstrip("."),
            f"Load it without {' or '.join(chosen)}.",
        ) from error


def _wanted(options: LoadOptions, parameters: dict[str, int]) -> frozenset[str]:
    """The parts to quantize. Raises OptionsRefused for one that the model has not got."""
    for part in options.quantize_parts:
        if part not in parameters:
            raise OptionsRefused(
                f"quantize_parts={part}",
                f"quantization={options.quantization}",
                "the model has no such part with weights",
                f"It has {', '.join(sorted(parameters))}.",
            )
    return parts_to_quantize(options, parameters)


@dataclass
class _File:
    """The weight files of one part, by their headers."""

    size: int
    parameters: int = 0
    dtypes: frozenset[str] = frozenset()

    def is_mapped_as(self, dtype: torch.dtype) -> bool:
        """Whether its weights are used as they lie on disk."""
        return bool(self.dtypes) and self.dtypes <= {_STORED.get(dtype, ""), "I64", "I32", "U8", "BOOL"}


_STORED = {torch.float32: "F32", torch.float16: "F16", torch.bfloat16: "BF16"}


def _check_folder(path: Path, card: ModelCard) -> dict[str, _File]:
    """Find what is wrong before torch reads gigabytes; a header costs a millisecond. What each part's files hold."""
    found: dict[str, _File] = {}
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
        headers = {}
        for file in weights:
            try:
                headers[file] = read_header(file)
            except BadWeightsFile as error:
                raise type(error)(f"{folder.name}/{error.message}", hint=error.hint) from error
        used = [file for file in weights if ".fp16" not in file.name] or weights
        if folder.name in card.components and used:
            tensors = [info for file in used for info in headers[file].tensors.values()]
            found[folder.name] = _File(
                size=sum(file.stat().st_size for file in used),
                parameters=sum((info.end - info.start) * 8 // BITS[info.dtype] for info in tensors),
                dtypes=frozenset(info.dtype for info in tensors),
            )
    return found


def _from_folder(
    path: Path,
    card: ModelCard,
    dtype: torch.dtype,
    load_options: LoadOptions,
    quantized: frozenset[str],
    pipeline_class: str | None,
) -> Any:
    cls = pipeline_of(pipeline_class or card.class_name)
    options: dict[str, Any] = {}
    accepted = inspect.signature(cls.__init__).parameters
    if "safety_checker" in accepted:
        options["safety_checker"] = None
    if "requires_safety_checker" in accepted:  # or diffusers warns that the checker is off
        options["requires_safety_checker"] = False
    if load_options.device_map is not None:
        options["device_map"] = load_options.device_map
    if not load_options.low_cpu_memory:
        options["low_cpu_mem_usage"] = False
    if quantized:
        options["quantization_config"] = quantize.while_loading(load_options, card.parts, quantized, dtype)
    return call_loader(
        cls.from_pretrained,
        path,
        dtype=dtype,
        use_safetensors=True,
        local_files_only=True,
        variant=_variant(path, card, dtype),
        **options,
    )


def pipeline_of(name: str) -> Any:
    """A pipeline class of diffusers that draws. Raises ModelBroken."""
    cls = getattr(diffusers, name, None)
    if not (inspect.isclass(cls) and issubclass(cls, diffusers.DiffusionPipeline)):
        raise ModelBroken(
            f"its pipeline class {name!r} is not one that diffusers {diffusers.__version__} has.",
            hint="Newer models may need a newer Safelight; pipelines with code of their own are not run.",
        )
    if not {"prompt", "image"} & inspect.signature(cls.__call__).parameters.keys():
        raise ModelBroken(f"{name} draws neither from text nor from a picture.")
    return cls


def _variant(path: Path, card: ModelCard, dtype: torch.dtype) -> str | None:
    """The fp16 files, where the folder has no others, or has them for every part and they spare a cast."""
    parts = [sorted((path / part).glob("*.safetensors")) for part in card.components]
    parts = [files for files in parts if files]
    everywhere = all(any(".fp16" in file.name for file in files) for files in parts)
    plain = all(any(".fp16" not in file.name for file in files) for files in parts)
    return "fp16" if parts and everywhere and (not plain or dtype == torch.float16) else None
