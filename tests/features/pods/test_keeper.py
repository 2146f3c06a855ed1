"""What the keeper does with pods, against RunPod's API on this machine."""

from datetime import timedelta

import pytest

from safelight.features.agents.tables import JoinToken
from safelight.features.pods import service
from safelight.features.pods.errors import PodNotReady
from safelight.features.pods.schemas import RuleAsked
from safelight.features.pods.service import deciding, keys, naming, rules, spending
from safelight.features.pods.service.acting import PATIENCE
from safelight.features.pods.service.keeper import Keeper, NotElected
from safelight.features.pods.service.looking import SETTLE
from safelight.jobs.tables import Worker
from tests.features.pods.conftest import House, renting_for
from tests.runpod_server import FOUR, KEY, SIX, Fault, RunPodServer


def running(house: House, **more: object) -> tuple[str, str]:
    """A pod that works; its id, and its worker's."""
    pod_id = house.ask(**more)
    house.rounds(3)
    worker_id = house.joins(pod_id)
    house.rounds()
    assert house.pod(pod_id).state == "running"
    return pod_id, worker_id


def test_a_pod_is_made_joins_works_and_goes_when_idle(house: House, there: RunPodServer) -> None:
    pod_id = house.ask(idle_minutes=10)
    assert house.pod(pod_id).state == "asked"
    house.rounds()
    assert house.pod(pod_id).state == "starting"
    worker_id = house.joins(pod_id)
    job = house.job(owner=worker_id)
    house.rounds(2)
    assert house.pod(pod_id).state == "running"
    there.later(minutes=30)
    house.rounds()
    assert house.pod(pod_id).idle_since is None
    house.done(job)
    house.rounds()
    there.later(minutes=10)
    house.rounds(2)
    pod = house.pod(pod_id)
    assert (pod.state, pod.message) == ("ended", "It had nothing to do for 10 min.")
    assert there.there() == []
    assert pod.cost == pytest.approx(there.cost(), rel=0.02)
    assert pod.cost == pytest.approx(0.69 * 41 / 60, rel=0.05)


def test_a_pod_is_given_a_token_of_its_own_and_no_secret_of_ours(house: House, there: RunPodServer) -> None:
    pod_id = house.ask(labels={"site": "cloud"})
    house.rounds()
    sent = there.bodies[0]
    assert sent["env"].keys() == {"SAFELIGHT_JOIN", "SAFELIGHT_JOIN_TOKEN"}
    assert sent["env"]["SAFELIGHT_JOIN"] == "https://studio.example"
    assert KEY not in str(sent)
    with house.db.reading() as session:
        token = session.query(JoinToken).one()
    assert (token.pod_id, token.uses_left, token.labels) == (pod_id, 1, {"site": "cloud"})
    assert sent["name"].endswith(pod_id.removeprefix("pod_"))
    house.act(lambda session: service.end(session, pod_id))
    house.rounds(2)
    with house.db.reading() as session:
        assert session.query(JoinToken).one().revoked_at is not None


def test_the_next_gpu_of_the_list_where_the_first_is_not_free(house: House, there: RunPodServer) -> None:
    there.gpus[FOUR].free = 0
    pod_id = house.ask(gpus=[FOUR, SIX])
    house.rounds()
    assert house.pod(pod_id).gpu == SIX


def test_it_waits_until_one_is_free_and_gives_up_after_a_while(house: House, there: RunPodServer) -> None:
    there.gpus[FOUR].free = 0
    waits, gives_up = house.ask(), house.ask()
    house.rounds(2)
    assert house.pod(waits).state == "asked"
    assert "no NVIDIA GeForce RTX 4090 is free" in house.pod(waits).message
    there.gpus[FOUR].free = 1
    house.rounds()
    assert house.pod(waits).state == "starting"
    there.later(seconds=PATIENCE.total_seconds())
    house.rounds()
    assert house.pod(gives_up).state == "failed"
    assert house.pod(gives_up).failure["code"] == "no_capacity"


def test_the_catalogue_said_free_and_the_creation_says_none(house: House, there: RunPodServer) -> None:
    there.faults.append(Fault("POST /v2/pods", status=400))
    pod_id = house.ask(gpus=[FOUR, SIX])
    house.rounds()
    assert (house.pod(pod_id).state, house.pod(pod_id).gpu) == ("starting", SIX)


