"""Downloads from a hub, through the API: what is planned, what comes, what happens when it is asked for twice."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from fastapi.testclient import TestClient

from tests.features.downloads.conftest import PIPELINE, WANTED, files_below
from tests.hub_server import HubServer


def test_a_plan_names_files_sizes_licence_and_variant_and_fetches_nothing(
    client: TestClient, hub: HubServer, models: Path
) -> None:
    plan = client.post("/api/v1/downloads/plan", json={"source": PIPELINE}).json()

    files = hub.repos[PIPELINE].files
    assert {file["path"] for file in plan["files"] if file["wanted"]} == WANTED
    assert plan["total_bytes"] == sum(len(files[path]) for path in WANTED)
    assert (plan["licence"], plan["variant"], plan["variants"]) == ("openrail++", "fp16", ["fp16", "full"])
    assert (plan["kind"], plan["pipeline"], plan["gated"]) == ("base", "StableDiffusionPipeline", False)
    assert (plan["name"], plan["installed"], plan["job_id"], plan["refusal"]) == ("painter", False, None, None)
    assert plan["free_bytes"] > 0
    assert all(file["reason"] for file in plan["files"] if not file["wanted"])
    assert hub.paths() == [f"/{PIPELINE}/resolve/{plan['commit']}/model_index.json"]
    assert not models.exists() or files_below(models) == {}


def test_a_download_brings_the_wanted_files_whole(
    client: TestClient, hub: HubServer, models: Path,
    download: Callable[..., str], ended: Callable[[str], dict[str, Any]],
) -> None:  # fmt: skip
    job = ended(download())

    assert job["state"] == "succeeded", job["failure"]
    assert files_below(models / "painter") == {path: hub.repos[PIPELINE].files[path] for path in WANTED}
    assert not list((models / ".incoming").iterdir())
    shown = client.get(f"/api/v1/downloads/{job['id']}").json()
    assert {file["state"] for file in shown["files"]} == {"done"}
    assert (shown["files_done"], shown["done_bytes"]) == (len(WANTED), shown["total_bytes"])
