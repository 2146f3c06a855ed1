"""From a plan to pictures, alone: nothing else is drawn with the model meanwhile. The hub draws several at once."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from safelight.engine.diffusion import variants
from safelight.engine.diffusion.drawing import Drawing, Generated, Pictures
from safelight.engine.diffusion.inputs import Aids
from safelight.engine.diffusion.loading import Loaded
from safelight.engine.diffusion.mixtures import voice_of
from safelight.engine.diffusion.passes import check
from safelight.engine.diffusion.progress import Ask, OnLook, OnStep, Progress
from safelight.engine.diffusion.slots import in_text_encoders
from safelight.specs.generation import GenerationPlan, LoraUse


def generate(
    loaded: Loaded,
    plan: GenerationPlan,
    lora_files: Sequence[tuple[Path, LoraUse]] = (),
    *,
    aids: Aids = Aids(),
    on_step: OnStep | None = None,
    on_look: OnLook | None = None,
    wants_look: Callable[[], bool] = lambda: True,
    should_stop: Callable[[], bool] | None = None,
    max_batch: int | None = None,
) -> Generated:
    """Draw `plan.n` pictures. What a callback raises ends the run and leaves the pipeline usable.

    `aids` holds what the plan names besides, fetched. `on_look` is shown the pictures of the running sub-batch as they
    will become, just before `on_step`; when `wants_look` says so, and for 3 % of the time at most.

    Raises:
        InvalidInput: the size does not suit the model; UnsupportedScheduler, NoSuchVariant; the LoRA errors of
            `read_lora`; ModelBroken for a VAE, ControlNet or embedding.
        OutOfMemory: even one picture at a time does not fit.
        BrokenPicture: the network computed NaN.
        Stopped: `should_stop` returned true.
    """
    check(loaded, plan)
    loaded.bank.hold([(use.sha256, path) for path, use in lora_files])
    loaded.slots.use([(use.sha256, path, in_text_encoders(use)) for path, use in lora_files])
    voice = voice_of([use for _, use in lora_files])
    ask = Ask(plan, on_step=on_step, on_look=on_look, wants_look=wants_look, should_stop=should_stop or _never)
    pictures = Pictures(ask, loaded)
    with loaded.bank.applied([voice]), variants.equipped(loaded, aids) as pipeline:
        remembered = partial(loaded.encodings.used, aids.embeddings)
        drawing = Drawing(loaded, pipeline, [ask], aids, Progress(loaded, [ask]), remembered)
        for drawn in drawing.draw(max_batch):
            pictures.add(drawn)
    return pictures.generated()


def _never() -> bool:
    return False
