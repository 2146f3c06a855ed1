"""What the tasks of a worker share: database, storage, the shelf of models, and the models in memory."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from safelight.db import Database
from safelight.engine.diffusion.cache import PipelineCache
from safelight.engine.diffusion.loading import Loaded
from safelight.features.models.repository import ModelShelf
from safelight.jobs.task import JobContext
from safelight.kit.errors import InternalError
from safelight.kit.files import sha256_of
from safelight.specs.generation import LoraUse
from safelight.storage import Storage


@dataclass(frozen=True)
class Workshop:
    """One worker's tools. `pipelines` keeps base models loaded from one job to the next."""

    db: Database
    storage: Storage
    shelf: ModelShelf
    pipelines: PipelineCache
    device: str
    dtype: str
    threads: int | None
    cache_dir: Path

    @contextmanager
    def model(self, name: str, job: JobContext) -> Iterator[Loaded]:
        """A base model for this job alone; the job tells of its loading, if it must be loaded."""
        info = self.shelf.info(name)

        def on_stage(what: str, done: int, total: int) -> None:
            count = f" ({done + 1} of {total})" if total > 1 else ""
            job.progress(0, 0, message=f"Loading {info.name}: {what}{count}")

        with self.pipelines.use(info.name, info.path, on_stage=on_stage) as loaded:
            yield loaded

    def about(self, model: str, loaded: Loaded) -> dict[str, Any]:
        """What a recipe tells of the model and of this worker, beside the plan."""
        return {
            "model_hash": self.shelf.info(model).sha256,
            "device": self.device,
            "dtype": str(loaded.dtype).removeprefix("torch."),
            "threads": self.threads,
            "options": getattr(loaded, "options", None),
        }

    def drop_models(self) -> None:
        """Unload every base model: a training wants the memory for itself."""
        for model in self.pipelines.loaded():
            self.pipelines.drop(model.key)

    def lora(self, use: LoraUse) -> Path:
        """A LoRA file on this machine, fetched from storage once and checked by its hash."""
        path = self.cache_dir / "loras" / f"{use.sha256}.safetensors"
        if not path.exists():
            self.fetch(use.key, path, sha256=use.sha256)
        return path

    def fetch(self, key: str, path: Path, *, sha256: str) -> None:
        """Copy a stored file to `path` and make sure that it is the one the job means."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self.storage.download(key, path)
        if sha256_of(path) != sha256:
            path.unlink()
            raise InternalError(
                f"The stored file {key} is not the one that was recorded.",
                hint="It was changed or damaged in storage; restore it, or make it again.",
                code="stored_file_changed",
            )
