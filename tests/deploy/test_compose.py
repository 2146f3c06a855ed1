"""deploy/compose*.yml: what they name is there, nothing is open that need not be, and no secret stands in them."""

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.deploy.reading import DEPLOY, is_command, is_secret, is_setting

FILES = sorted(DEPLOY.glob("compose*.yml"))
WHOLE = [path for path in FILES if not path.name.endswith("gpu.yml")]
TOP = {"name", "services", "secrets", "volumes"}
SERVICE = {
    "build", "cap_drop", "command", "depends_on", "deploy", "entrypoint", "environment", "healthcheck", "image",
    "init", "ports", "profiles", "read_only", "restart", "secrets", "security_opt", "shm_size", "stop_grace_period",
    "tmpfs", "volumes", "working_dir",
}  # fmt: skip
CONDITIONS = {"service_healthy", "service_completed_successfully"}


def loaded(path: Path) -> dict[str, Any]:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def services() -> list[Any]:
    return [
        pytest.param(path, name, service, id=f"{path.stem}-{name}")
        for path in WHOLE
        for name, service in loaded(path)["services"].items()
    ]


def is_ours(service: dict[str, Any]) -> bool:
    return "safelight/" in service["image"]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_key_is_one_that_compose_knows(path: Path) -> None:
    document = loaded(path)
    assert {key for key in document if not key.startswith("x-")} <= TOP
    for name, service in document["services"].items():
        assert service.keys() <= SERVICE, name


@pytest.mark.parametrize("path", [path for path in FILES if path not in WHOLE], ids=lambda path: path.stem)
def test_what_is_added_is_for_services_that_there_are(path: Path) -> None:
    base = loaded(path.with_name(path.name.replace(".gpu", "")))
    assert loaded(path)["services"].keys() <= base["services"].keys()


@pytest.mark.parametrize("path", WHOLE, ids=lambda path: path.stem)
def test_secrets_and_volumes_are_declared_and_all_are_used(path: Path) -> None:
    document = loaded(path)
    secrets, volumes = set(), set()
    for service in document["services"].values():
        secrets |= {each if isinstance(each, str) else each["source"] for each in service.get("secrets", ())}
        for mount in service.get("volumes", ()):
            source = mount.partition(":")[0]
            if source.startswith("."):
                assert (DEPLOY / source).exists(), source
            else:
                volumes.add(source)
    assert secrets == document.get("secrets", {}).keys()
    assert volumes == document.get("volumes", {}).keys()


@pytest.mark.parametrize(("path", "name", "service"), services())
def test_who_is_waited_for_can_say_that_it_is_well(path: Path, name: str, service: dict[str, Any]) -> None:
    others = loaded(path)["services"]
    for other, how in service.get("depends_on", {}).items():
        assert how["condition"] in CONDITIONS
        if how["condition"] == "service_healthy":
            assert is_ours(others[other]) or "test" in others[other]["healthcheck"], f"{other} has no health check"
        else:
            assert others[other]["restart"] == "no"


@pytest.mark.parametrize(("path", "name", "service"), services())
def test_variables_are_settings_and_secrets_are_files(path: Path, name: str, service: dict[str, Any]) -> None:
    for variable, value in service.get("environment", {}).items():
        if not variable.startswith("SAFELIGHT_"):
            continue
        assert is_setting(variable), variable
        if path.stem != "compose.dev":
            assert not is_secret(variable), f"{variable} belongs into a file"
        assert isinstance(value, str), f"{variable}: YAML would make something else of {value}"
    if is_ours(service):
        for each in service.get("secrets", ()):
            target = each if isinstance(each, str) else each["target"]
            assert is_setting(target.upper()) or target == "agent_database_password"


@pytest.mark.parametrize(("path", "name", "service"), services())
def test_ports_are_for_this_machine_alone_unless_somebody_says_otherwise(
    path: Path, name: str, service: dict[str, Any]
) -> None:
    for port in service.get("ports", ()):
        assert re.match(r"(\$\{\w+:-)?127\.0\.0\.1:", port), port


@pytest.mark.parametrize(("path", "name", "service"), [each for each in services() if is_ours(each.values[2])])
def test_ours_run_without_what_they_do_not_need(path: Path, name: str, service: dict[str, Any]) -> None:
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert any(each.startswith("/tmp") for each in service["tmpfs"])
    if "entrypoint" in service:
        commands = re.findall(r"safelight ([^&>]+)", " ".join(service["command"]))
        assert commands
        assert all(is_command(*command.split()) for command in commands)
    else:
        assert is_command(*service.get("command", ["serve"]))
        assert "data" in str(service["volumes"])
    if "test" in service.get("healthcheck", {}):
        assert is_command(*service["healthcheck"]["test"][2:])


def test_images_of_others_are_of_a_version() -> None:
    for path in WHOLE:
        for service in loaded(path)["services"].values():
            assert is_ours(service) or re.search(r":v?\d", service["image"]), service["image"]


def test_the_script_makes_the_secrets_that_are_named(tmp_path: Path) -> None:
    shutil.copy(DEPLOY / "secrets.sh", tmp_path)
    run = [tmp_path / "secrets.sh"]
    subprocess.run(run, check=True, capture_output=True)
    made = {path.name: path.read_text() for path in (tmp_path / "secrets").iterdir()}
    named = {Path(each["file"]).name for path in WHOLE for each in loaded(path).get("secrets", {}).values()}
    assert made.keys() == named
    assert made["database_password"] in made["safelight_database_url"]
    assert made["agent_database_password"] in made["agent_database_url"]
    assert len(set(made.values())) == len(made)
    assert (tmp_path / "secrets").stat().st_mode & 0o077 == 0
    subprocess.run(run, check=True, capture_output=True)
    assert {path.name: path.read_text() for path in (tmp_path / "secrets").iterdir()} == made


def test_prometheus_asks_the_server_by_a_name_that_it_has() -> None:
    config = yaml.safe_load((DEPLOY / "prometheus.compose.yml").read_text(encoding="utf-8"))
    server = loaded(DEPLOY / "compose.full.yml")["services"]["server"]
    (job,) = config["scrape_configs"]
    ((target,),) = [each["targets"] for each in job["static_configs"]]
    assert target == f"{server['environment']['SAFELIGHT_ALLOWED_HOSTS']}:8000"
    assert job["authorization"]["credentials_file"] == "/run/secrets/safelight_api_key"
