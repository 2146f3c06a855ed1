"""The settings of an installation; read by doors, worker and migrations, and passed down as values.

Each comes from the environment (`SAFELIGHT_…`), a `.env` file, or for secrets a file of its own: see fields.py.
"""

import os
from functools import cached_property
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import field_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SecretsSettingsSource,
    SettingsConfigDict,
)

from safelight.settings.fields import Fields

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
DOORS = ("web", "api", "openai", "gradio")


class Settings(Fields):
    """Settings of one installation, and what follows from them."""

    model_config = SettingsConfigDict(
        env_prefix="SAFELIGHT_",
        env_file=".env",
        env_ignore_empty=True,
        extra="ignore",
        populate_by_name=True,  # where a variable has a second name
        loc_by_alias=False,
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Files in SECRETS_DIR, which only the environment can name, come last."""
        named = os.environ.get("SAFELIGHT_SECRETS_DIR")
        is_there = named and Path(named).is_dir()
        files = SecretsSettingsSource(settings_cls, secrets_dir=named) if is_there else file_secret_settings
        return (init_settings, env_settings, dotenv_settings, files)

    @field_validator("only")
    @classmethod
    def _known_doors(cls, value: str) -> str:
        """Tidy the list, and refuse what is not in it."""
        names = list(dict.fromkeys(name.strip().lower() for name in value.split(",") if name.strip())) or ["all"]
        if unknown := [name for name in names if name not in {*DOORS, "all"}]:
            raise ValueError(f"{unknown[0]!r} cannot be served; choose from all, {', '.join(DOORS)}")
        return ",".join(names)

    @field_validator("cors_origins")
    @classmethod
    def _known_origins(cls, value: str) -> str:
        """Tidy the list, and refuse what no browser would state."""
        origins = [origin.rstrip("/").lower() for origin in _listed(value)]
        for origin in origins:
            parts = urlsplit(origin)
            if origin != "*" and (
                parts.scheme not in {"http", "https"} or origin != f"{parts.scheme}://{parts.netloc}"
            ):
                raise ValueError(f"{origin!r} is no origin, such as https://app.example.org")
        return ",".join(origins)

    @field_validator("trusted_proxies")
    @classmethod
    def _known_networks(cls, value: str) -> str:
        """Refuse what is neither an address nor a network."""
        for name in _listed(value):
            try:
                ip_network(name)
            except ValueError as error:
                raise ValueError(f"{name!r} is no address or network, such as 10.0.0.7 or 10.0.0.0/24") from error
        return value

    @property
    def listed_hosts(self) -> list[str]:
        """ALLOWED_HOSTS, in small letters."""
        return [name.lower() for name in _listed(self.allowed_hosts)]

    @property
    def listed_origins(self) -> list[str]:
        """CORS_ORIGINS."""
        return _listed(self.cors_origins)

    @property
    def proxy_networks(self) -> tuple[IPv4Network | IPv6Network, ...]:
        """TRUSTED_PROXIES; an address is a network of one."""
        return tuple(ip_network(name) for name in _listed(self.trusted_proxies))

    @property
    def open_doors(self) -> frozenset[str]:
        """What is served: some of DOORS."""
        names = frozenset(self.only.split(","))
        if "all" in names:
            return frozenset(DOORS)
        return names | {"api"} if "web" in names else names

    @cached_property
    def effective_database_url(self) -> str:
        """The database in use."""
        return self.database_url or f"sqlite:///{(self.data_dir / 'safelight.db').absolute()}"

    @cached_property
    def effective_storage_url(self) -> str:
        """The storage in use."""
        return self.storage_url or (self.data_dir / "storage").absolute().as_uri()

    @cached_property
    def effective_models_dir(self) -> Path:
        """The folder of the user's own models."""
        return (self.models_dir or self.data_dir / "models").absolute()

    @cached_property
    def effective_workflows_dir(self) -> Path:
        """The folder of one's own workflow templates."""
        return (self.workflows_dir or self.data_dir / "workflows").absolute()

    @property
    def listed_comfyui(self) -> list[str]:
        """COMFYUI_SERVERS."""
        return [address.rstrip("/") for address in _listed(self.comfyui_servers)]

    @property
    def comfyui_bearer(self) -> str | None:
        """What ComfyUI servers are sent to be let in, if anything."""
        return self.comfyui_token.get_secret_value() if self.comfyui_token else None

    @property
    def model_roots(self) -> tuple[Path, ...] | None:
        """The folders from which models may be registered in place; None means any."""
        named = tuple(Path(part.strip()).absolute() for part in self.model_folders.split(",") if part.strip())
        return None if self.is_private and not named else named

    @property
    def is_private(self) -> bool:
        """Whether nobody but this machine comes in. A key, a public address or a proxy says that others do."""
        others = self.api_key or self.public_url or self.trusted_proxies
        return self.is_loopback and not others

    @property
    def effective_hub_url(self) -> str:
        """The hub in use; HF_ENDPOINT is how the Hub's own tools name a mirror."""
        return (self.hub_url or os.environ.get("HF_ENDPOINT") or "https://huggingface.co").rstrip("/")

    @property
    def traces_to(self) -> str | None:
        """The collector of traces; the variable without our prefix is how OpenTelemetry's own tools name it."""
        return self.otlp_endpoint or os.environ.get("OTEL_EXPORTER_OTLP_ENDPOINT") or None

    @property
    def log_as_json(self) -> bool | None:
        """Whether log lines are JSON; None leaves it to whether somebody watches."""
        return None if self.log_format == "auto" else self.log_format == "json"

    @property
    def work_dir(self) -> Path:
        """Where workers keep what a running job needs."""
        return (self.data_dir / "work").absolute()

    @property
    def is_loopback(self) -> bool:
        """Whether only this machine can reach the server."""
        return self.host in LOOPBACK


def _listed(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]
