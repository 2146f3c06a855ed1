"""Which files of a repository are wanted: the weights of one variant, as safetensors, and what describes them.

Pure: it sees names and sizes only.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import PurePosixPath
from typing import Any

from safelight.features.downloads.errors import FileChoice, NothingToDownload, PathUnsafe, VariantUnknown
from safelight.features.downloads.schemas import FileEntry
from safelight.kit.errors import SafelightError, shorten

FULL = "full"
CONVERT = (
    "Pickled weights can run code and are not loaded. Ask the owner for safetensors, or look for a conversion: "
    "huggingface.co/spaces/safetensors/convert makes one as a pull request, whose revision refs/pr/1 can be named."
)
MOST_FILES = 5000

_PICKLES = frozenset({".bin", ".ckpt", ".pt", ".pth", ".pkl", ".pickle"})
_TEXTS = frozenset({".json", ".txt", ".model", ".jinja"})
_VARIANTS = r"fp16|bf16|fp32|fp8(?:_\w+)?|int8|non_ema|ema"
_WEIGHT = re.compile(
    rf"(?P<stem>.+?)(?:[.](?P<before>{_VARIANTS}))?(?P<shard>-\d{{5}}-of-\d{{5}})?(?:[.](?P<after>{_VARIANTS}))?[.]safetensors"
)
_INDEX = re.compile(rf"(?P<stem>.+)[.]safetensors[.]index(?:[.](?P<variant>{_VARIANTS}))?[.]json")
_OTHER_INDEX = re.compile(r"[.](?:bin|msgpack|h5)[.]index(?:[.]\w+)?[.]json$|^(?:tf|flax)_model")
# What libraries call the one file that they load; the first found is it.
_STEMS = (
    "diffusion_pytorch_model", "model", "pytorch_lora_weights", "adapter_model", "pytorch_model", "learned_embeds",
)  # fmt: skip
_PREFERRED = ("fp16", "bf16")
_RESERVED = re.compile(r"(?i)^(?:con|prn|aux|nul|com\d|lpt\d)(?:[.].*)?$")


@dataclass
class Choice:
    """What was chosen, and why the rest was not."""

    wanted: list[FileEntry] = field(default_factory=list)
    variant: str | None = None
    variants: list[str] = field(default_factory=list)
    choices: list[str] = field(default_factory=list)
    left_out: dict[str, str] = field(default_factory=dict)
    refusal: SafelightError | None = None

    @property
    def single_file(self) -> bool:
        """Whether it is one checkpoint or LoRA that stands alone, not a folder."""
        return len(self.wanted) == 1 and self.wanted[0].path.endswith(".safetensors")


@dataclass(frozen=True)
class _Weight:
    entry: FileEntry
    stem: str
    variant: str | None


def choose(
    files: Sequence[FileEntry],
    *,
    index: dict[str, Any] | None,
    variant: str | None = None,
    include: Collection[str] = (),
    exclude: Collection[str] = (),
    configs_only: bool = False,
) -> Choice:
    """Choose among the files of a repository; `index` is its model_index.json, if it has one.

    What cannot be had is in the choice's `refusal`. Raises PathUnsafe for a wanted file that would lie elsewhere.
    """
    choice = Choice()
    kept = [file for file in files if not _matches(file.path, exclude)]
    choice.left_out |= {file.path: "excluded" for file in files if _matches(file.path, exclude)}
    if include:
        _take_named(choice, kept, include)
    else:
        _take_by_rule(choice, kept, index, variant, configs_only=configs_only)
    _refuse_unsafe(choice.wanted)
    if not choice.wanted and choice.refusal is None:
        choice.refusal = _nothing(kept)
    return choice


def safe_path(path: str) -> bool:
    """Whether a path of a listing stays below its folder, on any system."""
    parts = path.split("/")
    return bool(path) and len(path) <= 400 and all(
        0 < len(part) <= 200
        and part not in {".", ".."}
        and not re.search(r'[\x00-\x1f\x7f\\:*?"<>|]', part)
        and part[-1] not in ". "
        and not _RESERVED.match(part)
        for part in parts
    )  # fmt: skip


def _take_named(choice: Choice, files: Sequence[FileEntry], include: Collection[str]) -> None:
    for file in files:
        if not _matches(file.path, include):
            choice.left_out[file.path] = "not asked for"
        elif _suffix(file.path) in _PICKLES:
            choice.left_out[file.path] = "pickled weights can run code"
        else:
            choice.wanted.append(file)


def _take_by_rule(
    choice: Choice, files: Sequence[FileEntry], index: dict[str, Any] | None, variant: str | None, *, configs_only: bool
) -> None:
    folders = {""} if index is None else _components(index)
    groups: dict[str, list[FileEntry]] = {folder: [] for folder in sorted(folders)}
    for file in files:
        folder, _, name = file.path.rpartition("/")
        top = file.path.partition("/")[0] if "/" in file.path else ""
        if index is not None and not folder:
            _take_at_root(choice, file)
        elif (top if index is not None else folder) not in groups:
            choice.left_out[file.path] = "not a part of the pipeline" if index is not None else "in a folder of its own"
        elif _suffix(name) not in {".safetensors", *_TEXTS} or _OTHER_INDEX.search(name):
            choice.left_out[file.path] = _why_not(name)
        else:
            groups[top if index is not None else folder].append(file)
    weights = {folder: _weights(group) for folder, group in groups.items()}
    choice.variants = sorted({weight.variant or FULL for group in weights.values() for weight in group})
    try:
        choice.variant = _variant(choice.variants, variant)
    except VariantUnknown as error:
        choice.refusal = error
        return
    if index is not None and not configs_only:
        choice.refusal = _pickled_parts(files, weights)
    for folder, group in groups.items():
        taken = [] if configs_only else _take_weights(choice, folder, weights[folder])
        _take_texts(choice, group, taken, alone=index is None and not _is_folder_model(group))
    choice.wanted.sort(key=lambda file: file.path)


def _take_at_root(choice: Choice, file: FileEntry) -> None:
    name = file.path
    if name in {"model_index.json", "README.md"} or name.upper().startswith("LICENSE"):
        choice.wanted.append(file)
    elif name.endswith(".safetensors"):
        choice.left_out[name] = "the same weights as the folders hold"
    else:
        choice.left_out[name] = _why_not(name)


def _take_weights(choice: Choice, folder: str, weights: Sequence[_Weight]) -> list[_Weight]:
    stems = sorted({weight.stem for weight in weights})
    unambiguous = stems[:1] if len(stems) == 1 or folder else []
    stem = next((name for name in (*_STEMS, *unambiguous) if name in stems), None)
    if stem is None:
        if stems:
            choice.choices = [weight.entry.path for weight in weights]
            choice.refusal = FileChoice(
                f"The repository holds {len(stems)} models.",
                hint=f"Name one in include: {', '.join(choice.choices[:8])}",
            )
        choice.left_out |= {weight.entry.path: "one of several models" for weight in weights}
        return []
    own = [weight for weight in weights if weight.stem == stem]
    variants = {weight.variant for weight in own}
    taken = choice.variant if choice.variant in variants else None if None in variants else min(map(str, variants))
    chosen = [weight for weight in own if weight.variant == taken]
    for weight in weights:
        if weight not in chosen:
            choice.left_out[weight.entry.path] = "another variant" if weight.stem == stem else "another model"
    choice.wanted += [weight.entry for weight in chosen]
    return chosen


def _take_texts(choice: Choice, group: Sequence[FileEntry], taken: Sequence[_Weight], *, alone: bool) -> None:
    shards = {(weight.stem, weight.variant) for weight in taken}
    for file in group:
        name = PurePosixPath(file.path).name
        if name.endswith(".safetensors"):
            continue
        found = _INDEX.fullmatch(name)
        if found and (found["stem"], found["variant"]) not in shards:
            choice.left_out[file.path] = "belongs to other weights"
        elif alone:
            choice.left_out[file.path] = "not needed beside a single file"
        else:
            choice.wanted.append(file)


def _weights(group: Iterable[FileEntry]) -> list[_Weight]:
    found = []
    for file in group:
        parsed = _WEIGHT.fullmatch(PurePosixPath(file.path).name)
        if parsed:
            found.append(_Weight(file, parsed["stem"], parsed["before"] or parsed["after"]))
    return found


def _variant(available: Sequence[str], asked: str | None) -> str | None:
    if asked is None:
        return next((name for name in _PREFERRED if name in available), None)
    if asked == FULL:
        return None
    if asked in available:
        return asked
    raise VariantUnknown.of(
        "variant",
        asked,
        f"there are {', '.join(available) or 'no weights'}.",
        hint="Choose one of these, or leave it out.",
    )


def _pickled_parts(files: Sequence[FileEntry], weights: dict[str, list[_Weight]]) -> NothingToDownload | None:
    """A part that has weights in no other form than pickled would be missing from the pipeline."""
    pickled = {
        file.path.partition("/")[0] for file in files if "/" in file.path and _suffix(file.path) in _PICKLES
    }  # fmt: skip
    missing = sorted(folder for folder in pickled if folder in weights and not weights[folder])
    if not missing:
        return None
    return NothingToDownload(f"There are only pickled weights of {', '.join(missing)}.", hint=CONVERT)


def _nothing(files: Sequence[FileEntry]) -> NothingToDownload:
    pickles = [file.path for file in files if _suffix(file.path) in _PICKLES]
    if pickles:
        return NothingToDownload(f"There are only pickled weights: {', '.join(pickles[:5])}.", hint=CONVERT)
    some = ", ".join(file.path for file in files[:5]) or "no files"
    return NothingToDownload(
        f"There is nothing that can be used; it holds {some}.", hint="Diffusers folders and .safetensors files can be."
    )


def _refuse_unsafe(files: Sequence[FileEntry]) -> None:
    seen: set[str] = set()
    for file in files:
        if not safe_path(file.path) or file.path.lower() in seen:
            raise PathUnsafe(
                f"The hub lists a file under a path that cannot be used: {shorten(repr(file.path))}.",
                hint="Leave it out with exclude, if it is not needed.",
            )
        seen.add(file.path.lower())
    parents = {str(parent).lower() for file in files for parent in PurePosixPath(file.path).parents}
    if clash := next((file.path for file in files if file.path.lower() in parents), None):
        raise PathUnsafe(f"The hub lists {shorten(repr(clash))} both as a file and as a folder.")


def _is_folder_model(group: Iterable[FileEntry]) -> bool:
    return any(file.path in {"config.json", "adapter_config.json"} for file in group)


def _components(index: dict[str, Any]) -> set[str]:
    """The parts of a pipeline, by model_index.json: `"unet": ["diffusers", "UNet2DConditionModel"]`."""
    return {
        name
        for name, value in index.items()
        if not name.startswith("_") and isinstance(value, list) and len(value) == 2 and value[0]
    }


def _why_not(name: str) -> str:
    suffix = _suffix(name)
    if suffix in _PICKLES:
        return "pickled weights can run code"
    if suffix == ".py":
        return "code is never downloaded"
    return "not needed to load it"


def _matches(path: str, patterns: Iterable[str]) -> bool:
    return any(fnmatch(path, pattern) for pattern in patterns)


def _suffix(path: str) -> str:
    return PurePosixPath(path).suffix.lower()
