"""The XML API that S3 and Google share: objects, listings in pages, uploads in parts, deletion in bulk."""

import re
from abc import abstractmethod
from html import escape, unescape
from typing import ClassVar

from tests.storage.servers.base import BUCKET, Answer, ObjectServer, Request, Stored, kept

PAGE = 1000


def error(status: int, code: str, message: str = "") -> Answer:
    """An error as S3 says it."""
    body = f"<?xml version='1.0'?><Error><Code>{code}</Code><Message>{escape(message, quote=False)}</Message></Error>"
    return Answer(status, body, {"content-type": "application/xml"})


class XmlBucket(ObjectServer):
    """A bucket below `root`. `refusal` decides who may."""

    root: ClassVar[str] = ""
    metadata: ClassVar[str] = "x-amz-meta-"

    def __init__(self) -> None:
        super().__init__()
        self.parts: dict[str, dict[int, bytes]] = {}
        self.begun: dict[str, dict[str, str]] = {}

    @abstractmethod
    def refusal(self, request: Request) -> Answer | None:
        """The error for whoever is not let in."""

    def answer(self, request: Request) -> Answer:
        if refused := self.refusal(request):
            return refused
        bucket, _, key = request.path.removeprefix(f"{self.root}/").partition("/")
        if bucket != BUCKET:
            return error(404, "NoSuchBucket", "The specified bucket does not exist.")
        if not key:
            return self._of_bucket(request)
        if "uploadId" in request.query or "uploads" in request.query:
            return self._in_parts(request, key)
        if request.method == "PUT":
            with self.lock:
                self.objects[key] = Stored(request.body, kept(request, self.metadata))
            return Answer(200, headers={"etag": self.objects[key].told["etag"]})
        if request.method == "DELETE":
            with self.lock:
                return Answer(204) if self.objects.pop(key, None) else self.deleted_missing()
        more = {}
        if said := request.query.get("response-content-disposition"):
            more["content-disposition"] = said
        return self.read(key, request, error(404, "NoSuchKey", "The specified key does not exist."), more)

    def deleted_missing(self) -> Answer:
        return Answer(204)

    def _of_bucket(self, request: Request) -> Answer:
        if request.method == "POST" and "delete" in request.query:
            keys = [unescape(key) for key in re.findall(r"<Key>(.*?)</Key>", request.body.decode())]
            with self.lock:
                for key in keys:
                    self.objects.pop(key, None)
            gone = "".join(f"<Deleted><Key>{escape(key)}</Key></Deleted>" for key in keys)
            return Answer(200, f"<DeleteResult>{gone}</DeleteResult>")
        prefix = request.query.get("prefix", "")
        after = request.query.get("continuation-token") or request.query.get("start-after") or ""
        with self.lock:
            found = sorted(
                (key, stored) for key, stored in self.objects.items() if key.startswith(prefix) and key > after
            )
        page = found[:PAGE]
        entries = "".join(
            f"<Contents><Key>{escape(key)}</Key><LastModified>{stored.modified:%Y-%m-%dT%H:%M:%S.000Z}</LastModified>"
            f"<ETag>{escape(stored.told['etag'])}</ETag><Size>{len(stored.data)}</Size></Contents>"
            for key, stored in page
        )
        more = f"<NextContinuationToken>{page[-1][0]}</NextContinuationToken>" if len(found) > PAGE else ""
        truncated = f"<IsTruncated>{str(len(found) > PAGE).lower()}</IsTruncated>"
        return Answer(200, f"<ListBucketResult><Name>{BUCKET}</Name>{truncated}{more}{entries}</ListBucketResult>")

    def _in_parts(self, request: Request, key: str) -> Answer:
        upload = request.query.get("uploadId", "")
        with self.lock:
            if request.method == "POST" and "uploads" in request.query:
                upload = f"upload-{len(self.begun)}"
                self.begun[upload], self.parts[upload] = kept(request, self.metadata), {}
                body = f"<UploadId>{upload}</UploadId><Bucket>{BUCKET}</Bucket><Key>{escape(key)}</Key>"
                return Answer(200, f"<InitiateMultipartUploadResult>{body}</InitiateMultipartUploadResult>")
            if upload not in self.parts:
                return error(404, "NoSuchUpload")
            if request.method == "PUT":
                self.parts[upload][int(request.query["partNumber"])] = request.body
                return Answer(200, headers={"etag": f'"part-{request.query["partNumber"]}"'})
            parts = self.parts.pop(upload)
            if request.method == "DELETE":
                return Answer(204)
            whole = b"".join(parts[number] for number in sorted(parts))
            self.objects[key] = Stored(whole, self.begun[upload])
        body = f"<Bucket>{BUCKET}</Bucket><Key>{escape(key)}</Key><ETag>&quot;{upload}&quot;</ETag>"
        return Answer(200, f"<CompleteMultipartUploadResult>{body}</CompleteMultipartUploadResult>")
