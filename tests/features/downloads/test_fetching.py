"""Bytes from servers that lie, break off, are busy, or send elsewhere: what comes in the end, and what is said."""

import asyncio
import errno
import hashlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from safelight.features.downloads.errors import AccessNeeded, DiskFull, HubAway, OnHubNotFound, WrongBytes
from safelight.features.downloads.schemas import FileEntry
from safelight.features.downloads.service import fetching
from safelight.features.downloads.service import hub as hubs
from safelight.features.downloads.service.reach import Patience, Reach
from safelight.kit.addresses import HostRefused
from tests.features.downloads.conftest import blob, files_below
from tests.hub_server import Fault, HubServer, Repo, tree_item

REPO = "someone/files"
BIG = "big.safetensors"
BODY = blob(300_000, 11)


class Pauses(list[float]):
    """What would have been waited."""

    async def __call__(self, seconds: float) -> None:
        self.append(seconds)


@pytest.fixture
def pauses() -> Pauses:
    return Pauses()


@pytest.fixture
def server() -> Iterator[HubServer]:
    with HubServer() as server:
        server.repos[REPO] = Repo({BIG: BODY, "config.json": b'{"a": 1}', "empty.txt": b""})
        yield server


@pytest.fixture
def fetch(server: HubServer, tmp_path: Path, pauses: Pauses) -> Callable[..., dict[str, bytes]]:
    """Fetches the repository's files (or those given) into a folder, and gives the whole ones."""

    def run(
        *entries: FileEntry,
        look: Callable[[fetching.Fetch], None] = lambda _: None,
        hosts: tuple[str, ...] = ("localhost",),
        token: str = "",
    ) -> dict[str, bytes]:
        repo = server.repos[REPO]
        reach = Reach(models_dir=tmp_path, hub_url=server.url, hosts=hosts, secret=b"s")
        files = list(entries) or [entry(path, body) for path, body in repo.files.items()]
        remote = fetching.Remote(
            home=server.url,
            urls={file.path: f"{server.url}/{REPO}/resolve/{repo.sha}/{file.path}" for file in files},
            headers={"Authorization": f"Bearer {token}"} if token else {},
        )

        async def main() -> None:
            async with hubs.client_for(reach) as client:
                made = fetching.Fetch(
                    client, remote, files, tmp_path, patience=Patience(pause=pauses), connections=2
                )  # fmt: skip
                await made.run(look)

        asyncio.run(main())
        return files_below(tmp_path / "files")

    return run


def entry(path: str, body: bytes) -> FileEntry:
    item = tree_item(path, body)
    lfs = item.get("lfs")
    return FileEntry(
        path=path, size=len(body), sha256=lfs["oid"] if lfs else None, git_sha1=None if lfs else item["oid"]
    )  # fmt: skip


def ranges(server: HubServer) -> list[str | None]:
    return [headers.get("range") for _, path, headers in server.asked if path.endswith(BIG)]


def test_all_files_come_and_empty_ones_too(server, fetch, tmp_path):
    assert fetch() == server.repos[REPO].files
    assert files_below(tmp_path / "parts") == {}


def test_what_is_whole_is_not_asked_for_again(server, fetch):
    fetch()
    before = len(server.asked)
    fetch()
    assert len(server.asked) == before


def test_a_part_is_gone_on_with(server, fetch, tmp_path):
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / BIG).write_bytes(BODY[:100_001])
    assert fetch()[BIG] == BODY
    assert ranges(server) == ["bytes=100001-"]
    assert sum(count for path, count in server.sent.items() if path.endswith(BIG)) == len(BODY) - 100_001


def test_a_part_that_is_complete_is_only_checked(server, fetch, tmp_path):
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / BIG).write_bytes(BODY)
    assert fetch()[BIG] == BODY
    assert ranges(server) == []


def test_a_part_with_wrong_bytes_is_thrown_away_and_fetched_anew(server, fetch, tmp_path):
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / BIG).write_bytes(b"x" * 1000)
    assert fetch()[BIG] == BODY
    assert ranges(server) == ["bytes=1000-", None]


def test_a_part_that_is_too_long_begins_again(server, fetch, tmp_path):
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / BIG).write_bytes(BODY + b"more")
    assert fetch()[BIG] == BODY
    assert ranges(server) == [None]


def test_broken_connections_are_taken_up_where_they_broke(server, fetch, pauses):
    server.faults = [Fault(BIG, cut_after=50_000), Fault(BIG, cut_after=70_000)]
    assert fetch()[BIG] == BODY
    assert ranges(server)[0] is None
    starts = [int(each.removeprefix("bytes=").rstrip("-")) for each in ranges(server)[1:]]
    assert starts == sorted(starts)
    assert len(starts) == 2
    assert len(pauses) == 2


def test_a_server_without_ranges_sends_all_again(server, fetch):
    server.faults = [Fault(BIG, cut_after=50_000), Fault(BIG, no_range=True)]
    assert fetch()[BIG] == BODY


def test_a_connection_that_always_breaks_ends_in_words(server, fetch, pauses, tmp_path):
    server.faults = [Fault(BIG, cut_after=0) for _ in range(20)]
    with pytest.raises(HubAway) as caught:
        fetch()
    assert BIG in caught.value.message
    assert "resume" in caught.value.hint.lower()
    assert len(pauses) == Patience().attempts - 1
    assert pauses == sorted(pauses), "each pause is longer"


