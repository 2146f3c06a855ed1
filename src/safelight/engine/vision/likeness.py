"""How much the pictures of a training step are like the references, and what the base has forgotten for it.

Knows pictures only as rows of features that an `Embedder` gives. Every part is set against two marks of this very
training: what the base drew before it learnt (0), and what the references are to each other (1). A plain cosine has no
such scale: its range differs from model to model, and the background counts as much as the subject.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import torch
from PIL import Image
from torch import Tensor
from torch.nn import functional as F

from safelight.specs.characters import LikenessScores

WEIGHTS = {"likeness": 0.5, "kept": 0.3, "prompt_fit": 0.1, "diversity": 0.1}
"""Of the geometric mean: nothing makes up for a part that is lost. A character is trained to be recognised: half. What
the base forgets cannot be mended by a prompt: a third; words not heard and pictures too alike can, in part."""
FORGOTTEN = 0.5
"""Drift at which nothing is kept: half-way to another picture it is one. On the starter 1 - drift / 0.5 is the share
of unrelated prompts that are still drawn right (decision 30)."""
VARIED = 0.5
"""Diversity that is enough: four samples may well show one pose, and lose nothing for it."""
LEAST = 0.02  # a part of 0 would hide all the others
SHRINKAGE = 0.3
"""How far the spread within the marks is drawn towards the same in all directions: there are more features than
pictures."""


class Embedder(Protocol):
    """Sees how alike pictures are."""

    name: str

    def pictures(self, images: Sequence[Image.Image]) -> Tensor:
        """(n, width) fp32, on the CPU."""
        ...

    def words(self, prompts: Sequence[str]) -> Tensor | None:
        """(n, width) in the space of the pictures; None where it cannot read."""
        ...


@dataclass(frozen=True)
class Marks:
    """What the scores of one training are measured by: its references, and what the base drew at step 0."""

    references: Sequence[Image.Image]
    subject: Sequence[Image.Image]
    """Of the sample prompts, before anything was learnt."""
    probes: Sequence[Image.Image]
    """Of other things."""


class Scorer:
    """Scores the rows of one training. Features of the marks are computed once."""

    def __init__(
        self, embedder: Embedder, marks: Marks, *, prompts: Sequence[str] = (), reader: Embedder | None = None
    ) -> None:
        """`reader` compares the subject's pictures with `prompts`, their words without the trigger."""
        self._embedder, self._reader = embedder, reader
        raw = embedder.pictures([*marks.references, *marks.subject, *marks.probes])
        spread = raw.std(0)
        # Some features hardly vary among so few pictures: they are kept from being blown up.
        self._middle, self._scale = raw.mean(0), (spread + 0.1 * spread.mean()).clamp_min(1e-6)
        few, rest = len(marks.references), len(marks.references) + len(marks.subject)
        known = (raw - self._middle) / self._scale
        self._references, self._probes = F.normalize(known[:few], dim=1), F.normalize(known[rest:], dim=1)
        self._scale_of_likeness = _likeness_scale(known[:few], known[few:])
        self._words = reader.words(prompts) if reader and prompts else None
        self._fit_before = self._fits(marks.subject)

    def score(self, subject: Sequence[Image.Image], probes: Sequence[Image.Image]) -> LikenessScores:
        """Scores of a row: its pictures in the order of the marks'."""
        seen, kept = self._known(subject), self._known(probes)
        drift, diversity = self._drift(kept), self._diversity(seen)
        parts = {
            "likeness": self._likeness(seen),
            "prompt_fit": self._prompt_fit(subject),
            "drift": drift,
            "diversity": diversity,
        }
        counted = {
            "kept": None if drift is None else _part(1 - drift / FORGOTTEN),
            "diversity": None if diversity is None else _part(diversity / VARIED),
        }
        whole = weighed(parts | counted)
        rounded = {name: None if value is None else round(value, 4) for name, value in parts.items()}
        names = [each.name for each in (self._embedder, self._reader) if each is not None]
        return LikenessScores(
            score=None if whole is None else round(whole, 4), embedder=", ".join(dict.fromkeys(names)), **rounded
        )

    def _known(self, images: Sequence[Image.Image]) -> Tensor:
        if not images:
            return torch.zeros(0, len(self._middle))
        return (self._embedder.pictures(images) - self._middle) / self._scale

    def _likeness(self, seen: Tensor) -> float | None:
        if self._scale_of_likeness is None or not len(seen):
            return None
        direction, low, high = self._scale_of_likeness
        # Each by itself: one that overshoots makes up for no other.
        return float(((seen @ direction - low) / (high - low)).clamp(0, 1).mean())

    def _drift(self, kept: Tensor) -> float | None:
        """Mean distance of each probe from itself at step 0, in distances between different ones there."""
        if len(kept) != len(self._probes) or len(kept) < 2 or (apart := _apart(self._probes)) <= 0:
            return None
        return _part(float(1 - (F.normalize(kept, dim=1) * self._probes).sum(1).mean()) / apart)

    def _diversity(self, seen: Tensor) -> float | None:
        """Mean distance between the pictures, in that between references; less where they repeat one reference."""
        if len(seen) < 2 or len(self._references) < 3 or (apart := _apart(self._references)) <= 0:
            return None
        units = F.normalize(seen, dim=1)
        among = self._references @ self._references.T - 2 * torch.eye(len(self._references))
        nearest = float(among.max(1).values.quantile(0.9))
        copied = ((units @ self._references.T).max(1).values - nearest).clamp_min(0) / max(1e-6, 1 - nearest)
        return _part(_apart(units) / apart) * (1 - _part(float(copied.mean())))

    def _prompt_fit(self, subject: Sequence[Image.Image]) -> float | None:
        """Fit of pictures and words, in that of the base: 1 where nothing was lost by learning the subject."""
        now = self._fits(subject)
        return None if now is None or not self._fit_before or self._fit_before <= 0 else _part(now / self._fit_before)

    def _fits(self, subject: Sequence[Image.Image]) -> float | None:
        """How much nearer each picture is to its own words than to those of the others."""
        if self._reader is None or self._words is None or len(subject) != len(self._words) or len(subject) < 2:
            return None
        pairs = F.normalize(self._reader.pictures(subject), dim=1) @ F.normalize(self._words, dim=1).T
        own = float(pairs.diagonal().sum())
        return own / len(pairs) - (float(pairs.sum()) - own) / (len(pairs) * (len(pairs) - 1))


