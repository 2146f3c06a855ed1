"""Texts that lie in the database encrypted, under a key made from the installation's secret."""

import base64
import hmac
from typing import TYPE_CHECKING

from safelight.kit.errors import Conflict

if TYPE_CHECKING:
    from cryptography.fernet import Fernet


class Unopenable(Conflict):
    """What was sealed under another secret."""

    code = "unopenable"


class SecretBox:
    """Seals texts and opens them again; `purpose` keeps its key apart from other uses of the same secret."""

    def __init__(self, secret: bytes, *, purpose: str) -> None:
        self._key = base64.urlsafe_b64encode(hmac.digest(secret, purpose.encode(), "sha256"))

    def seal(self, text: str) -> str:
        """The text, encrypted and signed; each time another."""
        return self._fernet().encrypt(text.encode()).decode()

    def open(self, sealed: str) -> str:
        """The text. Raises Unopenable when it was sealed under another secret, or changed since."""
        from cryptography.fernet import InvalidToken  # noqa: PLC0415  60 ms at every start otherwise

        try:
            return self._fernet().decrypt(sealed.encode()).decode()
        except InvalidToken:
            raise Unopenable(
                "What is kept encrypted cannot be read any more.",
                hint="The installation's secret key is another than it was: put it back, or enter the token again.",
            ) from None

    def sealed_anew(self, sealed: str, *, before: "SecretBox") -> str:
        """What was sealed in the box of before, sealed in this one; what is in this one already stays as it is.

        Raises Unopenable when it is from neither.
        """
        try:
            self.open(sealed)
        except Unopenable:
            return self.seal(before.open(sealed))
        return sealed

    def _fernet(self) -> "Fernet":
        from cryptography.fernet import Fernet  # noqa: PLC0415  60 ms at every start otherwise

        return Fernet(self._key)
