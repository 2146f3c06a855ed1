"""RunPod on this machine: it speaks REST v2, has a clock that tests move, and goes wrong in the ways of the real one.

What it knows of the protocol is from the published specification: the fields of a new pod and 422 for any other, one
answer (400) for a broken rule and for nothing free, actions by status, a list that ignores what it is asked by, limits
in headers, and a price of 0 for what is off. It meters what each pod costs, so that a test can ask whether any is left.
"""

import contextlib
import json
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

KEY = "rpa_0123456789abcdef"
FOUR, SIX = "NVIDIA GeForce RTX 4090", "NVIDIA RTX 6000 Ada Generation"
_FIELDS = {
    "name": str, "image": str, "templateId": str, "cloud": str, "gpu": dict, "cpu": dict, "dataCenterIds": list,
    "disk": int, "mounts": dict, "env": dict, "ports": list, "args": str, "registry": (str, type(None)),
    "globalNetworking": bool,
}  # fmt: skip
_ACTIONS = {
    "PROVISIONING": {"stop", "terminate"},
    "STARTING": {"stop", "terminate"},
    "RUNNING": {"stop", "restart", "terminate"},
    "EXITED": {"start", "terminate"},
    "ERROR": {"start", "terminate"},
    "TERMINATED": set(),
}


@dataclass
class Gpu:
    id: str
    memory: int
    price: dict[str, float]
    free: int = 100


@dataclass
class RunPodPod:
    id: str
    name: str
    body: dict[str, Any]
    price: float
    created_at: datetime
    status: str = "PROVISIONING"
    began_at: datetime | None = None
    metered: float = 0.0
    metered_at: datetime | None = None
    hidden: int = 0  # lists that do not have it yet
    process: Any = None

    @property
    def is_there(self) -> bool:
        return self.status != "TERMINATED"


@dataclass
class Fault:
    """One thing that goes wrong at a request whose `METHOD /path` contains `at`; `times` times, after `skip` others."""

    at: str
    status: int = 0  # answered in its place, and nothing is done
    headers: dict[str, str] = field(default_factory=dict)
    lost: bool = False  # it is done, and the answer does not arrive
    cut: bool = False  # it is not done, and no answer arrives
    body: bytes | None = None  # answered in its place
    times: int = 1
    skip: int = 0


