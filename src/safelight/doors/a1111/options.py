"""The options of AUTOMATIC1111, kept for each caller: two programs may draw with two models at once.

Those that mean something here are held to what there is; all others are kept, given back, and change nothing.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import JsonValue
from sqlalchemy.orm import Session

from safelight.doors.a1111 import naming
from safelight.doors.a1111.client import Client
from safelight.features.models.repository import ModelShelf
from safelight.features.preferences import service as preferences
from safelight.kit.errors import InvalidInput, SafelightError
from safelight.specs.models import ModelInfo

Values = dict[str, JsonValue]

MODEL, VAE, CLIP_LAYERS = "sd_model_checkpoint", "sd_vae", "CLIP_stop_at_last_layers"
MOST_BYTES = 64_000
# What programs look for before they do anything else.
DEFAULTS: Values = {
    VAE: "Automatic", CLIP_LAYERS: 1, "samples_save": True, "samples_format": "png", "grid_save": False,
    "return_grid": False, "enable_pnginfo": True, "add_model_name_to_info": True, "enable_emphasis": True,
    "img2img_fix_steps": False, "live_previews_enable": True, "show_progress_every_n_steps": 1,
    "show_progress_type": "Approx NN", "eta_noise_seed_delta": 0, "upscaler_for_img2img": "None",
    "randn_source": "CPU",
}  # fmt: skip
_MADE = frozenset({"sd_checkpoint_hash"})  # ours to say


@dataclass(frozen=True)
class Options:
    """What a caller has set, and what it set for one request."""

    values: Values

    @property
    def model(self) -> str:
        """The checkpoint as it was named; empty for the default model."""
        return str(self.values.get(MODEL) or "")

    @property
    def vae(self) -> str:
        """The VAE as it was named."""
        return str(self.values.get(VAE) or "")

    @property
    def clip_layers(self) -> int:
        """The layer of CLIP that is read, from the end: 1 leaves none out."""
        value = self.values.get(CLIP_LAYERS)
        if isinstance(value, bool) or not isinstance(value, int | float) or not 1 <= value <= 12:
            raise InvalidInput.of(CLIP_LAYERS, value, "it is a whole number from 1 to 12")
        return int(value)

    def but(self, overrides: Mapping[str, JsonValue]) -> "Options":
        """These, but for one request."""
        return Options({**self.values, **{name: value for name, value in overrides.items() if value is not None}})


def of(session: Session, client: Client) -> Options:
    """What holds for a caller."""
    return Options({**DEFAULTS, **preferences.of_program(session, _key(client))})


def shown(session: Session, client: Client, *, shelf: ModelShelf) -> Values:
    """The options as they are given out: the model that would draw now, by its name."""
    options = of(session, client)
    info = _model_now(options, shelf)
    return {
        **options.values,
        MODEL: info.name if info else "",
        "sd_checkpoint_hash": (info.sha256 or "") if info else "",
    }


def change(session: Session, client: Client, given: Values, *, shelf: ModelShelf) -> None:
    """Keep what was given, be it some options or all of them read back. Raises ModelNotFound, InvalidInput."""
    changes = {name: value for name, value in given.items() if name not in _MADE}
    if model := changes.get(MODEL):
        changes[MODEL] = naming.checkpoint(shelf, str(model)).name
    if vae := changes.get(VAE):
        changes[VAE] = naming.vae(shelf, str(vae)) or "Automatic"
    if changes.get(CLIP_LAYERS) is not None:
        changes[CLIP_LAYERS] = Options(changes).clip_layers
    # What is as it always was need not be kept; it takes back what was set.
    changes = {name: None if name in DEFAULTS and DEFAULTS[name] == value else value for name, value in changes.items()}
    try:
        text = json.dumps(changes, ensure_ascii=False, allow_nan=False)
        is_fit = len(text.encode()) <= MOST_BYTES and "\\u0000" not in text
    except ValueError:  # a number that is none, or half of a letter
        is_fit = False
    if not is_fit:
        message = f"at most {MOST_BYTES} bytes can be kept, of plain texts and finite numbers"
        raise InvalidInput.of("options", ", ".join(changes), message)
    preferences.keep_for_program(session, _key(client), changes)


def _model_now(options: Options, shelf: ModelShelf) -> ModelInfo | None:
    """The model that was set; the default one where that is gone, and none on an empty shelf."""
    for asked in (options.model, ""):
        try:
            return naming.checkpoint(shelf, asked)
        except SafelightError:
            continue
    return None


def _key(client: Client) -> str:
    return f"a1111:{hashlib.sha256(client.requester.encode()).hexdigest()[:32]}"


def family_now(session: Session, client: Client, *, shelf: ModelShelf) -> str | None:
    """The family of the model that would draw for a caller now."""
    info = _model_now(of(session, client), shelf)
    return info.family if info else None
