"""How pictures are varied: what is drawn for each picture of a batch, and the batch it makes."""

from dataclasses import dataclass

from safelight.specs.classify import Augmentation, TrainConfig


@dataclass(frozen=True)
class AugmentPlan:
    """How the pictures of a training are varied."""

    kind: Augmentation
    flip: bool
    crop_scale: float
    mixup: float
    cutmix: float
    erasing: float
    on_device: bool
    """Crops are cut and resized on the device, instead of before they get there."""

    @classmethod
    def of(cls, config: TrainConfig, device: str) -> "AugmentPlan":
        """The plan of a config, on a device such as "cpu" or "cuda:0"."""
        on_device = config.augment_on == "device" if config.augment_on else not device.startswith("cpu")
        return cls(
            kind=config.augmentation,
            flip=config.flip and config.augmentation != "none",
            crop_scale=config.crop_scale,
            mixup=config.mixup,
            cutmix=config.cutmix,
            erasing=config.erasing,
            on_device=on_device,
        )
