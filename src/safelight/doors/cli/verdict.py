"""The demo's judgement: is it Pip, and is the rest kept? Read by the starter's own judge, never by eye."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from PIL import Image

from safelight.doors.cli.contact_sheet import pictures_at
from safelight.engine.diffusion.devices import best_dtype
from safelight.engine.diffusion.loading import load
from safelight.engine.starter.judge import Judge
from safelight.engine.starter.score import PromptScore, generate, has_pip_layout, likeness, prompts, score
from safelight.kit.files import sha256_of

KEPT_PROMPTS = 48
KEPT_SEED = 5
BATCH = 8
# What "clearly separated" means: likeness is a cosine to the references; other things are near 0, references near 1.
LEAST_GAIN = 0.25
LEAST_RECOGNISED = 0.6


@dataclass(frozen=True)
class Likeness:
    """How much a row of pictures is like the references."""

    mean: float
    recognised: int
    layout: int
    pictures: int


@dataclass(frozen=True)
class Verdict:
    """Row 2 (base) against row 3 (character), and unrelated prompts without and with its LoRA."""

    before: Likeness
    after: Likeness
    kept_before: PromptScore
    kept_after: PromptScore

    @property
    def learnt(self) -> bool:
        """Whether the character is there, and was not there before."""
        share = self.after.recognised / self.after.pictures
        earlier = self.before.recognised / self.before.pictures
        gained = self.after.mean - self.before.mean
        return gained >= LEAST_GAIN and share >= LEAST_RECOGNISED and share - earlier >= LEAST_RECOGNISED / 2

    def document(self) -> dict[str, Any]:
        """For JSON."""
        return {"learnt": self.learnt, **asdict(self)}


def judge_rows(
    references: Sequence[Path], before: Sequence[Path], after: Sequence[Path], judge_folder: Path | None = None
) -> tuple[Likeness, Likeness]:
    """Likeness of both rows to the references, by the judge's features, its detector, and the layout of colours."""
    judge = Judge.load(judge_folder) if judge_folder else Judge.load()
    known = pictures_at(references)
    return _likeness(judge, pictures_at(before), known), _likeness(judge, pictures_at(after), known)


def judge_kept(
    model: Path, lora: Path, judge_folder: Path | None = None, on_drawn: Callable[[int, int], None] | None = None
) -> tuple[PromptScore, PromptScore]:
    """Prompts that have nothing to do with the character, drawn without and with its LoRA from the same seeds."""
    judge = Judge.load(judge_folder) if judge_folder else Judge.load()
    wanted = prompts(KEPT_PROMPTS, KEPT_SEED, held_out=False)
    scenes, texts = [scene for scene, _ in wanted], [text for _, text in wanted]
    loaded = load(model, dtype=best_dtype("cpu"), device="cpu")
    scores, drawn = [], 0
    sha = sha256_of(lora)
    loaded.bank.hold([(sha, lora)])
    for scale in (0.0, 1.0):
        loaded.slots.use([(sha, lora, scale)] if scale else [])
        images: list[Image.Image] = []
        with loaded.bank.applied([((sha, scale),)]):
            for at in range(0, KEPT_PROMPTS, BATCH):
                images += generate(loaded.pipeline, texts[at : at + BATCH], seed=KEPT_SEED + at)
                drawn += BATCH
                if on_drawn:
                    on_drawn(drawn, 2 * KEPT_PROMPTS)
        scores.append(score(judge, scenes, images))
    return scores[0], scores[1]


def _likeness(judge: Judge, images: list[Image.Image], references: list[Image.Image]) -> Likeness:
    cosines = likeness(judge, images, references)
    return Likeness(
        mean=round(sum(cosines) / len(cosines), 4),
        recognised=sum(reading.character > 0.5 for reading in judge.read(images)),
        layout=sum(has_pip_layout(image) for image in images),
        pictures=len(images),
    )
