"""Where a page of a list ends: the value that it is sorted by, and what tells apart those of the same."""

import base64
import json
from typing import Any

from safelight.kit.errors import InvalidInput


def cursor(*values: Any) -> str:
    """The place of a row."""
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


def place_of(text: str, *kinds: type | tuple[type, ...]) -> list[Any]:
    """The values of a cursor. Raises InvalidInput for one that is none of ours."""
    try:
        found = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (ValueError, RecursionError):
        found = None
    is_ours = isinstance(found, list) and len(found) == len(kinds)
    if not is_ours or not all(isinstance(value, kind) for value, kind in zip(found, kinds, strict=True)):
        raise InvalidInput.of("after", text, "it is no cursor of this list", hint="Pass `next` of the page before.")
    values: list[Any] = found
    return values
