"""LoRAs of Flux and SD3 in every layout: the picture of plain diffusers, whoever wrote the file."""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import diffusers
import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file

from safelight.engine.diffusion import schedulers
from safelight.engine.diffusion.adapters import LayerWeights, base_modules_of, read_lora
from safelight.engine.diffusion.generate import generate
from safelight.engine.diffusion.loading import Loaded, load
from safelight.kit.lora_export import to_kohya
from safelight.kit.lora_import import to_diffusers
from safelight.kit.lora_keys import LoraForAnotherBase, UnsupportedLora, base_modules, check_fits, describe
from safelight.kit.lora_transformers import Architecture, originals
from safelight.kit.safetensors_header import read_header
from safelight.specs.generation import LoraUse
from tests.engine import tiny
from tests.engine.diffusion.conftest import plan

Tensors = dict[str, torch.Tensor]
ATTENTION = (*tiny.ATTENTION, "add_q_proj", "add_k_proj", "add_v_proj", "to_add_out")
EVERYTHING = {
    "flux": (*ATTENTION, "proj_mlp", "proj_out", "ff.net.0.proj", "ff.net.2", "ff_context.net.0.proj",
             "ff_context.net.2", "norm1.linear", "norm1_context.linear", "norm.linear", "norm_out.linear",
             "x_embedder", "context_embedder", "timestep_embedder.linear_1", "timestep_embedder.linear_2",
             "text_embedder.linear_1", "guidance_embedder.linear_2"),
    "sd3": (*ATTENTION, "proj_out", "ff.net.0.proj", "ff.net.2", "ff_context.net.0.proj", "ff_context.net.2",
            "norm1.linear", "norm1_context.linear", "norm_out.linear", "pos_embed.proj", "context_embedder",
            "timestep_embedder.linear_1", "timestep_embedder.linear_2", "text_embedder.linear_2"),
}  # fmt: skip
FAMILIES: tuple[Architecture, ...] = ("flux", "sd3")


def deep_sd3() -> Any:
    """Two blocks, the first with a second attention, as in SD3.5 medium: the last one's context has fewer layers."""
    shallow = tiny.sd3()
    shape = {**shallow.transformer.config, "num_layers": 2, "dual_attention_layers": (0,)}
    transformer = diffusers.SD3Transformer2DModel.from_config(shape)
    return diffusers.StableDiffusion3Pipeline(**{**shallow.components, "transformer": transformer})


