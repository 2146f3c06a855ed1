"""Findings of pydantic in words for whoever sent the request."""

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from pydantic import BaseModel, Field

from safelight.doors.rest.problems import install


class Named(BaseModel, extra="forbid"):
    name: str = Field(default="", pattern=r"^[^\x00-\x1f/\\<>:]+$")
    line: str = Field(default="", pattern=r"^[^\x00-\x1f]*$")
    text: str = Field(default="", pattern=r"^[^\x00]*$")
    tag: str = Field(default="", pattern=r"^[a-z]*$")


@pytest.fixture
def asking():
    app = FastAPI()
    install(app)

    @app.post("/names")
    def keep(named: Named) -> Named:
        return named

    with TestClient(app) as client:
        yield client


@pytest.mark.parametrize(
    ("sent", "field", "said"),
    [
        ('{"name": "../x"}', "name", r"must not hold line breaks or other control characters, nor any of / \ < > :"),
        (r'{"line": "a\nb"}', "line", "must not hold line breaks or other control characters"),
        (r'{"text": "\u0000"}', "text", "must not hold null characters"),
        ('{"tag": "A"}', "tag", "String should match pattern '^[a-z]*$'"),
        ('{"nmae": "x"}', "nmae", "there is no such field"),
        ('{"name": ', "body", "not valid JSON: Expecting value, at character 9"),
        ("[1]", "body", "send a JSON object, with the header Content-Type: application/json"),
    ],
)
def test_what_is_wrong_is_said_in_words(asking, sent, field, said):
    problem = asking.post("/names", content=sent, headers={"Content-Type": "application/json"}).json()
    assert (problem["errors"][0]["field"], problem["errors"][0]["message"]) == (field, said)
    assert problem["detail"] == f"{field}: {said}"


def test_json_sent_as_a_form_is_told_the_header(asking):
    """What `curl -d` does unless it is told otherwise."""
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = asking.post("/names", content='{"name": "x"}', headers=form)
    assert answer.status_code == 400
    assert "Content-Type: application/json" in answer.json()["detail"]
