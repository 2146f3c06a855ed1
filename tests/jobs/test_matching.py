"""The placer's rules: fit, priority, turns, room, age, groups that share a worker, models that are loaded already."""

from collections import Counter, defaultdict

from hypothesis import given
from hypothesis import strategies as st

from safelight.jobs.matching import Candidate, Waiting, match
from safelight.jobs.shares import Shares
from safelight.specs.jobs import Needs

GB = 2**30


def waiting(
    job_id,
    *,
    priority=100,
    waited=1.0,
    memory=0,
    gpu=False,
    model=None,
    group=None,
    by="",
    worker=None,
    holders=("", ""),
) -> Waiting:
    needs = Needs(memory_bytes=memory, gpu=gpu, worker=worker)
    return Waiting(job_id, priority, waited, needs, model, group, by, holders)


def idle(worker_id: str, *, device="cuda:0", memory=24 * GB, loaded=(), seats=1, has=0, group=None) -> Candidate:
    return Candidate(worker_id, device, memory, frozenset(loaded), worker_id, seats, has, group)


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


def test_jobs_of_one_group_share_a_worker_up_to_its_seats():
    jobs = [waiting(f"j{number}", waited=9 - number, group="k") for number in range(5)]
    assert pairs(jobs, [idle("w", seats=3)]) == {"j0": "w", "j1": "w", "j2": "w"}


def test_one_without_a_group_is_alone():
    jobs = [waiting("alone", waited=3), waiting("k1", waited=2, group="k"), waiting("k2", waited=1, group="k")]
    assert pairs(jobs, [idle("w", seats=8)]) == {"alone": "w"}
    assert pairs([*jobs[1:], waiting("late", waited=0.5)], [idle("w", seats=8)]) == {"k1": "w", "k2": "w"}


def test_others_join_while_their_group_is_drawn_and_no_other_group_does():
    jobs = [waiting("k", group="k"), waiting("other", group="other"), waiting("alone")]
    assert pairs(jobs, [idle("w", seats=8, has=7, group="k")]) == {"k": "w"}
    assert pairs(jobs, [idle("w", seats=8, has=8, group="k")]) == {}
    assert pairs(jobs, [idle("w", seats=8, has=1, group=None)]) == {}


def test_nobody_joins_any_more_once_another_has_waited_longer_than_the_cap():
    drawing = idle("w", seats=8, has=2, group="k")
    young = waiting("young", waited=0.1, group="k")
    assert pairs([young, waiting("other", waited=4.9)], [drawing]) == {"young": "w"}
    assert pairs([young, waiting("other", waited=5.1)], [drawing]) == {}
    assert pairs([young, waiting("other", waited=5.1, worker="another")], [drawing]) == {"young": "w"}
    assert pairs([young, waiting("other", waited=5.1, memory=80 * GB)], [drawing]) == {"young": "w"}


def test_a_group_that_is_given_a_free_worker_fills_its_seats_though_others_are_overdue():
    jobs = [waiting(f"k{number}", waited=20 - number, group="k") for number in range(4)]
    jobs += [waiting(f"l{number}", waited=19.5 - number, group="l") for number in range(4)]
    assert pairs(jobs, [idle("w", seats=3)]).keys() == {"k0", "k1", "k2"}
    both = pairs(jobs, [idle("w1", seats=3), idle("w2", seats=3)])
    assert sorted((both[job_id], job_id[0]) for job_id in both) == [("w1", "k")] * 3 + [("w2", "l")] * 3


def test_the_young_fill_the_seats_beside_one_that_was_overdue():
    jobs = [waiting("k0", waited=9, group="k"), waiting("k1", waited=0, group="k"), waiting("l", waited=8, group="l")]
    assert pairs(jobs, [idle("w", seats=4)]).keys() == {"k0", "k1"}


def test_a_more_urgent_job_of_another_group_lets_nobody_join_at_once_and_a_less_urgent_one_never_hinders():
    drawing = idle("w", seats=8, has=2, group="k")
    young = waiting("young", waited=0.1, group="k")
    assert pairs([young, waiting("unload", priority=10, waited=0.0)], [drawing]) == {}
    assert pairs([young, waiting("idler", priority=200, waited=900)], [drawing]) == {"young": "w"}


