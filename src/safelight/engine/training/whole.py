"""Full-weight training (DreamBooth): every weight of the networks learns, and a model of its own comes of it."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from torch import nn

from safelight.engine.training.adapter import learning
from safelight.engine.training.save import save_pipeline
from safelight.specs.training import TrainSpec


class WholeNetworks:
    """The networks of one training, in fp32: what is added at a step is too small for half precision to hold."""

    file = "model"
    is_small = False

    def __init__(self, base: Path) -> None:
        self.base = base
        self.networks: dict[str, nn.Module] = {}

    def attach(self, prefix: str, network: nn.Module, targets: Sequence[str], spec: TrainSpec) -> None:
        """All of it learns; dropout stays off, for what is random in training comes from the step's own seed."""
        self.networks[prefix] = network.float().requires_grad_(requires_grad=True)

    def parameters(self, prefix: str | None = None) -> dict[str, nn.Parameter]:
        """Named "unet.down_blocks...", of one network or of all."""
        return learning(self.networks, prefix)

    def export(self, path: Path, metadata: Mapping[str, str]) -> None:
        """A pipeline folder: the base's with these networks in it."""
        save_pipeline(path, self.base, self.networks, metadata)
