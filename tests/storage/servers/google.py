"""Google Cloud Storage as obstore speaks to it: the XML API, with a token that the service account signed itself."""

import hashlib
import json
import time
from datetime import UTC, datetime
from functools import cache
from urllib.parse import quote

import jwt
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from tests.storage.servers.base import Answer, Request
from tests.storage.servers.xml_api import XmlBucket, error

EMAIL = "studio@project.iam.gserviceaccount.com"


@cache
def key() -> rsa.RSAPrivateKey:
    """The key of the service account."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def account(url: str, private_key: rsa.RSAPrivateKey | None = None) -> str:
    """Its file, with the address of the stand-in."""
    pem = (private_key or key()).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    said = {"type": "service_account", "private_key_id": "k1", "private_key": pem.decode(), "client_email": EMAIL}
    return json.dumps(said | {"gcs_base_url": url})


class GoogleServer(XmlBucket):
    """One bucket."""

    metadata = "x-goog-meta-"

    def deleted_missing(self) -> Answer:
        return error(404, "NoSuchKey")

    def refusal(self, request: Request) -> Answer | None:
        if "X-Goog-Signature" in request.query:
            return _link_refusal(request)
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        try:
            claims = jwt.decode(token, key().public_key(), ["RS256"], options={"verify_aud": False})
        except jwt.InvalidTokenError:
            return error(401, "AuthenticationRequired", "Invalid credentials.")
        return None if (scheme, claims["iss"]) == ("Bearer", EMAIL) else error(403, "AccessDenied")


def _link_refusal(request: Request) -> Answer | None:
    query = dict(request.query)
    signature, names, at = query.pop("X-Goog-Signature"), query["X-Goog-SignedHeaders"], query["X-Goog-Date"]
    made = datetime.strptime(at, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC).timestamp()
    if time.time() > made + int(query["X-Goog-Expires"]):
        return error(400, "ExpiredToken")
    sent = "&".join(f"{quote(name, safe='-_.~')}={quote(query[name], safe='-_.~')}" for name in sorted(query))
    lines = "".join(f"{name}:{request.headers.get(name, '')}\n" for name in names.split(";"))
    canonical = f"{request.method}\n{request.raw_path}\n{sent}\n{lines}\n{names}\nUNSIGNED-PAYLOAD"
    scope = query["X-Goog-Credential"].partition("/")[2]
    message = f"GOOG4-RSA-SHA256\n{at}\n{scope}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    try:
        key().public_key().verify(bytes.fromhex(signature), message.encode(), padding.PKCS1v15(), hashes.SHA256())
    except InvalidSignature:
        return error(403, "SignatureDoesNotMatch")
    allowed = request.headers.get("x-goog-content-length-range")
    if allowed and not int(allowed.split(",")[0]) <= len(request.body) <= int(allowed.split(",")[1]):
        return error(400, "EntityTooLarge")
    return None
