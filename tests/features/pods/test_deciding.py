"""When pods come and go, without any of them."""

from datetime import UTC, datetime, timedelta

from safelight.features.pods.schemas import PodAsked, RulePlan
from safelight.features.pods.service.deciding import (
    JOIN_MINUTES,
    Decision,
    Purse,
    Standing,
    Waiter,
    could_do,
    decide,
    idle,
    overdue,
)
from safelight.specs.jobs import Needs

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
GPU = "NVIDIA GeForce RTX 4090"


def plan(**more: object) -> RulePlan:
    return RulePlan.model_validate({"gpus": [GPU], "dollars_per_hour": 1.0, "ceiling": 3} | more)


def pod(name: str = "pod_1", *, minutes_idle: float | None = None, state: str = "running", **more: object) -> Standing:
    asked = {name: more.pop(name) for name in ("idle_minutes", "budget", "stop_first") if name in more}
    known = {
        "id": name,
        "state": state,
        "wanted": "running",
        "plan": PodAsked.model_validate({"gpus": [GPU], "dollars_per_hour": 1.0} | asked),
        "created_at": NOW - timedelta(hours=1),
        "idle_since": None if minutes_idle is None else NOW - timedelta(minutes=minutes_idle),
    }
    return Standing(**(known | more))


def waiters(*seconds: float, **needs: object) -> list[Waiter]:
    return [Waiter(Needs.model_validate(needs), each) for each in seconds]


def said(decision: Decision) -> str:
    return " ".join(decision.reasons)


def test_a_job_that_waited_too_long_brings_one_pod() -> None:
    decision = decide(plan(queue_seconds=60), [], waiters(61, 200, 5), NOW)
    assert (decision.make, decision.waiting, decision.oldest_seconds) == (1, 3, 200)
    assert said(decision) == "3 jobs have waited, the oldest for 3 min, longer than 60 s."


def test_a_job_that_has_not_waited_long_brings_none() -> None:
    decision = decide(plan(queue_seconds=60), [], waiters(59), NOW)
    assert decision.make == 0
    assert said(decision) == "1 job has waited for 59 s; 60 s are allowed."


def test_the_next_pod_comes_after_the_cool_down() -> None:
    rule, late = plan(cool_down_seconds=300), waiters(100, 100)
    assert decide(rule, [pod()], late, NOW, acted_at=NOW - timedelta(seconds=299)).make == 0
    assert decide(rule, [pod()], late, NOW, acted_at=NOW - timedelta(seconds=300)).make == 1


def test_pods_on_their_way_are_counted_against_the_jobs() -> None:
    coming = [pod("pod_1", state="starting"), pod("pod_2", state="asked")]
    assert decide(plan(), coming, waiters(100, 100), NOW).make == 0
    assert decide(plan(), coming, waiters(100, 100, 100), NOW).make == 1


def test_never_more_than_the_ceiling() -> None:
    decision = decide(plan(ceiling=2), [pod("pod_1"), pod("pod_2")], waiters(*[999.0] * 50), NOW)
    assert decision.make == 0
    assert "2 pods of 2" in said(decision)


def test_the_floor_is_there_without_jobs_and_without_waiting() -> None:
    assert decide(plan(floor=2), [pod()], [], NOW, acted_at=NOW).make == 1


def test_idle_pods_go_the_longest_idle_first_down_to_the_floor() -> None:
    pods = [pod("pod_1", minutes_idle=20), pod("pod_2", minutes_idle=40), pod("pod_3", minutes_idle=3)]
    assert [leave.pod_id for leave in decide(plan(), pods, [], NOW).end] == ["pod_2", "pod_1"]
    assert [leave.pod_id for leave in decide(plan(floor=2), pods, [], NOW).end] == ["pod_2"]
    assert decide(plan(floor=3), pods, [], NOW).end == ()


