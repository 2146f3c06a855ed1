"""Where weights come from, over the API; and a training done again."""

import hashlib

import pytest
from fastapi.testclient import TestClient

from safelight.features.characters.tables import CharacterVersion, Checkpoint, Reference
from safelight.jobs.tables import Job
from safelight.kit import provenance
from safelight.specs.lineage import Environment, LearntPicture, Lineage
from safelight.worker.tasks.lineage import fingerprint
from tests.factories import characters as make
from tests.factories.characters import CHARACTERS, studio_of


def told() -> Lineage:
    pictures = [LearntPicture(id="ref_1", filename="a.png", sha256="a" * 64, caption="ada on a chair")]
    machine = Environment(
        safelight="1", revision=None, python="3.11", platform="Linux", packages={"torch": "2"}, device="cpu",
        device_name="CPU",
    )  # fmt: skip
    return Lineage(dataset=fingerprint(pictures), pictures=pictures, environment=machine)


def version_of(client: TestClient, character_id: str, number: int = 1) -> CharacterVersion:
    with studio_of(client).db.reading() as session:
        return session.get_one(CharacterVersion, (character_id, number))


def test_a_version_says_what_it_was_learnt_from_on_and_by(client: TestClient) -> None:
    ada = make.learnt(client, name="Ada")
    with studio_of(client).db.transaction() as session:
        session.get_one(CharacterVersion, (ada["id"], 1)).lineage = told().model_dump(mode="json")

    said = client.get(f"{CHARACTERS}/Ada/versions/1/lineage").json()

    assert (said["character_name"], said["version"], said["source"], said["in_use"]) == ("Ada", 1, "trained", True)
    assert said["learnt"] == told().model_dump(mode="json")
    assert said["training"] == client.get(f"{CHARACTERS}/Ada").json()["training"]
    assert client.get(f"/api/v1/jobs/{said['job_id']}").json()["kind"] == "character"
    assert client.get(f"{CHARACTERS}/Ada/versions/7/lineage").json()["code"] == "version_not_found"


def test_weights_are_traced_by_what_a_recipe_says_of_them(client: TestClient) -> None:
    ada = make.learnt(client, name="Ada")
    sha256, earlier = version_of(client, ada["id"]).lora_sha256, "e" * 64
    with studio_of(client).db.transaction() as session:
        session.add(Checkpoint(character_id=ada["id"], version=1, step=50, sha256=earlier, key="k", size=1, scores={}))

    assert client.get(f"{CHARACTERS}/weights/{sha256}/lineage").json()["version"] == 1
    checkpoint = client.get(f"{CHARACTERS}/weights/{earlier}/lineage").json()
    assert (checkpoint["version"], checkpoint["step"]) == (1, 50)
    unknown = client.get(f"{CHARACTERS}/weights/{'0' * 64}/lineage")
    assert (unknown.status_code, unknown.json()["code"]) == (404, "weights_unknown")
    assert client.get(f"{CHARACTERS}/weights/nonsense/lineage").status_code == 400


def test_a_training_is_repeated_with_all_that_it_was_told(client: TestClient) -> None:
    ada = make.learnt(client, name="Ada")
    before = version_of(client, ada["id"])
    client.patch(f"{CHARACTERS}/Ada", json={"preset": "thorough"})

    answer = client.post(f"{CHARACTERS}/Ada/versions/1/repeat")

    assert answer.status_code == 202, answer.text
    made = answer.json()
    assert answer.headers["Location"] == f"/api/v1/jobs/{made['job_id']}"
    with studio_of(client).db.reading() as session:
        trained = [session.get_one(Job, job_id) for job_id in (before.job_id, made["job_id"])]
        specs = [job.spec for job in trained]
        assert trained[1].needs == trained[0].needs
    assert specs[1]["version"] == 2
    assert {**specs[1], "version": 1} == {**specs[0], "version": 1}
    second = client.post(f"{CHARACTERS}/Ada/versions/1/repeat")
    assert (second.status_code, second.json()["code"]) == (409, "character_in_training")


@pytest.mark.parametrize("gone", ["key", "mask_key"])
def test_a_training_whose_pictures_or_masks_are_gone_is_not_repeated(client: TestClient, gone: str) -> None:
    ada = make.learnt(client, name="Ada")
    studio = studio_of(client)
    with studio.db.transaction() as session:
        first = session.query(Reference).filter_by(character_id=ada["id"]).order_by(Reference.position).first()
        if gone == "mask_key":
            job = session.get_one(Job, version_of(client, ada["id"]).job_id)
            uses = [
                use | ({"mask_key": "masks/none.png"} if use["id"] == first.id else {})
                for use in job.spec["references"]
            ]
            job.spec = job.spec | {"references": uses}
    if gone == "key":
        studio.storage.delete(first.key)

    answer = client.post(f"{CHARACTERS}/Ada/versions/1/repeat")

    assert (answer.status_code, answer.json()["code"]) == (409, "character_not_ready")
    assert first.filename in answer.json()["detail"]


def test_a_fingerprint_goes_by_pictures_and_words_and_not_by_order() -> None:
    one, two = (
        LearntPicture(id=name, filename=name, sha256=hashlib.sha256(name.encode()).hexdigest(), caption=name)
        for name in ("a", "b")
    )

    assert fingerprint([one, two]) == fingerprint([two, one])
    assert fingerprint([one, two]) != fingerprint([one, two.model_copy(update={"caption": "c"})])
    assert fingerprint([one]) != fingerprint([one, one])
    for told in ({"repeats": 2}, {"mask_sha256": "b" * 64}):
        assert fingerprint([one.model_copy(update=told)]) != fingerprint([one])


def test_a_checkout_tells_its_commit(tmp_path) -> None:
    assert provenance.revision(tmp_path) is None
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "HEAD").write_text("ref: refs/heads/main\n")
    (tmp_path / ".git" / "packed-refs").write_text("# pack-refs\n1234 refs/heads/other\nabcd refs/heads/main\n")
    assert provenance.revision(tmp_path) == "abcd"
    (tmp_path / ".git" / "refs" / "heads").mkdir(parents=True)
    (tmp_path / ".git" / "refs" / "heads" / "main").write_text("ffff\n")
    assert provenance.revision(tmp_path) == "ffff"
    (tmp_path / ".git" / "HEAD").write_text("0123\n")
    assert provenance.revision(tmp_path) == "0123"
    assert provenance.packages()["torch"]
