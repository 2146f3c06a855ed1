"""A machine that joins, as its own side sees it: what it keeps, when it waits, when it goes."""

import json
import sqlite3
import threading
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from safelight.doors.cli import joined
from safelight.doors.cli.agent import labels_of, tables_are_old
from safelight.doors.cli.client import RemoteProblem
from safelight.doors.cli.joined import KEPT, Membership, surroundings
from safelight.doors.cli.problems import Failed, WrongUsage
from safelight.jobs.runner import EXIT_UNFIT
from safelight.jobs.upbringing import AGENT_ID, MACHINE
from safelight.migrations import runner
from safelight.settings import Settings

NEEDS: dict[str, Any] = {
    "agent_id": "agent_1", "labels": {"site": "attic"}, "pod_id": None, "version": "1", "warnings": [],
    "settings": {"database_url": "postgresql+psycopg://a:b@db/x", "s3_endpoint": "https://s3.example.org"},
}  # fmt: skip


class Studio:
    """Answers as told, one answer after the other, and remembers what it was asked."""

    def __init__(self) -> None:
        self.answers: list[tuple[int, dict[str, Any]]] = []
        self.asked: list[tuple[str, dict[str, Any]]] = []
        studio = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["content-length"])))
                studio.asked.append((self.headers["authorization"].removeprefix("Bearer "), body))
                status, answer = studio.answers.pop(0)
                self.send_response(status)
                self.end_headers()
                self.wfile.write(json.dumps(answer).encode())

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever)
        self._thread.start()

    def close(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


@pytest.fixture
def studio():
    studio = Studio()
    yield studio
    studio.close()


def problem(status: int, code: str) -> tuple[int, dict[str, Any]]:
    return status, {"status": status, "code": code, "detail": "no"}


def test_it_keeps_its_secret_before_it_tells_it_and_needs_no_token_again(studio, tmp_path):
    with pytest.raises(WrongUsage, match="needs a token"):
        Membership(studio.url, tmp_path)
    studio.answers = [problem(503, "unavailable"), (200, NEEDS)]
    member = Membership(studio.url, tmp_path, token="slj_t")
    with pytest.raises(RemoteProblem):
        member.ask({})
    kept = (tmp_path / KEPT).read_text()
    assert (tmp_path / KEPT).stat().st_mode & 0o077 == 0
    # Killed here, the next try is the same machine.
    Membership(studio.url, tmp_path, token="slj_t").ask({})
    assert [shown for shown, _ in studio.asked] == ["slj_t", "slj_t"]
    secrets = {body["secret"] for _, body in studio.asked}
    assert len(secrets) == 1
    assert secrets.pop() in kept
    assert "slj_t" not in kept
    studio.answers = [(200, NEEDS)]
    Membership(studio.url, tmp_path).ask({})
    assert studio.asked[-1][0] == studio.asked[0][1]["secret"]


def test_one_that_was_removed_joins_anew_by_a_new_token_alone(studio, tmp_path):
    studio.answers = [(200, NEEDS), problem(403, "agent_removed"), problem(403, "agent_removed"), (200, NEEDS)]
    Membership(studio.url, tmp_path, token="slj_1").ask({})
    with pytest.raises(RemoteProblem):
        Membership(studio.url, tmp_path, token="slj_1").ask({})
    Membership(studio.url, tmp_path, token="slj_2").ask({})
    assert [shown[:5] for shown, _ in studio.asked] == ["slj_1", *[studio.asked[1][0][:5]] * 2, "slj_2"]
    assert studio.asked[-1][1]["secret"] != studio.asked[0][1]["secret"]


def test_it_waits_for_a_studio_that_is_away_and_goes_where_it_is_not_understood(studio, tmp_path, monkeypatch):
    monkeypatch.setattr(joined, "FIRST_PAUSE", 0.001)
    studio.answers = [problem(502, "bad_gateway"), problem(429, "too_many"), (200, NEEDS)]
    member = Membership(studio.url, tmp_path, token="slj_1")
    assert joined._ask_patiently(member, {"name": "attic"}, threading.Event()) == NEEDS
    studio.answers = [problem(409, "agent_unfit")]
    assert joined._ask_patiently(member, {"name": "attic"}, threading.Event()) == EXIT_UNFIT
    studio.answers = [problem(409, "not_reachable")]
    with pytest.raises(RemoteProblem):
        joined._ask_patiently(member, {"name": "attic"}, threading.Event())
    stopping = threading.Event()
    stopping.set()
    assert joined._ask_patiently(member, {"name": "attic"}, stopping) is None


def test_it_hears_of_changes_and_of_its_end(studio, tmp_path, monkeypatch):
    monkeypatch.setattr(joined, "ASK_AGAIN_SECONDS", 0.001)
    member = Membership(studio.url, tmp_path, token="slj_1")
    other = NEEDS | {"settings": NEEDS["settings"] | {"database_url": "postgresql+psycopg://a:c@db/x"}}
    studio.answers = [(200, NEEDS), problem(503, "unavailable"), problem(409, "agent_unfit"), (200, other)]
    assert joined._watch(member, {}, NEEDS, threading.Event()) == other
    studio.answers = [problem(403, "agent_removed")]
    assert joined._watch(member, {}, NEEDS, threading.Event()) == 1


def test_what_is_set_on_the_machine_stands_and_its_workers_get_no_token(tmp_path, monkeypatch):
    for name, value in {
        "SAFELIGHT_JOIN": "https://studio.example.org", "SAFELIGHT_JOIN_TOKEN": "slj_1", "SAFELIGHT_STORAGE_URL": "",
        "SAFELIGHT_S3_ENDPOINT": "http://here:9000",
    }.items():  # fmt: skip
        monkeypatch.setenv(name, value)
    settings = Settings(_env_file=None, data_dir=tmp_path, labels={"site": "cellar", "gpu": "a"})
    told = NEEDS | {"settings": NEEDS["settings"] | {"storage_url": "s3://studio"}}
    found = surroundings(told, settings, "attic")
    assert found["SAFELIGHT_S3_ENDPOINT"] == "http://here:9000"
    assert found["SAFELIGHT_STORAGE_URL"] == "s3://studio"
    assert found["SAFELIGHT_DATABASE_URL"] == NEEDS["settings"]["database_url"]
    assert json.loads(found["SAFELIGHT_LABELS"]) == {"site": "attic", "gpu": "a"}
    assert (found[AGENT_ID], found[MACHINE]) == ("agent_1", "attic")
    assert not {"SAFELIGHT_JOIN", "SAFELIGHT_JOIN_TOKEN"} & found.keys()


def test_nothing_secret_crosses_the_open_internet_unencrypted():
    joined._refuse_listeners("https://93.184.216.34")
    joined._refuse_listeners("http://127.0.0.1:8000")
    joined._refuse_listeners("http://10.0.0.2:8000")
    with pytest.raises(Failed, match="unencrypted"):
        joined._refuse_listeners("http://93.184.216.34")
    with pytest.raises(WrongUsage):
        joined._refuse_listeners("studio.example.org")


def test_labels_are_pairs():
    assert labels_of(["site=attic", " gpu = a "]) == {"site": "attic", "gpu": "a"}
    with pytest.raises(WrongUsage, match="no label"):
        labels_of(["attic"])


def test_tables_of_an_older_studio_do_not_suit_and_newer_ones_do(tmp_path, monkeypatch, typed):
    url = f"sqlite:///{tmp_path / 'studio.db'}"
    assert tables_are_old(url) is None, "none yet"
    older = max(runner.revisions() - {runner.head()})
    for revision, suits in ((runner.head(), True), ("2099_01_01_of_the_future", True), (older, False)):
        with closing(sqlite3.connect(tmp_path / "studio.db")) as file, file:
            file.execute("CREATE TABLE IF NOT EXISTS alembic_version (version_num TEXT)")
            file.execute("DELETE FROM alembic_version")
            file.execute("INSERT INTO alembic_version VALUES (?)", (revision,))
        assert (tables_are_old(url) is None) == suits, revision
    monkeypatch.setenv("SAFELIGHT_DATABASE_URL", url)
    done = typed("agent")
    assert done.code == EXIT_UNFIT
    assert "safelight migrate" in done.out + done.err
