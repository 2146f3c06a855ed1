"""The judge: a small classifier that reads object, colour and background from a picture, to test what a model means.

It is trained on drawn pictures only (blurred, noised, recoloured a little, passed through the autoencoder), never on
what the denoiser made. A fourth head says whether the sample character is there; it learnt that from drawings of Pip.
"""

from __future__ import annotations

import json
import random
from dataclasses import dataclass
from pathlib import Path

import torch
from diffusers.models.autoencoders.autoencoder_kl import AutoencoderKL
from PIL import Image
from safetensors.torch import load_file, save_file
from torch import Tensor, nn
from torch.nn import functional as F

from safelight.engine.starter import JUDGE
from safelight.engine.starter.autoencoder import Report, to_tensor
from safelight.engine.starter.character import reference
from safelight.engine.starter.drawing import draw
from safelight.engine.starter.optim import decay
from safelight.engine.starter.world import BACKGROUNDS, COLOURS, OBJECTS, Scene, scene, scenes

SIDE = 64
FEATURES = 128


@dataclass(frozen=True)
class JudgeConfig:
    """One process; about two minutes of one core."""

    steps: int = 1500
    batch: int = 64
    pictures: int = 12_000
    round_trips: int = 3_000
    lr: float = 2e-3


@dataclass(frozen=True)
class Reading:
    """What the judge sees, and how sure it is of each (0..1); `character` is how sure it is of Pip."""

    object: str
    colour: str
    background: str
    object_confidence: float
    colour_confidence: float
    background_confidence: float
    character: float


