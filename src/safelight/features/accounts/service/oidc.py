"""Log-in by another provider: OpenID Connect, the code flow with PKCE, state and nonce.

The provider says who somebody is; which account that is, and whether there is one, is decided here.
"""

import hmac
import json
import re
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import urlencode, urlsplit

import httpx
from sqlalchemy.orm import Session

from safelight.db import Database
from safelight.features.accounts import repository, service
from safelight.features.accounts.errors import AccountDisabled, ProviderProblem, ProviderRefused
from safelight.features.accounts.schemas import AccountCreate
from safelight.features.accounts.service.logins import Entered, LogInRules, Visitor, begin
from safelight.features.accounts.tables import Account, Identity
from safelight.features.audit.service import note
from safelight.kit.errors import InvalidInput
from safelight.kit.secret_box import SecretBox, Unopenable

TIMEOUT = 10.0
BELIEVED_SECONDS = 3600.0  # how long what the provider says of itself is taken for true
MINUTES = 10  # to log in over there
LEEWAY = 60  # seconds that its clock may be off
# Signed with a key that only the provider has: never none, nor HS256, whose key we have too.
ALGORITHMS = frozenset({"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"})


@dataclass(frozen=True)
class Provider:
    """An OpenID Connect provider, as the settings name it."""

    id: str
    name: str
    issuer: str
    client_id: str
    client_secret: str | None = None
    new_accounts: Literal["none", "viewer", "member"] = "none"
    domains: frozenset[str] = frozenset()
    said: "dict[str, tuple[float, dict[str, Any]]]" = field(default_factory=dict, compare=False, repr=False)
    """What it told of itself by address, and when."""


@dataclass(frozen=True)
class Known:
    """Whom a provider has let in: `subject` is its own name for them, which never changes."""

    subject: str
    email: str | None
    name: str
    wanted_name: str


def is_installed() -> bool:
    """Whether the package that judges the provider's tokens is here."""
    from importlib.util import find_spec  # noqa: PLC0415  only asked where a provider is set

    return find_spec("authlib") is not None and find_spec("joserfc") is not None


def start(provider: Provider, *, rules: LogInRules, redirect_uri: str, following: str) -> tuple[str, str]:
    """Where the browser goes, and what it keeps meanwhile, sealed. Raises ProviderProblem."""
    from authlib.oauth2.rfc7636 import create_s256_code_challenge  # noqa: PLC0415  an extra

    state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
    asked = {
        "response_type": "code",
        "client_id": provider.client_id,
        "redirect_uri": redirect_uri,
        "scope": "openid profile email",
        "state": state,
        "nonce": nonce,
        "code_challenge": create_s256_code_challenge(verifier),
        "code_challenge_method": "S256",
    }
    url = _endpoint(provider, "authorization_endpoint")
    kept = {
        "state": state, "nonce": nonce, "verifier": verifier, "provider": provider.id, "next": _local(following),
        "redirect_uri": redirect_uri, "until": time.time() + MINUTES * 60,
    }  # fmt: skip
    return f"{url}{'&' if '?' in url else '?'}{urlencode(asked)}", _box(rules).seal(json.dumps(kept))


def finish(provider: Provider, *, rules: LogInRules, sealed: str | None, state: str, code: str) -> tuple[Known, str]:
    """Who came back from the provider, and where they wanted to go. Raises ProviderRefused, ProviderProblem."""
    kept = _opened(rules, sealed)
    if kept is None or kept["provider"] != provider.id or not hmac.compare_digest(kept["state"], state):
        raise ProviderRefused("This log-in was not begun in this browser, or took too long.", hint="Begin anew.")
    tokens = _tokens(provider, code=code, kept=kept)
    claims = _claims(provider, tokens, nonce=kept["nonce"])
    if "email" not in claims and "userinfo_endpoint" in _metadata(provider):
        claims = _more(provider, tokens, claims)
    is_verified = claims.get("email_verified") in {True, "true"}  # some send text
    email = str(claims["email"]) if is_verified and claims.get("email") else None
    wanted = str(claims.get("preferred_username") or claims.get("email") or claims["sub"])
    return Known(str(claims["sub"]), email, str(claims.get("name") or "")[:120], wanted), str(kept["next"])


