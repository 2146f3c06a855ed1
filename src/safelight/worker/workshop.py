"""What the tasks of a worker share: database, storage, the shelf of models, and the models in memory."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from safelight.db import Database
from safelight.engine.diffusion.cache import PipelineCache
from safelight.engine.diffusion.hub import Hub
from safelight.engine.diffusion.loading import Loaded, Neighbours
from safelight.engine.diffusion.memory import Peak
from safelight.engine.diffusion.reading import OnStage, unwatched
from safelight.features.memory import repository as measured
from safelight.features.memory.service import fitting
from safelight.features.memory.service.naming import LOADING
from safelight.features.models.repository import ModelShelf
from safelight.features.models.repository.hashing import SMALL_BYTES
from safelight.features.models.service.storing import CONFIGS, FROM_SHELF
from safelight.jobs.task import JobContext
from safelight.kit.claims import Signer
from safelight.kit.errors import Conflict, InternalError
from safelight.kit.files import sha256_of
from safelight.kit.identify import Kind
from safelight.kit.logs import get_logger
from safelight.specs.generation import LoraUse, ModelUse, Recipe
from safelight.specs.loading import LoadOptions
from safelight.specs.models import ModelInfo
from safelight.storage import Storage
from safelight.worker.easel import Easel
from safelight.worker.finishing import signed
from safelight.worker.judging import Judging
from safelight.worker.sharing import SharedModels
from safelight.worker.store import FileCache

log = get_logger(__name__)

SHELVED = "model:"
"""Before the name of a model, where else a storage key stands."""
MORE = 1.02  # memory that differs by less is the same


class ModelChanged(Conflict):
    """The model of that name is not the one that the plan was made with."""

    code = "model_changed"

    def __init__(self, name: str, wanted: str, found: str) -> None:
        super().__init__(
            f"The model {name!r} has changed: {wanted[:10]}… was asked for, {found[:10]}… is here.",
            hint="Ask for the picture anew to draw it with the model as it is now.",
        )


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
    files: FileCache
    dataset_bytes: int = 50 << 30
    device_name: str = "CPU"
    load_options: LoadOptions = field(default_factory=LoadOptions)
    shared: SharedModels = field(default_factory=SharedModels)
    easel: Easel = field(default_factory=Easel)
    judging: Judging = field(default_factory=Judging)
    signer: Signer | None = None
    learnt: dict[tuple[str, str, str], tuple[int, int]] = field(default_factory=dict)  # times, and the most bytes

    @contextmanager
    def model(
        self,
        name: str,
        job: JobContext,
        *,
        options: LoadOptions | None = None,
        pin: bool = False,
        work: str | None = None,
    ) -> Iterator[Loaded]:
        """A base model for this job alone; the job tells of its loading, if it must be loaded.

        Without `options` it is taken as it is in memory; if it is not, with those set for it. Time and memory are
        measured: of loading, and of the block under the name `work`.
        """
        info = self.info(name, job)
        with self._opened(info, options=options, pin=pin, on_stage=_loading(job, info)) as loaded:
            with Peak(self.device) as working:
                yield loaded
            if work is not None:
                self._learn(loaded, work, working)

    @contextmanager
    def hub(self, name: str, job: JobContext, *, work: str | None = None) -> Iterator[tuple[Hub, Loaded]]:
        """A base model for all jobs that draw with it now, as it is in memory or with the options set for it.

        Each job tells of its loading. The block is measured under the name `work` if no other job drew meanwhile.
        """
        info = self.info(name, job)

        def opened(tell: OnStage) -> AbstractContextManager[Loaded]:
            return self._opened(info, on_stage=tell)

        with self.shared.joined(info.name, opened, on_stage=_loading(job, info), check=job.check) as guest:
            with Peak(self.device) as working:
                yield guest.hub, guest.loaded
            if work is not None and guest.is_alone():
                self._learn(guest.loaded, work, working)

    def visit(self, name: str, job: JobContext) -> AbstractContextManager[bool]:
        """The device, for drawing with a model; where a training has it, from when that stands aside."""

        def on_wait() -> None:
            job.progress(0, 0, message="waiting until the training stands aside")

        return self.easel.visit(self.info(name, job).size_bytes, on_wait)

    @contextmanager
    def _opened(
        self, info: ModelInfo, *, options: LoadOptions | None = None, pin: bool = False, on_stage: OnStage
    ) -> Iterator[Loaded]:
        """The model for this caller alone; its loading, if it must be loaded, is measured."""
        with ExitStack() as stack:
            with Peak(self.device) as loading:
                loaded, is_new = stack.enter_context(self._held(info, options=options, pin=pin, on_stage=on_stage))
            if is_new:
                self._keep(loaded, LOADING, loading.bytes, loading.seconds)
            yield loaded

    def pinned(self, name: str, *, on_stage: OnStage = unwatched) -> AbstractContextManager[Loaded]:
        """A model for this caller alone, that stays in memory until it is unloaded by hand."""
        return self._opened(self.shelf.info(name), pin=True, on_stage=on_stage)

    @contextmanager
    def _held(
        self, info: ModelInfo, *, options: LoadOptions | None = None, pin: bool = False, on_stage: OnStage = unwatched
    ) -> Iterator[tuple[Loaded, bool]]:
        """The model for this caller alone, and whether it was loaded for it."""
        before = self.pipelines.peek(info.name)
        usual = info.load if info.load != LoadOptions() else self.load_options
        wanted = options or usual
        if before is not None and options in (None, before.options):
            expected = before.size_bytes
        else:
            expected = fitting.weights_bytes(info.path, wanted, self.device.partition(":")[0])
        neighbours = Neighbours(donors=self._donors(info), configs=self._configs(info))
        with self.pipelines.use(
            info.name,
            info.path,
            options=options,
            otherwise=usual,
            expected_bytes=expected,
            pin=pin,
            on_stage=on_stage,
            neighbours=neighbours,
        ) as loaded:
            yield loaded, before is None or before.options != loaded.options

    def _donors(self, info: ModelInfo) -> list[Path]:
        """Folders whose configs and tokenizers a single file of the same pipeline may borrow."""
        if info.path.is_dir():
            return []
        others = [*self.shelf.all("base")]
        lent = sorted((info.path.parent / CONFIGS / FROM_SHELF).glob("*"))  # along with a file that was fetched
        return [one.path for one in others if one.path.is_dir() and one.pipeline == info.pipeline] + lent

    def _configs(self, info: ModelInfo) -> Path:
        """The folder of configs as hubs have them, by owner and name."""
        beside = info.path.parent / CONFIGS
        return beside if beside.is_dir() else self.shelf.folder / CONFIGS

    def _learn(self, loaded: Loaded, work: str, peak: Peak) -> None:
        """Keep what drawing took: the first times, then ever more seldom, and each time that it took more."""
        extra = None if peak.bytes is None else loaded.size_bytes + peak.bytes
        key = loaded.name, loaded.options.mark, work
        times, highest = self.learnt.get(key, (0, 0))
        self.learnt[key] = times + 1, max(highest, extra or 0)
        if not times & (times - 1) or (extra or 0) > highest * MORE:
            self._keep(loaded, work, extra, peak.seconds)

    def _keep(self, loaded: Loaded, work: str, peak: int | None, seconds: float) -> None:
        with self.db.transaction() as session:
            measured.save(
                session,
                model=loaded.name,
                device_name=self.device_name,
                options=loaded.options.mark,
                work=work,
                peak_bytes=peak,
                resident_bytes=loaded.size_bytes,
                seconds=seconds,
            )

    def info(self, name: str, job: JobContext) -> ModelInfo:
        """What the shelf tells of a base model, looked up once for a job. Raises ModelNotFound, ModelUnusable."""
        if (key := f"{SHELVED}{name}") not in job.kept:
            job.kept[key] = self.shelf.info(name)
        info: ModelInfo = job.kept[key]
        return info

    def about(self, model: str, loaded: Loaded, job: JobContext | None = None) -> dict[str, Any]:
        """What a recipe tells of the model and of this worker, beside the plan."""
        return {
            "model_hash": self._hash_of(self.info(model, job) if job else self.shelf.info(model)),
            "device": self.device,
            "dtype": str(loaded.dtype).removeprefix("torch."),
            "threads": self.threads,
            "options": loaded.options,
        }

    def _hash_of(self, info: ModelInfo) -> str | None:
        """The content of a model; the server reads large ones, which takes minutes, and until then it is unknown."""
        return self.shelf.hash(info) if info.sha256 is None and info.size_bytes <= SMALL_BYTES else info.sha256

    def drop_models(self) -> None:
        """Unload every base model and classifier: a training wants the memory for itself."""
        for model in self.pipelines.loaded():
            self.pipelines.drop(model.key)
        self.judging.drop()

    def signed(self, data: bytes, recipe: Recipe) -> bytes:
        """A finished picture or film, with a signed claim of how it came about where this worker signs."""
        return signed(self.db, self.signer, data, recipe)

    def lora(self, use: LoraUse) -> Path:
        """A LoRA file on this machine: of the shelf, or fetched from storage once and checked by its hash."""
        if use.key.startswith(SHELVED):
            return self.helper(ModelUse(name=use.key.removeprefix(SHELVED), sha256=use.sha256 or None), "lora").path
        return self.files.fetch(use.sha256, use.key, ending=".safetensors")

    def helper(self, use: ModelUse, kind: Kind) -> ModelInfo:
        """A model beside the base model, on the shelf as the plan means it. Raises ModelNotFound, ModelChanged."""
        info = self.shelf.find(use.name, kind=kind)
        if use.sha256 and info.sha256 and info.sha256 != use.sha256:
            raise ModelChanged(use.name, use.sha256, info.sha256)
        return info

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


def _loading(job: JobContext, info: ModelInfo) -> OnStage:
    def on_stage(what: str, done: int, total: int) -> None:
        counts = job.stage == "load"  # elsewhere it is no part of what the stage is about
        job.progress(done * counts, total * counts, unit="byte", message=f"Loading {info.name}: {what}")

    return on_stage
