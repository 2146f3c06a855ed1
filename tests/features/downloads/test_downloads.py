"""Downloads from a hub, through the API: what is planned, what comes, what happens when it is asked for twice."""

import hashlib
import os
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from safelight.db import Database
from safelight.features.downloads import service
from safelight.features.downloads.service import reach as reaches
from safelight.features.models.repository.hashing import content_hash
from safelight.features.models.tables import Model
from safelight.settings import Settings
from tests.factories import weights
from tests.features.downloads.conftest import PIPELINE, WANTED, blob, files_below, until
from tests.hub_server import Fault, Repo, tree_item

API = "/api/v1/downloads"
BIG = "unet/diffusion_pytorch_model.fp16.safetensors"


@pytest.fixture
def rows(settings: Settings, client: TestClient) -> Iterator[Callable[[], dict[str, Model]]]:
    """The models that are known."""
    database = Database(settings.effective_database_url)

    def read() -> dict[str, Model]:
        with database.reading() as session:
            return {row.name: row for row in session.scalars(select(Model))}

    yield read
    database.dispose()


@pytest.fixture
def plan(client: TestClient) -> Callable[..., dict[str, Any]]:
    def ask(source: str = PIPELINE, **more: Any) -> dict[str, Any]:
        answer = client.post(f"{API}/plan", json={"source": source, **more})
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    return ask


def refused(client: TestClient, source: str, **more: Any) -> tuple[int, str]:
    """How starting it is refused; the plan says the same, or is refused alike."""
    problem = client.post(API, json={"source": source, **more})
    planned = client.post(f"{API}/plan", json={"source": source, **more}).json()
    code = problem.json()["code"]
    assert code == (planned.get("refusal") or planned)["code"]
    return problem.status_code, code


def state(client: TestClient, job_id: str) -> str:
    return str(client.get(f"/api/v1/jobs/{job_id}").json()["state"])


def test_a_plan_names_files_sizes_licence_and_variant_and_fetches_nothing(client, hub, models, plan):
    found = plan()

    files = hub.repos[PIPELINE].files
    assert {file["path"] for file in found["files"] if file["wanted"]} == WANTED
    assert found["total_bytes"] == sum(len(files[path]) for path in WANTED)
    assert (found["licence"], found["variant"], found["variants"]) == ("openrail++", "fp16", ["fp16", "full"])
    assert (found["kind"], found["pipeline"], found["gated"]) == ("base", "StableDiffusionPipeline", False)
    assert (found["name"], found["installed"], found["job_id"], found["refusal"]) == ("painter", False, None, None)
    assert found["free_bytes"] > 0
    assert all(file["reason"] for file in found["files"] if not file["wanted"])
    assert hub.paths() == [f"/{PIPELINE}/resolve/{found['commit']}/model_index.json"]
    assert not models.exists() or files_below(models) == {}


def test_a_download_brings_the_wanted_files_whole(client, hub, models, download, ended, rows):
    job = ended(download())

    assert job["state"] == "succeeded", job["failure"]
    assert files_below(models / "painter") == {path: hub.repos[PIPELINE].files[path] for path in WANTED}
    assert not list((models / ".incoming").iterdir())
    row = rows()["painter"]
    assert (row.licence, row.source["repo"], row.source["commit"]) == ("openrail++", PIPELINE, hub.repos[PIPELINE].sha)
    shown = client.get(f"{API}/{job['id']}").json()
    assert {file["state"] for file in shown["files"]} == {"done"}
    assert (shown["files_done"], shown["done_bytes"]) == (len(WANTED), shown["total_bytes"])


def test_a_second_click_joins_the_first(client, hub, download, ended):
    hub.budget = 30_000
    with ThreadPoolExecutor(4) as many:
        jobs = set(many.map(lambda _: download(), range(4)))
    assert len(jobs) == 1
    again = client.post(API, json={"source": f"{hub.url}/{PIPELINE}"}).json()
    assert again == {"job_id": jobs.pop(), "name": "painter", "joined": True}
    hub.allow(None)
    assert ended(again["job_id"])["state"] == "succeeded"
    assert client.post(API, json={"source": PIPELINE}).json() == again
    times = Counter(path for path in hub.paths() if not path.endswith("model_index.json"))  # each plan reads that
    assert set(times.values()) == {1}


