"""The hub of these tests is a true one: the Hub's own client downloads from it what ours does."""

import os
import subprocess
import sys

from tests.features.downloads.conftest import PIPELINE, files_below

FETCH = """
import sys
from huggingface_hub import snapshot_download
snapshot_download(sys.argv[1], local_dir=sys.argv[2])
"""


def test_the_hubs_own_client_downloads_from_it(hub, tmp_path):
    hub.cdn = True
    target = tmp_path / "theirs"
    environment = os.environ | {
        "HF_ENDPOINT": hub.url,
        "HF_HOME": str(tmp_path / "home"),
        "HF_HUB_DISABLE_XET": "1",
        "HF_HUB_DISABLE_TELEMETRY": "1",
        "HF_HUB_DISABLE_UPDATE_CHECK": "1",
        "HF_HUB_DISABLE_PROGRESS_BARS": "1",
    }
    command = [sys.executable, "-c", FETCH, PIPELINE, str(target)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found = {path: body for path, body in files_below(target).items() if not path.startswith(".cache")}
    assert found == hub.repos[PIPELINE].files
