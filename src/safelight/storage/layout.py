"""Where each file lies in the storage: the one place that knows the layout.

characters/<id>/references/<reference>.png|jpg       characters/<id>/references/<reference>.thumb.webp
characters/<id>/references/<reference>.crop-<box>.png|jpg, .crop-<box>.thumb.webp
characters/<id>/references/<reference>.<mask>.png
characters/<id>/lora/<version>.safetensors           characters/<id>/lora/<version>.kohya.safetensors
characters/<id>/lora/<version>/<step>.safetensors    characters/<id>/lora/<version>/<step>.kohya.safetensors
characters/<id>/samples/<version>/<name>.png, .thumb.webp
    of an attempt after the first: <step>.<attempt>.safetensors, <name>.<attempt>.png …
characters/<id>/grids/<version>/<digest>.png, .thumb.webp
characters/<id>/checkpoints/<job>/<step>.<attempt>/state.safetensors, state.json
generations/<id>/<index>.png|jpg|webp, <index>.thumb.webp, <index>.mp4, <index>.poster.webp
    of an attempt after the first: <index>.<attempt>.png …
inputs/<id>.png|jpg                                  inputs/<id>.thumb.webp
runs/<id>/tb/events.out.tfevents.<…>                 runs/<id>/onnx/model.onnx, check.json
runs/<id>/state/<number>.<attempt>/<file>            runs/<id>/model/<attempt>/config.json, model.safetensors, …
runs/<id>/epochs/<number>/<file>                     runs/<id>/model.zip
runs/<id>/mistakes/<split>-<position>.webp
workflows/<sha256>.json
models/files/<first two>/<sha256>                    uploads/<id>
"""

import re
from typing import Literal

PictureFormat = Literal["png", "jpeg", "webp"]

CONTENT_TYPES = {
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "webp": "image/webp",
    "gif": "image/gif",
    "mp4": "video/mp4",
    "webm": "video/webm",
    "json": "application/json",
    "txt": "text/plain; charset=utf-8",
    "zip": "application/zip",
    "safetensors": "application/octet-stream",
}


def content_type_of(key: str) -> str:
    """The content type of a stored file by its ending: our own keys always carry the right one."""
    return CONTENT_TYPES.get(key.rpartition(".")[2], "application/octet-stream")


def character(character_id: str) -> str:
    """Everything of a character, as a prefix."""
    return f"characters/{character_id}"


def reference(character_id: str, reference_id: str, picture_format: PictureFormat = "png") -> str:
    """A picture the character is trained on."""
    ending = "jpg" if picture_format == "jpeg" else picture_format
    return f"{character(character_id)}/references/{reference_id}.{ending}"


def reference_thumbnail(character_id: str, reference_id: str) -> str:
    """The small picture of a reference."""
    return f"{character(character_id)}/references/{reference_id}.thumb.webp"


def reference_crop(original: str, box: tuple[int, int, int, int]) -> str:
    """The part of a reference that is learnt from, beside the whole one."""
    stem, _, ending = original.rpartition(".")
    return f"{stem}.crop-{'-'.join(map(str, box))}.{ending}"


def reference_of_crop(key: str) -> tuple[str, tuple[int, int, int, int] | None]:
    """The whole picture of a reference's key, and the box where the key is a part of it."""
    stem, _, ending = key.rpartition(".")
    whole, mark, box = stem.rpartition(".crop-")
    if not mark:
        return key, None
    left, top, right, bottom = map(int, box.split("-"))
    return f"{whole}.{ending}", (left, top, right, bottom)


def reference_mask(character_id: str, reference_id: str, mask_id: str) -> str:
    """What of a reference is learnt; each mask that it is given has a key of its own."""
    return f"{character(character_id)}/references/{reference_id}.{mask_id}.png"


def lora(character_id: str, version: str, *, kohya: bool = False) -> str:
    """The trained adapter of a version, in the diffusers layout or in kohya's."""
    return f"{character(character_id)}/lora/{version}.{'kohya.' if kohya else ''}safetensors"


def checkpoint(character_id: str, version: str, step: int, attempt: int = 1) -> str:
    """What a training had learnt at a step: a LoRA in the diffusers layout. For the attempt see `picture`."""
    return f"{character(character_id)}/lora/{version}/{step:06d}{_later(attempt)}.safetensors"


def in_kohya(key: str) -> str:
    """The same LoRA in kohya's layout, beside it."""
    return f"{key.removesuffix('.safetensors')}.kohya.safetensors"


def grid_cell(character_id: str, version: str, digest: str) -> str:
    """A picture of a grid, named by all that it follows from."""
    return f"{character(character_id)}/grids/{version}/{digest}.png"


def thumbnail_beside(key: str) -> str:
    """The small picture of one of our PNGs."""
    return f"{key.removesuffix('.png')}.thumb.webp"


def training_states(character_id: str, job_id: str | None = None) -> str:
    """What trainings of a character (or one of them) can be resumed from on another worker, as a prefix."""
    every = f"{character(character_id)}/checkpoints"
    return every if job_id is None else f"{every}/{job_id}"


def training_state(character_id: str, job_id: str, step: int, attempt: int, name: str) -> str:
    """One file of a checkpoint. The attempt keeps those apart who believe that they have the job."""
    return f"{training_states(character_id, job_id)}/{step:06d}.{attempt}/{name}"


def step_of_training_state(prefix: str) -> int:
    """Which step the files below this prefix are of."""
    return int(prefix.rpartition("/")[2].partition(".")[0])


def sample(character_id: str, version: str, name: str, attempt: int = 1) -> str:
    """A picture drawn during or after training to show what was learned. For the attempt see `picture`."""
    return f"{character(character_id)}/samples/{version}/{name}{_later(attempt)}.png"


