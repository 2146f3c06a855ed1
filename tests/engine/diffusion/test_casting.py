"""Weights in another number type: the same numbers, in a folder that loads as the old one did."""

import json
from pathlib import Path

import diffusers
import pytest
import torch
from safetensors.torch import load_file, save_file

from safelight.engine.diffusion.casting import cast_file, cast_folder
from safelight.engine.diffusion.errors import ModelBroken
from tests.engine import tiny


@pytest.mark.parametrize("family", [tiny.sd, tiny.flux])
def test_a_cast_folder_loads_and_holds_what_torch_would_cast(tmp_path: Path, family: object) -> None:
    source, target = tmp_path / "source", tmp_path / "target"
    tiny.save_pipeline(family, source)
    read: list[tuple[int, int]] = []

    cast_folder(source, target, "bf16", on_bytes=lambda done, total: read.append((done, total)))

    assert read == sorted(read)
    assert read[-1][0] == read[-1][1] > 0
    theirs = diffusers.DiffusionPipeline.from_pretrained(source, dtype=torch.bfloat16)
    ours = diffusers.DiffusionPipeline.from_pretrained(target, dtype=torch.bfloat16)
    name = "unet" if "unet" in ours.components else "transformer"
    for part in (name, "vae", "text_encoder"):
        before, after = getattr(theirs, part).state_dict(), getattr(ours, part).state_dict()
        assert before.keys() == after.keys()
        assert all(torch.equal(before[key], after[key]) for key in before)
    stored = load_file(next((target / name).glob("*.safetensors")))
    assert {tensor.dtype for tensor in stored.values() if tensor.is_floating_point()} == {torch.bfloat16}


def test_whole_numbers_stay_and_every_tensor_comes_through(tmp_path: Path) -> None:
    tensors = {
        "ids": torch.arange(5),
        "odd": torch.tensor([1.5, -2.25, 3.0]),
        "none": torch.zeros(0, 4),
        "one": torch.tensor(0.5),
        "half": torch.tensor([0.25], dtype=torch.float16),
    }
    save_file(tensors, tmp_path / "a.safetensors", metadata={"format": "pt", "title": "mine"})

    cast_file(tmp_path / "a.safetensors", tmp_path / "b.safetensors", "f16", on_bytes=lambda _: None)

    found = load_file(tmp_path / "b.safetensors")
    assert {name: tensor.dtype for name, tensor in found.items()} == {
        "ids": torch.int64, "odd": torch.float16, "none": torch.float16, "one": torch.float16, "half": torch.float16,
    }  # fmt: skip
    assert all(torch.equal(found[name].double(), tensor.double()) for name, tensor in tensors.items())


def test_a_number_that_f16_cannot_hold_is_refused_and_nothing_is_left(tmp_path: Path) -> None:
    save_file({"large": torch.tensor([1.0, 1e6])}, tmp_path / "a.safetensors")

    with pytest.raises(ModelBroken, match="too large"):
        cast_file(tmp_path / "a.safetensors", tmp_path / "b.safetensors", "f16", on_bytes=lambda _: None)

    assert [file.name for file in tmp_path.iterdir()] == ["a.safetensors"]


def test_a_variant_beside_the_full_files_is_not_written_twice_and_pickles_stay(tmp_path: Path) -> None:
    unet = tmp_path / "source" / "unet"
    unet.mkdir(parents=True)
    (tmp_path / "source" / "model_index.json").write_text("{}")
    (tmp_path / "source" / "whole.safetensors").write_bytes(b"beside")
    save_file({"a": torch.ones(2)}, unet / "diffusion_pytorch_model.safetensors")
    save_file({"a": torch.zeros(2, dtype=torch.float16)}, unet / "diffusion_pytorch_model.fp16.safetensors")
    (unet / "diffusion_pytorch_model.bin").write_bytes(b"pickle")

    cast_folder(tmp_path / "source", tmp_path / "target", "f16")

    files = sorted(str(file.relative_to(tmp_path / "target")) for file in (tmp_path / "target").rglob("*.*"))
    assert files == ["model_index.json", "unet/diffusion_pytorch_model.safetensors"]
    assert load_file(tmp_path / "target" / files[1])["a"].tolist() == [1, 1]


def test_shards_of_a_variant_get_plain_names_and_a_true_list(tmp_path: Path) -> None:
    part = tmp_path / "source" / "transformer"
    part.mkdir(parents=True)
    (tmp_path / "source" / "model_index.json").write_text("{}")
    names = [f"diffusion_pytorch_model.fp16-0000{n}-of-00002.safetensors" for n in (1, 2)]
    for n, name in enumerate(names):
        save_file({f"w{n}": torch.ones(3)}, part / name)
    listing = {"metadata": {"total_size": 24}, "weight_map": {"w0": names[0], "w1": names[1]}}
    (part / "diffusion_pytorch_model.safetensors.index.fp16.json").write_text(json.dumps(listing))

    cast_folder(tmp_path / "source", tmp_path / "target", "bf16")

    written = tmp_path / "target" / "transformer"
    index = json.loads((written / "diffusion_pytorch_model.safetensors.index.json").read_text())
    assert index["metadata"]["total_size"] == 12
    assert all((written / file).is_file() and ".fp16" not in file for file in index["weight_map"].values())


def test_it_stops_where_it_is_told_to(tmp_path: Path) -> None:
    save_file({f"w{n}": torch.ones(1000) for n in range(5)}, tmp_path / "a.safetensors")

    def stop(done: int) -> None:
        if done > 8000:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        cast_file(tmp_path / "a.safetensors", tmp_path / "b.safetensors", "bf16", on_bytes=stop)
    assert [file.name for file in tmp_path.iterdir()] == ["a.safetensors"]
