"""What can go wrong with rented pods.

SafelightError
├── OrderRefused        400  the provider cannot do what was asked, and says why
├── KeyRefused          400  the provider does not know the key, or it may not do this
├── RuleNameTaken       409  another rule has the name
├── NoProviderKey       409  there is no key for the provider yet
├── NoPublicUrl         409  pods could not find this studio
├── PodNotReady         409  not in a state that allows it
├── NoCapacity          503  nothing of the kind is free right now
├── NoBalance           402  the account at the provider is empty
├── ProviderBusy        429  the provider asks to wait
├── ProviderAway        503  the provider does not answer
├── PodNotFound         404
├── RuleNotFound        404
└── MachineGone         404  the provider has no such pod (any more)
"""

from safelight.kit.errors import Conflict, InvalidInput, NotFound, SafelightError, TooManyRequests, Unavailable


class OrderRefused(InvalidInput):
    """The provider cannot do what was asked; `reason` is its status."""

    code = "order_refused"

    def __init__(self, message: str, *, hint: str | None = None, reason: int = 422) -> None:
        super().__init__(message, hint=hint)
        self.reason = reason


class KeyRefused(InvalidInput):
    """The provider does not know the key, or it may not do this; `reason` is its status."""

    code = "provider_key_refused"

    def __init__(self, message: str, *, hint: str | None = None, reason: int = 401) -> None:
        super().__init__(message, hint=hint)
        self.reason = reason


class RuleNameTaken(Conflict):
    """Another rule has the name."""

    code = "rule_name_taken"

    def __init__(self, name: str) -> None:
        super().__init__(f"There is a rule {name!r} already.", hint="Choose another name, or change that rule.")


class NoProviderKey(Conflict):
    """There is no key for the provider yet."""

    code = "no_provider_key"

    def __init__(self, provider: str) -> None:
        super().__init__(
            f"There is no key for {provider} yet.",
            hint="Keep one with `safelight pods key set`, or set SAFELIGHT_RUNPOD_API_KEY.",
        )


class NoPublicUrl(Conflict):
    """Pods could not find this studio."""

    code = "no_public_url"

    def __init__(self) -> None:
        super().__init__(
            "Pods could not find this studio: it has no public address.",
            hint="Set SAFELIGHT_PUBLIC_URL to an address that is reached from the Internet.",
        )


class PodNotReady(Conflict):
    """The pod is not in a state that allows this."""

    code = "pod_not_ready"


class NoCapacity(Unavailable):
    """Nothing of the kind is free right now."""

    code = "no_capacity"


class NoBalance(SafelightError):
    """The account at the provider is empty."""

    status = 402
    code = "no_balance"


class ProviderBusy(TooManyRequests):
    """The provider asks to wait."""

    code = "provider_busy"


class ProviderAway(Unavailable):
    """The provider does not answer, or not in a way that could be understood. What was asked may have been done."""

    code = "provider_away"


class PodNotFound(NotFound):
    """There is no such pod."""

    code = "pod_not_found"

    def __init__(self, asked: str) -> None:
        super().__init__(f"There is no pod {asked!r}.", hint="GET /api/v1/pods lists them.")


class RuleNotFound(NotFound):
    """There is no such rule."""

    code = "pod_rule_not_found"

    def __init__(self, asked: str) -> None:
        super().__init__(f"There is no rule {asked!r}.", hint="GET /api/v1/pods/rules lists them.")


class MachineGone(NotFound):
    """The provider has no such pod, or not any more."""

    code = "machine_gone"
