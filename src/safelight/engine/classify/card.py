"""The model card of a trained classifier: README.md, as Hugging Face reads it, written from the run's result."""

import json
from pathlib import Path

from safelight.kit.files import whole_file
from safelight.specs.classify import BUILT_IN_FLAVOURS, Evaluation, Metrics, RunResult, Split

CARD = "README.md"
CLASSES = 100
"""Rows of the table by class; a model of thousands has its predictions for that."""
_MARKS = "\\`*_{}[]<>#|~"
_PARTS: dict[Split, str] = {"val": "Validation", "test": "Test"}
_METRICS: dict[str, str] = {
    "accuracy": "Accuracy", "top_k": "Top-k accuracy", "macro_precision": "Precision, macro",
    "macro_recall": "Recall, macro", "macro_f1": "F1, macro", "auroc": "AUROC, macro", "ece": "Calibration error (ECE)",
    "loss": "Loss", "count": "Pictures",
}  # fmt: skip


def write_card(folder: Path, result: RunResult) -> Path:
    """Put the card beside a model, whole or not at all."""
    path = folder / CARD
    with whole_file(path) as file:
        file.write(card_of(result).encode())
    return path


def card_of(result: RunResult) -> str:
    """The card: YAML for programs, then what a person wants to know before using the model."""
    return "\n".join([*_front(result), "", *_about(result), *_judged(result), *_by_class(result), *_made(result), ""])


def _front(result: RunResult) -> list[str]:
    config = result.config
    shown = result.evaluations.get("test") or result.evaluations["val"]
    base = [] if not config.load_pretrained or Path(config.model_flavour).exists() else [config.model_flavour]
    metric = {"type": "accuracy", "value": round(shown.metrics.accuracy, 6)}
    index = {
        "name": "classifier",
        "results": [
            {
                "task": {"type": "image-classification"},
                "dataset": {"name": _data(result), "type": "imagefolder", "split": shown.metrics.split},
                "metrics": [metric, {"type": "f1", "name": "F1, macro", "value": round(shown.metrics.macro_f1, 6)}],
            }
        ],
    }
    lines = ["---", "library_name: transformers", "pipeline_tag: image-classification", "tags: [safelight]"]
    # JSON is YAML, and needs no rules about quotes.
    lines += [f"base_model: {json.dumps(base[0])}"] if base else []
    return [*lines, f"model-index: {json.dumps([index], ensure_ascii=False)}", "---"]


def _about(result: RunResult) -> list[str]:
    config = result.config
    labels = ", ".join(plain(label) for label in result.labels[:CLASSES])
    more = f" and {len(result.labels) - CLASSES} more" if len(result.labels) > CLASSES else ""
    counts = ", ".join(f"{split} {count}" for split, count in result.counts.items())
    start = "trained weights" if config.load_pretrained else "random weights"
    what = f" ({BUILT_IN_FLAVOURS[config.model_flavour]})" if config.model_flavour in BUILT_IN_FLAVOURS else ""
    head = ", the head alone trained" if config.freeze_backbone else ""
    left_out = f"; {len(result.skipped)} files could not be read and were left out" if result.skipped else ""
    return [
        "# Image classifier",
        "",
        f"It tells {len(result.labels)} classes apart: {labels}{more}.",
        "",
        f"- **Network**: {plain(_network(result))}{what}, {result.parameters:,} weights, from {start}{head}",
        f"- **Data**: {plain(_data(result))}, pictures: {counts}{left_out}; fingerprint `{result.fingerprint}`",
        f"- **Pictures**: {'one grey channel' if config.channels == 'grey' else 'RGB'}, the middle square of each",
        "",
        "## Use",
        "",
        "```python",
        "from transformers import pipeline",
        "",
        'classify = pipeline("image-classification", model="path/to/this/folder")',
        *(
            ['classify(Image.open("picture.jpg").convert("L"))  # from PIL import Image']
            if config.channels == "grey"
            else ['classify("picture.jpg")']
        ),
        "```",
        "",
        "Or `safelight classifiers predict path/to/this/folder picture.jpg --here`: pictures as they were judged here.",
        "",
    ]


def _judged(result: RunResult) -> list[str]:
    parts = [
        (title, result.evaluations[split].metrics) for split, title in _PARTS.items() if split in result.evaluations
    ]
    rows = [
        f"| {title} | " + " | ".join(_figure(metrics, name) for _, metrics in parts) + " |"
        for name, title in _METRICS.items()
    ]
    ended = f" It ended early: {plain(result.stopped)}." if result.stopped else ""
    chosen = f"after epoch {result.best_epoch} of {len(result.epochs)}, chosen by {result.config.monitor_metric} on val"
    return [
        "## Results",
        "",
        f"Of the best weights, {chosen}.{ended}",
        "",
        "| | " + " | ".join(title for title, _ in parts) + " |",
        "|---|" + "---:|" * len(parts),
        *rows,
        "",
        *(
            []
            if "test" in result.evaluations
            else ["There was no test part: the figures are of the pictures by which the best weights were chosen.", ""]
        ),
    ]


def _by_class(result: RunResult) -> list[str]:
    shown: Evaluation = result.evaluations.get("test") or result.evaluations["val"]
    rows = [
        f"| {plain(each.label)} | {each.support} | "
        + " | ".join("–" if value is None else f"{value:.4f}" for value in (each.precision, each.recall, each.f1))
        + " |"
        for each in shown.per_class[:CLASSES]
    ]
    return [
        f"## By class, on {shown.metrics.split}",
        "",
        "| Class | Pictures | Precision | Recall | F1 |",
        "|---|---:|---:|---:|---:|",
        *rows,
        "",
    ]


def _made(result: RunResult) -> list[str]:
    where = result.environment
    private = {"root", "ckpt_dir", "tb_root", "cache_dir"}
    changed = result.config.model_dump(mode="json", exclude_defaults=True, exclude=private)
    if "model_flavour" in changed:
        changed["model_flavour"] = _network(result)
    code = f" ({where.code[:12]})" if where.code else ""
    made = f"{plain(where.device_name)}, in {result.seconds:.0f} s, seed {where.seed}"
    made += ", deterministic" if where.deterministic else ""
    packages = ", ".join(f"{name} {version}" for name, version in sorted(where.packages.items()))
    return [
        "## How it was made",
        "",
        f"With Safelight {where.safelight}{code} on {made}; Python {where.python}, {plain(packages)}.",
        "",
        "Settings that differ from the defaults:",
        "",
        "```json",
        json.dumps(changed, indent=2, ensure_ascii=False),
        "```",
    ]


def plain(text: str) -> str:
    """A name of a person's choice as Markdown shows it, in one line."""
    return "".join(f"\\{letter}" if letter in _MARKS else letter for letter in " ".join(text.split()))


def _data(result: RunResult) -> str:
    return Path(result.config.root or "").name or "a dataset"


def _network(result: RunResult) -> str:
    """Its name; of a folder the last part, for the rest is nobody else's business."""
    flavour = result.config.model_flavour
    return Path(flavour).name if Path(flavour).expanduser().exists() else flavour


def _figure(metrics: Metrics, name: str) -> str:
    value = getattr(metrics, name)
    if value is None:
        return "–"
    return str(value) if name == "count" else f"{value:.4f}"
