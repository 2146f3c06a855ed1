"""Jobs of all kinds, asked for by HTTP as people do."""

import json
import random
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx

from tests.engine.vision import captioners
from tests.factories import classifier_runs, classifiers, videos
from tests.factories.pictures import picture, uploads
from tests.fleet.fleet import Fleet
from tests.fleet.worker import NapSpec, storage_at

SHARES = {
    "generation": 0.40, "edit": 0.10, "predict": 0.06, "caption": 0.03, "video": 0.02, "character": 0.02,
    "train_classifier": 0.02,
}  # fmt: skip
"""Of all jobs; the rest are naps."""
CLASSIFIER = "pets"


def save_models(folder: Path) -> None:
    """A tiny model of every kind that the jobs need."""
    shutil.copytree(videos.models(), folder, symlinks=True)
    captioners.blip(folder / "tiny-blip")
    classifiers.model_folder(folder / CLASSIFIER)


def submit(fleet: Fleet, count: int, *, chance: random.Random) -> dict[str, str]:
    """So many jobs, at least one of each kind, in any order: their kinds by their ids."""
    kinds = [kind for kind, share in SHARES.items() for _ in range(max(1, round(count * share)))]
    kinds += ["nap"] * (count - len(kinds))
    chance.shuffle(kinds)
    asked = {}
    with httpx.Client(base_url=f"http://127.0.0.1:{fleet.port}/api/v1", timeout=60, trust_env=False) as client:
        ask = Asking(fleet, client)
        for number, kind in enumerate(kinds):
            asked[ask.for_one(kind, number)] = kind
    return asked


class Asking:
    """Requests, each for one job."""

    def __init__(self, fleet: Fleet, client: httpx.Client) -> None:
        self._fleet, self._client = fleet, client
        self._picture = self._post("/inputs", files={"file": ("a.png", videos.png(), "image/png")})["id"]
        storage = storage_at(f"http://127.0.0.1:{fleet.s3_port}")
        self._dataset = classifier_runs.store_dataset(fleet.db, storage).id

    def for_one(self, kind: str, number: int) -> str:
        """The job's id."""
        if kind == "nap":
            return self._fleet.submit(1, NapSpec())[0]
        asks: dict[str, Callable[[int], dict[str, Any]]] = {
            "generation": self._generation, "edit": self._edit, "predict": self._predict, "caption": self._caption,
            "video": self._video, "character": self._character, "train_classifier": self._classifier,
        }  # fmt: skip
        return str(asks[kind](number)["job_id"])

    def _generation(self, number: int) -> dict[str, Any]:
        asked = {"prompt": f"picture {number}", "seed": number, "num_inference_steps": 2 + number % 3}
        return self._post("/generations", json=asked | {"n": 1 + (number % 3 == 0)})

    def _edit(self, number: int) -> dict[str, Any]:
        return self._post("/edits", json={"images": [self._picture] * (1 + number % 2), "upscaler": videos.UPSCALER})

    def _predict(self, _: int) -> dict[str, Any]:
        return self._post(f"/models/{CLASSIFIER}/predict", json={"images": [self._picture], "top_k": 2})

    def _video(self, number: int) -> dict[str, Any]:
        return self._post("/videos", json={"image": self._picture, "num_frames": videos.FRAMES, "seed": number})

    def _caption(self, number: int) -> dict[str, Any]:
        draft = self._post("/characters/drafts", json={"name": f"Draft {number}"})["id"]
        for position in range(2):
            file = {"file": (f"{position}.png", picture(10 * number + position), "image/png")}
            self._post(f"/characters/{draft}/references", files=file)
        return self._post(f"/characters/{draft}/captions", json={"max_new_tokens": 4})

    def _character(self, number: int) -> dict[str, Any]:
        fields = {"name": f"Somebody {number}", "training": json.dumps({"max_train_steps": 4})}
        return self._post("/characters", data=fields, files=uploads(6))

    def _classifier(self, number: int) -> dict[str, Any]:
        settings = classifier_runs.QUICK | {"epochs": 2, "seed": number}
        run: dict[str, Any] = self._post("/classifiers/runs", json={"dataset": self._dataset, "settings": settings})
        return run["run"]

    def _post(self, path: str, **sent: Any) -> Any:
        answer = self._client.post(path, headers={"Prefer": "wait=0"}, **sent)
        if not answer.is_success:
            raise AssertionError(f"{path}: {answer.status_code} {answer.text}")
        return answer.json()