def test_nothing_is_asked_for_that_costs_more_than_it_may(house: House, there: RunPodServer) -> None:
    pod_id = house.ask(dollars_per_hour=0.5)
    house.rounds(2)
    assert there.bodies == []
    assert "costs $0.690 an hour" in house.pod(pod_id).message


def test_a_pod_that_costs_more_than_the_catalogue_said_goes_at_once(house: House, there: RunPodServer) -> None:
    there.surcharge = 1.5
    pod_id = house.ask(dollars_per_hour=0.8)
    house.rounds(3, apart=5)
    pod = house.pod(pod_id)
    assert (pod.state, pod.failure["code"]) == ("failed", "too_dear")
    assert there.there() == []
    assert pod.cost < 0.01


def test_a_lost_answer_makes_no_second_pod(house: House, there: RunPodServer) -> None:
    there.faults.append(Fault("POST /v2/pods", lost=True))
    pod_id = house.ask()
    house.rounds(6)
    assert len(there.there()) == 1
    assert house.pod(pod_id).provider_id == there.there()[0].id


def test_a_lost_answer_and_a_list_that_lags_make_no_second_pod(house: House, there: RunPodServer) -> None:
    there.faults.append(Fault("POST /v2/pods", lost=True))
    there.list_lag = 3
    pod_id = house.ask()
    house.rounds(8)
    assert [each.id for each in there.there()] == [house.pod(pod_id).provider_id]


def test_a_list_that_lags_for_longer_makes_two_and_one_is_given_back(house: House, there: RunPodServer) -> None:
    there.faults.append(Fault("POST /v2/pods", lost=True))
    there.list_lag = 4
    pod_id = house.ask()
    house.rounds(2, apart=SETTLE.total_seconds() / 2)
    there.list_lag = 0
    house.rounds(6, apart=SETTLE.total_seconds() / 2)
    assert len(there.pods) == 2
    assert [each.id for each in there.there()] == [house.pod(pod_id).provider_id]
    assert house.unaccounted() == []


def test_a_request_that_never_arrived_is_made_again(house: House, there: RunPodServer) -> None:
    there.faults.append(Fault("POST /v2/pods", cut=True))
    pod_id = house.ask()
    house.rounds(2)
    assert (house.pod(pod_id).state, there.there()) == ("asked", [])
    there.later(seconds=SETTLE.total_seconds())
    house.rounds(2)
    assert house.pod(pod_id).state == "starting"
    assert len(there.there()) == 1


def test_ended_while_nobody_knows_whether_it_was_made(house: House, there: RunPodServer) -> None:
    there.faults.append(Fault("POST /v2/pods", lost=True))
    there.list_lag = 2
    pod_id = house.ask()
    house.rounds()
    house.act(lambda session: service.end(session, pod_id))
    house.rounds(8)
    assert house.pod(pod_id).state == "ended"
    assert there.there() == []


def test_a_pod_that_vanishes_is_over_and_its_failure_says_so(house: House, there: RunPodServer) -> None:
    pod_id, _ = running(house)
    there.vanish(there.there()[0])
    house.rounds()
    assert house.pod(pod_id).state == "running", "one list may be wrong"
    there.later(minutes=1)
    house.rounds()
    pod = house.pod(pod_id)
    assert (pod.state, pod.failure["code"], pod.dollars_per_hour) == ("ended", "pod_lost", 0.0)


@pytest.mark.parametrize("what", ["switch_off", "wreck"])
def test_a_pod_that_is_switched_off_or_broken_is_given_back(house: House, there: RunPodServer, what: str) -> None:
    pod_id, _ = running(house)
    getattr(there, what)(there.there()[0])
    house.rounds(2)
    assert house.pod(pod_id).state == "ended"
    assert there.there() == []


def test_a_list_that_fails_ends_nothing(house: House, there: RunPodServer) -> None:
    pod_id, _ = running(house)
    there.faults.append(Fault("GET /v2/pods", status=500, times=90))
    for _ in range(3):
        house.rounds(apart=60)
    assert house.pod(pod_id).state == "running"


