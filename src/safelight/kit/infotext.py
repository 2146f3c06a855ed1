"""The text that AUTOMATIC1111 and its kin write into pictures: prompt, negative prompt, a line of `Name: value`."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

LONGEST_TEXT, LONGEST_LINE = 50_000, 4_000
_NEGATIVE = "Negative prompt:"
_PAIR = re.compile(r'\s*(\w[\w \-/]{0,60}):\s*("(?:\\.|[^\\"])*"|[^,]*)(?:,|$)')
_TO_QUOTE = re.compile(r'[,:\n"]')

# Ours: the name that it has there, and what it was called there at some time. Their readers know no others.
SAMPLERS: dict[str, tuple[str, tuple[str, ...]]] = {
    "ddim": ("DDIM", ()),
    "ddpm": ("DDPM", ()),
    "deis": ("DEIS", ()),
    "dpmpp_2m": ("DPM++ 2M", ("k_dpmpp_2m",)),
    "dpmpp_2m_karras": ("DPM++ 2M Karras", ("k_dpmpp_2m_ka",)),
    "dpmpp_2m_sde": ("DPM++ 2M SDE", ("k_dpmpp_2m_sde",)),
    "dpmpp_sde": ("DPM++ SDE", ("k_dpmpp_sde",)),
    "edm_dpmpp_2m": ("EDM DPM++ 2M", ()),
    "edm_euler": ("EDM Euler", ()),
    "euler": ("Euler", ("k_euler",)),
    "euler_a": ("Euler a", ("k_euler_a", "k_euler_ancestral", "euler ancestral")),
    "heun": ("Heun", ("k_heun",)),
    "kdpm2": ("DPM2", ("k_dpm_2",)),
    "kdpm2_a": ("DPM2 a", ("k_dpm_2_a", "k_dpm_2_ancestral")),
    "lcm": ("LCM", ("k_lcm",)),
    "lms": ("LMS", ("k_lms",)),
    "pndm": ("PLMS", ()),
    "sa_solver": ("SA Solver", ()),
    "tcd": ("TCD", ()),
    "unipc": ("UniPC", ()),
}
SAMPLERS_BY_NAME: dict[str, str] = {
    name.casefold(): ours for ours, (known_as, others) in SAMPLERS.items() for name in (known_as, *others, ours)
}


@dataclass(frozen=True)
class Infotext:
    """Its parts; `settings` by their names as written."""

    prompt: str = ""
    negative_prompt: str = ""
    settings: dict[str, str] = field(default_factory=dict)


def split(text: str) -> Infotext:
    """Take it apart as far as it is one; any other text is all prompt."""
    *lines, last = text[:LONGEST_TEXT].strip().split("\n")
    pairs = _PAIR.findall(last) if len(last) <= LONGEST_LINE else []
    if len(pairs) < 3:  # the last line is prompt as well
        lines, pairs = [*lines, last], []
    prompt, _, negative = "\n".join(lines).partition(_NEGATIVE)
    return Infotext(prompt.strip(), negative.strip(), {name.strip(): _unquoted(value) for name, value in pairs})


def join(prompt: str, negative_prompt: str, settings: Mapping[str, object]) -> str:
    """Write it; settings that are None are left out."""
    negative = [f"{_NEGATIVE} {negative_prompt}"] if negative_prompt else []
    pairs = [f"{name}: {_quoted(str(value))}" for name, value in settings.items() if value is not None]
    return "\n".join([prompt, *negative, ", ".join(pairs)])


def _quoted(value: str) -> str:
    return json.dumps(value, ensure_ascii=False) if _TO_QUOTE.search(value) or value != value.strip() else value


def _unquoted(value: str) -> str:
    value = value.strip()
    if value.startswith('"'):
        try:
            return str(json.loads(value))
        except ValueError:
            pass  # some programs quote without escaping
    return value.strip(' "')
