"""Feed mutated files to every parser of foreign bytes, and tell of each crash and each hang.

python scripts/fuzz.py --examples 1000000            all of them, by their shares
python scripts/fuzz.py --only zip --examples 5000    one
python scripts/fuzz.py --only zip --input 4711       the input of that number again, with its traceback

Each parser runs in a process of its own, which is killed when one input takes longer than --seconds. Input n of a
target is made by chance n and by nothing else, so its number is all that must be kept of it.
"""

import argparse
import multiprocessing
import os
import resource
import sys
import time
import traceback
from multiprocessing.connection import Connection
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.fuzz.targets import TARGETS

MEMORY = 3 << 30  # bytes of address space more than at the start: no input may need them
PER_FINDING = 3  # inputs told of one place


def main() -> int:
    """Run what is asked for; the number of findings is the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--examples", type=int, default=1_000_000, help="inputs in all")
    parser.add_argument("--only", action="append", choices=TARGETS, help="this parser; may be given several times")
    parser.add_argument("--seconds", type=float, default=10, help="how long one input may take")
    parser.add_argument("--from", dest="first", type=int, default=0, help="number of the first input of each")
    parser.add_argument("--input", type=int, help="this input alone, in this process")
    asked = parser.parse_args()
    names = asked.only or list(TARGETS)
    if asked.input is not None:
        for name in names:
            TARGETS[name].run(TARGETS[name].input(Random(asked.input)))
        return 0
    whole = sum(TARGETS[name].share for name in names)
    findings, began, done = 0, time.monotonic(), 0
    for name in names:
        count = round(asked.examples * TARGETS[name].share / whole)
        found, taken, slowest, seconds = _fuzz(name, asked.first, count, asked.seconds)
        findings, done = findings + len(found), done + count
        rate = count / max(seconds, 1e-9)
        print(f"{name:26}{count:10,} inputs{taken:10,} taken{rate:9,.0f}/s   slowest {slowest:.3f} s", flush=True)
        for what, inputs in found.items():
            print(f"    {what}: inputs {', '.join(map(str, inputs))}", flush=True)
    print(f"{done:,} inputs in {time.monotonic() - began:,.0f} s, {findings} findings", flush=True)
    return min(findings, 100)


def _fuzz(name: str, first: int, count: int, seconds: float) -> tuple[dict[str, list[int]], int, float, float]:
    """Findings with the numbers of some inputs, how many inputs were taken, the slowest, and the time of all."""
    found: dict[str, list[int]] = {}
    at, end, taken, slowest, began = first, first + count, 0, 0.0, time.monotonic()
    while at < end:
        ours, theirs = multiprocessing.Pipe(duplex=False)
        child = multiprocessing.get_context("fork").Process(target=_feed, args=(name, at, end, theirs))
        child.start()
        theirs.close()
        what = None
        while at < end:
            # The first one also starts what the parser needs.
            if not ours.poll(seconds + 60 if what is None else seconds):
                what = f"took longer than {seconds:g} s"
                break
            try:
                number, was_taken, took, failure = ours.recv()
            except EOFError:
                child.join()
                what = f"ended the process with status {child.exitcode}"
                break
            what, at, slowest, taken = "", number + 1, max(slowest, took), taken + was_taken
            if failure and len(inputs := found.setdefault(failure, [])) < PER_FINDING:
                inputs.append(number)
        if what and at < end:
            found.setdefault(what, []).append(at)
            at += 1
        child.kill()
        child.join()
    return found, taken, slowest, time.monotonic() - began


def _feed(name: str, first: int, end: int, outlet: Connection) -> None:
    target = TARGETS[name]
    target.run(target.seeds()[0])  # what the parser loads is not of an input: torch alone takes 3 GB of addresses
    used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (used + MEMORY, used + MEMORY))
    for number in range(first, end):
        data = target.input(Random(number))
        began, failure, taken = time.monotonic(), "", False
        try:
            taken = target.run(data)
        except BaseException as error:  # noqa: BLE001  whatever comes out is what is looked for
            place = traceback.extract_tb(error.__traceback__)[-1]
            failure = f"{type(error).__name__} at {Path(place.filename).name}:{place.lineno}: {str(error)[:120]}"
        outlet.send((number, taken, time.monotonic() - began, failure))
    outlet.close()
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    sys.exit(main())