def test_no_worker_joins(house: House, there: RunPodServer) -> None:
    pod_id = house.ask()
    house.rounds()
    there.later(minutes=deciding.JOIN_MINUTES)
    house.rounds(2)
    pod = house.pod(pod_id)
    assert (pod.state, pod.failure["code"]) == ("failed", "pod_alone")
    assert there.there() == []


def test_a_pod_whose_budget_is_spent_ends_its_job_first_and_is_not_waited_for_long(
    house: House, there: RunPodServer
) -> None:
    pod_id, worker_id = running(house, budget=0.69)
    house.job(owner=worker_id)
    there.later(hours=1)
    house.rounds(2)
    assert house.pod(pod_id).state == "stopping"
    with house.db.reading() as session:
        assert session.get_one(Worker, worker_id).drain_requested_at is not None
    assert len(there.there()) == 1, "its job is not done yet"
    there.later(seconds=service.DRAIN.total_seconds())
    house.rounds(2)
    assert house.pod(pod_id).state == "ended"
    assert there.there() == []


def test_ended_by_hand_now_its_jobs_are_not_waited_for(house: House, there: RunPodServer) -> None:
    pod_id, worker_id = running(house)
    house.job(owner=worker_id)
    house.act(lambda session: service.end(session, pod_id, now=True))
    house.rounds()
    assert there.there() == []


def test_stopped_and_started_again_with_a_new_token(house: House, there: RunPodServer) -> None:
    pod_id, worker_id = running(house)
    first = there.bodies[0]["env"]["SAFELIGHT_JOIN_TOKEN"]
    house.act(lambda session: service.stop(session, pod_id))
    house.leaves(worker_id)
    house.rounds(2)
    assert (house.pod(pod_id).state, house.pod(pod_id).dollars_per_hour) == ("stopped", 0.0)
    house.act(lambda session: service.start(session, house.renting, pod_id))
    house.rounds(2)
    assert house.pod(pod_id).state == "starting"
    assert there.there()[0].body["env"]["SAFELIGHT_JOIN_TOKEN"] != first
    house.joins(pod_id)
    house.rounds()
    assert house.pod(pod_id).state == "running"


def test_nothing_but_our_names_is_touched(house: House, there: RunPodServer) -> None:
    there.forge("somebody-elses")
    there.forge("safelight-otherone-01k")
    running(house)
    house.rounds(5)
    assert {each.name for each in there.there()} >= {"somebody-elses", "safelight-otherone-01k"}
    assert len(house.pods()) == 1


def test_an_orphan_is_shown_with_its_cost_and_adopted_or_ended(house: House, there: RunPodServer) -> None:
    with house.db.transaction() as session:
        ours = naming.installation(session)
    there.forge(naming.prefix(ours) + "01kfirst")
    there.forge(naming.prefix(ours) + "01ksecond")
    there.later(hours=1)
    house.rounds()
    first, second = house.pods()
    assert (first.state, second.state) == ("orphan", "orphan")
    assert first.cost == pytest.approx(0.69, rel=0.01)
    with house.db.reading() as session:
        found = spending.summary(session)
    assert (found.orphans, round(found.dollars_per_hour, 2)) == (2, 1.38)
    house.rounds(3, apart=3600)
    assert len(there.there()) == 2, "nobody said that they should go"
    house.act(lambda session: service.adopt(session, house.renting, first.id))
    house.act(lambda session: service.end(session, second.id))
    house.joins(first.id)
    house.rounds(2)
    assert house.pod(first.id).state == "running"
    assert [each.name for each in there.there()] == [first.name]
    with pytest.raises(PodNotReady, match="only an orphan"), house.db.transaction() as session:
        service.adopt(session, house.renting, first.id)


def test_what_was_ended_and_lives_on_is_shown_and_ended_again(house: House, there: RunPodServer) -> None:
    pod_id, _ = running(house)
    machine = there.there()[0]
    house.act(lambda session: service.end(session, pod_id))
    house.rounds(2)
    assert house.pod(pod_id).state == "ended"
    machine.status = "RUNNING"  # the provider lied
    there.faults.append(Fault("DELETE", status=409))
    house.rounds()
    assert house.pod(pod_id).state == "orphan"
    house.rounds(2)
    assert house.pod(pod_id).state == "ended"
    assert there.there() == []


