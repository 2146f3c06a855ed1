"""The dataset doctor on a made set with known truth: planted faults that it finds, clean pictures that it suspects.

    python benchmarks/doctor.py [--pictures 96]

Every picture is made on the spot: drawings of the starter's world, and pictures like photographs (textures, noise, soft
and plain backgrounds). No figure depends on the machine.
"""

import argparse
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.kit import doctor_set, doctor_truth


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--pictures", type=int, default=96)
    count = parser.parse_args().pictures
    pictures = [doctor_set.clean(number) for number in range(count)]
    began = time.perf_counter()
    of, alarms = doctor_truth.clean_alarms(pictures)
    seconds = (time.perf_counter() - began) / of
    print(f"clean pictures: {len(alarms)} of {of} suspected ({len(alarms) / of:.1%}); {seconds:.3f} s each")
    for alarm in sorted(alarms):
        print(f"  {alarm}")
    tallies = []
    print(f"\n{'FAULT':<24} {'HOW':<32} {'FOUND':>12}")
    for tally in (
        *doctor_truth.planted(pictures[: max(8, count // 3)], doctor_set.FAULTS),
        *doctor_truth.repeats(pictures[: max(8, count // 3)]),
        *doctor_truth.captions(pictures[3]),
    ):
        tallies.append(tally)
        print(f"{tally.kind:<24} {tally.how:<32} {f'{tally.found} of {tally.planted}':>12}", flush=True)
    found, planted = sum(each.found for each in tallies), sum(each.planted for each in tallies)
    print(f"\nfound {found} of {planted} planted faults ({found / planted:.1%})")
    for kind in dict.fromkeys(each.kind for each in tallies):
        of_kind = [each for each in tallies if each.kind == kind]
        share = sum(each.found for each in of_kind) / sum(each.planted for each in of_kind)
        print(f"  {kind:<24} {share:.1%}")
    print(f"clean captions suspected: {sorted(doctor_truth.clean_caption_alarms(pictures[3])) or 'none'}")


if __name__ == "__main__":
    main()
