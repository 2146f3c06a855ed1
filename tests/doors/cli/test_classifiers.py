"""What `safelight classifiers` asks of the API, and what it prints."""

import json

import pytest

from safelight.doors.cli import classifiers_asking as asking

API = "/api/v1/classifiers"
RUN = {
    "id": "run_1", "number": 3, "name": "Fast", "state": "succeeded", "project": None, "config": None,
    "dataset": {"id": "data_1", "name": "Pets"}, "dataset_version": 2, "sweep_id": None, "tags": ["night"],
    "val": {"accuracy": 0.975, "top_k": 1.0, "macro_f1": 0.97, "auroc": None, "loss": 0.1, "ece": 0.02}, "test": None,
    "monitored": 0.975, "monitor_metric": "accuracy", "model": None, "job_id": "job_1", "progress": None,
    "failure": None, "stopping": False, "worker": None, "created_at": "2026-11-21T10:00:00Z", "seconds": 75.0,
    "notes": "", "changed": {"lr": 0.01}, "labels": ["cat", "dog"], "counts": {"train": 16, "val": 8},
    "skipped_count": 1, "environment": {"device_name": "CPU"}, "best_epoch": 4, "stopped": None,
    "trained_model": {"size": 2_000_000},
}  # fmt: skip
JOB = {
    "id": "job_1", "kind": "train_classifier", "title": "Train Fast", "state": "succeeded", "failure": None,
    "cancel_requested": False,
    "progress": {"stage": "keep", "stages": [], "step": 0, "total": 0, "fraction": 1.0},
}  # fmt: skip


@pytest.fixture
def at(studio, typed):
    """Types a command line at the stand-in studio."""
    return lambda *arguments: typed("--server", studio.url, "classifiers", *arguments)


def last(studio):
    method, path, body = studio.asked[-1]
    return method, path, json.loads(body) if body.startswith(b"{") else body


def test_settings_and_spaces_are_read_as_they_are_meant() -> None:
    assert asking.settings(["lr=3e-4", "flip=false", "model-flavour=vit-small", "max_grad_norm=null", "mixup=.5"]) == {
        "lr": 3e-4, "flip": False, "model_flavour": "vit-small", "max_grad_norm": None, "mixup": 0.5,
    }  # fmt: skip
    assert asking.settings(["lr=nan"]) == {"lr": "nan"}, "JSON has no such number: the studio names the field"
    assert asking.space(["lr=1e-4..1e-2:log", "optimizer=sgd,adamw", "seed=1,2"], steps=4) == {
        "lr": {"low": 1e-4, "high": 1e-2, "scale": "log", "steps": 4},
        "optimizer": {"values": ["sgd", "adamw"]},
        "seed": {"values": [1, 2]},
    }


def test_a_run_is_started_and_followed_to_its_end(studio, at) -> None:
    studio.on("POST", f"{API}/runs", {"run": RUN | {"state": "queued"}, "job_id": "job_1"})
    done = at("start", "--dataset", "pets", "--set", "epochs=10", "--tag", "night", "--no-wait")
    assert last(studio)[2] == {"dataset": "pets", "tags": ["night"], "settings": {"epochs": 10}, "gpu": False}
    assert "Run 3" in done.out

    studio.on("GET", "/api/v1/jobs/job_1", JOB)
    studio.on("GET", f"{API}/runs/run_1", RUN)
    done = at("start", "cfg_1")
    assert "val accuracy 97.50%" in done.out
    assert at("start", "--dataset", "pets", "--set", "epochs").code == 2


def test_runs_are_listed_shown_and_compared(studio, at) -> None:
    studio.on("GET", f"{API}/runs", {"items": [RUN], "next": None})
    assert "0.9750" in at("runs", "--sort", "accuracy").out
    studio.on("GET", f"{API}/runs/3", RUN)
    shown = at("run", "3").out
    assert "16 train, 8 val" in shown
    assert "Pets (version 2)" in shown
    assert "auroc" not in shown, "there is none"
    told = {
        "split": "val", "runs": [RUN, RUN | {"number": 4}],
        "settings": [{"field": "lr", "values": [0.01, 0.1], "differs": True},
                     {"field": "seed", "values": [0, 0], "differs": False}],
        "metrics": [{"name": "accuracy", "values": [0.975, None], "best": None},
                    {"name": "loss", "values": [0.1, 0.2], "best": 0}],
    }  # fmt: skip
    studio.on("GET", f"{API}/compare", told)
    said = at("compare", "3", "4").out
    assert "0.1000 *" in said
    assert "seed" not in said
    studio.on("GET", f"{API}/runs", {"items": [], "next": None})
    assert "classifiers start" in at("runs").err


def test_a_sweep_is_looked_at_before_and_started(studio, at) -> None:
    preview = {"count": 2, "limit": 200, "runs": [{"lr": 0.1}, {"lr": 0.2}], "problems": []}
    studio.on("POST", f"{API}/sweeps/preview", preview)
    done = at("sweep", "Rates", "--dataset", "pets", "--vary", "lr=0.1,0.2", "--preview")
    assert "0.2" in done.out
    assert "2 runs" in done.err
    wrong = preview | {"problems": [{"field": "lr", "message": "too high", "value": None}]}
    studio.on("POST", f"{API}/sweeps/preview", wrong)
    assert at("sweep", "Rates", "--vary", "lr=9", "--preview").code == 2

    sweep = {"id": "sweep_1", "name": "Rates", "run_count": 2, "space": {"lr": {}}, "monitor_metric": "accuracy",
             "runs": [{"values": {"lr": 0.1}, "run": RUN}]}  # fmt: skip
    studio.on("POST", f"{API}/sweeps", sweep)
    done = at("sweep", "Rates", "--dataset", "pets", "--vary", "lr=0.1,0.2", "--random", "2")
    assert last(studio)[2]["method"] == "random"
    assert "2 runs wait" in done.out
    studio.on("GET", f"{API}/sweeps/sweep_1", sweep)
    assert "ACCURACY" in at("sweeps", "sweep_1").out


def test_mistakes_are_listed_and_a_model_is_published(studio, at) -> None:
    mistake = {"path": "cat/1.png", "label": "cat", "predicted": "dog", "confidence": 0.9, "loss": 2.5}
    studio.on("GET", f"{API}/runs/3/predictions", {"items": [mistake], "next": None})
    assert "90.0%" in at("mistakes", "3", "--label", "cat").out
    studio.on("POST", f"{API}/runs/3/publish", {"model": "pets"})
    assert "classifiers predict pets" in at("publish", "3", "--as", "pets").out
    assert last(studio)[2] == {"name": "pets"}
    for command, arguments in {"stop": ("3",), "note": ("3", "--notes", "x")}.items():
        studio.on("POST" if command == "stop" else "PATCH", f"{API}/runs/3" + "/stop" * (command == "stop"), RUN)
        assert at(command, *arguments).code == 0
