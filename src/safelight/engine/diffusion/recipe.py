"""The recipe of a picture that was made here; picture_file.py writes it into the file."""

from safelight import __version__
from safelight.engine.diffusion import hardware
from safelight.specs.generation import Batch, GenerationPlan, Recipe
from safelight.specs.loading import LoadOptions

# Load options that move weights about and leave every sum as it is.
_PIXELS_STAY = frozenset(
    {"precision", "cpu_offload", "sequential_cpu_offload", "group_offload", "device_map", "low_cpu_memory"}
)


def of_picture(
    plan: GenerationPlan,
    index: int,
    *,
    device: str,
    dtype: str,
    threads: int | None,
    model_hash: str | None = None,
    options: LoadOptions | None = None,
    batch: Batch | None = None,
) -> Recipe:
    """How picture `index` of a plan was made: the plan, and all that its pixels depend on beside it.

    `dtype` is the one that the model computed in, which is what its precision came to.
    """
    return Recipe(
        **plan.model_dump(include=Recipe.model_fields.keys() - {"seed"}),
        safelight=__version__,
        seed=plan.seed_of(index),
        model_hash=model_hash,
        device=device,
        device_name=hardware.device_name(device),
        dtype=dtype,
        threads=threads if device == "cpu" else None,
        versions=hardware.versions(),
        load={name: value for name, value in options.changed().items() if name not in _PIXELS_STAY} if options else {},
        batch=batch,
    )
