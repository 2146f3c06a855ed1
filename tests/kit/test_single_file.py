"""Where single-file checkpoints get their configs: as diffusers says."""

from pathlib import Path

import pytest

from safelight.kit.single_file import CONFIG_REPOS, configs_dir


def test_the_table_is_diffusers_own():
    from diffusers.loaders import single_file_utils

    theirs = single_file_utils.DIFFUSERS_DEFAULT_PIPELINE_PATHS
    assert {kind: theirs[kind]["pretrained_model_name_or_path"] for kind in CONFIG_REPOS} == CONFIG_REPOS


@pytest.mark.parametrize("repo", ["../x", "a/b/c", "", "a/", "a/..", ".x/y", "a\\b"])
def test_what_is_no_id_has_none(repo):
    with pytest.raises(ValueError, match="no repository"):
        configs_dir(Path("/m"), repo)
