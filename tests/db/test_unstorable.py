"""What no column holds is the caller's mistake, and told as one on either database."""

import pytest
from sqlalchemy import select

from safelight.db import Database
from safelight.db.database import NumberOutOfRange
from safelight.jobs.tables import Job


def test_a_number_beyond_all_columns_is_bad_input(database: Database) -> None:
    with pytest.raises(NumberOutOfRange), database.reading() as session:
        session.execute(select(Job).where(Job.epoch == 2**70)).all()
