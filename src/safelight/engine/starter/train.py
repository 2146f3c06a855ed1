"""Trains the whole starter model from nothing: autoencoder, denoiser, sharper decoder, pipeline folder, judge.

A stage whose folder is already under `out` is not trained again, so an interrupted run goes on where it stopped.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import queue
import random
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch
from diffusers.models.autoencoders.autoencoder_kl import AutoencoderKL
from torch.multiprocessing.spawn import start_processes

from safelight.engine.starter import autoencoder, denoiser, judge, optim
from safelight.engine.starter.recipe import RecipeConfig
from safelight.engine.starter.score import score_prompts
from safelight.engine.starter.tokenizer import build_tokenizer
from safelight.engine.starter.world import caption, scenes

DESCRIPTION = "Ten drawn objects in twelve colours on twelve backgrounds, 64x64; trained from scratch on drawings."
# What made the sample character appear (docs/starter/lora.md), in the words of the LoRA training spec.
PRESET: dict[str, Any] = {
    "rank": 16,
    "alpha": 16,
    "target": "all",
    "train_text_encoder": True,
    "max_train_steps": 400,
    "checkpoint_every": 50,
    "sample_every": 80,
    "train_batch_size": 8,
    "learning_rate": 1e-3,
    "text_encoder_learning_rate": 1e-3,
    "lr_scheduler": "cosine",
    "lr_warmup_steps": 20,
    "adam_beta2": 0.99,
    "mixed_precision": "bf16",
    "snr_gamma": None,
    "resolution": 64,
    "num_prior_images": 64,
    "prior_num_inference_steps": 8,
    "prior_guidance_scale": 4.0,
}
PRIOR_SEED = 1234
OnProgress = Callable[[str, float, dict[str, float]], None]
STAGES = ("autoencoder", "denoiser", "decoder", "judge", "score")
DEFAULTS = {
    "num_inference_steps": 8,
    "guidance_scale": 4.0,
    "width": 64,
    "height": 64,
    "scheduler": "dpmpp_2m",
}


def train(out: Path, *, config: RecipeConfig | None = None, on_progress: OnProgress | None = None) -> dict[str, float]:
    """Writes `out/pipeline` and `out/judge`; returns the measured figures. Progress is (stage, share done, figures)."""
    config = config or RecipeConfig()
    tell: OnProgress = on_progress or (lambda stage, share, figures: None)
    out.mkdir(parents=True, exist_ok=True)
    meeting = out / "meeting"
    meeting.unlink(missing_ok=True)
    if config.processes == 1:
        optim.single_thread()
        run_stages(0, out, config, tell)
    else:
        mail: Any = multiprocessing.get_context("spawn").Queue()
        crew = start_processes(process, (out, config, mail), config.processes, join=False, start_method="spawn")
        while not crew.join(timeout=0.5):
            forward(mail, tell)
        forward(mail, tell)
        meeting.unlink(missing_ok=True)
    if not (out / "judge").is_dir():
        vae = AutoencoderKL.from_pretrained(out / "pipeline" / "vae", dtype=torch.float32)
        made = judge.train_judge(
            config.judge, seed=config.seed + 5, vae=vae, report=lambda share, figures: tell("judge", share, figures)
        )
        made.save(out / "judge", judge_figures(made, vae, min(400, config.judge.pictures)))
    tell("score", 0.0, {})
    figures = finish(out, config)
    tell("score", 1.0, figures)
    return figures


def forward(mail: Any, tell: OnProgress) -> None:
    """Hands on what the processes have reported so far."""
    while True:
        try:
            stage, share, figures = mail.get_nowait()
        except queue.Empty:
            return
        tell(stage, share, figures)


def process(rank: int, out: Path, config: RecipeConfig, mail: Any) -> None:
    """The life of one of several processes."""
    optim.single_thread()
    optim.join(rank, config.processes, out / "meeting")
    run_stages(rank, out, config, lambda stage, share, figures: mail.put((stage, share, figures)))
    optim.leave(config.processes)


def run_stages(rank: int, out: Path, config: RecipeConfig, tell: OnProgress) -> None:
    """What every process does; the first one writes."""
    world, first = config.processes, rank == 0

    def reporter(stage: str) -> autoencoder.Report:
        return lambda share, figures: tell(stage, share, figures)

    tokenizer = build_tokenizer()
    if (out / "autoencoder").is_dir():
        vae = AutoencoderKL.from_pretrained(out / "autoencoder", dtype=torch.float32)
    else:
        vae = autoencoder.train_autoencoder(
            config.autoencoder, seed=config.seed, rank=rank, world=world, report=reporter("autoencoder")
        )
        if first:
            vae.save_pretrained(out / "autoencoder")

    def snapshot(model: denoiser.Denoiser, samples: int) -> None:
        folder = out / "snapshots" / f"{samples:08d}"
        denoiser.assemble(vae, model.text_encoder, tokenizer, model.unet).save_pretrained(folder)
        tell("denoiser", -1.0, {"snapshot": samples})

    raw = out / "denoiser.safetensors"
    if raw.exists():
        model = denoiser.load(raw, config.denoiser, tokenizer)
    else:
        model = denoiser.train_denoiser(
            config.denoiser,
            vae,
            tokenizer,
            seed=config.seed + 20,
            rank=rank,
            world=world,
            report=reporter("denoiser"),
            snapshot=snapshot,
        )
        if first:
            denoiser.save(model, raw)
    autoencoder.finetune_decoder(
        vae, config.autoencoder, seed=config.seed + 40, rank=rank, world=world, report=reporter("decoder")
    )
    if first:
        pipeline = denoiser.assemble(vae, model.text_encoder, tokenizer, model.unet)
        denoiser.store(pipeline, out / "pipeline")


def judge_figures(made: judge.Judge, vae: AutoencoderKL, n: int = 400) -> dict[str, float]:
    """Right readings of true held-out pictures, plain and after the autoencoder: the second bounds later scores."""
    figures: dict[str, float] = {}
    for name, accuracy in (
        ("true", judge.accuracy(made, None, n)),
        ("through_autoencoder", judge.accuracy(made, vae, n)),
    ):
        figures |= {f"{name}_{part}": value for part, value in accuracy.items()}
    return figures


def finish(out: Path, config: RecipeConfig, pictures: int = 200) -> dict[str, float]:
    """Scores the stored pipeline on held-out prompts and writes `safelight.json` beside its `model_index.json`."""
    pipe = denoiser.load_pipeline(out / "pipeline")
    if config.denoiser.max_steps < 1000:
        pictures = 2
    measured = score_prompts(pipe, pictures, seed=11, judge=judge.Judge.load(out / "judge"))
    figures = {"autoencoder_psnr": autoencoder.psnr(pipe.vae, autoencoder.picture_bank(min(pictures, 128), 999))}
    figures |= {f"held_out_{k}": v for k, v in measured.as_dict().items()}
    write_card(out / "pipeline", figures)
    return figures


def prior_prompts(count: int) -> list[str]:
    """True captions of the training side, for the pictures that keep a LoRA from forgetting the world."""
    rng, source = random.Random(PRIOR_SEED), scenes(PRIOR_SEED)
    return [caption(next(source), rng) for _ in range(count)]


def write_card(pipeline: Path, figures: dict[str, float]) -> None:
    """`safelight.json`: how to use the model, how to teach it a character, and what was measured."""
    card = {
        "family": "sd",
        "name": "starter",
        "description": DESCRIPTION,
        "licence": "Apache-2.0",
        "defaults": DEFAULTS,
        "training": PRESET | {"prior_prompts": prior_prompts(PRESET["num_prior_images"])},
        "trained": {name: round(value, 4) for name, value in figures.items()},
    }
    (pipeline / "safelight.json").write_text(json.dumps(card, indent=2) + "\n")


def main() -> None:
    """Command line: `python -m safelight.engine.starter.train OUT`."""
    parser = argparse.ArgumentParser(description="Train the starter model from scratch on drawn pictures.")
    parser.add_argument("out", type=Path, help="folder for pipeline/ and judge/; stages found there are kept")
    parser.add_argument("--minutes", type=float, help="time in all, without the judge; default: the full recipe")
    parser.add_argument("--processes", type=int, default=2, help="one thread each")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--start", type=Path, help="denoiser.safetensors of an earlier run to go on from, more gently")
    given = parser.parse_args()
    config = RecipeConfig(seed=given.seed, processes=given.processes)
    if given.start:
        config = replace(config, denoiser=replace(config.denoiser, start=given.start, lr=6e-4, flat=0.2))
    if given.minutes:
        config = config.within(given.minutes)

    def show(stage: str, share: float, figures: dict[str, float]) -> None:
        found = json.dumps({k: round(v, 4) for k, v in figures.items()})
        sys.stdout.write(f"{stage:12} {share:6.1%} {found}\n")
        sys.stdout.flush()

    train(given.out, config=config, on_progress=show)


if __name__ == "__main__":
    main()