def sample_thumbnail(character_id: str, version: str, name: str, attempt: int = 1) -> str:
    """The small picture of a sample."""
    return thumbnail_beside(sample(character_id, version, name, attempt))


def input_picture(input_id: str, picture_format: PictureFormat) -> str:
    """A picture that was brought to a generation."""
    return f"inputs/{input_id}.{'jpg' if picture_format == 'jpeg' else picture_format}"


def input_thumbnail(input_id: str) -> str:
    """The small picture of an input."""
    return f"inputs/{input_id}.thumb.webp"


def generation(generation_id: str) -> str:
    """Everything of a generation, as a prefix."""
    return f"generations/{generation_id}"


def picture(generation_id: str, index: int, attempt: int = 1) -> str:
    """One picture of a generation, its recipe inside. The attempt keeps those apart who believe they have the job."""
    return f"{_made(generation_id, index, attempt)}.png"


def _made(generation_id: str, index: int, attempt: int) -> str:
    return f"{generation(generation_id)}/{index}{_later(attempt)}"


def _later(attempt: int) -> str:
    """What the names of an attempt's files have, if it is not the first."""
    return f".{attempt}" if attempt > 1 else ""


def other_form(key: str, picture_format: PictureFormat) -> str:
    """The same picture in another file format, beside it."""
    return f"{key.rpartition('.')[0]}.{'jpg' if picture_format == 'jpeg' else picture_format}"


def thumbnail(generation_id: str, index: int, attempt: int = 1) -> str:
    """The small picture of one picture of a generation."""
    return f"{_made(generation_id, index, attempt)}.thumb.webp"


def video(generation_id: str, index: int, attempt: int = 1) -> str:
    """One video of a generation."""
    return f"{_made(generation_id, index, attempt)}.mp4"


def poster(generation_id: str, index: int, attempt: int = 1) -> str:
    """The first frame of a video, full size."""
    return f"{_made(generation_id, index, attempt)}.poster.webp"


def run(run_id: str) -> str:
    """Everything of a classifier's run, as a prefix."""
    return f"runs/{run_id}"


def run_states(run_id: str) -> str:
    """What a run can be resumed from on another worker, as a prefix."""
    return f"{run(run_id)}/state"


def run_state(run_id: str, number: int, attempt: int) -> str:
    """One whole state, as a prefix. The attempt keeps those apart who believe that they have the job."""
    return f"{run_states(run_id)}/{number:013d}.{attempt}"


def run_model(run_id: str, attempt: int) -> str:
    """The trained model of a run, as a prefix."""
    return f"{run(run_id)}/model/{attempt}"


def file_below(prefix: str, name: str) -> str:
    """A file of a run under the name that it has on disk, in the letters that keys have."""
    return f"{prefix}/{re.sub(r'[^a-z0-9_.-]', '-', name.lower())}"


def name_on_disk(key: str) -> str:
    """The name that a file of a model has on disk: the one with capitals is its card."""
    name = key.rpartition("/")[2]
    return "README.md" if name == "readme.md" else name


def run_archive(run_id: str) -> str:
    """The trained model of a run in one file."""
    return f"{run(run_id)}/model.zip"


def run_epoch(run_id: str, epoch: int) -> str:
    """The weights of one epoch, as a prefix."""
    return f"{run(run_id)}/epochs/{epoch:04d}"


def run_mistake(run_id: str, split: str, position: int) -> str:
    """The small picture of what a run took for another class."""
    return f"{run(run_id)}/mistakes/{split}-{position:06d}.webp"


def run_events(run_id: str) -> str:
    """Event files of a classifier's run, for TensorBoard, as a prefix."""
    return f"runs/{run_id}/tb"


def dataset(dataset_id: str) -> str:
    """Everything of a dataset, as a prefix."""
    return f"datasets/{dataset_id}"


def dataset_pictures(dataset_id: str) -> str:
    """The pictures of a dataset, as a prefix."""
    return f"{dataset(dataset_id)}/pictures"


def dataset_picture(dataset_id: str, picture_id: str, picture_format: PictureFormat) -> str:
    """One picture of a dataset."""
    return f"{dataset_pictures(dataset_id)}/{picture_id}.{'jpg' if picture_format == 'jpeg' else picture_format}"


def dataset_thumbnail(dataset_id: str, picture_id: str) -> str:
    """The small picture of one."""
    return f"{dataset_pictures(dataset_id)}/{picture_id}.thumb.webp"


def dataset_upload(dataset_id: str, upload_id: str, number: int | None = None) -> str:
    """One file that an import is to read; without a number all of that import, as a prefix."""
    upload = f"{dataset(dataset_id)}/uploads/{upload_id}"
    return upload if number is None else f"{upload}/{number}"


def dataset_manifest(dataset_id: str, number: int, token: str) -> str:
    """What a version of a dataset holds; the token keeps those apart who make it at the same time."""
    return f"{dataset(dataset_id)}/versions/{number}.{token}.json"


def run_onnx(run_id: str) -> tuple[str, str]:
    """The model of a classifier's run for ONNX runtimes, and the check that it has passed."""
    return f"runs/{run_id}/onnx/model.onnx", f"runs/{run_id}/onnx/check.json"


MODEL_FILES = "models/files"


def model_file(sha256: str) -> str:
    """A file of a model that workers on other machines fetch, by its content: models that share it share it here."""
    return f"{MODEL_FILES}/{sha256[:2]}/{sha256}"


UPLOADS = "uploads"


def announced_upload(upload_id: str) -> str:
    """Where somebody puts a file that nobody has looked at yet."""
    return f"{UPLOADS}/{upload_id}"


def workflow(sha256: str) -> str:
    """A workflow template as it once was, for the runs and the pictures that were made by it."""
    return f"workflows/{sha256}.json"
