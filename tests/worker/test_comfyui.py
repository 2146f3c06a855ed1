"""Jobs that ComfyUI draws: the same rows, files, events and errors as of those that our own engine draws."""

import io
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from PIL import Image
from sqlalchemy import select

from safelight.engine.diffusion.picture_file import read_recipe
from safelight.events.tables import EventRow
from safelight.features.generations.tables import Picture
from safelight.jobs import moves
from safelight.jobs.doing import do_stages, outcome_of, record_end
from safelight.jobs.tables import ASKED, Job, JobPreview, Worker
from safelight.jobs.task import JobContext
from safelight.settings import Settings
from safelight.worker.comfyui.bench import Bench
from safelight.worker.comfyui.main import bench_for
from safelight.worker.comfyui.server import ComfyServer as Seat
from safelight.worker.comfyui.tasks import all_tasks
from tests.comfy_server import ComfyServer, Faults
from tests.engine import tiny
from tests.worker import bench as native

pytestmark = pytest.mark.computes  # the same on either database

API = "/api/v1"
OWN = {"id", "created_at", "size", "sha256", "thumbhash"}
"""What two pictures of the same kind never share."""
OF_THE_ENGINE = {
    "engine", "workflow", "device", "device_name", "dtype", "threads", "versions", "batch", "model_hash",
}  # fmt: skip


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ComfyServer]:
    with ComfyServer(loras_dir=tmp_path_factory.mktemp("loras")) as server:
        yield server


@pytest.fixture
def server(running: ComfyServer) -> ComfyServer:
    return running.fresh()


@pytest.fixture
def bench(client: TestClient, settings: Settings, server: ComfyServer) -> Iterator[Bench]:
    seat = Seat(server.url)
    seat.look()
    bench = bench_for(settings.model_copy(update={"comfyui_loras": server.loras_dir}), seat)
    yield bench
    seat.stop()
    bench.db.dispose()


def do(bench: Bench, settings: Settings, job_id: str) -> Job:
    """The job by a worker beside ComfyUI, to its end, whatever that is."""
    with bench.db.transaction() as session:
        if session.get(Worker, "comfy") is None:
            at = moves.database_now(session)
            session.add(
                Worker(
                    id="comfy", name="comfy", host="elsewhere", pid=1, device="comfyui", device_name="cpu", version="0",
                    memory_total=0, memory_free=0, engine="comfyui", state="draining", started_at=at, seen_at=at,
                    loaded_models=bench.server.names(),
                )
            )  # fmt: skip
    with bench.db.transaction() as session:
        job = moves.locked(session, job_id)
        assert job is not None
        assert job.parsed_needs.engine == "comfyui"
        moves.place(session, job, "comfy")
        moves.start(session, job)
    work_dir = settings.work_dir / job_id
    work_dir.mkdir(parents=True, exist_ok=True)
    context = JobContext(db=bench.db, job=job, task=all_tasks(bench)[job.kind], work_dir=work_dir)
    outcome = outcome_of(lambda: do_stages(context), job_id)
    if not outcome.is_recorded:
        record_end(bench.db, job, outcome)
    with bench.db.reading() as session:
        return session.get_one(Job, job_id)


def run(client: TestClient, name: str, **spec: Any) -> dict[str, Any]:
    answer = client.post(f"{API}/workflows/{name}/run", json=spec)
    assert answer.status_code == 202, answer.text
    return answer.json()


def draw(client: TestClient, **spec: Any) -> dict[str, Any]:
    asked = {"prompt": "a cat", "seed": 7, "engine": "comfyui", **spec}
    answer = client.post(f"{API}/generations", json=asked)
    assert answer.status_code == 202, answer.text
    return answer.json()


def shown(client: TestClient, generation_id: str) -> dict[str, Any]:
    return client.get(f"{API}/generations/{generation_id}").json()


@pytest.fixture
def pip(client: TestClient, tmp_path: Path) -> dict[str, Any]:
    file = tiny.lora_file(tiny.sd(), tmp_path / "pip.safetensors")
    made = client.post(f"{API}/characters/import", data={"name": "Pip"}, files={"file": file.read_bytes()})
    assert made.status_code == 201, made.text
    return made.json()


