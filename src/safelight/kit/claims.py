"""Who made a picture or film and of what: a signed claim inside the file, bound to all of its other bytes.

It follows the idea of C2PA (claim, ingredients, hash with the claim left out, signature) and is not C2PA: there is no
certificate, only an Ed25519 key of the installation (decision 0042).
"""

import base64
import binascii
import hashlib
import json
import struct
import zlib
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

TEXT_KEY = b"safelight-provenance"
MAX_CLAIM = 200_000  # bytes
FORMAT = 1
_PNG = b"\x89PNG\r\n\x1a\n"
_BOX = bytes.fromhex("5afe119407c14c1a9d0d5afe1194c2a1")  # the type of our `uuid` box in an MP4
_MAX_PARTS = 100_000

State = Literal["intact", "changed", "unknown_signer", "none"]


@dataclass(frozen=True)
class Verdict:
    """What a file's claim is worth. `signer` is the id of the key, `claim` what it says, as far as it can be read."""

    state: State
    signer: str | None = None
    claim: dict[str, Any] | None = None


class Signer:
    """The key of an installation; `seed` are its 32 secret bytes."""

    def __init__(self, seed: bytes) -> None:
        self._seed = hashlib.sha256(b"safelight provenance, version 1" + seed).digest()

    @cached_property
    def _key(self) -> "Ed25519PrivateKey":
        from cryptography.hazmat.primitives.asymmetric.ed25519 import (  # noqa: PLC0415  60 ms at every start otherwise
            Ed25519PrivateKey,
        )

        return Ed25519PrivateKey.from_private_bytes(self._seed)

    @cached_property
    def public(self) -> str:
        """The public half, as base64."""
        return _text(self._key.public_key().public_bytes_raw())

    @property
    def id(self) -> str:
        """What the key is called."""
        return id_of(self.public)

    def sign(self, data: bytes, claim: dict[str, Any]) -> bytes:
        """The PNG or MP4 with a claim in it; the same bytes for the same file, claim and key."""
        whole = {"format": FORMAT, **claim, "content_sha256": hashlib.sha256(data).hexdigest()}
        document = {
            "claim": whole, "public_key": self.public, "signature": _text(self._key.sign(_canonical(whole))),
        }  # fmt: skip
        packed = _packed(document)
        if data.startswith(_PNG):
            body = TEXT_KEY + b"\0" + packed
            chunk = struct.pack(">I", len(body)) + b"tEXt" + body + struct.pack(">I", zlib.crc32(b"tEXt" + body))
            return data[:-12] + chunk + data[-12:]  # before IEND
        return data + struct.pack(">I4s", 24 + len(packed), b"uuid") + _BOX + packed


def id_of(public_key: str) -> str:
    """What a public key is called: the first half of its hash."""
    return hashlib.sha256(public_key.encode()).hexdigest()[:32]


def verify(data: bytes, *, known: set[str]) -> Verdict:
    """What the claim in a file is worth; `known` are the public keys that are trusted."""
    found = _taken_out(data)
    if found is None:
        return Verdict("none")
    packed, rest = found
    try:
        document = json.loads(packed)
        claim, public, signature = document["claim"], document["public_key"], document["signature"]
        is_signed = _is_signed(claim, base64.b64decode(public, validate=True), base64.b64decode(signature))
        is_signed &= packed == _packed(document) and signature == _text(
            base64.b64decode(signature)
        )  # no other spelling
        signer = id_of(public)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, binascii.Error):
        return Verdict("changed")
    if not isinstance(claim, dict):
        return Verdict("changed")
    if not is_signed or claim.get("content_sha256") != hashlib.sha256(rest).hexdigest():
        return Verdict("changed", signer, claim)
    return Verdict("intact" if public in known else "unknown_signer", signer, claim)


def _is_signed(claim: Any, public: bytes, signature: bytes) -> bool:
    from cryptography.exceptions import InvalidSignature  # noqa: PLC0415  as above
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey  # noqa: PLC0415  as above

    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, _canonical(claim))
    except InvalidSignature:
        return False
    return True


def _taken_out(data: bytes) -> tuple[bytes, bytes] | None:
    """The claim of a file, and the file without it."""
    place = _in_png(data) if data.startswith(_PNG) else _in_mp4(data)
    if place is None or place[1] - place[0] > MAX_CLAIM:
        return None
    start, end, begins = place
    rest = data[:start] + data[end:]
    if not data.startswith(_PNG):
        return data[begins:end], rest
    checksum = int.from_bytes(data[end - 4 : end])
    return data[begins : end - 4] if checksum == zlib.crc32(data[start + 4 : end - 4]) else b"", rest


def _in_png(data: bytes) -> tuple[int, int, int] | None:
    """Where our chunk starts and ends, and where in it the claim begins."""
    at, found = len(_PNG), None
    for _ in range(_MAX_PARTS):
        if at + 12 > len(data):
            return found
        end = at + 12 + int.from_bytes(data[at : at + 4])
        if end > len(data):
            return found
        if data[at + 4 : at + 8] == b"tEXt" and data.startswith(TEXT_KEY + b"\0", at + 8):
            found = at, end, at + 8 + len(TEXT_KEY) + 1
        at = end
    return found


def _in_mp4(data: bytes) -> tuple[int, int, int] | None:
    if data[4:8] != b"ftyp":
        return None
    at, found = 0, None
    for _ in range(_MAX_PARTS):
        if at + 8 > len(data):
            return found
        size = int.from_bytes(data[at : at + 4])
        if size == 1:  # the real size follows
            size = int.from_bytes(data[at + 8 : at + 16])
        if size < 8 or at + size > len(data):
            return found
        if data[at + 4 : at + 8] == b"uuid" and data[at + 8 : at + 24] == _BOX:
            found = at, at + size, at + 24
        at += size
    return found


def _packed(document: Any) -> bytes:
    return json.dumps(document, separators=(",", ":")).encode()


def _canonical(claim: Any) -> bytes:
    return json.dumps(claim, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode()


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()
