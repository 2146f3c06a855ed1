"""Print the API's description; `docs/openapi.json` is its committed copy, and a test holds the two together."""

import json
import sys

from safelight.doors.app import create_app
from safelight.settings import Settings


def text() -> str:
    """The OpenAPI document as it is committed."""
    app = create_app(Settings(_env_file=None))  # type: ignore[call-arg]  a pydantic-settings argument
    return json.dumps(app.openapi(), indent=1, sort_keys=True, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    sys.stdout.write(text())