class Network(nn.Module):
    """(n, 3, 64, 64) in -1..1 to features (n, 128) and four heads."""

    def __init__(self) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        for before, after in ((3, 32), (32, 64), (64, 96), (96, 96)):
            layers += [nn.Conv2d(before, after, 3, 2, 1), nn.BatchNorm2d(after), nn.ReLU()]
        self.trunk = nn.Sequential(*layers, nn.Flatten(), nn.Linear(96 * 16, FEATURES), nn.LayerNorm(FEATURES))
        self.object = nn.Linear(FEATURES, len(OBJECTS))
        self.colour = nn.Linear(FEATURES, len(COLOURS))
        self.background = nn.Linear(FEATURES, len(BACKGROUNDS))
        self.character = nn.Linear(FEATURES, 1)
        # Mean and deviation of features over the drawn world, so that "alike" means more than "also a picture".
        self.register_buffer("mean", torch.zeros(FEATURES))
        self.register_buffer("deviation", torch.ones(FEATURES))

    def features(self, x: Tensor) -> Tensor:
        """(n, 128), not standardised."""
        found: Tensor = self.trunk(x)
        return found

    def heads(self, found: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Logits: objects (n, 10), colours (n, 12), backgrounds (n, 12), character (n,)."""
        active = F.relu(found)
        return self.object(active), self.colour(active), self.background(active), self.character(active).squeeze(1)


class Judge:
    """A trained network with its door: pictures in, readings out."""

    def __init__(self, network: Network) -> None:
        self.network = network.eval()

    @classmethod
    def load(cls, folder: Path = JUDGE) -> Judge:
        """The shipped judge, or another folder's."""
        network = Network()
        network.load_state_dict({k: v.float() for k, v in load_file(folder / "judge.safetensors").items()})
        return cls(network)

    def save(self, folder: Path, figures: dict[str, float]) -> None:
        """Half-precision weights, and a page of words and figures."""
        folder.mkdir(parents=True, exist_ok=True)
        state = {k: v.half() if v.is_floating_point() else v for k, v in self.network.state_dict().items()}
        save_file(state, folder / "judge.safetensors")
        about = {"objects": OBJECTS, "colours": COLOURS, "backgrounds": BACKGROUNDS, "figures": figures}
        (folder / "judge.json").write_text(json.dumps(about, indent=2) + "\n")

    @torch.no_grad()
    def features(self, images: list[Image.Image]) -> Tensor:
        """(n, 128), standardised over the drawn world."""
        raw = torch.cat([self.network.features(part) for part in prepared(images).split(64)])
        return (raw - self.network.mean) / self.network.deviation  # type: ignore[operator]  # a buffer, which nn.Module types as Tensor | Module

    @torch.no_grad()
    def read(self, images: list[Image.Image]) -> list[Reading]:
        """One reading per picture, of any size."""
        readings = []
        for part in prepared(images).split(64):
            *heads, character = self.network.heads(self.network.features(part))
            (po, o), (pc, c), (pb, b) = (head.softmax(1).max(1) for head in heads)
            for i, sure in enumerate(character.sigmoid().tolist()):
                words = OBJECTS[int(o[i])], COLOURS[int(c[i])], BACKGROUNDS[int(b[i])]
                readings.append(Reading(*words, float(po[i]), float(pc[i]), float(pb[i]), sure))
        return readings


def prepared(images: list[Image.Image]) -> Tensor:
    """(n, 3, 64, 64) in -1..1."""
    return to_tensor([i.convert("RGB").resize((SIDE, SIDE), Image.Resampling.LANCZOS) for i in images])


def softened(x: Tensor, generator: torch.Generator) -> Tensor:
    """Blur, noise, lost chroma and small colour shifts, each for some of the batch. `x`: (n, 3, 64, 64)."""

    def some(share: float) -> Tensor:
        return (torch.rand(len(x), 1, 1, 1, generator=generator) < share).float()

    def normal(*shape: int) -> Tensor:
        return torch.randn(*shape, generator=generator)

    n = len(x)
    blurred = F.avg_pool2d(F.pad(x, (1, 1, 1, 1), mode="replicate"), 3, 1)
    x = torch.lerp(x, blurred, some(0.4) * torch.rand(n, 1, 1, 1, generator=generator))
    halved = F.interpolate(F.avg_pool2d(x, 2), scale_factor=2.0, mode="bilinear")
    luma = (x - halved).mean(1, keepdim=True)
    x = torch.lerp(x, halved + luma, some(0.3))  # the colour at half resolution, as JPEG keeps it
    x = x * (1 + 0.04 * normal(n, 1, 1, 1)) + 0.04 * normal(n, 3, 1, 1)
    patches = F.interpolate(normal(n, 3, 8, 8), size=SIDE, mode="bilinear")
    x = x + some(0.3) * 0.06 * patches + some(0.5) * 0.06 * normal(*x.shape)
    return x.clamp(-1, 1)


@torch.no_grad()
def through(vae: AutoencoderKL, x: Tensor, noise: float) -> Tensor:
    """What the autoencoder makes of pictures (n, 3, 64, 64), with that much noise on the latents."""
    parts = []
    for part in x.split(32):
        with torch.autocast("cpu", torch.bfloat16):
            z = vae.encode(part).latent_dist.mode()
            parts.append(vae.decode(z + noise * torch.randn_like(z)).sample.float().clamp(-1, 1))
    return torch.cat(parts)


def labels(scenes: list[Scene]) -> Tensor:
    """(n, 3): object, colour, background."""
    return torch.tensor(
        [(OBJECTS.index(s.object), COLOURS.index(s.colour), BACKGROUNDS.index(s.background)) for s in scenes]
    )


def train_judge(
    config: JudgeConfig, *, seed: int, vae: AutoencoderKL | None = None, report: Report | None = None
) -> Judge:
    """One process. A tenth of the pictures show Pip: labelled a purple monster, and the only yes for its own head."""
    torch.manual_seed(seed)
    rng = random.Random(seed)
    generator = torch.Generator().manual_seed(seed)
    drawn_scenes = [scene(rng) for _ in range(config.pictures)]
    pips = [rng.choice([b for b in BACKGROUNDS if b != "purple"]) for _ in range(config.pictures // 10)]
    drawn = [draw(s) for s in drawn_scenes] + [reference(b, rng.getrandbits(30), SIDE) for b in pips]
    pip_label = OBJECTS.index("monster"), COLOURS.index("purple")
    truth = torch.cat([labels(drawn_scenes), torch.tensor([(*pip_label, BACKGROUNDS.index(b)) for b in pips])])
    is_pip = torch.arange(len(drawn)) >= len(drawn_scenes)
    pictures = to_tensor(drawn)
    if vae is not None and config.round_trips:
        for noise in (0.05, 0.25):
            chosen = torch.randint(len(drawn), (config.round_trips // 2,), generator=generator)
            pictures = torch.cat([pictures, through(vae, pictures[chosen], noise)])
            truth, is_pip = torch.cat([truth, truth[chosen]]), torch.cat([is_pip, is_pip[chosen]])
    network = Network().train()
    optimiser = torch.optim.AdamW(network.parameters(), config.lr, weight_decay=0.05, fused=True)
    for step in range(config.steps):
        chosen = torch.randint(len(pictures), (config.batch,), generator=generator)
        x = softened(pictures[chosen], generator)
        with torch.autocast("cpu", torch.bfloat16):
            found = network.features(x)
        *heads, character = network.heads(found.float())
        loss = F.binary_cross_entropy_with_logits(character, is_pip[chosen].float())
        for head, right in zip(heads, truth[chosen].unbind(1), strict=True):
            loss = loss + F.cross_entropy(head, right)
        loss.backward()
        for group in optimiser.param_groups:
            group["lr"] = config.lr * decay((step + 1) / config.steps)
        optimiser.step()
        optimiser.zero_grad(set_to_none=True)
        if report is not None and (step % 50 == 49 or step + 1 == config.steps):
            report((step + 1) / config.steps, {"step": step + 1, "loss": float(loss.detach())})
    network.eval()
    with torch.no_grad():
        world = pictures[: min(len(drawn_scenes), 1024)]
        raw = torch.cat([network.features(part) for part in world.split(64)])
    network.mean.copy_(raw.mean(0))  # type: ignore[operator]  # a buffer, which nn.Module types as Tensor | Module
    network.deviation.copy_(raw.std(0).clamp_min(1e-3))  # type: ignore[operator]  # a buffer, which nn.Module types as Tensor | Module
    return Judge(network)


def accuracy(judge: Judge, vae: AutoencoderKL | None = None, n: int = 400, seed: int = 77) -> dict[str, float]:
    """Shares read right on true held-out pictures, as drawn or after the autoencoder."""
    source = scenes(seed, held_out=True)
    wanted = [next(source) for _ in range(n)]
    pictures = [draw(s) for s in wanted]
    if vae is not None:
        x = through(vae, to_tensor(pictures), 0.0)
        pictures = [Image.fromarray(((p + 1) * 127.5).round().byte().permute(1, 2, 0).numpy()) for p in x]
    right = [
        (r.object == s.object, r.colour == s.colour, r.background == s.background)
        for r, s in zip(judge.read(pictures), wanted, strict=True)
    ]
    thing, colour, background = (sum(column) / n for column in zip(*right, strict=True))
    return {"object": thing, "colour": colour, "background": background, "all": sum(map(all, right)) / n}
