"""The starter model: a small text-to-image pipeline of our own, its judge, and a sample character to train on.

Only names and paths here; nothing in this file loads torch.
"""

from __future__ import annotations

import json
from pathlib import Path

_HERE = Path(__file__).parent
STARTER_PIPELINE = _HERE / "weights" / "pipeline"
"""A standard diffusers folder; its own defaults are in `safelight.json` inside it."""
JUDGE = _HERE / "weights" / "judge"
SAMPLE_CHARACTER = _HERE / "sample_character"
"""Reference pictures of Pip, with `captions.json`."""
SAMPLE_TRIGGER = "pip"
SAMPLE_CLASS = "monster"
"""What the base model would call Pip."""
SAMPLE_CAPTIONS: dict[str, str] = json.loads((SAMPLE_CHARACTER / "captions.json").read_text())
"""File name to caption, for the pictures in `SAMPLE_CHARACTER`."""
