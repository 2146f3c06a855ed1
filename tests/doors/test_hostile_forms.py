"""Forms that mean harm by their parts: every way in refuses them soon, in its own words, and without much memory."""

import sys
import time
from collections.abc import Callable, Iterator

import pytest
from fastapi.routing import iter_route_contexts
from fastapi.testclient import TestClient

from safelight.doors.app import create_app
from safelight.features.forms import MAX_FIELDS, FormRoute
from safelight.settings import Settings
from tests import hostile
from tests.doors.conftest import API, Studio, watched
from tests.factories.people import add_account

MB = 1_000_000
GROWTH = 150 * MB  # bytes that the server may take more than before
SECONDS = 60  # of one refusal; the machine may have other things to do
KIND = "multipart/form-data; boundary=EDGE"
END = b"--EDGE--\r\n"
PICTURE = hostile.encoded(hostile.picture(96, 96), "PNG")
Pieces = Iterator[bytes]

WAYS = {
    f"{API}/inputs": "file",
    f"{API}/characters/{{character}}/references": "file",
    f"{API}/characters/{{character}}/references/import-captions": "files",
    f"{API}/characters/{{character}}/references/{{reference}}/mask": "file",
    f"{API}/characters/import": "file",
    f"{API}/characters": "images",
    f"{API}/classifiers/runs/import": "file",
    f"{API}/datasets/{{dataset}}/pictures": "files",
    f"{API}/models/upload": "file",
    f"{API}/models/tiny/predict": "files",
    f"{API}/recipes/read": "file",
    f"{API}/recipes/verify": "file",
    f"{API}/styles/import": "file",
    "/characters": "images",
    "/v1/images/edits": "image",
}


def part(name: str, data: bytes = b"x", *, filename: str | None = None, header: bytes = b"") -> bytes:
    of_file = "" if filename is None else f'; filename="{filename}"'
    head = f'--EDGE\r\nContent-Disposition: form-data; name="{name}"{of_file}\r\n'
    return head.encode() + header + b"\r\n" + data + b"\r\n"


def texts(file: str) -> Pieces:
    yield from (part(f"f{at}") for at in range(1000))
    yield part(file, PICTURE, filename="a.png") + END


def large_texts(file: str) -> Pieces:
    yield from (part(f"f{at}", b"x" * MB) for at in range(300))
    yield part(file, PICTURE, filename="a.png") + END


def long_name(file: str) -> Pieces:
    yield part("n" * 5 * MB) + part(file, PICTURE, filename="a.png") + END


def long_text(file: str) -> Pieces:
    yield part(file, PICTURE, filename="a.png") + part("name", b"x" * 5 * MB) + END


def long_header(file: str) -> Pieces:
    yield part(file, PICTURE, filename="a.png", header=b"X-More: " + b"y" * 5 * MB + b"\r\n") + END


def many_headers(file: str) -> Pieces:
    yield part(file, PICTURE, filename="a.png", header=b"X-More: y\r\n" * 100_000) + END


def nested(file: str) -> Pieces:
    inner = part(file, PICTURE, filename="a.png").replace(b"EDGE", b"INNER") + b"--INNER--\r\n"
    yield part(file, inner, filename="a.png", header=b"Content-Type: multipart/mixed; boundary=INNER\r\n") + END


def empty_texts(file: str) -> Pieces:
    yield part("", b"") * 5000 + part(file, PICTURE, filename="a.png") + END


def empty_files(file: str) -> Pieces:
    yield part(file, b"", filename="a.png") * 5000 + END


def nameless(file: str) -> Pieces:
    yield b"--EDGE\r\n\r\n\r\n" * 5000 + part(file, PICTURE, filename="a.png") + END


def without_end(file: str) -> Pieces:
    yield part(file, PICTURE, filename="a.png")[:-40]


def head_without_end(file: str) -> Pieces:
    yield part(file)[:60]


def nothing(_: str) -> Pieces:
    yield from ()


FORMS: tuple[Callable[[str], Pieces], ...] = (
    texts, large_texts, long_name, long_text, long_header, many_headers, nested, empty_texts, empty_files, nameless,
    without_end, head_without_end, nothing,
)  # fmt: skip


