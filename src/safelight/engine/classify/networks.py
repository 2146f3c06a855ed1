"""Any network of transformers that sorts pictures into classes, ready to learn the classes of a dataset.

Only safetensors are read, and no code that comes with a model runs.
"""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from torch import nn

from safelight.engine.classify import flavours
from safelight.engine.classify.errors import UnusableModel
from safelight.engine.classify.sizes import interpolated, set_size
from safelight.kit.logs import get_logger
from safelight.specs.classify import BUILT_IN_FLAVOURS, Channels, TrainConfig

log = get_logger(__name__)

HEAD_STD = 0.02
"""Of a new head's weights, as transformers draws them."""
_KNOWN = ", ".join(BUILT_IN_FLAVOURS)
_HINT = f"Use one of {_KNOWN}, a model of transformers or timm by its hub id, or a folder with one."
_PICKLES = (".bin", ".pt", ".pth", ".ckpt", ".pkl")


@dataclass(frozen=True)
class Classifier:
    """A network and what it expects to see."""

    model: Any
    """A PreTrainedModel: called with (B, len(mean), size, size), it answers with `.logits` (B, len(labels))."""
    labels: tuple[str, ...]
    size: int
    channels: Channels
    mean: tuple[float, ...]
    std: tuple[float, ...]

    @property
    def head(self) -> tuple[str, ...]:
        """Names of the weights that know the classes."""
        return tuple(head_of(self.model.config))

    def save(self, folder: Path) -> None:
        """A transformers folder: config, safetensors, and how a picture is prepared. Not whole if killed."""
        from transformers import CLIPImageProcessor  # noqa: PLC0415  imports torchvision

        with quiet():
            self.model.save_pretrained(folder)
            # By its shorter side and from its middle: as the feed shows pictures while the model is judged.
            CLIPImageProcessor(
                size={"shortest_edge": self.size},
                crop_size={"height": self.size, "width": self.size},
                image_mean=list(self.mean),
                image_std=list(self.std),
                do_convert_rgb=len(self.mean) == 3,
            ).save_pretrained(folder)


def open_classifier(config: TrainConfig, labels: Sequence[str]) -> Classifier:
    """The network of a config with a head for these classes, on the CPU, in fp32.

    New weights come from torch's generator. Raises UnusableModel.
    """
    flavour, wanted = config.model_flavour, config.image_size
    if flavour in BUILT_IN_FLAVOURS:
        if config.load_pretrained:
            raise UnusableModel.at(
                flavour,
                f"'{flavour}' is built in and has no trained weights",
                code="nothing_pretrained",
                hint="Switch load_pretrained off, or name a model of a hub or a folder.",
            )
        return _built_in(flavour, wanted or flavours.SIZES[flavour], config.channels, labels)
    with quiet(), _explained(flavour):
        source, own = _config_of(flavour, pretrained=config.load_pretrained)
        mean, std = _normalisation(source, own)
        native = _native_size(source, own)
        size = wanted or native
        if config.load_pretrained:
            model = _resized(_trained(flavour, source, own, labels), own, native, size, flavour)
        else:
            _name_labels(own, labels)
            set_size(own, size)
            model = _from_config(own)
    model.config.channels = config.channels
    if hasattr(model.config, "pretrained_cfg"):  # how timm's own processor would prepare pictures
        model.config.pretrained_cfg |= {
            "input_size": [3, size, size], "mean": list(mean), "std": list(std), "crop_pct": 1.0,
        }  # fmt: skip
    return _tried(Classifier(model, tuple(labels), size, config.channels, mean, std), flavour)


def read_classifier(folder: Path) -> Classifier:
    """A model that `Classifier.save` wrote. Raises UnusableModel."""
    with quiet(), _explained(str(folder)):
        from transformers import AutoModelForImageClassification  # noqa: PLC0415  it takes seconds to load

        model = AutoModelForImageClassification.from_pretrained(folder, **_SAFELY, local_files_only=True)
        # Not through AutoImageProcessor, which gives timm's networks a processor of their own.
        seen = json.loads((folder / "preprocessor_config.json").read_text())
        named = model.config.id2label
        return Classifier(
            model.eval(),
            tuple(named[index] for index in range(len(named))),
            int(seen["crop_size"]["height"]),
            getattr(model.config, "channels", "rgb"),
            tuple(seen["image_mean"]),
            tuple(seen["image_std"]),
        )


