"""Threads share two heaps, unless somebody says otherwise."""

import os
import platform
import subprocess
import sys

import pytest

pytestmark = pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc divides memory so")

HEAPS = """
import ctypes, sys, tempfile, threading
from safelight.kit import arenas
arenas.share()
libc = ctypes.CDLL(None)
together = threading.Barrier(12)
def take():
    together.wait()
    for _ in range(200):
        libc.malloc(1000)
    together.wait()
threads = [threading.Thread(target=take) for _ in range(12)]
for thread in threads: thread.start()
for thread in threads: thread.join()
libc.fopen.restype = ctypes.c_void_p
with tempfile.NamedTemporaryFile() as said:
    file = ctypes.c_void_p(libc.fopen(said.name.encode(), b"w"))
    libc.malloc_info(0, file)
    libc.fclose(file)
    print(said.read().count(b"<heap nr="))
"""


@pytest.mark.parametrize(("told", "few"), [({}, True), ({"MALLOC_ARENA_MAX": "8"}, False)])
def test_all_threads_share_two_heaps(told: dict[str, str], few: bool) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "MALLOC_ARENA_MAX"} | told
    said = subprocess.run([sys.executable, "-c", HEAPS], env=environment, capture_output=True, text=True, check=True)
    assert (int(said.stdout) <= 2) is few, said.stdout