def enter(database: Database, *, rules: LogInRules, provider: Provider, known: Known, visitor: Visitor) -> Entered:
    """Log in whom the provider knows. Raises ProviderRefused, AccountDisabled."""
    if provider.domains and (known.email or "").rpartition("@")[2].lower() not in provider.domains:
        raise ProviderRefused("Nobody with this e-mail address comes in this way.", hint="Ask an admin of the studio.")
    with database.transaction() as session:
        account = repository.by_identity(session, issuer=provider.issuer, subject=known.subject)
        if account is None:
            account = _theirs(session, known) or _new(session, provider, known)
            session.add(Identity(issuer=provider.issuer, subject=known.subject, account_id=account.id))
            note(session, action="account.linked", subject=account.id, details={"issuer": provider.issuer},
                 who=account.name, account_id=account.id)  # fmt: skip
        if account.disabled_at:
            raise AccountDisabled
        entered = begin(session, rules=rules, account=account, visitor=visitor)
        note(session, action="login.made", subject=entered.login_id, details={"by": provider.issuer},
             who=account.name, account_id=account.id)  # fmt: skip
        return entered


def _theirs(session: Session, known: Known) -> Account | None:
    """The account that an admin gave this address, which the provider has verified."""
    found = repository.by_email(session, known.email) if known.email else ()
    return found[0] if len(found) == 1 else None


def _new(session: Session, provider: Provider, known: Known) -> Account:
    if provider.new_accounts == "none" or not service.has_accounts(session):
        raise ProviderRefused(
            "You have no account at this studio.", hint="An admin can make one with your e-mail address."
        )
    spec = AccountCreate(
        name=_free_name(session, known.wanted_name),
        full_name=re.sub(r"[\x00-\x1f]", "", known.name),
        email=known.email,
        role=provider.new_accounts,
    )
    return service.add(session, spec=spec, kept=None)


def _free_name(session: Session, wanted: str) -> str:
    plain = re.sub(r"[^a-z0-9._+-]+", "-", wanted.partition("@")[0].lower())[:60].strip("-._+") or "person"
    for name in (plain, *(f"{plain}-{number}" for number in range(2, 1000))):
        if repository.account(session, name) is None and service.is_name(name):
            return name
    return f"person-{secrets.token_hex(8)}"


def _tokens(provider: Provider, *, code: str, kept: Mapping[str, Any]) -> dict[str, Any]:
    body = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": kept["redirect_uri"],
        "code_verifier": kept["verifier"],
    }
    auth: httpx.BasicAuth | None = None
    ways = _metadata(provider).get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
    if provider.client_secret is None:
        body["client_id"] = provider.client_id
    elif "client_secret_basic" in ways:
        auth = httpx.BasicAuth(provider.client_id, provider.client_secret)
    else:
        body |= {"client_id": provider.client_id, "client_secret": provider.client_secret}
    return _asked(provider, "POST", _endpoint(provider, "token_endpoint"), data=body, auth=auth)


