"""What the placer computes with heaps is what the plain rules say: see plain_matching."""

from hypothesis import given, settings
from hypothesis import strategies as st

from safelight.jobs.matching import Candidate, Waiting, match
from safelight.specs.jobs import Needs
from tests.jobs import plain_matching

groups = st.sampled_from([None, "k", "l"])
labels = st.sampled_from([{}, {}, {"zone": "a"}])
needs = st.builds(
    Needs,
    memory_bytes=st.integers(0, 2),
    gpu=st.booleans(),
    worker=st.sampled_from([None, None, None, "w1", "n2"]),
    engine=st.sampled_from(["native", "native", "native", "comfyui"]),
    labels=labels,
    visits=st.booleans(),
)
jobs = st.tuples(
    st.integers(0, 2),
    st.integers(0, 12),
    needs,
    st.sampled_from([None, "a", "b"]),
    groups,
    st.sampled_from("pqr"),
    st.sampled_from([("", ""), ("x", "k1"), ("x", "k2"), ("y", "")]),
)
workers = st.tuples(
    st.sampled_from(["cpu", "cuda:0", "cuda:0"]),
    st.integers(0, 3),
    st.frozensets(st.sampled_from("ab")),
    st.integers(1, 4),
    st.integers(0, 3),
    groups,
    st.sampled_from([None, None, 1, 2]),
    st.sampled_from(["native", "native", "native", "comfyui"]),
    labels,
)


def queue_of(given_jobs: list) -> list[Waiting]:
    return [
        Waiting(f"j{number}", priority, float(waited), *more)
        for number, (priority, waited, *more) in enumerate(given_jobs)
    ]


def tables_of(given_workers: list) -> list[Candidate]:
    return [
        Candidate(f"w{number}", device, memory, loaded, f"n{number}", seats, min(has, seats), group if has else None,
                  host, engine, frozenset(tags.items()))
        for number, (device, memory, loaded, seats, has, group, host, engine, tags) in enumerate(given_workers)
    ]  # fmt: skip


def ids(pairs: list[tuple[Waiting, Candidate]]) -> list[tuple[str, str]]:
    return [(job.id, worker.id) for job, worker in pairs]


@settings(max_examples=300, deadline=None)
@given(
    jobs=st.lists(jobs, max_size=25),
    workers=st.lists(workers, max_size=6),
    behind=st.dictionaries(st.sampled_from("pqr"), st.floats(-5, 5)),
    room=st.dictionaries(st.sampled_from(["x", "y", "k1", ""]), st.integers(0, 3)),
)
def test_the_quick_way_is_the_plain_way(jobs, workers, behind, room):
    queue, tables = queue_of(jobs), tables_of(workers)
    assert ids(match(queue, tables, behind=behind, room=room)) == ids(
        plain_matching.match(queue, tables, behind=behind, room=room)
    )


@settings(max_examples=100, deadline=None)
@given(jobs=st.lists(jobs, max_size=25), workers=st.lists(workers, max_size=6), cut=st.integers(1, 4))
def test_from_the_heads_of_the_lines_alone_the_same_begins(jobs, workers, cut):
    """As the placer reads them: so many of each line, and where one goes on behind that, its last is told."""
    queue, tables = queue_of(jobs), tables_of(workers)
    lines: dict[object, list[Waiting]] = {}
    for job in sorted(queue, key=lambda job: (-job.waited, job.id)):
        key = job.priority, job.payer, job.holders, job.group_key, job.model_key, job.needs.model_dump_json()
        lines.setdefault(key, []).append(job)
    heads = [job for line in lines.values() for job in line[:cut]]
    last = {line[cut - 1].id for line in lines.values() if len(line) > cut}
    begun = ids(match(heads, tables, last_known=last))
    every = ids(match(queue, tables))
    assert begun == every[: len(begun)]
    assert len(begun) == len(every) or begun[-1][0] in last
