"""Write a migration: what turns a database at the newest revision into the tables of the code.

python scripts/new_migration.py "what changes"
python scripts/new_migration.py --again     # the newest one anew, while it has not shipped
"""

import argparse
import re
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from alembic import command

from safelight.db import Database
from safelight.migrations import runner
from safelight.migrations.tables import metadata

VERSIONS = Path(runner.__file__).parent / "versions"
LONGEST = 32  # characters of a revision that Alembic's table can hold


def main() -> None:
    """Compare, write, format."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("message", nargs="?", help="what changes, in a few words")
    parser.add_argument("--again", action="store_true", help="write the newest migration anew")
    asked = parser.parse_args()
    message, day = asked.message, f"{datetime.now(UTC):%Y_%m_%d}"
    if asked.again:
        newest = VERSIONS / f"{runner.head()}.py"
        day, message = newest.name[:10], message or newest.read_text(encoding="utf-8").split('"""')[1].rstrip(".")
        newest.unlink()
        runner.head.cache_clear()
    if not message:
        sys.exit('Say what changes: make migration m="pictures know their size"')

    revision = f"{day}_" + re.sub(r"\W+", "_", message.lower())[: LONGEST - len(day) - 1].strip("_")
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/database.db"
        if any(VERSIONS.glob("*.py")):
            runner.upgrade(url)
        database = Database(url)
        with database.reading() as session:
            config = runner.alembic_config(session.connection(), metadata=metadata())
            command.revision(config, message[0].upper() + message[1:], autogenerate=True, rev_id=revision)
        database.dispose()
    path = VERSIONS / f"{revision}.py"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if not line.strip().startswith("# ###")), encoding="utf-8")
    for step in (["format", "--quiet"], ["check", "--fix", "--quiet"]):
        subprocess.run([sys.executable, "-m", "ruff", *step, str(path)], check=True)
    print(f"{path}: read it, and write by hand what a comparison cannot see")


if __name__ == "__main__":
    main()
