"""The gallery through the real HTTP server, with 1 000 and with 100 000 pictures: what grows with the number?

Pages must not: the bars are 150 ms for the first page (p95), and 1.5 between the two sizes (p50).
"""

import argparse
import statistics
import sys
from pathlib import Path
from typing import Any

import httpx

sys.path.insert(0, str(Path(__file__).parent.parent))

from benchmarks._pages import Call, Told, filled, side_by_side
from safelight.kit.signing import LinkSigner
from safelight.storage.local import LocalStorage
from tests import databases
from tests.factories.gallery import COMMON, RARE, seed_pictures

FIRST_PAGE_MS, RATIO = 150, 1.5
PAGES = {"first page", "deep page", "starred", "character", "character, deep", "month", "common word", "the detail"}


def questions(client: httpx.Client) -> dict[str, Call]:
    """What to ask this server, by name."""

    def asking(path: str = "", etag: str | None = None, **query: Any) -> Call:
        headers = {"If-None-Match": etag} if etag else {}
        return lambda: client.get(f"/api/v1/gallery{path}", params=query, headers=headers)

    skeleton = asking("/skeleton")()
    months = skeleton.json()["months"]
    middle = months[len(months) // 2]
    ada = asking("/skeleton", character_id="char_ada")().json()["months"]
    return {
        "first page": asking(limit=100),
        "deep page": asking(limit=100, **{"from": middle["anchors"][-1]}),
        "starred": asking(limit=20, favourite=True),
        "character": asking(limit=50, character_id="char_ada"),
        "character, deep": asking(limit=50, character_id="char_ada", **{"from": ada[len(ada) // 2]["anchors"][0]}),
        "month": asking(limit=50, month=middle["month"]),
        "common word": asking(limit=50, q=COMMON),
        "rare word": asking(limit=50, q=RARE),
        "no such word": asking(limit=50, q="zeppelin"),
        "the detail": asking(f"/{middle['anchors'][0]}"),
        "skeleton": asking("/skeleton"),
        "skeleton, 304": asking("/skeleton", etag=skeleton.headers["etag"]),
        "skeleton, starred": asking("/skeleton", favourite=True),
        "skeleton, word": asking("/skeleton", q=COMMON),
    }


def fill(url: str, folder: Path, count: int) -> None:
    """So many pictures, as a server of some weeks has them."""
    storage = LocalStorage(folder / "storage", signer=LinkSigner(bytes(32)))
    filled(url, "pictures", count, lambda database: seed_pictures(database, storage, count))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=30)
    parser.add_argument("--sizes", type=int, nargs=2, default=[1_000, 100_000])
    parser.add_argument("--backend", choices=databases.BACKENDS, action="append")
    given = parser.parse_args()
    heads = [f"p50 {given.sizes[0]:,}", *(f"{p} {given.sizes[1]:,}" for p in ("p50", "p95")), "ratio", "bytes"]
    side_by_side(given, fill, questions, [f"{head:>14}" for head in heads], line)


def line(name: str, small: Told, large: Told) -> str:
    """One line of the table, and whether the bars hold."""
    few, many, high = statistics.median(small[0]), statistics.median(large[0]), statistics.quantiles(large[0], n=20)[-1]
    missed = (name in PAGES and many / few > RATIO) or (name == "first page" and high > FIRST_PAGE_MS)
    told = f"{name:20}{few:14.1f}{many:14.1f}{high:14.1f}{many / few:14.2f}{large[1]:14,}"
    return told + ("  over the bar" if missed else "")


if __name__ == "__main__":
    main()