def head_of(config: Any) -> dict[str, int]:
    """Weights that have a row for each class: their names, and the dimension that counts classes.

    Found by comparing the network with one of a class more, so that no kind of network has to be known.
    """
    count, shapes = len(config.id2label), []
    for labels in (count, count + 1):
        other = type(config).from_dict(config.to_dict())
        _name_labels(other, [str(number) for number in range(labels)])
        with torch.device("meta"):
            shapes.append({name: tuple(weight.shape) for name, weight in _from_config(other).named_parameters()})
    return {
        name: next(dim for dim, length in enumerate(shape) if length != shapes[1][name][dim])
        for name, shape in shapes[0].items()
        if shape != shapes[1][name]
    }


def freeze_backbone(classifier: Classifier) -> None:
    """Only the head learns."""
    head = set(classifier.head)
    for name, weight in classifier.model.named_parameters():
        weight.requires_grad_(name in head)


def learn(model: nn.Module) -> None:
    """Training mode; but what normalises and does not learn keeps its statistics."""
    model.train()
    for part in model.modules():
        if isinstance(part, nn.modules.batchnorm._BatchNorm) and not any(w.requires_grad for w in part.parameters()):  # noqa: SLF001  the base of all
            part.eval()


_SAFELY: dict[str, Any] = {"use_safetensors": True, "trust_remote_code": False, "dtype": torch.float32}


def _built_in(flavour: str, size: int, channels: Channels, labels: Sequence[str]) -> Classifier:
    planes = 3 if channels == "rgb" else 1
    config = flavours.config_of(flavour, size=size, channels=planes, labels=_label_maps(labels))
    config.channels = channels
    half = (0.5,) * planes
    return _tried(Classifier(_from_config(config), tuple(labels), size, channels, half, half), flavour)


def _config_of(flavour: str, *, pretrained: bool) -> tuple[str, Any]:
    """Where the model is (folder or hub id), and its own config."""
    from transformers import AutoConfig, TimmWrapperConfig  # noqa: PLC0415  it takes seconds to load
    from transformers.models.auto.modeling_auto import (  # noqa: PLC0415  it takes seconds to load
        MODEL_FOR_IMAGE_CLASSIFICATION_MAPPING_NAMES as SORTERS,
    )

    folder = Path(flavour).expanduser()
    if not folder.is_dir() and (timms := _timm_config(flavour.removeprefix("timm/"))):
        architecture, timm_cfg = timms
        if not pretrained:
            made: Any = TimmWrapperConfig  # whose pretrained_cfg its signature does not name
            return flavour, made(architecture=architecture, pretrained_cfg=timm_cfg)
        flavour = str(timm_cfg.get("hf_hub_id") or flavour)
    if folder.is_dir():
        _check_files(folder, flavour, pretrained=pretrained)
        flavour = str(folder)
    elif flavour.count("/") != 1 or flavour.startswith(("/", ".", "~")):
        raise UnusableModel.at(flavour, f"there is no model '{flavour}'", code="no_such_model", hint=_HINT)
    config = AutoConfig.from_pretrained(flavour, trust_remote_code=False)
    if config.model_type not in SORTERS:
        raise UnusableModel.at(
            flavour, f"it is a {config.model_type} model, which sorts no pictures", code="no_classifier", hint=_HINT
        )
    return flavour, config


def _timm_config(name: str) -> tuple[str, dict[str, Any]] | None:
    """Architecture and pretrained config of a name that timm knows, with or without the tag of its weights."""
    import timm  # noqa: PLC0415  it takes seconds to load

    architecture = name.partition(".")[0]
    if "/" in name or not timm.is_model(architecture):
        return None
    found = timm.get_pretrained_cfg(name, allow_unregistered=True)
    return architecture, dict(found.to_dict()) if found else {}


