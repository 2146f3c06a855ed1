"""Scores against the drawn world, where the truth is known: who learns, who has learnt, who has lost the rest."""

import random
from collections.abc import Sequence
from pathlib import Path

import pytest
import torch
from PIL import Image, ImageFilter

from safelight.engine.families.sd.family import open_family
from safelight.engine.starter import SAMPLE_CAPTIONS, SAMPLE_CHARACTER, STARTER_PIPELINE
from safelight.engine.starter.character import reference, references
from safelight.engine.starter.drawing import draw
from safelight.engine.starter.judge import Judge
from safelight.engine.starter.world import Scene, scene
from safelight.engine.training.data import TrainingPicture
from safelight.engine.training.loop import run_training
from safelight.engine.training.samples import Row, Sample, SamplePlan
from safelight.engine.vision.embedders import OwnEyes
from safelight.engine.vision.likeness import LEAST, Marks, Scorer, weighed
from safelight.specs.characters import LikenessScores
from tests.engine.vision.starter_spec import DEFAULTS, starter_spec

SIDE = 64
KNOWN = {"red": (218, 44, 48), "green": (48, 164, 76), "blue": (48, 92, 222)}


class Colours:
    """Mean colour and its spread: the least that can be seen. Words are read as the colour that they name."""

    name = "colours"

    def pictures(self, images: Sequence[Image.Image]) -> torch.Tensor:
        flat = [torch.tensor(list(image.convert("RGB").resize((8, 8)).tobytes())).float() / 255 for image in images]
        return torch.stack(flat)

    def words(self, prompts: Sequence[str]) -> torch.Tensor:
        return self.pictures([Image.new("RGB", (8, 8), KNOWN[prompt]) for prompt in prompts])


@pytest.fixture(scope="module")
def eyes() -> OwnEyes:
    torch.set_num_threads(1)
    return OwnEyes(open_family(STARTER_PIPELINE))


def drawn(count: int, seed: int, **same: object) -> list[Image.Image]:
    rng, found = random.Random(seed), []
    while len(found) < count:
        what: Scene = scene(rng)
        if all(getattr(what, name) == value for name, value in same.items()):
            found.append(draw(what, SIDE))
    return found


def pips(seed: int) -> list[Image.Image]:
    """What a model draws that has learnt Pip: poses that no reference has."""
    backgrounds = ("pink", "red", "white", "green")
    return [reference(each, seed + place, SIDE) for place, each in enumerate(backgrounds)]


def shown() -> list[Image.Image]:
    return [image.resize((SIDE, SIDE), Image.Resampling.LANCZOS) for image, _ in references(12)]


@pytest.fixture(scope="module")
def rows(eyes: OwnEyes) -> tuple[Scorer, list[Image.Image]]:
    before, probes = drawn(4, 1, object="monster"), drawn(4, 2)
    return Scorer(eyes, Marks(shown(), before, probes)), probes


def softened(images: Sequence[Image.Image]) -> list[Image.Image]:
    return [image.filter(ImageFilter.GaussianBlur(0.7)) for image in images]


def test_an_under_trained_a_right_and_an_over_trained_row_are_told_apart(rows) -> None:
    scorer, probes = rows
    under = scorer.score([*drawn(3, 8, object="monster"), *pips(500)[:1]], probes)
    right = scorer.score(pips(600), softened(probes))
    over = scorer.score([shown()[0]] * 4, [*pips(700)[:3], probes[3]])
    scores = [each.score for each in (under, right, over)]
    assert None not in scores
    assert right.score > max(under.score, over.score) + 0.2, scores
    assert right.likeness > 0.7 > under.likeness
    assert right.drift < 0.1 < over.drift
    assert over.diversity < 0.2 < right.diversity, "one reference, four times"


def test_the_row_of_the_base_is_the_zero_of_every_scale(rows, eyes) -> None:
    before, probes = drawn(4, 1, object="monster"), drawn(4, 2)
    scores = Scorer(eyes, Marks(shown(), before, probes)).score(before, probes)
    assert scores.likeness < 0.1
    assert scores.drift == 0
    assert scores.score < 0.3
    assert scores.embedder == "autoencoder"
    assert scores.prompt_fit is None, "nobody here can read"


