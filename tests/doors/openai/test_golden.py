"""What well-known programs send, word for word, and what they are answered.

`SAFELIGHT_GOLDEN=write` writes the answers anew; the diff is reviewed.
"""

import base64
import io
import json
import os
import re
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image

from tests.doors.openai.conftest import SOON, Bench, until

FOLDER = Path(__file__).parents[2] / "golden/openai"
PAIRS = sorted(FOLDER.glob("*.json"))
DRAWN = {"model", "prompt", "negative_prompt", "num_inference_steps", "guidance_scale", "width", "height", "n"}


def test_every_program_is_answered_as_it_was_before(bench: Bench) -> None:
    bench.add_character("Pip")
    for path in PAIRS:
        pair = json.loads(path.read_text(encoding="utf-8"))
        answer, plan = asked(bench, pair["request"])
        told = {"status": answer.status_code, "json": plain(answer.json())} | ({"plan": plan} if plan else {})
        if os.environ.get("SAFELIGHT_GOLDEN") == "write":
            pair["response"] = told
            path.write_text(json.dumps(pair, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        assert told == pair["response"], path.name
        if answer.is_success:
            pictures = [as_open_webui_reads(made, pair["request"]["headers"]) for made in answer.json()["data"]]
            assert {picture.size for picture in pictures} == {(plan["width"], plan["height"])}, path.name


def asked(bench: Bench, request: dict[str, Any]) -> tuple[httpx.Response, dict[str, Any]]:
    """The answer, and what of the plan the request has decided."""
    target = io.BytesIO()
    Image.new("RGB", (128, 64), (9, 9, 9)).save(target, "PNG")
    files = [(name, (filename, target.getvalue(), "image/png")) for name, filename in request.get("files", [])]
    sent = {"headers": request["headers"], "json": request.get("json"), "data": request.get("form"), "timeout": SOON}
    called = bench.call(lambda: httpx.post(bench.url + request["path"], files=files or None, **sent))
    until(lambda: called.done() or bench.waiting(), "an answer, or a job")
    if called.done():
        return called.result(), {}
    drawing = bench.take()
    drawing.finish()
    return called.result(SOON), drawing.plan.model_dump(include=DRAWN)


def plain(answer: dict[str, Any]) -> dict[str, Any]:
    """The answer without what is another at each run: times, addresses, bytes."""
    if "created" in answer:
        answer = {**answer, "created": 0}
    for made in answer.get("data", []):
        if "b64_json" in made:
            picture = Image.open(io.BytesIO(base64.b64decode(made["b64_json"], validate=True)))
            made["b64_json"] = f"{picture.format} of {picture.width}x{picture.height}"
        if "url" in made:
            made["url"] = re.sub(r"^http://127.0.0.1:\d+/files/generations/gen_\w+/", "", made["url"]).split("=")[0]
    return answer


def as_open_webui_reads(made: dict[str, Any], headers: dict[str, str]) -> Image.Image:
    """A link, fetched with the key, or else base64, which has no head of a data URL."""
    if url := made.get("url"):
        fetched = httpx.get(url, headers={name: value for name, value in headers.items() if name != "Content-Type"})
        fetched.raise_for_status()
        assert fetched.headers["content-type"].split("/")[0] == "image"
        return Image.open(io.BytesIO(fetched.content))
    assert "," not in made["b64_json"]
    return Image.open(io.BytesIO(base64.b64decode(made["b64_json"])))


@pytest.mark.parametrize("path", PAIRS, ids=lambda path: path.stem)
def test_every_pair_says_whose_it_is(path: Path) -> None:
    pair = json.loads(path.read_text(encoding="utf-8"))
    assert list(pair) == ["about", "request", "response"]
