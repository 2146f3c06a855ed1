"""The storages under test: a local folder, a bucket of a real S3 server (rclone), and stand-ins for other services."""

import socket
import subprocess
import sys
import sysconfig
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from safelight.kit.ids import new_id
from safelight.kit.signing import LinkSigner
from safelight.storage import S3Options, Storage, open_storage
from safelight.storage.azure import AzureOptions
from safelight.storage.google import GoogleOptions
from safelight.storage.supabase import SupabaseOptions
from tests.storage.servers import azure, google, supabase
from tests.storage.servers.base import BUCKET, ObjectServer

ACCESS_KEY, SECRET_KEY = "safelight-test", "not-a-secret-of-anyone"


@dataclass(frozen=True)
class S3Server:
    folder: Path
    options: S3Options
    bucket: str


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def s3_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3Server]:
    folder = tmp_path_factory.mktemp("s3")
    (folder / "studio").mkdir()  # rclone caches its top folder: a bucket made later is not seen for minutes
    log = folder.with_suffix(".log")
    with _serving(folder, log) as (port, process):
        yield S3Server(folder, S3Options(ACCESS_KEY, SECRET_KEY, endpoint=f"http://127.0.0.1:{port}"), "studio")
        assert process.poll() is None, f"rclone ended by itself: {log.read_text()[-2000:]}"


@pytest.fixture(scope="session")
def moto_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3Server]:
    """The other S3: it takes any signature, and knows ranges and conditions, as rclone does not."""
    port, log = free_port(), tmp_path_factory.mktemp("moto") / "said"
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    with log.open("wb") as said, subprocess.Popen(command, stdout=said, stderr=said) as process:
        try:
            assert _answers(port, process), log.read_text()
            url = f"http://127.0.0.1:{port}"
            made = urllib.request.Request(f"{url}/studio", method="PUT")
            urllib.request.build_opener(urllib.request.ProxyHandler({})).open(made, timeout=10).close()
            yield S3Server(log.parent, S3Options(ACCESS_KEY, SECRET_KEY, endpoint=url), "studio")
        finally:
            process.kill()


@pytest.fixture
def signer() -> LinkSigner:
    return LinkSigner(b"0123456789abcdef")


Opener = Callable[..., Storage]


OTHERS = ("supabase", "gs", "az")


@dataclass(frozen=True)
class Other:
    """A stand-in for a service, and what leads to it."""

    kind: str
    server: ObjectServer
    options: dict[str, object]

    @property
    def url(self) -> str:
        return f"{self.kind}://{BUCKET}/{new_id('test')}"


@contextmanager
def other(kind: str) -> Iterator[Other]:
    """The stand-in, until the block ends."""
    server = {"supabase": supabase.SupabaseServer, "gs": google.GoogleServer, "az": azure.AzureServer}[kind]()
    if kind == "supabase":
        keys = S3Options(supabase.KEY_ID, supabase.SECRET, region=supabase.REGION)
        options: object = SupabaseOptions(server.url, supabase.SERVICE_KEY, keys)
    elif kind == "gs":
        options = GoogleOptions(google.account(server.url))
    else:
        options = AzureOptions(azure.ACCOUNT, azure.KEY, f"{server.url}/{azure.ACCOUNT}")
    names = {"supabase": "supabase", "gs": "google", "az": "azure"}
    try:
        yield Other(kind, server, {names[kind]: options})
    finally:
        server.close()


@pytest.fixture(params=OTHERS)
def stand_in(request: pytest.FixtureRequest) -> Iterator[Other]:
    with other(request.param) as found:
        yield found


@pytest.fixture(params=["local", "s3", *(pytest.param(kind, marks=pytest.mark.slow) for kind in ("moto", *OTHERS))])
def open_one(request: pytest.FixtureRequest, tmp_path: Path, signer: LinkSigner) -> Iterator[Opener]:
    """Opens the same fresh storage again and again; keywords as `open_storage` takes them."""
    options: dict[str, object] = {"signer": signer}
    with ExitStack() as stack:
        if request.param == "moto":
            moto: S3Server = request.getfixturevalue("moto_server")
            url, options["s3"] = f"s3://{moto.bucket}/{new_id('test')}", moto.options
        elif request.param == "local":
            url = (tmp_path / "the store").as_uri()
        elif request.param == "s3":
            server: S3Server = request.getfixturevalue("s3_server")
            url, options["s3"] = f"s3://{server.bucket}/{new_id('test')}", server.options
        else:
            found = stack.enter_context(other(request.param))
            url, options = found.url, options | found.options

        def open_it(**keywords: object) -> Storage:
            return open_storage(url, **(options | keywords))

        yield open_it


@pytest.fixture
def store(open_one: Opener) -> Storage:
    return open_one()


@pytest.fixture
def local(tmp_path: Path, signer: LinkSigner) -> Storage:
    return open_storage((tmp_path / "store").as_uri(), signer=signer)


@pytest.fixture
def open_s3(s3_server: S3Server, signer: LinkSigner) -> Callable[..., Storage]:
    """Opens the bucket with some of the S3 options changed."""

    def open_it(bucket: str = s3_server.bucket, **changes: str | None) -> Storage:
        return open_storage(f"s3://{bucket}/some/prefix", signer=signer, s3=replace(s3_server.options, **changes))

    return open_it


def fetch(url: str) -> tuple[int, bytes, str]:
    """Status, body and content type of a GET, with no proxy between."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(url, timeout=10) as answer:
            return answer.status, answer.read(), answer.headers["content-type"]
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read(), error.headers["content-type"]


@contextmanager
def _serving(folder: Path, log: Path) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """rclone on a port of its own; somebody else may take that port before rclone does, so it is tried again."""
    for _ in range(4):
        port = free_port()
        command = [
            *(str(Path(sysconfig.get_path("scripts"), "rclone")), "serve", "s3", str(folder), "--config", "/dev/null"),
            *("--addr", f"127.0.0.1:{port}", "--auth-key", f"{ACCESS_KEY},{SECRET_KEY}"),
        ]
        with log.open("ab") as said, subprocess.Popen(command, stdout=said, stderr=said) as process:
            try:
                if _answers(port, process):
                    yield port, process
                    return
            finally:
                process.kill()
    raise RuntimeError(f"rclone serve s3 did not start: {log.read_text()[-2000:]}")


def _answers(port: int, process: subprocess.Popen[bytes]) -> bool:
    deadline = time.monotonic() + 40
    while time.monotonic() < deadline and process.poll() is None:
        with socket.socket() as probe:
            probe.settimeout(0.5)
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return True
        time.sleep(0.05)
    return False
