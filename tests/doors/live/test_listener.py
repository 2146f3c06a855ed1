"""What waits for a client stays bounded: progress and previews give way to newer ones, state changes never do."""

import asyncio

import pytest

from safelight.doors.live.facts import Fact, Gap, Goodbye, Look, Reply, Told
from safelight.doors.live.history import History
from safelight.doors.live.listener import REPLIES, Listener
from safelight.events import Event
from safelight.kit.clock import utcnow


def fact(seq: int, kind: str = "job.placed", job: str = "job_1") -> Fact:
    payload = {"id": job}
    return Fact(Event(id=seq, topic=f"job:{job}", kind=kind, payload=payload, at=utcnow()))


def progress(seq: int, job: str = "job_1") -> Fact:
    return fact(seq, "job.progress", job)


def drain(listener: Listener) -> list:
    """What can be taken without waiting."""
    return list(iter(listener._next, None))


def seqs(items: list) -> list[int]:
    return [item.fact.seq for item in items if isinstance(item, Told)]


def test_the_newest_progress_of_each_job_waits_in_the_order_of_all():
    listener = Listener(after=0)
    for one in (progress(1), progress(2, "job_2"), fact(3), progress(4), progress(5), fact(6), progress(7, "job_2")):
        listener.tell(one, "jobs")
    assert seqs(drain(listener)) == [3, 5, 6, 7]


def test_hours_of_progress_take_the_place_of_one():
    listener = Listener(after=0, capacity=5)
    listener.tell(fact(1), "jobs")
    for seq in range(2, 5000):
        listener.tell(progress(seq), "jobs")
        listener.show(Look("job_1", 0, seq, b"picture"))
        listener.show(Look("job_1", 1, seq, b"picture"))
    told, newest, *looks = drain(listener)
    assert seqs([told, newest]) == [1, 4999]
    assert looks == [Look("job_1", 0, 4999, b"picture"), Look("job_1", 1, 4999, b"picture")]


def test_state_changes_are_kept_until_there_are_too_many_and_then_there_is_a_gap():
    listener = Listener(after=0, capacity=5)
    for seq in range(1, 6):
        listener.tell(fact(seq), "jobs")
    assert seqs(drain(listener)) == [1, 2, 3, 4, 5]
    for seq in range(6, 12):
        listener.tell(fact(seq), "jobs")
    listener.tell(fact(12), "jobs")
    gap, *rest = drain(listener)
    assert gap == Gap(11)
    assert seqs(rest) == [12]


def test_an_answer_comes_after_what_was_told_before_and_survives_a_gap():
    listener = Listener(after=0, capacity=3)
    answer = Reply({"type": "pong"})
    listener.tell(fact(1), "jobs")
    listener.reply(answer)
    listener.tell(fact(2), "jobs")
    first, second, third = drain(listener)
    assert (first.fact.seq, second, third.fact.seq) == (1, answer, 2)
    listener.reply(answer := Reply({"type": "error"}))
    listener.lose(9)
    assert drain(listener) == [Gap(9), answer]


def test_of_too_many_answers_the_last_remain():
    listener = Listener(after=0)
    answers = [Reply({"n": n}) for n in range(REPLIES * 3)]
    for answer in answers:
        listener.reply(answer)
    assert drain(listener) == answers[-REPLIES:]
    listener.reply(answers[0])
    assert drain(listener) == [answers[0]]


def test_a_good_bye_waits_for_nothing():
    listener = Listener(after=0)
    listener.tell(fact(1), "jobs")
    listener.end(Goodbye(1001, "stopping"))
    assert asyncio.run(listener.take()) == Goodbye(1001, "stopping")


def test_taking_waits_for_the_next_thing():
    async def story() -> None:
        listener = Listener(after=0)
        taking = asyncio.create_task(listener.take())
        await asyncio.sleep(0)
        assert not taking.done()
        listener.show(look := Look("job_1", 0, 1, b""))
        assert await taking == look

    asyncio.run(story())


def test_a_fact_is_written_once_for_all_listeners_of_a_topic():
    one = fact(3)
    assert one.text("jobs") is one.text("jobs")
    assert one.text("jobs") != one.text("job:job_1")


def test_a_preview_frame_has_the_job_the_picture_and_the_step():
    frame = Look("job_1", 258, 70_000, b"WEBP").frame
    assert frame == b"\x01\x05job_1\x01\x02\xff\xffWEBP"


# History: what is held for those who come back


@pytest.fixture
def history() -> History:
    return History(None, floor=10, kept=4)  # nothing here needs the database


def test_history_holds_the_newest_progress_and_all_changes(history):
    for one in (fact(11), progress(12), progress(13, "job_2"), progress(14), fact(15)):
        history.add(one)
    assert [one.seq for one in history.since(10)] == [11, 13, 14, 15]
    assert [one.seq for one in history.since(13)] == [14, 15]
    assert (history.floor, history.latest) == (10, 15)


def test_history_is_bounded_and_knows_how_far_back_it_reaches(history):
    for seq in range(11, 21):
        history.add(fact(seq))
        history.add(progress(seq + 100, job=f"job_{seq}"))
    assert len(history.since(0)) == 4
    assert history.floor == 18 + 100
    assert len(history._merged) == 2
    assert asyncio.run(history.reach(118))


def test_history_that_lost_facts_reaches_no_further_back(history):
    history.add(fact(11))
    history.lose(20)
    history.add(fact(21))
    assert [one.seq for one in history.since(0)] == [21]
    assert history.floor == 20
