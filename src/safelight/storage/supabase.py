"""Files in a Supabase project: bytes by its S3 endpoint, downloads under a name and uploads by its REST API.

Plain links are S3's, signed here without a request: a page of a gallery shows a hundred of them.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, ClassVar
from urllib.parse import quote

import httpx

from safelight.kit.signing import LinkSigner
from safelight.storage.base import MAX_LINK_SECONDS, Kind, Upload
from safelight.storage.buckets import Service
from safelight.storage.errors import BadStorageSettings, StorageAway, StorageNotFound
from safelight.storage.s3 import S3Options, S3Storage

REMEMBERED = 10_000  # links, until their period is over
ASKING_SECONDS = 10


@dataclass(frozen=True)
class SupabaseOptions:
    """The project's address, its service key, and the key pair of its S3 endpoint."""

    url: str | None
    service_key: str | None = field(repr=False)
    s3: S3Options


class SupabaseStorage(S3Storage):
    """A bucket of a Supabase project."""

    kind: ClassVar[Kind] = "supabase"
    service = Service(
        name="Supabase",
        keys="SAFELIGHT_S3_ACCESS_KEY_ID, SAFELIGHT_S3_SECRET_ACCESS_KEY (the project's own pair for S3) and "
        "SAFELIGHT_S3_REGION",
        address="SAFELIGHT_SUPABASE_URL",
        region="SAFELIGHT_S3_REGION",
    )

    def __init__(
        self,
        bucket: str,
        prefix: str,
        options: SupabaseOptions,
        *,
        signer: LinkSigner,
        quota_bytes: int | None = None,
        link_base: str | Callable[[], str] = "",
    ) -> None:
        project = (options.url or "").rstrip("/")
        if not project.startswith(("http://", "https://")):
            raise BadStorageSettings(
                "Supabase storage needs the address of the project.",
                hint="Set SAFELIGHT_SUPABASE_URL, such as https://abc.supabase.co.",
            )
        self._rest = f"{project.removesuffix('/storage/v1')}/storage/v1"
        super().__init__(
            bucket,
            prefix,
            replace(options.s3, endpoint=f"{self._rest}/s3", public_endpoint=None),
            signer=signer,
            quota_bytes=quota_bytes,
            link_base=link_base,
        )
        self._service_key = options.service_key
        self._links: dict[tuple[str, int], str] = {}
        self._lock = threading.Lock()

    @cached_property
    def _web(self) -> httpx.Client:
        # No line is kept open: nobody tells a storage that its end has come.
        limits = httpx.Limits(max_keepalive_connections=0)
        return httpx.Client(timeout=ASKING_SECONDS, limits=limits, trust_env=False)

    def _link(self, key: str, seconds: float, base_url: str | None, download_name: str | None) -> str:
        if download_name is None or not self._service_key:
            return super()._link(key, seconds, base_url, download_name)
        start, lasts = self._signer.period(seconds)
        with self._lock:
            signed = self._links.get((key, start))
        if signed is None:
            answer = self._ask("sign", key, {"expiresIn": min(lasts, MAX_LINK_SECONDS)})
            signed = f"{self._rest}{answer['signedURL']}"
            with self._lock:
                if len(self._links) >= REMEMBERED:
                    self._links.clear()
                self._links[key, start] = signed
        return f"{signed}&download={quote(download_name, safe='')}"

    def _upload_link(self, key: str, seconds: int, content_type: str, size: int) -> Upload | None:
        if not self._service_key:
            return super()._upload_link(key, seconds, content_type, size)
        # How long it holds is a setting of the project; what was sent in the end, its size says.
        answer = self._ask("upload/sign", key, {}, headers={"x-upsert": "true"})
        return Upload(f"{self._rest}{answer['url']}", headers={"content-type": content_type, "x-upsert": "true"})

    def _ask(self, what: str, key: str, body: dict[str, Any], headers: dict[str, str] | None = None) -> Any:
        place = quote(f"{self._bucket}/{self._full_key(key)}", safe="/")
        sent = {"authorization": f"Bearer {self._service_key}", "apikey": self._service_key or ""} | (headers or {})
        try:
            answer = self._web.post(f"{self._rest}/object/{what}/{place}", json=body, headers=sent)
            told = answer.json()
        except (httpx.HTTPError, ValueError) as error:
            raise StorageAway(
                "The Supabase storage does not answer.", hint="Check that it runs, and SAFELIGHT_SUPABASE_URL."
            ) from error
        if answer.is_success:
            return told
        # Most errors come as 400, the true status as text in the body.
        status, code = str(told.get("statusCode", answer.status_code)), str(told.get("code") or told.get("error") or "")
        if "bucket" in f"{code} {told.get('message', '')}".lower():
            raise StorageAway(
                f"The Supabase storage has no bucket “{self._bucket}”.",
                hint="Create the bucket, or correct SAFELIGHT_STORAGE_URL.",
                code="storage_no_bucket",
            )
        if status == "404":
            raise StorageNotFound(key)
        if status in {"401", "403"}:
            raise StorageAway(
                "The Supabase storage refused our service key.",
                hint="Check SAFELIGHT_SUPABASE_KEY: it is the secret (service role) key of the project.",
                code="storage_refused",
            )
        raise StorageAway("The Supabase storage signed no link.", hint="Try again, and look at the project's logs.")
