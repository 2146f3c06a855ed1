"""A ComfyUI on this machine: it speaks the protocol of the real one, in its order and with its races, and draws noise.

The order of events, the history that is filled after `execution_success`, repeats from the cache, the two kinds of
interrupt, names of uploads and errors of nodes are as they were seen of version 0.3.64.
"""

import asyncio
import hashlib
import io
import json
import struct
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self
from uuid import uuid4

import numpy as np
import uvicorn
from PIL import Image
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

SAMPLERS = ["euler", "euler_ancestral", "heun", "dpmpp_2m", "dpmpp_2m_sde", "dpmpp_sde", "ddim", "lcm", "uni_pc"]
SCHEDULERS = ["normal", "karras", "simple", "exponential", "sgm_uniform"]
INT, FLOAT, TEXT = ["INT", {"min": 0, "max": 2**64 - 1}], ["FLOAT", {"min": -100.0, "max": 100.0}], ["STRING", {}]
STEPS, SIDE = ["INT", {"min": 1, "max": 10000}], ["INT", {"min": 16, "max": 16384}]
LINK = ["*"]


@dataclass
class Prompt:
    """One thing that was asked for."""

    id: str
    number: int
    graph: dict[str, Any]
    client_id: str
    interrupted: bool = False


@dataclass
class Faults:
    """What goes wrong. Those that count are used up."""

    fail_node: dict[str, tuple[str, str]] = field(default_factory=dict)  # class → exception type and message
    drop_sockets_at_step: int | None = None
    restart_at_step: int | None = None  # forgets queue and history, as a process that died
    history_late: float = 0.0  # seconds between execution_success and the history
    interrupt_by_others_at_step: int | None = None
    answers: list[int] = field(default_factory=list)  # status codes for the next calls to /prompt
    large_output: int = 0  # bytes, instead of a picture
    silent: bool = False  # nothing is told by socket
    empty_outputs: bool = False