def test_cancel_stops_a_hanging_server_and_keeps_what_came(client, hub, models, download, ended, plan):
    hub.repos[PIPELINE].files[BIG] = blob(400_000, 9)
    hub.budget = 300_000
    job_id = download()
    until(lambda: hub.budget == 0, "the hub hangs")

    assert client.post(f"/api/v1/jobs/{job_id}/cancel").status_code == 200
    assert ended(job_id)["state"] == "cancelled"

    sent = hub.total_sent
    shown = client.get(f"{API}/{job_id}").json()
    assert 0 < shown["done_bytes"] < shown["total_bytes"]
    assert plan()["here_bytes"] == shown["done_bytes"]
    assert plan()["job_id"] == job_id
    assert not (models / "painter").exists()

    hub.allow(None)
    started = client.post(API, json={"source": PIPELINE}).json()
    assert started == {"job_id": job_id, "name": "painter", "joined": True}
    assert ended(job_id)["state"] == "succeeded"
    assert files_below(models / "painter")[BIG] == hub.repos[PIPELINE].files[BIG]
    # model_index.json is read by each plan; beside that no byte came twice but those that were on the wire
    assert hub.total_sent - sent < shown["total_bytes"] - shown["done_bytes"] + 100_000


def test_what_a_cancelled_one_brought_can_be_thrown_away(client, hub, models, download, ended):
    hub.budget = 50_000
    job_id = download()
    until(lambda: hub.budget == 0, "the hub hangs")
    assert client.delete(f"{API}/{job_id}").json()["code"] == "download_going"
    client.post(f"/api/v1/jobs/{job_id}/cancel")
    ended(job_id)
    assert client.delete(f"{API}/{job_id}").status_code == 204
    assert not (models / ".incoming" / job_id).exists()
    hub.allow(None)
    client.post(f"/api/v1/jobs/{job_id}/resume")
    assert ended(job_id)["state"] == "succeeded"
    assert set(files_below(models / "painter")) == WANTED


def test_three_at_once_share_the_server_and_the_fourth_waits(client, hub, models, download, ended):
    for number in range(4):
        hub.repos[f"some/m{number}"] = Repo({"model.safetensors": blob(60_000, number)})
    hub.budget = 1000
    jobs = [download(f"some/m{number}", name=f"m{number}") for number in range(4)]
    until(lambda: hub.going == 3, "three are on their way")
    assert [state(client, job_id) for job_id in jobs] == ["running", "running", "running", "queued"]
    assert client.get(f"/api/v1/jobs/{jobs[3]}").json()["position"] == 1
    hub.allow(None)
    assert {ended(job_id)["state"] for job_id in jobs} == {"succeeded"}
    assert hub.most_going == 3
    assert {path.name for path in models.glob("m*.safetensors")} == {f"m{number}.safetensors" for number in range(4)}


def test_files_of_one_download_come_side_by_side(client, hub, download, ended):
    hub.repos["maker/parts"] = Repo({f"{number}.safetensors": blob(9000, number) for number in range(6)})
    hub.budget = 1000
    job_id = download("maker/parts", include=["*"])
    until(lambda: hub.going == 4, "four files are on their way")
    hub.allow(None)
    assert ended(job_id)["state"] == "succeeded"
    assert hub.most_going == 4


def test_a_lying_server_ends_in_words_that_name_the_file(client, hub, models, download, ended):
    hub.faults = [Fault(BIG, body=blob(100_000, 99)) for _ in range(3)]
    job = ended(download())
    assert job["state"] == "failed"
    assert job["failure"]["code"] == "wrong_bytes"
    assert BIG in job["failure"]["message"]
    assert not (models / "painter").exists()
    client.post(f"/api/v1/jobs/{job['id']}/resume")
    assert ended(job["id"])["state"] == "succeeded"


def test_a_single_file_lies_by_itself_under_its_name(hub, models, download, ended, rows):
    hub.repos["maker/ink"] = Repo({"ink-v2.safetensors": blob(5000), "README.md": b"x"}, tags=["lora"])
    ended(download("maker/ink"))
    assert (models / "ink-v2.safetensors").read_bytes() == blob(5000)
    assert rows()["ink-v2"].kind == "lora"
    ended(download("maker/ink", name="my-ink"))
    assert (models / "my-ink.safetensors").read_bytes() == blob(5000)


@pytest.mark.parametrize("kind", ["blob", "resolve"])
def test_a_link_to_a_file_of_the_hub_brings_that_file(hub, models, download, ended, kind):
    hub.repos["maker/ink"] = Repo({"a.safetensors": blob(5000, 1), "b.safetensors": blob(5000, 2)})
    assert ended(download(f"{hub.url}/maker/ink/{kind}/main/a.safetensors"))["state"] == "succeeded"
    assert files_below(models) == {"a.safetensors": blob(5000, 1)}


