"""Where single-file checkpoints get their configs: as diffusers says."""

from pathlib import Path

import pytest

from safelight.kit.single_file import CONFIG_REPOS, configs_dir


def test_the_table_is_diffusers_own():
    from diffusers.loaders.single_file_utils import DIFFUSERS_DEFAULT_PIPELINE_PATHS as theirs

    assert {kind: theirs[kind]["pretrained_model_name_or_path"] for kind in CONFIG_REPOS} == CONFIG_REPOS


def test_a_repository_has_a_folder_of_its_own():
    assert configs_dir(Path("/m"), "org/name") == Path("/m/.configs/org/name")


@pytest.mark.parametrize("repo", ["../x", "a/b/c", "", "a/", "a/..", ".x/y", "a\\b"])
def test_what_is_no_id_has_none(repo):
    with pytest.raises(ValueError, match="no repository"):
        configs_dir(Path("/m"), repo)