def test_the_keeper_waits_when_it_is_told_to(house: House, there: RunPodServer) -> None:
    running(house)
    there.quota = 0
    keeper = house.keeper()
    keeper.wake()
    keeper.tick()
    asked = there.asked.total()
    keeper.tick()
    assert there.asked.total() == asked
    with house.db.reading() as session:
        found = keys.shown(session, house.renting, "runpod")
    assert "asks to wait 7 s" in (found.problem or "")


def test_one_of_several_servers_keeps_the_pods_and_another_takes_over(house: House, there: RunPodServer) -> None:
    house.ask()
    one, other = (Keeper(house.db, house.renting, clock=there.now) for _ in range(2))
    one.tick()
    with pytest.raises(NotElected):
        other.tick()
    assert len(there.there()) == 1
    one.stop()
    other.tick()
    assert len(there.pods) == 1


def test_no_money_no_pod_and_the_reason_is_told(house: House, there: RunPodServer) -> None:
    there.balance = 0.1
    pod_id = house.ask()
    house.rounds()
    assert house.pod(pod_id).state == "asked"
    assert "too little money" in house.pod(pod_id).message
    there.balance = 10
    house.rounds()
    assert house.pod(pod_id).state == "starting"


def test_a_rule_brings_pods_and_lets_them_go(house: House, there: RunPodServer) -> None:
    asked = {"name": "nights", "plan": {"gpus": [FOUR], "dollars_per_hour": 1, "ceiling": 2, "idle_minutes": 5}}
    house.act(lambda session: rules.make(session, asked=RuleAsked.model_validate(asked)))
    jobs = [house.job() for _ in range(3)]
    house.rounds()
    assert house.pods() == []
    there.later(seconds=60)
    with house.db.reading() as session:
        preview = rules.preview(session, house.renting, "nights", memory={})
    house.rounds(3)
    assert len(house.pods()) == 1
    assert preview.make in {0, 1}
    there.later(seconds=300)
    house.rounds(2)
    there.later(seconds=300)
    house.rounds(2)
    assert len(house.pods()) == 2, "the ceiling"
    for job in jobs:
        house.done(job)
    for pod in house.pods():
        house.joins(pod.id)
    house.rounds()
    there.later(minutes=5)
    house.rounds(2)
    assert [pod.state for pod in house.pods()] == ["ended", "ended"]
    assert there.there() == []


def test_a_rule_whose_pods_never_join_does_not_go_on_paying_for_them(house: House, there: RunPodServer) -> None:
    asked = {"name": "always", "plan": {"gpus": [FOUR], "dollars_per_hour": 1, "floor": 1}}
    house.act(lambda session: rules.make(session, asked=RuleAsked.model_validate(asked)))
    house.rounds(20, apart=60 * deciding.JOIN_MINUTES / 2)
    assert len(there.pods) == 4, "three, and then one more each hour"
    with house.db.reading() as session:
        preview = rules.preview(session, house.renting, "always", memory={})
    assert preview.make == 0


def test_all_pods_go_when_the_day_has_cost_enough(house: House, there: RunPodServer) -> None:
    house.renting = renting_for(there, budget_per_day=0.5)
    pod_id, _ = running(house, idle_minutes=None)
    there.later(minutes=45)
    house.rounds(3)
    assert house.pod(pod_id).state == "ended"
    assert there.there() == []


def test_costs_are_of_the_day_on_which_they_came_about(house: House) -> None:
    pod_id = house.ask()
    pod = house.pod(pod_id)
    late = pod.created_at.replace(hour=23, minute=30, second=0, microsecond=0)
    with house.db.transaction() as session:
        held = session.get_one(type(pod), pod_id)
        held.started_at, held.dollars_per_hour = late, 1.0
        spending.charge(session, held, late + timedelta(hours=1))
    with house.db.reading() as session:
        held = session.get_one(type(pod), pod_id)
        days = spending.repository.spent_by_day(session, since=late.date())
    assert held.cost == pytest.approx(1.0)
    assert [(str(day), round(dollars, 3)) for day, dollars in days] == [
        (str(late.date() + timedelta(days=1)), 0.5),
        (str(late.date()), 0.5),
    ]
