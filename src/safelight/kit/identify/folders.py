"""A folder of diffusers, transformers or timm by its configs; the headers of its weights only add size and type."""

import json
import re
from pathlib import Path
from typing import Any

from safelight.kit.errors import InvalidInput
from safelight.kit.identify import classes
from safelight.kit.identify.files import PICKLES, SUFFIX
from safelight.kit.identify.identity import Identity, UnknownModel, Weights, weights_of
from safelight.kit.safetensors_header import CONVERT, BadWeightsFile, PickledWeights, read_header

INDEX, CONFIG = "model_index.json", "config.json"
_CONFIG_BYTES = 4 << 20
_VARIANT = re.compile(r"\.(fp16|bf16|fp32|non_ema|ema)(?=[.-])")
_DENOISERS = ("transformer", "unet", "prior", "decoder")


def is_model_folder(path: Path) -> bool:
    """Whether a folder is one model, rather than a place where models lie."""
    return (path / INDEX).is_file() or (path / CONFIG).is_file()


def identify_folder(folder: Path) -> Identity:
    """See `identify`."""
    if (folder / INDEX).is_file():
        return _pipeline(folder, _json(folder / INDEX))
    if (folder / CONFIG).is_file():
        return _part(folder, _json(folder / CONFIG))
    found = sorted(file for file in folder.glob("*") if file.suffix in {SUFFIX, *PICKLES})
    if found:
        raise UnknownModel(
            f"{folder.name} is a folder of single files, such as {found[0].name}.", hint="Name the file itself."
        )
    raise UnknownModel(
        f"{folder.name} is no model folder: it has no {INDEX} and no {CONFIG}.",
        hint="Point at the folder that holds one of these, or at a .safetensors file.",
    )


def _pipeline(folder: Path, index: dict[str, Any]) -> Identity:
    name = str(index.get("_class_name"))
    known = classes.pipeline(name)
    # What is no plain name would lead out of the folder.
    named = {part: value for part, value in index.items() if part.isidentifier() and len(part) < 100}
    parts = [part for part, value in named.items() if isinstance(value, list) and len(value) == 2 and value[0]]
    denoiser = next((part for part in _DENOISERS if (folder / part / CONFIG).is_file()), None)
    config = _json(folder / denoiser / CONFIG) if denoiser else {}
    scheduler = folder / "scheduler" / "scheduler_config.json"
    schedule = _json(scheduler) if scheduler.is_file() else {}
    version, variant, distilled = classes.of_denoiser(known.family, config)
    weights = Weights()
    main = Weights()
    for part in parts:
        found = _weights(folder / part, optional=part in classes.OPTIONAL)
        weights += found
        main = found if part == denoiser else main
    return Identity(
        kind=known.kind,
        format="diffusers",
        family=known.family,
        version=known.version or version,
        pipeline=name,
        variant=known.variant or variant,
        prediction_type=schedule.get("prediction_type") or classes.flow(schedule),
        distilled=distilled,
        dtype=main.dtype or weights.dtype,
        parameters=weights.parameters,
        size_bytes=weights.size_bytes,
    )


def _part(folder: Path, config: dict[str, Any]) -> Identity:
    """One network: a component of diffusers, or a model of transformers or timm."""
    known = classes.network(config)
    if known is None:
        said = config.get("_class_name") or (config.get("architectures") or ["nothing"])[0]
        raise UnknownModel(
            f"{folder.name}: its {CONFIG} names {said}, which has no use here.",
            hint="Captioners, classifiers, VAEs, ControlNets and whole pipelines can be used.",
        )
    weights = _weights(folder, optional=False)
    family, version = classes.base_of_part(known.pipeline or "", config)
    return Identity(
        kind=known.kind,
        format=known.format,
        family=family,
        version=version,
        pipeline=known.pipeline,
        dtype=weights.dtype,
        parameters=weights.parameters,
        size_bytes=weights.size_bytes,
    )


def _weights(folder: Path, *, optional: bool) -> Weights:
    """The weights of one part: a variant (fp16) beside the plain files is a copy, not more.

    Raises PickledWeights when it has no others, BadWeightsFile when a file is broken.
    """
    if not folder.is_dir():
        return Weights()
    files = sorted(folder.glob(f"*{SUFFIX}"))
    pickled = next((file for file in sorted(folder.iterdir()) if file.suffix in PICKLES), None)
    if not files and pickled and not optional and pickled.stem not in {"training_args", "optimizer"}:
        raise PickledWeights(
            f"{folder.name}/{pickled.name} holds pickled weights; they are not loaded because they can run code.",
            hint=CONVERT,
        )
    plain = [file for file in files if not _VARIANT.search(file.name)]
    total = Weights()
    for file in plain or files:
        try:
            total += weights_of(read_header(file))
        except BadWeightsFile as error:
            raise type(error)(f"{folder.name}/{error.message}", hint=error.hint) from error
    return total


def _json(path: Path) -> dict[str, Any]:
    where = f"{path.parent.name}/{path.name}"
    if path.stat().st_size > _CONFIG_BYTES:
        raise InvalidInput(f"{where} is too large to be a config.")
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as error:
        raise InvalidInput(f"{where} is not valid JSON: {error}.") from error
    if not isinstance(content, dict):
        raise InvalidInput(f"{where} is not a JSON object.")
    return content
