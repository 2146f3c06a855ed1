import json
import shutil
import threading
from contextlib import suppress
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file

from safelight.engine.diffusion import reading
from safelight.engine.diffusion.errors import ModelBroken, ModelNotFound
from safelight.engine.diffusion.generate import generate
from safelight.engine.diffusion.loading import load
from safelight.kit.safetensors_header import PickledWeights
from tests.engine.diffusion.conftest import plan


@pytest.fixture
def copy(folders: dict[str, Path], tmp_path: Path) -> Path:
    return Path(shutil.copytree(folders["sd"], tmp_path / "model"))


def cpu(path: Path, dtype: torch.dtype = torch.float32) -> object:
    return load(path, dtype=dtype, device="cpu")


def test_stages_size_and_defaults(copy: Path) -> None:
    card = {
        "family": "sd",
        "defaults": {"num_inference_steps": 8, "scheduler": "dpmpp_2m_karras"},
        "training": {"rank": 8},
    }
    (copy / "safelight.json").write_text(json.dumps(card))
    stages: list[tuple[str, int, int]] = []
    loaded = load(copy, dtype=torch.float32, device="cpu", on_stage=lambda *stage: stages.append(stage))
    assert stages[0] == ("checking its files", 0, 0)
    parts = ["scheduler", "text_encoder", "tokenizer", "unet", "vae"]
    told = [stage for stage, *_ in stages if stage.startswith("reading ")]
    assert sorted(set(told)) == [f"reading {part}" for part in parts]
    size = sum(file.stat().st_size for file in copy.glob("*/*.safetensors"))
    assert {total for stage, _, total in stages if stage.startswith("reading")} == {size}
    bytes_done = [done for stage, done, _ in stages if stage.startswith("reading")]
    assert bytes_done == sorted(bytes_done)
    assert bytes_done[-1] == size
    assert stages[-1][0] == "moving it to the device"
    assert loaded.defaults.num_inference_steps == 8
    assert (loaded.defaults.width, loaded.defaults.scheduler) == (64, "dpmpp_2m_karras")
    assert loaded.card is not None
    assert (loaded.card.family, loaded.card.training) == ("sd", {"rank": 8})
    parameters = sum(
        p.numel() for part in ("unet", "vae", "text_encoder") for p in getattr(loaded.pipeline, part).parameters()
    )
    assert loaded.size_bytes >= 4 * parameters


def test_stored_half_precision_runs_as_float32(copy: Path) -> None:
    for file in copy.glob("*/*.safetensors"):
        save_file(
            {k: v.half() if v.is_floating_point() else v for k, v in load_file(file).items()}, file, {"format": "pt"}
        )
    loaded = load(copy, dtype=torch.float32, device="cpu")
    assert {p.dtype for part in (loaded.pipeline.unet, loaded.pipeline.text_encoder) for p in part.parameters()} == {
        torch.float32
    }
    assert generate(loaded, plan()).images


class Stop(Exception):
    """Somebody wants no more of it."""


