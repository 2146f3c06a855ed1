"""The real TensorBoard of two people: what one of them trains, the other neither sees nor ends."""

from pathlib import Path

from safelight.features.classifiers.tables import ClassifierRun
from safelight.kit.ids import new_id
from tests.doors.tensorboard.conftest import serving
from tests.doors.tensorboard.test_tensorboard import until
from tests.factories.event_files import put_events
from tests.factories.people import add_account, add_key, bearer

SCALARS = "data/plugin/scalars/scalars"


def test_the_curves_of_one_are_nothing_to_another(tmp_path: Path) -> None:
    with serving(tmp_path) as client:
        studio = client.app.state.studio
        add_account(studio.db, "root", "admin")
        ann, bob = (add_account(studio.db, name) for name in ("ann", "bob"))
        anns, bobs = (bearer(add_key(studio.db, who)) for who in (ann, bob))
        reading = bearer(add_key(studio.db, ann, scopes=("read",)))
        with studio.db.transaction() as session:
            run = new_id("run")
            session.add(ClassifierRun(id=run, number=1, name="hers", dataset_id="ds_x", settings={}, account_id=ann))
        put_events(studio.storage, run, [0.25, 0.5])
        api = f"/api/v1/classifiers/runs/{run}/tensorboard"

        assert client.post(api, headers=reading).json()["code"] == "not_allowed", "a key that only reads starts nothing"
        opened = client.post(api, headers=anns)
        assert opened.status_code == 200, opened.text
        at = f"/tensorboard/{run}/"
        assert at in opened.json()["url"]
        asked = {"run": "1 hers", "tag": "val_accuracy"}

        def values() -> list[float]:
            found = client.get(f"{at}{SCALARS}", params=asked, headers=anns)
            return [point[2] for point in found.json()] if found.status_code == 200 else []

        until(lambda: values() == [0.25, 0.5])
        client.cookies.clear()
        for headers, refusals in ((bobs, {404}), ({}, {401})):
            for method, path in (
                ("GET", at), ("GET", f"{at}{SCALARS}"), ("GET", f"{at}data/runs"), ("GET", api), ("POST", api),
                ("DELETE", api),
            ):  # fmt: skip
                answer = client.request(method, path, params=asked, headers=headers)
                assert answer.status_code in refusals, f"{method} {path}: {answer.status_code} {answer.text[:200]}"
                assert "hers" not in answer.text
                assert "0.25" not in answer.text
            assert not client.cookies
        assert values() == [0.25, 0.5], "it goes on for her"
