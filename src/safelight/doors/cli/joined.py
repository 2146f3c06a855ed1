"""A machine that joined a studio: it asks there for what it needs, and keeps a worker at work on each of its devices.

It asks again now and then: what the studio has changed holds from then on, and one that was removed goes.
"""

import json
import os
import random
import secrets
import signal
import socket
import threading
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from safelight import __version__
from safelight.db import Database
from safelight.doors.cli import data_folder
from safelight.doors.cli.client import Client
from safelight.doors.cli.environment import environment_of
from safelight.doors.cli.problems import FAILED, OK, Failed, ServerUnreachable, WrongUsage
from safelight.doors.cli.running import WORKER, worker_devices
from safelight.features.accounts.service.tokens import hash_of
from safelight.features.agents.service.joining import SECRET_PREFIX
from safelight.jobs import fitness
from safelight.jobs.runner import EXIT_UNFIT
from safelight.jobs.supervisor import Supervisor
from safelight.jobs.upbringing import AGENT_ID, MACHINE, POD_ID, WORKER_DEVICE
from safelight.kit.addresses import is_public
from safelight.kit.errors import SafelightError
from safelight.kit.files import whole_file
from safelight.kit.logs import get_logger
from safelight.settings import Settings

log = get_logger(__name__)

KEPT = "agent.json"
PATH = "/api/v1/agents/join"
ASK_AGAIN_SECONDS = 60.0
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0
GONE = frozenset({"agent_removed", "join_token_refused"})
"""Codes of answers after which there is nothing to do here any more."""