class RunPodServer:
    """Start it with `with`; its address is `url`. `run` starts what a pod runs, `kill` ends it."""

    def __init__(
        self,
        *,
        run: Callable[[RunPodPod], Any] | None = None,
        kill: Callable[[Any], None] | None = None,
        starts_after: float = 10.0,
        runs_after: float = 30.0,
    ) -> None:
        self.gpus = {
            FOUR: Gpu(FOUR, 24, {"secure": 0.69, "community": 0.34}),
            SIX: Gpu(SIX, 48, {"secure": 0.77, "community": 0.74}),
        }
        self.pods: dict[str, RunPodPod] = {}
        self.balance = 100.0
        self.surcharge = 1.0  # what a new pod costs, in parts of its list price
        self.list_lag = 0  # lists that a new pod is missing from
        self.quota: int | None = None  # requests of this minute; None is any number
        self.faults: list[Fault] = []
        self.asked: Counter[str] = Counter()
        self.bodies: list[dict[str, Any]] = []
        self.moved = timedelta()
        self._starts_after, self._runs_after = starts_after, runs_after
        self._run, self._kill = run, kill
        self._lock = threading.RLock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"there": self}))
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}/v2"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        for pod in self.pods.values():
            self._end_process(pod)

    # The clock, and what happens by itself

    def now(self) -> datetime:
        return datetime.now(UTC) + self.moved

    def later(self, **span: float) -> None:
        self.moved += timedelta(**span)

    def there(self) -> list[RunPodPod]:
        """Pods that cost something, or would."""
        with self._lock:
            self._go_on()
            return [pod for pod in self.pods.values() if pod.is_there]

    def cost(self) -> float:
        with self._lock:
            self._go_on()
            return sum(pod.metered for pod in self.pods.values())

    def vanish(self, pod: RunPodPod) -> None:
        """As a spot machine does: its process is killed, and nothing of it is left."""
        with self._lock:
            self._to(pod, "TERMINATED")
            self.pods.pop(pod.id, None)

    def switch_off(self, pod: RunPodPod) -> None:  # by somebody at the console, or for an empty account
        with self._lock:
            self._to(pod, "EXITED")

    def wreck(self, pod: RunPodPod) -> None:
        with self._lock:
            self._to(pod, "ERROR")

    def forge(self, name: str) -> RunPodPod:
        """A pod that somebody else, or a life of ours that nobody remembers, has made."""
        with self._lock:
            body = {"name": name, "image": "img", "gpu": {"id": FOUR, "count": 1}, "cloud": "SECURE", "env": {}}
            return self._made(body, 0.69)

    def _go_on(self) -> None:
        now = self.now()
        for pod in self.pods.values():
            began = pod.began_at or pod.created_at
            age = (now - began).total_seconds()
            if pod.status == "PROVISIONING" and age >= self._starts_after:
                pod.status = "STARTING"
            if pod.status == "STARTING" and age >= self._runs_after:
                pod.status = "RUNNING"
                if self._run is not None and pod.process is None:
                    pod.process = self._run(pod)
            self._meter(pod, now)

    def _meter(self, pod: RunPodPod, now: datetime) -> None:
        if pod.status in {"PROVISIONING", "STARTING", "RUNNING"}:
            pod.metered += pod.price * (now - (pod.metered_at or pod.created_at)).total_seconds() / 3600
        pod.metered_at = now

    def _to(self, pod: RunPodPod, status: str) -> None:
        self._meter(pod, self.now())
        pod.status = status
        self._end_process(pod)
        if status == "PROVISIONING":
            pod.began_at = self.now()

    def _end_process(self, pod: RunPodPod) -> None:
        if pod.process is not None and self._kill is not None:
            self._kill(pod.process)
        pod.process = None

    def _made(self, body: dict[str, Any], price: float) -> RunPodPod:
        pod = RunPodPod(f"p{len(self.pods):03}{len(self.asked)}x", body["name"], body, price, self.now())
        pod.hidden = self.list_lag
        self.pods[pod.id] = pod
        return pod

    # The protocol

    def answer(self, method: str, path: str, query: dict[str, list[str]], body: Any) -> tuple[int, Any]:
        with self._lock:
            self._go_on()
            match method, path.removeprefix("/v2").strip("/").split("/"):
                case "GET", ["pods"]:
                    return 200, {"pods": self._listed()}
                case "POST", ["pods"]:
                    return self._create(body)
                case "GET", ["catalog", "gpus"]:
                    return self._catalogue(query)
                case _, ["pods", pod_id, *more] if (pod := self.pods.get(pod_id)) and pod.is_there:
                    return self._one(method, pod, more, body)
        return 404, _problem(404, "not found")

    def _listed(self) -> list[dict[str, Any]]:
        found = []
        for pod in self.pods.values():
            if pod.hidden:
                pod.hidden -= 1
            else:
                found.append(_shown(pod))
        return found

    def _create(self, body: Any) -> tuple[int, Any]:
        self.bodies.append(body)
        if wrong := _wrong(body):
            return 422, _problem(422, "request body is invalid", wrong)
        gpu = self.gpus.get(body["gpu"]["id"])
        cloud, count = body.get("cloud", "SECURE").lower(), body["gpu"].get("count", 1)
        if gpu is None or gpu.free < count or cloud not in gpu.price:
            return 400, _problem(400, "There are no longer any instances available with the requested specifications.")
        if self.balance < gpu.price[cloud] * count:
            return 402, _problem(402, "Your balance is too low to deploy.")
        gpu.free -= count
        pod = self._made(body, round(gpu.price[cloud] * count * self.surcharge, 4))
        return 201, _shown(pod)

    def _catalogue(self, query: dict[str, list[str]]) -> tuple[int, Any]:
        if "include" in query and "product" not in query:
            return 400, _problem(400, "product is required with include")
        count = int(query.get("count", ["1"])[0])
        return 200, {
            "gpus": [
                {
                    "id": gpu.id, "name": gpu.id.removeprefix("NVIDIA "), "manufacturer": "NVIDIA",
                    "memory": gpu.memory,
                    "secure": "secure" in gpu.price, "community": "community" in gpu.price, "price": gpu.price,
                    "maxCount": {"secure": 8, "community": 8},
                    "availability": "NONE" if gpu.free < count else "LOW" if gpu.free < 5 * count else "HIGH",
                }
                for gpu in self.gpus.values()
            ]
        }  # fmt: skip

    def _one(self, method: str, pod: RunPodPod, more: list[str], body: Any) -> tuple[int, Any]:
        if method == "GET" and not more:
            return 200, _shown(pod)
        if method == "DELETE" and not more:
            return self._act(pod, "terminate")
        if method == "PATCH" and not more:
            if unknown := set(body) - set(_FIELDS):
                return 422, _problem(422, "request body is invalid", [_unknown(name) for name in unknown])
            pod.body |= body
            return 200, _shown(pod)
        if method == "POST" and more == ["action"]:
            return self._act(pod, body.get("action", ""))
        return 404, _problem(404, "not found")

    def _act(self, pod: RunPodPod, action: str) -> tuple[int, Any]:
        if action not in _ACTIONS[pod.status]:
            return 409, _problem(409, f"action {action} is not allowed in status {pod.status}")
        gpu = self.gpus[pod.body["gpu"]["id"]]
        if action == "start":
            if not gpu.free:
                return 400, _problem(400, "There are not enough free GPUs on the host machine to start this pod.")
            gpu.free -= 1
            self._to(pod, "PROVISIONING")
        elif action == "stop":
            gpu.free += 1
            self._to(pod, "EXITED")
        elif action == "terminate":
            self._to(pod, "TERMINATED")
            return 204, None
        return 200, _shown(pod)

    def fault_at(self, place: str) -> Fault | None:
        with self._lock:
            self.asked[place.partition("?")[0]] += 1
            for fault in self.faults:
                if fault.at in place and fault.times:
                    if fault.skip:
                        fault.skip -= 1
                        continue
                    fault.times -= 1
                    return fault
        return None


