"""What the defaults reach on real data, from nothing: scikit-learn's digits."""

from pathlib import Path

import pytest

from safelight.engine.classify.loop import run_classifier
from safelight.specs.classify import TrainConfig
from tests.factories.digits import write_digits


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("flavour", ["vit-small", "resnet-small"])
def test_the_defaults_read_digits(flavour: str, tmp_path: Path) -> None:
    root = write_digits(tmp_path / "digits")
    config = TrainConfig(root=str(root), model_flavour=flavour, ckpt_dir=str(tmp_path / "run"))
    result = run_classifier(config, device="cpu", cache=tmp_path / "cache")
    assert result.evaluations["test"].metrics.count == 355
    assert result.evaluations["test"].metrics.accuracy >= 0.97
