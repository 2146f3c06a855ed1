"""A LoRA step with cached latents and captions, beside the diffusers example scripts' step, in turn, in one process.

    python benchmarks/training_step.py [--size mid] [--base FOLDER] [--steps 12] [--batch 2] [--resolution 128]

The peer's step is that of diffusers' examples/text_to_image/train_text_to_image_lora.py with its defaults: autoencoder
and text encoder run at every step, in fp32. Without --base, an SD-shaped model with random weights is made: "mid" is a
UNet of 53 M parameters, an autoencoder of 12 M and a text encoder as large as SD's own but for its vocabulary (85 M);
"small" is of about 38 M in all. Times are CPU seconds of one thread, so that other programs on the machine count less.
That both learn the same, loss by loss, is tested in tests/engine/training/test_peer.py.
"""

import argparse
import statistics
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from diffusers import AutoencoderKL, DDIMScheduler, DDPMScheduler, StableDiffusionPipeline, UNet2DConditionModel
from peft import LoraConfig
from PIL import Image
from torch.nn.functional import mse_loss
from torchvision import transforms
from transformers import CLIPTextConfig, CLIPTextModel, CLIPTokenizer

from safelight.engine.registry import family_of
from safelight.engine.training.data import TrainingPicture
from safelight.engine.training.loop import StepReport, run_training
from safelight.specs.training import TrainSpec

WARM_UP = 2


@dataclass(frozen=True)
class Size:
    """Widths of the parts of a model."""

    unet: tuple[int, ...]
    vae: tuple[int, ...]
    text: int
    text_layers: int


SIZES = {
    "mid": Size(unet=(96, 192, 288, 288), vae=(48, 96, 192, 192), text=768, text_layers=12),
    "small": Size(unet=(64, 128, 192, 192), vae=(32, 64, 128, 128), text=384, text_layers=8),
}


def build_base(folder: Path, size: Size = SIZES["small"]) -> Path:
    """Random weights in the shape of SD 1.5."""
    torch.manual_seed(0)
    letters = [chr(code) for code in range(ord("!"), ord("~") + 1)]
    words = [*letters, *(letter + "</w>" for letter in letters), "<|startoftext|>", "<|endoftext|>"]
    tokenizer = CLIPTokenizer(vocab={word: i for i, word in enumerate(words)}, merges=[], model_max_length=77)
    text_encoder = CLIPTextModel(
        CLIPTextConfig(
            vocab_size=len(tokenizer),
            hidden_size=size.text,
            intermediate_size=4 * size.text,
            num_hidden_layers=size.text_layers,
            num_attention_heads=size.text // 64,
            bos_token_id=tokenizer.bos_token_id,
            eos_token_id=tokenizer.eos_token_id,
            pad_token_id=tokenizer.pad_token_id,
        )
    )
    vae = AutoencoderKL(
        block_out_channels=size.vae,
        norm_num_groups=16,
        down_block_types=("DownEncoderBlock2D",) * 4,
        up_block_types=("UpDecoderBlock2D",) * 4,
        layers_per_block=2,
        latent_channels=4,
    )
    unet = UNet2DConditionModel(
        sample_size=16, block_out_channels=size.unet, layers_per_block=2, cross_attention_dim=size.text
    )
    scheduler = DDIMScheduler(
        beta_start=0.00085, beta_end=0.012, beta_schedule="scaled_linear", steps_offset=1, clip_sample=False
    )
    pipeline = StableDiffusionPipeline(
        vae, text_encoder, tokenizer, unet, scheduler, None, None, requires_safety_checker=False
    )
    pipeline.save_pretrained(folder)
    return folder


def make_pictures(folder: Path, count: int, side: int) -> list[TrainingPicture]:
    folder.mkdir(parents=True, exist_ok=True)
    chance = np.random.default_rng(0)
    pictures = []
    for number in range(count):
        path = folder / f"{number}.png"
        Image.fromarray(chance.integers(0, 255, (side, side, 3), dtype=np.uint8)).save(path)
        pictures.append(TrainingPicture(path, f"picture number {number}"))
    return pictures


