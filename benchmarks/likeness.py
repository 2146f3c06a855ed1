"""Does a training choose its best step by itself? Characters drawn by seed, learnt by the starter from its defaults.

    python benchmarks/likeness.py [--characters 5] [--steps 400] [--shots N] [--json FILE]

Truth is what the characters were drawn with and the starter's judge, neither of which has a part in the scores. At each
sample point: how many pictures of other prompts show the character, and how many unrelated prompts are still drawn
right. Wanted: >= 85 % and, of what the base draws right, >= 90 %; the step that is chosen within 5 points of the best.
One character takes about three minutes of two cores.
"""

import argparse
import json
import statistics
import tempfile
import time
from collections import defaultdict
from pathlib import Path

import torch
from PIL import Image

from safelight.engine.registry import family_of
from safelight.engine.starter import STARTER_PIPELINE
from safelight.engine.starter.cast import Member
from safelight.engine.starter.judge import Judge
from safelight.engine.starter.score import prompts as world_prompts
from safelight.engine.starter.score import score as judged
from safelight.engine.starter.world import with_article
from safelight.engine.training.data import TrainingPicture
from safelight.engine.training.loop import run_training
from safelight.engine.training.samples import Row, Sample, SamplePlan
from safelight.engine.training.stopping import why_stop
from safelight.engine.vision.embedders import OwnEyes
from safelight.engine.vision.likeness import Marks, Scorer
from safelight.features.characters.service.starting import SAMPLE_PROMPTS
from safelight.specs.characters import LikenessScores, best_step
from safelight.specs.generation import ModelDefaults
from safelight.specs.training import TrainSpec

UNRELATED = 32
SHOTS = 2
"""Pictures of each background: the truth of a step is told by about twenty."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--characters", type=int, default=5)
    parser.add_argument("--first", type=int, default=1, help="seed of the first")
    parser.add_argument("--steps", type=int, help="the preset's if left out")
    parser.add_argument("--shots", type=int, default=SHOTS, help="pictures on each background that tell the truth")
    parser.add_argument("--json", type=Path)
    chosen = parser.parse_args()
    torch.set_num_threads(2)
    found = [learn(seed, chosen.steps, chosen.shots) for seed in range(chosen.first, chosen.first + chosen.characters)]
    print(f"{'character':28} {'step':>5} {'shown':>6} {'kept':>6} {'best':>6} {'last':>6}  stopped early")
    for one in found:
        row = f"{one['step']:5} {one['shown']:6.0%} {one['kept']:6.0%} {one['best']:6.0%} {one['last']:6.0%}"
        print(f"{one['name']:28} {row}  {one['stopped'] or 'no'}")
    right = sum(one["shown"] >= 0.85 and one["kept"] >= 0.9 and one["best"] - one["shown"] < 0.051 for one in found)
    print(f"{right} of {len(found)} as wanted; {statistics.mean(one['seconds'] for one in found):.0f} s each")
    if chosen.json:
        chosen.json.write_text(json.dumps(found, indent=2))


def learn(seed: int, steps: int | None, count: int) -> dict[str, object]:
    """One character, from its pictures to the step that is chosen, with the truth of every sample point."""
    member, judge, began = Member.drawn_by(seed), Judge.load(), time.monotonic()
    card = json.loads((STARTER_PIPELINE / "safelight.json").read_text())
    spec = TrainSpec(**{**card["training"], **({"max_train_steps": steps, "sample_every": steps} if steps else {})})
    samples = [prompt.format(subject=member.trigger) for prompt in SAMPLE_PROMPTS]  # as the captions call it
    shots = [f"a photo of {member.trigger} on {with_article(each)} background" for each in member.backgrounds] * count
    wanted = world_prompts(UNRELATED, seed, held_out=False)
    plan = [*samples, *spec.probe_prompts, *shots, *(text for _, text in wanted)]
    pictures: dict[int, list[Image.Image]] = defaultdict(list)
    scores: list[tuple[int, LikenessScores]] = []
    truth: dict[int, tuple[float, float]] = {}
    references = [image for image, _ in member.references()]
    marks: list[Scorer] = []
    stopped: list[str] = []

    def on_row(row: Row) -> bool:
        drawn, few, seen = pictures[row.step], len(samples), len(samples) + len(spec.probe_prompts)
        if not marks:
            marks.append(Scorer(OwnEyes(family_of(STARTER_PIPELINE)), Marks(references, drawn[:few], drawn[few:seen])))
        scores.append((row.step, marks[0].score(drawn[:few], drawn[few:seen])))
        shown = member.is_in(judge, drawn[seen : seen + len(shots)])
        right = judged(judge, [scene for scene, _ in wanted], drawn[seen + len(shots) :]).all
        truth[row.step] = sum(shown) / len(shown), right
        now = scores[-1][1]
        print(f"  {member.trigger} {row.step:4}: shown {truth[row.step][0]:.2f}, unrelated {right:.2f};", end=" ")
        print(f"score {now.score}, likeness {now.likeness}, drift {now.drift}, diversity {now.diversity}", flush=True)
        reason = why_stop(scores) if row.step < spec.max_train_steps else None
        stopped.extend([reason] if reason else [])
        return reason is not None

    def keep(sample: Sample) -> None:
        pictures[sample.step].append(sample.image)

    with tempfile.TemporaryDirectory() as folder:
        used = []
        for at, (image, caption) in enumerate(member.references()):
            image.save(Path(folder) / f"{at:02}.png")
            used.append(TrainingPicture(Path(folder) / f"{at:02}.png", caption))
        run_training(
            base=STARTER_PIPELINE,
            pictures=used,
            spec=spec,
            work_dir=Path(folder) / "work",
            samples=SamplePlan(prompts=plan, settings=ModelDefaults(**card["defaults"]), on_sample=keep, on_row=on_row),
        )
    step = best_step(scores) or spec.max_train_steps
    return {
        "name": f"{member.trigger}: {member.body}, {member.hat} hat",
        "step": step,
        "shown": truth[step][0],
        "kept": truth[step][1] / truth[0][1],
        "best": max(shown for at, (shown, _) in truth.items() if at > 0),
        "last": truth[max(truth)][0],
        "stopped": stopped[0] if stopped else None,
        "seconds": time.monotonic() - began,
        "steps": {at: {"shown": a, "unrelated": b} for at, (a, b) in truth.items()},
        "scores": {at: each.model_dump() for at, each in scores},
    }


if __name__ == "__main__":
    main()
