"""Networks of our own sizes, in transformers' own classes: they need no download, and learn from nothing."""

from typing import Any

SIZES = {"vit-tiny": 64, "vit-small": 64, "resnet-small": 64, "resnet-18": 224}
"""Pixel side where none is asked for."""
_SHAPES: dict[str, dict[str, Any]] = {
    "vit-tiny": {"hidden_size": 96, "num_hidden_layers": 4, "num_attention_heads": 3, "intermediate_size": 192},
    "vit-small": {"hidden_size": 128, "num_hidden_layers": 6, "num_attention_heads": 4, "intermediate_size": 256},
    "resnet-small": {"embedding_size": 32, "hidden_sizes": [32, 64, 128], "depths": [2, 2, 2]},
    "resnet-18": {"embedding_size": 64, "hidden_sizes": [64, 128, 256, 512], "depths": [2, 2, 2, 2]},
}


def config_of(name: str, *, size: int, channels: int, labels: dict[str, Any]) -> Any:
    """The transformers config of a built-in flavour. `labels`: num_labels, id2label, label2id."""
    from transformers import ResNetConfig, ViTConfig  # noqa: PLC0415  a second, for these alone

    shape = _SHAPES[name] | labels | {"num_channels": channels}
    if name.startswith("resnet"):
        return ResNetConfig(layer_type="basic", **shape)
    # 64 patches at the sizes that small networks are for; larger pictures have more of them, as they show more.
    patch = 4 if size < 64 else 8
    # As wide as a linear layer keeps its input; the 0.02 of networks of 768 learns half as fast here (decision 0032).
    spread = shape["hidden_size"] ** -0.5
    return ViTConfig(image_size=size, patch_size=patch, initializer_range=spread, layer_norm_eps=1e-6, **shape)
