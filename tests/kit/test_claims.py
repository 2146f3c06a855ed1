"""The signed claim in a picture or film: whatever byte is changed, it tells."""

import struct

import pytest
from PIL import Image

from safelight.kit import claims, png_text
from safelight.kit.claims import Signer, Verdict

OURS, THEIRS = Signer(b"1" * 32), Signer(b"2" * 32)
CLAIM = {"generator": "Safelight", "model": {"name": "tïny", "sha256": "ab"}}


def _png() -> bytes:
    return png_text.write(Image.new("RGB", (8, 8), "red"), {"safelight": '{"prompt": "a"}'})


def _mp4() -> bytes:
    return struct.pack(">I4s4sI", 16, b"ftyp", b"isom", 0) + struct.pack(">I4s", 12, b"mdat") + b"film"


def _state(data: bytes, signer: Signer = OURS) -> str:
    return claims.verify(data, known={signer.public}).state


@pytest.mark.parametrize("make", [_png, _mp4])
def test_a_signed_file_is_intact_until_any_byte_of_it_is_changed(make) -> None:
    signed = OURS.sign(make(), CLAIM)
    verdict = claims.verify(signed, known={OURS.public})
    assert (verdict.state, verdict.signer) == ("intact", OURS.id)
    assert CLAIM.items() <= verdict.claim.items()
    assert _state(signed, THEIRS) == "unknown_signer"
    assert _state(make()) == "none"
    assert OURS.sign(make(), CLAIM) == signed  # same work, same file
    for at in range(len(signed)):
        damaged = signed[:at] + bytes([signed[at] ^ 1]) + signed[at + 1 :]
        assert _state(damaged) != "intact", at
    assert _state(signed + b"x") == "changed"


def test_the_recipe_beside_it_cannot_be_exchanged() -> None:
    signed = OURS.sign(_png(), CLAIM)
    assert _state(signed.replace(b'"prompt": "a"', b'"prompt": "b"')) == "changed"


def test_a_claim_of_ones_own_in_place_of_ours_is_of_an_unknown_signer() -> None:
    assert _state(THEIRS.sign(_png(), CLAIM)) == "unknown_signer"
    twice = THEIRS.sign(OURS.sign(_png(), CLAIM), CLAIM)
    assert _state(twice) == "unknown_signer"  # the last one speaks for the whole file, the first one included


def test_a_picture_with_its_claim_is_still_a_picture_with_its_recipe(tmp_path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(OURS.sign(_png(), CLAIM))
    with Image.open(path) as image:
        image.load()
        assert image.text["safelight"] == '{"prompt": "a"}'
    assert png_text.read(path.read_bytes())["safelight"] == '{"prompt": "a"}'


@pytest.mark.parametrize(
    "data",
    [
        b"", b"\x89PNG\r\n\x1a\n", b"\x89PNG\r\n\x1a\n\xff\xff\xff\xff", b"\0\0\0\x08ftyp", b"\0\0\0\0ftyp",
        b"\0\0\0\x10ftypisom\0\0\0\0\0\0\0\1mdat\xff\xff\xff\xff\xff\xff\xff\xff",
    ],
)  # fmt: skip
def test_anything_else_has_none(data: bytes) -> None:
    assert claims.verify(data, known=set()) == Verdict("none")


@pytest.mark.parametrize(
    "document", ["{", "[]", "null", '{"claim":1,"public_key":2,"signature":3}', "[" * 5000,
                 '{"claim":{},"public_key":"AAAA","signature":"é"}', '{"claim":[],"public_key":"","signature":""}'],
)  # fmt: skip
def test_what_is_no_claim_is_told_as_changed(document: str) -> None:
    assert _state(png_text.write(Image.new("L", (1, 1)), {"safelight-provenance": document})) in {"changed", "none"}