def _refusal_is_wrong(studio: Studio, path: str, body: Pieces) -> str:
    """What is wrong with the answer; empty where it is refused as it should be."""
    address = path.format(character=studio.character, reference=studio.reference, dataset=studio.dataset)
    method = "PUT" if path.endswith("/mask") else "POST"
    began = time.monotonic()
    answer = studio.client.request(method, address, content=body, headers={"Content-Type": KIND})
    took = time.monotonic() - began
    if path.startswith("/v1/"):
        told = answer.json()["error"]
        is_told = told["code"] and told["message"] and told["type"] == "invalid_request_error"
    else:
        told = answer.json()
        is_told = answer.headers["content-type"] == "application/problem+json" and told["code"] and told["detail"]
    if 400 <= answer.status_code < 500 and is_told and len(answer.text) < 5000 and took < SECONDS:
        return ""
    return f"{answer.status_code} after {took:.0f} s: {answer.text[:300]}"


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_every_form_that_means_harm_is_refused_at_every_way_in(studio: Studio) -> None:
    before, memory = studio.kept(), studio.memory()
    with watched(studio):
        found = {
            f"{form.__name__} to {path}": _refusal_is_wrong(studio, path, form(file))
            for path, file in WAYS.items()
            for form in FORMS
            # A file that holds a form is a file: a dataset looks at it later, and whether it is signed can be told.
            if not (form is nested and path.rpartition("/")[2] in {"pictures", "verify"})
        }
    wrong = [f"{form}: {why}" for form, why in found.items() if why]
    assert not wrong, "\n".join(wrong)
    assert studio.kept() == before
    grown = studio.peak - memory
    sys.stdout.write(f"{len(WAYS) * len(FORMS)} forms; {grown / MB:.0f} MB more at most\n")
    assert grown < GROWTH, f"{grown / MB:.0f} MB"


@pytest.mark.slow
def test_a_form_where_json_is_read_refusal_is_wrong_at_once(studio: Studio) -> None:
    """Its bytes were all read, and looked through for secrets to show them: 12 MB of them took 12 seconds."""
    memory = studio.memory()
    with watched(studio):
        for path in (f"{API}/generations", "/sdapi/v1/txt2img", "/v1/images/generations"):
            began = time.monotonic()
            body = (b"x" * MB for _ in range(400))
            answer = studio.client.post(path, content=body, headers={"Content-Type": KIND})
            assert 400 <= answer.status_code < 500
            assert len(answer.text) < 2000
            assert time.monotonic() - began < SECONDS
    assert studio.peak - memory < 3 * 160 * MB


def test_what_reads_a_form_does_so_within_bounds(settings: Settings) -> None:
    app = create_app(settings)
    paths = app.openapi()["paths"]
    taking = {
        (path, method.upper())
        for path, operations in paths.items()
        for method, operation in operations.items()
        if "multipart/form-data" in operation.get("requestBody", {}).get("content", {})
    }
    bounded = {
        (context.path, method)
        for context in iter_route_contexts(app.routes)
        if isinstance(context.original_route, FormRoute)
        for method in context.methods or ()
    }
    assert len(taking) == len(WAYS)
    assert taking <= bounded


def test_a_form_of_too_many_texts_refusal_is_wrong(client: TestClient) -> None:
    for number, status in ((MAX_FIELDS, 201), (MAX_FIELDS + 1, 400)):
        more = {f"f{at}": "x" for at in range(number)}
        answer = client.post(f"{API}/inputs", files={"file": ("a.png", PICTURE)}, data=more)
        assert answer.status_code == status, answer.text


def test_no_form_of_an_unknown_is_read(client: TestClient) -> None:
    """Else it would be found damaged first."""
    add_account(client.app.state.studio.db, "root", "admin")
    for path in (f"{API}/inputs", "/v1/images/edits"):
        answer = client.post(path, content=b"no form at all", headers={"Content-Type": KIND})
        assert answer.status_code == 401, answer.text
