"""Leave for a browser, which sends no API key with a frame or a new tab: a link, and the cookie that it turns into."""

from urllib.parse import urlencode

from safelight.kit.signing import LinkSigner

LINK_SECONDS = 60
COOKIE_SECONDS = 12 * 3600  # renewed while it is used


def link(signer: LinkSigner, *, base_url: str, target: str, api_key: str | None) -> str:
    """The address of a target's TensorBoard; signed if the server has a key."""
    address = f"{base_url}/tensorboard/{target}/"
    if api_key is None:
        return address
    expires = signer.expiry(LINK_SECONDS)
    signature = signer.sign(_about("link", target), expires, api_key)
    return f"{address}?{urlencode({'expires': expires, 'signature': signature})}"


def check_link(signer: LinkSigner, *, target: str, expires: str, signature: str, api_key: str | None) -> None:
    """Raise LinkForged or LinkExpired unless `link` made it, under the same API key."""
    signer.verify(_about("link", target), expires, signature, api_key)


def cookie(signer: LinkSigner, *, target: str, api_key: str | None) -> str:
    """What a browser sends from then on; it stays the same for half its time."""
    expires = signer.expiry(COOKIE_SECONDS)
    return f"{expires}.{signer.sign(_about('cookie', target), expires, api_key)}"


def check_cookie(signer: LinkSigner, *, target: str, given: str, api_key: str | None) -> None:
    """Raise LinkForged or LinkExpired unless `cookie` made it, under the same API key."""
    expires, _, signature = given.partition(".")
    signer.verify(_about("cookie", target), expires, signature, api_key)


def _about(kind: str, target: str) -> str:
    # No stored file has a key with a colon: a link to one is no leave for this.
    return f"tensorboard:{kind}:{target}"
