"""The real TensorBoard behind the server; once, as it takes seconds to start."""

import re
import time
from pathlib import Path

from safelight.features.tensorboard.service import board
from tests.doors.tensorboard.conftest import serving
from tests.factories.event_files import add_project, add_run, put_events

PATIENCE = 60.0


def test_it_shows_the_runs_of_a_project_and_what_they_write_meanwhile(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(board, "SYNC_SECONDS", 0.2)
    monkeypatch.setattr(board, "RELOAD_SECONDS", 1)
    with serving(tmp_path) as client:
        studio = client.app.state.studio
        project = add_project(studio.db)
        first, second = (add_run(studio.db, number, name=name, project_id=project)
                         for number, name in ((1, "resnet"), (2, "vit")))  # fmt: skip
        put_events(studio.storage, first, [0.25, 0.5])
        put_events(studio.storage, second, [0.125])

        api = "/api/v1/classifiers/projects/leaves/tensorboard"
        opened = client.post(api).json()
        assert (opened["state"], opened["runs"]) == ("starting", 2)
        at = opened["url"]

        def value(run: str) -> list[float]:
            found = client.get(f"{at}data/plugin/scalars/scalars", params={"run": run, "tag": "val_accuracy"})
            return [point[2] for point in found.json()] if found.status_code == 200 else []

        page = client.get(at)
        while page.status_code == 503:  # a machine with more to do than it can
            page = client.get(at)
        assert "<title>TensorBoard</title>" in page.text
        script = client.get(f"{at}index.js?_file_hash=1", headers={"Accept-Encoding": "gzip"})
        assert script.headers["content-encoding"] == "gzip"
        assert script.headers["cache-control"] == "private, max-age=86400"
        assert len(script.content) > 5_000_000

        # The page asks for its letters outside its folder.
        letters = re.search(r"url\((/font-roboto/[^)]+)\)", page.text)[1]
        assert client.get(letters, headers={"Referer": at}).content.startswith(b"wOF2")
        for nobody in ("", "http://evil.example/x", "http://[", "http://127.0.0.1:8000/tensorboard/..%2fx/"):
            assert client.get(letters, headers={"Referer": nobody}).status_code == 401

        until(lambda: value("1 resnet") == [0.25, 0.5] and value("2 vit") == [0.125])
        put_events(studio.storage, second, [0.125, 0.75])
        until(lambda: value("2 vit") == [0.125, 0.75])
        # As its page asks for curves: a form.
        asked = {"requests": '[{"plugin": "scalars", "tag": "val_accuracy", "run": "2 vit"}]'}
        curves = client.post(
            f"{at}data/plugin/timeseries/timeSeries", files={name: (None, v) for name, v in asked.items()}
        )
        assert [point["value"] for point in curves.json()[0]["runToSeries"]["2 vit"]] == [0.125, 0.75]


def until(holds) -> None:
    deadline = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)
