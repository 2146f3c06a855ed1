"""API keys: made, shown once, kept as a hash, changed, revoked; and how one is spelled.

A key is `sl_`, 43 letters and digits (of 32 random bytes), and 6 more that follow from them: a mistyped key is known
for one without a look at the database, and scanners of leaked secrets are sure of what they found.
"""

import secrets
import string
import zlib
from datetime import timedelta

from sqlalchemy.orm import Session

from safelight.features.accounts import repository
from safelight.features.accounts.errors import KeyNameTaken, KeyNotFound, KeysNeedAccount, KeyTooStrong, NeedsLogIn
from safelight.features.accounts.schemas import KeyCreate, KeyMade, KeyOwner, KeyShown, KeyUpdate
from safelight.features.accounts.service.tokens import KEY_PREFIX, hash_of
from safelight.features.accounts.tables import Account, ApiKey
from safelight.features.audit.service import note
from safelight.kit.clock import utcnow
from safelight.kit.ids import new_id
from safelight.specs.people import SCOPES, Principal

START = 8  # characters of a key by which it is told from others
_DIGITS = string.digits + string.ascii_uppercase + string.ascii_lowercase
_RANDOM, _CHECK = 43, 6


def new_key() -> str:
    """A key that nobody has."""
    body = _in_letters(int.from_bytes(secrets.token_bytes(32)), _RANDOM)
    return f"{KEY_PREFIX}{body}{_check_of(body)}"


def is_whole(key: str) -> bool:
    """Whether it is spelled as `new_key` spells them: no letter of it is missing or mistyped."""
    body = key.removeprefix(KEY_PREFIX)
    if len(body) != _RANDOM + _CHECK or not (body.isascii() and body.isalnum()):
        return False
    return body[_RANDOM:] == _check_of(body[:_RANDOM])


def make(session: Session, *, principal: Principal, spec: KeyCreate) -> KeyMade:
    """Make a key of the caller's own. Raises KeysNeedAccount, NeedsLogIn, KeyTooStrong, KeyNameTaken."""
    account = _owner(session, principal)
    if too_much := [scope for scope in spec.scopes if scope not in principal.scopes]:
        raise KeyTooStrong([str(scope) for scope in too_much])
    _check_name(session, account.id, spec.name)
    key, now = new_key(), utcnow()
    made = ApiKey(
        id=new_id("key"),
        account_id=account.id,
        name=spec.name,
        start=key[:START],
        hash=hash_of(key),
        scopes=[scope for scope in SCOPES if scope in spec.scopes],
        limits=spec.limits.model_dump(exclude_none=True) if spec.limits else None,
        expires_at=now + timedelta(days=spec.expires_in_days) if spec.expires_in_days else None,
        created_at=now,
    )
    session.add(made)
    session.flush()
    told = {"name": made.name, "scopes": made.scopes, "expires_at": made.expires_at}
    note(session, action="key.made", subject=made.id, details=told)
    return KeyMade(**shown(made, account).model_dump(), key=key)


def listed(session: Session, *, principal: Principal, everybody: bool = False) -> list[KeyShown]:
    """The caller's keys, or for an admin everybody's, newest first; revoked ones too."""
    _may_handle_keys(principal)
    found = repository.keys(session, None if everybody else principal.account_id)
    return [shown(key, account) for key, account in found]


def update(session: Session, *, principal: Principal, id_or_name: str, spec: KeyUpdate) -> KeyShown:
    """Rename one of the caller's keys, or change its limits. Raises KeyNotFound, KeyNameTaken."""
    account = _owner(session, principal)
    key = _found(session, account.id, id_or_name)
    if spec.name and spec.name != key.name:
        _check_name(session, account.id, spec.name)
        key.name = spec.name
    if "limits" in spec.model_fields_set:
        key.limits = spec.limits.model_dump(exclude_none=True) if spec.limits else None
    note(session, action="key.changed", subject=key.id, details={"name": key.name, "limits": key.limits})
    return shown(key, account)


def revoke(session: Session, *, principal: Principal, id_or_name: str) -> None:
    """End a key of the caller's, or for an admin anybody's by its id; it stays in the list. Raises KeyNotFound."""
    _may_handle_keys(principal)
    whose = None if "admin" in principal.scopes and id_or_name.startswith("key_") else principal.account_id
    key = _found(session, whose, id_or_name)
    if key.revoked_at is None:
        key.revoked_at = utcnow()
        # Its name is free again: two keys of one name, the later in the place of the earlier, are no mistake.
        key.name = f"{key.name[:60]} ({key.id[-12:]})"
        note(session, action="key.revoked", subject=key.id, details={"name": key.name})


def shown(key: ApiKey, account: Account) -> KeyShown:
    """A key as the API shows it."""
    return KeyShown.model_validate(
        {
            **{name: getattr(key, name) for name in KeyShown.model_fields if name != "account"},
            "account": KeyOwner(id=account.id, name=account.name),
        }
    )


def _owner(session: Session, principal: Principal) -> Account:
    _may_handle_keys(principal)
    account = repository.account(session, principal.account_id) if principal.account_id else None
    if account is None:
        raise KeysNeedAccount
    return account


def _may_handle_keys(principal: Principal) -> None:
    # Else whoever finds a key could make himself another, which lives on when the first is revoked.
    if principal.by == "key" and "admin" not in principal.scopes:
        raise NeedsLogIn


def _found(session: Session, account_id: str | None, id_or_name: str) -> ApiKey:
    key = repository.key(session, account_id=account_id, id_or_name=id_or_name)
    if key is None:
        raise KeyNotFound(id_or_name)
    return key


def _check_name(session: Session, account_id: str, name: str) -> None:
    if repository.key(session, account_id=account_id, id_or_name=name) is not None:
        raise KeyNameTaken(name)


def _check_of(body: str) -> str:
    return _in_letters(zlib.crc32(body.encode()), _CHECK)


def _in_letters(number: int, length: int) -> str:
    letters = ""
    while len(letters) < length:
        number, digit = divmod(number, len(_DIGITS))
        letters = _DIGITS[digit] + letters
    return letters
