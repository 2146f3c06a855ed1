"""From the start of `safelight serve` to its first answered request, and what the server process holds in memory."""

import argparse
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import httpx
import psutil


def start_once(folder: Path) -> tuple[float, float]:
    """Seconds to the first answer of /ping, and MiB of the server process once it is up."""
    environment = os.environ | {"SAFELIGHT_DATA_DIR": str(folder), "SAFELIGHT_LOG_LEVEL": "error"}
    port = 18_000 + os.getpid() % 2000
    began = time.perf_counter()
    command = [sys.executable, "-m", "safelight", "serve", "--port", str(port), "--workers", "0"]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while time.perf_counter() - began < 60:
            try:
                httpx.get(f"http://127.0.0.1:{port}/ping", timeout=1).raise_for_status()
                break
            except httpx.TransportError:
                time.sleep(0.01)
        took = time.perf_counter() - began
        memory = psutil.Process(process.pid).memory_info().rss / 2**20
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)
    return took, memory


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=7)
    times = parser.parse_args().times
    with tempfile.TemporaryDirectory() as folder:
        first, _ = start_once(Path(folder))
        again = [start_once(Path(folder)) for _ in range(times)]
    seconds = [took for took, _ in again]
    print(f"load average             {os.getloadavg()[0]:.1f}")
    print(f"first start, new tables  {first:5.2f} s")
    print(f"start to first answer    p50 {statistics.median(seconds):5.2f} s   max {max(seconds):5.2f} s")
    print(f"memory of the server     {again[-1][1]:5.0f} MiB")


if __name__ == "__main__":
    main()
