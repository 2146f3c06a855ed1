"""deploy/: the dashboard and the alerts ask for metrics that are exported, by labels that these have."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from fastapi.testclient import TestClient

from safelight.doors.app import create_app
from safelight.settings import Settings
from safelight.specs.telemetry import REGISTRY

DEPLOY = Path(__file__).parents[2] / "deploy"
DASHBOARD = json.loads((DEPLOY / "grafana/safelight.json").read_text(encoding="utf-8"))
ALERTS = yaml.safe_load((DEPLOY / "alerts.yml").read_text(encoding="utf-8"))
SCRAPE = yaml.safe_load((DEPLOY / "prometheus.yml").read_text(encoding="utf-8"))
SCALED = yaml.safe_load((DEPLOY / "kubernetes/components/keda/workers.yaml").read_text(encoding="utf-8"))
NAME = re.compile(r"\bsafelight_\w+")
GROUPING = re.compile(r"\b(?:by|on) \(([^)]*)\)")
SELECTOR = re.compile(r"(\w+) ?(?:=|!=|=~|!~) ?\"")


def panels() -> Iterator[tuple[str, str]]:
    for panel in DASHBOARD["panels"]:
        for target in panel.get("targets", ()):
            yield panel["title"], target["expr"]


def expressions() -> list[tuple[str, str]]:
    rules = [(rule["alert"], rule["expr"]) for group in ALERTS["groups"] for rule in group["rules"]]
    scaled = [(each["name"], each["metadata"]["query"]) for each in SCALED["spec"]["triggers"]]
    return [*panels(), *rules, *scaled]


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """Names of samples that a scrape can hold."""
    settings = Settings(_env_file=None, data_dir=tmp_path_factory.mktemp("data"))
    with TestClient(create_app(settings)) as client:
        text = client.get("/metrics").text
    found = set()
    for name, kind in re.findall(r"^# TYPE (\S+) (\w+)$", text, re.MULTILINE):
        found |= {f"{name}_{part}" for part in ("bucket", "sum", "count")} if kind == "histogram" else {name}
    return found


@pytest.mark.parametrize(("where", "expression"), expressions())
def test_every_metric_that_is_asked_for_is_exported(where: str, expression: str, exported: set[str]) -> None:
    asked = set(NAME.findall(expression))
    assert asked or where == "SafelightDown"
    assert asked <= exported, f"{where}: {asked - exported}"


@pytest.mark.parametrize(("where", "expression"), expressions())
def test_every_label_that_is_asked_for_is_one_it_has(where: str, expression: str) -> None:
    known = {"le", "job", "instance", "kind", "state", "server", "version", "worker", "id", "device", "part"}
    known |= {label for instrument in REGISTRY.instruments.values() for label in instrument.labels}
    grouped = {label.strip() for group in GROUPING.findall(expression) for label in group.split(",") if label.strip()}
    assert grouped | set(SELECTOR.findall(expression)) <= known, where


def test_nothing_that_is_counted_goes_unseen() -> None:
    shown = {name for _, expression in panels() for name in NAME.findall(expression)}
    for name, instrument in REGISTRY.instruments.items():
        assert (f"{name}_bucket" if instrument.buckets else name) in shown, f"{name} is on no panel"


def test_panels_do_not_cover_each_other() -> None:
    taken: dict[tuple[int, int], str] = {}
    for panel in DASHBOARD["panels"]:
        place = panel["gridPos"]
        assert place["x"] + place["w"] <= 24
        for x in range(place["x"], place["x"] + place["w"]):
            for y in range(place["y"], place["y"] + place["h"]):
                assert (x, y) not in taken, f"{panel['title']} covers {taken.get((x, y))}"
                taken[x, y] = panel["title"]
    assert len({panel["id"] for panel in DASHBOARD["panels"]}) == len(DASHBOARD["panels"])


def test_prometheus_finds_the_alerts_and_the_route() -> None:
    assert all((DEPLOY / name).is_file() for name in SCRAPE["rule_files"])
    assert [job["metrics_path"] for job in SCRAPE["scrape_configs"]] == ["/metrics"]


def test_every_alert_says_what_it_means_and_what_to_do() -> None:
    for group in ALERTS["groups"]:
        for rule in group["rules"]:
            assert rule["labels"]["severity"] in {"warning", "critical"}
            assert rule["annotations"]["summary"]
            assert rule["annotations"]["description"].endswith(".")
