"""Signed links: bound to the object, the expiry and the name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safelight.kit.signing import LinkExpired, LinkForged, LinkSigner

NOW = 1_800_000_000
SECRET = b"0123456789abcdef"


def signer(at: float = NOW, secret: bytes = SECRET) -> LinkSigner:
    return LinkSigner(secret, now=lambda: at)


def test_a_link_works_until_its_time_is_over() -> None:
    expires = signer().expiry(60)
    signature = signer().sign("a.png", expires)
    assert NOW + 60 <= expires <= NOW + 90
    signer(expires - 1).verify("a.png", str(expires), signature)
    with pytest.raises(LinkExpired) as caught:
        signer(expires).verify("a.png", expires, signature)
    assert (caught.value.status, caught.value.code) == (403, "link_expired")


@given(st.integers(10, 604_800), st.integers(0, 10_000_000))
def test_a_link_stays_the_same_for_half_its_time_and_always_lives_as_long_as_promised(seconds: int, later: int) -> None:
    now = NOW + later
    start, lasts = signer(now).period(seconds)
    assert start <= now < start + seconds // 2
    assert now + seconds <= signer(now).expiry(seconds) <= now + 1.5 * seconds
    assert signer(start).period(seconds) == signer(start + seconds // 2 - 1).period(seconds) == (start, lasts)
    assert signer(start + seconds // 2).period(seconds) != (start, lasts)


@pytest.mark.parametrize(
    ("key", "expires", "name"),
    [
        ("b.png", NOW + 60, "n.png"),
        ("a.png", NOW + 61, "n.png"),
        ("a.png", NOW + 60, "m.png"),
        ("a.png", NOW + 60, None),
        ("a.png", NOW + 60, ""),
        ("a.png", f"+{NOW + 60}", "n.png"),
        ("a.png", f" {NOW + 60}", "n.png"),
        ("a.png", f"0{NOW + 60}0", "n.png"),
        ("a.png", "", "n.png"),
        ("a.png", "-5", "n.png"),
        ("a.png", "١٢٣", "n.png"),
        ("a.png", "9" * 5000, "n.png"),
    ],
)
def test_a_link_for_one_thing_opens_no_other(key: str, expires: int | str, name: str | None) -> None:
    signature = signer().sign("a.png", NOW + 60, "n.png")
    with pytest.raises(LinkForged):
        signer().verify(key, expires, signature, name)


@pytest.mark.parametrize("signature", ["", "x", "é", "\ud800", "=" * 43])
def test_a_made_up_signature_is_refused(signature: str) -> None:
    with pytest.raises(LinkForged) as caught:
        signer().verify("a.png", NOW + 60, signature)
    assert (caught.value.status, caught.value.code) == (403, "link_invalid")


def test_another_secret_signs_other_links() -> None:
    signature = signer(secret=b"fedcba9876543210").sign("a.png", NOW + 60)
    with pytest.raises(LinkForged):
        signer().verify("a.png", NOW + 60, signature)


def test_a_short_secret_is_refused() -> None:
    with pytest.raises(ValueError, match="16 bytes"):
        LinkSigner(b"short")


@given(
    st.lists(st.tuples(st.text(), st.integers(0, 10**11), st.none() | st.text()), min_size=2, max_size=2, unique=True)
)
def test_no_two_links_share_a_signature(links: list[tuple[str, int, str | None]]) -> None:
    assert signer().sign(*links[0]) != signer().sign(*links[1])