def test_too_many_requests_waits_as_long_as_is_asked(server, fetch, pauses):
    server.faults = [Fault(BIG, status=429, headers={"Retry-After": "17"})]
    assert fetch()[BIG] == BODY
    assert pauses == [17]


def test_the_hubs_own_rate_limit_is_understood(server, fetch, pauses):
    server.faults = [Fault(BIG, status=429, headers={"RateLimit": '"resolvers";r=0;t=41'})]
    assert fetch()[BIG] == BODY
    assert pauses == [42]


def test_nobody_makes_us_wait_for_hours(server, fetch, pauses):
    server.faults = [Fault(BIG, status=503, headers={"Retry-After": "86400"})]
    fetch()
    assert pauses == [Patience().longest_asked]


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_server_that_stays_away_is_named(server, fetch, status, tmp_path):
    server.faults = [Fault(BIG, status=status) for _ in range(20)]
    with pytest.raises(HubAway) as caught:
        fetch()
    assert str(status) in caught.value.message
    assert BIG in caught.value.message


@pytest.mark.parametrize(("status", "error"), [(403, AccessNeeded), (401, AccessNeeded), (404, OnHubNotFound)])
def test_refusals_are_not_asked_again(server, fetch, status, error, pauses):
    server.faults = [Fault(BIG, status=status)]
    with pytest.raises(error):
        fetch()
    assert pauses == []


def test_wrong_bytes_are_found_by_their_hash_and_named(server, fetch, tmp_path):
    server.faults = [Fault(BIG, body=b"x" * len(BODY)) for _ in range(fetching.REJECTED)]
    with pytest.raises(WrongBytes) as caught:
        fetch()
    assert BIG in caught.value.message
    assert hashlib.sha256(BODY).hexdigest()[:12] in caught.value.message
    assert BIG not in files_below(tmp_path / "files")
    assert BIG not in files_below(tmp_path / "parts")


def test_wrong_bytes_once_are_fetched_again(server, fetch):
    server.faults = [Fault(BIG, body=b"x" * len(BODY))]
    assert fetch()[BIG] == BODY


def test_small_files_are_checked_by_gits_hash(server, fetch):
    server.faults = [Fault("config.json", body=b'{"a": 2}') for _ in range(3)]
    with pytest.raises(WrongBytes, match=r"config\.json"):
        fetch()


@pytest.mark.parametrize("body", [BODY[:-1], BODY + b"x"])
def test_a_wrong_size_is_found_before_the_bytes_are_fetched(server, fetch, body):
    server.faults = [Fault(BIG, body=body) for _ in range(3)]
    with pytest.raises(WrongBytes, match=f"{len(body)} bytes"):
        fetch(entry(BIG, BODY))


def test_large_files_come_from_another_host_which_never_sees_the_token(server, fetch):
    server.cdn, server.tokens = True, {"secret-token": "ada"}
    assert fetch(token="secret-token")[BIG] == BODY
    there = [headers for _, path, headers in server.asked if path.startswith("/cdn/")]
    assert there
    assert all("authorization" not in headers for headers in there)
    here = [headers for _, path, headers in server.asked if path.endswith(BIG)]
    assert here[0]["authorization"] == "Bearer secret-token"


def test_a_redirect_to_a_host_that_is_not_listed_is_refused(server, fetch):
    server.faults = [Fault(BIG, redirect=f"http://localhost:{server.port}/cdn/x")]
    with pytest.raises(HostRefused, match="localhost: it is not on the list"):
        fetch(hosts=("huggingface.co",))


def test_a_redirect_without_end_is_an_error(server, fetch):
    server.faults = [Fault(BIG, redirect=f"{server.url}/{BIG}") for _ in range(200)]
    with pytest.raises(HubAway):
        fetch()


def test_a_full_disk_is_said_and_keeps_what_came(server, fetch, tmp_path, monkeypatch):
    real = fetching._opened

    class Full:
        def __init__(self, file):
            self.file = file
            self.left = 100_000

        def __enter__(self):
            return self

        def __exit__(self, *_):
            self.file.close()

        def fileno(self):
            return self.file.fileno()

        def write(self, piece):
            self.left -= len(piece)
            if self.left < 0:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            return self.file.write(piece)

    monkeypatch.setattr(fetching, "_opened", lambda part, have: Full(real(part, have)))
    with pytest.raises(DiskFull, match=BIG) as caught:
        fetch(entry(BIG, BODY))
    assert "resume" in caught.value.hint
    assert len(files_below(tmp_path / "parts")[BIG]) > 0

    monkeypatch.undo()
    assert fetch(entry(BIG, BODY))[BIG] == BODY
    assert ranges(server)[-1].startswith("bytes=")


def test_a_link_in_place_of_a_part_is_not_followed(fetch, tmp_path):
    victim = tmp_path / "victim"
    victim.write_bytes(b"precious")
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / BIG).symlink_to(victim)
    with pytest.raises(OSError, match="symbolic"):
        fetch(entry(BIG, BODY))
    assert victim.read_bytes() == b"precious"


def test_a_server_that_hangs_does_not_hold_up_who_leaves(server, fetch):
    """The look raises while not a byte comes: everything ends without a time-out."""

    class Enough(BaseException):
        pass

    server.hold()
    server.allow(50_000)

    def look(made: fetching.Fetch) -> None:
        if server.total_sent >= 50_000:
            raise Enough

    with pytest.raises(Enough):
        fetch(entry(BIG, BODY), look=look)
    sent = server.total_sent
    server.allow(None)
    assert fetch(entry(BIG, BODY))[BIG] == BODY
    assert sent == 50_000
