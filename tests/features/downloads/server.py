"""A server's part in downloads as a process to be killed: database URL, models folder, address of the hub."""

import asyncio
import sys
import threading
from pathlib import Path

from safelight.db import Database
from safelight.features.downloads.jobs import download_task
from safelight.features.downloads.service.reach import Patience, Reach
from safelight.jobs.desk import Desk
from safelight.jobs.placer import Placer

LEASE = 1.0


def main() -> None:
    url, models_dir, hub_url = sys.argv[1:]
    database = Database(url)
    reach = Reach(
        models_dir=Path(models_dir),
        hub_url=hub_url,
        hosts=("localhost",),
        secret=b"secret",
        patience=Patience(pause=lambda _: asyncio.sleep(0)),
    )
    task = download_task(reach)
    Placer(database, lease_seconds=LEASE).start()
    work_dir = Path(models_dir) / "work"
    Desk(database, {task.kind: task}, work_dir=work_dir, lease_seconds=LEASE, poll_seconds=0.02).start()
    threading.Event().wait()


if __name__ == "__main__":
    main()