def weighed(parts: Mapping[str, float | None], weights: Mapping[str, float] = WEIGHTS) -> float | None:
    """The weighted geometric mean of those parts that could be told; None without a likeness."""
    if parts.get("likeness") is None:
        return None
    found = {name: value for name in weights if (value := parts.get(name)) is not None}
    total = sum(weights[name] for name in found)
    return math.exp(sum(weights[name] * math.log(max(LEAST, value)) for name, value in found.items()) / total)


def _likeness_scale(references: Tensor, others: Tensor) -> tuple[Tensor, float, float] | None:
    """Direction (width,) from the base's pictures to the references, and where on it both lie; None if they are alike.

    Fisher's discriminant, its spread shrunk: what also differs among the references, such as their backgrounds, counts
    little. A reference lies where it does when it is left out, so that it is no more like itself than a picture can be.
    """
    if len(references) < 3 or len(others) < 2:
        return None
    direction = _discriminant(references, others)
    low = float((others @ direction).mean())
    found = []
    for left_out in range(len(references)):
        rest = torch.cat([references[:left_out], references[left_out + 1 :]])
        without = _discriminant(rest, others)
        span = float((rest @ without).mean() - (others @ without).mean())
        found.append(float(references[left_out] @ without - (others @ without).mean()) / span)
    share = max(0.1, min(1.0, sum(found) / len(found)))
    high = low + share * float((references @ direction).mean() - low)
    return (direction, low, high) if high - low > 1e-6 else None


def _discriminant(these: Tensor, those: Tensor) -> Tensor:
    """(width,) Solved among the pictures (Woodbury), of which there are fewer than features."""
    count = len(these) + len(those)
    within = torch.cat([these - these.mean(0), those - those.mean(0)]) / count**0.5
    ridge = SHRINKAGE * float(within.square().sum()) / within.shape[1] + 1e-9
    within = within * (1 - SHRINKAGE) ** 0.5
    towards = these.mean(0) - those.mean(0)
    small = ridge * torch.eye(count) + within @ within.T
    return (towards - within.T @ torch.linalg.solve(small, within @ towards)) / ridge


def _apart(units: Tensor) -> float:
    """Mean distance (1 - cosine) between different ones of (n, width)."""
    count = len(units)
    return 1 - (float((units @ units.T).sum()) - count) / (count * (count - 1)) if count > 1 else 0.0


def _part(value: float) -> float:
    return min(1.0, max(0.0, value))
