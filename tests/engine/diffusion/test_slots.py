from pathlib import Path

import pytest
import torch
from peft.tuners.lora import LoraLayer

from safelight.engine.diffusion.adapters import lora_layers
from safelight.engine.diffusion.generate import generate
from safelight.engine.diffusion.loading import Loaded, load
from safelight.kit.errors import SafelightError
from safelight.specs.generation import LoraUse
from tests.engine.diffusion.conftest import plan


def picture(loaded: Loaded, *uses: tuple[Path, float]) -> bytes:
    files = [(path, LoraUse(key=path.name, sha256=f"{path.stem:0>64}", scale=scale)) for path, scale in uses]
    return generate(loaded, plan(), files).images[0].tobytes()


def test_switching_is_bit_exact_and_never_loads_the_base_again(sd: Loaded, loras: dict[str, Path]) -> None:
    a, b = loras["a"], loras["b"]
    unet = sd.pipeline.unet
    base = picture(sd)
    with_a, with_b = picture(sd, (a, 1)), picture(sd, (b, 1))
    assert len({base, with_a, with_b}) == 3
    assert picture(sd) == base
    assert picture(sd, (a, 1)) == with_a
    assert picture(sd, (b, 1)) == with_b
    assert sd.pipeline.unet is unet


def test_scales_and_several_at_once(sd: Loaded, loras: dict[str, Path]) -> None:
    a, b = loras["a"], loras["b"]
    assert picture(sd, (a, 0.0)) == picture(sd)
    drawn = {picture(sd, (a, 1)), picture(sd, (a, 0.5)), picture(sd, (a, 1), (b, 1)), picture(sd, (a, 1), (b, 0.5))}
    assert len(drawn) == 4
    assert picture(sd, (a, 1), (b, 0)) == picture(sd, (a, 1))
    assert picture(sd, (a, 0.5), (a, 0.5)) == picture(sd, (a, 1))


def test_eviction_restores_the_base_exactly(folders: dict[str, Path], loras: dict[str, Path]) -> None:
    loaded = load(folders["sd"], dtype=torch.float32, device="cpu", name="tiny", lora_slots=1)
    base = picture(loaded)
    with_a = picture(loaded, (loras["a"], 1))
    picture(loaded, (loras["mixed"], 1))  # evicts a
    assert len(loaded.slots.attached) == len(loaded.bank.held) == 1
    assert picture(loaded) == base
    assert picture(loaded, (loras["a"], 1)) == with_a
    loaded.slots.clear()
    assert lora_layers(loaded.pipeline) == []
    assert picture(loaded) == base


def test_least_recently_used_goes_first(folders: dict[str, Path], loras: dict[str, Path]) -> None:
    slots = load(folders["sd"], dtype=torch.float32, device="cpu", lora_slots=2).slots
    again = loras["a"].with_name("again.safetensors")
    again.write_bytes(loras["mixed"].read_bytes())
    wanted = {name: (name, path, 1.0) for name, path in {**loras, "again": again}.items()}
    slots.use([wanted["a"]])
    slots.use([wanted["b"]])  # of the denoiser alone: nothing to attach
    assert slots.attached == ("a",)
    slots.use([wanted["mixed"]])
    slots.use([wanted["a"]])
    slots.use([wanted["again"]])
    assert slots.attached == ("a", "again")
    slots.use(list(wanted.values()))  # more than fit for once
    assert set(slots.attached) == {"a", "mixed", "again"}


def test_the_denoiser_is_never_touched(sd: Loaded, loras: dict[str, Path]) -> None:
    sd.slots.use([("a" * 64, loras["a"], 1.0)])
    assert not any(isinstance(module, LoraLayer) for module in sd.pipeline.unet.modules())
    assert any(isinstance(module, LoraLayer) for module in sd.pipeline.text_encoder.modules())


def test_a_bad_file_leaves_the_slots_as_they_were(sd: Loaded, loras: dict[str, Path], tmp_path: Path) -> None:
    with_a = picture(sd, (loras["a"], 1))
    bad = tmp_path / "bad.safetensors"
    bad.write_bytes(b"nothing")
    attached = sd.slots.attached, sd.bank.held
    with pytest.raises(SafelightError):
        picture(sd, (loras["b"], 1), (bad, 1))
    assert (sd.slots.attached, sd.bank.held) == attached
    assert picture(sd, (loras["a"], 1)) == with_a


def test_the_text_encoders_may_take_another_scale(sd: Loaded, loras: dict[str, Path]) -> None:
    def drawn(scale: float, in_text: float | None) -> bytes:
        use = LoraUse(key="a", sha256=f"{'a':0>64}", scale=scale, text_encoder_scale=in_text)
        return generate(sd, plan(), [(loras["a"], use)]).images[0].tobytes()

    assert drawn(1, None) == drawn(1, 1)
    assert len({drawn(1, 1), drawn(1, 0), drawn(0, 1), drawn(0, 0)}) == 4
