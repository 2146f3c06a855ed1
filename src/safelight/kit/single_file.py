"""Where the configs lie that a single-file checkpoint is read with: those of the repository whose parts it holds."""

from pathlib import Path

CONFIGS = ".configs"


def configs_dir(models_dir: Path, repo: str) -> Path:
    """Where the configs of a repository lie once they were downloaded with `configs_only`; it may not exist yet.

    Raises ValueError for what is no repository's id.
    """
    parts = repo.split("/")
    if len(parts) > 2 or any(not part or part.startswith(".") or "\\" in part for part in parts):
        raise ValueError(f"{repo!r} is no repository's id")
    return models_dir.joinpath(CONFIGS, *parts)
