"""Frames of a picture: by whatever pipeline, in as many parts as fit, ended when asked."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import diffusers
import pytest
import torch
from PIL import Image

from safelight.engine.diffusion.errors import BrokenPicture, OutOfMemory, Stopped
from safelight.engine.diffusion.loading import Loaded, load
from safelight.engine.video import animate as module
from safelight.engine.video.animate import animate
from safelight.engine.video.errors import NoVideoModel
from safelight.kit.errors import InvalidInput
from safelight.specs.generation import GenerationPlan
from safelight.specs.video import VideoSettings
from tests.engine import tiny


def loaded(build: Callable[[], Any], folder: Path) -> Loaded:
    return load(tiny.save_pipeline(build, folder), dtype=torch.float32, device="cpu")


@pytest.fixture(scope="module")
def svd(tmp_path_factory: pytest.TempPathFactory) -> Loaded:
    return loaded(tiny.svd, tmp_path_factory.mktemp("models") / "svd")


def picture() -> Image.Image:
    return Image.merge("RGB", [Image.linear_gradient("L").rotate(90 * turn) for turn in range(3)])


def plan(**more: Any) -> GenerationPlan:
    video = VideoSettings(**more.pop("video", {}))
    values = {
        "kind": "video", "model": "svd", "prompt": "a cat", "negative_prompt": "", "num_inference_steps": 2,
        "guidance_scale": 3.0, "width": 64, "height": 64, "seed": 1, "n": 1, "scheduler": "euler", **more,
    }  # fmt: skip
    return GenerationPlan(**values, video=video)


def pixels(frames: list[Image.Image]) -> list[bytes]:
    return [frame.tobytes() for frame in frames]


def test_it_is_what_plain_diffusers_makes(svd) -> None:
    made = animate(svd, picture(), plan(video={"num_frames": 5, "fps": 10, "motion_bucket_id": 60}))
    svd.pipeline.scheduler = type(svd.pipeline.scheduler).from_config(svd.scheduler_config)
    plain = svd.pipeline(
        picture().resize((64, 64), Image.Resampling.LANCZOS, reducing_gap=3.0), width=64, height=64, num_frames=5,
        fps=10, motion_bucket_id=60, num_inference_steps=2, max_guidance_scale=3.0, decode_chunk_size=8,
        generator=torch.Generator().manual_seed(1), output_type="pil",
    ).frames[0]  # fmt: skip
    assert pixels(made.frames) == pixels(plain)
    assert (made.settings.num_frames, made.settings.fps, made.settings.motion_bucket_id) == (5, 10, 60)
    assert made.notes == []


def test_each_setting_changes_the_film(svd) -> None:
    usual = pixels(animate(svd, picture(), plan()).frames)
    assert len(usual) == 6, "as many as the model's own config says"
    for change in (
        {"seed": 2}, {"guidance_scale": 6.0}, {"video": {"motion_bucket_id": 1}}, {"video": {"fps": 30}},
        {"video": {"noise_aug_strength": 0.9}}, {"video": {"min_guidance_scale": 2.5}},
    ):  # fmt: skip
        assert pixels(animate(svd, picture(), plan(**change)).frames) != usual, change


def test_what_a_model_does_not_take_is_left_out_and_told(svd) -> None:
    made = animate(svd, picture(), plan(negative_prompt="blur", guidance_scale=0.5))
    assert made.notes == ["This model takes no negative_prompt; it was left out."]
    assert made.settings.min_guidance_scale == 0.5, "never above the last frame's"


def test_frames_that_do_not_fit_are_decoded_in_smaller_parts(svd, monkeypatch) -> None:
    whole = animate(svd, picture(), plan(video={"decode_chunk_size": 1}))
    decode, asked = svd.pipeline.vae.decode, []

    def with_little_memory(latents: torch.Tensor, **options: Any) -> Any:
        asked.append(len(latents))
        if len(latents) > 1:
            raise RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried to allocate 9 bytes")
        return decode(latents, **options)

    monkeypatch.setattr(svd.pipeline.vae, "decode", with_little_memory)
    told: list[tuple[int, int]] = []
    made = animate(svd, picture(), plan(video={"decode_chunk_size": 6}), on_decoded=lambda *at: told.append(at))
    assert asked == [6, 3, *[1] * 6]
    assert made.settings.decode_chunk_size == 1
    assert pixels(made.frames) == pixels(whole.frames)
    assert told == [(number, 6) for number in range(1, 7)]
    assert "decode_latents" not in vars(svd.pipeline)


def test_where_nothing_fits_it_says_so_and_the_pipeline_stays_good(svd, monkeypatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(
            type(svd.pipeline.unet), "forward", lambda *_, **__: (_ for _ in ()).throw(torch.OutOfMemoryError())
        )
        with pytest.raises(OutOfMemory, match="not enough memory for a video of 64x64"):
            animate(svd, picture(), plan())
    assert len(animate(svd, picture(), plan()).frames) == 6


def test_it_stops_inside_a_step(svd, monkeypatch) -> None:
    monkeypatch.setattr("safelight.engine.interrupt.EVERY_SECONDS", 0.0)
    steps: list[int] = []
    asked = 0

    def should_stop() -> bool:
        nonlocal asked
        asked += bool(steps)
        return asked > 3

    with pytest.raises(Stopped):
        animate(svd, picture(), plan(), on_step=lambda done, _: steps.append(done), should_stop=should_stop)
    assert steps == [1]
    hooked = [part for net in module.networks_of(svd.pipeline) for part in net.modules() if part._forward_pre_hooks]
    assert hooked == []
    assert "progress_bar" not in vars(svd.pipeline)


def test_nan_is_no_film(svd, monkeypatch) -> None:
    decode = svd.pipeline.vae.decode

    def broken(latents: torch.Tensor, **options: Any) -> Any:
        return decode(latents * float("nan"), **options)

    monkeypatch.setattr(svd.pipeline.vae, "decode", broken)
    with pytest.raises(BrokenPicture, match="NaN in float32"):
        animate(svd, picture(), plan())


def test_sizes_that_the_model_cannot_draw_are_refused(svd) -> None:
    with pytest.raises(InvalidInput, match="multiples of 8"):
        animate(svd, picture(), plan(width=60))


def test_a_model_of_pictures_makes_no_film(tmp_path) -> None:
    with pytest.raises(NoVideoModel, match="makes no video of a picture"):
        animate(loaded(tiny.sd, tmp_path / "sd"), picture(), plan())


def cogvideox() -> Any:
    """Another image-to-video pipeline, which reads words and has one guidance, no chunks and no motion."""
    width = tiny.WIDTH
    return diffusers.CogVideoXImageToVideoPipeline(
        tokenizer=tiny.t5_tokenizer(), text_encoder=tiny.t5_text(width),
        transformer=diffusers.CogVideoXTransformer3DModel(
            num_attention_heads=2, attention_head_dim=16, in_channels=8, out_channels=4, time_embed_dim=2,
            text_embed_dim=width, num_layers=1, sample_width=8, sample_height=8, sample_frames=9, patch_size=2,
            temporal_compression_ratio=4, max_text_seq_length=226,
        ),
        vae=diffusers.AutoencoderKLCogVideoX(
            in_channels=3, out_channels=3, down_block_types=("CogVideoXDownBlock3D",) * 4,
            up_block_types=("CogVideoXUpBlock3D",) * 4, block_out_channels=(8, 8, 8, 8), latent_channels=4,
            layers_per_block=1, norm_num_groups=2, temporal_compression_ratio=4,
        ),
        scheduler=diffusers.CogVideoXDDIMScheduler(),
    )  # fmt: skip


def test_another_pipeline_gets_what_its_call_takes(tmp_path) -> None:
    model = loaded(cogvideox, tmp_path / "cog")
    told: list[tuple[int, int]] = []
    steps: list[tuple[int, int]] = []
    made = animate(
        model, picture(), plan(negative_prompt="blur", video={"num_frames": 9, "motion_bucket_id": 3, "fps": 16}),
        on_step=lambda *at: steps.append(at), on_decoded=lambda *at: told.append(at),
    )  # fmt: skip
    assert len(made.frames) == 9
    assert made.frames[0].size == (64, 64)
    assert made.notes == ["This model takes no motion_bucket_id; it was left out."]
    assert (made.settings.motion_bucket_id, made.settings.fps, made.settings.min_guidance_scale) == (None, 16, None)
    assert steps == [(1, 2), (2, 2)]
    assert told[-1] == (9, 9)
    other = animate(model, picture(), plan(prompt="a dog", negative_prompt="blur", video={"num_frames": 9}))
    assert pixels(other.frames) != pixels(made.frames)
