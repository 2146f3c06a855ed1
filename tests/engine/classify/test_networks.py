import json
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from transformers import AutoImageProcessor, AutoModelForImageClassification, BertConfig, BertModel, ViTConfig

from safelight.engine.classify import flavours
from safelight.engine.classify.errors import UnusableModel
from safelight.engine.classify.networks import (
    HEAD_STD,
    freeze_backbone,
    head_of,
    learn,
    open_classifier,
    read_classifier,
)
from safelight.specs.classify import BUILT_IN_FLAVOURS, TrainConfig

Config = Callable[..., TrainConfig]


def logits_of(model: torch.nn.Module, pixels: torch.Tensor) -> torch.Tensor:
    with torch.no_grad():
        return model.eval()(pixels).logits


@pytest.fixture
def pixels() -> torch.Tensor:
    return torch.randn(2, 3, 16, 16, generator=torch.Generator().manual_seed(0))


def test_every_flavour_that_is_named_can_be_built() -> None:
    assert flavours.SIZES.keys() == BUILT_IN_FLAVOURS.keys()
    for flavour, told in BUILT_IN_FLAVOURS.items():
        with torch.device("meta"):
            labels = {"id2label": {0: "a", 1: "b"}, "label2id": {"a": 0, "b": 1}}
            config = flavours.config_of(flavour, size=flavours.SIZES[flavour], channels=3, labels=labels)
            model = AutoModelForImageClassification.from_config(config)
        millions = sum(weight.numel() for weight in model.parameters()) / 1e6
        assert f"{millions:.{0 if millions > 1 else 1}f} million" in told
        assert f"{flavours.SIZES[flavour]} pixels" in told


def test_what_is_saved_is_a_model_for_anybody(tmp_path: Path, pixels: torch.Tensor) -> None:
    config = TrainConfig(model_flavour="vit-tiny", image_size=16)
    ours = open_classifier(config, ["ö/ä", "1", "b c"])
    ours.save(tmp_path)
    theirs = AutoModelForImageClassification.from_pretrained(tmp_path)
    assert theirs.config.id2label == {0: "ö/ä", 1: "1", 2: "b c"}
    assert theirs.config.label2id == {"ö/ä": 0, "1": 1, "b c": 2}
    assert torch.equal(logits_of(theirs, pixels), logits_of(ours.model, pixels))
    seen = AutoImageProcessor.from_pretrained(tmp_path)
    assert (seen.crop_size["height"], tuple(seen.image_mean)) == (16, (0.5,) * 3)
    again = read_classifier(tmp_path)
    assert (again.labels, again.size, again.mean, again.std) == (ours.labels, 16, ours.mean, ours.std)


def test_a_head_for_the_same_classes_is_kept_whatever_their_order(
    tiny_vit: Path, tiny_config: Config, pixels: torch.Tensor
) -> None:
    theirs = AutoModelForImageClassification.from_pretrained(tiny_vit)  # c, a, b
    ours = open_classifier(tiny_config(load_pretrained=True), ["a", "b", "c"])
    torch.testing.assert_close(logits_of(ours.model, pixels), logits_of(theirs, pixels)[:, [1, 2, 0]])
    assert ours.model.config.id2label == {0: "a", 1: "b", 2: "c"}


@pytest.mark.parametrize("labels", [["x", "y", "z"], ["a", "b"], ["a", "b", "c", "d"]])
def test_a_head_for_other_classes_is_new_and_the_rest_is_kept(
    labels: list[str], tiny_vit: Path, tiny_config: Config
) -> None:
    theirs = AutoModelForImageClassification.from_pretrained(tiny_vit).state_dict()
    torch.manual_seed(1)
    ours = open_classifier(tiny_config(load_pretrained=True), labels)
    for name, weight in ours.model.state_dict().items():
        assert name in ours.head or torch.equal(weight, theirs[name]), name
    assert ours.head == ("classifier.weight", "classifier.bias")
    assert ours.model.classifier.weight.shape == (len(labels), 16)
    assert len(labels) != 3 or not torch.equal(ours.model.classifier.weight, theirs["classifier.weight"])
    assert 0 < ours.model.classifier.weight.std() < 2 * HEAD_STD
    assert not ours.model.classifier.bias.any()