def _claims(provider: Provider, tokens: Mapping[str, Any], *, nonce: str) -> dict[str, Any]:
    """What the ID token says, signed by the provider, for us, now, in answer to this log-in."""
    from authlib.oidc.core import CodeIDToken  # noqa: PLC0415  an extra
    from joserfc import jwt  # noqa: PLC0415  as above
    from joserfc.errors import JoseError  # noqa: PLC0415  as above
    from joserfc.jwk import KeySet  # noqa: PLC0415  as above

    supported = _metadata(provider).get("id_token_signing_alg_values_supported", ["RS256"])
    options: dict[str, Any] = {
        "iss": {"essential": True, "value": provider.issuer},
        "aud": {"essential": True, "value": provider.client_id},
        "nonce": {"essential": True, "value": nonce},
    }
    params = {"nonce": nonce, "client_id": provider.client_id, "access_token": tokens.get("access_token")}
    for is_last in (False, True):
        try:
            said: Any = _said(provider, _endpoint(provider, "jwks_uri"), anew=is_last)
            keys = KeySet.import_key_set(said)
            token = jwt.decode(str(tokens["id_token"]), keys, algorithms=sorted(ALGORITHMS & set(supported)))
            claims = CodeIDToken(token.claims, token.header, options, params)
            claims.validate(leeway=LEEWAY)
            return dict(claims)
        except (JoseError, ValueError, KeyError, TypeError) as error:
            if is_last:  # the first time it may have been signed with a key that is newer than what we know
                raise ProviderRefused(
                    f"What {provider.name} says cannot be trusted ({type(error).__name__}).", hint="Begin anew."
                ) from error
    raise AssertionError


def _more(provider: Provider, tokens: Mapping[str, Any], claims: dict[str, Any]) -> dict[str, Any]:
    headers = {"Authorization": f"Bearer {tokens.get('access_token')}"}
    told = _asked(provider, "GET", _endpoint(provider, "userinfo_endpoint"), headers=headers)
    return told | claims if told.get("sub") == claims["sub"] else claims


def _metadata(provider: Provider) -> dict[str, Any]:
    found = _said(provider, f"{provider.issuer.rstrip('/')}/.well-known/openid-configuration")
    if found.get("issuer") != provider.issuer:
        raise ProviderProblem(
            f"{provider.name} calls itself {found.get('issuer')!r}.", hint="Set SAFELIGHT_OIDC_ISSUER to just that."
        )
    return found


def _endpoint(provider: Provider, name: str) -> str:
    url = str(_metadata(provider).get(name, ""))
    # Only a provider that is itself asked without TLS, on one's own machine, may send people on without.
    if urlsplit(url).scheme not in {"https", urlsplit(provider.issuer).scheme}:
        raise ProviderProblem(f"{provider.name} names no {name} that can be used.", hint="Check its settings.")
    return url


def _said(provider: Provider, url: str, *, anew: bool = False) -> dict[str, Any]:
    at, found = provider.said.get(url, (float("-inf"), {}))
    if anew or time.monotonic() - at > BELIEVED_SECONDS:
        found = _asked(provider, "GET", url)
        provider.said[url] = (time.monotonic(), found)
    return found


def _asked(provider: Provider, method: str, url: str, **more: Any) -> dict[str, Any]:
    try:
        answer = httpx.request(method, url, timeout=TIMEOUT, **more)
        answer.raise_for_status()
        found = answer.json()
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
        told = f"{error.response.status_code}" if isinstance(error, httpx.HTTPStatusError) else type(error).__name__
        raise ProviderProblem(
            f"{provider.name} does not answer as it should ({told}).", hint="Try again, or log in with a password."
        ) from error
    if not isinstance(found, dict):
        raise ProviderProblem(f"{provider.name} answers what cannot be read.", hint="Check SAFELIGHT_OIDC_ISSUER.")
    return found


def _box(rules: LogInRules) -> SecretBox:
    return SecretBox(rules.secret, purpose="log-in by another provider")


def _opened(rules: LogInRules, sealed: str | None) -> dict[str, Any] | None:
    try:
        kept: dict[str, Any] = json.loads(_box(rules).open(sealed or ""))
    except (Unopenable, ValueError):  # none, or not ours: the same as none
        return None
    return kept if kept["until"] > time.time() else None


def _local(path: str) -> str:
    """A path of our own. Raises InvalidInput for what leads elsewhere."""
    # Browsers take \ for /, and skip line ends: //host and /\host lead elsewhere.
    if not re.fullmatch(r"/(?![/\\])[^\\\s\x00-\x1f]*", path):
        raise InvalidInput.of("next", path, "it is a path of this studio, such as /gallery")
    return path
