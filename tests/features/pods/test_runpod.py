"""Our client against the protocol, and what it makes of everything that goes wrong."""

import pytest

from safelight.features.pods.errors import (
    KeyRefused,
    NoBalance,
    NoCapacity,
    OrderRefused,
    ProviderAway,
    ProviderBusy,
)  # fmt: skip
from safelight.features.pods.service.provider import Order
from safelight.features.pods.service.runpod import RunPod
from tests.runpod_server import FOUR, SIX, Fault, RunPodServer

ORDER = Order("safelight-abc-1", FOUR, 1, "secure", "ghcr.io/x/worker:1", 60, {"SAFELIGHT_JOIN": "https://s.example"})


def test_a_pods_whole_life(client: RunPod, there: RunPodServer) -> None:
    made = client.create(ORDER)
    assert (made.state, made.dollars_per_hour, made.gpu) == ("starting", 0.69, FOUR)
    there.later(seconds=40)
    assert [(each.id, each.state) for each in client.machines()] == [(made.id, "running")]
    client.stop(made.id)
    client.stop(made.id)
    assert [(each.state, each.dollars_per_hour) for each in client.machines()] == [("stopped", 0.0)]
    client.start(made.id, env={"SAFELIGHT_JOIN_TOKEN": "another"})
    assert there.pods[made.id].body["env"] == {"SAFELIGHT_JOIN_TOKEN": "another"}
    client.terminate(made.id)
    client.terminate(made.id)
    assert [each.state for each in client.machines()] == ["gone"]


def test_what_is_sent_is_what_the_specification_knows(client: RunPod, there: RunPodServer) -> None:
    client.create(ORDER)
    assert there.bodies == [
        {
            "name": "safelight-abc-1", "image": "ghcr.io/x/worker:1", "cloud": "SECURE", "disk": 60,
            "gpu": {"id": FOUR, "count": 1}, "env": {"SAFELIGHT_JOIN": "https://s.example"}, "ports": [],
        }
    ]  # fmt: skip


def test_the_catalogue_has_prices_by_cloud_and_what_is_free(client: RunPod, there: RunPodServer) -> None:
    there.gpus[SIX].free = 0
    there.gpus[SIX].price = {"community": 0.74}
    four, six = client.gpus(cloud="secure", count=1)
    assert (four.memory_gb, four.prices, four.stock) == (24, {"secure": 0.69, "community": 0.34}, "high")
    assert (six.prices, six.stock) == ({"community": 0.74}, "none")


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (400, NoCapacity),
        (401, KeyRefused),
        (402, NoBalance),
        (403, NoCapacity),
        (422, OrderRefused),
        (500, ProviderAway),
    ],
)
def test_refusals_of_a_new_pod(client: RunPod, there: RunPodServer, status: int, error: type[Exception]) -> None:
    there.faults.append(Fault("POST /v2/pods", status=status))
    with pytest.raises(error, match="made up by the test"):
        client.create(ORDER)
    assert there.asked["POST /v2/pods"] == 1, "a creation is never asked for twice by itself"


def test_a_field_that_it_does_not_know_is_named(client: RunPod, there: RunPodServer) -> None:
    there.faults.append(
        Fault(
            "POST /v2/pods",
            status=422,
            body=b'{"title":"Invalid","detail":"bad","errors":["$: additional properties \'x\' not allowed"]}',
        )
    )
    with pytest.raises(OrderRefused, match="additional properties 'x' not allowed"):
        client.create(ORDER)


def test_an_answer_that_is_lost_after_the_pod_was_made_is_no_refusal(client: RunPod, there: RunPodServer) -> None:
    there.faults.append(Fault("POST /v2/pods", lost=True))
    with pytest.raises(ProviderAway):
        client.create(ORDER)
    assert [each.name for each in client.machines()] == [ORDER.name]


def test_reading_is_tried_again_and_creating_is_not(client: RunPod, there: RunPodServer) -> None:
    there.faults += [Fault("GET /v2/pods", status=502), Fault("GET /v2/pods", cut=True)]
    assert client.machines() == []
    there.faults.append(Fault("GET /v2/pods", status=503, times=3))
    with pytest.raises(ProviderAway, match="503"):
        client.machines()


def test_it_waits_as_long_as_the_provider_asks(client: RunPod, there: RunPodServer) -> None:
    there.quota = 0
    with pytest.raises(ProviderBusy) as caught:
        client.machines()
    assert caught.value.retry_after == 7
    there.faults.append(
        Fault("GET", status=429, headers={"RateLimit": '"minute";r=0;t=12, "hour";r=0;t=900, "day";r=5;t=9'})
    )
    with pytest.raises(ProviderBusy) as caught:
        client.machines()
    assert caught.value.retry_after == 900


@pytest.mark.parametrize("body", [b"<html>Bad gateway</html>", b'{"pods": null}', b'{"pods": [{"id": 7}]}', b"[]"])
def test_a_list_that_cannot_be_read_is_no_list(client: RunPod, there: RunPodServer, body: bytes) -> None:
    there.faults.append(Fault("GET /v2/pods", body=body))
    with pytest.raises(ProviderAway, match="could not be read"):
        client.machines()


def test_a_status_of_a_later_day_counts_as_running(client: RunPod, there: RunPodServer) -> None:
    there.faults.append(
        Fault("GET /v2/pods", body=b'{"pods":[{"id":"p","name":"n","status":"HIBERNATING","cost":0.2}]}')
    )
    assert client.machines()[0].state == "running"


def test_the_key_is_not_in_what_errors_say() -> None:
    client = RunPod("rpa_secret_of_ours", url="http://127.0.0.1:9/v2", pause=lambda _: None)
    with pytest.raises(ProviderAway) as caught:
        client.machines()
    assert "rpa_secret" not in str(caught.value)
