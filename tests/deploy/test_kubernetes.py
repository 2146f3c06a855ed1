"""deploy/kubernetes: what is referred to is there, probes ask routes and commands that exist, nobody is root."""

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.deploy.reading import DEPLOY, ROOT, documents, is_command, is_secret, is_setting

KUBERNETES = DEPLOY / "kubernetes"
KUSTOMIZATIONS = sorted(KUBERNETES.rglob("kustomization.yaml"))
OVERLAYS = sorted((KUBERNETES / "overlays").iterdir())
BASE = [
    each
    for name in documents(KUBERNETES / "base/kustomization.yaml")[0]["resources"]
    for each in documents(KUBERNETES / "base" / name)
]
PODS = {each["metadata"]["name"]: each["spec"]["template"] for each in BASE if each["kind"] in {"Deployment", "Job"}}


def of_kind(kind: str) -> list[dict[str, Any]]:
    return [each for each in BASE if each["kind"] == kind]


def containers() -> list[Any]:
    return [pytest.param(pod, pod["spec"]["containers"][0], id=name) for name, pod in PODS.items()]


def labels_of(selector: dict[str, str]) -> list[str]:
    """The pods that a selector finds."""
    return [name for name, pod in PODS.items() if selector.items() <= pod["metadata"]["labels"].items()]


@pytest.mark.parametrize("path", KUSTOMIZATIONS, ids=lambda path: path.parent.name)
def test_what_a_kustomization_names_is_there(path: Path) -> None:
    (document,) = documents(path)
    assert document["kind"] == ("Component" if "components" in path.parts else "Kustomization")
    for name in [*document.get("resources", ()), *document.get("components", ())]:
        found = path.parent / name
        assert found.is_file() or (found / "kustomization.yaml").is_file(), name
    for patch in document.get("patches", ()):
        assert any(
            each["kind"] == patch["target"]["kind"] and each["metadata"]["name"] == patch["target"]["name"]
            for each in BASE
        )
        assert all(step["op"] in {"add", "remove", "replace"} for step in yaml.safe_load(patch["patch"]))


@pytest.mark.parametrize("overlay", OVERLAYS, ids=lambda path: path.name)
def test_an_overlay_makes_the_secrets_that_pods_mount(overlay: Path) -> None:
    (document,) = documents(overlay / "kustomization.yaml")
    made = {each["name"]: {Path(file).name for file in each["files"]} for each in document["secretGenerator"]}
    mounted = {
        volume["secret"]["secretName"]
        for pod in PODS.values()
        for volume in pod["spec"]["volumes"]
        if "secret" in volume
    }
    assert mounted == made.keys()
    for files in made.values():
        assert [name for name in files if not is_setting(name.upper())] == []
    assert "safelight_secret_key" not in made["safelight-worker"], "a worker signs no log-ins"
    for merged in document["configMapGenerator"]:
        assert merged["name"] in {each["metadata"]["name"] for each in of_kind("ConfigMap")}
        names = [literal.partition("=")[0] for literal in merged["literals"]]
        assert [name for name in names if not is_setting(name) or is_secret(name)] == []


def test_selectors_find_their_pods() -> None:
    for each in of_kind("Deployment"):
        assert labels_of(each["spec"]["selector"]["matchLabels"]) == [each["metadata"]["name"]]
    for each in of_kind("PodDisruptionBudget"):
        assert labels_of(each["spec"]["selector"]["matchLabels"]) == [each["metadata"]["name"]]
    guarded = [labels_of(each["spec"]["podSelector"]["matchLabels"]) for each in of_kind("NetworkPolicy")]
    assert sorted(guarded) == sorted([name] for name in PODS), "every pod has a policy of its own"


def test_the_service_leads_to_the_port_of_the_server() -> None:
    (service,) = of_kind("Service")
    (name,) = labels_of(service["spec"]["selector"])
    named = {port["name"]: port["containerPort"] for port in PODS[name]["spec"]["containers"][0]["ports"]}
    assert named == {"http": 8000}
    (policy,) = [each for each in of_kind("NetworkPolicy") if each["metadata"]["name"] == name]
    assert {port["targetPort"] for port in service["spec"]["ports"]} == {"http"}
    assert [port["port"] for rule in policy["spec"]["ingress"] for port in rule["ports"]] == ["http"]
    hosts = next(each["value"] for each in PODS[name]["spec"]["containers"][0]["env"] if "HOSTS" in each["name"])
    assert service["metadata"]["name"] in hosts.split(",")


