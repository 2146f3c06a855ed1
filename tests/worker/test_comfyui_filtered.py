"""What ComfyUI draws passes the content filter as everything else does, though its worker has no torch otherwise."""

import sys

import pytest

from tests.worker.test_comfyui import bench, do, draw, running, server, shown
from tests.worker.test_filtering import _set as set_filter
from tests.worker.test_filtering import client, settings

pytestmark = pytest.mark.computes  # the same on either database

__all__ = ["bench", "client", "running", "server", "settings"]  # what pytest finds here by name


@pytest.mark.slow
def test_what_is_blocked_is_not_kept_or_is_marked(client, settings, bench, server) -> None:
    set_filter(client, action="refuse")
    job = do(bench, settings, draw(client, num_inference_steps=1)["job_id"])
    assert (job.state, job.failure["code"]) == ("failed", "content_blocked")
    assert not list(bench.storage.list("generations"))
    set_filter(client, action="flag")
    asked = draw(client, num_inference_steps=1, seed=8)
    assert do(bench, settings, asked["job_id"]).state == "succeeded"
    found = shown(client, asked["id"])
    assert found["pictures"][0]["recipe"]["content_filter"]["action"] == "flag"
    assert any("content filter" in note for note in found["notes"])


def test_without_torch_nothing_is_drawn_for_nothing(client, settings, bench, server, monkeypatch) -> None:
    set_filter(client)
    monkeypatch.setitem(sys.modules, "safelight.worker.comfyui.judges", None)
    job = do(bench, settings, draw(client)["job_id"])
    assert (job.state, job.failure["code"]) == ("failed", "content_filter_away")
    assert server.asked == []
