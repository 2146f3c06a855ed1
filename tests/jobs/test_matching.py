"""The placer's rules: fit, priority, age, and models that are loaded already."""

from hypothesis import given
from hypothesis import strategies as st

from safelight.jobs.matching import Idle, Waiting, match
from safelight.specs.jobs import Needs

GB = 2**30


def waiting(job_id: str, *, priority=100, waited=1.0, memory=0, gpu=False, model=None) -> Waiting:
    return Waiting(job_id, priority, waited, Needs(memory_bytes=memory, gpu=gpu), model)


def idle(worker_id: str, *, device="cuda:0", memory=24 * GB, loaded=()) -> Idle:
    return Idle(worker_id, device, memory, frozenset(loaded))


def pairs(jobs, workers, **options) -> dict[str, str]:
    return {job.id: worker.id for job, worker in match(jobs, workers, **options)}


def test_the_oldest_goes_first():
    assert pairs([waiting("young", waited=1), waiting("old", waited=2)], [idle("w")]) == {"old": "w"}


def test_priority_comes_before_age_and_before_loaded_models():
    jobs = [waiting("late", waited=4, model="a"), waiting("urgent", priority=1, waited=0.1, model="b")]
    assert pairs(jobs, [idle("w", loaded=["a"])]) == {"urgent": "w"}


def test_a_job_goes_where_its_model_is_loaded():
    workers = [idle("has-a", loaded=["a"]), idle("has-b", loaded=["b"])]
    jobs = [waiting("b", model="b", waited=2), waiting("a", model="a", waited=1)]
    assert pairs(jobs, workers) == {"a": "has-a", "b": "has-b"}


def test_a_younger_job_may_pass_for_a_loaded_model_but_not_for_longer_than_the_cap():
    worker = idle("w", loaded=["a"])
    young = waiting("young", model="a", waited=0.5)
    assert pairs([waiting("old", model="b", waited=4), young], [worker]) == {"young": "w"}
    assert pairs([waiting("old", model="b", waited=6), young], [worker]) == {"old": "w"}


def test_an_idle_worker_does_not_wait_for_its_model():
    assert pairs([waiting("job", model="b")], [idle("w", loaded=["a"])]) == {"job": "w"}


def test_a_gpu_job_never_goes_to_a_cpu():
    assert pairs([waiting("job", gpu=True)], [idle("w", device="cpu")]) == {}


def test_a_job_that_fits_nowhere_does_not_hold_up_the_others():
    jobs = [waiting("huge", memory=80 * GB, waited=60), waiting("small", memory=8 * GB)]
    assert pairs(jobs, [idle("w")]) == {"small": "w"}


def test_a_small_job_leaves_the_large_device_free():
    workers = [idle("large", memory=80 * GB), idle("small", memory=24 * GB)]
    assert pairs([waiting("job", memory=8 * GB)], workers) == {"job": "small"}


def test_a_worker_that_does_not_know_its_memory_takes_anything():
    assert pairs([waiting("job", memory=80 * GB)], [idle("w", memory=0)]) == {"job": "w"}


models = st.sampled_from([None, "a", "b", "c"])


@given(
    jobs=st.lists(st.tuples(st.integers(0, 2), st.floats(0, 20), st.integers(0, 3), st.booleans(), models)),
    workers=st.lists(st.tuples(st.sampled_from(["cpu", "cuda:0"]), st.integers(0, 3), models)),
)
def test_whatever_waits_each_pair_fits_and_nothing_that_could_run_is_left(jobs, workers):
    queue = [
        waiting(f"j{number}", priority=priority, waited=waited, memory=memory, gpu=gpu, model=model)
        for number, (priority, waited, memory, gpu, model) in enumerate(jobs)
    ]
    free = [
        idle(f"w{number}", device=device, memory=memory, loaded=[model] if model else [])
        for number, (device, memory, model) in enumerate(workers)
    ]
    made = match(queue, free)
    assert all(worker.fits(job.needs) for job, worker in made)
    assert len({job.id for job, _ in made}) == len({worker.id for _, worker in made}) == len(made)
    left_jobs = {job.id for job in queue} - {job.id for job, _ in made}
    left_workers = {worker.id for worker in free} - {worker.id for _, worker in made}
    assert not [
        (job, worker)
        for job in queue
        for worker in free
        if job.id in left_jobs and worker.id in left_workers and worker.fits(job.needs)
    ]
