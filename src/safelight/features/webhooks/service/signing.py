"""How calls are signed: as Standard Webhooks 1.0 says (standardwebhooks.com)."""

import base64
import binascii
import hmac

PREFIX = "whsec_"


def key_of(secret: str) -> bytes | None:
    """The key that a secret stands for: base64 after whsec_, else the text itself; None for what is neither."""
    if not secret.startswith(PREFIX):
        return secret.encode()
    try:
        return base64.b64decode(secret.removeprefix(PREFIX), validate=True) or None
    except binascii.Error:
        return None


def signature(secret: str, *, call_id: str, timestamp: int, body: bytes) -> str:
    """The header webhook-signature: HMAC-SHA256 over id, timestamp in seconds and body, joined by dots."""
    key = key_of(secret)
    if key is None:
        raise ValueError("the secret is no base64")
    digest = hmac.digest(key, f"{call_id}.{timestamp}.".encode() + body, "sha256")
    return f"v1,{base64.b64encode(digest).decode()}"
