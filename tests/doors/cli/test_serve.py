"""`safelight serve` before it serves: what it refuses, what it tells, what it starts."""

import os
import socket

import pytest

from safelight.db import Database
from safelight.doors.cli import preloading, problems, running
from safelight.doors.cli.beacon import Beacon, lit
from safelight.doors.cli.environment import environment_of
from safelight.doors.cli.shell import Shell
from safelight.features.accounts.tables import Account
from safelight.features.workers.schemas import WorkerShown
from safelight.kit.clock import utcnow
from safelight.settings import Settings
from tests import databases
from tests.installation import migrated_url


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.7", "studio.example"])
def test_it_refuses_others_without_a_key_and_offers_one(host, typed):
    done = typed("serve", "--host", host, "--port", "0")
    assert done.code == problems.WRONG_USAGE
    assert f"Others could reach {host}" in done.err
    assert "SAFELIGHT_API_KEY=" in done.err


def test_with_a_key_it_may_be_reached():
    running.refuse_exposed(Settings(_env_file=None, host="0.0.0.0", api_key="k"))
    running.refuse_exposed(Settings(_env_file=None, host="0.0.0.0", admin_name="ann", admin_password="x"))
    running.refuse_exposed(Settings(_env_file=None))


def test_with_an_account_it_may_be_reached_and_looking_makes_no_database(backend, tmp_path):
    fresh = Settings(_env_file=None, host="0.0.0.0", data_dir=tmp_path / "fresh")
    with pytest.raises(problems.WrongUsage, match="needs an account or an API key") as refused:
        running.refuse_exposed(fresh)
    assert not fresh.data_dir.exists()
    for way in ("safelight accounts create", "SAFELIGHT_API_KEY=", "--host 127.0.0.1"):
        assert way in refused.value.hint
    url = migrated_url(backend, tmp_path)
    settings = Settings(_env_file=None, host="0.0.0.0", data_dir=tmp_path, database_url=url)
    with pytest.raises(problems.WrongUsage):
        running.refuse_exposed(settings)
    database = Database(url, pool_size=1)
    with database.transaction() as session:
        session.add(Account(id="acc_ann", name="ann", role="admin"))
    database.dispose()
    running.refuse_exposed(settings)
    databases.drop(url)


def test_pages_of_any_site_may_not_use_a_server_that_asks_nobody():
    with pytest.raises(problems.WrongUsage, match="CORS_ORIGINS"):
        running.refuse_exposed(Settings(_env_file=None, cors_origins="*"))
    running.refuse_exposed(Settings(_env_file=None, cors_origins="*", api_key="k"))
    running.refuse_exposed(Settings(_env_file=None, cors_origins="https://app.example.org"))


def test_a_port_in_use_is_told_with_a_way_out(typed):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = typed("serve", "--port", str(port))
    assert done.code == problems.FAILED
    assert f"Port {port} is in use: another program has it." in done.err
    assert f"safelight serve --port {port + 1}" in done.err


def test_a_studio_on_the_port_is_recognised(studio, typed):
    port = studio.url.rpartition(":")[2]
    done = typed("serve", "--port", port)
    assert "Safelight is already running there" in done.err


def test_another_server_on_the_data_folder_is_told_with_its_address(studio, capfd, tmp_path):
    shell = Shell(data_dir=tmp_path)
    running.tell_beside(shell, tmp_path)
    with lit(tmp_path, Beacon(studio.url, os.getpid())):
        running.tell_beside(shell, tmp_path)
    assert capfd.readouterr().err == "", "nobody, and what this very process left there"
    with lit(tmp_path, Beacon(studio.url, os.getppid())):
        running.tell_beside(shell, tmp_path)
    assert capfd.readouterr().err.splitlines() == [
        f"! Another server works on this data folder too, at {studio.url}: they share its jobs and files."
    ]


