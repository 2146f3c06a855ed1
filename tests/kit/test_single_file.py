"""Where the configs of single-file checkpoints lie."""

from pathlib import Path

import pytest

from safelight.kit.single_file import configs_dir


def test_a_repository_has_a_folder_of_its_own():
    assert configs_dir(Path("/m"), "org/name") == Path("/m/.configs/org/name")


@pytest.mark.parametrize("repo", ["../x", "a/b/c", "", "a/", "a/..", ".x/y", "a\\b"])
def test_what_is_no_id_has_none(repo):
    with pytest.raises(ValueError, match="no repository"):
        configs_dir(Path("/m"), repo)
