"""Options of each caller: given out whole, taken in part or whole, and what they do to a request."""

from safelight.features.preferences import service as preferences
from tests.doors.a1111.conftest import Bench, Client, Connect
from tests.factories import weights
from tests.installation import tiny_models


def test_each_caller_has_a_model_of_its_own(bench: Bench, connect: Connect) -> None:
    (bench.settings.models_dir / "tiny").symlink_to(tiny_models() / "tiny")
    ann, bob = connect("ann"), connect("bob")
    before = ann.get_options()
    assert before["sd_model_checkpoint"] == "starter"

    ann.util_set_model("tinny")
    assert ann.util_get_current_model() == "tiny"
    assert bob.util_get_current_model() == "starter"
    _, drawing = bench.drawn(ann.txt2img, prompt="a cat", width=64, height=64)
    assert drawing.plan.model == "tiny"

    for name in ("tiny.safetensors", "tiny.safetensors [0123456789]", "models/TINY"):
        assert bob.set_options({"sd_model_checkpoint": name}) is None
        assert bob.util_get_current_model() == "tiny"
    assert bob.set_options({"sd_model_checkpoint": "starter"}) is None
    digest = ann.get_options()["sd_checkpoint_hash"]
    if digest:
        bob.set_options({"sd_model_checkpoint": digest[:10]})
        assert bob.util_get_current_model() == "tiny"

    refused = ann.ask("POST", "options", json={"sd_model_checkpoint": "nothing.safetensors"})
    assert (refused.status_code, refused.json()["error"]) == (404, "model_not_found")
    assert "tiny" in refused.json()["errors"]
    (bench.settings.models_dir / "tiny").unlink()
    assert ann.util_get_current_model() == "starter", "the model is gone, and what would draw now is said"


def test_every_list_has_its_shape(bench: Bench, api: Client) -> None:
    weights.esrgan(bench.settings.models_dir / "4x-sharp.safetensors")
    weights.weights(bench.settings.models_dir / "fog.safetensors", {"emb_params": (2, 768)})
    weights.weights(bench.settings.models_dir / "smoke.safetensors", {"clip_l": (3, 768), "clip_g": (3, 1280)})
    bench.add_character("Pip", source="imported", preset="", version=1)

    assert set(api.get_sd_models()[0]) == {"title", "model_name", "hash", "sha256", "filename", "config"}
    assert {"name": "DPM2 a", "aliases": ["kdpm2_a", "k_dpm_2_a", "k_dpm_2_ancestral"], "options": {}} in (
        api.get_samplers()
    )
    assert "karras" in api.util_get_scheduler_names()
    assert [(each["name"], each["scale"]) for each in api.get_upscalers()] == [
        ("None", 4), ("Lanczos", 4), ("4x-sharp", 4),
    ]  # fmt: skip
    assert api.get_latent_upscale_modes() == [{"name": "Latent"}]
    assert api.get_embeddings()["loaded"]["fog"] | {"vectors": 2, "shape": 768} == api.get_embeddings()["loaded"]["fog"]
    assert list(api.get_embeddings()["skipped"]) == ["smoke"]
    assert [each["name"] for each in api.get_loras()] == ["watercolour", "pip"]
    assert set(api.get_prompt_styles()[0]) == {"name", "prompt", "negative_prompt"}
    assert api.get_scripts() == {"txt2img": [], "img2img": []}
    assert api.get_hypernetworks() == api.get_face_restorers() == api.get_realesrgan_models() == []
    assert api.get_cmd_flags()["api"] is True
    assert api.refresh_checkpoints() == api.ask("POST", "refresh-loras").json() == {}
    assert api.get_memory()["cuda"]["error"] == "unavailable"


def test_a_model_is_unloaded_and_loaded_for_its_caller(bench: Bench, api: Client) -> None:
    assert api.ask("POST", "unload-checkpoint").json() == {}
    assert bench.states() == [], "nobody holds it"
    assert api.ask("POST", "reload-checkpoint").json() == {}
    assert bench.states() == ["queued"]
    assert api.get_progress()["state"]["job_count"] == 0, "a program that waits for rest is not kept"


def test_all_of_them_read_back_change_nothing_and_unknown_ones_are_kept(bench: Bench, api: Client) -> None:
    before = api.get_options()
    api.set_options(before)
    assert api.get_options() == before
    api.set_options({"some_extension": {"on": [1, 2]}, "samples_format": "webp", "sd_model_checkpoint": None})
    assert api.get_options() == before | {"some_extension": {"on": [1, 2]}, "samples_format": "webp"}
    api.set_options({"some_extension": None, "samples_format": "png"})
    assert api.get_options() == before
    with bench.db.reading() as session:
        assert preferences.get(session), "what programs keep is beside the person's preferences"


def test_options_hold_for_requests_until_a_request_says_else(bench: Bench, api: Client) -> None:
    api.set_options({"CLIP_stop_at_last_layers": 2})
    said = {"prompt": "a cat", "width": 64, "height": 64}

    _, set_before = bench.drawn(api.txt2img, **said)
    _, overridden = bench.drawn(api.txt2img, **said, override_settings={"CLIP_stop_at_last_layers": 1})
    made, kept = bench.drawn(
        api.txt2img, **said, override_settings={"CLIP_stop_at_last_layers": 3, "other": 1},
        override_settings_restore_afterwards=False,
    )  # fmt: skip

    assert [each.plan.clip_skip for each in (set_before, overridden, kept)] == [1, None, 2]
    assert made.info["clip_skip"] == 3
    assert any("override_settings.other" in each for each in made.info["comments"])
    assert api.get_options()["CLIP_stop_at_last_layers"] == 3
