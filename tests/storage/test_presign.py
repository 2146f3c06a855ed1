"""The example of the S3 reference, to the last letter."""

from datetime import UTC, datetime

from safelight.storage.presign import Asked, presigned

# https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
EXAMPLE = (
    "https://examplebucket.s3.amazonaws.com/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256"
    "&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request"
    "&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host"
    "&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404"
)


def test_the_example_of_the_reference() -> None:
    link = presigned(
        "https://examplebucket.s3.amazonaws.com/test.txt",
        access_key_id="AKIAIOSFODNN7EXAMPLE",
        secret_access_key="wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
        region="us-east-1",
        asked=Asked(int(datetime(2013, 5, 24, tzinfo=UTC).timestamp()), 86400),
    )
    assert link == EXAMPLE