@dataclass
class Membership:
    """With what this machine comes to a studio: a token the first time, and from then on the secret it keeps."""

    url: str
    folder: Path
    token: str | None = None

    def __post_init__(self) -> None:
        self.url = self.url.rstrip("/")
        kept = self._all_kept().get(self.url, {})
        self.secret: str = kept.get("secret", "")
        self.is_known: bool = kept.get("joined", False)
        self.by: str = kept.get("by", "")
        if not self.is_known and self.token is None:
            raise WrongUsage(
                f"This machine has not joined {self.url} yet: it needs a token.",
                hint="Make one there with `safelight agents token NAME`, and give it by --token or --token-file.",
            )

    def ask(self, asked: dict[str, Any]) -> dict[str, Any]:
        """What this machine needs. Raises what the studio answers, ServerUnreachable."""
        try:
            return self._ask(asked)
        except SafelightError as error:
            # It was removed, or the studio is another: a new token is a new beginning, the one it came by is not.
            if error.code not in GONE or not self.is_known or self.token is None or self._came_by() == self.by:
                raise
            self.secret, self.is_known = "", False
            return self._ask(asked)

    def _came_by(self) -> str:
        return hash_of(self.token or "")

    def _ask(self, asked: dict[str, Any]) -> dict[str, Any]:
        if not self.secret:
            # Kept before it is told to anybody: if the answer is lost, the next try is the same machine.
            self.secret = SECRET_PREFIX + secrets.token_urlsafe(32)
            self._keep()
        shown = self.secret if self.is_known else self.token
        with Client(self.url, api_key=shown) as client:
            answer: dict[str, Any] = client.post(PATH, asked | {"secret": self.secret})
        if not self.is_known:
            self.is_known, self.by = True, self._came_by()
            self._keep()
        return answer

    def _all_kept(self) -> dict[str, dict[str, Any]]:
        """What this machine keeps, by the addresses of studios."""
        try:
            found: dict[str, dict[str, Any]] = json.loads((self.folder / KEPT).read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        return found

    def _keep(self) -> None:
        own = {"secret": self.secret, "joined": self.is_known, "by": self.by}
        _write_secret(self.folder / KEPT, json.dumps(self._all_kept() | {self.url: own}).encode())


def work_for(member: Membership, settings: Settings, *, device: str | None, name: str | None) -> int:
    """Join, and keep the workers at work until SIGTERM or Ctrl-C; returns the exit code."""
    _refuse_listeners(member.url)
    data_folder.made(settings.data_dir)
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    machine = name or socket.gethostname()
    asked = {
        "name": machine, "host": socket.gethostname(), "version": __version__, "speaks": fitness.SPEAKS,
        "labels": settings.labels,
    }  # fmt: skip
    devices = worker_devices(settings.model_copy(update={"devices": device} if device else {}))
    needs = _ask_patiently(member, asked, stopping)
    while needs is not None and not isinstance(needs, int):
        with_them = _Workers(needs, settings, machine=machine, devices=devices)
        try:
            needs = _watch(member, asked, needs, stopping)
        finally:
            with_them.stop()
    return OK if needs is None else needs


class _Workers:
    """The workers of this machine, with what the studio has told."""

    def __init__(self, needs: dict[str, Any], settings: Settings, *, machine: str, devices: list[str]) -> None:
        self._database = Database(needs["settings"]["database_url"], pool_size=1)
        self._supervisor = Supervisor(
            self._database,
            WORKER,
            devices=devices,
            environment=surroundings(needs, settings, machine),
            cancel_grace_seconds=settings.cancel_grace_seconds,
        )
        self._supervisor.start()
        log.info("agent_works", agent=needs["agent_id"], workers=len(devices), devices=",".join(devices))

    def stop(self) -> None:
        self._supervisor.stop()
        self._database.dispose()


def surroundings(needs: dict[str, Any], settings: Settings, machine: str) -> dict[str, str]:
    """The environment of a worker: what is set on this machine stands, the studio tells the rest."""
    told = {f"SAFELIGHT_{name.upper()}": value for name, value in needs["settings"].items()}
    labels = {**settings.labels, **needs["labels"]}
    own = {AGENT_ID: needs["agent_id"], POD_ID: needs["pod_id"] or "", MACHINE: machine}
    here = {name: value for name, value in environment_of(settings).items() if value}
    found = told | here | own | {"SAFELIGHT_LABELS": json.dumps(labels)}
    for name in ("SAFELIGHT_JOIN", "SAFELIGHT_JOIN_TOKEN", WORKER_DEVICE):
        found.pop(name, None)
    return found


def _write_secret(path: Path, content: bytes) -> None:
    """A file that only its owner can read, whole or not at all."""
    with whole_file(path) as file:
        os.fchmod(file.fileno(), 0o600)
        file.write(content)


def _ask_patiently(member: Membership, asked: dict[str, Any], stopping: threading.Event) -> dict[str, Any] | int | None:
    """What the studio tells, however long it is away; None when we are to stop, an exit code where it does not fit."""
    pause = FIRST_PAUSE
    log.info("agent_joins", studio=member.url, name=asked["name"], known=member.is_known)
    while not stopping.is_set():
        try:
            needs = member.ask(asked)
        except SafelightError as error:
            if error.code == "agent_unfit":
                log.warning("agent_is_unfit", why=str(error))
                return EXIT_UNFIT
            if not _is_away(error):
                raise
            log.warning("agent_waits_for_studio", studio=member.url, why=error.message, again_in=round(pause, 1))
            stopping.wait(pause * random.uniform(0.7, 1.0))  # a fleet does not come all at once
            pause = min(pause * 2, LONGEST_PAUSE)
        else:
            for warning in needs["warnings"]:
                log.warning("studio_warns", what=warning)
            log.info("agent_joined", agent=needs["agent_id"], studio=needs["version"], labels=needs["labels"])
            return needs
    return None


def _watch(
    member: Membership, asked: dict[str, Any], needs: dict[str, Any], stopping: threading.Event
) -> dict[str, Any] | int | None:
    """Ask again now and then; returns what is needed now where that has changed, an exit code when we are to go."""
    while not stopping.wait(ASK_AGAIN_SECONDS):
        try:
            now = member.ask(asked)
        except SafelightError as error:
            if error.code in GONE:
                log.warning("agent_was_removed", studio=member.url, why=str(error))
                return FAILED
            if error.code == "agent_unfit":  # its workers know, and wait for the studio to be upgraded
                log.warning("agent_is_unfit", why=str(error))
            elif not _is_away(error):
                log.warning("agent_was_refused", why=str(error))
        else:
            if any(now[part] != needs[part] for part in ("settings", "labels")):
                log.info("agent_starts_anew", why="the studio's settings have changed")
                return now
    return None


def _is_away(error: SafelightError) -> bool:
    return isinstance(error, ServerUnreachable) or error.status in {429, 500, 502, 503, 504}


def _refuse_listeners(url: str) -> None:
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise WrongUsage(f"{url!r} is no address of a studio.", hint="Such as https://studio.example.org")
    if parts.scheme == "https":
        return
    try:
        found = {str(each[4][0]).partition("%")[0] for each in socket.getaddrinfo(parts.hostname, parts.port or 80)}
    except socket.gaierror:
        return  # it may come to be known; nothing is sent to where no name leads
    if any(is_public(ip_address(each)) for each in found):
        raise Failed(
            f"{url} would get the token, and answer with secrets, unencrypted over the open Internet.",
            hint="Join by https://, or through a private network.",
        )
