"""The client of ComfyUI against a server of ours that speaks its protocol: order, races, losses, refusals."""

import threading
from collections.abc import Callable, Iterator
from contextlib import closing

import pytest

from safelight.features.workflows import repository
from safelight.features.workflows.service.filling import PlacedLora, filled
from safelight.jobs.errors import Cancelled
from safelight.kit.comfyui import following
from safelight.kit.comfyui.client import ComfyClient, Output, outputs_of
from safelight.kit.comfyui.errors import (
    ComfyAway,
    ComfyDenied,
    ComfyInterrupted,
    ComfyOutOfMemory,
    ComfyRefused,
    FileTooLarge,
    GraphFailed,
    GraphRefused,
    PromptLost,
)
from tests.comfy_server import ComfyServer

TEMPLATE = repository.shipped()["sdxl-lora"].template
OUTPUTS = ["8"]


@pytest.fixture(scope="module")
def running() -> Iterator[ComfyServer]:
    with ComfyServer() as server:
        yield server


@pytest.fixture
def server(running: ComfyServer) -> ComfyServer:
    return running.fresh()


@pytest.fixture
def client(server: ComfyServer) -> Iterator[ComfyClient]:
    client = ComfyClient(server.url, patience=3.0)
    yield client
    client.close()


def graph(**values: object) -> dict[str, dict[str, object]]:
    assert TEMPLATE is not None
    return filled(TEMPLATE, {"num_inference_steps": 3, "width": 64, "height": 64, **values})


def test_a_prompt_is_computed_and_its_steps_and_previews_are_told(server: ComfyServer, client: ComfyClient) -> None:
    steps: list[tuple[int, int, str]] = []
    looks: list[bytes] = []
    found = following.run(client, graph(seed=1), on_step=lambda *told: steps.append(told), on_preview=looks.append)
    assert steps == [(1, 3, "KSampler"), (2, 3, "KSampler"), (3, 3, "KSampler")]
    assert looks
    assert all(look.startswith(b"\xff\xd8") for look in looks)
    (output,) = outputs_of(found, OUTPUTS)
    assert client.view(output).startswith(b"\x89PNG")


def test_the_history_is_read_only_once_it_is_there(server: ComfyServer, client: ComfyClient) -> None:
    server.faults.history_late = 0.3  # seen of the real one: 1 in 15 was too early
    assert outputs_of(following.run(client, graph(seed=2)), OUTPUTS)


def test_the_same_graph_again_comes_from_the_cache_with_its_files(server: ComfyServer, client: ComfyClient) -> None:
    first = outputs_of(following.run(client, graph(seed=3)), OUTPUTS)
    steps: list[int] = []
    again = outputs_of(following.run(client, graph(seed=3), on_step=lambda done, *_: steps.append(done)), OUTPUTS)
    assert again == first
    assert not steps


@pytest.mark.parametrize("step", [1, 3])
def test_a_lost_socket_is_opened_again_and_nothing_is_asked_twice(
    server: ComfyServer, client: ComfyClient, step: int
) -> None:
    server.step_seconds, server.faults.drop_sockets_at_step = 0.05, step
    assert outputs_of(following.run(client, graph(seed=10 + step)), OUTPUTS)
    assert len(server.asked) == 1


def test_a_restarted_server_that_forgot_the_prompt_is_asked_again(server: ComfyServer, client: ComfyClient) -> None:
    server.step_seconds, server.faults.restart_at_step = 0.05, 2
    assert outputs_of(following.run(client, graph(seed=20)), OUTPUTS)
    assert len(server.asked) == 2
    assert server.asked[0].id != server.asked[1].id