def test_without_pretrained_weights_a_folder_gives_its_shape_alone(tiny_vit: Path, tiny_config: Config) -> None:
    theirs = AutoModelForImageClassification.from_pretrained(tiny_vit)
    ours = open_classifier(tiny_config(), ["a", "b", "c"])
    assert ours.model.config.hidden_size == 16
    name = "vit.layers.0.attention.q_proj.weight"
    assert not torch.equal(theirs.state_dict()[name], ours.model.state_dict()[name])


def test_pictures_of_another_size_get_interpolated_places(tiny_vit: Path, tiny_config: Config, tmp_path: Path) -> None:
    ours = open_classifier(tiny_config(load_pretrained=True, image_size=32), ["a", "b", "c"])
    assert ours.model.config.image_size == ours.size == 32
    assert ours.model.vit.embeddings.position_embeddings.shape == (1, 17, 16)
    theirs = AutoModelForImageClassification.from_pretrained(tiny_vit).vit.embeddings.position_embeddings
    assert torch.equal(ours.model.vit.embeddings.position_embeddings[:, 0], theirs[:, 0])
    ours.save(tmp_path)
    assert logits_of(read_classifier(tmp_path).model, torch.zeros(1, 3, 32, 32)).shape == (1, 3)


def test_timms_networks_need_no_download_and_come_back_from_their_folder(tmp_path: Path) -> None:
    for flavour, size in (("test_vit", 64), ("timm/test_resnet", None)):
        ours = open_classifier(TrainConfig(model_flavour=flavour, image_size=size), ["b", "a"])
        assert ours.head
        folder = tmp_path / flavour
        ours.save(folder)
        same = open_classifier(TrainConfig(model_flavour=str(folder), load_pretrained=True), ["a", "b"])
        assert same.size == ours.size
        shown = torch.randn(1, 3, ours.size, ours.size, generator=torch.Generator().manual_seed(0))
        torch.testing.assert_close(logits_of(same.model, shown), logits_of(ours.model, shown)[:, [1, 0]])
        seen = AutoImageProcessor.from_pretrained(folder).data_config
        assert (seen["input_size"][-1], seen["mean"], seen["crop_pct"]) == (ours.size, ours.mean, 1.0)
        assert read_classifier(folder).mean == ours.mean


def test_a_timm_transformer_is_resized_with_its_weights(tmp_path: Path) -> None:
    ours = open_classifier(TrainConfig(model_flavour="test_vit", image_size=64), ["a", "b"])
    ours.save(tmp_path)
    larger = open_classifier(TrainConfig(model_flavour=str(tmp_path), load_pretrained=True, image_size=96), ["a", "b"])
    assert logits_of(larger.model, torch.zeros(1, 3, 96, 96)).shape == (1, 2)
    assert torch.equal(
        larger.model.state_dict()["timm_model.cls_token"], ours.model.state_dict()["timm_model.cls_token"]
    )


def test_only_the_head_learns_and_statistics_stay(tmp_path: Path) -> None:
    ours = open_classifier(TrainConfig(model_flavour="resnet-small", image_size=16), ["a", "b"])
    freeze_backbone(ours)
    learn(ours.model)
    assert {name for name, weight in ours.model.named_parameters() if weight.requires_grad} == set(ours.head)
    before = {name: buffer.clone() for name, buffer in ours.model.named_buffers()}
    ours.model(torch.randn(4, 3, 16, 16))
    assert all(torch.equal(before[name], buffer) for name, buffer in ours.model.named_buffers())


