"""What is sealed can be opened with the same secret, and with no other."""

import pytest

from safelight.kit.secret_box import SecretBox, Unopenable


def test_a_sealed_text_is_not_to_be_read_and_opens_again():
    box = SecretBox(b"one", purpose="tokens")
    sealed = box.seal("hf_tökén")
    assert "hf_" not in sealed
    assert box.seal("hf_tökén") != sealed
    assert SecretBox(b"one", purpose="tokens").open(sealed) == "hf_tökén"


@pytest.mark.parametrize("other", [SecretBox(b"two", purpose="tokens"), SecretBox(b"one", purpose="links")])
def test_another_secret_or_purpose_does_not_open_it(other):
    with pytest.raises(Unopenable) as caught:
        other.open(SecretBox(b"one", purpose="tokens").seal("x"))
    assert "secret key" in caught.value.hint


def test_what_was_changed_does_not_open():
    box = SecretBox(b"one", purpose="tokens")
    with pytest.raises(Unopenable):
        box.open(box.seal("x")[:-3] + "AA=")
