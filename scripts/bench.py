"""Run benchmarks one after another, each in a process of its own, and say how long each took.

    python scripts/bench.py [--gpu] [--full] [--only NAME …] [--json FILE]

Without --gpu all that a CPU can measure, briefly; with it benchmarks/gpu_*.py. Each prints its own table. With --json
all of them go into one file: the tables as printed, the figures of those that write JSON themselves, and the machine.
"""

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[1] / "benchmarks"
LONGEST_SECONDS = 240
"""What one may take when it is brief; a benchmark that takes longer is ended, and told as failed."""
ALL_SECONDS = 20 * 60
"""What all of them may take when they are brief; those that are left then are told as left out."""

BRIEF: dict[str, list[str]] = {
    "doctor": ["--pictures", "16"],
    "door_overhead": ["--rounds", "10", "--steps", "4"],
    "engine_overhead": ["--rounds", "5", "--steps", "10"],
    "fact_writes": ["--threads", "1", "4", "--seconds", "1"],
    "fleet_chaos": ["--jobs", "20", "--faults", "3"],
    "gallery_pages": ["--times", "5", "--sizes", "1000", "10000", "--backend", "sqlite"],
    "gallery_scroll": ["--pictures", "5000"],
    "jobs_chaos": ["--kills", "5", "--jobs", "12", "--workers", "2"],
    "jobs_latency": ["--samples", "8"],
    "likeness": ["--characters", "1", "--steps", "6"],
    "listing": ["--sizes", "1000", "10000", "--times", "8", "--backend", "sqlite"],
    "live_listeners": ["--listeners", "40", "--seconds", "5"],
    "lora_switch": ["--rounds", "3", "--resident", "20"],
    "model_load": ["--rounds", "2", "--megabytes", "100"],
    "model_switch": ["--switches", "15"],
    "people_load": ["--users", "6", "--minutes", "0.5"],
    "placer_cost": ["--workers", "100", "--jobs", "2000", "--turns", "5"],
    "previews": ["--rounds", "2", "--steps", "10"],
    "server_start": ["--times", "3"],
    "soak": ["--requests", "60", "--clients", "6"],
    "training_samples": ["--steps", "10", "--every", "5"],
    "training_step": ["--steps", "4"],
    "web_load": ["--runs", "2"],
}
"""How little of each is enough for a look; those that know --quick themselves are not named here."""


def main() -> int:
    """Run them; the exit code is 1 if one of them failed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gpu", action="store_true", help="those that need a GPU")
    parser.add_argument("--full", action="store_true", help="at full length, which takes hours on a small machine")
    parser.add_argument("--only", nargs="+", metavar="NAME", default=[])
    parser.add_argument("--json", type=Path, metavar="FILE")
    chosen = parser.parse_args()
    if chosen.gpu and not has_gpu():
        sys.exit("These need a CUDA device. None was found, so nothing was run.")
    found: list[dict[str, Any]] = []
    began = time.monotonic()
    every = scripts(gpu=chosen.gpu, only=chosen.only)
    for script in every:
        left = ALL_SECONDS - (time.monotonic() - began)
        if not chosen.full and left < 1:
            found.append({"name": script.stem, "ok": False, "seconds": 0.0, "table": [], "figures": None})
            continue
        far = f"{len(found) + 1} of {len(every)}, {time.monotonic() - began:.0f} s so far"
        print(f"== {script.stem} ({far}{'' if chosen.full else f', of at most {ALL_SECONDS}'})", flush=True)
        found.append(run(script, limit=None if chosen.full else min(LONGEST_SECONDS, left)))
        print(f"-- {found[-1]['seconds']:.0f} s{'' if found[-1]['ok'] else ', FAILED'}\n", flush=True)
    for one in found:
        told = "" if one["ok"] else "FAILED" if one["seconds"] else "left out: no time"
        print(f"{one['name']:24} {one['seconds']:6.0f} s  {told}".rstrip())
    print(f"{'total':24} {time.monotonic() - began:6.0f} s")
    if chosen.json:
        document = {"machine": machine(), "at": datetime.now(UTC).isoformat(timespec="seconds"), "benchmarks": found}
        chosen.json.write_text(json.dumps(document, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return 0 if found and all(one["ok"] for one in found) else 1


def scripts(*, gpu: bool = False, only: list[str] = []) -> list[Path]:  # noqa: B006  it is only read
    """The programs to run, by name."""
    every = sorted(path for path in FOLDER.glob("[a-z]*.py") if path.stem.startswith("gpu_") == gpu)
    return [path for path in every if not only or path.stem in only]


def arguments(script: Path, *, full: bool, figures: Path) -> list[str]:
    """What to say to it: brief, unless in full, and where to put its figures if it writes any."""
    text = script.read_text(encoding="utf-8")
    brief = [] if full else BRIEF.get(script.stem, ["--quick"] if '"--quick"' in text else [])
    return [*brief, *(["--json", str(figures)] if '"--json"' in text else [])]


def run(script: Path, *, limit: float | None) -> dict[str, Any]:
    """One of them, in full without a `limit` of seconds: its table as it comes, and what is known of it afterwards."""
    full = limit is None
    began, lines = time.monotonic(), []
    with tempfile.TemporaryDirectory() as folder:
        figures = Path(folder) / "figures.json"
        command = [sys.executable, str(script), *arguments(script, full=full, figures=figures)]
        ending = [] if full else ["timeout", "--signal=INT", "--kill-after=20", f"{limit:.0f}"]  # so that it cleans up
        process = subprocess.Popen([*ending, *command], stdout=subprocess.PIPE, text=True, bufsize=1)
        assert process.stdout is not None  # noqa: S101  a pipe, above
        for line in process.stdout:
            print(line, end="", flush=True)
            lines.append(line.rstrip("\n"))
        code = process.wait()
        written = json.loads(figures.read_text(encoding="utf-8")) if figures.exists() else None
    seconds = round(time.monotonic() - began, 1)
    return {"name": script.stem, "ok": code == 0, "seconds": seconds, "table": lines, "figures": written}


def has_gpu() -> bool:
    """Whether torch can compute on one, asked in a process of its own: this one needs no torch."""
    ask = "import sys, torch; sys.exit(not torch.cuda.is_available())"
    return subprocess.run([sys.executable, "-c", ask], check=False).returncode == 0


def machine() -> dict[str, Any]:
    """What it was measured on."""
    return {
        "cpu": _cpu(),
        "cores": os.cpu_count(),
        "gpu": _gpu(),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
    }


def _cpu() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "")


def _gpu() -> str | None:
    program = shutil.which("nvidia-smi")
    if program is None:
        return None
    try:
        done = subprocess.run(
            [program, "--query-gpu=name,driver_version", "--format=csv,noheader"],
            capture_output=True, text=True, timeout=20, check=False,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.strip() or None


if __name__ == "__main__":
    sys.exit(main())
