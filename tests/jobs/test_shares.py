"""Equal seconds of the workers for equals, whatever they ask for: played through, second by second."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safelight.jobs.matching import Candidate, Waiting, match
from safelight.jobs.shares import MOST_AHEAD, MOST_BEHIND, Shares
from safelight.specs.jobs import Needs

STEP = 0.25


class Worker:
    """A worker with seats, whose queue never ends: each payer's jobs take always as long."""

    def __init__(self, lengths: dict[str, float], *, seats: int = 1) -> None:
        self.lengths, self.seats, self.shares = lengths, seats, Shares()
        self.now, self.made = 0.0, 0
        self.had = dict.fromkeys(lengths, 0.0)
        self.at_work: dict[str, tuple[str, float]] = {}

    def work(self, seconds: float, *, asking: list[str] | None = None) -> None:
        """Each has always a job waiting. Those that sit together take as much longer."""
        end = self.now + seconds
        while self.now < end:
            for job_id, (payer, left) in list(self.at_work.items()):
                part = STEP / len(self.at_work)
                self.had[payer] += part
                self.at_work[job_id] = payer, left - part
            self.at_work = {job_id: one for job_id, one in self.at_work.items() if one[1] > 1e-9}
            self.now += STEP
            hand = [(job_id, payer, "w") for job_id, (payer, _) in self.at_work.items()]
            is_full = len(self.at_work) == self.seats  # then the placer does not look who waits
            self.shares.look(hand, now=self.now, waiting=None if is_full else asking or self.lengths.keys())
            waiting = [
                Waiting(f"{payer}{self.made}-{copy}", 100, 1.0, Needs(), None, "k", payer)
                for payer in asking or self.lengths
                for copy in range(self.seats)
            ]
            group = "k" if self.at_work else None
            table = Candidate("w", "cpu", 0, seats=self.seats, in_hand=len(self.at_work), group_key=group)
            for job, _ in match(waiting, [table], behind=self.shares.behind()):
                self.shares.placed(job.id, job.payer, "w", now=self.now)
                self.at_work[job.id] = job.payer, self.lengths[job.payer]
            self.made += 1


def jain(shares: list[float]) -> float:
    return sum(shares) ** 2 / (len(shares) * sum(share**2 for share in shares))


def test_who_asks_for_long_jobs_gets_no_more_than_who_asks_for_short_ones():
    worker = Worker({"long": 20.0, "short": 0.5, "middling": 4.0})
    worker.work(600)
    assert jain(list(worker.had.values())) > 0.99


def test_jobs_that_are_over_between_two_looks_pay_for_a_part_of_the_time_too():
    shares = Shares()
    for job_id, payer in (("a1", "a"), ("b1", "b"), ("c1", "c"), ("d1", "d")):
        shares.placed(job_id, payer, "w", now=0)
    shares.look([("a1", "a", "w")], now=2)
    assert shares.behind() == {"a": 1.0, "b": 0.5, "c": 0.5, "d": 0.5}
    shares.look([("a1", "a", "w")], now=4)
    assert shares.behind()["a"] == 2.5


def test_who_ended_soon_after_the_last_look_pays_for_no_longer():
    shares = Shares()
    for payer in ("a", "b", "c"):
        shares.placed(f"{payer}1", payer, "w", now=0)
    shares.look([("a1", "a", "w")], now=8, ended={"b1": 6.0, "c1": 100.0})
    assert shares.behind() == {"a": pytest.approx(6.4), "b": pytest.approx(1.6)}, "c had nothing of it"


def test_a_newcomer_neither_waits_for_all_that_was_nor_takes_it_all():
    worker = Worker({"old": 1.0, "new": 1.0})
    worker.work(300, asking=["old"])
    before = dict(worker.had)
    worker.work(100)
    assert worker.had["new"] == pytest.approx(50, abs=3)
    assert worker.had["old"] - before["old"] == pytest.approx(50, abs=3)


def test_what_is_had_while_nobody_waits_costs_nothing():
    shares = Shares()
    shares.placed("a1", "a", "w", now=0)
    shares.look([("a1", "a", "w")], now=1)
    shares.rest()
    shares.look([("a1", "a", "w")], now=500)
    shares.look([("a1", "a", "w")], now=502)
    assert shares.behind() == {"a": pytest.approx(3)}


def test_a_job_that_was_over_sooner_than_thought_costs_what_it_took():
    shares = Shares()
    shares.placed("a1", "a", "w", now=0)
    assert shares.behind() == {"a": 1.0}
    shares.look([], now=0.25)
    assert shares.behind() == {"a": 0.25}


def test_those_that_share_a_worker_pay_a_part_each():
    shares = Shares()
    shares.look([("a1", "a", "w"), ("b1", "b", "w"), ("c1", "c", "v")], now=0)
    shares.look([("a1", "a", "w"), ("b1", "b", "w"), ("c1", "c", "v")], now=10)
    assert shares.behind() == {"a": 5, "b": 5, "c": 10}


def test_who_is_owed_something_is_owed_it_after_a_look_at_full_seats_too():
    shares = Shares()
    for payer in ("a", "b"):
        shares.placed(f"{payer}1", payer, "w", now=0)
    shares.look([("b1", "b", "w")], now=0.25, waiting={"a", "b"})
    shares.placed("b2", "b", "w", now=0.25)
    hand = [("b1", "b", "w"), ("b2", "b", "w")]
    assert shares.behind()["a"] == -0.875
    shares.look(hand, now=0.5, waiting=None)
    assert shares.behind()["a"] == -0.875
    shares.look(hand, now=0.75, waiting={"b"})
    assert "a" not in shares.behind(), "who asks for nothing is owed nothing"


def test_nobody_pays_for_longer_than_an_hour():
    shares = Shares()
    shares.look([("a1", "a", "w")], now=0)
    shares.look([("a1", "a", "w")], now=100_000)
    assert shares.behind() == {"a": MOST_BEHIND}


def test_who_waits_for_what_is_not_there_makes_up_for_a_minute_at_most():
    shares = Shares()
    for second in range(0, 1000, 10):
        shares.look([("b1", "b", "w")] if second else [], now=second, waiting={"a", "b"})
        shares.placed(f"b{second}", "b", "w", now=second)
    shares.look([], now=1000, waiting={"a"})
    assert shares.behind()["a"] == -MOST_AHEAD


@settings(max_examples=8, deadline=None)
@given(lengths=st.lists(st.sampled_from([0.25, 1.0, 3.0, 10.0]), min_size=2, max_size=6), seats=st.integers(1, 4))
def test_equals_get_equal_seconds_whatever_their_jobs(lengths, seats):
    worker = Worker({f"p{number}": length for number, length in enumerate(lengths)}, seats=seats)
    worker.work(60 * len(lengths))
    assert jain(list(worker.had.values())) >= 0.9
