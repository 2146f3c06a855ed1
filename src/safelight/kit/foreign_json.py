"""JSON from strangers: whatever is wrong with it, one error says so."""

import json
from typing import Any

from safelight.kit.errors import InvalidInput


class BadJson(InvalidInput):
    """It is no JSON, or nested beyond measure, or holds a number of thousands of digits."""

    code = "invalid_json"


def loads(text: str | bytes, *, what: str = "The body") -> Any:
    """The value that is written there. Raises BadJson."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadJson(f"{what} is not valid JSON.", hint=f"{type(error).__name__}: {error}"[:300]) from error
