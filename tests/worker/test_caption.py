"""The job of captions: a tiny BLIP looks at a character's pictures; what people write meanwhile stays."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from safelight.doors.app import create_app
from safelight.engine.vision.captioner import Captioner
from safelight.jobs import service as jobs
from safelight.jobs.errors import Cancelled
from safelight.settings import Settings
from tests.engine.vision import captioners
from tests.factories import characters as make
from tests.factories.characters import CHARACTERS, show
from tests.installation import tiny_models
from tests.worker import bench

pytestmark = pytest.mark.computes


@pytest.fixture
def settings(settings: Settings, tmp_path: Path) -> Settings:
    """A models folder with a captioner beside the tiny base."""
    folder = tmp_path / "models"
    shutil.copytree(tiny_models(), folder, symlinks=True)
    captioners.blip(folder / "tiny-blip")
    return settings.model_copy(update={"models_dir": folder})


@pytest.fixture
def client(settings: Settings) -> Iterator[TestClient]:
    with TestClient(create_app(settings), base_url="http://127.0.0.1:8000") as client:
        yield client


@pytest.fixture
def ada(client: TestClient) -> dict:
    """Five pictures, the first with a caption."""
    made = make.draft(client, 5, name="Ada", class_word="woman")
    caption(client, made, 0, "ada by hand")
    return show(client, made["id"])


def caption(client: TestClient, character: dict, number: int, text: str) -> None:
    reference = character["references"][number]["id"]
    assert client.patch(f"{CHARACTERS}/{character['id']}/references/{reference}", json={"caption": text}).is_success


def ask(client: TestClient, character: dict, **more: object) -> dict:
    answer = client.post(f"{CHARACTERS}/{character['id']}/captions", json={"max_new_tokens": 6, **more})
    assert answer.status_code == 202, answer.text
    return answer.json()


def captions(client: TestClient, character: dict) -> list[str | None]:
    return [reference["caption"] for reference in show(client, character["id"])["references"]]


def test_empty_captions_are_written_with_the_trigger_before_them(client, settings, workshop, ada) -> None:
    asked = ask(client, ada)
    assert (asked["pictures"], asked["model"]) == (4, "tiny-blip")
    assert ask(client, ada)["job_id"] == asked["job_id"], "a second click"

    bench.do(workshop, bench.claim(workshop, settings, asked["job_id"]))

    by_hand, *made = captions(client, ada)
    assert by_hand == "ada by hand"
    assert all(text.startswith("ada woman, ") and len(text) > len("ada woman, ") for text in made)
    nothing = client.post(f"{CHARACTERS}/{ada['id']}/captions", json={})
    assert (nothing.status_code, nothing.json()["code"]) == (409, "nothing_to_caption")


def test_captions_can_be_looked_at_before_they_are_written(client, settings, workshop, ada) -> None:
    asked = ask(client, ada, apply=False, only_empty=False, template="{caption} ({trigger})", batch_size=2)
    bench.do(workshop, bench.claim(workshop, settings, asked["job_id"]))
    assert captions(client, ada) == ["ada by hand", None, None, None, None]

    review = client.get(f"{CHARACTERS}/{ada['id']}/captions/{asked['job_id']}").json()
    assert review["applied"] is False
    assert [each["before"] for each in review["changes"]] == ["ada by hand", None, None, None, None]
    chosen = {each["id"]: each["after"] for each in review["changes"][1:]}
    client.post(f"{CHARACTERS}/{ada['id']}/references/captions", json={"captions": chosen})

    assert captions(client, ada) == ["ada by hand", *chosen.values()]
    assert all(text.endswith("(ada)") for text in chosen.values())


def test_it_goes_on_where_it_was_cancelled_and_leaves_what_people_wrote(
    client, settings, workshop, ada, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = ask(client, ada, batch_size=1)
    context = bench.claim(workshop, settings, asked["job_id"])
    whole, shown = Captioner.caption, []

    def cancelled_at_the_third(self, images, **how):
        shown.append(len(images))
        if len(shown) == 3:
            with workshop.db.transaction() as session:
                jobs.cancel(session, asked["job_id"])
            context._next_look = 0.0
        return whole(self, images, **how)

    monkeypatch.setattr(Captioner, "caption", cancelled_at_the_third)
    monkeypatch.setattr("safelight.engine.interrupt.EVERY_SECONDS", 0)
    with pytest.raises(Cancelled):
        bench.do(workshop, context)
    kept = captions(client, ada)
    assert [text is not None for text in kept] == [True, True, True, False, False]
    caption(client, ada, 4, "by hand meanwhile")

    assert json.loads((context.work_dir / "captions.json").read_text()).keys() == {
        each["id"] for each in ada["references"][1:3]
    }
    context._interrupt = None
    with workshop.db.transaction() as session:
        jobs.get(session, asked["job_id"]).cancel_requested_at = None
    bench.do(workshop, context)

    assert len(shown) == 5, "two before, one cancelled, two after"
    assert captions(client, ada)[:3] == kept[:3]
    assert captions(client, ada)[3].startswith("ada woman, ")
    assert captions(client, ada)[4] == "by hand meanwhile"


def test_what_cannot_be_asked_for_says_the_way_out(client, settings, ada) -> None:
    url = f"{CHARACTERS}/{ada['id']}/captions"
    for spec, status, said in (
        ({"model": "tiny"}, 404, "tiny-blip"),
        ({"model": "gone"}, 404, "tiny-blip"),
        ({"template": "a photo"}, 400, "{caption}"),
        ({"template": "{caption} {colour}"}, 400, "{colour}"),
        ({"only": ["ref_nonsense"]}, 404, "ref_nonsense"),
        ({"batch_size": 0}, 400, "batch_size"),
    ):
        refused = client.post(url, json=spec)
        assert refused.status_code == status, refused.text
        assert said in refused.text
    shutil.rmtree(settings.models_dir / "tiny-blip")
    refused = client.post(url, json={})
    assert (refused.status_code, refused.json()["code"]) == (409, "no_captioner")
    assert "models download" in refused.json()["hint"]


def test_a_training_captions_what_has_no_caption_for_itself_alone(client, settings, workshop, ada) -> None:
    url = f"{CHARACTERS}/{ada['id']}/train"
    missing = client.post(url, json={"captioner": {"model": "gone"}})
    assert missing.status_code == 404
    job_id = make.train(client, ada["id"], captioner={"max_new_tokens": 4})
    context = bench.claim(workshop, settings, job_id)

    from safelight.worker.tasks import character

    made = character.caption(workshop, context)["captions"]

    assert made[ada["references"][0]["id"]] == "ada by hand"
    assert all(text.startswith("ada woman, ") for text in list(made.values())[1:])
    assert captions(client, ada) == ["ada by hand", None, None, None, None], "the person's captions are as they were"
