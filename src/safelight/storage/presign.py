"""Signed links to S3 and Google, from a moment of our choosing.

obstore signs from now on, so that every second gives another address and no browser ever has a picture twice.
https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
https://cloud.google.com/storage/docs/authentication/signatures
"""

import hashlib
import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import quote, urlencode, urlsplit


@dataclass(frozen=True)
class Asked:
    """What a link allows: one method on one object, for `seconds` from the Unix time `start`.

    `headers` (their names in small letters) must be sent along exactly so.
    """

    start: int
    seconds: int
    method: str = "GET"
    headers: Mapping[str, str] | None = None
    query: Mapping[str, str] | None = None


def presigned(url: str, *, access_key_id: str, secret_access_key: str, region: str, asked: Asked) -> str:
    """The address of an S3 object (`https://host/bucket/key`, unquoted), signed by AWS Signature Version 4."""
    at = datetime.fromtimestamp(asked.start, UTC)
    scope = f"{at:%Y%m%d}/{region}/s3/aws4_request"

    def sign(message: bytes) -> str:
        key = b"AWS4" + secret_access_key.encode()
        for part in scope.split("/"):
            key = hmac.digest(key, part.encode(), hashlib.sha256)
        return hmac.new(key, message, hashlib.sha256).hexdigest()

    return _signed(url, "X-Amz", "AWS4-HMAC-SHA256", f"{access_key_id}/{scope}", asked, sign)


def presigned_by_rsa(url: str, *, email: str, sign: Callable[[bytes], bytes], asked: Asked) -> str:
    """The same for Google, with the RSA signature of a service account."""
    scope = f"{datetime.fromtimestamp(asked.start, UTC):%Y%m%d}/auto/storage/goog4_request"
    return _signed(url, "X-Goog", "GOOG4-RSA-SHA256", f"{email}/{scope}", asked, lambda message: sign(message).hex())


def _signed(url: str, prefix: str, algorithm: str, credential: str, asked: Asked, sign: Callable[[bytes], str]) -> str:
    parts = urlsplit(url)
    headers = {"host": parts.netloc} | dict(asked.headers or {})
    names = ";".join(sorted(headers))
    moment = f"{datetime.fromtimestamp(asked.start, UTC):%Y%m%dT%H%M%SZ}"
    said = {
        f"{prefix}-Algorithm": algorithm,
        f"{prefix}-Credential": credential,
        f"{prefix}-Date": moment,
        f"{prefix}-Expires": str(asked.seconds),
        f"{prefix}-SignedHeaders": names,
    }
    query = urlencode(sorted((said | dict(asked.query or {})).items()), quote_via=quote, safe="")
    path = quote(parts.path, safe="/-_.~")
    lines = (f"{name}:{headers[name]}" for name in sorted(headers))
    request = "\n".join((asked.method, path, query, *lines, "", names, "UNSIGNED-PAYLOAD"))
    digest = hashlib.sha256(request.encode()).hexdigest()
    scope = credential.partition("/")[2]
    signature = sign(f"{algorithm}\n{moment}\n{scope}\n{digest}".encode())
    return f"{parts.scheme}://{parts.netloc}{path}?{query}&{prefix}-Signature={signature}"
