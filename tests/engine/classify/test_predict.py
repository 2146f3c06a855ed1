"""Trained classifiers that answer, what they looked at, and ONNX of them."""

import json
import sys
from pathlib import Path

import pytest
import torch
from PIL import Image
from transformers import AutoImageProcessor, ViTConfig, ViTImageProcessor, ViTModel, pipeline
from transformers import ViTForImageClassification as ViT

from safelight.engine.classify.alone import judged
from safelight.engine.classify.feed import Feed
from safelight.engine.classify.folder import Item
from safelight.engine.classify.onnx import OnnxMissing, export_apart, export_onnx
from safelight.engine.classify.predict import Classifier, judge
from safelight.engine.classify.saliency import Saliency
from safelight.engine.diffusion.errors import ModelBroken
from safelight.kit.errors import InvalidInput, SafelightError
from tests.factories.classifiers import LABELS, model_folder, picture


@pytest.mark.parametrize("channels", ["rgb", "grey"])
def test_a_picture_is_prepared_as_it_was_judged(tmp_path: Path, channels: str) -> None:
    classifier = Classifier.load(model_folder(tmp_path / "model", channels=channels))
    path = tmp_path / "0.png"
    picture(1, (90, 70)).save(path)
    prepare = classifier.prepare
    feed = Feed(
        [Item(path, 0, "cat/0.png", size=(90, 70))], labels=3, size=32, channels=channels, mean=prepare.mean,
        std=prepare.std, batch_size=1, device="cpu", augment=None, seed=0, side=40, workers=0,
    )  # fmt: skip
    (batch,) = list(feed.epoch(1))
    feed.close()
    with Image.open(path) as image:
        assert torch.equal(prepare(image), batch.images[0])


def test_answers_are_those_of_transformers_pipeline(tmp_path: Path) -> None:
    folder = model_folder(tmp_path / "model")
    classifier = Classifier.load(folder)
    image = picture(3, (32, 32))  # of the model's own size nobody resizes
    theirs = pipeline("image-classification", model=str(folder), device="cpu")(image, top_k=3)
    ours = classifier.top(judge(classifier, [image])[0], 3)
    assert [each["label"] for each in theirs] == [each.label for each in ours]
    assert [each["score"] for each in theirs] == pytest.approx([each.probability for each in ours], abs=1e-5)


def test_somebody_elses_model_prepares_pictures_its_own_way(tmp_path: Path) -> None:
    config = ViTConfig(
        image_size=32, patch_size=8, hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16,
        id2label={0: "a", 1: "b"}, label2id={"a": 0, "b": 1}, problem_type="multi_label_classification",
    )  # fmt: skip
    ViT(config).save_pretrained(tmp_path / "vit")
    ViTImageProcessor(size={"height": 32, "width": 32}).save_pretrained(tmp_path / "vit")
    classifier = Classifier.load(tmp_path / "vit")
    image = picture(0)
    wanted = AutoImageProcessor.from_pretrained(tmp_path / "vit")(images=image, return_tensors="pt")["pixel_values"][0]
    assert torch.equal(classifier.prepare(image), wanted)
    assert classifier.seen(image.size) == (0, 0, *image.size)  # squeezed, not cut
    logits = classifier.model(pixel_values=wanted[None]).logits
    assert torch.allclose(judge(classifier, [image]), logits.sigmoid())  # each class is a question of its own


def test_a_network_without_a_head_is_no_classifier(tmp_path: Path) -> None:
    config = ViTConfig(image_size=32, hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16)
    ViTModel(config).save_pretrained(tmp_path / "vit")
    ViTImageProcessor().save_pretrained(tmp_path / "vit")
    with pytest.raises(ModelBroken, match="was not trained to tell classes apart"):
        Classifier.load(tmp_path / "vit")
    (tmp_path / "empty").mkdir()
    with pytest.raises(ModelBroken, match="empty cannot be loaded"):
        Classifier.load(tmp_path / "empty")


@pytest.mark.parametrize(("flavour", "fitting"), [("vit-tiny", "attention"), ("resnet-small", "gradcam")])
def test_what_a_model_looks_at_follows_the_class(tmp_path: Path, flavour: str, fitting: str) -> None:
    classifier = Classifier.load(model_folder(tmp_path / "model", flavour=flavour))
    pixels = classifier.prepare(picture(0))
    auto = Saliency.of(classifier, "auto")
    assert auto.method == fitting
    for saliency in (auto, Saliency.of(classifier, "gradient")):
        heats = [saliency.heat(pixels, index) for index in range(len(LABELS))]
        assert all(heat.min() >= 0 and heat.max() == 1 for heat in heats if heat.any())
        assert any(heat.any() for heat in heats)
        assert (heats[0] != heats[1]).any()
    with pytest.raises(InvalidInput, match="saliency"):
        Saliency.of(classifier, "gradcam" if fitting == "attention" else "attention")
    assert not any(weight.requires_grad for weight in classifier.model.parameters())


def test_files_are_judged_without_a_studio_and_broken_ones_told(tmp_path: Path) -> None:
    folder = model_folder(tmp_path / "model")
    picture(0).save(tmp_path / "a.png")
    (tmp_path / "b.png").write_bytes(b"no picture")
    names = [str(tmp_path / name) for name in ("a.png", "b.png", "none.png")]
    first, second, third = judged(folder, names, device="cpu", top_k=1, saliency="auto")
    assert (first["label"] in LABELS, first["saliency"][:22]) == (True, "data:image/png;base64,")
    assert (second["error"], third["error"]) == (
        "b.png cannot be read as a picture.", "none.png cannot be read as a picture.",
    )  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("flavour", ["vit-tiny", "resnet-small"])
def test_onnx_answers_as_torch_in_batches_of_any_size(tmp_path: Path, flavour: str) -> None:
    import onnx
    import onnxruntime

    folder, path = model_folder(tmp_path / "model", flavour=flavour), tmp_path / "model.onnx"
    made = export_apart(folder, path)
    assert (made.max_difference <= 1e-4, made.shape) == (True, ("batch", 3, 32, 32))
    classifier = Classifier.load(folder)
    pixels = torch.stack([classifier.prepare(picture(seed)) for seed in range(7)])
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    (logits,) = session.run(["logits"], {"pixel_values": pixels.numpy()})
    ours = classifier.model(pixel_values=pixels).logits
    assert (ours - torch.from_numpy(logits)).abs().max() <= 1e-4
    told = {each.key: json.loads(each.value) for each in onnx.load(path).metadata_props}
    assert (told["labels"], told["size"]) == (list(LABELS), 32)


@pytest.mark.slow
def test_the_exporter_is_ended_when_nobody_wants_it(tmp_path: Path) -> None:
    def check() -> None:
        raise SafelightError("cancelled", code="cancelled")

    with pytest.raises(SafelightError, match="cancelled"):
        export_apart(model_folder(tmp_path / "model"), tmp_path / "model.onnx", check=check)
    assert not (tmp_path / "model.onnx").exists()


def test_without_the_extra_it_is_said_which_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "onnx", None)
    with pytest.raises(OnnxMissing, match="onnx"):
        export_onnx(Classifier.load(model_folder(tmp_path / "model")), tmp_path / "model.onnx")