@pytest.fixture(scope="module")
def homes(folders: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    deep = tiny.save_pipeline(deep_sd3, tmp_path_factory.mktemp("deep") / "sd3")
    return {**folders, "sd3": deep}


@pytest.fixture(scope="module")
def models(homes: dict[str, Path]) -> dict[str, Loaded]:
    return {name: load(homes[name], dtype=torch.float32, device="cpu", name=name) for name in ("flux", "sd3", "sd")}


@pytest.fixture(scope="module")
def files(homes: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A LoRA on every kind of layer of each, in the diffusers layout."""
    root = tmp_path_factory.mktemp("loras")
    return {
        name: tiny.lora_file(
            load(homes[name], dtype=torch.float32, device="cpu").pipeline, root / f"{name}.safetensors",
            targets=EVERYTHING[name], rank=3, alpha=2.5,
        )
        for name in FAMILIES
    }  # fmt: skip


def drawn(loaded: Loaded, *files: Path) -> Any:
    uses = [
        (file, LoraUse(key=file.name, sha256=hashlib.sha256(str(file).encode()).hexdigest(), scale=0.8))
        for file in files
    ]
    return np.asarray(generate(loaded, plan(scheduler="euler"), uses).images[0], dtype=int)


def plain(folder: Path, file: Path) -> Any:
    """The same picture by diffusers alone."""
    pipeline = diffusers.DiffusionPipeline.from_pretrained(folder, dtype=torch.float32)
    pipeline.set_progress_bar_config(disable=True)
    pipeline.load_lora_weights(file, adapter_name="x")
    pipeline.set_adapters("x", 0.8)
    pipeline.scheduler = schedulers.make("euler", pipeline.scheduler.config)
    noise = torch.Generator().manual_seed(7)
    images = pipeline("a cat", num_inference_steps=2, guidance_scale=4.0, width=64, height=64, generator=noise).images
    return np.asarray(images[0], dtype=int)


def deltas(file: Path, loaded: Loaded) -> Tensors:
    """What the file adds to each weight."""
    read = read_lora(file, base_modules_of(loaded.pipeline), base_name="tiny")
    return {f"{c}.{m}": delta(layer) for c, layers in read.items() for m, layer in layers.items()}


def delta(layer: LayerWeights) -> torch.Tensor:
    return layer.up.flatten(1) @ layer.down.flatten(1) * (layer.alpha / layer.rank)


def same(ours: Tensors, theirs: Tensors) -> None:
    assert ours.keys() == theirs.keys()
    for module, change in ours.items():
        assert (change - theirs[module]).abs().max() <= 1e-6, module
        assert change.abs().max() > 0.01, module


def renamed(file: Path, target: Path, rename: Callable[[str], str]) -> Path:
    save_file({rename(key): value for key, value in load_file(file).items()}, target)
    return target


@pytest.mark.parametrize("family", FAMILIES)
def test_the_kohya_file_draws_what_plain_diffusers_draws(
    family: Architecture, homes: dict[str, Path], models: dict[str, Loaded], files: dict[str, Path], tmp_path: Path
) -> None:
    to_kohya(files[family], tmp_path / "k.safetensors", architecture=family)
    assert all(key.startswith(("lora_unet_", "lora_te1_")) for key in load_file(tmp_path / "k.safetensors"))
    ours = drawn(models[family], tmp_path / "k.safetensors")
    assert np.abs(ours - drawn(models[family])).mean() > 5  # the LoRA shows
    assert np.abs(ours - plain(homes[family], files[family])).mean() <= 1
    same(deltas(files[family], models[family]), deltas(tmp_path / "k.safetensors", models[family]))


@pytest.mark.parametrize("family", FAMILIES)
def test_there_and_back_is_the_same_file(
    family: Architecture, models: dict[str, Loaded], homes: dict[str, Path], files: dict[str, Path], tmp_path: Path
) -> None:
    kohya, back, again = (tmp_path / f"{name}.safetensors" for name in ("k", "b", "a"))
    to_kohya(files[family], kohya, architecture=family)
    base = base_modules(homes[family])
    to_diffusers(kohya, back, check_fits(read_header(kohya), base, base_name="tiny"))
    before = {key.replace(".text_model.", "."): value for key, value in load_file(files[family]).items()}
    after = load_file(back)
    assert before.keys() == after.keys()
    assert all(torch.equal(value, after[key]) for key, value in before.items())
    same(deltas(files[family], models[family]), deltas(back, models[family]))
    to_kohya(back, again, architecture=family)
    once, twice = load_file(kohya), load_file(again)
    assert once.keys() == twice.keys()
    assert all(torch.equal(value, twice[key]) for key, value in once.items())


def dotted(loaded: Loaded, family: Architecture) -> dict[str, str]:
    """kohya's name of each layer -> the original's own."""
    names = originals(family, base_modules_of(loaded.pipeline)["transformer"])
    return {f"lora_unet_{name.replace('.', '_')}": name for name in names}


COMFY_TEXT = "text_encoders.clip_l.transformer.text_model."


def text_dotted(name: str) -> str:
    layer = name.removeprefix("lora_te1_text_model_")
    for joined in ("self_attn", "q_proj", "k_proj", "v_proj", "out_proj"):
        layer = layer.replace(joined, joined.replace("_", "-"))
    return COMFY_TEXT + layer.replace("_", ".").replace("-", "_")


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize(
    ("prefix", "halves"),
    [("diffusion_model.", ("lora_A", "lora_B")), ("diffusion_model.", ("lora_down", "lora_up")),
     ("base_model.model.", ("lora_A", "lora_B")), ("", ("lora_A.default", "lora_B.default"))],
)  # fmt: skip
def test_files_in_the_original_names(
    family: Architecture, prefix: str, halves: tuple[str, str], models: dict[str, Loaded], files: dict[str, Path],
    tmp_path: Path,
) -> None:  # fmt: skip
    to_kohya(files[family], tmp_path / "k.safetensors", architecture=family)
    names = dotted(models[family], family)

    def rename(key: str) -> str:
        layer, _, ending = key.partition(".")
        named = text_dotted(layer) if layer.startswith("lora_te1") else prefix + names[layer]
        return f"{named}.{ending.replace('lora_down', halves[0]).replace('lora_up', halves[1])}"

    renamed(tmp_path / "k.safetensors", tmp_path / "o.safetensors", rename)
    same(deltas(files[family], models[family]), deltas(tmp_path / "o.safetensors", models[family]))
    said = describe(read_header(tmp_path / "o.safetensors"))
    assert (said.layout, said.components) == ("original", ("transformer", "text_encoder"))
    to_kohya(tmp_path / "o.safetensors", tmp_path / "again.safetensors")
    assert load_file(tmp_path / "again.safetensors").keys() == load_file(tmp_path / "k.safetensors").keys()


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("prefix", ["lora_unet_", "lora_transformer_", "lycoris_", ""])
def test_files_in_the_names_of_diffusers_with_other_prefixes(
    family: Architecture, prefix: str, models: dict[str, Loaded], files: dict[str, Path], tmp_path: Path
) -> None:
    def rename(key: str) -> str:
        if not key.startswith("transformer."):
            return key
        layer, _, half = key.removeprefix("transformer.").removesuffix(".weight").rpartition(".")
        if not prefix:
            return f"{layer}.{half}.weight"
        return f"{prefix}{layer.replace('.', '_')}.{'lora_down' if half == 'lora_A' else 'lora_up'}.weight"

    renamed(files[family], tmp_path / "r.safetensors", rename)
    ours = deltas(tmp_path / "r.safetensors", models[family])
    same({k: v * 3 / 2.5 for k, v in deltas(files[family], models[family]).items()}, ours)  # it states no alpha now


def halves(
    generator: torch.Generator, rows: int, width: tuple[int, ...], rank: int = 2, size: float = 0.3
) -> list[torch.Tensor]:
    return [torch.randn(*shape, generator=generator) * size for shape in ((rank, *width), (rows, rank))]


def dense(loaded: Loaded, family: Architecture, wanted: Callable[[str], bool], *, alpha: float = 1.5) -> Tensors:
    """As kohya trains it: the joined layers have one rank in common."""
    modules = base_modules_of(loaded.pipeline)["transformer"]
    generator, tensors = torch.Generator().manual_seed(5), {}
    for name, parts in originals(family, modules).items():
        if not wanted(name):
            continue
        rows = sum(modules[part.module][0] for part in parts)
        down, up = halves(generator, rows, modules[parts[0].module][1:])
        ones = [1] * (down.ndim - 2)
        tensors |= {f"{name}.lora_down.weight": down, f"{name}.lora_up.weight": up.reshape(*up.shape, *ones)}
        tensors[f"{name}.alpha"] = torch.tensor(alpha)
    assert tensors
    return tensors


def test_kohyas_flux_draws_what_plain_diffusers_reads_of_it(
    models: dict[str, Loaded], homes: dict[str, Path], tmp_path: Path
) -> None:
    """Without linear1, which diffusers reads of the real width only, and what it loses: embedders, the final layer."""
    blocks = ("img_attn", "txt_attn", "img_m", "txt_m", "linear2", "modulation")
    tensors = dense(models["flux"], "flux", lambda n: "_blocks." in n and any(b in n for b in blocks), alpha=15)
    flat = {f"lora_unet_{k.partition('.lora_')[0].removesuffix('.alpha').replace('.', '_')}": k for k in tensors}
    named = {}
    for key, value in tensors.items():
        layer = key.removesuffix(".alpha").partition(".lora_")[0]
        named["lora_unet_" + layer.replace(".", "_") + key.removeprefix(layer)] = value
    assert len(flat) == 12
    save_file(named, tmp_path / "k.safetensors")
    ours = drawn(models["flux"], tmp_path / "k.safetensors")
    assert np.abs(ours - drawn(models["flux"])).mean() > 5
    assert np.abs(ours - plain(homes["flux"], tmp_path / "k.safetensors")).mean() <= 1


def test_xlabs_flux_draws_what_plain_diffusers_draws(
    models: dict[str, Loaded], homes: dict[str, Path], tmp_path: Path
) -> None:
    generator, tensors = torch.Generator().manual_seed(3), {}
    for layer, rows, width in (
        ("double_blocks.0.processor.qkv_lora1", 96, 32), ("double_blocks.0.processor.qkv_lora2", 96, 32),
        ("double_blocks.0.processor.proj_lora1", 32, 32), ("double_blocks.0.processor.proj_lora2", 32, 32),
        ("single_blocks.0.processor.qkv_lora", 96, 32), ("single_blocks.0.processor.proj_lora", 32, 160),
    ):  # fmt: skip
        down, up = halves(generator, rows, (width,), size=1)
        tensors |= {f"{layer}.down.weight": down, f"{layer}.up.weight": up}
    save_file(tensors, tmp_path / "x.safetensors")
    ours = drawn(models["flux"], tmp_path / "x.safetensors")
    assert np.abs(ours - drawn(models["flux"])).mean() > 5
    assert np.abs(ours - plain(homes["flux"], tmp_path / "x.safetensors")).mean() <= 1
    with pytest.raises(UnsupportedLora, match="not understood"):
        to_kohya(tmp_path / "x.safetensors", tmp_path / "k.safetensors")


def test_fluxs_first_linear_parts_as_diffusers_own_converter_parts_it(tmp_path: Path) -> None:
    """At the real height, which that converter knows by heart, and a width of eight."""
    from diffusers.loaders.lora_conversion_utils import _convert_kohya_flux_lora_to_diffusers as convert

    sizes = {"attn.to_q": 3072, "attn.to_k": 3072, "attn.to_v": 3072, "proj_mlp": 12288}
    block = "single_transformer_blocks.0."
    down, up = halves(torch.Generator().manual_seed(1), 21504, (8,), rank=4)
    name = "lora_unet_single_blocks_0_linear1"
    tensors = {f"{name}.lora_down.weight": down, f"{name}.lora_up.weight": up, f"{name}.alpha": torch.tensor(2.0)}
    save_file(tensors, tmp_path / "k.safetensors")
    base = {"transformer": {block + module: (rows, 8) for module, rows in sizes.items()}}
    ours = read_lora(tmp_path / "k.safetensors", base, base_name="wide")["transformer"]
    theirs = convert(dict(tensors))
    assert len(theirs) == 8
    for module, layer in ours.items():
        expected = theirs[f"transformer.{module}.lora_B.weight"] @ theirs[f"transformer.{module}.lora_A.weight"]
        assert torch.allclose(delta(layer), expected, atol=1e-6)


def test_sd3s_layers_are_those_of_diffusers_own_converter(
    models: dict[str, Loaded], homes: dict[str, Path], tmp_path: Path
) -> None:
    """diffusers reads no LoRA in these names, but whole checkpoints: convert the changes as one."""
    from diffusers.loaders.single_file_utils import convert_sd3_transformer_checkpoint_to_diffusers as convert

    tensors = dense(models["sd3"], "sd3", lambda _: True)
    save_file({f"diffusion_model.{key}": value for key, value in tensors.items()}, tmp_path / "c.safetensors")
    checkpoint: Tensors = {"pos_embed": torch.zeros(1)}
    for key, down in tensors.items():
        if (name := key.removesuffix(".lora_down.weight")) == key:
            continue
        change = tensors[f"{name}.lora_up.weight"].flatten(1) @ down.flatten(1) * (1.5 / 2)
        checkpoint |= {f"{name}.weight": change, f"{name}.bias": torch.zeros(len(change))}
    theirs = {k.removesuffix(".weight"): v for k, v in convert(checkpoint).items() if k.endswith(".weight")}
    ours = deltas(tmp_path / "c.safetensors", models["sd3"])
    same(ours, {f"transformer.{name}": value for name, value in theirs.items()})
    assert len(ours) == 2 * 12 + 4 - 3 + 8  # the last block's context ends early; the first attends twice


@pytest.mark.parametrize(
    ("made_for", "offered", "words"),
    [("flux", "sd3", "for Flux, and the base 'tiny' is Stable Diffusion 3"),
     ("sd3", "flux", "for Stable Diffusion 3, and the base 'tiny' is Flux"),
     ("flux", "sd", r"for Flux, and the base 'tiny' is a UNet model"),
     ("sd", "flux", r"for a UNet model .*, and the base 'tiny' is Flux")],
)  # fmt: skip
@pytest.mark.parametrize("layout", ["diffusers", "kohya"])
def test_a_lora_of_another_family_names_both(
    made_for: str, offered: str, words: str, layout: str, models: dict[str, Loaded], files: dict[str, Path],
    loras: dict[str, Path], tmp_path: Path,
) -> None:  # fmt: skip
    file = {**files, "sd": loras["mixed"]}[made_for]
    if layout == "kohya":
        to_kohya(file, tmp_path / "k.safetensors")
        file = tmp_path / "k.safetensors"
    with pytest.raises(LoraForAnotherBase, match=words):
        deltas(file, models[offered])


@pytest.mark.parametrize("family", FAMILIES)
def test_what_can_not_be_read_whole_is_not_read_at_all(
    family: Architecture, models: dict[str, Loaded], files: dict[str, Path], tmp_path: Path
) -> None:
    to_kohya(files[family], tmp_path / "k.safetensors", architecture=family)
    tensors = load_file(tmp_path / "k.safetensors")
    joined = {"flux": "lora_unet_double_blocks_0_img_attn_qkv", "sd3": "lora_unet_joint_blocks_0_x_block_attn_qkv"}
    block, loaded, broken = joined[family], models[family], tmp_path / "broken.safetensors"

    def refused(changed: Tensors, error: type[Exception], words: str) -> None:
        save_file(changed, broken)
        with pytest.raises(error, match=words):
            deltas(broken, loaded)

    refused(tensors | {f"{block}.dora_scale": torch.ones(96)}, UnsupportedLora, "DoRA")
    stray = {f"{block}x.lora_down.weight": torch.ones(3, 32)}
    refused(tensors | stray, LoraForAnotherBase, rf"1 of its \d+ keys have no place .*{block}x")
    without = {key: value for key, value in tensors.items() if key != f"{block}.lora_up.weight"}
    refused(without, LoraForAnotherBase, f"2 of its .*{block}")
    short = {f"{block}.lora_up.weight": tensors[f"{block}.lora_up.weight"][:64].clone()}
    refused(tensors | short, LoraForAnotherBase, "is 64x32 here, 96x32 in the base")
    # q once by itself and once within qkv: which of them counts?
    twice = {"transformer.transformer_blocks.0.attn.to_q.lora_A.weight": torch.ones(3, 32),
             "transformer.transformer_blocks.0.attn.to_q.lora_B.weight": torch.ones(32, 3)}  # fmt: skip
    refused(tensors | twice, LoraForAnotherBase, "have no place")


@pytest.mark.parametrize("dtype", [torch.float32, torch.float16, torch.bfloat16])
@pytest.mark.parametrize("family", FAMILIES)
def test_layers_of_several_ranks_and_alphas_and_absent_ones_are_joined(
    family: Architecture, dtype: torch.dtype, models: dict[str, Loaded], tmp_path: Path
) -> None:
    """q and v of other ranks, no k: what is joined changes each weight as the parts did, and k's not at all."""
    generator, tensors = torch.Generator().manual_seed(2), {}
    block = "transformer.transformer_blocks.0.attn."
    for name, rank, alpha in ((f"{block}to_q", 2, 1.0), (f"{block}to_v", 4, 4.0)):
        down, up = halves(generator, 32, (32,), rank=rank)
        tensors |= {f"{name}.lora_A.weight": down.to(dtype), f"{name}.lora_B.weight": up.to(dtype)}
        tensors[f"{name}.alpha"] = torch.tensor(alpha, dtype=dtype)
    if family == "flux":
        down, up = halves(generator, 128, (32,))
        name = "transformer.single_transformer_blocks.0.proj_mlp"
        tensors |= {f"{name}.lora_A.weight": down.to(dtype), f"{name}.lora_B.weight": up.to(dtype)}
    save_file(tensors, tmp_path / "d.safetensors")
    to_kohya(tmp_path / "d.safetensors", tmp_path / "k.safetensors", architecture=family)
    kohya = load_file(tmp_path / "k.safetensors")
    assert len(kohya) == {"flux": 6, "sd3": 3}[family]
    assert max(value.shape[0] for key, value in kohya.items() if key.endswith("down.weight")) == 6
    base = models[family].pipeline
    before, after = (
        read_lora(tmp_path / f"{n}.safetensors", base_modules_of(base), base_name="tiny")["transformer"] for n in "dk"
    )
    assert before.keys() == after.keys()
    for module, layer in before.items():
        wide = LayerWeights(layer.down.float(), layer.up.float(), layer.alpha)
        other = LayerWeights(after[module].down.float(), after[module].up.float(), after[module].alpha)
        assert torch.allclose(delta(wide), delta(other), atol=1e-6)


def test_a_transformer_that_names_do_not_tell_is_exported_by_its_family(tmp_path: Path) -> None:
    layer = "transformer.transformer_blocks.0.attn.to_q"
    save_file({f"{layer}.lora_A.weight": torch.ones(2, 32), f"{layer}.lora_B.weight": torch.ones(32, 2)},
              tmp_path / "d.safetensors")  # fmt: skip
    with pytest.raises(UnsupportedLora, match="another transformer"):
        to_kohya(tmp_path / "d.safetensors", tmp_path / "k.safetensors")
    for family, name in (("flux", "double_blocks_0_img"), ("sd3", "joint_blocks_0_x_block")):
        to_kohya(tmp_path / "d.safetensors", tmp_path / "k.safetensors", architecture=family)
        assert f"lora_unet_{name}_attn_qkv.alpha" in load_file(tmp_path / "k.safetensors")
