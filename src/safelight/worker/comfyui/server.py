"""What is known of the ComfyUI server, asked now and then beside the work: a heartbeat must not wait for it."""

import threading
import time
from dataclasses import dataclass, field
from typing import Any

from safelight.features.generations.service.by_comfyui import name_of_file
from safelight.features.workflows.service.checking import checkpoints, choices_of
from safelight.features.workflows.service.servers import FACTS, device_of, version_of
from safelight.kit.comfyui.client import Check, ComfyClient, unwatched
from safelight.kit.errors import SafelightError
from safelight.kit.logs import get_logger

log = get_logger(__name__)

LOOK_SECONDS = 5.0
INFO_EVERY = 6  # looks between two at its files


@dataclass(frozen=True)
class Seen:
    """How it was at the last look."""

    up: bool = False
    problem: str | None = None
    version: str | None = None
    device: dict[str, Any] = field(default_factory=dict)
    running: int = 0
    pending: int = 0
    checkpoints: tuple[str, ...] = ()
    away_since: float | None = None


class ComfyServer:
    """One server, looked at by a thread of its own."""

    def __init__(self, address: str, *, token: str | None = None) -> None:
        self.client = ComfyClient(address, token=token)
        self._quick = ComfyClient(address, token=token, patience=0.0, timeout=5.0)
        self._looks = 0
        self._stopping = threading.Event()
        self.seen = Seen()

    @property
    def address(self) -> str:
        """Where it is."""
        return self.client.address

    def start(self) -> None:
        """Look at it from now on."""
        threading.Thread(target=self._keep_looking, name="looks at ComfyUI", daemon=True).start()

    def stop(self) -> None:
        """Look no more."""
        self._stopping.set()
        self._quick.close()
        self.client.close()

    def wait_until_up(self) -> None:
        """However long that takes."""
        said = False
        while not self.look().up:
            if not said:
                log.warning("comfyui_waited_for", address=self.address, problem=self.seen.problem)
                said = True
            time.sleep(LOOK_SECONDS)

    def look(self) -> Seen:
        """How it is now."""
        try:
            stats, queue = self._quick.system_stats(), self._quick.queue()
            files = self.seen.checkpoints
            if self._looks % INFO_EVERY == 0 or not self.seen.up:
                files = tuple(checkpoints(self._quick.object_info(fresh=True)))
            self._looks += 1
            self.seen = Seen(
                up=True,
                version=version_of(stats),
                device=device_of(stats),
                running=len(queue.running),
                pending=len(queue.pending),
                checkpoints=files,
            )
        except SafelightError as error:
            since = self.seen.away_since or time.monotonic()
            self.seen = Seen(problem=error.message, checkpoints=self.seen.checkpoints, away_since=since)
        return self.seen

    def names(self) -> list[str]:
        """Its checkpoints, as base models are named here."""
        return [name_of_file(file) for file in self.seen.checkpoints]

    def loras(self, *, fresh: bool = False, check: Check = unwatched) -> list[str]:
        """The LoRA files that it lists."""
        info = self.client.object_info(fresh=fresh, check=check).get("LoraLoader", {})
        required = info.get("input", {}).get("required", {}) if isinstance(info, dict) else {}
        return choices_of(required.get("lora_name")) or []

    def facts(self) -> dict[str, Any]:
        """For the heartbeat."""
        seen = self.seen
        return {
            "backend": "comfyui",
            "versions": {"comfyui": seen.version} if seen.version else {},
            FACTS: {
                "address": self.address,
                "up": seen.up,
                "problem": seen.problem,
                "version": seen.version,
                "queue_running": seen.running,
                "queue_pending": seen.pending,
            },
        }

    def _keep_looking(self) -> None:
        while not self._stopping.wait(LOOK_SECONDS):
            self.look()