def test_a_server_that_is_restarted_over_and_over_is_given_up(
    server: ComfyServer, client: ComfyClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(following, "RESUBMITS", 1)
    server.step_seconds = 0.02
    original = server._faults_of
    monkeypatch.setattr(server, "_faults_of", lambda prompt, step: server.restart() or original(prompt, step))
    with pytest.raises(PromptLost):
        following.run(client, graph(seed=21))


def test_an_answer_that_was_lost_does_not_make_it_twice(server: ComfyServer, client: ComfyClient) -> None:
    server.faults.answers = [0]
    assert outputs_of(following.run(client, graph(seed=22)), OUTPUTS)
    assert len(server.asked) == 1
    assert server.calls["prompt"] == 1


def test_a_busy_proxy_is_asked_again(server: ComfyServer, client: ComfyClient) -> None:
    server.faults.answers = [503, 502]
    assert outputs_of(following.run(client, graph(seed=23)), OUTPUTS)


def test_an_end_that_nobody_told_is_found_in_the_history(
    server: ComfyServer, client: ComfyClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(following, "SILENT_SECONDS", 0.3)
    server.faults.silent = True
    assert outputs_of(following.run(client, graph(seed=24)), OUTPUTS)


def stop_after(steps: int) -> tuple[Callable[[], None], Callable[..., None]]:
    seen = threading.Event()

    def check() -> None:
        if seen.is_set():
            raise Cancelled("job")

    return check, lambda done, *_: seen.set() if done >= steps else None


def test_cancelling_interrupts_this_prompt_and_no_other(server: ComfyServer, client: ComfyClient) -> None:
    server.step_seconds = 0.05
    check, on_step = stop_after(1)
    with pytest.raises(Cancelled):
        following.run(client, graph(seed=30, num_inference_steps=100), check=check, on_step=on_step)
    other = following.run(client, graph(seed=31))  # what waits behind it goes on
    assert outputs_of(other, OUTPUTS)
    assert server.calls["interrupt"] == 1
    assert server.calls["interrupt_all"] == 0


def test_cancelling_what_waits_takes_it_out_of_the_queue(server: ComfyServer, client: ComfyClient) -> None:
    server.step_seconds = 0.05
    client.submit(graph(seed=32, num_inference_steps=40), prompt_id="first", client_id="somebody")

    def check() -> None:
        if "first" in client.queue().running and client.queue().pending:
            raise Cancelled("job")

    with pytest.raises(Cancelled):
        following.run(client, graph(seed=33), check=check)
    queue = client.queue()
    assert queue.running == ("first",)
    assert not queue.pending
    assert server.calls["interrupt"] == 0
    client.stop("first")


def test_what_others_stop_is_told_as_that(server: ComfyServer, client: ComfyClient) -> None:
    server.faults.interrupt_by_others_at_step = 2
    with pytest.raises(ComfyInterrupted):
        following.run(client, graph(seed=34))


def test_what_others_take_out_of_the_queue_is_told_as_that(
    server: ComfyServer, client: ComfyClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(following, "SILENT_SECONDS", 0.2)
    server.step_seconds = 0.05
    client.submit(graph(seed=35, num_inference_steps=60), prompt_id="busy", client_id="somebody")

    def check() -> None:
        if pending := client.queue().pending:
            client._call("POST", "/queue", json={"delete": list(pending)})

    with pytest.raises(ComfyInterrupted):
        following.run(client, graph(seed=36), check=check)
    client.stop("busy")


def test_a_missing_file_is_named_with_what_there_is(server: ComfyServer, client: ComfyClient) -> None:
    with pytest.raises(GraphRefused) as refused:
        following.run(client, graph(model="other.safetensors"))
    assert "node 1 (CheckpointLoaderSimple), input ckpt_name" in refused.value.message
    assert "'other.safetensors'" in refused.value.message
    assert "tiny.safetensors" in (refused.value.hint or "")
    assert refused.value.fields[0].field == "graph.1.ckpt_name"


def test_a_value_out_of_bounds_is_named_with_the_bound(server: ComfyServer, client: ComfyClient) -> None:
    wrong = graph()
    wrong["6"]["inputs"]["denoise"] = 2.0  # type: ignore[index]  # a node
    with pytest.raises(GraphRefused, match=r"input denoise: 2.0 is not allowed; the most is 1.0"):
        following.run(client, wrong)


def test_a_missing_node_is_named(server: ComfyServer, client: ComfyClient) -> None:
    server.missing_nodes = {"VAEDecode"}
    with pytest.raises(GraphRefused, match="VAEDecode does not exist") as refused:
        following.run(client, graph())
    assert "Install" in (refused.value.hint or "")


def test_an_error_of_a_node_is_told_with_its_place(server: ComfyServer, client: ComfyClient) -> None:
    server.faults.fail_node = {"VAEDecode": ("RuntimeError", "mat1 and mat2 shapes")}
    with pytest.raises(GraphFailed, match=r"node 7 \(VAEDecode\): RuntimeError: mat1"):
        following.run(client, graph(seed=40))
    server.faults.fail_node = {"KSampler": ("torch.OutOfMemoryError", "Allocation on device")}
    with pytest.raises(ComfyOutOfMemory):
        following.run(client, graph(seed=41))


def test_an_error_that_the_socket_missed_is_in_the_history(
    server: ComfyServer, client: ComfyClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(following, "SILENT_SECONDS", 0.2)
    server.faults.silent, server.faults.fail_node = True, {"VAEDecode": ("ValueError", "no")}
    with pytest.raises(GraphFailed, match="ValueError: no"):
        following.run(client, graph(seed=42))


def test_a_file_beyond_the_bound_is_not_taken(server: ComfyServer, client: ComfyClient) -> None:
    server.faults.large_output = 4_000_000
    (output,) = outputs_of(following.run(client, graph(seed=43)), OUTPUTS)
    with pytest.raises(FileTooLarge):
        client.view(output, max_bytes=1_000_000)


def test_who_does_not_answer_is_waited_for_only_so_long() -> None:
    client = ComfyClient("http://127.0.0.1:9", patience=0.3)
    with pytest.raises(ComfyAway) as away:
        client.queue()
    assert away.value.retry_after
    with pytest.raises(ComfyAway):
        following.run(client, graph(), patience=0.3)


def test_a_token_is_sent_and_its_lack_is_told(server: ComfyServer, client: ComfyClient) -> None:
    server.token = "sesame"
    with pytest.raises(ComfyDenied):
        client.system_stats()
    with closing(ComfyClient(server.url, token="sesame")) as known:
        assert known.system_stats()["system"]["comfyui_version"] == "0.3.64"
    with pytest.raises(ComfyRefused):
        client.view(Output(node="8", filename="nothing.png"))


def test_uploads_of_one_name_do_not_replace_each_other_unless_asked(server: ComfyServer, client: ComfyClient) -> None:
    assert client.upload_image("a.png", b"one") == "a.png"
    assert client.upload_image("a.png", b"two") == "a.png"  # ours carry the hash in their name
    assert server.uploads["a.png"] == b"two"


def test_loras_stand_one_behind_the_other_and_none_leaves_no_trace() -> None:
    assert TEMPLATE is not None
    two = filled(TEMPLATE, {}, loras=[PlacedLora("a.safetensors", 0.5), PlacedLora("b.safetensors", 1.0, 0.2)])
    assert two["2_1"]["inputs"]["model"] == ["1", 0]
    assert two["2"]["inputs"] == {
        "lora_name": "b.safetensors", "strength_model": 1.0, "strength_clip": 0.2, "model": ["2_1", 0],
        "clip": ["2_1", 1],
    }  # fmt: skip
    none = filled(TEMPLATE, {})
    assert "2" not in none
    assert none["6"]["inputs"]["model"] == ["1", 0]
    assert none["3"]["inputs"]["clip"] == ["1", 1]
