import json
from pathlib import Path
from typing import Any

import diffusers
import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file

from safelight.engine.diffusion import adapters, schedulers
from safelight.engine.diffusion.adapters import attach, base_modules_of, detach, read_lora
from safelight.engine.diffusion.generate import generate
from safelight.engine.diffusion.loading import Loaded, load
from safelight.kit.errors import InternalError
from safelight.kit.lora_export import to_kohya
from safelight.kit.lora_keys import LoraForAnotherBase, UnsupportedLora, base_modules
from safelight.kit.safetensors_header import BadWeightsFile, PickledWeights
from safelight.specs.generation import LoraUse
from tests.engine import tiny
from tests.engine.diffusion.conftest import plan


def drawn(loaded: Loaded, *files: Path, scale: float = 1.0, scheduler: str = "ddim") -> Any:
    uses = [(file, LoraUse(key=file.name, sha256=file.stem + str(file.stat().st_ino), scale=scale)) for file in files]
    return np.asarray(generate(loaded, plan(scheduler=scheduler), uses).images[0], dtype=int)


def plain(folder: Path, file: Path, *, scheduler: str = "ddim") -> Any:
    """The same picture by diffusers alone."""
    pipeline = diffusers.DiffusionPipeline.from_pretrained(folder, dtype=torch.float32)
    pipeline.set_progress_bar_config(disable=True)
    pipeline.load_lora_weights(file)
    pipeline.scheduler = schedulers.make(scheduler, pipeline.scheduler.config)
    noise = torch.Generator().manual_seed(7)
    images = pipeline("a cat", num_inference_steps=2, guidance_scale=4.0, width=64, height=64, generator=noise).images
    return np.asarray(images[0], dtype=int)


@pytest.mark.parametrize("family", ["sd", "sdxl", "sd3", "flux"])
def test_our_file_gives_plain_diffusers_the_same_picture(family: str, folders: dict[str, Path], tmp_path: Path) -> None:
    scheduler = "euler" if family in {"sd3", "flux"} else "ddim"
    targets = tiny.ATTENTION if family in {"sd3", "flux"} else tiny.MIXED
    trained = load(folders[family], dtype=torch.float32, device="cpu").pipeline
    file = tiny.lora_file(trained, tmp_path / "l.safetensors", targets=targets, rank=4, alpha=2.5)
    loaded = load(folders[family], dtype=torch.float32, device="cpu")
    ours = drawn(loaded, file, scheduler=scheduler)
    assert np.abs(ours - drawn(loaded, scheduler=scheduler)).max() > 10  # the LoRA shows
    assert np.abs(ours - plain(folders[family], file, scheduler=scheduler)).max() == 0


@pytest.mark.parametrize("family", ["sd", "sdxl"])
def test_the_kohya_export_draws_the_same_here_and_in_plain_diffusers(
    family: str, folders: dict[str, Path], tmp_path: Path
) -> None:
    trained = load(folders[family], dtype=torch.float32, device="cpu").pipeline
    file = tiny.lora_file(trained, tmp_path / "l.safetensors", targets=tiny.MIXED, rank=4, alpha=2.5)
    to_kohya(file, tmp_path / "k.safetensors")
    loaded = load(folders[family], dtype=torch.float32, device="cpu")
    ours = drawn(loaded, file)
    assert np.abs(ours - drawn(loaded, tmp_path / "k.safetensors")).max() == 0
    assert np.abs(ours - plain(folders[family], tmp_path / "k.safetensors")).max() == 0


def test_trained_and_read_back_are_the_same_tensors(folders: dict[str, Path], tmp_path: Path) -> None:
    pipeline = load(folders["sd"], dtype=torch.float32, device="cpu").pipeline
    file = tiny.lora_file(pipeline, tmp_path / "l.safetensors", targets=tiny.MIXED, rank=3, alpha=7)
    weights = read_lora(file, base_modules(folders["sd"]), base_name="tiny")
    trained = {n: p for n, p in pipeline.unet.named_parameters() if ".lora_" in n}
    assert len(trained) == 2 * len(weights["unet"])
    for module, layer in weights["unet"].items():
        assert torch.equal(layer.down, trained[f"{module}.lora_A.default.weight"])
        assert torch.equal(layer.up, trained[f"{module}.lora_B.default.weight"])
        assert layer.alpha == 7


def test_ranks_and_alphas_may_differ_by_layer(folders: dict[str, Path], loras: dict[str, Path], tmp_path: Path) -> None:
    """A kohya file with another alpha per layer: the change of every weight is up @ down * alpha / rank."""
    to_kohya(loras["a"], tmp_path / "k.safetensors")
    tensors = load_file(tmp_path / "k.safetensors")
    for i, key in enumerate(sorted(k for k in tensors if k.endswith(".alpha"))):
        tensors[key] = torch.tensor(float(1 + i % 3))
    save_file(tensors, tmp_path / "k.safetensors")
    pipeline = load(folders["sd"], dtype=torch.float32, device="cpu").pipeline
    weights = read_lora(tmp_path / "k.safetensors", base_modules_of(pipeline), base_name="tiny")
    attach(pipeline, weights, "x")
    for component, layers in weights.items():
        part = getattr(pipeline, component)
        for module, layer in layers.items():
            expected = (layer.up @ layer.down) * (layer.alpha / 4)
            assert torch.allclose(part.get_submodule(module).get_delta_weight("x"), expected, atol=1e-6)
    assert {layer.alpha for layer in weights["unet"].values()} == {1.0, 2.0, 3.0}


