"""RunPod's REST API, version 2: https://api.runpod.io/v2/openapi.json. Loads httpx.

It has no key against doing a thing twice, no end time for a machine, and no spot machines; 400 stands for a broken rule
and for nothing being free alike. Unknown query parameters are ignored, so nothing is ever asked for by filter.
"""

import re
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar
from urllib.parse import quote

import httpx
from pydantic import BaseModel, Field, TypeAdapter, ValidationError

from safelight import __version__
from safelight.features.pods.errors import (
    KeyRefused,
    MachineGone,
    NoBalance,
    NoCapacity,
    OrderRefused,
    PodNotReady,
    ProviderAway,
    ProviderBusy,
)  # fmt: skip
from safelight.features.pods.schemas import Cloud, Stock
from safelight.features.pods.service.provider import GpuType, Machine, MachineState, Order
from safelight.kit.errors import SafelightError

ATTEMPTS = 3  # of what may be asked twice
FIRST_PAUSE = 0.5
SECONDS = 30.0
BUSY_SECONDS = 30  # where it does not say how long to wait
_STATES: Mapping[str, MachineState] = {
    "PROVISIONING": "starting",
    "STARTING": "starting",
    "RUNNING": "running",
    "EXITED": "stopped",
    "ERROR": "failed",
    "TERMINATED": "gone",
}
_STOCK: Mapping[str, Stock] = {"NONE": "none", "LOW": "low", "MEDIUM": "medium", "HIGH": "high"}
Found = TypeVar("Found")


class _Gpu(BaseModel):
    id: str = ""
    count: int = 1


class _Pod(BaseModel):
    id: str
    name: str
    status: str
    cost: float = 0.0
    gpu: _Gpu | None = None
    created_at: datetime | None = Field(default=None, alias="createdAt")

    def as_machine(self) -> Machine:
        gpu = self.gpu or _Gpu()
        # A status that is new to us may well cost money.
        state = _STATES.get(self.status.upper(), "running")
        return Machine(self.id, self.name, state, self.cost, gpu.id, gpu.count, self.created_at)


class _Pods(BaseModel):
    pods: list[_Pod]


class _GpuType(BaseModel):
    id: str
    name: str = ""
    memory: float = 0.0
    secure: bool = True
    community: bool = True
    price: dict[str, float | None] = {}
    availability: str | None = None

    def as_type(self) -> GpuType:
        prices: dict[Cloud, float] = {}
        if self.secure and (price := self.price.get("secure")):
            prices["secure"] = price
        if self.community and (price := self.price.get("community")):
            prices["community"] = price
        stock = _STOCK.get(self.availability.upper()) if self.availability else None
        return GpuType(self.id, self.name or self.id, self.memory, prices, stock)


class _GpuTypes(BaseModel):
    gpus: list[_GpuType]


