"""The names under which AUTOMATIC1111's clients know our models: with or without ending, folder and hash."""

import re
from collections.abc import Callable, Iterable

from safelight.features.models.errors import ModelNotFound
from safelight.features.models.repository import ModelShelf
from safelight.kit.errors import InvalidInput, shorten
from safelight.specs.models import ModelInfo

_HASH = re.compile(r"\s*\[([0-9a-fA-F]{6,64})\]\s*$")
_ENDING = re.compile(r"\.(safetensors|ckpt|pth?|bin)$", re.IGNORECASE)
OWN_VAE = frozenset({"", "automatic", "none", "baked in", "built in"})


def checkpoint(shelf: ModelShelf, asked: str) -> ModelInfo:
    """The base model of that title, name, file name or hash; the default one if nothing is asked.

    Raises ModelNotFound, ModelUnusable.
    """
    if not asked.strip():
        return shelf.info(None)
    name = _found(asked, shelf.names(), digest=lambda name: shelf.find(name).sha256)
    if name is None:
        raise ModelNotFound(shorten(asked), shelf.names())
    return shelf.info(name)


def vae(shelf: ModelShelf, asked: str) -> str | None:
    """The VAE of that name; None for the model's own. Raises InvalidInput."""
    if asked.strip().casefold() in OWN_VAE:
        return None
    if (name := _found(asked, shelf.names("vae"))) is None:
        known = ", ".join(["Automatic", *shelf.names("vae")])
        raise InvalidInput.of("sd_vae", asked, "there is no VAE of that name", hint=f"Use one of {known}.")
    return name


def upscaler(shelf: ModelShelf, asked: str, *, field: str) -> str | None:
    """The learned upscaler of that name; None for None, Lanczos and Nearest. Raises InvalidInput."""
    if asked.strip().casefold() in {"", "none", "lanczos", "nearest"}:
        return None
    if (name := _found(asked, shelf.names("upscaler"))) is None:
        known = ", ".join(["None", "Lanczos", *shelf.names("upscaler")])
        raise InvalidInput.of(field, asked, "there is no upscaler of that name", hint=f"Use one of {known}.")
    return name


def controlnet(shelf: ModelShelf, asked: str) -> str:
    """The ControlNet of that name. Raises InvalidInput."""
    if (name := _found(asked, shelf.names("controlnet"))) is None:
        known = ", ".join(shelf.names("controlnet")) or "none is installed"
        raise InvalidInput.of("alwayson_scripts.ControlNet.model", asked, "there is no such ControlNet", hint=known)
    return name


def _found(asked: str, names: Iterable[str], digest: Callable[[str], str | None] = lambda _: None) -> str | None:
    """The name that is meant, whichever way it was written; the exact one before all others."""
    names = list(names)
    given = _HASH.search(asked)
    plain = _HASH.sub("", asked).strip()
    file_name = plain.replace("\\", "/").rpartition("/")[2]
    spellings = [asked, plain, file_name, _ENDING.sub("", plain), _ENDING.sub("", file_name)]
    by_name = {name.casefold(): name for name in reversed(names)}
    for spelling in spellings:
        if spelling in names:
            return spelling
    for spelling in spellings:
        if (name := by_name.get(spelling.casefold())) is not None:
            return name
    wanted = (given[1] if given else plain).lower()
    if re.fullmatch(r"[0-9a-f]{8,64}", wanted):
        return next((name for name in names if (digest(name) or "").startswith(wanted)), None)
    return None
