"""A frozen base in 8 bits: held so, close to the whole one, and the LoRA learns through it."""

import pytest
import torch

from safelight.engine.registry import family_of
from safelight.engine.training.adapter import Adapters
from safelight.engine.training.frozen import hold_in_fewer_bits
from safelight.engine.training.loop import run_training
from safelight.kit.errors import InvalidInput

CPU = torch.device("cpu")


def denoisers(base, spec):
    """The same twice: whole, and held in 8 bits."""
    found = []
    for quantized in (False, True):
        family, adapters = family_of(base), Adapters()
        network = family.load_denoiser(torch.float32)
        adapters.attach("unet", network, family.denoiser_targets("all"), spec)
        with torch.no_grad():
            for name, parameter in adapters.parameters().items():
                if "lora_B" in name:
                    parameter.fill_(0.01)  # else nothing of the first half would have a gradient
        if quantized:
            hold_in_fewer_bits(network, "int8", CPU)
        found.append((network, adapters.parameters()))
    return found


def test_gradients_reach_the_lora_through_eight_bits(tiny_sd, tiny_spec):
    (whole, expected), (held, learning) = denoisers(tiny_sd, tiny_spec(target="all"))
    inside = held.down_blocks[1].attentions[0].transformer_blocks[0].attn1.to_q
    assert type(inside.base_layer.weight.data) is not torch.Tensor
    assert inside.base_layer.weight.qdata.dtype == torch.int8
    assert learning.keys() == expected.keys()
    assert {parameter.dtype for parameter in learning.values()} == {torch.float32}
    chance = torch.Generator().manual_seed(0)
    latents, words = torch.randn(2, 4, 8, 8, generator=chance), torch.randn(2, 24, 16, generator=chance)
    for network in (whole, held):
        network(latents, torch.tensor([10, 500]), words, return_dict=False)[0].square().mean().backward()
    exact = torch.cat([parameter.grad.flatten() for parameter in expected.values()])
    close = torch.cat([parameter.grad.flatten() for parameter in learning.values()])
    assert torch.nn.functional.cosine_similarity(exact, close, dim=0) > 0.99


def test_a_training_on_a_base_in_eight_bits_ends_near_one_on_the_whole(tiny_sd, pictures, tiny_spec, tmp_path):
    runs = [
        run_training(
            base=tiny_sd,
            pictures=pictures,
            spec=tiny_spec(base_quantization=wanted, max_train_steps=3),
            work_dir=tmp_path / str(wanted),
        )
        for wanted in (None, "int8")
    ]
    assert runs[0].losses == pytest.approx(runs[1].losses, rel=0.05)
    assert runs[0].losses != runs[1].losses


def test_four_bits_need_a_gpu(tiny_sd, pictures, tiny_spec, tmp_path):
    with pytest.raises(InvalidInput, match="CUDA") as caught:
        run_training(base=tiny_sd, pictures=pictures, spec=tiny_spec(base_quantization="nf4"), work_dir=tmp_path)
    assert "base_quantization" in caught.value.message
    assert "int8" in caught.value.hint
