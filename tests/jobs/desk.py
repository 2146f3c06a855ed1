"""A server's desk as a process of its own, to be killed: database URL, work folder, lease seconds."""

import sys
import threading
from pathlib import Path

from safelight.db import Database
from safelight.jobs.desk import Desk
from tests.jobs.worker import TASKS

if __name__ == "__main__":
    url, folder, lease = sys.argv[1:]
    Desk(Database(url), TASKS, work_dir=Path(folder), lease_seconds=float(lease), poll_seconds=0.02).start()
    threading.Event().wait()