def _wrong(body: Any) -> list[str]:
    if not isinstance(body, dict):
        return ["$: must be an object"]
    found = [_unknown(name) for name in body if name not in _FIELDS]
    found += [
        f"$.{name}: wrong type" for name, value in body.items() if not isinstance(value, _FIELDS.get(name, object))
    ]
    if not body.get("name"):
        found.append("$: missing property 'name'")
    if not body.get("image") and not body.get("templateId"):
        found.append("$: image is required without templateId")
    if ("gpu" in body) == ("cpu" in body):
        found.append("$: exactly one of gpu and cpu")
    if body.get("cloud", "SECURE") not in {"SECURE", "COMMUNITY"}:
        found.append("$.cloud: must be one of SECURE, COMMUNITY")
    found += [_unknown(f"gpu.{name}") for name in body.get("gpu", {}) if name not in {"id", "count", "minCudaVersion"}]
    return found


def _unknown(name: str) -> str:
    return f"$: additional properties '{name}' not allowed"


def _problem(status: int, detail: str, errors: list[str] | None = None) -> dict[str, Any]:
    return {"title": "Error", "status": status, "detail": detail, **({"errors": errors} if errors else {})}


def _shown(pod: RunPodPod) -> dict[str, Any]:
    is_up = pod.status in {"PROVISIONING", "STARTING", "RUNNING"}
    return {
        "id": pod.id, "name": pod.name, "status": pod.status, "actions": sorted(_ACTIONS[pod.status]),
        "image": pod.body["image"], "args": "", "disk": pod.body.get("disk", 20), "mounts": {}, "ports": [],
        "env": pod.body.get("env", {}), "registry": None, "gpu": pod.body["gpu"] | {"pool": "X"},
        "cloud": pod.body.get("cloud", "SECURE"), "dataCenterId": "EU-RO-1", "cudaVersion": "12.8",
        "ssh": {"proxy": None, "direct": None}, "template": None, "cost": pod.price if is_up else 0.0, "locked": False,
        "globalNetworking": False, "runtime": {"uptime": 1} if pod.status == "RUNNING" else None,
        "createdAt": pod.created_at.isoformat(), "startedAt": None,
    }  # fmt: skip


class _Handler(BaseHTTPRequestHandler):
    there: RunPodServer
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._serve()

    def do_POST(self) -> None:
        self._serve()

    def do_PATCH(self) -> None:
        self._serve()

    def do_DELETE(self) -> None:
        self._serve()

    def _serve(self) -> None:
        raw = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        fault = self.there.fault_at(f"{self.command} {self.path}")
        if fault is not None and fault.cut:
            self._hang_up()
        elif fault is not None and (fault.status or fault.body is not None):
            status = fault.status or 200
            body = fault.body or json.dumps(_problem(status, "made up by the test")).encode()
            self._send(status, body, fault.headers)
        elif self.headers.get("Authorization") != f"Bearer {KEY}":
            self._send(401, json.dumps(_problem(401, "unauthorized")).encode(), {})
        elif self.there.quota is not None and self.there.quota <= 0:
            limits = {"Retry-After": "7", "RateLimit": '"minute";r=0;t=7, "hour";r=100;t=900'}
            self._send(429, json.dumps(_problem(429, "too many requests")).encode(), limits)
        else:
            self._answer(raw, fault)

    def _answer(self, raw: bytes, fault: Fault | None) -> None:
        if self.there.quota is not None:
            self.there.quota -= 1
        parts = urlsplit(self.path)
        body = json.loads(raw) if raw else None
        status, answer = self.there.answer(self.command, parts.path, parse_qs(parts.query), body)
        if fault is not None and fault.lost:
            self._hang_up()
            return
        left = 59 if self.there.quota is None else self.there.quota
        limits = {"RateLimit": f'"minute";r={left};t=12', "RateLimit-Policy": '"minute";q=60;w=60'}
        self._send(status, b"" if answer is None else json.dumps(answer).encode(), limits)

    def _hang_up(self) -> None:
        self.close_connection = True
        self.connection.close()

    def _send(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        kind = "application/problem+json" if status >= 400 else "application/json"
        for name, value in ({"Content-Type": kind, "Content-Length": str(len(body))} | headers).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def finish(self) -> None:
        with contextlib.suppress(OSError):  # hung up on purpose
            super().finish()
