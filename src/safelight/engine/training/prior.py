"""Prior pictures: what the base model draws by itself, learned along so that it keeps its knowledge (DreamBooth)."""

import gc
import hashlib
import itertools
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import torch
from diffusers import DiffusionPipeline

from safelight.engine.training.data import Bucket, TrainingPicture
from safelight.engine.training.family import Family
from safelight.engine.training.randomness import generator_at
from safelight.engine.training.weights import local
from safelight.engine.vision.prepare import opened, upright_size
from safelight.kit.errors import InvalidInput
from safelight.kit.files import whole_file
from safelight.kit.pictures.buckets import TINY, bucket_of
from safelight.specs.training import TrainSpec


def make_prior_pictures(
    base: Path,
    family: Family,
    spec: TrainSpec,
    buckets: Sequence[Bucket],
    folder: Path,
    *,
    device: torch.device,
    dtype: torch.dtype,
    on_progress: Callable[[int, int], None],
) -> list[TrainingPicture]:
    """The pictures with their prompts, `spec.num_prior_images` of them, each drawn once and kept in `folder`.

    They take the shapes of the training pictures (`buckets`, one per picture), so that each has a companion of its own
    shape and one forward pass holds both.
    """
    if not spec.prior_prompts:
        raise InvalidInput.of("prior_prompts", [], "prior pictures need prompts to be drawn from")
    every_shape_first = itertools.chain(dict.fromkeys(buckets), itertools.cycle(buckets))
    pairs = zip(itertools.cycle(spec.prior_prompts), every_shape_first, strict=False)
    wanted = [
        (index, prompt, size, folder / f"{_name(family, spec, index, prompt, size)}.png")
        for index, (prompt, size) in enumerate(itertools.islice(pairs, spec.num_prior_images))
    ]
    missing = [item for item in wanted if not item[3].is_file()]
    if missing:
        _draw(base, family, spec, missing, device=device, dtype=dtype, on_progress=on_progress)
    on_progress(len(missing), len(missing))
    return [TrainingPicture(path, prompt) for _, prompt, _, path in wanted]


def buckets_of(pictures: Sequence[TrainingPicture], resolution: int, *, aspect_buckets: bool) -> list[Bucket]:
    """The bucket of each picture, from its header alone."""
    buckets = []
    for picture in pictures:
        with opened(picture.path) as image:
            size = upright_size(image)
        buckets.append(bucket_of(size, resolution, aspect_buckets=aspect_buckets))
    return buckets


def _draw(
    base: Path,
    family: Family,
    spec: TrainSpec,
    missing: list[tuple[int, str, Bucket, Path]],
    *,
    device: torch.device,
    dtype: torch.dtype,
    on_progress: Callable[[int, int], None],
) -> None:
    pipeline = _pipeline(base, family, device, dtype)
    together = 16 if max(max(size) for _, _, size, _ in missing) <= 2 * TINY else 4
    guidance = {} if spec.prior_guidance_scale is None else {"guidance_scale": spec.prior_guidance_scale}
    done = 0
    for size, group in itertools.groupby(sorted(missing, key=lambda item: item[2]), key=lambda item: item[2]):
        members = list(group)
        for some in (members[start : start + together] for start in range(0, len(members), together)):
            on_progress(done, len(missing))
            images = pipeline(
                prompt=[prompt for _, prompt, _, _ in some],
                width=size[0],
                height=size[1],
                num_inference_steps=spec.prior_num_inference_steps,
                generator=[generator_at(spec.seed, "prior-picture", index) for index, *_ in some],
                **guidance,
            ).images
            for (*_, path), image in zip(some, images, strict=True):
                with whole_file(path) as file:
                    image.save(file, format="PNG", compress_level=1)
            done += len(some)
    del pipeline
    free_memory()


def _pipeline(base: Path, family: Family, device: torch.device, dtype: torch.dtype) -> Any:
    index = DiffusionPipeline.load_config(base, local_files_only=True)
    # SD3's T5 may be left out of a folder; then it must be said.
    absent = {name: None for name, part in index.items() if isinstance(part, list) and not (base / name).is_dir()}
    pipeline = DiffusionPipeline.from_pretrained(base, **local(base / family.denoiser_prefix, dtype), **absent)
    if getattr(pipeline, "safety_checker", None) is not None:
        pipeline.safety_checker = None  # it blackens pictures; these are seen by the training alone
    pipeline.set_progress_bar_config(disable=True)
    return pipeline.to(device)


def _name(family: Family, spec: TrainSpec, index: int, prompt: str, size: Bucket) -> str:
    drawn_by = (family.fingerprint, spec.seed, spec.prior_num_inference_steps, spec.prior_guidance_scale)
    return hashlib.sha256(repr((drawn_by, index, prompt, size)).encode()).hexdigest()[:32]


def free_memory() -> None:
    """After the last reference to a network is gone."""
    gc.collect()
    if torch.cuda.is_available():
        torch.cuda.empty_cache()
