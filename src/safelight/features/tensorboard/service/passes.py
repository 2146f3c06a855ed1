"""Leave for a browser, which sends no key with a frame or a new tab: a link, and the cookie that it turns into.

`who` is the log-in or key that asked for it (Principal.credential), empty for the installation's own key: a pass is
worth what they may see by now, and nothing once they are gone.
"""

from urllib.parse import urlencode

from safelight.kit.signing import LinkSigner

LINK_SECONDS = 60
COOKIE_SECONDS = 12 * 3600  # renewed while it is used


def link(signer: LinkSigner, *, base_url: str, target: str, api_key: str | None, who: str = "") -> str:
    """The address of a target's TensorBoard; signed if the server asks who somebody is."""
    address = f"{base_url}/tensorboard/{target}/"
    if api_key is None and not who:
        return address
    expires = signer.expiry(LINK_SECONDS)
    signature = signer.sign(_about("link", target, who), expires, api_key)
    return f"{address}?{urlencode({'expires': expires, 'who': who, 'signature': signature})}"


def check_link(signer: LinkSigner, *, target: str, expires: str, who: str, signature: str, api_key: str | None) -> None:
    """Raise LinkForged or LinkExpired unless `link` made it, for the same and under the same API key."""
    signer.verify(_about("link", target, who), expires, signature, api_key)


def cookie(signer: LinkSigner, *, target: str, api_key: str | None, who: str = "") -> str:
    """What a browser sends from then on; it stays the same for half its time."""
    expires = signer.expiry(COOKIE_SECONDS)
    return f"{expires}.{who}.{signer.sign(_about('cookie', target, who), expires, api_key)}"


def check_cookie(signer: LinkSigner, *, target: str, given: str, api_key: str | None) -> str:
    """Whose cookie it is. Raises LinkForged or LinkExpired unless `cookie` made it, under the same API key."""
    expires, _, rest = given.partition(".")
    who, _, signature = rest.partition(".")
    signer.verify(_about("cookie", target, who), expires, signature, api_key)
    return who


def _about(kind: str, target: str, who: str) -> str:
    # No stored file has a key with a colon: a link to one is no leave for this.
    return f"tensorboard:{kind}:{target}:{who}"