def picture_input(client: TestClient, colour: str = "red", size: tuple[int, int] = (96, 64)) -> str:
    target = io.BytesIO()
    Image.new("RGB", size, colour).save(target, "PNG")
    return str(client.post(f"{API}/inputs", files={"file": ("a.png", target.getvalue(), "image/png")}).json()["id"])


def test_a_generation_with_a_character_is_drawn_there_and_recorded_here(client, settings, bench, server, pip) -> None:
    asked = draw(client, prompt="Pip in a boat", character_id=pip["id"], n=2, lora_scale=0.8, num_inference_steps=3)
    assert do(bench, settings, asked["job_id"]).state == "succeeded"
    found = shown(client, asked["id"])
    assert [picture["seed"] for picture in found["pictures"]] == [7, 8]
    recipe = found["pictures"][1]["recipe"]
    assert recipe["engine"] == "comfyui"
    assert recipe["character_id"] == pip["id"]
    assert (recipe["workflow"]["name"], recipe["versions"]) == ("sd-lora", {"comfyui": "0.3.64"})

    graph = server.asked[0].graph
    (file,) = server.loras()
    assert graph["2"]["inputs"]["lora_name"] == file
    assert graph["2"]["inputs"]["strength_model"] == 0.8
    assert graph["1"]["inputs"]["ckpt_name"] == "tiny.safetensors"
    assert pip["trigger"] in graph["3"]["inputs"]["text"].lower()
    assert [prompt.graph["6"]["inputs"]["seed"] for prompt in server.asked] == [7, 8]

    data = client.get(found["pictures"][1]["url"]).content
    assert json.loads(read_recipe(data).model_dump_json()) == recipe


def test_the_same_again_from_the_recipe_is_the_same_picture(client, settings, bench, server, pip) -> None:
    asked = draw(client, character_id=pip["id"], scheduler="euler_a", num_inference_steps=2)
    do(bench, settings, asked["job_id"])
    (first,) = shown(client, asked["id"])["pictures"]
    again = client.post(f"{API}/gallery/{first['id']}/again", json={"seed": "same"})
    assert again.status_code == 202, again.text
    assert do(bench, settings, again.json()["job_id"]).state == "succeeded"
    assert server.asked[0].graph == server.asked[1].graph
    (second,) = shown(client, again.json()["id"])["pictures"]
    assert second["sha256"] == first["sha256"]


def test_a_workflow_runs_with_its_values(client, settings, bench, server, pip) -> None:
    started = run(
        client,
        "sd-lora",
        values={"prompt": "Pip flies", "seed": 5, "width": 128, "height": 64, "model": "tiny.safetensors"},
        character_id=pip["name"],
        n=2,
    )
    job = do(bench, settings, started["job_id"])
    assert (job.state, job.kind, job.results["draw"]) == ("succeeded", "workflow", {"pictures": 2})
    found = shown(client, started["generation_id"])
    assert [(picture["width"], picture["height"]) for picture in found["pictures"]] == [(128, 64)] * 2
    assert found["pictures"][0]["recipe"]["workflow"]["values"]["model"] == "tiny.safetensors"
    gallery = client.get(f"{API}/gallery", params={"q": "flies"}).json()["items"]
    assert len(gallery) == 2


def test_pictures_go_in(client, settings, bench, server) -> None:
    image, mask = picture_input(client), picture_input(client, "white")
    started = run(
        client, "inpaint", values={"image": image, "mask_image": mask, "prompt": "a hat", "model": "tiny.safetensors"}
    )
    assert do(bench, settings, started["job_id"]).state == "succeeded"
    graph = server.asked[0].graph
    names = graph["9"]["inputs"]["image"], graph["10"]["inputs"]["image"]
    assert Image.open(io.BytesIO(server.uploads[names[0]])).getpixel((5, 5)) == (255, 0, 0)
    assert Image.open(io.BytesIO(server.uploads[names[1]])).getpixel((5, 5)) == (255, 255, 255)

    larger = run(client, "upscale", values={"image": image})
    job = do(bench, settings, larger["job_id"])
    assert job.state == "succeeded", job.failure
    (picture,) = shown(client, larger["generation_id"])["pictures"]
    sides = picture["width"], picture["height"]
    assert (picture["recipe"]["width"], picture["recipe"]["height"]) == sides == (64, 64), (
        "the file's, not the source's"
    )
    server.asked.pop()

    asked = draw(client, image=image, strength=0.5, width=64, height=64)
    assert do(bench, settings, asked["job_id"]).state == "succeeded"
    graph = server.asked[1].graph
    assert Image.open(io.BytesIO(server.uploads[graph["9"]["inputs"]["image"]])).size == (64, 64)
    assert graph["6"]["inputs"]["denoise"] == 0.5


