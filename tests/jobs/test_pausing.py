"""Which worker's training stands aside for a picture: the rules alone, and by the placer with real workers."""

import pytest

from safelight.jobs.matching import FAIRNESS_SECONDS, Candidate, Waiting, match
from safelight.jobs.tables import Job
from safelight.specs.jobs import Needs
from tests.jobs.conftest import Bench
from tests.jobs.worker import WalkSpec

PICTURE = Needs(visits=True)


def training(name: str = "t", **more) -> Candidate:
    return Candidate(name, "cpu", **{"memory_total": 0, "seats": 4, "host_priority": 100, **more})


def busy(name: str = "b") -> Candidate:
    return Candidate(name, "cpu", 0, in_hand=1)


def picture(name: str = "p", *, waited: float = 0, group: str | None = "draw:a", needs: Needs = PICTURE, priority=50):
    return Waiting(name, priority, waited, needs, "a", group)


def placed(waiting: list[Waiting], *candidates: Candidate) -> dict[str, str]:
    return {job.id: worker.id for job, worker in match(waiting, candidates)}


def test_the_only_worker_stands_aside_at_once() -> None:
    assert placed([picture()], training()) == {"p": "t"}
    assert placed([picture(group=None)], training()) == {"p": "t"}, "one that is drawn alone, too"


def test_a_free_worker_is_better_even_if_it_must_load() -> None:
    warm = training(loaded_models=frozenset({"a"}))
    assert placed([picture()], warm, Candidate("free", "cpu", 0)) == {"p": "free"}


def test_a_busy_worker_may_come_free_soon() -> None:
    assert placed([picture(waited=FAIRNESS_SECONDS - 1)], training(), busy()) == {}
    assert placed([picture(waited=FAIRNESS_SECONDS + 1)], training(), busy()) == {"p": "t"}


def test_a_worker_that_could_never_draw_it_is_not_waited_for() -> None:
    small = Candidate("small", "cuda:0", 10, in_hand=1)
    large = picture(needs=Needs(visits=True, memory_bytes=20))
    assert placed([large], training(memory_total=100), small) == {"p": "t"}


def test_several_are_drawn_in_one_pause_up_to_the_seats() -> None:
    waiting = [picture(f"p{number}") for number in range(6)]
    assert len(placed(waiting, training())) == 4
    assert len(placed(waiting, training(in_hand=3, group_key="draw:a"))) == 1
    assert placed([picture(group="draw:b")], training(in_hand=1, group_key="draw:a")) == {}
    assert placed([picture("x", group=None), picture("y", group=None)], training()) == {"x": "t"}


@pytest.mark.parametrize(
    "job",
    [
        pytest.param(picture(needs=Needs()), id="does not visit"),
        pytest.param(picture(priority=150), id="less urgent"),
        pytest.param(picture(priority=100), id="as urgent"),
    ],
)
def test_not_for_everybody(job: Waiting) -> None:
    assert placed([job], training()) == {}


def test_a_training_that_waits_does_not_keep_pictures_out() -> None:
    another = picture("training", waited=1000, group=None, needs=Needs(pauses=True), priority=10)
    assert placed([another, picture()], training()) == {"p": "t"}


def test_a_training_never_comes_beside_pictures() -> None:
    drawing = Candidate("d", "cpu", 0, seats=4, in_hand=1, group_key="draw:a")
    assert placed([picture("training", group=None, needs=Needs(pauses=True), priority=100)], drawing) == {}


def pause_bench(bench: Bench, **placer) -> tuple[str, str]:
    """A worker with a job that pauses, and a picture that waits."""
    bench.environment["WORK_SEATS"] = "2"
    bench.start_placer(**placer)
    bench.start_workers("w1")
    host = bench.submit("hold", needs=Needs(pauses=True), priority=100)
    bench.until_noted(host, "start hold")
    visitor = bench.submit("walk", WalkSpec(steps=1), needs=PICTURE, priority=50)
    return host, visitor


def test_a_worker_gets_a_picture_beside_its_training(bench: Bench) -> None:
    host, visitor = pause_bench(bench)
    assert bench.until_finished(visitor) == ["succeeded"]
    assert bench.state(host) == "running"


def test_what_is_switched_off_is_off(bench: Bench) -> None:
    on = [False]
    host, visitor = pause_bench(bench, may_pause=lambda session: on[0])
    other = bench.submit("walk", needs=Needs(worker="nobody"), priority=1)  # it is looked at, and cannot be placed
    bench.until(lambda: bench.state(other) == "queued", "the placer has looked")
    assert bench.state(visitor) == "queued"
    on[0] = True
    assert bench.until_finished(visitor) == ["succeeded"]
    assert bench.state(host) == "running"


def test_one_that_killed_a_worker_visits_no_training(bench: Bench) -> None:
    bench.start_workers("w1")
    visitor = bench.submit("walk", needs=PICTURE, priority=50)
    host = bench.submit("hold", needs=Needs(pauses=True), priority=10)
    with bench.db.transaction() as session:
        job = session.get(Job, visitor)
        assert job is not None
        job.deaths = 1
    bench.start_placer()
    bench.until_noted(host, "start hold")
    bench.cancel(host)
    assert bench.until_finished(host, visitor) == ["cancelled", "succeeded"]
    assert [line.split()[0] for line in bench.lines(visitor)][:1] == ["w1"]
    with bench.db.reading() as session:
        ended, begun = session.get(Job, host), session.get(Job, visitor)
        assert ended is not None
        assert begun is not None
        assert begun.started_at >= ended.finished_at
