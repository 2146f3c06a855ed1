"""Latents are encoded once, kept whole, and are what the autoencoder says."""

import pytest
import torch
from PIL import Image, ImageOps
from torchvision.transforms.functional import pil_to_tensor

from safelight.engine.registry import family_of
from safelight.engine.training.cache import LatentCache
from safelight.kit.errors import InvalidInput

CPU = torch.device("cpu")


def cache_in(folder, base, **changes):
    settings = {"resolution": 32, "aspect_buckets": True, "flip": True} | changes
    return LatentCache(folder, family=family_of(base), **settings)


def quiet(done, total):
    pass


def test_mean_and_deviation_of_both_ways_round(tiny_sd, pictures, tmp_path):
    cache = cache_in(tmp_path, tiny_sd)
    (variants,) = cache.encode([pictures[1].path], CPU, quiet)
    vae = cache.family.load_vae(CPU, torch.float32)
    with Image.open(pictures[1].path) as image:
        for variant, turned in zip(variants, (image, ImageOps.mirror(image)), strict=True):
            pixels = pil_to_tensor(turned).float()[None] / 127.5 - 1
            with torch.no_grad():
                expected = vae.encode(pixels).latent_dist
            torch.testing.assert_close(variant.mean, expected.mean[0] * vae.config.scaling_factor)
            torch.testing.assert_close(variant.std, expected.std[0] * vae.config.scaling_factor)


def test_what_is_kept_is_not_encoded_again(tiny_sd, pictures, tmp_path, monkeypatch):
    paths = [picture.path for picture in pictures]
    first = cache_in(tmp_path, tiny_sd).encode(paths, CPU, quiet)
    again = cache_in(tmp_path, tiny_sd)
    monkeypatch.setattr(again.family, "load_vae", lambda *_: pytest.fail("the autoencoder was loaded"))
    for ours, theirs in zip(again.encode(paths, CPU, quiet), first, strict=True):
        assert ours[0].framing == theirs[0].framing
        assert torch.equal(ours[1].mean, theirs[1].mean)
        assert torch.equal(ours[1].std, theirs[1].std)


def test_a_broken_file_is_encoded_again(tiny_sd, pictures, tmp_path):
    ((expected, _),) = cache_in(tmp_path, tiny_sd).encode([pictures[0].path], CPU, quiet)
    (kept,) = tmp_path.glob("*.safetensors")
    kept.write_bytes(kept.read_bytes()[:50])
    ((again, _),) = cache_in(tmp_path, tiny_sd).encode([pictures[0].path], CPU, quiet)
    assert torch.equal(again.mean, expected.mean)


def test_the_content_names_the_picture_not_its_path(tiny_sd, pictures, tmp_path):
    twin = tmp_path / "twin.png"
    twin.write_bytes(pictures[0].path.read_bytes())
    cache_in(tmp_path / "cache", tiny_sd).encode([pictures[0].path, twin], CPU, quiet)
    assert len(list((tmp_path / "cache").iterdir())) == 1
    cache_in(tmp_path / "cache", tiny_sd, flip=False).encode([twin], CPU, quiet)
    assert len(list((tmp_path / "cache").iterdir())) == 2


def test_a_file_that_is_no_picture_is_named(tiny_sd, tmp_path):
    broken = tmp_path / "broken.png"
    broken.write_bytes(b"no picture")
    with pytest.raises(InvalidInput, match=r"broken\.png"):
        cache_in(tmp_path / "cache", tiny_sd).encode([broken], CPU, quiet)
