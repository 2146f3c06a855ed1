"""What pydantic finds, in words for whoever sent the request: for those of its findings that only programmers read."""

import re

from pydantic_core import ErrorDetails

_NONE_OF = re.compile(r"\^\[\^(?P<kept_out>.+)\][*+]\$")


def in_words(found: ErrorDetails) -> str:
    """What is wrong with the value."""
    match found["type"]:
        case "extra_forbidden":
            return "there is no such field"
        case "json_invalid":
            return f"not valid JSON: {found.get('ctx', {}).get('error', found['msg'])}, at character {found['loc'][-1]}"
        case "model_attributes_type" | "dict_type" | "model_type" if found["loc"] == ("body",):
            return "send a JSON object, with the header Content-Type: application/json"
        case "string_pattern_mismatch":
            return _characters(found.get("ctx", {}).get("pattern", "")) or found["msg"]
    return found["msg"]


def is_about_the_body(found: ErrorDetails) -> bool:
    """Whether the finding is about the body as a whole: the place that it names is none of a field."""
    return found["type"] == "json_invalid"


def _characters(pattern: str) -> str | None:
    """What a pattern that keeps some characters out says; None for other patterns."""
    whole = _NONE_OF.fullmatch(pattern)
    if whole is None:
        return None
    # Ranges are of characters that nobody can see; what is left can be shown.
    seen = " ".join(re.sub(r"\\x00(-\\x1f)?", "", whole["kept_out"]).replace("\\\\", "\\"))
    unseen = "line breaks or other control characters" if r"-\x1f" in whole["kept_out"] else "null characters"
    return f"must not hold {unseen}, nor any of {seen}" if seen else f"must not hold {unseen}"
