"""People who log in, as the tests of accounts need them."""

from dataclasses import dataclass
from typing import Any

from fastapi.testclient import TestClient

PASSWORD = "four words nobody guesses"


@dataclass
class Person:
    """Somebody with an account and the tokens of one log-in."""

    client: TestClient
    account: dict[str, Any]
    access: str
    refresh: str
    password: str = PASSWORD

    @classmethod
    def first(cls, client: TestClient, name: str = "ada") -> "Person":
        """Sets the studio up."""
        from safelight.features.accounts.service.tokens import setup_code

        code = setup_code(client.app.state.log_in_rules.secret)
        spec = {"name": name, "password": PASSWORD, "setup_code": code, "want_refresh_token": True}
        return cls._of(client, client.post("/api/v1/auth/setup", json=spec))

    @classmethod
    def enter(cls, client: TestClient, name: str, password: str = PASSWORD) -> "Person":
        """Logs in."""
        spec = {"name": name, "password": password, "want_refresh_token": True}
        return cls._of(client, client.post("/api/v1/auth/login", json=spec))

    @classmethod
    def _of(cls, client: TestClient, answer: Any) -> "Person":
        assert answer.is_success, answer.json()
        told = answer.json()
        return cls(client, told["account"], told["access_token"], told["refresh_token"])

    def makes(self, name: str, role: str = "member", **more: Any) -> "Person":
        """Makes an account, whose owner logs in."""
        made = self.asks("POST", "/accounts", json={"name": name, "password": PASSWORD, "role": role, **more})
        assert made.status_code == 201, made.json()
        return Person.enter(self.client, name)

    def asks(self, method: str, path: str, **more: Any) -> Any:
        """One request below /api/v1."""
        headers = {"Authorization": f"Bearer {self.access}"}
        return self.client.request(method, f"/api/v1{path}", headers=headers, **more)

    def goes_on(self, token: str | None = None) -> Any:
        """Uses a refresh token: the newest, or another."""
        answer = self.client.post("/api/v1/auth/refresh", json={"refresh_token": token or self.refresh})
        if answer.is_success and token is None:
            self.access, self.refresh = answer.json()["access_token"], answer.json()["refresh_token"]
        return answer

    def is_in(self) -> bool:
        """Whether the access token still works."""
        return self.asks("GET", "/jobs").status_code == 200