def test_a_direct_link_brings_its_file(client, hub, models, download, ended, rows):
    hub.direct["/files/oil.safetensors"] = blob(70_000)
    link = f"http://localhost:{hub.port}/files/oil.safetensors"
    hub.faults = [Fault("/files/", cut_after=1), Fault("/files/", cut_after=20_000)]
    job = ended(download(link))
    assert job["state"] == "succeeded", job["failure"]
    assert (models / "oil.safetensors").read_bytes() == blob(70_000)
    assert rows()["oil"].source["url"] == link


def test_a_direct_link_whose_file_has_changed_begins_again(client, hub, models, download, ended):
    path = "/files/oil.safetensors"
    hub.direct[path] = blob(70_000, 1)
    hub.budget = 20_001
    job_id = download(f"http://localhost:{hub.port}{path}")
    until(lambda: hub.budget == 0, "the hub hangs")
    client.post(f"/api/v1/jobs/{job_id}/cancel")
    ended(job_id)
    hub.direct[path] = blob(70_000, 2)
    hub.allow(None)
    client.post(f"/api/v1/jobs/{job_id}/resume")
    assert ended(job_id)["state"] == "succeeded"
    assert (models / "oil.safetensors").read_bytes() == blob(70_000, 2)


def test_configs_alone_go_to_a_folder_of_their_own(hub, models, download, ended, rows):
    assert ended(download(configs_only=True))["state"] == "succeeded"
    configs = {path for path in WANTED if not path.endswith(".safetensors")}
    assert set(files_below(models / ".configs" / PIPELINE)) == configs
    assert rows() == {}
    assert ended(download(configs_only=True))["state"] == "succeeded"


def test_revisions_are_pinned_when_it_begins(client, hub, models, download, ended):
    hub.budget = 1000
    before = dict(hub.repos[PIPELINE].files)
    job_id = download()
    commit = client.get(f"{API}/{job_id}").json()["source"]["commit"]
    assert commit == hub.repos[PIPELINE].sha
    hub.allow(None)
    ended(job_id)
    assert files_below(models / "painter")[BIG] == before[BIG]


def test_a_name_that_is_taken_is_refused(client, hub, models, download, ended):
    ended(download())
    hub.repos["other/painter"] = Repo({"model.safetensors": b"x"})
    assert refused(client, "other/painter") == (409, "model_name_taken")
    hub.budget = 0
    download(name="second")
    assert refused(client, "other/painter", name="second") == (409, "model_name_taken")
    hub.allow(None)


def test_a_disk_that_is_too_small_is_said_first(client, hub, monkeypatch, plan):
    monkeypatch.setattr(reaches.Reach, "free_bytes", lambda _: 200_050_000)
    assert refused(client, PIPELINE) == (507, "disk_full")
    assert plan(configs_only=True)["refusal"] is None


@pytest.mark.parametrize("path", ["../../evil.safetensors", "/abs.safetensors", "a/../../b.safetensors"])
def test_a_listing_that_leads_out_of_the_folder_is_refused(client, hub, path, tmp_path):
    body = blob(10)
    hub.repos["bad/paths"] = Repo({"ok.safetensors": body}, listed=[tree_item(path, body)])
    assert refused(client, "bad/paths", include=["*"]) == (400, "path_unsafe")
    assert not list(tmp_path.rglob("*evil*"))


@pytest.mark.parametrize(
    ("source", "status", "code"),
    [
        ("no/such", 404, "not_on_hub"),
        ("https://example.com/a.safetensors", 403, "host_refused"),
        ("http://169.254.169.254/a.safetensors", 403, "host_refused"),
        ("https://user:pw@example.com/a.safetensors", 400, "source_unreadable"),
        ("file:///etc/passwd.safetensors", 400, "source_unreadable"),
        ("a/b/c/d", 400, "source_unreadable"),
        ("../../etc", 400, "source_unreadable"),
        ("https://huggingface.co/datasets/x/y", 400, "source_unreadable"),
        ("https://example.com/a.ckpt", 400, "source_unreadable"),
        ("some/one@nobranch", 404, "not_on_hub"),
    ],
)
def test_what_cannot_be_downloaded_says_why(client, hub, source, status, code):
    hub.repos["some/one"] = Repo({"a.safetensors": b"x"})
    hub.tokens["t"] = "ada"
    assert client.put(f"{API}/tokens/127.0.0.1:{hub.port}", json={"token": "t"}).status_code == 200
    assert refused(client, source) == (status, code)


@pytest.mark.parametrize("name", ["../x", "", ".hidden", "a/b", "con", "x" * 121, "a\tb"])
def test_bad_names_are_refused(client, name):
    assert client.post(API, json={"source": PIPELINE, "name": name}).status_code in {400, 422}


