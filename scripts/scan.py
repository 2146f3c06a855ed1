"""Look for what should not be in the repository: secrets, licences that bind, unsafe calls, packages with known holes.

`make lint` has run ruff's S rules, which are bandit's; here bandit looks for what ruff does not know. Each finding that
is meant to be has its reason below. Advisories are asked for where the network lets us; `--strict` fails on one.
"""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import licences

ROOT = Path(__file__).parent.parent
ONLY_BANDIT = "B613,B614,B615"  # text that runs backwards, torch.load, models of a hub without a revision
ADVISORIES = "https://api.osv.dev/v1/querybatch"
PATIENCE = 10.0  # seconds

REASONS = {
    "B615 src/safelight/engine/classify/networks.py": "the user names it; safetensors, and no code of it",
    "B615 src/safelight/engine/classify/predict.py": "a folder here: local_files_only",
    "B615 src/safelight/engine/families/common/text.py": "a folder here: local_files_only",
    "B615 src/safelight/engine/vision/captioner.py": "a folder here: local_files_only",
    "B615 src/safelight/engine/vision/embedders.py": "a folder here: local_files_only",
}

SECRETS = {
    "private key": re.compile(r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----\s+[A-Za-z0-9+/]{20}"),
    "AWS key": re.compile(r"\bAKIA[0-9A-Z]{16}\b"),
    "GitHub token": re.compile(r"\bgh[pousr]_[A-Za-z0-9]{36}\b|\bgithub_pat_\w{40,}"),
    "hub token": re.compile(r"\bhf_[A-Za-z0-9]{30,}\b"),
    "key of ours": re.compile(r"\bsl_[A-Za-z0-9_-]{30,}"),
    "OpenAI key": re.compile(r"\bsk-(?:proj-)?[A-Za-z0-9_-]{32,}"),
    "Slack token": re.compile(r"\bxox[abprs]-[A-Za-z0-9-]{10,}"),
    "web token": re.compile(r"\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}"),
    "password in an address": re.compile(r"://[\w.-]+:(?!\$|\{|<|…|\*)[^\s/@:\"'`]{12,}@[\w.-]+"),
}
KNOWN = {
    "tests/kit/test_masking.py": "made up, to be masked",
    "tests/storage/test_presign.py": "the example of AWS's own documentation",
}


def secrets(paths: list[str]) -> Iterator[str]:
    """One line for each tracked file that holds what looks like a secret."""
    for path in paths:
        file = ROOT / path
        if path in KNOWN or not file.is_file() or b"\0" in (content := file.read_bytes())[:8000]:
            continue
        text = content.decode(errors="ignore")
        for what, shape in SECRETS.items():
            for found in shape.finditer(text):
                line = text.count("\n", 0, found.start()) + 1
                yield f"{path}:{line}: {what}, {found[0][:8]}…"


def unsafe_calls() -> Iterator[str]:
    """One line for each finding of bandit without a reason, and each reason without a finding."""
    command = [sys.executable, "-m", "bandit", "-q", "-r", "src", "-t", ONLY_BANDIT, "-f", "json"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    report = json.loads(done.stdout)
    met = {f"{each['test_id']} {each['filename']}" for each in report["results"]}
    for each in report["results"]:
        if f"{each['test_id']} {each['filename']}" not in REASONS:
            yield f"{each['filename']}:{each['line_number']}: {each['test_id']} {each['issue_text']}"
    yield from (f"scripts/scan.py: the reason for {name} is needed no more" for name in REASONS.keys() - met)
    yield from (f"{each['filename']}: {each['reason']}" for each in report["errors"])


def known_holes(pins: str) -> Iterator[str]:
    """One line for each pinned package with an advisory. Raises httpx.HTTPError where nobody can be asked."""
    packages = re.findall(r"^([\w.-]+)==([\w.+!-]+)", pins, re.MULTILINE)
    asked = [{"package": {"name": name, "ecosystem": "PyPI"}, "version": version} for name, version in packages]
    answer = httpx.post(ADVISORIES, json={"queries": asked}, timeout=PATIENCE).raise_for_status().json()
    for (name, version), result in zip(packages, answer["results"], strict=True):
        if holes := [each["id"] for each in result.get("vulns", ())]:
            yield f"{name} {version}: {', '.join(holes)}"


def main() -> None:
    """Tell what was found, and fail on it."""
    ask = ["git", "ls-files", "-z"]
    listed = subprocess.run(ask, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    found = [*secrets(list(filter(None, listed.split("\0")))), *licences.problems(), *unsafe_calls()]
    try:
        holes = list(known_holes((ROOT / "requirements/all.txt").read_text()))
    except httpx.HTTPError as error:
        print(f"Advisories: nobody could be asked ({type(error).__name__}), so packages were not looked at.")
    else:
        print("\n".join(["Packages with advisories:", *holes]) if holes else "No package has an advisory.")
        if "--strict" in sys.argv:
            found += holes
    if found:
        sys.exit("\n".join(found))
    print("No secrets, no licence that binds, no unsafe call without its reason.")


if __name__ == "__main__":
    main()
