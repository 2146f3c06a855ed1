"""What Open WebUI and SillyTavern send, as they send it, and what they get: golden pairs.

The requests are those of open-webui/backend/open_webui/routers/images.py, and of SillyTavern's
src/endpoints/stable-diffusion.js and public/scripts/extensions/stable-diffusion/index.js. `make golden` writes the
answers anew (SAFELIGHT_GOLDEN=write); a request is never written.
"""

import base64
import io
import json
import os
from pathlib import Path
from typing import Any

import pytest
import requests
from PIL import Image

from tests.doors.a1111.conftest import KEY, Bench
from tests.doors.openai.conftest import until

GOLDEN = Path(__file__).parents[2] / "golden" / "a1111"
HASHES = {"hash", "sha256", "sd_checkpoint_hash", "sd_model_hash"}
DRAWN = {"/sdapi/v1/txt2img"}


@pytest.mark.parametrize("program", sorted(path.stem for path in GOLDEN.glob("*.json")))
def test_a_program_gets_what_it_got_before(bench: Bench, program: str) -> None:
    path = GOLDEN / f"{program}.json"
    pairs = json.loads(path.read_text(encoding="utf-8"))
    login = base64.b64encode(f"{program}:{KEY}".encode()).decode()
    answers: list[Any] = []
    with requests.Session() as session:
        session.headers["Authorization"] = f"Basic {login}"
        for pair in pairs:
            answers.append(plain(asked(bench, session, pair["request"], answers)))
    if os.environ.get("SAFELIGHT_GOLDEN") == "write":
        told = [{**pair, "answer": answer} for pair, answer in zip(pairs, answers, strict=True)]
        path.write_text(json.dumps(told, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        return
    for pair, answer in zip(pairs, answers, strict=True):
        assert answer == pair["answer"], pair["says"]


def asked(bench: Bench, session: requests.Session, request: dict[str, Any], earlier: list[Any]) -> requests.Response:
    """`"json": {"all of answer": 0, …}` is that answer, read back with these changes."""
    body = request.get("json")
    if isinstance(body, dict) and "all of answer" in body:
        changes = {name: value for name, value in body.items() if name != "all of answer"}
        body = {**earlier[body["all of answer"]]["json"], **changes}

    def send() -> requests.Response:
        return session.request(request["method"], bench.url + request["path"], json=body, timeout=60)

    if request["path"] not in DRAWN:
        return send()
    called = bench.call(send)
    if request.get("then") == "interrupt":
        until(lambda: bench.states()[-1] == "queued", "it waits")
        session.post(f"{bench.url}/sdapi/v1/interrupt", timeout=60)
    else:
        bench.take().finish()
    return called.result(60)


def plain(answer: requests.Response) -> dict[str, Any]:
    """An answer without what is never twice the same."""
    told = answer.json()
    if isinstance(told, dict) and "images" in told:
        told["images"] = [described(image) for image in told["images"]]
        info = json.loads(told["info"])
        for name in ("generation_id", "job_timestamp", "version"):
            info[name] = f"<{name}>"
        if told["parameters"]["seed"] == -1:
            for name in ("seed", "subseed", "all_seeds", "all_subseeds", "infotexts"):
                info[name] = f"<{name}>"
        told["info"] = info
    if isinstance(told, list) and len(told) > 5:
        told = [*told[:3], f"<and {len(told) - 3} more>"]
    return {"status": answer.status_code, "json": without_hashes(told)}


def without_hashes(told: Any) -> Any:
    if isinstance(told, list):
        return [without_hashes(each) for each in told]
    if isinstance(told, dict):
        return {name: "<hash>" if name in HASHES and each else without_hashes(each) for name, each in told.items()}
    return told


def described(image: str) -> str:
    assert not image.startswith("data:"), "bare base64: programs put the rest before it"
    opened = Image.open(io.BytesIO(base64.b64decode(image)))
    return f"<{opened.format} {opened.width}x{opened.height}>"
