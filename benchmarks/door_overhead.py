"""One picture through the door beside the bare call of the same pipeline: p50 at most 60 ms more, p95 at most 150 ms.

    python benchmarks/door_overhead.py [--database sqlite|postgresql] [--rounds 40] [--steps 8] [--json FILE]

A real server with its worker in processes of their own; `POST /generate` answers the file. Both take turns, with the
same model and sampler, of random weights at 64 px, and one thread; the bare call is plain diffusers, which knows
nothing of us. The share in the worker is from the job's start to its end. Where other programs run too, CPU time tells
more: it is of the whole processes, all their threads, while the request is on its way, and on average.
"""

import argparse
import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import httpx
import psutil
import torch
from diffusers import DiffusionPipeline

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from safelight.db import Database
from safelight.jobs import service
from tests import databases
from tests.installation import TINY, environment_of, migrated_url, settings_for, tiny_models

SIZE = 64
SAMPLER = "ddim"  # the model's own
GOALS = {"door, queue and storage": (60.0, 150.0), "in the worker": (15.0, None)}
PHASES = (("created", "placed"), ("placed", "started"), ("started", "finished"))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def ready(client: httpx.Client) -> None:
    deadline = time.monotonic() + 180
    while time.monotonic() < deadline:
        try:
            if client.get("/api/v1/workers").json():
                return
        except (httpx.TransportError, ValueError):
            pass
        time.sleep(0.2)
    raise TimeoutError("no worker came")


def phases(database: Database, job_id: str) -> dict[str, float]:
    """Milliseconds from one moment of a job to the next."""
    with database.reading() as session:
        job = service.get(session, job_id)
    at = {name: getattr(job, f"{name}_at") for name in ("created", "placed", "started", "finished")}
    return {f"{first} to {last}": (at[last] - at[first]).total_seconds() * 1000 for first, last in PHASES}


def cpu_ms(processes: list[psutil.Process]) -> float:
    """CPU time that they have had."""
    return sum(sum(each.cpu_times()[:2]) for each in processes) * 1000


def measure(
    client: httpx.Client, database: Database, *, rounds: int, steps: int, server: psutil.Process | None = None
) -> dict[str, list[float]]:
    """Milliseconds of each round, by what they are of; of CPU time only where the server is told."""
    workers = server.children(recursive=True) if server else []
    pipeline = DiffusionPipeline.from_pretrained(tiny_models() / TINY, dtype=torch.float32)
    pipeline.set_progress_bar_config(disable=True)
    found: dict[str, list[float]] = {}

    def bare(number: int) -> None:
        pipeline(
            prompt=f"a red ball, number {number}",
            num_inference_steps=steps,
            guidance_scale=7.5,
            width=SIZE,
            height=SIZE,
            generator=torch.Generator("cpu").manual_seed(number),
        )

    def asked(number: int) -> str:
        answer = client.post(
            "/generate",
            json={"prompt": f"a red ball, number {number}", "seed": number, "num_inference_steps": steps,
                  "guidance_scale": 7.5, "width": SIZE, "height": SIZE, "scheduler": SAMPLER},
        )  # fmt: skip
        answer.raise_for_status()
        return answer.headers["Safelight-Job"]

    for number in range(4):
        bare(number), asked(number)
    for number in range(rounds):
        began, bare_cpu = time.perf_counter(), time.thread_time()
        bare(number)
        bare_ms, bare_cpu = (time.perf_counter() - began) * 1000, (time.thread_time() - bare_cpu) * 1000
        before = [cpu_ms([server]), cpu_ms(workers)] if server else []
        began = time.perf_counter()
        job_id = asked(number)
        asked_ms = (time.perf_counter() - began) * 1000
        row = phases(database, job_id)
        rest = asked_ms - sum(row.values())
        row |= {
            "bare call": bare_ms,
            "request": asked_ms,
            "door, queue and storage": asked_ms - bare_ms,
            "in the worker": row["started to finished"] - bare_ms,
            "before created, after finished": rest,
        }
        if server:
            row["CPU, server"] = cpu_ms([server]) - before[0]
            row["CPU, worker over bare call"] = cpu_ms(workers) - before[1] - bare_cpu
        for name, value in row.items():
            found.setdefault(name, []).append(value)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--database", choices=databases.BACKENDS, default="sqlite")
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--steps", type=int, default=8)
    parser.add_argument("--json", type=Path, help="write the figures to this file")
    chosen = parser.parse_args()
    torch.set_num_threads(1)
    folder, port = Path(tempfile.mkdtemp(prefix="safelight-door-")), free_port()
    url = migrated_url(chosen.database, folder)
    settings = settings_for(folder, url, port=port, local_workers=1, devices="cpu")
    server = subprocess.Popen(
        [sys.executable, "-m", "safelight", "serve"],
        env=os.environ | environment_of(settings),
        stdout=(folder / "log").open("wb"),
        stderr=subprocess.STDOUT,
    )
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=120) as client:
            ready(client)
            running = psutil.Process(server.pid)
            found = measure(client, Database(url), rounds=chosen.rounds, steps=chosen.steps, server=running)
    except BaseException:
        print((folder / "log").read_text()[-3000:])
        raise
    finally:
        server.terminate()
        server.wait(timeout=30)
        shutil.rmtree(folder, ignore_errors=True)
    figures: dict[str, Any] = {}
    what = f"{chosen.database}, {chosen.steps} steps at {SIZE} px, {chosen.rounds} rounds"
    print(f"{what}, load average {os.getloadavg()[0]:.1f}; milliseconds")
    for name, values in found.items():
        if name.startswith("CPU"):  # the kernel counts in steps of 10 ms
            figures[name] = {"mean": round(statistics.mean(values), 1)}
            print(f"{name:30} mean {statistics.mean(values):6.1f}")
            continue
        middle, most = statistics.median(values), sorted(values)[int(len(values) * 0.95)]
        figures[name] = {"p50": round(middle, 1), "p95": round(most, 1)}
        goal = GOALS.get(name)
        told = "" if goal is None else f"   goal: p50 {goal[0]:.0f}" + (f", p95 {goal[1]:.0f}" if goal[1] else "")
        print(f"{name:30} p50 {middle:7.1f}   p95 {most:7.1f}{told}")
    if chosen.json:
        told_as = {"database": chosen.database, "steps": chosen.steps, "ms": figures}
        chosen.json.write_text(json.dumps(told_as, indent=1))


if __name__ == "__main__":
    main()