def test_text_encoder_keys_with_and_without_text_model(loras: dict[str, Path], sd: Loaded, tmp_path: Path) -> None:
    tensors = load_file(loras["a"])
    nested = {k.replace("text_encoder.", "text_encoder.text_model."): v for k, v in tensors.items()}
    save_file(nested, tmp_path / "nested.safetensors")
    assert np.abs(drawn(sd, loras["a"]) - drawn(sd, tmp_path / "nested.safetensors")).max() == 0


def test_detach_restores_every_module_and_weight(loras: dict[str, Path], folders: dict[str, Path]) -> None:
    pipeline = load(folders["sd"], dtype=torch.float32, device="cpu").pipeline
    before = {n: (type(m), id(m)) for n, m in pipeline.unet.named_modules()}
    weights = read_lora(loras["mixed"], base_modules_of(pipeline), base_name="tiny")
    attach(pipeline, weights, "x")
    attach(pipeline, weights, "y")
    detach(pipeline, "x")
    assert len(adapters.lora_layers(pipeline)) == sum(map(len, weights.values()))
    detach(pipeline, "y")
    assert {n: (type(m), id(m)) for n, m in pipeline.unet.named_modules()} == before
    assert not hasattr(pipeline.unet, "peft_config")


def test_a_tensor_lost_on_the_way_is_an_error(
    loras: dict[str, Path], folders: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    pipeline = load(folders["sd"], dtype=torch.float32, device="cpu").pipeline
    weights = read_lora(loras["b"], base_modules_of(pipeline), base_name="tiny")
    original = adapters.peft.set_peft_model_state_dict

    def forgetful(part: Any, state: dict[str, Any], name: str, **options: Any) -> Any:
        return original(part, dict(list(state.items())[1:]), name, **options)

    monkeypatch.setattr(adapters.peft, "set_peft_model_state_dict", forgetful)
    with pytest.raises(InternalError, match="did not arrive whole: 1 layers differ"):
        attach(pipeline, weights, "x")


def test_a_lora_of_another_base_is_refused_and_says_what_differs(sd: Loaded, tmp_path: Path) -> None:
    file = tiny.lora_file(tiny.sd(cross=48), tmp_path / "l.safetensors", text=False)
    with pytest.raises(LoraForAnotherBase, match=r"cross-attention width 48 here, 32 in the base 'tiny'") as caught:
        drawn(sd, file)
    assert caught.value.code == "lora_base_mismatch"
    assert caught.value.hint == "It was trained on 'tiny'; choose the base model it was made for."


def test_files_that_are_no_whole_lora_are_refused(sd: Loaded, loras: dict[str, Path], tmp_path: Path) -> None:
    cut = tmp_path / "cut.safetensors"
    cut.write_bytes(loras["a"].read_bytes()[:-100])
    with pytest.raises(BadWeightsFile, match="truncated"):
        drawn(sd, cut)
    pickled = tmp_path / "pickled.safetensors"
    torch.save(load_file(loras["a"]), pickled)
    with pytest.raises(PickledWeights, match="can run code"):
        drawn(sd, pickled)
    stray = tmp_path / "stray.safetensors"
    save_file(load_file(loras["a"]) | {"unet.nowhere.to_q.lora_A.weight": torch.zeros(4, 16)}, stray)
    with pytest.raises(LoraForAnotherBase, match=r"1 of its \d+ keys have no place .*unet.nowhere.to_q"):
        drawn(sd, stray)
    dora = tmp_path / "dora.safetensors"
    magnitude = {"unet.conv_in.lora_magnitude_vector": torch.ones(16)}
    save_file(load_file(loras["a"]) | magnitude, dora)
    with pytest.raises(UnsupportedLora, match="DoRA"):
        drawn(sd, dora)


def test_the_file_tells_trigger_base_and_config(loras: dict[str, Path]) -> None:
    from safelight.kit.lora_keys import describe
    from safelight.kit.safetensors_header import read_header

    header = read_header(loras["a"])
    said = describe(header)
    assert (said.trigger, said.base, said.alpha, said.ranks) == ("sks", "tiny", 4.0, (4,))
    assert (said.layout, said.network, said.components) == ("diffusers", "lora", ("unet", "text_encoder"))
    assert json.loads(header.metadata["lora_adapter_metadata"])["unet.r"] == 4
    assert header.metadata["safelight"]