def test_who_waits_too_long_is_served_by_another_worker_and_the_group_goes_on():
    workers = [idle("busy", seats=8, has=2, group="k"), idle("free", seats=8)]
    jobs = [waiting("young", waited=0.1, group="k"), waiting("other", waited=6)]
    assert pairs(jobs, workers) == {"other": "free", "young": "busy"}


def test_payers_take_turns():
    jobs = [waiting(f"a{number}", waited=9 - number, group="k", by="a") for number in range(4)]
    jobs += [waiting("b0", waited=0.5, group="k", by="b"), waiting("b1", waited=0.4, group="k", by="b")]
    assert pairs(jobs, [idle("w", seats=4)]).keys() == {"a0", "b0", "a1", "b1"}
    assert pairs(jobs, [idle("w", seats=2)], behind={"a": 2.0}).keys() == {"b0", "b1"}


def test_who_had_less_comes_first_however_long_others_wait():
    jobs = [waiting("long", waited=130, by="a"), waiting("new", waited=6, by="b")]
    assert pairs(jobs, [idle("w")], behind={"a": 3.0}).keys() == {"new"}
    assert pairs(jobs, [idle("w")]).keys() == {"long"}


def test_what_differs_by_less_than_a_second_is_equal_and_a_loaded_model_decides():
    jobs = [waiting("cold", model="b", by="a"), waiting("warm", model="m", by="b")]
    assert pairs(jobs, [idle("w", loaded=["m"])], behind={"b": 0.9}).keys() == {"warm"}
    assert pairs(jobs, [idle("w", loaded=["m"])], behind={"b": 1.1}).keys() == {"cold"}


def test_nobody_gets_more_jobs_at_once_than_there_is_room_for():
    jobs = [waiting(f"a{number}", waited=9 - number, group="k", by="a", holders=("a", "key")) for number in range(4)]
    workers = [idle("w", seats=4)]
    assert pairs(jobs, workers, room={"a": 2}).keys() == {"a0", "a1"}
    assert pairs(jobs, workers, room={"a": 3, "key": 1}).keys() == {"a0"}
    assert pairs(jobs, workers, room={"a": 0}) == {}


def test_who_must_wait_for_a_place_of_their_own_holds_up_nobody():
    held = waiting("held", waited=900, by="a", holders=("a", ""))
    joins = waiting("joins", waited=0.1, group="k", by="b")
    drawing = idle("w", seats=4, has=1, group="k")
    assert pairs([held, joins], [drawing], room={"a": 0}) == {"joins": "w"}
    assert pairs([held, joins], [drawing]) == {}


def test_a_group_spreads_over_workers_that_have_its_model_and_fills_one_before_another_loads_it():
    jobs = [waiting(f"j{number}", group="k", model="a") for number in range(4)]
    spread = pairs(jobs, [idle("w1", seats=4, loaded=["a"]), idle("w2", seats=4, loaded=["a"])])
    assert Counter(spread.values()) == {"w1": 2, "w2": 2}
    filled = pairs(jobs, [idle("w1", seats=3), idle("w2", seats=3)])
    assert Counter(filled.values()) == {"w1": 3, "w2": 1}


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


groups = st.sampled_from([None, "k", "l"])


