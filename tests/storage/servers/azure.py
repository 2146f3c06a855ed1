"""Azure Blob Storage as obstore speaks to it: signed by the account's key, or by a link.

As with Azurite the account is the first part of the path, for there is no host of its own for it.
"""

import base64
import hashlib
import hmac
import re
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape
from urllib.parse import unquote

from tests.storage.servers.base import BUCKET, Answer, ObjectServer, Request, Stored, kept

ACCOUNT, KEY = "studioaccount", base64.b64encode(b"azure-key-of-nobody-32-bytes-long").decode()
PAGE = 1000
_SIGNED = ("content-encoding", "content-language", "content-length", "content-md5", "content-type", "date")
_CONDITIONS = ("if-modified-since", "if-match", "if-none-match", "if-unmodified-since", "range")


def error(status: int, code: str) -> Answer:
    """An error as Azure says it."""
    body = f"\ufeff<?xml version='1.0' encoding='utf-8'?><Error><Code>{code}</Code><Message>…</Message></Error>"
    return Answer(status, body, {"x-ms-error-code": code, "content-type": "application/xml"})


class AzureServer(ObjectServer):
    """One container."""

    def __init__(self) -> None:
        super().__init__()
        self.blocks: dict[tuple[str, str], bytes] = {}

    def answer(self, request: Request) -> Answer:
        refusal = _link_refusal(request) if "sig" in request.query else _key_refusal(request)
        if refusal:
            return refusal
        container, _, key = request.path.removeprefix(f"/{ACCOUNT}/").partition("/")
        if container != BUCKET:
            return error(404, "ContainerNotFound")
        if not key and request.query.get("comp") == "list":
            return self._list(request)
        if not key and request.query.get("comp") == "batch":
            return self._batch(request)
        if request.method == "PUT":
            return self._put(request, key)
        if request.method == "DELETE":
            with self.lock:
                return Answer(202) if self.objects.pop(key, None) else error(404, "BlobNotFound")
        more = {"x-ms-blob-type": "BlockBlob"}
        if said := request.query.get("rscd"):
            more["content-disposition"] = said
        return self.read(key, request, error(404, "BlobNotFound"), more)

    def _put(self, request: Request, key: str) -> Answer:
        headers = kept(request, "x-ms-meta-")
        with self.lock:
            if request.query.get("comp") == "block":
                self.blocks[key, request.query["blockid"]] = request.body
                return Answer(201)
            if request.query.get("comp") == "blocklist":
                names = re.findall(r"<(?:Latest|Uncommitted)>(.*?)</", request.body.decode())
                data = b"".join(self.blocks.pop((key, name)) for name in names)
            elif request.headers.get("x-ms-blob-type") == "BlockBlob":
                data = request.body
            else:
                return error(400, "MissingRequiredHeader")
            if said := request.headers.get("x-ms-blob-content-type"):
                headers["content-type"] = said
            self.objects[key] = Stored(data, headers)
        return Answer(201, headers={"etag": self.objects[key].told["etag"]})

    def _list(self, request: Request) -> Answer:
        prefix, after = request.query.get("prefix", ""), request.query.get("marker", "")
        with self.lock:
            found = sorted(
                (key, stored) for key, stored in self.objects.items() if key.startswith(prefix) and key > after
            )
        page = found[:PAGE]
        blobs = "".join(
            f"<Blob><Name>{escape(key)}</Name><Properties>"
            f"<Last-Modified>{format_datetime(stored.modified, usegmt=True)}</Last-Modified>"
            f"<Etag>{stored.told['etag']}</Etag><Content-Length>{len(stored.data)}</Content-Length>"
            "<Content-Type>application/octet-stream</Content-Type><BlobType>BlockBlob</BlobType></Properties></Blob>"
            for key, stored in page
        )
        marker = page[-1][0] if len(found) > PAGE else ""
        return Answer(
            200,
            f"<?xml version='1.0' encoding='utf-8'?><EnumerationResults ContainerName='{BUCKET}'><Blobs>{blobs}</Blobs>"
            f"<NextMarker>{marker}</NextMarker></EnumerationResults>",
        )

    def _batch(self, request: Request) -> Answer:
        """Deletions together; the answer has a part for each."""
        parts = []
        for number, path in enumerate(re.findall(r"DELETE (\S+) HTTP/1.1", request.body.decode())):
            key = unquote(path).removeprefix(f"/{ACCOUNT}/{BUCKET}/")
            with self.lock:
                gone = self.objects.pop(key, None)
            status = "202 Accepted" if gone else "404 The specified blob does not exist."
            parts.append(
                f"--batch\r\nContent-Type: application/http\r\nContent-ID: {number}\r\n\r\nHTTP/1.1 {status}\r\n\r\n"
            )
        return Answer(202, "".join([*parts, "--batch--\r\n"]), {"content-type": "multipart/mixed; boundary=batch"})


def _key_refusal(request: Request) -> Answer | None:
    """https://learn.microsoft.com/en-us/rest/api/storageservices/authorize-with-shared-key."""
    headers = request.headers
    length = headers.get("content-length", "")
    first = [request.method, *(("" if length == "0" else length) if name == "content-length" else headers.get(name, "")
                               for name in (*_SIGNED, *_CONDITIONS))]  # fmt: skip
    ours = "".join(f"{name}:{headers[name]}\n" for name in sorted(headers) if name.startswith("x-ms-"))
    asked = "".join(f"\n{name}:{request.query[name]}" for name in sorted(request.query))
    message = "\n".join(first) + f"\n{ours}/{ACCOUNT}{request.raw_path}{asked}"
    right = base64.b64encode(hmac.digest(base64.b64decode(KEY), message.encode(), hashlib.sha256)).decode()
    if headers.get("authorization") != f"SharedKey {ACCOUNT}:{right}":
        return error(403, "AuthenticationFailed")
    return None


def _link_refusal(request: Request) -> Answer | None:
    """https://learn.microsoft.com/en-us/rest/api/storageservices/create-service-sas, for version 2023-11-03."""
    asked = {name: request.query.get(name, "") for name in ("sp", "st", "se", "sv", "sr", "rscc", "rscd", "rsct")}
    message = (
        f"{asked['sp']}\n{asked['st']}\n{asked['se']}\n/blob{request.path}\n\n\n\n{asked['sv']}\n{asked['sr']}"
        f"\n\n\n{asked['rscc']}\n{asked['rscd']}\n\n\n{asked['rsct']}"
    )
    right = base64.b64encode(hmac.digest(base64.b64decode(KEY), message.encode(), hashlib.sha256)).decode()
    now = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
    may = {"GET": "r", "HEAD": "r", "PUT": "w"}.get(request.method, "x") in asked["sp"]
    if request.query["sig"] != right or not asked["st"] <= now < asked["se"] or not may:
        return error(403, "AuthenticationFailed")
    return None