def test_a_server_beside_another_says_so_and_goes_on(studio, typed, monkeypatch, tmp_path):
    served = []

    class Served:
        failure, was_ready = None, True

        def __init__(self, settings, own, **_):
            served.append(own.url)

        async def serve(self, sockets):
            pass

    monkeypatch.setattr(running, "StudioServer", Served)
    with lit(tmp_path, Beacon(studio.url, os.getppid())):
        done = typed("--data-dir", str(tmp_path), "serve", "--port", "0", "--workers", "0")
    assert (done.code, len(served)) == (problems.OK, 1)
    assert f"Another server works on this data folder too, at {studio.url}" in done.err


def test_an_address_of_another_machine_is_told(typed, monkeypatch):
    monkeypatch.setenv("SAFELIGHT_API_KEY", "k")
    done = typed("serve", "--host", "192.0.2.1", "--port", "0")
    assert done.code == problems.FAILED
    assert "Cannot listen on 192.0.2.1" in done.err


def test_a_database_that_is_away_is_told_in_words(typed, monkeypatch, tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "safelight.db").mkdir()
    done = typed("serve", "--port", "0")
    assert done.code == problems.FAILED
    assert done.err.startswith("✗ The database does not answer")
    assert "Traceback" not in done.err


def test_the_playground_by_name_needs_gradio(typed, monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    done = typed("serve", "--port", "0", "--only", "api,gradio")
    assert done.code == problems.WRONG_USAGE
    assert "The playground needs Gradio" in done.err
    assert "pip install 'safelight[gradio]'" in done.err
    running.refuse_missing(Settings(_env_file=None))  # as one of all it is left out


def test_traces_by_name_need_opentelemetry(typed, monkeypatch):
    monkeypatch.setenv("SAFELIGHT_OTLP_ENDPOINT", "http://127.0.0.1:1")
    monkeypatch.setattr("safelight.kit.tracing.find_spec", lambda name: None)
    done = typed("serve", "--port", "0")
    assert done.code == problems.WRONG_USAGE
    assert "pip install 'safelight[otel]'" in done.err
    # Set for all programs of a machine it keeps nobody from starting.
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:1")
    running.refuse_missing(Settings(_env_file=None, otlp_endpoint=None))


def test_what_cannot_be_served_is_named(typed):
    done = typed("serve", "--port", "0", "--only", "api", "--only", "webb")
    assert done.code == problems.WRONG_USAGE
    assert "'webb' cannot be served; choose from all, web, api, openai" in done.err


@pytest.mark.parametrize(
    ("only", "there", "missing"),
    [
        ("all", ("Studio", "API", "Playground"), ()),
        ("api", ("API",), ("Studio", "Playground")),
        ("web", ("Studio", "API"), ("Playground",)),
        ("gradio", ("Playground http://127.0.0.1:8000/playground",), ("Studio", "API")),
    ],
)
def test_the_banner_tells_what_is_served(only, there, missing, capfd):
    settings = Settings(_env_file=None, only=only)
    running.greet(Shell(), settings, Beacon("http://127.0.0.1:8000", 1, transient=False), [])
    said = capfd.readouterr().err
    lines = [line.strip() for line in said.splitlines()]
    assert all(any(line.startswith(name) for line in lines) for name in there), said
    assert not any(line.startswith(name) for line in lines for name in missing), said


def test_port_0_takes_a_free_one():
    with running.bind("127.0.0.1", 0) as listener:
        assert running.url_of("127.0.0.1", listener) == f"http://127.0.0.1:{listener.getsockname()[1]}"


@pytest.mark.parametrize(
    ("host", "reachable"), [("0.0.0.0", "127.0.0.1"), ("::", "127.0.0.1"), ("localhost", "localhost")]
)
def test_the_address_shown_is_one_that_works_here(host, reachable):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        assert running.url_of(host, listener).startswith(f"http://{reachable}:")


@pytest.mark.parametrize(
    ("workers", "devices", "gpus", "expected"),
    [
        (0, "auto", 2, []),
        (1, "auto", 0, ["auto"]),
        (1, "auto", 2, ["cuda:0", "cuda:1"]),
        (4, "auto", 2, ["cuda:0", "cuda:1", "cuda:0", "cuda:1"]),
        (1, "cuda:1", 2, ["cuda:1"]),
        (1, "cuda:0, cpu", 1, ["cuda:0", "cpu"]),
    ],
)
def test_one_worker_for_each_device(workers, devices, gpus, expected, monkeypatch):
    monkeypatch.setattr(running, "gpu_count", lambda: gpus)
    settings = Settings(_env_file=None, local_workers=workers, devices=devices)
    assert running.worker_devices(settings) == expected


def test_workers_get_the_settings_of_the_flags(tmp_path, monkeypatch):
    monkeypatch.setenv("SAFELIGHT_LEASE_SECONDS", "9")
    settings = Settings(_env_file=None, data_dir="elsewhere", api_key="secret")
    environment = environment_of(settings)
    assert environment["SAFELIGHT_DATA_DIR"] == str(tmp_path / "elsewhere")
    assert environment["SAFELIGHT_API_KEY"] == "secret"
    assert environment["SAFELIGHT_LEASE_SECONDS"] == "9.0"
    assert "SAFELIGHT_HOST" not in environment


def test_the_banner_says_where_with_what_and_how_to_stop(capfd, tmp_path):
    settings = Settings(_env_file=None, data_dir=tmp_path)
    running.greet(Shell(), settings, Beacon("http://127.0.0.1:8000", 1), ["cuda:0"])
    said = capfd.readouterr().err
    for words in ("http://127.0.0.1:8000", "/docs", str(tmp_path), "1 (cuda:0)", "Ctrl-C"):
        assert words in said


def worker_that_brings_in(*wished):
    facts = {"preload": [{"model": model, "stage": stage, "detail": detail} for model, stage, detail in wished]}
    now = utcnow()
    return WorkerShown(
        id="w", name="box", host="h", device="cpu", device_name="CPU", state="ready", memory_total=0, memory_free=0,
        memory_used=None, loaded_models=[], job_id=None, job_title=None, version="1", started_at=now, seen_at=now,
        seen_seconds_ago=0, facts=facts, speaks=1, unfit=None, engine="native", labels={}, agent_id=None, pod_id=None,
        drain_requested_at=None,
    )  # fmt: skip


def test_preloading_is_told_line_by_line_and_nothing_twice():
    said = {}
    first = worker_that_brings_in(("a", "loading", "reading unet"), ("b", "waiting", ""))
    assert list(preloading.news([first], said)) == ["box: Loading a: reading unet"]
    assert list(preloading.news([first], said)) == []
    assert not preloading.is_over([first])
    last = worker_that_brings_in(("a", "ready", "in 2.0 s"), ("b", "failed", "There is no model b."))
    assert list(preloading.news([last], said)) == [
        "box: a is ready, in 2.0 s",
        "box: ✗ b could not be preloaded: There is no model b.",
    ]
    assert preloading.is_over([last])
    assert not preloading.is_over([]), "nobody has come yet"


def test_models_to_preload_reach_the_workers(tmp_path):
    settings = Settings(_env_file=None, data_dir=tmp_path, preload_models="a,b", preload_optional=True)
    environment = environment_of(settings)
    assert (environment["SAFELIGHT_PRELOAD_MODELS"], environment["SAFELIGHT_PRELOAD_OPTIONAL"]) == ("a,b", "True")


def test_the_data_folder_may_be_named_before_the_command(tmp_path, monkeypatch, typed):
    """As the demo's last line says it: `safelight --data-dir demo/data serve`."""
    folders = []
    monkeypatch.setattr(running, "run_studio", lambda shell, settings, **_: folders.append(settings.data_dir) or 0)
    before, after = tmp_path / "before", tmp_path / "after"
    typed("--data-dir", str(before), "serve", "--port", "0")
    typed("--data-dir", str(before), "serve", "--port", "0", "--data-dir", str(after))
    assert folders == [before, after]
