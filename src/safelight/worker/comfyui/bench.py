"""What the tasks of a ComfyUI worker share."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from PIL import Image

from safelight.db import Database
from safelight.features.content_filter import service as content_filter
from safelight.features.models.repository import ModelShelf
from safelight.features.workflows.service import Workflows
from safelight.jobs.task import JobContext
from safelight.kit.claims import Signer
from safelight.kit.errors import Unavailable
from safelight.specs.filtering import ContentFilter
from safelight.specs.generation import Filtered, Recipe
from safelight.storage import Storage
from safelight.worker.comfyui.server import ComfyServer
from safelight.worker.finishing import signed
from safelight.worker.store import FileCache


class FilterAway(Unavailable):
    """A content filter is set, and this worker cannot look at pictures."""

    code = "content_filter_away"

    def __init__(self) -> None:
        super().__init__(
            "A content filter is set, and this worker beside ComfyUI has no torch to look at pictures with.",
            hint="Install it there: pip install 'safelight[worker]'. Until then it keeps nothing of what is drawn.",
        )


@dataclass(frozen=True)
class Bench:
    """One worker's tools."""

    db: Database
    storage: Storage
    shelf: ModelShelf
    files: FileCache
    server: ComfyServer
    workflows: Workflows
    cache_dir: Path
    loras_dir: Path | None = None
    signer: Signer | None = None
    placing: threading.Lock = field(default_factory=threading.Lock)

    def signed(self, data: bytes, recipe: Recipe) -> bytes:
        """A finished picture or film, with a signed claim of how it came about where this worker signs."""
        return signed(self.db, self.signer, data, recipe)

    def gate(self) -> ContentFilter | None:
        """The content filter that is in force now. Raises FilterAway where it could not be asked."""
        with self.db.reading() as session:
            found = content_filter.current(session)
        if found is not None:
            self._judges  # noqa: B018  before anything is drawn for nothing
        return found

    def passed(
        self, job: JobContext, gate: ContentFilter | None, images: Sequence[Image.Image]
    ) -> tuple[list[tuple[int, Image.Image, Filtered | None]], list[str]]:
        """What may be kept, with its place among them; and words for whoever asked. Raises ContentBlocked."""
        if gate is None:
            return [(at, image, None) for at, image in enumerate(images)], []
        filtering, workshop = self._judges
        kept, words = filtering.passed(workshop, job, gate, images)
        return [(each.index, each.image, each.found) for each in kept], words

    def film_passed(
        self, job: JobContext, gate: ContentFilter | None, frames: Sequence[Image.Image]
    ) -> Filtered | None:
        """What the filter sees in a film, that may be kept all the same. Raises ContentBlocked."""
        if gate is None:
            return None
        filtering, workshop = self._judges
        found: Filtered | None = filtering.of_film(workshop, job, gate, frames)
        return found

    @cached_property
    def _judges(self) -> tuple[Any, Any]:
        """The filter's module, and a workshop on the processor for it."""
        try:
            from safelight.worker import filtering  # noqa: PLC0415  torch: only where a content filter is set
            from safelight.worker.comfyui.judges import workshop  # noqa: PLC0415  torch too
        except ImportError as error:
            raise FilterAway from error
        return filtering, workshop(self)
