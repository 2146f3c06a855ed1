"""Write docs/openapi.json: every route of the server as programs see it.

python scripts/openapi.py            write it
python scripts/openapi.py --check    fail if it is not what would be written
"""

import json
import sys
from pathlib import Path

from safelight.doors.app import create_app
from safelight.settings import Settings

TARGET = Path(__file__).parents[1] / "docs/openapi.json"


def text() -> str:
    """The OpenAPI document as it is committed, whatever the settings of this machine."""
    app = create_app(Settings.model_construct())
    return json.dumps(app.openapi(), indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def main() -> None:
    """Write or compare."""
    if "--check" not in sys.argv[1:]:
        TARGET.write_text(text(), encoding="utf-8")
    elif not TARGET.exists() or TARGET.read_text(encoding="utf-8") != text():
        sys.exit(f"docs/{TARGET.name} is not what the routes give: run `make golden`")


if __name__ == "__main__":
    main()
