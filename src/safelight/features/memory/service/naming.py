"""How measured work is named."""

LOADING = "load"


def drawing(width: int, height: int, n: int) -> str:
    """Drawing n pictures of one size at a time."""
    return f"generate {width}x{height} n{n}"
