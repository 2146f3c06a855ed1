from tests.fixtures_server import client, settings, stored  # noqa: F401
