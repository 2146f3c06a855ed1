"""A server in this process with a first admin, and passwords that are quick to check."""

from collections.abc import Iterator

import pytest

from safelight.features.accounts.service import passwords
from tests.features.accounts.people import Person
from tests.fixtures_server import client, settings, stored

__all__ = ["client", "settings", "stored"]  # what pytest finds here by name


@pytest.fixture(autouse=True)
def _quick_passwords(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The real hash, with little memory: what it costs is no part of these stories."""
    monkeypatch.setattr(passwords, "MEMORY_KIB", 64)
    monkeypatch.setattr(passwords, "ROUNDS", 1)
    for kept in (passwords._hasher, passwords._nobodys):
        kept.cache_clear()
    yield
    for kept in (passwords._hasher, passwords._nobodys):
        kept.cache_clear()


@pytest.fixture
def ada(client) -> Person:
    """The first admin, logged in as a program is."""
    return Person.first(client)
