"""Which addresses are called: none that leads into the private network."""

from urllib.parse import urlsplit, urlunsplit

from safelight.features.webhooks.errors import WebhookRefused
from safelight.kit.addresses import PublicHosts
from safelight.kit.errors import SafelightError


def normal(url: str) -> str:
    """The address with its scheme and host as everybody writes them. Raises WebhookRefused."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise WebhookRefused(url, f"this is no address: {error}.", "Write https://example.org/path.") from error
    if parts.scheme.lower() not in {"http", "https"} or not host:
        raise WebhookRefused(url, "only http and https addresses are called.", "Write https://example.org/path.")
    if parts.username or parts.password:
        raise WebhookRefused(url, "no user and password in the address.", "Sign the calls: give a secret.")
    name = f"[{host}]" if ":" in host else host.lower()
    place = f"{name}:{port}" if port else name
    return urlunsplit((parts.scheme.lower(), place, parts.path or "/", parts.query, ""))


def origin_of(url: str) -> str:
    """The beginning of a normal address, up to the path."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}/"


def refuse_unless_callable(url: str, hosts: PublicHosts) -> None:
    """Raise WebhookRefused for an address that can be seen to be private without looking its name up."""
    try:
        hosts.check_host(urlsplit(url).hostname or "")
    except SafelightError as error:
        raise WebhookRefused(url, error.message, error.hint) from error
