"""A server in this process."""

from tests.fixtures_server import client, settings, stored

__all__ = ["client", "settings", "stored"]  # what pytest finds here by name
