"""What can be found in a training set: the kinds, how much each matters, and one finding."""

from dataclasses import dataclass
from typing import Literal

FindingKind = Literal[
    "unreadable", "duplicate", "near_duplicate", "too_small", "blurred", "overexposed", "underexposed",
    "nearly_uniform", "odd_aspect", "face_cut_off",
    "caption_empty", "caption_not_text", "caption_too_long", "caption_without_trigger", "caption_other_class",
    "captions_all_same", "too_few", "too_alike", "unbalanced",
]  # fmt: skip
Severity = Literal["problem", "warning", "note"]
Box = tuple[int, int, int, int]  # left, top, right, bottom in pixels

SEVERITY: dict[FindingKind, Severity] = {
    "unreadable": "problem",
    "duplicate": "warning",
    "near_duplicate": "warning",
    "too_small": "warning",
    "blurred": "warning",
    "overexposed": "warning",
    "underexposed": "warning",
    "nearly_uniform": "problem",
    "odd_aspect": "note",
    "face_cut_off": "warning",
    "caption_empty": "note",
    "caption_not_text": "problem",
    "caption_too_long": "warning",
    "caption_without_trigger": "note",
    "caption_other_class": "warning",
    "captions_all_same": "note",
    "too_few": "warning",
    "too_alike": "warning",
    "unbalanced": "warning",
}
"""problem: it teaches something wrong; warning: it likely hurts; note: worth knowing."""


@dataclass(frozen=True)
class Finding:
    """One thing to look at, of a picture by its key, or of the whole set (None).

    `other` is the earlier picture that this one repeats; `value` is what was measured, as the message says it;
    `box` a better crop, `caption` a better caption, where there is one.
    """

    kind: FindingKind
    key: str | None
    message: str
    other: str | None = None
    value: float | None = None
    box: Box | None = None
    caption: str | None = None

    @property
    def severity(self) -> Severity:
        """How much it matters."""
        return SEVERITY[self.kind]
