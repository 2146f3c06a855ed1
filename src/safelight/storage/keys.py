"""Which names stored files may have: the same on every storage, harmless as a path, a URL and a header."""

import re

from safelight.storage.errors import BadKey

MAX_KEY = 400
MAX_SEGMENT = 150  # leaves room for the suffix of a temporary neighbour below the 255 of file systems

# No capitals: two keys must not become one file where the file system ignores case. A segment starts with a letter
# or digit, so that "..", hidden files and temporary files (".name.part") are no keys.
_SEGMENT = re.compile(r"[a-z0-9][a-z0-9_.\-]*\Z")


def check_key(key: str) -> str:
    """`key` itself; raises BadKey unless it is `segment/segment/…` of small letters, digits, `_`, `-` and `.`."""
    if not key:
        raise BadKey(key, "it is empty")
    if len(key) > MAX_KEY:
        raise BadKey(key, f"it is longer than {MAX_KEY} characters")
    for segment in key.split("/"):
        if len(segment) > MAX_SEGMENT:
            raise BadKey(key, f"a part of it is longer than {MAX_SEGMENT} characters")
        if not _SEGMENT.match(segment) or segment.endswith("."):
            raise BadKey(key, "each part between slashes starts with a-z or 0-9 and goes on with a-z, 0-9, _, - and .")
    return key


def check_prefix(prefix: str) -> str:
    """`prefix` without its closing slash; it names whole segments, so `a/b` holds `a/b/c` and not `a/bc`."""
    return check_key(prefix.removesuffix("/"))