def test_frames_become_a_film(client, settings, bench, server) -> None:
    pytest.importorskip("av", reason="films need PyAV, an extra")
    server.checkpoints.append("svd_xt.safetensors")
    started = run(
        client,
        "svd-video",
        values={"image": picture_input(client), "width": 64, "height": 64, "num_frames": 5, "fps": 6},
    )
    job = do(bench, settings, started["job_id"])
    assert (job.state, job.results.get("draw")) == ("succeeded", {"frames": 5}), job.failure
    (film,) = shown(client, started["generation_id"])["pictures"]
    assert (film["media_type"], film["num_frames"], film["fps"]) == ("video/mp4", 5, 6.0)
    assert film["poster_url"]


def test_previews_are_shown_while_it_draws(client, settings, bench, server, monkeypatch) -> None:
    monkeypatch.setattr("safelight.jobs.task.WRITE_SECONDS", 0.0)
    seen = []
    original = JobContext._report

    def noted(self, session, job, progress):
        seen.append((progress.step, dict(self._previews)))
        original(self, session, job, progress)

    monkeypatch.setattr(JobContext, "_report", noted)
    server.step_seconds = 0.02
    asked = draw(client, num_inference_steps=4)
    do(bench, settings, asked["job_id"])
    looks = [look for _, previews in seen for _, look in previews.values()]
    assert looks
    assert Image.open(io.BytesIO(looks[0])).format == "WEBP"
    assert [step for step, _ in seen if step] == [1, 2, 3, 4]
    with bench.db.reading() as session:
        assert session.scalars(select(JobPreview)).all() == []


def test_cancelling_interrupts_it_there(client, settings, bench, server, monkeypatch) -> None:
    server.step_seconds = 0.05
    asked = draw(client, num_inference_steps=100)
    original = JobContext.progress

    def then_cancel(self, step, total, **more):
        if step == 1:
            assert client.post(f"{API}/jobs/{self.job_id}/cancel").status_code == 200
        original(self, step, total, **more)

    monkeypatch.setattr(JobContext, "progress", then_cancel)
    assert do(bench, settings, asked["job_id"]).state == "cancelled"
    assert server.calls["interrupt"] == 1
    assert server.calls["interrupt_all"] == 0
    with bench.db.reading() as session:
        assert session.scalars(select(Picture)).all() == []


def test_what_goes_wrong_there_is_the_jobs_failure(client, settings, bench, server) -> None:
    faults = {
        "out_of_memory": {"fail_node": {"KSampler": ("torch.OutOfMemoryError", "Allocation on device")}},
        "comfyui_failed": {"fail_node": {"VAEDecode": ("RuntimeError", "shapes")}},
        "comfyui_interrupted": {"interrupt_by_others_at_step": 1},
        "comfyui_nothing_made": {"empty_outputs": True},
        "comfyui_bad_output": {"large_output": 4096},
    }
    for seed, (code, fault) in enumerate(faults.items()):
        server.faults = Faults(**fault)
        job = do(bench, settings, draw(client, seed=seed, num_inference_steps=2)["job_id"])
        assert (job.state, job.failure["code"]) == ("failed", code)
        assert job.failure["hint"] or code == "comfyui_bad_output"


