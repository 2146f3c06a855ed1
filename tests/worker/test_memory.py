"""Loading and unloading as jobs: what is asked for is in memory, measured, and nothing of a load that was stopped."""

import pytest
from sqlalchemy import select

from safelight.features.memory import service
from safelight.features.memory.tables import Measurement
from safelight.jobs import service as jobs
from safelight.jobs.doing import do_stage
from safelight.jobs.errors import Cancelled
from safelight.settings import Settings
from safelight.specs.loading import LoadOptions
from safelight.worker.tasks import all_tasks
from safelight.worker.workshop import Workshop
from tests.installation import TINY
from tests.worker import bench


@pytest.fixture
def shop(settings: Settings, client: object):
    with bench.workshop(settings) as workshop:
        yield workshop


def queue(shop: Workshop, options: LoadOptions = LoadOptions(), *, pin: bool = False) -> str:
    with shop.db.transaction() as session:
        return service.load(session, model=shop.shelf.info(TINY), options=options, pin=pin).job_id


def done(shop: Workshop, settings: Settings, job_id: str) -> dict[str, dict]:
    context = bench.claim(shop, settings, job_id)
    bench.do(shop, context)
    return context.results


def test_a_model_is_loaded_with_its_options_pinned_and_measured(shop: Workshop, settings: Settings) -> None:
    wanted = LoadOptions(quantization="int8", vae_tiling=True)
    results = done(shop, settings, queue(shop, wanted, pin=True))

    held = shop.pipelines.peek(TINY)
    assert held is not None
    assert (held.options, held.pinned, held.running) == (wanted, True, False)
    assert results["load"] == {"model": TINY, "size_bytes": held.size_bytes, "options": wanted.changed()}
    with shop.db.reading() as session:
        measured = session.scalars(select(Measurement)).one()
    assert (measured.model, measured.work, measured.options, measured.times) == (TINY, "load", wanted.mark, 1)
    assert measured.resident_bytes == held.size_bytes


def test_other_options_take_the_place_of_the_model_and_the_same_do_not_load_again(
    shop: Workshop, settings: Settings
) -> None:
    done(shop, settings, queue(shop))
    plain = shop.pipelines.peek(TINY)
    done(shop, settings, queue(shop))
    done(shop, settings, queue(shop, LoadOptions(quantization="int8")))
    small = shop.pipelines.peek(TINY)
    assert plain is not None
    assert small is not None
    assert small.size_bytes < plain.size_bytes
    assert len(shop.pipelines.loaded()) == 1
    with shop.db.reading() as session:
        assert sorted(row.times for row in session.scalars(select(Measurement))) == [1, 1]


def test_unloading_takes_a_pinned_model_out(shop: Workshop, settings: Settings) -> None:
    done(shop, settings, queue(shop, pin=True))
    with shop.db.transaction() as session:
        bench_worker = session.get(__import__("safelight.jobs.tables", fromlist=["Worker"]).Worker, bench.WORKER)
        bench_worker.loaded_models = [TINY]
        session.flush()
        asked = service.unload(session, model=TINY)
    assert asked.status == "unloading"
    assert done(shop, settings, asked.job_ids[0])["unload"] == {"model": TINY, "unloaded": True}
    assert not shop.pipelines.loaded()
    with shop.db.reading() as session:
        assert service.after_unload(session, asked=asked).status == "unloaded"


def test_a_load_that_is_cancelled_leaves_nothing(shop: Workshop, settings: Settings) -> None:
    job_id = queue(shop)
    context = bench.claim(shop, settings, job_id)
    with shop.db.transaction() as session:
        assert service.cancel_load(session, model=TINY).status == "cancelling"
    with pytest.raises(Cancelled):
        do_stage(context, all_tasks(shop)["load"].stages[0])
    assert not shop.pipelines.loaded()
    assert shop.pipelines.peek(TINY) is None
    with shop.db.transaction() as session:
        assert jobs.get(session, job_id).cancel_requested_at is not None