def test_of_several_models_one_must_be_named(client, hub, download, ended, plan):
    hub.repos["maker/many"] = Repo({"ink.safetensors": blob(10, 1), "oil.safetensors": blob(10, 2)})
    assert refused(client, "maker/many") == (400, "file_choice")
    assert plan("maker/many")["choices"] == ["ink.safetensors", "oil.safetensors"]
    assert ended(download("maker/many", include=["oil*"]))["state"] == "succeeded"


def test_a_hub_that_is_busy_is_waited_for_and_one_that_is_away_is_named(client, hub, plan):
    hub.faults = [Fault("/revision/", status=503), Fault("/tree/", status=429, headers={"Retry-After": "5"})]
    assert plan()["refusal"] is None
    hub.faults = [Fault("/revision/", status=503) for _ in range(3)]
    answer = client.post(f"{API}/plan", json={"source": PIPELINE})
    assert (answer.status_code, answer.json()["code"]) == (503, "hub_away")


def test_downloads_are_listed_newest_first_and_unknown_ones_are_not_found(client, hub, download, ended):
    hub.repos["some/other"] = Repo({"model.safetensors": blob(10)})
    first, second = download(), download("some/other")
    ended(first)
    ended(second)
    shown = client.get(API).json()["items"]
    assert [each["job_id"] for each in shown] == [second, first]
    assert client.get(f"{API}/job_0").json()["code"] == "download_not_found"
    assert client.delete(f"{API}/job_0").status_code == 404


def test_a_download_is_no_work_for_a_worker(client, hub, download):
    hub.budget = 0
    job_id = download()
    until(lambda: state(client, job_id) == "running", "it runs")
    assert client.get("/api/v1/workers").json()["items"] == []
    assert client.get(f"/api/v1/jobs/{job_id}").json()["waiting_for"] is None
    hub.allow(None)


def test_what_nobody_remembers_is_swept_after_a_day_and_nothing_else(client, hub, models, download, ended):
    hub.budget = 50_000
    job_id = download()
    until(lambda: hub.budget == 0, "the hub hangs")
    client.post(f"/api/v1/jobs/{job_id}/cancel")
    ended(job_id)
    for name in ("job_old", "job_new"):
        (models / ".incoming" / name).mkdir()
        (models / ".incoming" / name / "lock").touch()
    for name in ("job_old", job_id):
        os.utime(models / ".incoming" / name / "lock", (0, 0))

    assert service.sweep(client.app.state.studio.db.reading, client.app.state.reach) == 1
    assert {path.name for path in (models / ".incoming").iterdir()} == {"job_new", job_id}


def test_a_name_that_was_taken_meanwhile_is_not_overwritten(client, hub, models, download, ended):
    hub.budget = 50_000
    job_id = download()
    until(lambda: hub.budget == 0, "the hub hangs")
    (models / "painter").mkdir()
    (models / "painter" / "mine.txt").write_text("precious")
    hub.allow(None)
    job = ended(job_id)
    assert job["failure"]["code"] == "model_name_taken"
    assert files_below(models / "painter") == {"mine.txt": b"precious"}
    assert client.get(f"{API}/{job_id}").json()["files_done"] == len(WANTED)

    assert client.delete(f"{API}/{job_id}").status_code == 204
    (models / "painter" / "mine.txt").unlink()
    (models / "painter").rmdir()
    client.post(f"/api/v1/jobs/{job_id}/resume")
    assert ended(job_id)["state"] == "succeeded"
    assert set(files_below(models / "painter")) == WANTED


def test_what_the_hub_vouched_for_is_not_read_again(client, hub, models, download, ended, tmp_path, monkeypatch):
    data = weights.lora(tmp_path / "ink.safetensors").read_bytes()
    hub.repos["maker/ink"] = Repo({"ink.safetensors": data}, tags=["lora"])
    read: list[Path] = []

    def noted(path: Path, *rest: Any) -> str:
        read.append(path)
        return content_hash(path, *rest)

    monkeypatch.setattr("safelight.features.models.repository.content_hash", noted)
    ended(download("maker/ink"))
    assert client.get("/api/v1/models/ink").json()["sha256"] == hashlib.sha256(data).hexdigest()
    assert models / "ink.safetensors" not in read
    (models / "ink.safetensors").write_bytes(weights.lora(tmp_path / "ink.safetensors", rank=3).read_bytes())
    assert client.get("/api/v1/models/ink").json()["sha256"] != hashlib.sha256(data).hexdigest()
