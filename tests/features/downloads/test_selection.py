"""Which files of a repository are wanted; by names and sizes alone."""

import json

import pytest

from safelight.features.downloads.errors import FileChoice, NothingToDownload, PathUnsafe, VariantUnknown
from safelight.features.downloads.schemas import FileEntry
from safelight.features.downloads.service.selection import choose, safe_path
from tests.features.downloads.conftest import WANTED, pipeline_files

INDEX = json.loads(pipeline_files(10)["model_index.json"])


def entries(*paths: str) -> list[FileEntry]:
    return [FileEntry(path=path, size=1) for path in paths]


def wanted(choice) -> set[str]:
    return {file.path for file in choice.wanted}


PIPELINE = entries(*pipeline_files(10))


def test_half_precision_is_taken_where_it_is_and_full_where_it_is_not():
    choice = choose(PIPELINE, index=INDEX)
    assert wanted(choice) == WANTED
    assert (choice.variant, choice.variants, choice.refusal) == ("fp16", ["fp16", "full"], None)


def test_full_precision_if_asked_for():
    choice = choose(PIPELINE, index=INDEX, variant="full")
    assert "unet/diffusion_pytorch_model.safetensors" in wanted(choice)
    assert "unet/diffusion_pytorch_model.fp16.safetensors" not in wanted(choice)
    assert choice.left_out["unet/diffusion_pytorch_model.fp16.safetensors"] == "another variant"


def test_a_variant_that_is_not_there_names_those_that_are():
    choice = choose(PIPELINE, index=INDEX, variant="bf16")
    assert isinstance(choice.refusal, VariantUnknown)
    assert "fp16, full" in choice.refusal.message


def test_every_file_that_stays_has_its_reason():
    choice = choose(PIPELINE, index=INDEX)
    assert {file.path for file in PIPELINE} == wanted(choice) | choice.left_out.keys()
    assert choice.left_out["unet/diffusion_pytorch_model.bin"] == "pickled weights can run code"
    assert choice.left_out["painter.safetensors"] == "the same weights as the folders hold"
    assert choice.left_out["safety_checker/model.safetensors"] == "not a part of the pipeline"


@pytest.mark.parametrize(
    "shard", ["model.fp16-00001-of-00002.safetensors", "model-00001-of-00002.fp16.safetensors"]
)  # fmt: skip
def test_shards_come_with_the_index_of_their_variant(shard):
    files = entries(
        "model_index.json", "text_encoder/config.json", f"text_encoder/{shard}",
        f"text_encoder/{shard.replace('00001-of', '00002-of')}", "text_encoder/model-00001-of-00001.safetensors",
        "text_encoder/model.safetensors.index.json", "text_encoder/model.safetensors.index.fp16.json",
        "text_encoder/pytorch_model.bin.index.json",
    )  # fmt: skip
    choice = choose(files, index={"text_encoder": ["transformers", "CLIPTextModel"]})
    assert wanted(choice) == {
        "model_index.json", "text_encoder/config.json", f"text_encoder/{shard}",
        f"text_encoder/{shard.replace('00001-of', '00002-of')}", "text_encoder/model.safetensors.index.fp16.json",
    }  # fmt: skip
    assert choice.left_out["text_encoder/model.safetensors.index.json"] == "belongs to other weights"


def test_a_part_with_pickled_weights_only_is_refused_with_advice():
    files = entries("model_index.json", "unet/config.json", "unet/diffusion_pytorch_model.bin")
    choice = choose(files, index={"unet": ["diffusers", "UNet2DConditionModel"]})
    assert isinstance(choice.refusal, NothingToDownload)
    assert "unet" in choice.refusal.message
    assert "safetensors" in choice.refusal.hint


def test_one_lora_is_a_single_file_without_its_papers():
    choice = choose(entries("README.md", "pytorch_lora_weights.safetensors", "sample.png"), index=None)
    assert wanted(choice) == {"pytorch_lora_weights.safetensors"}
    assert choice.single_file


def test_of_several_models_one_must_be_named():
    files = entries("ink.safetensors", "oil.safetensors", "README.md")
    choice = choose(files, index=None)
    assert isinstance(choice.refusal, FileChoice)
    assert choice.choices == ["ink.safetensors", "oil.safetensors"]
    assert wanted(choose(files, index=None, include=["oil*"])) == {"oil.safetensors"}


def test_a_model_of_transformers_comes_with_config_and_tokenizer():
    files = entries("config.json", "tokenizer.json", "model.safetensors", "pytorch_model.bin", "onnx/model.onnx")
    choice = choose(files, index=None)
    assert wanted(choice) == {"config.json", "tokenizer.json", "model.safetensors"}
    assert not choice.single_file


def test_names_with_dots_are_no_variants():
    choice = choose(entries("sd_xl_base_1.0.safetensors"), index=None)
    assert wanted(choice) == {"sd_xl_base_1.0.safetensors"}
    assert choice.variants == ["full"]


def test_only_pickles_are_refused_with_advice():
    choice = choose(entries("model.ckpt", "README.md"), index=None)
    assert isinstance(choice.refusal, NothingToDownload)
    assert "model.ckpt" in choice.refusal.message


def test_pickles_do_not_come_even_if_they_are_named():
    choice = choose(entries("model.ckpt"), index=None, include=["*.ckpt"])
    assert choice.wanted == []
    assert isinstance(choice.refusal, NothingToDownload)


def test_nothing_to_be_used_says_what_there_is():
    choice = choose(entries("data.csv"), index=None)
    assert "data.csv" in choice.refusal.message
    assert "no files" in choose([], index=None).refusal.message


def test_excluded_files_stay():
    choice = choose(PIPELINE, index=INDEX, exclude=["README.md", "vae/*"])
    assert wanted(choice) == {path for path in WANTED if path != "README.md" and not path.startswith("vae/")}


def test_configs_alone_have_no_weights():
    choice = choose(PIPELINE, index=INDEX, configs_only=True)
    assert wanted(choice) == {path for path in WANTED if not path.endswith(".safetensors")}


HOSTILE = [
    "../up.safetensors", "/etc/passwd.safetensors", "a/../../b.safetensors", "a//b.safetensors", "./a.safetensors",
    "a\\..\\b.safetensors", "C:evil.safetensors", "con.safetensors", "a/NUL", "x\0.safetensors", "dot./a.safetensors",
    "a\n.safetensors", "", "a" * 300, "aux", "COM1.json", "a /b.json",
]  # fmt: skip


@pytest.mark.parametrize("path", HOSTILE)
def test_paths_that_lead_elsewhere_are_not_safe(path):
    assert not safe_path(path)


@pytest.mark.parametrize("path", ["a.safetensors", "unet/b-00001-of-00002.safetensors", "Ünï/cödé.json", ".hidden"])
def test_ordinary_paths_are_safe(path):
    assert safe_path(path)


@pytest.mark.parametrize("path", [path for path in HOSTILE if path.endswith(".safetensors")])
def test_a_listing_with_such_a_path_is_refused(path):
    with pytest.raises(PathUnsafe):
        choose(entries(path), index=None, include=["*"])


def test_two_paths_that_are_one_on_other_systems_are_refused():
    with pytest.raises(PathUnsafe):
        choose(entries("a.safetensors", "A.safetensors"), index=None, include=["*"])


def test_a_file_that_is_a_folder_too_is_refused():
    with pytest.raises(PathUnsafe):
        choose(entries("a.safetensors", "a.safetensors/b.json"), index=None, include=["*"])