class ComfyServer:
    """Start it with `with`; its address is `url`."""

    def __init__(self, *, loras_dir: Path | None = None, step_seconds: float = 0.0) -> None:
        self.checkpoints = ["sd_xl_base_1.0.safetensors", "tiny.safetensors"]
        self.loras_dir = loras_dir
        self.step_seconds = step_seconds
        self.faults = Faults()
        self.missing_nodes: set[str] = set()
        self.token: str | None = None
        self.asked: list[Prompt] = []
        self.calls: Counter[str] = Counter()
        self.uploads: dict[str, bytes] = {}
        self.files: dict[str, bytes] = {}
        self._pending: list[Prompt] = []
        self._running: Prompt | None = None
        self._history: dict[str, dict[str, Any]] = {}
        self._cache: dict[str, dict[str, Any]] = {}
        self._sockets: dict[str, WebSocket] = {}
        self._wake = asyncio.Event()
        self._count = 0
        self._server: uvicorn.Server | None = None
        self._thread: threading.Thread | None = None

    @property
    def url(self) -> str:
        assert self._server is not None
        return f"http://127.0.0.1:{self._server.servers[0].sockets[0].getsockname()[1]}"

    @property
    def running(self) -> str | None:
        return self._running.id if self._running else None

    def __enter__(self) -> Self:
        routes = [
            Route("/prompt", self._prompt, methods=["POST"]),
            Route("/queue", self._queue, methods=["GET", "POST"]),
            Route("/history/{id}", self._history_of),
            Route("/interrupt", self._interrupt, methods=["POST"]),
            Route("/view", self._view),
            Route("/upload/image", self._upload, methods=["POST"]),
            Route("/object_info", lambda _: JSONResponse(self.object_info())),
            Route("/system_stats", self._stats),
            WebSocketRoute("/ws", self._socket),
        ]
        app = Starlette(routes=routes)
        config = uvicorn.Config(app, port=0, log_level="critical", lifespan="off", ws="websockets-sansio")
        self._server = uvicorn.Server(config)

        async def serve() -> None:
            assert self._server is not None
            worker = asyncio.create_task(self._work())
            await self._server.serve()
            worker.cancel()

        self._thread = threading.Thread(target=lambda: asyncio.run(serve()), daemon=True)
        self._thread.start()
        until = time.monotonic() + 20
        while not self._server.started and time.monotonic() < until:
            time.sleep(0.01)
        return self

    def __exit__(self, *_: object) -> None:
        assert self._server is not None
        assert self._thread is not None
        self._server.should_exit = self._server.force_exit = True
        self._thread.join(10)

    def fresh(self) -> Self:
        """As it was at first, but for its address."""
        self.faults, self.step_seconds, self.token = Faults(), 0.0, None
        self.checkpoints = ["sd_xl_base_1.0.safetensors", "tiny.safetensors"]
        for kept in (
            self.missing_nodes,
            self.asked,
            self.calls,
            self.uploads,
            self._pending,
            self._history,
            self._cache,
        ):
            kept.clear()
        for name in self.loras():
            (self.loras_dir or Path()).joinpath(name).unlink()
        return self

    # What is there

    def loras(self) -> list[str]:
        if self.loras_dir is None or not self.loras_dir.is_dir():
            return []
        return sorted(str(path.relative_to(self.loras_dir)) for path in self.loras_dir.rglob("*.safetensors"))

    def object_info(self) -> dict[str, Any]:
        nodes: dict[str, dict[str, Any]] = {
            "CheckpointLoaderSimple": {"ckpt_name": [self.checkpoints, {}]},
            "ImageOnlyCheckpointLoader": {"ckpt_name": [self.checkpoints, {}]},
            "UNETLoader": {"unet_name": [["flux1-dev.safetensors"], {}], "weight_dtype": [["default"], {}]},
            "LoraLoader": {
                "model": LINK, "clip": LINK, "lora_name": [self.loras(), {}], "strength_model": FLOAT,
                "strength_clip": FLOAT,
            },
            "CLIPTextEncode": {"text": TEXT, "clip": LINK},
            "EmptyLatentImage": {"width": SIDE, "height": SIDE, "batch_size": STEPS},
            "KSampler": {
                "model": LINK, "seed": INT, "steps": STEPS, "cfg": FLOAT, "sampler_name": [SAMPLERS, {}],
                "scheduler": ["COMBO", {"options": SCHEDULERS}], "positive": LINK, "negative": LINK,
                "latent_image": LINK, "denoise": ["FLOAT", {"min": 0.0, "max": 1.0}],
            },
            "VAEDecode": {"samples": LINK, "vae": LINK},
            "VAEEncode": {"pixels": LINK, "vae": LINK},
            "SaveImage": {"images": LINK, "filename_prefix": TEXT},
            "LoadImage": {"image": [sorted(self.uploads), {"image_upload": True}]},
            "LoadImageMask": {"image": [sorted(self.uploads), {}], "channel": [["alpha", "red"], {}]},
            "ImageScale": {
                "image": LINK, "upscale_method": [["lanczos", "bilinear"], {}], "width": SIDE, "height": SIDE,
                "crop": [["disabled", "center"], {}],
            },
            "MaskToImage": {"mask": LINK}, "ImageToMask": {"image": LINK, "channel": [["red", "green"], {}]},
            "SetLatentNoiseMask": {"samples": LINK, "mask": LINK},
            "ImageCompositeMasked": {
                "destination": LINK, "source": LINK, "x": INT, "y": INT, "resize_source": ["BOOLEAN", {}],
            },
            "VideoLinearCFGGuidance": {"model": LINK, "min_cfg": FLOAT},
            "SVD_img2vid_Conditioning": {
                "clip_vision": LINK, "init_image": LINK, "vae": LINK, "width": SIDE, "height": SIDE,
                "video_frames": STEPS, "motion_bucket_id": STEPS, "fps": STEPS, "augmentation_level": FLOAT,
            },
            "UpscaleModelLoader": {"model_name": [["RealESRGAN_x4plus.pth"], {}]},
            "ImageUpscaleWithModel": {"upscale_model": LINK, "image": LINK},
        }  # fmt: skip
        return {
            name: {"input": {"required": inputs}, "output_node": name == "SaveImage"}
            for name, inputs in nodes.items()
            if name not in self.missing_nodes
        }

    def restart(self) -> None:
        """As if its process had died and come back: queue and history are gone, and every socket is closed."""
        self._pending, self._history, self._cache = [], {}, {}
        if self._running is not None:
            self._running.interrupted = True
            self._running = None
        self._drop_sockets()

    def _drop_sockets(self) -> None:
        sockets, self._sockets = list(self._sockets.values()), {}
        for socket in sockets:
            asyncio.get_running_loop().create_task(socket.close(1011))

    # Its calls

    def _allowed(self, request: Request) -> bool:
        return self.token is None or request.headers.get("authorization") == f"Bearer {self.token}"

    async def _prompt(self, request: Request) -> Response:
        self.calls["prompt"] += 1
        if not self._allowed(request):
            return Response(status_code=401)
        body = await request.json()
        if self.faults.answers:
            code = self.faults.answers.pop(0)
            if code == 0:  # it takes it, and the answer is lost
                self._take(body)
                code = 502
            return Response(status_code=code)
        if (refused := self._refused(body["prompt"])) is not None:
            return JSONResponse(refused, 400)
        prompt = self._take(body)
        return JSONResponse({"prompt_id": prompt.id, "number": prompt.number, "node_errors": {}})

    def _take(self, body: dict[str, Any]) -> Prompt:
        self._count += 1
        prompt = Prompt(body.get("prompt_id") or uuid4().hex, self._count, body["prompt"], body.get("client_id", ""))
        self.asked.append(prompt)
        self._pending.append(prompt)
        self._wake.set()
        return prompt

    def _refused(self, graph: dict[str, Any]) -> dict[str, Any] | None:
        info = self.object_info()
        problems: dict[str, Any] = {}
        for id_, node in graph.items():
            if node["class_type"] not in info:
                name = node["class_type"]
                message = f"Cannot execute because node {name} does not exist."
                error = {"type": "invalid_prompt", "message": message, "details": f"Node ID '#{id_}'", "extra_info": {}}
                return {"error": error, "node_errors": {}}
            errors = list(_errors(node["inputs"], info[node["class_type"]]["input"]["required"]))
            if errors:
                problems[id_] = {"errors": errors, "dependent_outputs": [], "class_type": node["class_type"]}
        if not problems:
            return None
        error = {"type": "prompt_outputs_failed_validation", "message": "Prompt outputs failed validation"}
        return {"error": {**error, "details": "", "extra_info": {}}, "node_errors": problems}

    async def _queue(self, request: Request) -> Response:
        if request.method == "POST":
            body = await request.json()
            gone = set(body.get("delete", ()))
            self._pending = [] if body.get("clear") else [each for each in self._pending if each.id not in gone]
            return Response()
        running = [self._running] if self._running else []
        rows = [[[each.number, each.id, each.graph, {}, []] for each in some] for some in (running, self._pending)]
        return JSONResponse({"queue_running": rows[0], "queue_pending": rows[1]})

    async def _history_of(self, request: Request) -> Response:
        id_ = request.path_params["id"]
        return JSONResponse({id_: self._history[id_]} if id_ in self._history else {})

    async def _interrupt(self, request: Request) -> Response:
        body = await request.body()
        wanted = json.loads(body).get("prompt_id") if body else None
        self.calls["interrupt" if wanted else "interrupt_all"] += 1
        if self._running is not None and wanted in {None, self._running.id}:
            self._running.interrupted = True
        return Response()

    async def _view(self, request: Request) -> Response:
        name = request.query_params["filename"]
        if name not in self.files:
            return Response(status_code=404)
        return Response(self.files[name], media_type="image/png")

    async def _upload(self, request: Request) -> Response:
        form = await request.form()
        file = form["image"]
        assert not isinstance(file, str)
        data, name = await file.read(), file.filename or "image.png"
        await form.close()
        if form.get("overwrite") not in {"true", "1"}:
            stem, _, ending = name.rpartition(".")
            at = 1
            while name in self.uploads and self.uploads[name] != data:
                name, at = f"{stem} ({at}).{ending}", at + 1
        self.uploads[name] = data
        return JSONResponse({"name": name, "subfolder": "", "type": "input"})

    async def _stats(self, request: Request) -> Response:
        if not self._allowed(request):
            return Response(status_code=401)
        device = {"name": "cpu", "type": "cpu", "index": None, "vram_total": 8 << 30, "vram_free": 6 << 30}
        return JSONResponse({"system": {"comfyui_version": "0.3.64", "os": "posix"}, "devices": [device]})

    async def _socket(self, socket: WebSocket) -> None:
        await socket.accept()
        id_ = socket.query_params.get("clientId", uuid4().hex)
        self.calls["socket"] += 1
        self._sockets[id_] = socket
        await self._tell(id_, "status", {"status": {"exec_info": {"queue_remaining": len(self._pending)}}, "sid": id_})
        try:
            while True:
                await socket.receive_text()
        except (WebSocketDisconnect, RuntimeError):
            if self._sockets.get(id_) is socket:
                del self._sockets[id_]

    async def _tell(self, client_id: str, kind: str, data: dict[str, Any]) -> None:
        socket = self._sockets.get(client_id)
        if socket is not None and not (self.faults.silent and kind != "status"):
            try:
                await socket.send_text(json.dumps({"type": kind, "data": data}))
            except (RuntimeError, WebSocketDisconnect):
                self._sockets.pop(client_id, None)

    async def _show(self, client_id: str, image: Image.Image) -> None:
        target = io.BytesIO()
        image.resize((32, 32)).save(target, "JPEG")
        if (socket := self._sockets.get(client_id)) is not None:
            try:
                await socket.send_bytes(struct.pack(">II", 1, 1) + target.getvalue())
            except (RuntimeError, WebSocketDisconnect):
                self._sockets.pop(client_id, None)

    # Its one thread

    async def _work(self) -> None:
        while True:
            while not self._pending:
                self._wake.clear()
                await self._wake.wait()
            prompt = self._running = self._pending.pop(0)
            await self._execute(prompt)
            if self._running is prompt:
                self._running = None
            await self._tell(prompt.client_id, "status", {"status": {"exec_info": {"queue_remaining": 0}}})

    async def _execute(self, prompt: Prompt) -> None:
        to, about = prompt.client_id, {"prompt_id": prompt.id}
        key = json.dumps(prompt.graph, sort_keys=True)
        await self._tell(to, "execution_start", {**about, "timestamp": 0})
        cached = self._cache.get(key)
        await self._tell(to, "execution_cached", {"nodes": list(prompt.graph) if cached else [], **about})
        messages: list[Any] = [["execution_start", about]]
        outputs: dict[str, Any] = {}
        if cached is not None:
            outputs = cached
            for node, output in cached.items():
                await self._tell(to, "executed", {"node": node, "output": output, **about})
        else:
            for id_ in _in_order(prompt.graph):
                kind, data = await self._compute(prompt, id_, outputs)
                if kind is not None:
                    await self._tell(to, kind, data)
                    messages.append([kind, data])
                    await self._end(prompt, {}, "error", messages)
                    return
            self._cache[key] = outputs
        await self._tell(to, "execution_success", {**about, "timestamp": 0})
        await asyncio.sleep(self.faults.history_late)
        await self._end(prompt, {} if self.faults.empty_outputs else outputs, "success", messages)

    async def _end(self, prompt: Prompt, outputs: dict[str, Any], status: str, messages: list[Any]) -> None:
        if self._running is prompt:  # else it was restarted meanwhile, and knows of nothing
            told = {"status_str": status, "completed": status == "success", "messages": messages}
            self._history[prompt.id] = {"prompt": [], "outputs": outputs, "status": told, "meta": {}}
            self._running = None
        await self._tell(prompt.client_id, "executing", {"node": None, "prompt_id": prompt.id})

    async def _compute(self, prompt: Prompt, id_: str, outputs: dict[str, Any]) -> tuple[str | None, dict[str, Any]]:
        node, to, about = prompt.graph[id_], prompt.client_id, {"prompt_id": prompt.id}
        await self._tell(to, "progress_state", {**about, "nodes": {id_: {"value": 0, "max": 1, "state": "running"}}})
        await self._tell(to, "executing", {"node": id_, "display_node": id_, **about})
        stopped = "execution_interrupted", {**about, "node_id": id_, "node_type": node["class_type"], "executed": []}
        if (wrong := self.faults.fail_node.get(node["class_type"])) is not None:
            said = {"exception_type": wrong[0], "exception_message": wrong[1], "traceback": []}
            return "execution_error", {**about, "node_id": id_, "node_type": node["class_type"], **said}
        steps = _value(prompt.graph, id_, "steps") if "Sampler" in node["class_type"] else None
        for step in range(1, (steps or 0) + 1):
            await asyncio.sleep(self.step_seconds)
            self._faults_of(prompt, step)
            if prompt.interrupted:
                return stopped
            await self._tell(to, "progress", {"value": step, "max": steps, "node": id_, **about})
            await self._show(to, self._drawn(prompt.graph, 0))
        if prompt.interrupted:
            return stopped
        if node["class_type"] == "SaveImage":
            outputs[id_] = {"images": self._saved(prompt.graph)}
            await self._tell(to, "executed", {"node": id_, "display_node": id_, "output": outputs[id_], **about})
        return None, {}

    def _faults_of(self, prompt: Prompt, step: int) -> None:
        faults = self.faults
        if faults.drop_sockets_at_step == step:
            faults.drop_sockets_at_step = None
            self._drop_sockets()
        if faults.restart_at_step == step:
            faults.restart_at_step = None
            self.restart()
        if faults.interrupt_by_others_at_step == step:
            prompt.interrupted = True

    def _saved(self, graph: dict[str, Any]) -> list[dict[str, str]]:
        frames = max([n["inputs"].get("video_frames", 1) for n in graph.values()])
        batch = max([n["inputs"].get("batch_size", 1) for n in graph.values()])
        found = []
        for at in range(frames * batch):
            name = f"safelight_{len(self.files) + 1:05d}_.png"
            target = io.BytesIO()
            self._drawn(graph, at).save(target, "PNG")
            self.files[name] = b"\x89PNG" * (self.faults.large_output // 4) or target.getvalue()
            found.append({"filename": name, "subfolder": "", "type": "output"})
        return found

    def _drawn(self, graph: dict[str, Any], at: int) -> Image.Image:
        """Noise that depends on all of the graph, and on what is in its LoRAs."""
        digest = hashlib.sha256(json.dumps(graph, sort_keys=True).encode() + bytes([at]))
        width = max([n["inputs"].get("width", 64) for n in graph.values()])
        height = max([n["inputs"].get("height", 64) for n in graph.values()])
        rng = np.random.default_rng(int.from_bytes(digest.digest()[:8]))
        cells = rng.integers(0, 256, (8, 8, 3), dtype=np.uint8)
        return Image.fromarray(cells).resize((width, height), Image.Resampling.BICUBIC)


def _value(graph: dict[str, Any], id_: str, name: str) -> int | None:
    inputs = graph[id_]["inputs"]
    if name in inputs:
        return inputs[name]
    return next((node["inputs"][name] for node in graph.values() if name in node["inputs"]), None)


def _in_order(graph: dict[str, Any]) -> list[str]:
    done: list[str] = []

    def visit(id_: str) -> None:
        if id_ not in done:
            for value in graph[id_]["inputs"].values():
                if isinstance(value, list):
                    visit(value[0])
            done.append(id_)

    for id_ in graph:
        visit(id_)
    return done


def _errors(inputs: dict[str, Any], required: dict[str, Any]) -> Any:
    for name, spec in required.items():
        if name not in inputs:
            yield {"type": "required_input_missing", "message": "Required input is missing", "details": name,
                   "extra_info": {"input_name": name}}  # fmt: skip
            continue
        value = inputs[name]
        if isinstance(value, list):
            continue
        about = {"input_name": name, "input_config": spec, "received_value": value}
        choices = spec[0] if isinstance(spec[0], list) else spec[1].get("options") if spec[0] == "COMBO" else None
        if choices is not None and value not in choices:
            yield {"type": "value_not_in_list", "message": "Value not in list",
                   "details": f"{name}: '{value}' not in {choices}", "extra_info": about}  # fmt: skip
        limits = spec[1] if len(spec) > 1 and spec[0] in ("INT", "FLOAT") else {}
        if "min" in limits and value < limits["min"]:
            yield {"type": "value_smaller_than_min", "message": f"Value {value} smaller than min of {limits['min']}",
                   "details": name, "extra_info": about}  # fmt: skip
        if "max" in limits and value > limits["max"]:
            yield {"type": "value_bigger_than_max", "message": f"Value {value} bigger than max of {limits['max']}",
                   "details": name, "extra_info": about}  # fmt: skip
