"""Routes of the providers' keys."""

from typing import Annotated

from fastapi import APIRouter, Query, status

from safelight.features.access import Reading, StudioDep, Writing
from safelight.features.pods.access import KeeperDep, RentingDep
from safelight.features.pods.schemas import KeyGiven, PodProviderShown, ProviderName
from safelight.features.pods.service import keys

router = APIRouter(prefix="/providers")


@router.get("/{provider}")
def show_provider(provider: ProviderName, session: Reading, renting: RentingDep) -> PodProviderShown:
    """Whether there is a key for a provider, and whether it answers."""
    return keys.shown(session, renting, provider)


@router.put("/{provider}")
def keep_provider_key(
    provider: ProviderName, given: KeyGiven, studio: StudioDep, renting: RentingDep, keeper: KeeperDep
) -> PodProviderShown:
    """Keep a key, encrypted, once the provider has taken it."""
    key = given.key.get_secret_value().strip()
    keys.check(renting, provider, key)
    with studio.db.transaction() as session:
        kept = keys.keep(session, renting, provider, key)
    keeper.wake()
    return kept


@router.delete("/{provider}", status_code=status.HTTP_204_NO_CONTENT)
def forget_provider_key(
    provider: ProviderName,
    session: Writing,
    force: Annotated[bool, Query(description="Even if pods are there: nobody here ends them any more")] = False,  # noqa: FBT002  a query parameter
) -> None:
    """Forget a key. Refused while pods are there that could not be ended without it."""
    keys.forget(session, provider, force=force)
