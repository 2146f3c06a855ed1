"""What can be wrong with a model that a request names."""

from collections.abc import Sequence

from safelight.kit.errors import Conflict, Forbidden, InvalidInput, NotFound

_CALLED = {
    "base": "base model", "video": "video model", "lora": "LoRA", "vae": "VAE", "embedding": "embedding",
    "controlnet": "ControlNet", "upscaler": "upscaler", "captioner": "captioner", "classifier": "classifier",
    "component": "part of a model", None: "model",
}  # fmt: skip
_SHOWN = 20


def called(kind: str | None) -> str:
    """A kind in words."""
    return _CALLED.get(kind, "model")


def _article(kind: str) -> str:
    return "an" if called(kind)[0].lower() in "aeiou" else "a"


class ModelNotFound(NotFound):
    """No model of that name, or of that kind, is on the shelf."""

    code = "model_not_found"

    def __init__(self, name: str, known: Sequence[str], *, kind: str | None = "base", found: str | None = None) -> None:
        what = called(kind)
        more = f" and {len(known) - _SHOWN} more" if len(known) > _SHOWN else ""
        there = f"Known are: {', '.join(known[:_SHOWN])}{more}. " if known else f"There is no {what} yet. "
        super().__init__(
            f"{name!r} is no {what} but {_article(found)} {called(found)}."
            if found
            else f"There is no {what} {name!r}.",
            hint=f"{there}Put its file or folder into the models folder to add one.",
        )


class ModelUnusable(InvalidInput):
    """The files are there but are no model that can be loaded."""

    code = "model_unusable"


class ModelExists(Conflict):
    """The name is taken."""

    code = "model_exists"

    def __init__(self, name: str) -> None:
        super().__init__(f"There is a model {name!r} already.", hint="Choose another name.")


class ModelInUse(Conflict):
    """Somebody needs it."""

    code = "model_in_use"


class ModelBuiltIn(Conflict):
    """It ships with Safelight."""

    code = "model_built_in"


class PathNotAllowed(Forbidden):
    """The path is outside the folders that this server may read models from."""

    code = "path_not_allowed"


class ModelNotStored(NotFound):
    """Its files do not lie in the storage."""

    code = "model_not_stored"

    def __init__(self, name: str) -> None:
        super().__init__(f"The model {name!r} is not in the storage.", hint="`safelight models store` puts it there.")


class ModelNotHere(Conflict):
    """A worker on another machine has none of its files, and cannot fetch them."""

    code = "model_not_here"

    def __init__(self, name: str) -> None:
        super().__init__(
            f"The model {name!r} is neither on this worker's machine nor in the storage.",
            hint=f"Store it with `safelight models store {name}`, then start the job again.",
        )