def _check_files(folder: Path, flavour: str, *, pretrained: bool) -> None:
    if not (folder / "config.json").is_file():
        raise UnusableModel.at(
            flavour, "the folder has no config.json of a transformers model", code="no_classifier", hint=_HINT
        )
    files = [file.name for file in folder.iterdir()]
    if pretrained and not any(name.endswith(".safetensors") for name in files):
        pickles = sorted(name for name in files if name.endswith(_PICKLES))
        raise UnusableModel.at(
            flavour,
            f"its weights are pickled ({pickles[0]}), which can hide a program" if pickles else "it has no weights",
            code="pickled_weights" if pickles else "no_weights",
            hint="Save the model as safetensors, or switch load_pretrained off.",
        )


def _trained(flavour: str, source: str, own: Any, labels: Sequence[str]) -> Any:
    """The model with its trained weights, the head for our labels: kept and sorted, or new."""
    from transformers import AutoModelForImageClassification  # noqa: PLC0415  it takes seconds to load

    theirs = [own.id2label[index] for index in sorted(own.id2label)]
    is_kept = sorted(theirs) == sorted(labels) and len(set(theirs)) == len(theirs)
    config = type(own).from_dict(own.to_dict())
    if not is_kept:
        _name_labels(config, labels)
    model, told = AutoModelForImageClassification.from_pretrained(
        source, config=config, ignore_mismatched_sizes=True, output_loading_info=True, **_SAFELY
    )
    weights, head = dict(model.named_parameters()), head_of(config)
    strange = set(told["missing_keys"]) - set(head)
    if len(strange) > len(weights) // 2:
        raise UnusableModel.at(
            flavour, "its weights are not those of the network that its config.json names",
            code="weights_of_another", hint=_HINT,
        )  # fmt: skip
    is_kept = is_kept and not (set(told["missing_keys"]) & set(head)) and not told["mismatched_keys"]
    order = torch.tensor([theirs.index(label) for label in labels]) if is_kept else None
    with torch.no_grad():
        for name, dim in head.items():
            if order is not None:
                weights[name].copy_(weights[name].index_select(dim, order))
            elif weights[name].dim() > 1:
                nn.init.normal_(weights[name], std=HEAD_STD)
            else:
                nn.init.zeros_(weights[name])
    log.info("head_of_model", kept=is_kept, weights=sorted(head))
    _name_labels(model.config, labels)
    return model


def _resized(model: Any, own: Any, native: int, size: int, flavour: str) -> Any:
    """The same weights in a network for pictures of another size: position embeddings are interpolated."""
    if size == native:
        return model
    config = type(own).from_dict(model.config.to_dict())
    set_size(config, size)
    with torch.device("meta"):
        shapes = {name: weight.shape for name, weight in _from_config(config).named_parameters()}
    trained = model.state_dict()
    odd = [name for name, shape in shapes.items() if name in trained and trained[name].shape != shape]
    if not odd:
        set_size(model.config, size)
        return model
    for name in odd:
        resized = interpolated(trained[name], shapes[name])
        if resized is None:
            raise UnusableModel.at(
                size,
                f"{flavour} was trained for {native} pixels, and its {name} fits no other size",
                code="wrong_image_size", hint=f"Use image_size {native}, or leave it out.", field="image_size",
            )  # fmt: skip
        trained[name] = resized
    other = _from_config(config)
    other.load_state_dict(trained)
    return other


