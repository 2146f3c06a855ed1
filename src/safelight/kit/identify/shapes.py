"""Looking into a header: by prefix, by ending, by shape."""

from safelight.kit.safetensors_header import Header, Shape

# What wraps the same denoiser: nothing, the original checkpoints, ComfyUI's files.
WRAPPERS = ("", "model.diffusion_model.", "diffusion_model.", "model.")


def shape(header: Header, *keys: str) -> Shape:
    """The shape of the first of these keys that is there, with or without a wrapper; () if none is."""
    for key in keys:
        for wrapper in WRAPPERS:
            if found := header.tensors.get(wrapper + key):
                return found.shape
    return ()


def has(header: Header, *keys: str) -> bool:
    """Whether one of these keys is there, with or without a wrapper."""
    return any(wrapper + key in header.tensors for key in keys for wrapper in WRAPPERS)


def ending(header: Header, *endings: str) -> Shape:
    """The shape of the first tensor whose name ends so; () if none does."""
    return next((info.shape for key, info in header.tensors.items() if key.endswith(endings)), ())


def starts(header: Header, *prefixes: str) -> bool:
    """Whether a key starts so."""
    return any(key.startswith(prefixes) for key in header.tensors)


def contains(header: Header, *parts: str) -> bool:
    """Whether a key holds one of these."""
    return any(part in key for key in header.tensors for part in parts)
