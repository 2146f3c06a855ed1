"""Models that are brought in before anybody asks: in memory, pinned, warm, and told of on the way."""

import pytest

from safelight.engine.diffusion.loading import Loaded
from safelight.settings import Settings
from safelight.specs.loading import LoadOptions
from safelight.worker import preloading
from safelight.worker.preloading import Preloading
from tests.installation import TINY
from tests.worker import bench


def test_what_is_preloaded_is_in_memory_and_stays_and_a_name_that_is_not_there_harms_nothing(
    settings: Settings, client: object
) -> None:
    with bench.workshop(settings) as workshop:
        preload = Preloading(workshop, ["no-such-model", TINY, TINY])
        assert [each.stage for each in preload.shown()] == ["waiting", "waiting"], "named twice, brought in once"
        preload.run()
        (only,) = workshop.pipelines.loaded()
        assert (only.key, only.pinned, only.options) == (TINY, True, LoadOptions())
    failed, ready = preload.shown()
    assert (failed.stage, failed.is_settled) == ("failed", False)
    assert "no-such-model" in failed.detail
    assert (ready.stage, ready.is_settled) == ("ready", True)
    assert ready.detail.startswith("in ")


def test_one_that_may_be_missing_is_not_waited_for(settings: Settings, client: object) -> None:
    with bench.workshop(settings) as workshop:
        preload = Preloading(workshop, ["no-such-model"], optional=True)
        assert not preload.shown()[0].is_settled, "not before it was tried"
        preload.run()
    assert preload.shown()[0].is_settled


def test_every_stage_is_told_and_the_picture_has_the_size_of_the_model(
    settings: Settings, client: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []
    drawn: list[tuple[int, int]] = []
    with bench.workshop(settings) as workshop:
        preload = Preloading(workshop, [TINY])
        whole = preloading.generate

        def watched(loaded: Loaded, plan: object):
            seen.append(preload.shown()[0].stage)
            made = whole(loaded, plan)
            drawn.append(made.images[0].size)
            return made

        monkeypatch.setattr(preloading, "generate", watched)
        stand = preload._stand
        monkeypatch.setattr(preload, "_stand", lambda *a, **k: (seen.append(a[1]), stand(*a, **k)))
        preload.run()
    assert list(dict.fromkeys(seen)) == ["loading", "warming", "ready"]
    assert drawn == [(64, 64)]