def test_an_idle_pod_that_is_to_be_stopped_first_is_only_switched_off_and_comes_back_before_another() -> None:
    rule = plan(stop_first=True)
    leave = decide(rule, [pod(minutes_idle=20, stop_first=True)], [], NOW).end[0]
    assert leave.only_off
    off = pod(state="stopped", wanted="stopped", stop_first=True)
    decision = decide(rule, [off], waiters(100), NOW)
    assert (decision.start, decision.make) == (("pod_1",), 0)


def test_a_rule_that_is_off_makes_none_and_lets_go_below_its_floor() -> None:
    decision = decide(plan(floor=1), [pod(minutes_idle=20)], waiters(999), NOW, is_on=False)
    assert (decision.make, len(decision.end)) == (0, 1)


def test_a_budget_that_is_spent_ends_all_and_makes_none() -> None:
    for rule, purse in (
        (plan(budget_per_day=5), Purse(today=5.0)),
        (plan(budget=50), Purse(in_all=50.01)),
        (plan(), Purse(everybodys_today=9, limit_per_day=9)),
    ):
        decision = decide(rule, [pod("pod_1"), pod("pod_2", state="asked")], waiters(999), NOW, purse=purse)
        assert decision.make == 0
        assert {leave.pod_id for leave in decision.end} == {"pod_1", "pod_2"}
    assert decide(plan(budget_per_day=5), [pod()], [], NOW, purse=Purse(today=4.99)).end == ()


def test_jobs_that_its_pods_could_not_do_bring_none() -> None:
    memory = {GPU: 24.0}
    assert could_do(plan(), Needs(memory_bytes=20 * 10**9), memory)
    assert not could_do(plan(), Needs(memory_bytes=40 * 10**9), memory)
    assert could_do(plan(), Needs(memory_bytes=40 * 10**9), {})
    assert not could_do(plan(), Needs(worker="attic-cuda:0"), memory)
    assert not could_do(plan(), Needs(engine="comfyui"), memory)
    assert not could_do(plan(), Needs(labels={"site": "attic"}), memory)
    assert could_do(plan(labels={"site": "attic", "x": "y"}), Needs(labels={"site": "attic"}), memory)
    decision = decide(plan(), [], waiters(999, worker="attic"), NOW)
    assert decision.make == 0
    assert "1 job waits that its pods could not do: they need" in said(decision)
    at_home = decide(plan(), [], waiters(999, 9, labels={"safelight.models": "here"}), NOW)
    assert "of 2 the model lies on the server's machine alone" in said(at_home)


def test_a_pod_goes_when_its_time_or_its_budget_is_over() -> None:
    assert overdue(pod(ends_at=NOW + timedelta(seconds=1)), NOW, Purse()) is None
    gone = overdue(pod(ends_at=NOW), NOW, Purse())
    assert gone is not None
    assert gone.why == "time"
    dear = overdue(pod(budget=2.0, cost=2.0), NOW, Purse())
    assert dear is not None
    assert dear.sentence == "It has cost $2.00; its budget was $2.00."
    assert overdue(pod(wanted="stopped", state="stopped", ends_at=NOW), NOW, Purse()) is not None


def test_a_pod_whose_worker_never_comes_has_failed() -> None:
    since = NOW - timedelta(minutes=JOIN_MINUTES)
    gone = overdue(pod(state="starting", alone_since=since), NOW, Purse())
    assert gone is not None
    assert gone.is_failure
    assert overdue(pod(state="starting", alone_since=since + timedelta(seconds=1)), NOW, Purse()) is None
    assert overdue(pod(state="asked", alone_since=None), NOW, Purse()) is None


def test_nothing_ends_an_orphan_by_itself() -> None:
    orphan = pod(state="orphan", ends_at=NOW, minutes_idle=900, alone_since=NOW - timedelta(days=1))
    assert overdue(orphan, NOW, Purse()) is None
    assert idle(orphan, NOW) is None
    assert decide(plan(), [orphan], [], NOW).end == ()


def test_a_pod_without_an_idle_time_stays() -> None:
    assert idle(pod(minutes_idle=9999, idle_minutes=None), NOW) is None
