"""For the tests of the bank: denoisers with what a pipeline really gives them, LoRA files, and plain PEFT beside."""

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import torch
from peft.tuners.lora import LoraLayer

from safelight.engine.diffusion.adapters import denoiser_name
from safelight.engine.diffusion.loading import Loaded, load
from safelight.engine.diffusion.mixtures import Voice
from tests.engine import tiny

LINEAR = ("proj_out", "ff.net.0.proj", "ff.net.2", "ff_context.net.0.proj", "norm1.linear", "norm_out.linear",
          "context_embedder", "timestep_embedder.linear_1", "guidance_embedder.linear_2")  # fmt: skip
CONVOLUTIONS = ("conv_in", "conv_shortcut", "downsamplers.0.conv", "upsamplers.0.conv", "conv_out")
KINDS = [  # rank, alpha, targets: of UNets, of transformers
    (4, 4.0, tiny.ATTENTION, tiny.ATTENTION),
    (2, 3.0, tiny.ATTENTION, tiny.ATTENTION),
    (8, 2.5, (*tiny.MIXED, *CONVOLUTIONS), (*tiny.ATTENTION, *LINEAR, "pos_embed.proj")),
    (3, 1.0, ("time_emb_proj", "conv1", "attn2.to_k"), ("norm1.linear", "ff.net.2", "add_k_proj")),
]


@dataclass(repr=False)  # a whole pipeline in words hides what an example is about
class Stage:
    """A denoiser with a bank, its twin with the same LoRAs in PEFT, and rows of input."""

    loaded: Loaded
    denoiser: torch.nn.Module
    twin: torch.nn.Module
    inputs: Mapping[str, Any]
    batch: int
    files: Mapping[str, Path]  # by name, which stands for the sha256

    def exact(self) -> "Stage":
        """The same in double precision, where what two ways differ by is more than the rounding of either."""
        self.denoiser.double()
        self.twin.double()
        return replace(self, inputs=_doubled(dict(self.inputs)))

    def rows(self, wanted: Sequence[int]) -> dict[str, Any]:
        """The input of these rows, again where a row is named again."""
        return {name: self._rows(value, wanted) for name, value in self.inputs.items()}

    def _rows(self, value: Any, wanted: Sequence[int]) -> Any:
        if isinstance(value, dict):
            return {name: self._rows(part, wanted) for name, part in value.items()}
        batched = isinstance(value, torch.Tensor) and value.ndim and len(value) == self.batch
        return value[list(wanted)] if batched else value

    @torch.no_grad()
    def drawn(self, rows: Sequence[int]) -> torch.Tensor:
        """By the denoiser, with whatever its bank applies."""
        return self.denoiser(**self.rows(rows))[0]

    @torch.no_grad()
    def by_peft(self, row: int, voice: Voice) -> torch.Tensor:
        """One row alone: (1, ...)."""
        for layer in self.twin.modules():
            if isinstance(layer, LoraLayer):
                layer.enable_adapters(enabled=bool(voice))
                layer.set_adapter([name for name, _ in voice])
                for name, scale in voice:
                    layer.set_scale(name, scale)
        return self.twin(**self.rows([row]))[0]


def _doubled(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _doubled(part) for name, part in value.items()}
    return value.double() if isinstance(value, torch.Tensor) and value.is_floating_point() else value


def stage(folder: Path, files: Path, *, flow: bool) -> Stage:
    """Of a tiny model: 6 prompts in its denoiser, 12 rows where guidance doubles them."""
    loaded = load(folder, dtype=torch.float32, device="cpu", name="tiny")
    pipeline = loaded.pipeline
    denoiser = getattr(pipeline, denoiser_name(pipeline))
    seen: dict[str, Any] = {}

    def look(_module: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        seen.update(kwargs)
        if args:
            seen.update(zip(("sample", "timestep"), args, strict=False))

    handle = denoiser.register_forward_pre_hook(look, with_kwargs=True)
    prompts = ["a cat", "a dog", "the sea", "red", "a house", "a tall green tree"]
    noise = torch.Generator().manual_seed(0)
    pipeline(
        prompts, num_inference_steps=1, width=64, height=64, guidance_scale=4.0, output_type="latent", generator=noise
    )
    handle.remove()
    seen["return_dict"] = False
    twin = copy.deepcopy(denoiser)
    made: dict[str, Path] = {}
    for number, (rank, alpha, of_unets, of_transformers) in enumerate(KINDS):
        targets = of_transformers if flow else of_unets
        other = load(folder, dtype=torch.float32, device="cpu").pipeline
        name = f"{number}" * 8
        made[name] = tiny.lora_file(other, files / f"{name}.safetensors", targets=targets, text=False, rank=rank,
                                    alpha=alpha, seed=number)  # fmt: skip
        twin.__dict__.pop("peft_config", None)  # PEFT warns when it finds adapters; several are what we want
        tiny.add_lora(twin, targets, rank=rank, alpha=alpha, seed=number, name=name)
    batch = len(seen["sample"] if "sample" in seen else seen["hidden_states"])
    return Stage(loaded, denoiser, twin, seen, batch, made)
