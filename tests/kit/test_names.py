"""File names from strangers."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safelight.kit.pictures import safe_name
from safelight.kit.pictures.names import MAX_LENGTH, with_ending


@pytest.mark.parametrize(
    ("given_name", "safe"),
    [
        ("../../x.png", "x.png"),
        ("C:\\Users\\me\\x.png", "x.png"),
        ("/etc/passwd", "passwd"),
        ("..", "picture"),
        ("", "picture"),
        ("folder/", "picture"),
        (".bashrc", "bashrc"),
        ("a\0b\r\n.png", "ab .png"),
        ("photo\u202egnp.exe", "photognp.exe"),
        ("con.png", "_con.png"),
        ("COM1", "_COM1"),
        ("console.png", "console.png"),
        ("Ma\u0308dchen im Café.jpg", "Mädchen im Café.jpg"),
        ("日本語.png", "日本語.png"),
        ('a<b>:"|?*.png', "a_b______.png"),
        ("-rf.png", "rf.png"),
        ("x" * 300 + ".jpeg", "x" * 95 + ".jpeg"),
        ("\ud800.png", "png"),
    ],
)
def test_a_name_is_made_harmless(given_name: str, safe: str) -> None:
    assert safe_name(given_name) == safe


@given(st.text(st.characters(codec=None, categories=None), max_size=300))
def test_a_safe_name_is_safe_whatever_it_was(name: str) -> None:
    safe = safe_name(name)
    assert 0 < len(safe) <= MAX_LENGTH
    assert len(safe.encode()) <= 255
    assert not set(safe) & set('/\\<>:"|?*%')
    assert not any(unicodedata.category(char) in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"} for char in safe)
    assert safe.strip(" .") == safe
    assert not safe.startswith(("-", "."))
    assert safe_name(safe) == safe


@given(st.text(max_size=300))
def test_with_a_new_ending_it_is_still_safe(name: str) -> None:
    changed = with_ending(safe_name(name), "png")
    assert changed.endswith(".png")
    assert len(changed) <= MAX_LENGTH
    assert safe_name(changed) == changed


def test_the_ending_tells_the_truth() -> None:
    assert with_ending("photo.HEIC", "jpg") == "photo.jpg"
    assert with_ending("photo", "jpg") == "photo.jpg"
    assert with_ending("Dr. Müller and his many friends", "jpg") == "Dr. Müller and his many friends.jpg"