def test_a_checkpoint_and_a_lora_that_are_not_there_are_told(client, settings, bench, server, pip) -> None:
    files = server.checkpoints
    server.checkpoints = ["other.safetensors"]
    bench.server._looks = 0
    bench.server.look()
    job = do(bench, settings, draw(client)["job_id"])
    server.checkpoints = files
    assert job.failure["code"] == "comfyui_no_checkpoint"
    assert "other" in job.failure["hint"]

    bench.server._looks = 0
    bench.server.look()
    for path in server.loras_dir.iterdir():
        path.unlink()
    without = Bench(**{**vars(bench), "loras_dir": None})
    job = do(without, settings, draw(client, character_id=pip["id"])["job_id"])
    assert job.failure["code"] == "comfyui_loras_unset"


def test_a_model_that_only_comfyui_has_is_drawn_there(client, settings, bench, server) -> None:
    do(bench, settings, draw(client)["job_id"])  # a worker is known now, with what it lists
    answer = client.post(f"{API}/generations", json={"prompt": "a fox", "model": "sd_xl_base_1.0"})
    assert answer.status_code == 202, answer.text
    assert answer.json()["plan"]["engine"] == "comfyui"
    assert (answer.json()["plan"]["width"], answer.json()["plan"]["height"]) == (1024, 1024)
    refused = client.post(f"{API}/generations", json={"prompt": "x", "model": "sd_xl_base_1.0", "engine": "native"})
    assert refused.status_code == 404
    hires = client.post(f"{API}/generations", json={"prompt": "x", "engine": "comfyui", "hires": {"scale": 2}})
    assert (hires.status_code, hires.json()["code"]) == (400, "not_with_this_model")


def test_it_starts_without_torch() -> None:
    told = "import sys, safelight.worker.comfyui.main; print('torch' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


@pytest.mark.slow
def test_the_same_job_ends_the_same_on_either_engine(client, settings, bench, server, workshop, tmp_path) -> None:
    """Records, files, events and notes, but for what names the engine and for the pixels."""
    file = tiny.lora_file(tiny.sd(), tmp_path / "ada.safetensors")
    sent = {"data": {"name": "Ada"}, "files": {"file": file.read_bytes()}}
    ada = client.post(f"{API}/characters/import", **sent).json()
    told = {}
    for engine in ("native", "comfyui"):
        asked = draw(client, prompt="Ada at sea", character_id=ada["id"], n=2, num_inference_steps=2, engine=engine)
        if engine == "native":
            native.do(workshop, native.claim(workshop, settings, asked["job_id"]))
        else:
            do(bench, settings, asked["job_id"])
        told[engine] = told_of(client, bench, settings, asked)
    assert told["native"] == told["comfyui"]


def told_of(client: TestClient, bench: Bench, settings: Settings, asked: dict[str, Any]) -> str:
    """All that is left of a generation, its ids called the same."""
    found = shown(client, asked["id"])
    ids = {asked["id"]: "GEN", asked["job_id"]: "JOB"} | {each["id"]: "PIC" for each in found["pictures"]}
    with bench.db.reading() as session:
        events = [(row.topic, row.kind) for row in session.scalars(select(EventRow).order_by(EventRow.id)) if row.topic]
        job = session.get_one(Job, asked["job_id"])
        rows = session.scalars(select(Picture).where(Picture.generation_id == asked["id"])).all()
        columns = [
            {name: value for name, value in vars(row).items() if name not in OWN and not name.startswith("_")}
            for row in rows
        ]
        results = {name: result for name, result in job.results.items() if name != ASKED}
        ended = (job.kind, job.state, job.title, results, job.failure, job.pictures, job.priority)
    for each in columns:
        each["recipe"] = {name: value for name, value in each["recipe"].items() if name not in OF_THE_ENGINE}
    folder = settings.data_dir / "storage" / "generations" / asked["id"]
    plan = {name: value for name, value in found["plan"].items() if name not in OF_THE_ENGINE}
    kinds = list(dict.fromkeys(kind for topic, kind in events if topic == f"job:{asked['job_id']}"))
    told = {
        "files": sorted(path.name for path in folder.iterdir()),
        "events": [kind for kind in kinds if kind not in {"job.progress", "job.preview"}],
        "gallery": {kind for topic, kind in events if topic.startswith("gallery")},
        "pictures": columns,
        "plan": plan,
        "notes": found["notes"],
        "job": ended,
        "status": found["status"],
    }
    text = repr(told)
    for id_, name in ids.items():
        text = text.replace(id_, name)
    return text