@pytest.mark.parametrize(("pod", "container"), containers())
def test_nobody_is_root_and_nothing_is_written_but_to_volumes(pod: dict[str, Any], container: dict[str, Any]) -> None:
    spec = pod["spec"]
    assert spec["automountServiceAccountToken"] is False
    assert spec["securityContext"] == {
        "runAsNonRoot": True, "runAsUser": 10001, "runAsGroup": 10001, "fsGroup": 10001,
        "seccompProfile": {"type": "RuntimeDefault"},
    }  # fmt: skip
    assert container["securityContext"] == {
        "allowPrivilegeEscalation": False, "readOnlyRootFilesystem": True, "capabilities": {"drop": ["ALL"]},
    }  # fmt: skip
    assert {"cpu", "memory"} <= container["resources"]["requests"].keys()
    assert "memory" in container["resources"]["limits"]
    mounts = {each["name"]: each["mountPath"] for each in container["volumeMounts"]}
    assert mounts.keys() == {volume["name"] for volume in spec["volumes"]}
    assert {"/run/secrets", "/data", "/tmp"} <= set(mounts.values())


@pytest.mark.parametrize(("pod", "container"), containers())
def test_commands_variables_and_images_are_ours(pod: dict[str, Any], container: dict[str, Any]) -> None:
    assert is_command(*container["args"])
    for variable in container.get("env", ()):
        assert is_setting(variable["name"])
        assert not is_secret(variable["name"])
    for source in container.get("envFrom", ()):
        (config,) = [
            each for each in of_kind("ConfigMap") if each["metadata"]["name"] == source["configMapRef"]["name"]
        ]
        assert [name for name in config["data"] if not is_setting(name) or is_secret(name)] == []
    images = documents(KUBERNETES / "base/kustomization.yaml")[0]["images"]
    assert container["image"] in {each["name"] for each in images}
    assert all(each["newTag"] != "latest" for each in images)


@pytest.mark.parametrize(("pod", "container"), containers())
def test_probes_ask_what_answers(pod: dict[str, Any], container: dict[str, Any]) -> None:
    paths = json.loads((ROOT / "docs/openapi.json").read_text(encoding="utf-8"))["paths"]
    probes = {
        name: container[name] for name in ("startupProbe", "livenessProbe", "readinessProbe") if name in container
    }
    for probe in probes.values():
        if "httpGet" in probe:
            assert probe["httpGet"]["path"].partition("?")[0] in paths
            assert probe["httpGet"]["port"] in {port["name"] for port in container["ports"]}
        else:
            name, *words = probe["exec"]["command"]
            assert name == "safelight"
            assert is_command(*words)
        assert probe.get("timeoutSeconds", 1) <= probe["periodSeconds"]
    if pod["spec"].get("restartPolicy") != "OnFailure":
        assert {"startupProbe", "livenessProbe"} <= probes.keys()
    if "readinessProbe" in probes:
        assert probes["readinessProbe"]["httpGet"]["path"].endswith("workers=optional"), "or no worker could join"


def test_workers_are_scaled_and_found() -> None:
    (scaled,) = documents(KUBERNETES / "components/keda/workers.yaml")
    assert scaled["spec"]["scaleTargetRef"]["name"] in PODS
    assert (
        scaled["spec"]["minReplicaCount"] <= scaled["spec"]["fallback"]["replicas"] <= scaled["spec"]["maxReplicaCount"]
    )
    assert len({trigger["name"] for trigger in scaled["spec"]["triggers"]}) == 2


@pytest.mark.skipif(shutil.which("kubectl") is None, reason="kubectl is not here")
@pytest.mark.parametrize("overlay", OVERLAYS, ids=lambda path: path.name)
def test_kustomize_builds_it(overlay: Path, tmp_path: Path) -> None:
    shutil.copytree(KUBERNETES, tmp_path / "kubernetes")
    here = tmp_path / "kubernetes/overlays" / overlay.name
    (document,) = documents(here / "kustomization.yaml")
    for made in document["secretGenerator"]:
        for file in made["files"]:
            (here / file).parent.mkdir(parents=True, exist_ok=True)
            (here / file).write_text("given")
    done = subprocess.run(["kubectl", "kustomize", here], check=True, capture_output=True, text=True)
    built = [each for each in yaml.safe_load_all(done.stdout) if each]
    assert {each["metadata"]["namespace"] for each in built if each["kind"] != "Namespace"} == {"safelight"}
    deployments = {each["metadata"]["name"]: each["spec"] for each in built if each["kind"] == "Deployment"}
    worker = deployments["safelight-worker"]
    has_gpu = "nvidia.com/gpu" in worker["template"]["spec"]["containers"][0]["resources"]["limits"]
    assert has_gpu is (overlay.name == "gpu")
    assert ("replicas" in worker) is (overlay.name != "gpu"), "who scales it decides how many there are"
    assert not re.search(r"image: safelight/", done.stdout)
