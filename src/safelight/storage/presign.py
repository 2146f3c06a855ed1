"""Signed links to S3 (AWS Signature Version 4 in the query), from a moment of our choosing.

obstore signs from now on, so that every second gives another address and no browser ever has a picture twice.
https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
"""

import hashlib
import hmac
from datetime import UTC, datetime
from urllib.parse import quote, urlencode, urlsplit


def presigned(url: str, *, access_key_id: str, secret_access_key: str, region: str, start: int, seconds: int) -> str:
    """The address of an object (`https://host/bucket/key`, unquoted), for `seconds` from the Unix time `start`."""
    parts = urlsplit(url)
    at = datetime.fromtimestamp(start, UTC)
    scope = f"{at:%Y%m%d}/{region}/s3/aws4_request"
    query = urlencode(
        sorted(
            {
                "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
                "X-Amz-Credential": f"{access_key_id}/{scope}",
                "X-Amz-Date": f"{at:%Y%m%dT%H%M%SZ}",
                "X-Amz-Expires": seconds,
                "X-Amz-SignedHeaders": "host",
            }.items()
        ),
        quote_via=quote,
        safe="",
    )
    path = quote(parts.path, safe="/-_.~")
    request = "\n".join(("GET", path, query, f"host:{parts.netloc}", "", "host", "UNSIGNED-PAYLOAD"))
    digest = hashlib.sha256(request.encode()).hexdigest()
    key = b"AWS4" + secret_access_key.encode()
    for part in scope.split("/"):
        key = hmac.digest(key, part.encode(), hashlib.sha256)
    message = f"AWS4-HMAC-SHA256\n{at:%Y%m%dT%H%M%SZ}\n{scope}\n{digest}"
    signature = hmac.new(key, message.encode(), hashlib.sha256).hexdigest()
    return f"{parts.scheme}://{parts.netloc}{path}?{query}&X-Amz-Signature={signature}"
