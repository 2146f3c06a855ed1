"""No key, token or password reaches a log line or an error."""

import io
import json
import logging
import time

import pytest
import structlog
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, SecretStr, ValidationError

from safelight.doors.rest.problems import from_validation
from safelight.kit import logs
from safelight.kit.errors import InvalidInput, shown
from safelight.kit.masking import MASK, is_secret, masked, masked_text

KEY = "sl_" + "k3yK3Y-_" * 5
JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbm4ifQ.c2lnbmF0dXJl"

SECRET = [
    "password", "new_password", "hub.token", "refresh_token", "refreshToken", "access_tokens[0]", "SAFELIGHT_API_KEY",
    "api-key", "Authorization", "s3_secret_access_key", "client_secret", "Set-Cookie", "webhook.secret", "current",
    "setup_code", "new",
]  # fmt: skip
PLAIN = [
    "prompt", "key", "trigger_word", "max_tokens", "tokens", "tokenizer", "secretary", "keys_made", "job_id", "path",
    "token_count", "passwords_changed",
]  # fmt: skip


def test_a_secret_is_known_by_its_name() -> None:
    assert [name for name in SECRET if not is_secret(name)] == []
    assert [name for name in PLAIN if is_secret(name)] == []


@pytest.mark.parametrize(
    "text",
    [
        KEY, f"the key {KEY} is wrong", f"Authorization: Bearer {KEY}", "Basic YW5uOnNlY3JldA==", JWT, f"({JWT})",
        "postgresql+psycopg://ann:s3cretPass@db/x", "hf_abcdefghijklmnop", "whsec_abcdefghijklmnop",
        "https://x/files/a?expires=1&signature=abcDEF-123", "{'password': 's3cretPass'}", '{"api_key": "s3cretPass"}',
        "password=s3cretPass", "sk-abcdefghijklmnopqrstu",
    ],
)  # fmt: skip
def test_a_secret_is_known_by_its_shape(text: str) -> None:
    told = masked_text(text)
    assert MASK in told
    for secret in (KEY, JWT, "YW5uOnNlY3JldA", "s3cretPass", "abcdefghijklmnop", "abcDEF-123"):
        assert secret not in told


def test_all_else_is_left_as_it_is() -> None:
    for text in (
        "a token of love",
        "sl_short",
        "the secret garden",
        "https://ann@example.org/a?b=c",
        "key=storage/a.png",
    ):
        assert masked_text(text) == text
    value = {"prompt": "a cat", "n": 2, "size": (64, 64), "tags": ["a"], "none": None, "password": None, "token": ""}
    assert masked(value) == value


def test_what_is_deep_inside_is_masked_too() -> None:
    given = {"accounts": [{"name": "ann", "password": "s3cretPass", "more": ({"token": ["s3cretPass"]},)}]}
    assert "s3cretPass" not in str(masked(given))
    endless: list[object] = []
    endless.append(endless)
    assert MASK in str(masked(endless))


@pytest.mark.parametrize("as_json", [True, False])
def test_no_log_line_holds_one(as_json: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    stream, handlers = io.StringIO(), logging.getLogger().handlers
    level = logging.getLogger().level
    monkeypatch.setattr("sys.stderr", stream)
    try:
        logs.configure(level="info", as_json=as_json)
        log = structlog.stdlib.get_logger("of this test alone")
        log.info(
            "login",
            name="ann",
            password="s3cretPass",
            headers={"Authorization": f"Bearer {KEY}"},
            url=f"/x?token={KEY}",
        )
        logging.getLogger("of another").warning("it said %s", f"Bearer {JWT}")
        try:
            int(f"bad token {KEY}")
        except ValueError:
            log.exception("broke")
    finally:
        logging.getLogger().handlers = handlers
        logging.getLogger().setLevel(level)
        structlog.reset_defaults()
    said = stream.getvalue()
    assert said.count(MASK) >= 5
    assert "ann" in said
    for secret in (KEY, JWT, "s3cretPass"):
        assert secret not in said
    if as_json:
        assert all(json.loads(line) for line in said.splitlines())


class Entry(BaseModel):
    name: int
    password: SecretStr
    settings: list[int]


def test_no_error_shows_one() -> None:
    with pytest.raises(ValidationError) as wrong:
        Entry.model_validate({"name": "ann", "password": 5, "settings": [{"password": "s3cretPass", "x": 1}]})
    shown = {field.field: field.value for field in from_validation(list(wrong.value.errors())).fields}
    assert shown["name"] == "ann"
    assert shown["password"] == MASK, "numbers are passwords, too"
    assert "s3cretPass" not in str(shown)
    missing = RequestValidationError(
        [{"type": "x", "loc": ("body", "name"), "msg": "m", "input": {"password": "s3cretPass", "a": KEY}}]
    )
    assert "s3cretPass" not in str(from_validation(list(missing.errors())).fields)
    assert InvalidInput.of("token", "s3cretPass", "is short").fields[0].value == MASK
    assert InvalidInput.of("size", (1, 2), "is small").fields[0].value == "(1, 2)"


@pytest.mark.parametrize(
    "value",
    [
        "x" * 50_000_000, b"\0" * 50_000_000, "eyJaaaaaaaa-" * 1_000_000, "password" * 1_000_000,
        ["x" * 100] * 400_000, [[[["x"] * 20] * 20] * 20] * 20, {f"key {at}": [at] * 10 for at in range(100_000)},
    ],
    ids=["a text", "bytes", "parts of tokens", "words", "a list", "lists of lists", "a dict"],
)  # fmt: skip
def test_a_value_without_end_is_shown_as_soon_as_any(value: object) -> None:
    began = time.process_time()
    assert len(shown(value, "prompt")) < 200
    assert time.process_time() - began < 1.0


def test_a_line_of_half_tokens_is_looked_through_soon() -> None:
    began = time.process_time()
    assert masked_text("eyJaaaaaaaa-" * 20_000)
    assert time.process_time() - began < 5.0, "four times as long a line took sixteen times as long"


def test_the_beginning_of_a_long_text_is_shown_without_its_secret() -> None:
    told = shown(f"{KEY} and {'more ' * 1000}", "prompt")
    assert told.startswith(f"{MASK} and more more")
    assert told.endswith(f"({len(KEY) + 5 + 5000} characters)")


def test_of_many_bad_fields_some_are_told_and_all_are_counted() -> None:
    class Many(BaseModel):
        sizes: list[int]

    with pytest.raises(ValidationError) as caught:
        Many(sizes=["x"] * 5000)
    told = from_validation([{**each, "loc": ("y" * 5000, *each["loc"])} for each in caught.value.errors()])
    assert "and 4999 more" in str(told)
    assert len(told.fields) == 100
    assert all(len(each.field) < 200 for each in told.fields)
