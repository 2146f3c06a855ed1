import os
from collections.abc import Callable
from pathlib import Path

import pytest
import torch

from safelight.engine.classify.environment import environment_of, reproducible
from safelight.engine.classify.errors import UnusableModel
from safelight.engine.classify.loop import run_classifier
from safelight.specs.classify import TrainConfig
from tests.engine.classify.test_resume import figures_of

Config = Callable[..., TrainConfig]


def test_the_same_seed_gives_the_same_numbers_and_another_does_not(
    tiny_config: Config, cache: Path, tmp_path: Path
) -> None:
    found = []
    for number, seed in enumerate((1, 1, 2)):
        torch.manual_seed(number)  # what came before in the process must not matter
        config = tiny_config(seed=seed, ckpt_dir=str(tmp_path / str(number)), augmentation="light", cutmix=0.5)
        found.append(figures_of(run_classifier(config, device="cpu", cache=cache)))
    assert found[0] == found[1]
    assert found[0] != found[2]


def state_of_torch() -> tuple[object, ...]:
    kernels = torch.backends.cudnn
    return (
        torch.are_deterministic_algorithms_enabled(),
        torch.is_deterministic_algorithms_warn_only_enabled(),
        torch.utils.deterministic.fill_uninitialized_memory,
        kernels.deterministic,
        kernels.benchmark,
        torch.get_default_dtype(),
        torch.is_grad_enabled(),
        torch.get_num_threads(),
        torch.random.get_rng_state().tolist(),
    )


@pytest.mark.parametrize("deterministic", [True, False])
def test_torch_is_left_as_it_was_also_by_a_failure(deterministic: bool, tiny_config: Config, cache: Path) -> None:
    before = state_of_torch()
    run_classifier(tiny_config(epochs=1, deterministic=deterministic), device="cpu", cache=cache)
    assert state_of_torch() == before
    with pytest.raises(UnusableModel):
        run_classifier(tiny_config(model_flavour="nothing"), device="cpu", cache=cache)
    assert state_of_torch() == before


def test_while_it_lasts_torch_is_as_the_config_wants_it() -> None:
    with reproducible(TrainConfig(deterministic=True)):
        assert torch.are_deterministic_algorithms_enabled()
        assert not torch.utils.deterministic.fill_uninitialized_memory
        assert os.environ["CUBLAS_WORKSPACE_CONFIG"]
    with reproducible(TrainConfig(deterministic=False)):
        assert not torch.are_deterministic_algorithms_enabled()


def test_the_environment_says_what_a_rerun_needs() -> None:
    found = environment_of(TrainConfig(seed=7), torch.device("cpu"))
    assert (found.seed, found.device, found.threads) == (7, "cpu", torch.get_num_threads())
    assert {"torch", "transformers", "numpy"} <= found.packages.keys()
    assert found.code is None or len(found.code.rstrip("+")) == 40
