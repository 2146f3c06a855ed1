"""The recipe as values: what is trained, for how long, from which seed."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from safelight.engine.starter.autoencoder import AutoencoderConfig
from safelight.engine.starter.denoiser import DenoiserConfig
from safelight.engine.starter.judge import JudgeConfig


@dataclass(frozen=True)
class RecipeConfig:
    """The defaults made the shipped weights on two CPU cores.

    Parts are bounded by minutes, so steps differ between machines; bound them by `max_steps` to get the same weights
    twice.
    """

    seed: int = 1
    processes: int = 2
    autoencoder: AutoencoderConfig = field(default_factory=AutoencoderConfig)
    denoiser: DenoiserConfig = field(default_factory=DenoiserConfig)
    judge: JudgeConfig = field(default_factory=JudgeConfig)

    def within(self, minutes: float) -> RecipeConfig:
        """The same recipe, its parts scaled to `minutes` in all (the judge's few are not counted)."""
        share = minutes / (self.autoencoder.minutes + self.autoencoder.decoder_minutes + self.denoiser.minutes)
        return replace(
            self,
            autoencoder=replace(
                self.autoencoder,
                minutes=self.autoencoder.minutes * share,
                decoder_minutes=self.autoencoder.decoder_minutes * share,
            ),
            denoiser=replace(self.denoiser, minutes=self.denoiser.minutes * share),
        )


def tiny_recipe(seed: int = 1, processes: int = 1) -> RecipeConfig:
    """A few steps of everything, for tests: runs in seconds, means nothing."""
    return RecipeConfig(
        seed=seed,
        processes=processes,
        autoencoder=AutoencoderConfig(widths=(8, 16, 16), max_steps=4, pictures=16, batch=2),
        denoiser=DenoiserConfig(widths=(16, 16, 32), text_width=16, text_layers=1, max_steps=3, pictures=16, batch=4),
        judge=JudgeConfig(steps=3, batch=8, pictures=32, round_trips=8),
    )