def _tried(classifier: Classifier, flavour: str) -> Classifier:
    """Shown one grey picture, so that a size it cannot see is told now and not after reading all files."""
    model, size = classifier.model.eval(), classifier.size
    try:
        with torch.no_grad():
            shape = tuple(model(torch.zeros(1, len(classifier.mean), size, size)).logits.shape)
    except (RuntimeError, ValueError, AssertionError, IndexError) as error:
        raise UnusableModel.at(
            size,
            f"{flavour} cannot see pictures of {size} x {size}: {str(error).splitlines()[0]}",
            code="wrong_image_size", hint="Leave image_size out for the size that it expects.", field="image_size",
        ) from error  # fmt: skip
    if shape != (1, len(classifier.labels)):
        raise UnusableModel.at(
            flavour, f"it answers {shape} numbers for a picture, not one for each of {len(classifier.labels)} classes",
            code="no_classifier", hint=_HINT,
        )  # fmt: skip
    return classifier


def _from_config(config: Any) -> Any:
    from transformers import AutoModelForImageClassification  # noqa: PLC0415  it takes seconds to load

    return AutoModelForImageClassification.from_config(config, dtype=torch.float32, trust_remote_code=False)


def _label_maps(labels: Sequence[str]) -> dict[str, Any]:
    return {
        "num_labels": len(labels),
        "id2label": dict(enumerate(labels)),
        "label2id": {label: index for index, label in enumerate(labels)},
    }


def _name_labels(config: Any, labels: Sequence[str]) -> None:
    maps = _label_maps(labels)
    config.id2label, config.label2id = maps["id2label"], maps["label2id"]


def _native_size(source: str, config: Any) -> int:
    if timms := getattr(config, "pretrained_cfg", None):
        return int(timms.get("input_size", (3, 224, 224))[-1])
    said = getattr(config, "image_size", None)
    if said is None and (seen := _processor(source)) is not None:
        for told in (getattr(seen, "crop_size", None), getattr(seen, "size", None)):
            if told:
                said = said or told.get("height") or told.get("shortest_edge")
    return int(said[0] if isinstance(said, list | tuple) else said or 224)


def _normalisation(source: str, config: Any) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Mean and deviation of three channels that the model was trained with; 0.5 where nobody says."""
    timms = getattr(config, "pretrained_cfg", None) or {}
    seen = None if timms else _processor(source)
    mean = timms.get("mean") or getattr(seen, "image_mean", None) or (0.5,) * 3
    std = timms.get("std") or getattr(seen, "image_std", None) or (0.5,) * 3
    planes = int(getattr(config, "num_channels", 3) or 3)
    if len(mean) != planes:
        mean, std = (mean[0],) * planes, (std[0],) * planes
    return tuple(float(value) for value in mean), tuple(float(value) for value in std)


def _processor(source: str) -> Any:
    from transformers import AutoImageProcessor  # noqa: PLC0415  imports torchvision

    try:
        return AutoImageProcessor.from_pretrained(source, trust_remote_code=False)
    except (OSError, ValueError, KeyError, ImportError) as error:  # many models come without one
        log.info("model_without_image_processor", model=source, reason=str(error).splitlines()[0])
        return None


@contextmanager
def _explained(flavour: str) -> Iterator[None]:
    """What transformers and timm say of a model they cannot open, as one error."""
    try:
        yield
    except UnusableModel:
        raise
    except (
        OSError, ValueError, KeyError, TypeError, AttributeError, ImportError, RuntimeError, SafetensorError,
    ) as error:  # fmt: skip
        said = (str(error).strip().splitlines() or [type(error).__name__])[0]
        is_pickled = isinstance(error, OSError) and "safetensors" in said
        raise UnusableModel.at(
            flavour,
            "its weights are pickled, which can hide a program" if is_pickled else f"it cannot be opened: {said}",
            code="pickled_weights" if is_pickled else "model_unusable",
            hint="Use a model that is saved as safetensors." if is_pickled else _HINT,
        ) from error


@contextmanager
def quiet() -> Iterator[None]:
    """Without transformers' tables and bars on the terminal: what matters is logged or raised."""
    from transformers.utils import logging  # noqa: PLC0415  it takes seconds to load

    verbosity, bars = logging.get_verbosity(), logging.is_progress_bar_enabled()
    logging.set_verbosity_error()
    logging.disable_progress_bar()
    try:
        yield
    finally:
        logging.set_verbosity(verbosity)
        if bars:
            logging.enable_progress_bar()