class RunPod:
    """One account there, by its key. Threads may share it."""

    name = "runpod"
    ends_by_itself = False

    def __init__(self, key: str, *, url: str, pause: Callable[[float], None] = time.sleep) -> None:
        self._url = url.rstrip("/")
        self._headers = {"Authorization": f"Bearer {key}", "User-Agent": f"Safelight/{__version__}"}
        self._timeout = httpx.Timeout(SECONDS, connect=10.0)
        self._certificates = httpx.create_ssl_context(trust_env=False)
        self._pause = pause

    def gpus(self, *, cloud: Cloud, count: int) -> Sequence[GpuType]:
        """See Provider."""
        asked = {"include": "AVAILABILITY", "product": "POD", "count": str(count), "cloud": cloud.upper()}
        found = self._parsed(_GpuTypes, self._ask_again("GET", "/catalog/gpus", params=asked))
        return [gpu.as_type() for gpu in found.gpus]

    def machines(self) -> Sequence[Machine]:
        """See Provider."""
        found = self._parsed(_Pods, self._ask_again("GET", "/pods"))
        return [pod.as_machine() for pod in found.pods]

    def create(self, order: Order) -> Machine:
        """See Provider."""
        body = {
            "name": order.name,
            "image": order.image,
            "cloud": order.cloud.upper(),
            "gpu": {"id": order.gpu, "count": order.gpu_count},
            "disk": order.disk,
            "env": dict(order.env),
            "ports": [],  # its agent calls us
        }
        try:
            answer = self._ask("POST", "/pods", json=body)
        except (OrderRefused, KeyRefused) as error:
            if error.reason in {400, 403}:
                raise NoCapacity(error.message) from None
            raise
        return self._parsed(_Pod, answer).as_machine()

    def stop(self, machine_id: str) -> None:
        """See Provider."""
        try:
            self._act(machine_id, "stop")
        except PodNotReady:  # it is off, or ends: the next look at it tells
            return

    def start(self, machine_id: str, *, env: Mapping[str, str]) -> None:
        """See Provider."""
        self._ask_again("PATCH", _path(machine_id), json={"env": dict(env)})
        try:
            self._act(machine_id, "start")
        except OrderRefused as error:
            raise NoCapacity(error.message) from None

    def terminate(self, machine_id: str) -> None:
        """See Provider."""
        try:
            self._ask_again("DELETE", _path(machine_id))
        except MachineGone:
            return

    def _act(self, machine_id: str, action: str) -> None:
        self._ask_again("POST", f"{_path(machine_id)}/action", json={"action": action})

    def _ask_again(self, method: str, path: str, **more: Any) -> httpx.Response:
        """For what is the same done twice."""
        for attempt in range(1, ATTEMPTS):
            try:
                return self._ask(method, path, **more)
            except ProviderAway:
                self._pause(FIRST_PAUSE * 2 ** (attempt - 1))
        return self._ask(method, path, **more)

    def _ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        try:
            # No connection outlives the seconds between two looks anyway.
            answer = httpx.request(
                method, self._url + path, headers=self._headers, timeout=self._timeout, verify=self._certificates,
                trust_env=False, **more,
            )  # fmt: skip
        except httpx.HTTPError as error:
            said = " ".join(str(error).split()) or type(error).__name__
            raise ProviderAway(f"RunPod does not answer: {said}", retry_after=15) from error
        if not answer.is_success:
            raise _refusal(answer)
        return answer

    def _parsed(self, kind: type[Found], answer: httpx.Response) -> Found:
        try:
            return TypeAdapter(kind).validate_json(answer.content)
        except ValidationError as error:
            where = ".".join(str(part) for part in error.errors()[0]["loc"])
            raise ProviderAway(f"RunPod's answer could not be read: {where or 'it is no JSON'}.") from error


def _refusal(answer: httpx.Response) -> SafelightError:
    status, said = answer.status_code, _said(answer)
    found: SafelightError = OrderRefused(f"RunPod refuses: {said}", reason=status)
    if status >= 500 or status < 400:
        found = ProviderAway(f"RunPod answered {status}: {said}", retry_after=15)
    elif status == 429:
        seconds = _wait_seconds(answer)
        found = ProviderBusy(f"RunPod asks to wait {seconds} s: {said}", retry_after=seconds)
    elif status == 402:
        found = NoBalance(f"The account at RunPod has too little money: {said}", hint="Add some there, and try again.")
    elif status == 404:
        found = MachineGone(f"RunPod does not have it: {said}")
    elif status == 409:
        found = PodNotReady(f"RunPod refuses: {said}")
    elif status in {401, 403}:
        hint = "Make a key with the right to read and write pods in RunPod's console, and keep it here."
        found = KeyRefused(f"RunPod refuses the key: {said}", hint=hint, reason=status)
    return found


def _said(answer: httpx.Response) -> str:
    """The words of a problem document, or the beginning of whatever came."""
    try:
        told = answer.json()
    except ValueError:
        told = None
    if not isinstance(told, dict):
        return " ".join(answer.text[:300].split()) or answer.reason_phrase
    words = [str(told[name]) for name in ("detail", "title") if told.get(name)][:1]
    errors = told.get("errors")
    words += [str(each) for each in errors[:3]] if isinstance(errors, list) else []
    return " ".join("; ".join(words)[:500].split()) or answer.reason_phrase


def _wait_seconds(answer: httpx.Response) -> int:
    """How long to wait: as Retry-After says, else until the first limit that is used up is new."""
    asked = answer.headers.get("retry-after", "")
    if asked.isdecimal() and len(asked) < 6:
        return max(1, int(asked))
    limits = re.findall(r"r=0\b[^,]*?t=(\d{1,6})", answer.headers.get("ratelimit", ""))
    return max(map(int, limits), default=BUSY_SECONDS)


def _path(machine_id: str) -> str:
    return f"/pods/{quote(machine_id, safe='')}"
