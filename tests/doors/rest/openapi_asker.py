"""Asks a server in this process whatever its OpenAPI document allows, and more; keeps what was wrong."""

import re
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from random import Random
from typing import Any

import anyio
import httpx
import hypothesis
import requests
import schemathesis
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import FlakyStrategyDefinition
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.core.transport import Response
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

CHECKS = [status_code_conformance, content_type_conformance, response_schema_conformance]
PATIENCE = 1.5  # seconds of a request; what waits for a worker, of which there is none, is then left
_ID = re.compile(r"^[a-z]{1,8}_[0-9a-z]{10,40}$")
_MOST_KNOWN = 40  # ids of a kind
# What would wait for a worker, or take the server away from those who ask next.
LEFT_OUT = re.compile(r"logout|/auth/password|accounts/\{id_or_name\}$")


class Asker:
    """Cases of the document, sent to the app of `client`. `findings`: what was undeclared, by what it is."""

    def __init__(self, client: TestClient, *, headers: Mapping[str, str] | None = None) -> None:
        self.client, self.headers = client, dict(headers or {})
        document = client.app.openapi()  # type: ignore[attr-defined]  # a FastAPI app
        self.schema = schemathesis.openapi.from_dict(document)
        self.operations = [found.ok() for found in self.schema.get_all_operations()]
        self.findings: dict[str, str] = {}
        self.statuses: Counter[int] = Counter()
        self.asked = self.held = 0
        self.known: dict[str, list[str]] = {}
        self._transport = httpx.ASGITransport(client.app, raise_app_exceptions=False)  # type: ignore[arg-type]  # an ASGI app

    def ask_each(self, number: int, *, seed: int = 0, every: int = 1) -> None:
        """So many cases of every operation, or every n-th; two thirds of them as the document has it."""
        # The order matters: what is deleted early is away for all the others.
        for operation in sorted(self.operations[::every], key=lambda each: each.method.upper() == "DELETE"):
            if LEFT_OUT.search(operation.path) and operation.method.upper() != "GET":
                continue
            for mode, share in ((GenerationMode.POSITIVE, 2), (GenerationMode.NEGATIVE, 1)):
                self._ask(operation, mode, max(1, number * share // 3), seed)

    def _ask(self, operation: Any, mode: GenerationMode, number: int, seed: int) -> None:
        chance = Random(f"{operation.label}{mode}{seed}")

        @settings(
            max_examples=number, deadline=None, database=None, derandomize=seed == 0, phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        @given(operation.as_strategy(generation_mode=mode))
        def each(case: Any) -> None:
            if chance.random() < 0.7:
                self._point_at_something(case, chance)
            self.send(case)

        try:
            each()
        except (schemathesis.errors.InvalidSchema, Exception) as error:
            if type(error).__name__ not in {"Unsatisfiable", "SkipTest"}:  # nothing wrong can be sent there
                raise

    def ask_in_turn(self, number: int, *, seed: int = 0) -> None:
        """At least so many walks from answer to request: what one operation made, the next ones are asked about."""
        asker = self
        walks = 0

        class Walk(self.schema.as_state_machine()):  # type: ignore[misc,name-defined]  # made at run time
            def setup(self) -> None:
                nonlocal walks
                walks += 1

            def call(self, case: Any, **_: Any) -> Response:
                return asker.send(case) or _NO_ANSWER

            def validate_response(self, response: Response, case: Any, **_: Any) -> None:
                """As `send` has done it."""

        for again in range(number):
            hypothesis.seed(seed + again)(Walk.TestCase).settings = settings(
                max_examples=number - walks, stateful_step_count=8, deadline=None, database=None,
                phases=[Phase.generate], suppress_health_check=list(HealthCheck),
            )  # fmt: skip
            # Hypothesis goes back to the beginnings of walks, and a server of which something was deleted, or that was
            # slow, answers otherwise then. What it has answered was looked at.
            with suppress(FlakyStrategyDefinition):
                Walk.TestCase().runTest()
            if walks >= number:
                return
        raise AssertionError(f"only {walks} of {number} walks came about")

    def send(self, case: Any) -> Response | None:
        """One case, and what its answer was; None if it did not come in time."""
        kwargs = case.as_transport_kwargs(base_url="http://127.0.0.1:8000", headers=self.headers)
        answer = self.client.portal.call(self._answer, kwargs)  # type: ignore[union-attr]  # inside `with`
        self.asked += 1
        if answer is None:
            self.held += 1
            return None
        response = Response.from_httpx(answer, verify=False)
        self.statuses[response.status_code] += 1
        self._learn(answer)
        try:
            case.validate_response(response, checks=[*CHECKS, not_a_server_error] if _is_defect(response) else CHECKS)
        except (FailureGroup, Failure) as failure:
            for each in getattr(failure, "exceptions", [failure]):
                key = f"{case.method} {case.operation.path}: {response.status_code} {each.title}: {_first_line(each)}"
                self.findings.setdefault(key, f"{case.as_curl_command()}\n{answer.text[:600]}")
        return response

    async def _answer(self, kwargs: dict[str, Any]) -> httpx.Response | None:
        kwargs = {name: value for name, value in kwargs.items() if name in _KNOWN_TO_HTTPX and value is not None}
        if isinstance(files := kwargs.get("files"), list):
            kwargs["files"] = [(name, _sendable(each)) for name, each in files]
        # Headers may be any Latin-1, which httpx sends as bytes alone.
        kwargs["headers"] = {name: value.encode("latin-1") for name, value in (kwargs.get("headers") or {}).items()}
        if isinstance(data := kwargs.get("data"), bytes | str):
            kwargs["content"] = kwargs.pop("data")
        elif isinstance(data, list):
            kwargs["data"] = dict(data)
        async with httpx.AsyncClient(transport=self._transport, cookies=kwargs.pop("cookies", None)) as client:
            answer = None
            # As a server would: what a thread has begun is waited for. Nothing but a server's end cancels more roughly.
            with anyio.move_on_after(PATIENCE), suppress(httpx.InvalidURL):  # the client sends no address of 64 kB
                answer = await client.request(**kwargs)
            if answer is None:
                return None
            await answer.request.aread()  # what was uploaded, for the report
            return answer

    def _point_at_something(self, case: Any, chance: Random) -> None:
        """Names in the path become those of things that are here."""
        for name in list(case.path_parameters or {}):
            kinds = [kind for kind in self.known if _fits(name, kind, case.operation.path)]
            if kinds:
                case.path_parameters[name] = chance.choice(self.known[chance.choice(kinds)])

    def _learn(self, answer: httpx.Response) -> None:
        if answer.headers.get("content-type", "").startswith("application/json") and 0 < len(answer.content) < 200_000:
            for text in _texts(answer.json()):
                if _ID.match(text):
                    kept = self.known.setdefault(text.partition("_")[0], [])
                    if text not in kept:
                        kept.append(text)
                        del kept[:-_MOST_KNOWN]


_NO_ANSWER = Response(408, {}, b"", requests.Request("GET", "http://x").prepare(), 0.0, verify=False)
_KNOWN_TO_HTTPX = {"method", "url", "headers", "params", "json", "data", "files", "cookies", "content"}
_KINDS = {
    "characters": "char", "jobs": "job", "generations": "gen", "pictures": "pic dpic", "inputs": "img",
    "styles": "style", "projects": "proj", "datasets": "data ds", "runs": "run crun", "references": "ref",
    "accounts": "acc", "keys": "key",
}  # fmt: skip


def _fits(name: str, kind: str, path: str) -> bool:
    place = path.split("{" + name, 1)[0].rstrip("/").rpartition("/")[2]
    return kind in _KINDS.get(place, "").split() or name.startswith(kind)


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [text for each in inside for text in _texts(each)]


def _sendable(part: Any) -> Any:
    """A part of a form as bytes or text: whatever breaks the schema may be a number."""
    if isinstance(part, tuple):
        name, content, *rest = part
        return (name, _sendable(content), *rest)
    return part if isinstance(part, bytes | str) else str(part)


def _is_defect(response: Response) -> bool:
    """A part that is away (503) or full (507) is declared, and no defect."""
    return response.status_code >= 500 and response.status_code not in {503, 507}


def _first_line(failure: Failure) -> str:
    return " ".join(str(failure).split())[:300]
