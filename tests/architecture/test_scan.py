"""`make scan` finds what it is there for."""

import runpy
import sys
from pathlib import Path

import httpx
import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def scan(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "path", [str(ROOT / "scripts"), *sys.path])
    found = runpy.run_path(str(ROOT / "scripts/scan.py"))
    found["secrets"].__globals__["ROOT"] = tmp_path
    return found


@pytest.mark.parametrize(
    "secret",
    [
        "AKIA" + "ABCDEFGHIJKLMNOP", "hf_" + "a" * 34, "ghp_" + "a" * 36, "sl_" + "Ab3_" * 10, "sk-proj-" + "a1B2" * 10,
        "-----BEGIN RSA " + "PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQ",
        "eyJhbGciOiJIUzI1" + ".eyJzdWIiOiJhbm4i.c2lnbmF0dXJl",
        "postgresql://ann:" + "correcthorsebattery@db.example/x", "xoxb-" + "1234567890-abc",
    ],
)  # fmt: skip
def test_a_secret_in_a_file_is_found_and_not_repeated(scan, tmp_path, secret):
    (tmp_path / "settings.py").write_text(f"first = 1\nkey = {secret!r}\n".replace("\\n", "\n"))
    (tmp_path / "fine.py").write_text("key = os.environ['KEY']  # postgresql://user:password@host/name, hf_token\n")
    (tmp_path / "binary").write_bytes(b"\0" + secret.encode())
    [line] = scan["secrets"](["settings.py", "fine.py", "binary", "gone"])
    assert line.startswith("settings.py:2: ")
    assert secret not in line


def test_advisories_are_told_by_package(scan, monkeypatch):
    def answer(url, *, json, timeout):
        results = [
            {"vulns": [{"id": "GHSA-x"}]} if each["package"]["name"] == "bad" else {} for each in json["queries"]
        ]
        return httpx.Response(200, json={"results": results}, request=httpx.Request("POST", url))

    monkeypatch.setattr(httpx, "post", answer)
    pins = "# made\nbad==1.0 \\\n    --hash=sha256:0\ngood==2.0.post1 \\\n"
    assert list(scan["known_holes"](pins)) == ["bad 1.0: GHSA-x"]