def test_stopped_at_any_moment_torch_is_as_it_was(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """diffusers sets the default number type while it builds a part, and interrupted there it left it so."""
    monkeypatch.setattr(reading, "TICK_SECONDS", 0.0)  # every one of torch's calls may be the last
    told = 0
    seen: set[torch.dtype] = set()

    def count(*_: object) -> None:
        nonlocal told
        told += 1
        seen.add(torch.get_default_dtype())

    load(copy, dtype=torch.bfloat16, device="cpu", on_stage=count)
    assert seen == {torch.float32, torch.bfloat16}
    last = told

    def stop(*_: object) -> None:
        nonlocal told
        told += 1
        if told == at:
            raise Stop

    stopped = 0
    for at in range(1, last, max(1, last // 20)):
        told = 0
        with suppress(Stop):
            load(copy, dtype=torch.bfloat16, device="cpu", on_stage=stop)
        stopped += told == at
        assert torch.get_default_dtype() == torch.float32, at
        assert torch.is_grad_enabled(), at
    assert stopped > 10


def test_two_at_once_wait_for_each_other(copy: Path) -> None:
    stages = list[str]()

    def watch(stage: str, *_: int) -> None:
        stages.append(stage)

    def other() -> None:
        load(copy, dtype=torch.bfloat16, device="cpu", on_stage=watch)

    with reading.one_reading(reading.unwatched):
        thread = threading.Thread(target=other)
        thread.start()
        while "waiting for another model" not in stages:
            thread.join(0.01)
        assert not any(stage.startswith("reading ") for stage in stages)
    thread.join()
    assert any(stage.startswith("reading ") for stage in stages)
    assert torch.get_default_dtype() == torch.float32


def test_only_fp16_variants(copy: Path) -> None:
    for file in copy.glob("*/*.safetensors"):
        file.rename(file.with_name(f"{file.stem}.fp16.safetensors"))
    assert generate(load(copy, dtype=torch.float32, device="cpu"), plan()).images


def test_nothing_there(tmp_path: Path) -> None:
    with pytest.raises(ModelNotFound, match="no model at"):
        cpu(tmp_path / "nowhere")
    with pytest.raises(ModelBroken, match=r"no model_index.json"):
        cpu(tmp_path)


def test_a_truncated_file_is_named(copy: Path) -> None:
    file = copy / "unet/diffusion_pytorch_model.safetensors"
    file.write_bytes(file.read_bytes()[:5000])
    with pytest.raises(ModelBroken, match=r"unet/diffusion_pytorch_model.safetensors cannot be used: it is truncated"):
        cpu(copy)


def test_a_missing_file_is_an_error_in_words(copy: Path) -> None:
    (copy / "vae/diffusion_pytorch_model.safetensors").unlink()
    with pytest.raises(ModelBroken, match=r"cannot be loaded: .*vae"):
        cpu(copy)


def test_pickled_weights_are_refused_whatever_their_name(copy: Path) -> None:
    file = copy / "unet/diffusion_pytorch_model.safetensors"
    torch.save(load_file(file), copy / "unet/diffusion_pytorch_model.bin")
    file.unlink()
    with pytest.raises(PickledWeights, match=r"diffusion_pytorch_model.bin holds pickled weights; .* can run code"):
        cpu(copy)
    (copy / "unet/diffusion_pytorch_model.bin").rename(file)
    with pytest.raises(PickledWeights, match=r"unet/.*Convert"):
        cpu(copy)


def test_pipelines_with_code_of_their_own_are_not_run(copy: Path) -> None:
    index = json.loads((copy / "model_index.json").read_text())
    (copy / "model_index.json").write_text(json.dumps(index | {"_class_name": "MyPipeline"}))
    with pytest.raises(ModelBroken, match="'MyPipeline' is not one that diffusers"):
        cpu(copy)
    (copy / "model_index.json").write_text(json.dumps(index | {"unet": ["my_unet", "MyUNet"]}))
    (copy / "my_unet.py").write_text("raise SystemExit")
    with pytest.raises(ModelBroken, match="its unet comes from 'my_unet', code that is not part"):
        cpu(copy)


def test_a_pipeline_that_does_not_draw_from_text(copy: Path) -> None:
    index = json.loads((copy / "model_index.json").read_text())
    (copy / "model_index.json").write_text(json.dumps(index | {"_class_name": "DDPMPipeline"}))
    with pytest.raises(ModelBroken, match="draws neither from text nor from a picture"):
        cpu(copy)


def test_single_files_say_what_is_missing_offline(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    file = tmp_path / "dreamy.safetensors"
    save_file({"model.diffusion_model.input_blocks.1.1.proj_in.weight": torch.zeros(4, 4)}, file)
    with pytest.raises(ModelBroken, match="StableDiffusionPipeline checkpoint, but the configs") as caught:
        cpu(file)
    assert "Download the configs of stable-diffusion-v1-5/stable-diffusion-v1-5" in str(caught.value.hint)
    assert "or put a StableDiffusionPipeline folder" in str(caught.value.hint)
    save_file({"x": torch.zeros(4)}, file)
    with pytest.raises(ModelBroken, match="no kind that is known"):
        cpu(file)
