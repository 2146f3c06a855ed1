"""What the rest of the program asks of the shelf: a model by name and kind, its hash, a LoRA in the other layout."""

import hashlib
import subprocess
from pathlib import Path

import pytest
import torch
from fastapi.testclient import TestClient
from safetensors.torch import load_file

from safelight.features.models.errors import ModelNotFound
from safelight.features.models.repository import ModelShelf
from safelight.features.models.service import watching
from tests.engine import tiny
from tests.factories import weights

API = "/api/v1/models"


@pytest.fixture
def shelf(tmp_path: Path) -> ModelShelf:
    weights.lora(tmp_path / "loras" / "ink.safetensors")
    weights.esrgan(tmp_path / "sharp.safetensors")
    return ModelShelf.at(tmp_path, default="starter")


def test_a_model_is_found_by_name_and_kind_with_its_hash(shelf: ModelShelf, tmp_path: Path) -> None:
    path = tmp_path / "loras" / "ink.safetensors"
    found = shelf.find("ink", kind="lora")
    assert (found.kind, found.family, found.format, found.path) == ("lora", "sd", "diffusers-lora", path)
    assert found.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert shelf.find("sharp").kind == "upscaler"
    assert shelf.names() == ["starter"]
    assert shelf.names("lora") == ["ink"]


def test_what_is_not_there_or_of_another_kind_is_told_with_what_there_is(shelf: ModelShelf) -> None:
    with pytest.raises(ModelNotFound, match="no LoRA 'pen'") as missing:
        shelf.find("pen", kind="lora")
    assert "Known are: ink." in str(missing.value)
    with pytest.raises(ModelNotFound, match="is no LoRA but an upscaler"):
        shelf.find("sharp", kind="lora")
    with pytest.raises(ModelNotFound, match="There is no video model yet"):
        shelf.find("film", kind="video")
    with pytest.raises(ModelNotFound, match="is no base model"):
        shelf.info("ink")


def test_the_hash_of_a_folder_is_what_the_guide_says(shelf: ModelShelf) -> None:
    info = shelf.info("starter")
    listing = subprocess.run(  # the words of docs/guide/models.md
        "find . -name '*.safetensors' | sed 's|^./||' | LC_ALL=C sort | xargs -d '\\n' sha256sum | sha256sum",
        shell=True, cwd=info.path, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert info.sha256 == listing.stdout.split()[0]


def test_a_hash_is_taken_one_by_one_and_given_up_when_the_server_ends(shelf: ModelShelf) -> None:
    assert not watching.hash_next(shelf, should_stop=lambda: True)
    assert [info.sha256 for info in shelf.all("lora")] == [None]
    while watching.hash_next(shelf):
        pass
    assert all(info.sha256 for info in shelf.all(None))


def test_what_was_forgotten_while_it_was_hashed_stays_forgotten(
    client: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = weights.lora(tmp_path / "elsewhere" / "far.safetensors")
    shelf = ModelShelf.at(tmp_path / "none", default="starter", db=client.app.state.studio.db)
    seen = [("far", shelf.identity(path))]
    monkeypatch.setattr(ModelShelf, "fresh", lambda _: seen)
    client.post(API, json={"path": str(path)})
    client.delete(f"{API}/far")

    assert watching.notice(shelf) == 1

    monkeypatch.undo()
    assert client.get(f"{API}/far").status_code == 404


@pytest.mark.parametrize("family", ["sd", "sd3", "flux"])
def test_a_lora_goes_out_in_kohyas_layout_and_back_the_same(
    family: str, client: TestClient, folder: Path, tmp_path: Path
) -> None:
    tiny.save_pipeline(tiny.FAMILIES[family], folder / "base")
    path = folder / "loras" / "ink.safetensors"
    tiny.lora_file(tiny.FAMILIES[family](), path, targets=(*tiny.ATTENTION, "add_q_proj", "add_k_proj", "add_v_proj"))

    kohya = client.get(f"{API}/ink/export", params={"layout": "kohya"})
    assert kohya.status_code == 200
    assert 'filename="ink-kohya.safetensors"' in kohya.headers["content-disposition"]
    (folder / "loras" / "other.safetensors").write_bytes(kohya.content)
    other = client.get(f"{API}/other").json()
    back = client.get(f"{API}/other/export", params={"layout": "diffusers"})
    (tmp_path / "back.safetensors").write_bytes(back.content)

    # the tiny UNet's cross-attention has a width that no family has
    assert (other["format"], other["family"]) == ("kohya", None if family == "sd" else family)
    assert client.get(f"{API}/ink/export").content == path.read_bytes()
    before = {key.replace(".text_model.", "."): value for key, value in load_file(path).items()}
    after = load_file(tmp_path / "back.safetensors")
    assert before.keys() == after.keys()
    assert all(torch.equal(before[key], after[key]) for key in before)
    assert [file.name for file in folder.iterdir() if file.name.startswith(".")] == []


def test_a_lora_whose_base_is_not_here_says_what_to_add(client: TestClient, folder: Path) -> None:
    layer = "lora_unet_down_blocks_0_attentions_0_transformer_blocks_0_attn2_to_k"
    weights.weights(
        folder / "far.safetensors", {f"{layer}.lora_down.weight": (2, 2048), f"{layer}.lora_up.weight": (640, 2)}
    )
    refused = client.get(f"{API}/far/export", params={"layout": "diffusers"}).json()
    assert (refused["code"], "sdxl" in refused["hint"]) == ("model_unusable", True)
    named = client.get(f"{API}/far/export", params={"layout": "diffusers", "base": "starter"}).json()
    assert named["code"] == "lora_base_mismatch"
    assert client.get(f"{API}/starter/export").json()["code"] == "model_not_found"
    assert client.get(f"{API}/far/export", params={"layout": "other"}).status_code in {400, 422}
