"""The ComfyUI servers: those of the settings, and those that a worker on this machine drives, asked over HTTP.

What a worker elsewhere drives is told by that worker alone: an address there need not be one here.
"""

import socket
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from safelight.features.workflows.errors import NoComfyUI
from safelight.features.workflows.schemas import Lack, ServerCheck, ServerShown, WorkflowCheck
from safelight.features.workflows.service.checking import checkpoints, lacks
from safelight.jobs import service as jobs
from safelight.jobs.tables import Worker
from safelight.kit.errors import SafelightError
from safelight.specs.workflows import Template

FACTS = "comfyui"
"""Among a worker's facts: address, version and queue of its server (specs.hardware.ComfyFacts)."""
AT_ONCE = 8
ENGINE = "comfyui"


@dataclass(frozen=True)
class Known:
    """One server, and the worker that drives it. `is_here`: the address means the same to this process."""

    address: str
    worker: str | None = None
    is_here: bool = True
    told: dict[str, Any] | None = None
    device_name: str | None = None


class Servers:
    """The ComfyUI servers of an installation."""

    def __init__(self, addresses: Sequence[str], *, token: str | None = None) -> None:
        self._addresses = list(addresses)
        self._token = token

    def known(self, session: Session) -> list[Known]:
        """All of them: with a worker, and those of the settings without."""
        found = [_driven(worker) for worker in jobs.workers(session) if worker.engine == ENGINE]
        driven = {each.address for each in found}
        return found + [Known(address) for address in self._addresses if address not in driven]

    def shown(self, known: Sequence[Known], templates: Sequence[Template]) -> list[ServerShown]:
        """How each is now, and what it lacks."""
        return self._each(known, lambda one: self._shown(one, templates))

    def check(self, known: Sequence[Known], template: Template) -> WorkflowCheck:
        """What each lacks for one template. Raises NoComfyUI."""
        if not known:
            raise NoComfyUI
        found = self._each(known, lambda one: self._checked(one, template))
        return WorkflowCheck(name=template.manifest.name, ok=any(each.ok for each in found), servers=found)

    def _each(self, known: Sequence[Known], ask: Callable[[Known], Any]) -> list[Any]:
        if not known:
            return []
        with ThreadPoolExecutor(min(AT_ONCE, len(known)), "asks ComfyUI") as hands:
            return list(hands.map(ask, known))

    def _shown(self, one: Known, templates: Sequence[Template]) -> ServerShown:
        if not one.is_here:
            return _as_told(one)
        try:
            with closing(self._client(one.address)) as client:
                stats, queue, info = client.system_stats(), client.queue(), client.object_info()
        except SafelightError as error:
            return ServerShown(address=one.address, worker=one.worker, up=False, problem=error.message)
        device = device_of(stats)
        return ServerShown(
            address=one.address,
            worker=one.worker,
            up=True,
            version=version_of(stats),
            device_name=device.get("name"),
            memory_total=device.get("vram_total"),
            memory_free=device.get("vram_free"),
            queue_running=len(queue.running),
            queue_pending=len(queue.pending),
            checkpoints=checkpoints(info),
            lacks={template.manifest.name: lacks(template, info) for template in templates},
        )

    def _checked(self, one: Known, template: Template) -> ServerCheck:
        if not one.is_here:
            away = Lack(
                kind="value", name=one.address, message="It is on another machine, and only its worker reaches it.",
                hint="Run the workflow: what is missing is told by the job.",
            )  # fmt: skip
            return ServerCheck(address=one.address, up=True, ok=False, problems=[away])
        try:
            with closing(self._client(one.address)) as client:
                found = lacks(template, client.object_info())
        except SafelightError as error:
            away = Lack(kind="value", name=one.address, message=error.message, hint=error.hint or "")
            return ServerCheck(address=one.address, up=False, ok=False, problems=[away])
        return ServerCheck(address=one.address, up=True, ok=not found, problems=found)

    def _client(self, address: str) -> Any:
        from safelight.kit.comfyui.client import ComfyClient  # noqa: PLC0415  httpx: a server may never ask one

        return ComfyClient(address, token=self._token, patience=0.0, timeout=5.0)


def version_of(stats: dict[str, Any]) -> str | None:
    """ComfyUI's own, as /system_stats tells it."""
    system = stats.get("system")
    found = system.get("comfyui_version") if isinstance(system, dict) else None
    return str(found) if found else None


def device_of(stats: dict[str, Any]) -> dict[str, Any]:
    """Its first device: name, vram_total, vram_free."""
    devices = stats.get("devices")
    first = devices[0] if isinstance(devices, list) and devices else None
    return first if isinstance(first, dict) else {}


def _driven(worker: Worker) -> Known:
    told = worker.facts.get(FACTS) if worker.facts else None
    told = told if isinstance(told, dict) else {}
    return Known(
        address=str(told.get("address") or worker.name),
        worker=worker.name,
        is_here=worker.host == socket.gethostname(),
        told=told,
        device_name=worker.device_name,
    )


def _as_told(one: Known) -> ServerShown:
    told = one.told or {}
    return ServerShown(
        address=one.address,
        worker=one.worker,
        up=bool(told.get("up")),
        problem=told.get("problem"),
        version=told.get("version"),
        device_name=one.device_name,
        queue_running=told.get("queue_running") or 0,
        queue_pending=told.get("queue_pending") or 0,
    )
