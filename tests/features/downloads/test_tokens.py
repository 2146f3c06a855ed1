"""Tokens for gated repositories: checked, encrypted, shown to nobody, sent to one host."""

import pytest
from sqlalchemy import text

from safelight.db import Database
from tests.features.downloads.conftest import blob
from tests.hub_server import Repo

API = "/api/v1/downloads"
SECRET = "hf_VerySecretToken"


@pytest.fixture
def host(hub):
    hub.tokens[SECRET] = "ada"
    hub.repos["maker/gated"] = Repo({"model.safetensors": blob(5000)}, gated=True)
    return f"127.0.0.1:{hub.port}"


def test_a_token_is_checked_with_the_hub_and_never_shown(client, host):
    kept = client.put(f"{API}/tokens/{host}", json={"token": f" {SECRET}\n"})
    assert (kept.status_code, kept.json()["user"]) == (200, "ada")
    for path in (f"{API}/tokens", f"{API}/tokens/{host}"):
        answer = client.get(path)
        assert answer.status_code == 200
        assert "ada" in answer.text
        assert SECRET not in answer.text


def test_a_token_lies_encrypted_and_is_in_no_log(client, host, settings, download, ended, hub, capfd):
    hub.consents.add("ada")
    client.put(f"{API}/tokens/{host}", json={"token": SECRET})
    ended(download("maker/gated"))
    database = Database(settings.effective_database_url)
    with database.reading() as session:
        stored = session.execute(text("SELECT token FROM hub_token")).scalar_one()
        jobs = str(session.execute(text("SELECT spec, results FROM job")).all())
    database.dispose()
    said = capfd.readouterr()
    assert SECRET not in stored + jobs + said.out + said.err


def test_a_token_that_the_hub_does_not_know_is_not_kept(client, host):
    answer = client.put(f"{API}/tokens/{host}", json={"token": "hf_wrong"})
    assert (answer.status_code, answer.json()["code"]) == (400, "token_refused")
    assert client.get(f"{API}/tokens").json()["items"] == []


@pytest.mark.parametrize("token", ["", "has space", "tökén", "two\nlines", "x" * 501])
def test_what_cannot_be_a_token_is_refused(client, host, token):
    assert client.put(f"{API}/tokens/{host}", json={"token": token}).status_code in {400, 422}


@pytest.mark.parametrize("other", ["example.com", "127.0.0.1:1", "evil.com%2Fhuggingface.co", "user@huggingface.co"])
def test_tokens_are_kept_for_allowed_hosts_only(client, host, other):
    assert client.put(f"{API}/tokens/{other}", json={"token": SECRET}).status_code in {400, 403, 404, 503}
    assert client.get(f"{API}/tokens").json()["items"] == []


def test_a_token_is_forgotten(client, host):
    client.put(f"{API}/tokens/{host}", json={"token": SECRET})
    assert client.delete(f"{API}/tokens/{host}").status_code == 204
    assert client.delete(f"{API}/tokens/{host}").json()["code"] == "token_not_found"
    assert client.get(f"{API}/tokens/{host}").status_code == 404


def test_a_gated_repository_says_what_to_do_at_each_step(client, host, hub, download, ended):
    planned = client.post(f"{API}/plan", json={"source": "maker/gated"}).json()
    assert planned["gated"] is True
    job = ended(download("maker/gated"))
    assert job["failure"]["code"] == "gated"
    assert "token" in job["failure"]["hint"]

    client.put(f"{API}/tokens/{host}", json={"token": SECRET})
    client.post(f"/api/v1/jobs/{job['id']}/resume")
    job = ended(job["id"])
    assert job["failure"]["code"] == "gated"
    assert f"{hub.url}/maker/gated" in job["failure"]["hint"]

    hub.consents.add("ada")
    client.post(f"/api/v1/jobs/{job['id']}/resume")
    assert ended(job["id"])["state"] == "succeeded"


def test_a_private_repository_needs_the_token_to_be_seen(client, host, hub, download, ended):
    hub.repos["maker/private"] = Repo({"model.safetensors": blob(10)}, private=True)
    assert client.post(API, json={"source": "maker/private"}).json()["code"] == "access_needed"
    client.put(f"{API}/tokens/{host}", json={"token": SECRET})
    assert ended(download("maker/private"))["state"] == "succeeded"


def test_the_token_goes_to_its_own_host_alone(client, host, hub, download, ended):
    client.put(f"{API}/tokens/{host}", json={"token": SECRET})
    hub.cdn = True
    hub.direct["/x/oil.safetensors"] = blob(100)
    ended(download(f"http://localhost:{hub.port}/x/oil.safetensors"))
    ended(download())
    elsewhere = [headers for _, path, headers in hub.asked if path.startswith(("/cdn/", "/x/"))]
    assert len(elsewhere) >= 3
    assert all("authorization" not in headers for headers in elsewhere)