@given(
    jobs=st.lists(
        st.tuples(st.integers(0, 2), st.floats(0, 400), st.integers(0, 3), models, groups, st.sampled_from("ab")),
        max_size=30,
    ),
    workers=st.lists(st.tuples(st.integers(0, 3), models, groups, st.integers(1, 4), st.integers(0, 4)), max_size=5),
)
def test_whoever_shares_a_worker_is_of_one_group_and_nobody_is_left_who_may_sit_down(jobs, workers):
    queue = {
        f"j{number}": waiting(
            f"j{number}", priority=priority, waited=waited, memory=memory, model=model, group=group, by=by
        )
        for number, (priority, waited, memory, model, group, by) in enumerate(jobs)
    }
    tables = {
        f"w{number}": idle(f"w{number}", memory=memory, loaded=[model] if model else [], seats=seats,
                           has=min(has, seats), group=group if has else None)
        for number, (memory, model, group, seats, has) in enumerate(workers)
    }  # fmt: skip
    made = match(queue.values(), tables.values())
    assert len({job.id for job, _ in made}) == len(made)

    seated = defaultdict(list)
    for job, worker in made:
        assert worker.fits(job.needs)
        seated[worker.id].append(job)
    for worker_id, new in seated.items():
        worker = tables[worker_id]
        together = worker.in_hand + len(new)
        assert together <= worker.seats
        keys = {job.group_key for job in new} | ({worker.group_key} if worker.in_hand else set())
        assert together == 1 or (len(keys) == 1 and None not in keys)

    left = [job for job in queue.values() if job.id not in {job.id for job, _ in made}]
    for job in left:
        for worker in tables.values():
            new = seated[worker.id]
            there = worker.in_hand + len(new)
            group = new[0].group_key if new else worker.group_key
            same = group is not None and group == job.group_key
            may_sit = worker.fits(job.needs) and (not there or (same and there < worker.seats))
            goes_first = [
                other
                for other in left
                if other.group_key is None or other.group_key != group
                if worker.fits(other.needs)
                if other.priority < job.priority
                or (other.priority == job.priority and other.waited > 5 and worker.in_hand)
            ]
            assert not may_sit or goes_first


@given(
    arrivals=st.lists(st.tuples(groups, st.sampled_from("abc"), st.integers(1, 6)), min_size=1, max_size=40),
    seats=st.integers(1, 4),
)
def test_whatever_comes_nobody_waits_for_ever(arrivals, seats):
    """Time goes by in seconds; a job takes some, and one more of the group `k` by `a` comes each second."""
    queue = {f"j{number}": (0, group, by, length) for number, (group, by, length) in enumerate(arrivals)}
    first, running, now, shares = set(queue), {}, 0, Shares()
    while first & queue.keys():
        assert now < 60 * 10 + 40 * 12, f"{first & queue.keys()} wait"
        running = {job_id: (until, group, by) for job_id, (until, group, by) in running.items() if until > now}
        queue[f"new{now}"] = (now, "k", "a", 3)
        has = list(running.values())
        worker = idle("w", seats=seats, has=len(has), group=has[0][1] if has else None)
        jobs = [waiting(key, waited=now - came, group=group, by=by) for key, (came, group, by, _) in queue.items()]
        hand = [(job_id, by, "w") for job_id, (_, _, by) in running.items()]
        shares.look(hand, now=now, waiting={job.payer for job in jobs})
        for job, _ in match(jobs, [worker], behind=shares.behind()):
            shares.placed(job.id, job.payer, worker.id, now=now)
            _, group, by, length = queue.pop(job.id)
            running[job.id] = (now + length, group, by)
        now += 1


@given(lengths=st.lists(st.integers(1, 6), min_size=1, max_size=6), seats=st.integers(1, 8), rate=st.integers(1, 4))
def test_a_group_that_never_ends_is_joined_by_none_once_another_is_overdue_and_only_older_ones_fill_it_anew(
    lengths, seats, rate
):
    """Jobs of `k` keep coming, a few each second; the one of `l` comes after ten seconds."""
    queue, running, now, made = {"l": (10, 1)}, [], 0, {}
    while "l" not in made:
        assert now < 10 + 6 * 40
        running = [until for until in running if until > now]
        queue |= {f"k{now}-{each}": (now, lengths[(now + each) % len(lengths)]) for each in range(rate)}
        jobs = [
            waiting(key, waited=now - came, group=key[0]) for key, (came, _) in queue.items() if came <= now
        ]  # fmt: skip
        worker = idle("w", seats=seats, has=len(running), group="k" if running else None)
        made = {job.id: queue.pop(job.id) for job, _ in match(jobs, [worker])}
        if now > 15 and "l" not in made:
            assert not made or (not running and min(came for came, _ in made.values()) <= 10)
        running += [now + length for _, length in made.values()]
        now += 1
