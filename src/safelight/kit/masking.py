"""What no log and no error may show: keys, tokens and passwords, by their names and by their shapes."""

import re
from collections.abc import Mapping
from typing import Any

MASK = "***"
MAX_DEPTH = 6

_NAMES = re.compile(
    r"(?:^|_)(?:passwords?|passphrase|passwd|secrets?|tokens?|api_?keys?|access_?key|private_?key|secret_?key|"
    r"authorization|cookies?|credentials?|signature|setup_code)$"
)
_FIELDS = frozenset({"current", "new"})  # of a change of password
_HARMLESS = frozenset({"max_tokens", "tokens", "trigger_token", "num_tokens"})
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
# What follows a prefix like these is a secret wherever it stands.
_SHAPES = re.compile(
    r"""
    (?P<before>
        \b(?:Bearer|Basic)\s+                       # headers
        | ://[^\s/:@]*:                             # the password of an address
        | [?&](?:signature|token|code|key|api_key|password|secret)=
    )
    (?P<given>[^\s"'&@]{4,})
    | \b(?:sl|sk|hf|gh[pousr]|whsec)_[\w-]{12,}     # our keys, and those of hubs
    | \bsl[ajr]_[\w.-]{12,}                        # our refresh and join tokens, and agents' secrets
    | \bsk-[\w-]{16,}
    | \beyJ[\w-]{8,2000}\.[\w-]+(?:\.[\w-]*)?       # JSON Web Tokens; without a bound, eyJ-eyJ-… takes minutes
    """,
    re.VERBOSE | re.IGNORECASE,
)
_ASSIGNED = re.compile(
    r"""(?P<before>["']?\b(?:\w*password|\w*passwd|\w*secret|\w*api_?key|authorization)\b["']?\s*[:=]\s*)"""
    r"""(?P<given>"[^"]*"|'[^']*'|[^\s,;}&]+)""",
    re.IGNORECASE,
)


def is_secret(name: str) -> bool:
    """Whether a field of this name holds a secret: `password`, `hub.token`, `SAFELIGHT_API_KEY`, `refreshToken`."""
    last = re.sub(r"\[\d+\]$", "", name).rpartition(".")[2].strip()
    plain = _CAMEL.sub("_", last).lower().replace("-", "_").replace(" ", "_")
    return plain in _FIELDS or (plain not in _HARMLESS and _NAMES.search(plain) is not None)


def masked(value: Any, name: str = "", *, depth: int = 0) -> Any:
    """The value with every secret in it masked; dicts and lists are looked through, other objects left alone."""
    if is_secret(name):
        return value if value in (None, "", b"") or isinstance(value, bool) else MASK
    match value:
        case str() | bytes():
            return masked_text(value if isinstance(value, str) else value.decode(errors="replace"))
        case Mapping() | list() | tuple() if depth >= MAX_DEPTH:
            return MASK
        case Mapping():
            return {key: masked(each, str(key), depth=depth + 1) for key, each in value.items()}
        case list() | tuple():
            inside = [masked(each, depth=depth + 1) for each in value]
            return tuple(inside) if isinstance(value, tuple) else inside
    return value


def masked_text(text: str) -> str:
    """The text without what looks like a key, a token or a password."""
    for shapes in (_ASSIGNED, _SHAPES):
        text = shapes.sub(lambda found: (found.groupdict().get("before") or "") + MASK, text)
    return text
