"""Supabase Storage: its S3 endpoint, which checks signatures, and its REST API, whose errors come as 400."""

import hashlib
import hmac
import json
import time
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

import jwt

from tests.storage.servers.base import BUCKET, Answer, Request, Stored
from tests.storage.servers.xml_api import XmlBucket, error

KEY_ID, SECRET, SERVICE_KEY, REGION = "supabase-key-id", "supabase-secret", "service-role-key", "eu-west-1"
REST = "/storage/v1/object/"
LINK_SECRET = "what-the-project-signs-links-with-at-least-32-bytes"
UPLOAD_SECONDS = 60


def refused(status: str, code: str, message: str) -> Answer:
    """Its errors: 400, with the true status as text."""
    return Answer(400, json.dumps({"statusCode": status, "error": code, "code": code, "message": message}))


class SupabaseServer(XmlBucket):
    """One project."""

    root = "/storage/v1/s3"

    def answer(self, request: Request) -> Answer:
        if request.path.startswith(REST):
            return self._rest(request, request.path.removeprefix(REST))
        return super().answer(request)

    def refusal(self, request: Request) -> Answer | None:
        return sigv4_refusal(request, KEY_ID, SECRET, REGION)

    def _rest(self, request: Request, rest: str) -> Answer:
        for what in ("upload/sign", "sign"):
            if not rest.startswith(f"{what}/"):
                continue
            place = rest.removeprefix(f"{what}/")
            bucket, _, key = place.partition("/")
            if "token" in request.query:
                return self._by_token(request, what, place, key)
            if request.headers.get("authorization") != f"Bearer {SERVICE_KEY}":
                return refused("403", "Unauthorized", "Invalid Compact JWS")
            if bucket != BUCKET:
                return refused("404", "NoSuchBucket", "Bucket not found")
            if what == "sign" and key not in self.objects:
                return refused("404", "not_found", "Object not found")
            seconds = json.loads(request.body)["expiresIn"] if what == "sign" else UPLOAD_SECONDS
            claims = {"url": place, "what": what, "exp": time.time() + seconds}
            link = f"/object/{what}/{quote(place)}?token={jwt.encode(claims, LINK_SECRET, 'HS256')}"
            told: dict[str, Any] = {"signedURL": link} if what == "sign" else {"url": link, "token": "…"}
            return Answer(200, json.dumps(told))
        return refused("404", "not_found", "no such route")

    def _by_token(self, request: Request, what: str, place: str, key: str) -> Answer:
        if request.method == "OPTIONS":
            return Answer(200, headers={"access-control-allow-origin": "*"})
        try:
            claims = jwt.decode(request.query["token"], LINK_SECRET, ["HS256"])
        except jwt.InvalidTokenError as problem:
            return refused("400", "InvalidJWT", str(problem))
        if (claims["url"], claims["what"]) != (place, what):
            return refused("400", "InvalidSignature", "The url does not match the token")
        if what == "upload/sign":
            with self.lock:
                self.objects[key] = Stored(request.body, {"content-type": request.headers["content-type"]})
            return Answer(200, json.dumps({"Key": place}))
        name = request.query.get("download")
        more = {"content-disposition": f"attachment; filename*=UTF-8''{quote(name)}"} if name else {}
        return self.read(key, request, refused("404", "not_found", "Object not found"), more)


def sigv4_refusal(request: Request, key_id: str, secret: str, region: str) -> Answer | None:
    """What S3 says to a signature (in the header, or in the query of a link) that is not right."""
    query, by_link = dict(request.query), "X-Amz-Signature" in request.query
    if by_link:
        credential, names = query["X-Amz-Credential"], query["X-Amz-SignedHeaders"]
        signature, at, payload = query.pop("X-Amz-Signature"), query["X-Amz-Date"], "UNSIGNED-PAYLOAD"
        made = datetime.strptime(at, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC).timestamp()
        if time.time() > made + int(query["X-Amz-Expires"]):
            return error(403, "AccessDenied", "Request has expired")
    else:
        given = request.headers.get("authorization", "")
        if not given.startswith("AWS4-HMAC-SHA256 "):
            return error(403, "AccessDenied")
        said = dict(part.strip().split("=", 1) for part in given.partition(" ")[2].split(","))
        credential, names, signature = said["Credential"], said["SignedHeaders"], said["Signature"]
        at, payload = request.headers["x-amz-date"], request.headers["x-amz-content-sha256"]
        if payload not in {"UNSIGNED-PAYLOAD", hashlib.sha256(request.body).hexdigest()}:
            return error(400, "XAmzContentSHA256Mismatch")
    used_id, _, scope = credential.partition("/")
    if used_id != key_id:
        return error(403, "InvalidAccessKeyId")
    if scope.split("/")[1] != region:
        return error(400, "AuthorizationHeaderMalformed", f"the region is wrong; expecting '{region}'")
    sent = "&".join(f"{quote(name, safe='-_.~')}={quote(query[name], safe='-_.~')}" for name in sorted(query))
    lines = "".join(f"{name}:{request.headers.get(name, '')}\n" for name in names.split(";"))
    canonical = f"{request.method}\n{request.raw_path}\n{sent}\n{lines}\n{names}\n{payload}"
    message = f"AWS4-HMAC-SHA256\n{at}\n{scope}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    key = f"AWS4{secret}".encode()
    for part in scope.split("/"):
        key = hmac.digest(key, part.encode(), hashlib.sha256)
    right = hmac.new(key, message.encode(), hashlib.sha256).hexdigest()
    return None if hmac.compare_digest(right, signature) else error(403, "SignatureDoesNotMatch")
