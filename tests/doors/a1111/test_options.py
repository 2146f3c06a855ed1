"""Options of each caller: given out whole, taken in part or whole, and what they do to a request."""

from safelight.features.preferences import service as preferences
from tests.doors.a1111.conftest import Bench, Client, Connect
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