def test_a_row_scores_the_same_whenever_it_is_looked_at(rows, eyes) -> None:
    scorer, probes = rows
    again = Scorer(eyes, Marks(shown(), drawn(4, 1, object="monster"), probes))
    assert again.score(pips(600), probes) == scorer.score(pips(600), probes)


def test_words_that_are_no_longer_heard_cost_fit() -> None:
    colours, prompts = Colours(), ["red", "green", "blue"]
    heard = [Image.new("RGB", (16, 16), KNOWN[prompt]) for prompt in prompts]
    marks = Marks(shown(), heard, drawn(4, 2))
    scorer = Scorer(colours, marks, prompts=prompts, reader=colours)
    kept, lost = scorer.score(heard, drawn(4, 2)), scorer.score([heard[0]] * 3, drawn(4, 2))
    assert kept.prompt_fit == 1
    assert lost.prompt_fit == pytest.approx(0, abs=0.01)


@pytest.mark.parametrize(
    ("references_", "subject", "probes"),
    [(1, 4, 4), (12, 0, 0), (12, 1, 1), (2, 4, 4)],
    ids=["one reference", "no row of the base", "single pictures", "two references"],
)
def test_what_cannot_be_told_is_null(references_, subject, probes) -> None:
    marks = Marks(shown()[:references_], drawn(subject, 1), drawn(probes, 2))
    scores = Scorer(Colours(), marks).score(pips(600)[:subject], drawn(probes, 2))
    assert isinstance(scores, LikenessScores)
    assert all(part is None or 0 <= part <= 1 for part in (scores.likeness, scores.drift, scores.diversity))
    if references_ < 3:
        assert scores.score is None


def test_nothing_makes_up_for_a_part_that_is_lost() -> None:
    whole = {"likeness": 0.9, "kept": 0.9, "diversity": 0.9, "prompt_fit": None}
    assert weighed(whole) == pytest.approx(0.9)
    assert weighed({**whole, "likeness": 0.0}) < 0.9 * LEAST**0.4
    assert weighed({**whole, "kept": 0.0}) < 0.35
    assert weighed({**whole, "likeness": None}) is None


@pytest.mark.slow
def test_on_a_real_training_the_scores_say_what_the_judge_says(eyes, tmp_path: Path) -> None:
    """The judge is the truth: it was taught on drawings, and has no part in the scores."""
    under, right = trained(tmp_path / "right", steps=120, learning_rate=0.003, every=30)
    _, over = trained(tmp_path / "over", steps=60, learning_rate=0.03, every=30)
    judge = Judge.load()
    likely = [sum(reading.character for reading in judge.read(row[:4])) for row in (under, right)]
    assert likely[1] > likely[0], "else the training itself is at fault"
    paths = [SAMPLE_CHARACTER / name for name in SAMPLE_CAPTIONS]
    shown_ = [Image.open(path).convert("RGB").resize((SIDE, SIDE), Image.Resampling.LANCZOS) for path in paths]
    base, _ = trained(tmp_path / "base", steps=1, learning_rate=1e-6, every=1)
    scorer = Scorer(eyes, Marks(shown_, base[:4], base[4:]))
    scores = [scorer.score(row[:4], row[4:]) for row in (under, right, over)]
    assert scores[1].score > scores[0].score, scores
    assert scores[1].score > scores[2].score, scores
    assert scores[2].drift > scores[1].drift


def trained(folder: Path, *, steps: int, learning_rate: float, every: int) -> tuple[list, list]:
    """The rows of the first sample point and of the last one; of step 0 where there is one step."""
    found: dict[int, list[Image.Image]] = {}

    def keep(sample: Sample) -> None:
        found.setdefault(sample.step, []).append(sample.image)

    def enough(row: Row) -> bool:
        return False

    spec, prompts = starter_spec(max_train_steps=steps, learning_rate=learning_rate, sample_every=every)
    run_training(
        base=STARTER_PIPELINE,
        pictures=[TrainingPicture(SAMPLE_CHARACTER / name, caption) for name, caption in SAMPLE_CAPTIONS.items()],
        spec=spec,
        work_dir=folder,
        samples=SamplePlan(prompts=prompts, settings=DEFAULTS, on_sample=keep, on_row=enough),
    )
    return found[0 if steps == 1 else every], found[steps]
