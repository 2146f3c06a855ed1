"""Hints of the API, said in the words of the command line: commands in place of the routes that they call."""

import re

_ROUTE = re.compile(r"`?\b(GET|POST|PUT|DELETE) (/api/v1/[^\s`,;)]*[^\s`,;).])`?")

# What a part in braces matched is put into the command. The first one that fits is taken.
_COMMANDS = (
    ("GET /characters", "characters list"),
    ("POST /characters/{}/train", "characters train {}"),
    ("GET /classifiers/config-fields", "classifiers settings"),
    ("GET /classifiers/configs", "classifiers configs"),
    ("POST /classifiers/configs/validate", "classifiers new-config NAME"),
    ("GET /classifiers/runs", "classifiers runs"),
    ("GET /classifiers/sweeps", "classifiers sweeps"),
    ("GET /datasets", "datasets list"),
    ("GET /datasets/{}/pictures", "datasets pictures {}"),
    ("GET /downloads", "models downloads"),
    ("GET /gallery", "gallery list"),
    ("GET /jobs", "jobs list"),
    ("POST /jobs/{}/cancel", "jobs cancel {}"),
    ("POST /jobs/{}/resume", "jobs resume {}"),
    ("GET /jobs/{}/webhooks", "webhooks list {}"),
    ("GET /limits", "limits"),
    ("GET /pods", "pods list"),
    ("GET /pods/rules", "pods rules list"),
    ("GET /projects", "projects list"),
    ("GET /projects/{}/members", "projects members {}"),
    ("GET /styles", "styles list"),
    ("GET /styles/export", "styles export"),
    ("POST /styles/{}/copy", "styles copy {}"),
    ("GET /usage", "usage"),
)


def _pattern(route: str) -> re.Pattern[str]:
    method, path = route.split(" ", 1)
    parts = r"\{?([^/?]+?)\}?".join(re.escape(part) for part in path.split("{}"))
    return re.compile(rf"{method} /api/v1{parts}(?:\?.*)?")


_PATTERNS = tuple((_pattern(route), command) for route, command in _COMMANDS)


def as_commands(hint: str) -> str:
    """The hint with each route that a command calls replaced by that command; other routes stay as they are."""
    return _ROUTE.sub(_command, hint)


def _command(found: re.Match[str]) -> str:
    asked = f"{found[1]} {found[2]}"
    for pattern, command in _PATTERNS:
        if whole := pattern.fullmatch(asked):
            return f"`safelight {command.format(*whole.groups())}`"
    return found[0]