def test_grey_pictures_take_one_plane() -> None:
    ours = open_classifier(TrainConfig(model_flavour="vit-tiny", image_size=16, channels="grey"), ["a", "b"])
    assert ours.mean == (0.5,)
    assert logits_of(ours.model, torch.zeros(1, 1, 16, 16)).shape == (1, 2)


def test_the_head_is_found_by_what_counts_classes() -> None:
    config = ViTConfig(hidden_size=3, num_hidden_layers=1, num_attention_heads=1, intermediate_size=3, num_labels=3)
    assert head_of(config) == {"classifier.weight": 0, "classifier.bias": 0}


class Bad:
    """Folders that are no usable classifier."""

    @staticmethod
    def bert(folder: Path) -> None:
        config = BertConfig(
            hidden_size=8, num_hidden_layers=1, num_attention_heads=1, intermediate_size=8, vocab_size=9
        )
        BertModel(config).save_pretrained(folder)

    @staticmethod
    def pickled(folder: Path) -> None:
        ViTConfig(num_labels=2).save_pretrained(folder)
        (folder / "pytorch_model.bin").write_bytes(b"\x80\x04.")

    @staticmethod
    def without_weights(folder: Path) -> None:
        ViTConfig(num_labels=2).save_pretrained(folder)

    @staticmethod
    def without_config(folder: Path) -> None:
        folder.mkdir()
        (folder / "model_index.json").write_text("{}")

    @staticmethod
    def with_a_program(folder: Path) -> None:
        folder.mkdir()
        (folder / "mine.py").write_text(f"open({str(folder / 'ran')!r}, 'w')")
        (folder / "model.safetensors").write_bytes(b"")
        told = {"model_type": "mine", "auto_map": {"AutoConfig": "mine.Mine"}}
        (folder / "config.json").write_text(json.dumps(told))

    @staticmethod
    def torn(folder: Path) -> None:
        ViTConfig(num_labels=2).save_pretrained(folder)
        (folder / "model.safetensors").write_bytes(b"\x10\0\0\0\0\0\0\0{}")


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (Bad.bert, "no_classifier"),
        (Bad.pickled, "pickled_weights"),
        (Bad.without_weights, "no_weights"),
        (Bad.without_config, "no_classifier"),
        (Bad.with_a_program, "model_unusable"),
        (Bad.torn, "model_unusable"),
    ],
)
def test_what_is_no_usable_classifier_says_why(make: Callable[[Path], None], code: str, tmp_path: Path) -> None:
    make(tmp_path / "model")
    with pytest.raises(UnusableModel) as told:
        open_classifier(TrainConfig(model_flavour=str(tmp_path / "model"), load_pretrained=True), ["a", "b"])
    assert told.value.code == code
    assert told.value.fields[0].field == "model_flavour"
    assert told.value.hint
    assert not (tmp_path / "model" / "ran").exists()


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"model_flavour": "no-such-model"}, "no_such_model"),
        ({"model_flavour": "/no/such/folder"}, "no_such_model"),
        ({"model_flavour": "vit-small", "load_pretrained": True}, "nothing_pretrained"),
    ],
)
def test_a_name_of_nothing_says_what_there_is(fields: dict[str, object], code: str) -> None:
    with pytest.raises(UnusableModel) as told:
        open_classifier(TrainConfig(**fields), ["a", "b"])
    assert told.value.code == code
    assert told.value.hint


def test_a_size_that_a_network_cannot_see_is_told_before_it_learns(tmp_path: Path) -> None:
    config = ViTConfig(
        image_size=64, patch_size=32, hidden_size=8, num_hidden_layers=1, num_attention_heads=1, intermediate_size=8
    )
    AutoModelForImageClassification.from_config(config).save_pretrained(tmp_path)
    with pytest.raises(UnusableModel) as told:
        open_classifier(TrainConfig(model_flavour=str(tmp_path), image_size=16), ["a", "b"])
    assert (told.value.code, told.value.fields[0].field) == ("wrong_image_size", "image_size")
