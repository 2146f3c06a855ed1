"""What of this installation's settings agents on other machines are given when they join."""

from pathlib import Path

from safelight.features.agents.service.joining import Supplies
from safelight.settings import Settings

GIVEN = (
    "s3_public_endpoint", "s3_region", "s3_access_key_id", "s3_secret_access_key", "supabase_url", "supabase_key",
    "azure_account", "azure_key", "azure_endpoint", "storage_patience_seconds", "storage_quota_gb", "default_model",
    "lease_seconds", "poll_seconds", "cancel_grace_seconds", "provenance", "video_codec",
)  # fmt: skip
"""What opens the storage, and what all workers of an installation should do alike; the rest is each machine's own.

The key that signs log-ins (SECRET_KEY) is not among them: no worker has a use for it. The key that signs pictures is
each machine's own (decision 0042).
"""


def supplies_of(settings: Settings) -> Supplies:
    """The settings of agents, as text."""
    given = {name: _as_text(getattr(settings, name)) for name in GIVEN if getattr(settings, name) is not None}
    given["database_url"] = settings.agent_database_url or settings.effective_database_url
    given["storage_url"] = settings.effective_storage_url
    if endpoint := settings.agent_s3_endpoint or settings.s3_endpoint:
        given["s3_endpoint"] = endpoint
    if settings.google_credentials is not None:
        given["google_credentials"] = _credentials(settings.google_credentials.get_secret_value())
    return Supplies(given, own_role=settings.agent_database_url is None)


def _credentials(given: str) -> str:
    """The key itself, where a file was named: on the agent's machine there is none."""
    return given if given.lstrip().startswith("{") else Path(given).read_text(encoding="utf-8")


def _as_text(value: object) -> str:
    return str(value.get_secret_value() if hasattr(value, "get_secret_value") else value)
