"""Model cards: what the run says, in YAML for programs and in words."""

import yaml

from safelight.engine.classify.card import card_of
from safelight.specs.classify import TrainConfig
from tests.factories.classifiers import LABELS, result_of


def test_a_card_says_what_programs_and_people_ask() -> None:
    result = result_of(TrainConfig(root="/home/ann/pets", ckpt_dir="/home/ann/runs", lr=0.01))
    card = card_of(result)
    front = yaml.safe_load(card.split("---")[1])
    (entry,) = front["model-index"]
    assert front["pipeline_tag"] == "image-classification"
    assert entry["results"][0]["metrics"][0] == {"type": "accuracy", "value": 0.75}
    assert (entry["results"][0]["dataset"]["name"], "base_model" in front) == ("pets", False)
    assert "| Accuracy | 0.7500 |" in card
    assert '"lr": 0.01' in card
    assert "There was no test part" in card
    assert "/home/ann" not in card


def test_odd_names_stay_within_their_cell() -> None:
    card = card_of(result_of(TrainConfig(root="/data/pets"), LABELS))
    assert "| dog\\|wolf | 2 | – | 0.5000 | 0.5000 |" in card
    assert "cat, dog\\|wolf, égale" in card


def test_a_model_that_began_with_trained_weights_names_them() -> None:
    config = TrainConfig(root="/data/pets", model_flavour="google/vit-base", load_pretrained=True, channels="grey")
    card = card_of(result_of(config))
    assert yaml.safe_load(card.split("---")[1])["base_model"] == "google/vit-base"
    assert "from trained weights" in card
    assert '.convert("L")' in card
