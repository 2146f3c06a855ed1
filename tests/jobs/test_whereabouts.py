"""Jobs for some workers alone."""

import pytest
from pydantic import BaseModel

from safelight.db import Database
from safelight.jobs import service
from safelight.jobs.whereabouts import labels_asked, only_on
from safelight.kit.errors import InvalidInput
from safelight.specs.jobs import Needs


class Spec(BaseModel):
    pass


def test_the_jobs_of_a_request_go_where_it_wants_them(database: Database) -> None:
    with only_on("site=attic, gpu=a100"), database.transaction() as session:
        asked = service.submit(session, kind="draw", spec=Spec(), needs=Needs(labels={"gpu": "any", "x": "y"}))
        own = service.submit(session, kind="fetch", spec=Spec(), place="server")
    with database.transaction() as session:
        after = service.submit(session, kind="draw", spec=Spec())
    assert asked.parsed_needs.labels == {"site": "attic", "gpu": "a100", "x": "y"}
    assert own.parsed_needs.labels == after.parsed_needs.labels == {}


@pytest.mark.parametrize("given", ["attic", "=attic", "site=", "site=attic,x"])
def test_what_is_no_label_is_refused(given: str) -> None:
    with only_on(given), pytest.raises(InvalidInput, match="NAME=VALUE"):
        labels_asked()
