"""A thousand uploads that mean harm, through every way in of a real server: each is told why, none is kept."""

import base64
import re
import sys
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from tests import hostile_uploads
from tests.doors.conftest import API, Studio, watched
from tests.doors.live.conftest import until
from tests.hostile_uploads import MARK, Hostile

GROWTH = 300_000_000  # bytes that the server and its decoders may take more than before


Send = Callable[[Studio, Hostile], httpx.Response]


def _form(method: str, path: str, file: str = "file", /, **fields: str) -> Send:
    def send(studio: Studio, upload: Hostile) -> httpx.Response:
        address = path.format(character=studio.character, reference=studio.reference, dataset=studio.dataset)
        files = {file: (upload.filename, upload.data, "image/png")}
        return studio.client.request(method, address, files=files, data=fields)

    return send


def _text(path: str, body: Callable[[str], dict[str, Any]]) -> Send:
    def send(studio: Studio, upload: Hostile) -> httpx.Response:
        return studio.client.post(path, json=body(base64.b64encode(upload.data).decode()))

    return send


def _data_url(text: str) -> str:
    return f"data:image/png;base64,{text}"


PICTURE_WAYS: dict[str, Send] = {
    "inputs": _form("POST", f"{API}/inputs"),
    "references": _form("POST", f"{API}/characters/{{character}}/references"),
    "masks": _form("PUT", f"{API}/characters/{{character}}/references/{{reference}}/mask"),
    "a new character": _form("POST", f"{API}/characters", "images", name="Eve"),
    "a new character, quickly": _form("POST", "/characters", "images", name="Eve"),
    "edits as a form": _form("POST", "/v1/images/edits", "image", prompt="a fox"),
    "edits as JSON": _text(
        "/v1/images/edits", lambda text: {"prompt": "a fox", "images": [{"image_url": _data_url(text)}]}
    ),
    "img2img": _text("/sdapi/v1/img2img", lambda text: {"prompt": "a fox", "init_images": [text]}),
    "extras": _text("/sdapi/v1/extra-single-image", lambda text: {"image": text, "upscaler_1": "Lanczos"}),
    "a dataset": _form("POST", f"{API}/datasets/{{dataset}}/pictures", "files", split="train", label="fox"),
}
# No pixel is looked at there, and nothing kept: what holds no recipe may be told so.
RECIPE_WAYS: dict[str, Send] = {
    "recipes": _form("POST", f"{API}/recipes/read"),
    "png-info": _text("/sdapi/v1/png-info", lambda text: {"image": text}),
}
WEIGHT_WAYS: dict[str, Send] = {
    "models": _form("POST", f"{API}/models/upload"),
    "LoRAs": _form("POST", f"{API}/characters/import", name="Eve"),
}
ARCHIVE_WAYS: dict[str, Send] = {
    "runs": _form("POST", f"{API}/classifiers/runs/import"),
    "captions": _form("POST", f"{API}/characters/{{character}}/references/import-captions", "files"),
    "a dataset of zips": _form("POST", f"{API}/datasets/{{dataset}}/pictures", "files"),
}
LIST_WAYS: dict[str, Send] = {
    "styles": _form("POST", f"{API}/styles/import"),
    "captions": _form("POST", f"{API}/characters/{{character}}/references/import-captions", "files"),
}


def _around(uploads: list[Hostile], ways: dict[str, Send]) -> list[tuple[str, Send, Hostile]]:
    names = list(ways)
    # By sevens, so that in time every kind goes every way.
    return [(name := names[(at + at // len(names)) % len(names)], ways[name], each) for at, each in enumerate(uploads)]


def _send_all(studio: Studio, sent: list[tuple[str, Send, Hostile]]) -> tuple[list[str], Counter[str]]:
    """What was not refused as it should be; and how often which reason was given."""
    wrong: list[str] = []
    reasons: Counter[str] = Counter()

    def one(way: str, send: Send, upload: Hostile) -> None:
        answer = send(studio, upload)
        try:
            said = answer.json()
        except ValueError:
            said = {}
        if answer.status_code == 202 and "job_id" in said and way.startswith("a dataset"):
            studio.jobs.append(said["job_id"])
            return
        error = said["error"] if isinstance(said.get("error"), dict) else said  # as OpenAI's API tells it
        code, detail = error.get("code") or error.get("error"), error.get("detail") or error.get("message")
        if answer.status_code == 200 and (way in RECIPE_WAYS or said.get("changes") == []):
            code, detail = "no_recipe", "nothing is kept"
        elif not 400 <= answer.status_code < 500 or not code or not detail:
            wrong.append(f"{upload} by {way}: {answer.status_code} {answer.text[:200]}")
        reasons[str(code)] += 1

    with ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(one, *each) for each in sent]:
            done.result()
    return wrong, reasons


def _jobs_end(studio: Studio, reasons: Counter[str]) -> list[str]:
    """What came of the files that datasets have taken to look at: of each, why it is no picture."""
    wrong = []
    for job_id in studio.jobs:
        until(lambda job_id=job_id: studio.client.get(f"{API}/jobs/{job_id}").json()["finished_at"], f"{job_id} ends")
        job = studio.client.get(f"{API}/jobs/{job_id}").json()
        if job["state"] == "failed":
            reasons[job["error"]["code"]] += 1
    for each in studio.client.get(f"{API}/datasets/{studio.dataset}/imports").json():
        report = each.get("report") or {}
        if report.get("added"):
            wrong.append(f"{each}")
        reasons.update(refused["code"] for refused in report.get("refusals", ()))
    return wrong


def _everything(number: int, *, seed: int = 0) -> list[tuple[str, Send, Hostile]]:
    share = number // 20
    return [
        *_around(hostile_uploads.pictures(number - 6 * share, seed=seed), PICTURE_WAYS),
        *_around(hostile_uploads.pictures(share, seed=seed + 1), RECIPE_WAYS),
        *_around(hostile_uploads.weights(2 * share, seed=seed), WEIGHT_WAYS),
        *_around(hostile_uploads.archives(2 * share, seed=seed), ARCHIVE_WAYS),
        *_around(hostile_uploads.lists(share, seed=seed), LIST_WAYS),
    ]


@pytest.mark.parametrize("number", [60, pytest.param(1000, marks=[pytest.mark.slow, pytest.mark.timeout(1200)])])
def test_each_is_told_why_and_none_is_kept(studio: Studio, number: int) -> None:
    before, memory = studio.kept(), studio.memory()
    sent = _everything(number)
    with watched(studio):
        wrong, reasons = _send_all(studio, sent)
        wrong += _jobs_end(studio, reasons)
    assert not wrong, "\n".join(wrong[:40])
    assert studio.kept() == before
    grown = studio.peak - memory
    after = studio.memory()
    sys.stdout.write(f"{len(sent)} uploads; {grown / 1e6:.0f} MB more at most, {(after - memory) / 1e6:.0f} after\n")
    sys.stdout.write("".join(f"{count:5} {code}\n" for code, count in reasons.most_common()))
    assert grown < GROWTH, f"{grown / 1e6:.0f} MB"


@pytest.mark.slow
def test_what_is_taken_is_plain(studio: Studio) -> None:
    for upload in hostile_uploads.disarmed():
        answer = studio.client.post(f"{API}/inputs", files={"file": (upload.filename, upload.data)})
        assert answer.status_code in {200, 201}, f"{upload}: {answer.text}"
    found = [path for path in (studio.folder / "data").rglob("*") if path.is_file() and MARK in path.read_bytes()]
    assert not found
    assert re.search(MARK, b"".join(upload.data for upload in hostile_uploads.disarmed()))
