"""What machines are rented with: settings as values, the key, and the provider that they lead to."""

from collections.abc import Callable
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from safelight.features.pods import repository
from safelight.features.pods.errors import NoProviderKey
from safelight.features.pods.service.provider import GpuType, Provider
from safelight.kit.secret_box import SecretBox


def key_box(secret: bytes) -> SecretBox:
    """Seals providers' keys under the installation's secret."""
    return SecretBox(secret, purpose="provider keys")


@dataclass(frozen=True)
class Renting:
    """Made once per server. `provider_with` is how a key becomes a provider."""

    secret: bytes = field(repr=False)
    image: str
    max_hours: float
    public_url: str | None
    provider_with: Callable[[str], Provider] = field(repr=False)
    key: str | None = field(default=None, repr=False)
    budget_per_day: float | None = None
    catalogue: dict[str, GpuType] = field(default_factory=dict, repr=False)
    """GPU types as last read, by id."""
    _providers: dict[str, Provider] = field(default_factory=dict, repr=False)

    @property
    def box(self) -> SecretBox:
        """Seals keys."""
        return key_box(self.secret)

    def key_for(self, session: Session, provider: str) -> str | None:
        """The key in force. Raises Unopenable."""
        if self.key:
            return self.key
        row = repository.key(session, provider)
        return self.box.open(row.key) if row is not None and row.key else None

    def provider(self, key: str) -> Provider:
        """The provider behind a key; the same for the same key."""
        if key not in self._providers:
            self._providers[key] = self.provider_with(key)
        return self._providers[key]

    def provider_of(self, session: Session, name: str) -> Provider:
        """The provider of that name. Raises NoProviderKey, Unopenable."""
        key = self.key_for(session, name)
        if key is None:
            raise NoProviderKey(name)
        return self.provider(key)


def runpod(url: str) -> Callable[[str], Provider]:
    """RunPod at this address."""

    def with_key(key: str) -> Provider:
        from safelight.features.pods.service.runpod import RunPod  # noqa: PLC0415  it loads httpx: 0.2 s at every start

        return RunPod(key, url=url)

    return with_key
