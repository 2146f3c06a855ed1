from pathlib import Path

import pytest

from safelight.features.tensorboard.service import board
from safelight.kit.signing import LinkSigner
from safelight.storage import Storage, open_storage
from tests.features.tensorboard.stand_in import STAND_IN


@pytest.fixture
def storage(tmp_path: Path) -> Storage:
    return open_storage((tmp_path / "store").as_uri(), signer=LinkSigner(b"a secret of sixteen"))


@pytest.fixture
def stand_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """A small program in place of TensorBoard, and looks at the storage without a pause."""
    monkeypatch.setattr(board, "_RUN", STAND_IN)
    monkeypatch.setattr(board, "SYNC_SECONDS", 0.02)