class Peer:
    """The loop body of the diffusers example."""

    def __init__(self, base: Path, pictures: list[TrainingPicture], batch: int, resolution: int, rank: int) -> None:
        pipeline = StableDiffusionPipeline.from_pretrained(base, dtype=torch.float32)
        self.vae, self.text_encoder, self.unet = pipeline.vae, pipeline.text_encoder, pipeline.unet
        self.tokenizer = pipeline.tokenizer
        self.scheduler = DDPMScheduler.from_pretrained(base, subfolder="scheduler")
        for part in (self.vae, self.text_encoder, self.unet):
            part.requires_grad_(False)
        self.unet.add_adapter(
            LoraConfig(
                r=rank,
                lora_alpha=rank,
                init_lora_weights="gaussian",
                target_modules=["to_k", "to_q", "to_v", "to_out.0"],
            )
        )
        self.learning = [parameter for parameter in self.unet.parameters() if parameter.requires_grad]
        self.optimizer = torch.optim.AdamW(self.learning, lr=1e-4)
        self.pictures, self.batch, self.at = pictures, batch, 0
        self.transform = transforms.Compose(
            [
                transforms.Resize(resolution),
                transforms.CenterCrop(resolution),
                transforms.ToTensor(),
                transforms.Normalize([0.5], [0.5]),
            ]
        )

    def step(self) -> float:
        some = [self.pictures[(self.at + i) % len(self.pictures)] for i in range(self.batch)]
        self.at += self.batch
        pixels = torch.stack([self.transform(Image.open(picture.path).convert("RGB")) for picture in some])
        ids = self.tokenizer(
            [picture.caption for picture in some],
            max_length=self.tokenizer.model_max_length,
            padding="max_length",
            truncation=True,
            return_tensors="pt",
        ).input_ids
        latents = self.vae.encode(pixels).latent_dist.sample() * self.vae.config.scaling_factor
        noise = torch.randn_like(latents)
        timesteps = torch.randint(0, self.scheduler.config.num_train_timesteps, (len(some),))
        noisy = self.scheduler.add_noise(latents, noise, timesteps)
        words = self.text_encoder(ids, return_dict=False)[0]
        v = self.scheduler.config.prediction_type == "v_prediction"
        target = self.scheduler.get_velocity(latents, noise, timesteps) if v else noise
        loss = mse_loss(self.unet(noisy, timesteps, words, return_dict=False)[0].float(), target.float())
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.learning, 1.0)
        self.optimizer.step()
        self.optimizer.zero_grad()
        return float(loss.detach())


def compare(arguments: argparse.Namespace, work: Path, mixed_precision: str) -> tuple[float, float]:
    """Median CPU seconds of our step and of the peer's: the peer takes its step inside our callback."""
    base = arguments.base or build_base(work / "base", SIZES[arguments.size])
    resolution = arguments.resolution or family_of(base).resolution
    pictures = make_pictures(work / "pictures", 4 * arguments.batch, resolution)
    peer = Peer(base, pictures, arguments.batch, resolution, rank=8)
    ours: list[float] = []
    theirs: list[float] = []
    began = 0.0

    def turn(_report: StepReport) -> None:
        nonlocal began
        ours.append(time.process_time() - began)
        began = time.process_time()
        peer.step()
        theirs.append(time.process_time() - began)
        began = time.process_time()

    spec = TrainSpec(
        rank=8,
        max_train_steps=arguments.steps + WARM_UP,
        train_batch_size=arguments.batch,
        resolution=resolution,
        mixed_precision=mixed_precision,
        gradient_checkpointing=False,
        snr_gamma=None,
    )
    run_training(
        base=base,
        pictures=pictures,
        spec=spec,
        work_dir=work / mixed_precision,
        on_step=turn,
        threads=arguments.threads,
    )
    return statistics.median(ours[WARM_UP:]), statistics.median(theirs[WARM_UP:])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--base", type=Path, help="a Stable Diffusion folder; made from configs if left out")
    parser.add_argument("--size", choices=SIZES, default="mid")
    parser.add_argument("--steps", type=int, default=12)
    parser.add_argument("--batch", type=int, default=2)
    parser.add_argument("--resolution", type=int, default=None)
    parser.add_argument("--threads", type=int, default=1)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        for mixed_precision in ("no", "bf16"):
            ours, theirs = compare(arguments, Path(folder), mixed_precision)
            print(
                f"mixed_precision={mixed_precision}: ours {ours * 1000:.0f} ms, diffusers example (fp32) "
                f"{theirs * 1000:.0f} ms, ratio {ours / theirs:.2f}"
            )


if __name__ == "__main__":
    main()
