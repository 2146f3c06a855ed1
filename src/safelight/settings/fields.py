"""Every setting, typed and documented, under the heading where a person would look for it.

`.env.example` is generated from here.
"""

from pathlib import Path
from typing import Literal

from pydantic import AliasChoices, Field, SecretStr
from pydantic_settings import BaseSettings


class Fields(BaseSettings):
    """What can be set. The defaults suit one machine with a 24 GB GPU, and work without one."""

    # Where things are
    data_dir: Path = Field(
        default=Path("data"), description="Database, pictures, models and work files, unless a URL says otherwise"
    )
    secrets_dir: Path | None = Field(
        default=None,
        description="Folder of files that hold a setting each, named like its variable in small letters, such as "
        "safelight_api_key; named in the environment alone",
    )
    models_dir: Path | None = Field(default=None, description="Folder of your own models; DATA_DIR/models if empty")
    model_folders: str = Field(
        default="",
        description="Folders, by comma, of models that are used where they lie; on a server that only this machine "
        "reaches any, elsewhere none, if empty",
    )
    database_url: str | None = Field(
        default=None,
        description="sqlite:///path or postgresql+psycopg://user:password@host/name; a file in DATA_DIR if empty",
    )
    auto_migrate: bool = Field(
        default=True,
        description="Bring the tables up to date when the server starts; else only `safelight migrate` does",
    )
    storage_url: str | None = Field(
        default=None,
        description="file:///folder, s3://bucket/prefix, supabase://bucket/prefix, gs://bucket/prefix or "
        "az://container/prefix; a folder in DATA_DIR if empty",
    )
    s3_endpoint: str | None = Field(default=None, description="S3 address, for any S3 that is not AWS")
    s3_public_endpoint: str | None = Field(default=None, description="S3 address as browsers see it, if it differs")
    s3_region: str = Field(default="us-east-1", description="S3 region")
    s3_access_key_id: str | None = Field(default=None, description="S3 access key")
    s3_secret_access_key: SecretStr | None = Field(default=None, description="S3 secret key")
    supabase_url: str | None = Field(
        default=None, description="Address of the Supabase project, such as https://abc.supabase.co"
    )
    supabase_key: SecretStr | None = Field(default=None, description="Its service key (secret key)")
    google_credentials: SecretStr | None = Field(
        default=None, description="Key of a Google service account, as JSON or the path of its file"
    )
    azure_account: str | None = Field(default=None, description="Azure storage account")
    azure_key: SecretStr | None = Field(default=None, description="Its access key")
    azure_endpoint: str | None = Field(default=None, description="Azure address, for a local stand-in")
    storage_patience_seconds: float = Field(
        default=120, ge=0, le=3600, description="A storage that is away is asked again for this long before a job fails"
    )
    storage_quota_gb: float | None = Field(
        default=None, gt=0, description="Refuse new files above this; no limit if empty"
    )

    # The server
    host: str = Field(
        default="127.0.0.1", description="Address to listen on; anything but loopback needs an account or API_KEY"
    )
    port: int = Field(default=8000, ge=0, le=65535, description="Port to listen on; 0 takes a free one")
    only: str = Field(
        default="all", description="What to serve: all, or some of web, api, openai, gradio; web has the API it needs"
    )
    public_url: str | None = Field(
        default=None, description="Address that clients see, for links; taken from the request if empty"
    )
    allowed_hosts: str = Field(
        default="",
        description="Names under which clients may ask, by comma, beside this machine's own and PUBLIC_URL's; * stands "
        "for any part of a name",
    )
    cors_origins: str = Field(
        default="",
        description="Other sites whose pages may use this server, by comma, such as https://app.example.org; none if "
        "empty",
    )
    trusted_proxies: str = Field(
        default="",
        description="Addresses or networks of proxies, by comma, that are believed which client they ask for; none if "
        "empty",
    )
    api_key: SecretStr | None = Field(default=None, description="Key that clients send as `Authorization: Bearer …`")
    secret_key: SecretStr | None = Field(
        default=None, description="Signs links and log-ins and seals tokens; made and kept in DATA_DIR if empty"
    )
    secret_key_old: SecretStr | None = Field(
        default=None, description="The SECRET_KEY of before, for `safelight secrets rotate`; unset it afterwards"
    )
    link_seconds: int = Field(
        default=86_400, ge=10, le=604800, description="Seconds a signed file link works, or up to half as long again"
    )
    admin_name: str | None = Field(
        default=None, description="Name of the first account, made at the first start with ADMIN_PASSWORD"
    )
    admin_password: SecretStr | None = Field(
        default=None, description="Its password, to be changed after the first log-in; read while there is no account"
    )
    access_token_minutes: float = Field(
        default=10, gt=0, le=1440, description="How long a log-in goes on before it is looked at again"
    )
    login_days: float = Field(default=30, gt=0, le=365, description="A log-in that nobody uses ends after this")
    oidc_issuer: str | None = Field(
        default=None,
        description="OpenID Connect provider that people can log in with, such as https://accounts.example.org; "
        "needs safelight[oidc]",
    )
    oidc_client_id: str | None = Field(default=None, description="What the provider calls this studio")
    oidc_client_secret: SecretStr | None = Field(default=None, description="What the studio shows the provider")
    oidc_name: str = Field(default="Single sign-on", description="What people call the provider")
    oidc_new_accounts: Literal["none", "viewer", "member"] = Field(
        default="none", description="What somebody becomes whom the provider knows and the studio does not"
    )
    oidc_email_domains: str = Field(
        default="", description="Domains, by comma, of the e-mail addresses that may come in so; any if empty"
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="Least severe log line to print"
    )
    log_format: Literal["auto", "json", "text"] = Field(
        default="auto", description="Log lines as JSON or as text; auto is text where somebody watches, else JSON"
    )
    metrics_open: bool = Field(
        default=False, description="Let anybody read /metrics; else it asks for the API key, where there is one"
    )
    otlp_endpoint: str | None = Field(
        default=None,
        description="OTLP collector, over HTTP, that gets traces, such as http://127.0.0.1:4318; "
        "OTEL_EXPORTER_OTLP_ENDPOINT if empty; needs safelight[otel]",
    )

    # The workers
    local_workers: int = Field(default=1, ge=0, le=64, description="Workers that `serve` starts on this machine")
    devices: str = Field(default="auto", description="cuda:0,cuda:1 or cpu; auto takes every GPU, else the CPU")
    default_model: str = Field(default="starter", description="Base model when a request names none")
    model_aliases: dict[str, str] = Field(
        default={},
        description="Names by which programs that speak OpenAI's API ask for a model, a character or model:LoRA, "
        'as JSON: {"gpt-image-1": "Pip"}; OpenAI\'s own names stand for the default model',
    )
    cached_models: int = Field(default=6, ge=1, le=64, description="Base models a worker keeps in memory")
    cached_models_gb: float | None = Field(
        default=None, gt=0, description="Their weights together; what the device has, less some headroom, if empty"
    )
    idle_unload_minutes: float | None = Field(
        default=None, gt=0, description="A model unused for this long leaves memory, unless pinned; never if empty"
    )
    preload_models: str = Field(
        default="", description="Models, by name and comma, that a worker loads and warms up when it starts"
    )
    preload_optional: bool = Field(
        default=False, description="Be ready without the models that could not be preloaded, too"
    )
    load_options: dict[str, bool | str | list[str]] = Field(
        default={}, description='Load options of models that have none set, as JSON: {"vae_tiling": true}'
    )
    cached_loras: int = Field(
        default=16, ge=1, le=512, description="Characters a worker keeps attached to a base model"
    )
    generations_at_once: int = Field(
        default=8, ge=1, le=64, description="Generations with one base model that a worker draws together"
    )
    worker_memory_gb: float | None = Field(
        default=None, gt=0, description="GB of its device that each worker may use; all of it if empty"
    )
    cpu_threads: int | None = Field(default=None, ge=1, description="Torch threads per worker; all cores if empty")
    lease_seconds: float = Field(
        default=5.0, ge=1, le=300, description="A worker silent for this long loses its jobs to another"
    )
    poll_seconds: float = Field(
        default=1.0, ge=0.01, le=5, description="How often a worker looks into its mailbox even if nothing calls it"
    )
    cancel_grace_seconds: float = Field(
        default=30.0, ge=1, description="A worker whose job ignores cancel is killed after this"
    )
    provenance: bool = Field(
        default=True, description="Sign pictures and films: by which model, LoRA and pictures they were made"
    )
    job_retention_days: int = Field(default=30, ge=1, description="Finished jobs are forgotten after this")

    # Workers on other machines
    agent_database_url: str | None = Field(
        default=None,
        description="Database as agents on other machines reach it, with a role that may not change tables "
        "(`safelight agents role` makes one); DATABASE_URL if empty",
    )
    agent_s3_endpoint: str | None = Field(
        default=None, description="S3 as agents on other machines reach it; S3_ENDPOINT if empty"
    )
    labels: dict[str, str] = Field(
        default={}, description='What this machine\'s workers are called by, as JSON: {"site": "attic"}'
    )
    file_cache_gb: float = Field(
        default=200, gt=0, description="Models and datasets fetched from the storage that an agent keeps on its disk"
    )

    # ComfyUI
    comfyui_servers: str = Field(
        default="",
        description="Addresses of ComfyUI servers, by comma, that `serve` starts a worker for, such as "
        "http://127.0.0.1:8188",
    )
    comfyui_token: SecretStr | None = Field(
        default=None, description="Sent to them as `Authorization: Bearer …`, where a proxy asks for it"
    )
    comfyui_loras: Path | None = Field(
        default=None,
        description="ComfyUI's folder of LoRAs (models/loras) as the worker beside it reaches it: characters are put "
        "there, since ComfyUI takes no LoRA over its API",
    )
    workflows_dir: Path | None = Field(
        default=None, description="Folder of your own workflow templates; DATA_DIR/workflows if empty"
    )

    # Rented pods
    runpod_api_key: SecretStr | None = Field(
        default=None, description="Key of RunPod; else the one kept with `safelight pods key`"
    )
    runpod_url: str = Field(default="https://api.runpod.io/v2", description="Address of RunPod's API")
    pod_image: str = Field(
        default="ghcr.io/safelight/worker:latest", description="Container image that rented pods start with"
    )
    pod_max_hours: float = Field(
        default=24, gt=0, le=720, description="A rented pod is ended after this, whatever it does"
    )
    pod_budget_per_day: float | None = Field(
        default=None,
        gt=0,
        description="Dollars that all rented pods may cost on a day (UTC); then they end, none is made; no limit if "
        "empty",
    )

    # Downloads of models
    hub_url: str | None = Field(
        default=None,
        description="Hub that models are downloaded from; HF_ENDPOINT or https://huggingface.co if empty",
    )
    download_hosts: str = Field(
        default="huggingface.co,*.huggingface.co,*.hf.co",
        description="Hosts that files may be fetched from beside the hub, over https; * stands for any part of a name",
    )
    downloads_at_once: int = Field(default=3, ge=1, le=16, description="Downloads that a server does at a time")
    download_connections: int = Field(default=4, ge=1, le=16, description="Files that one download fetches at a time")

    # Videos
    video_codec: Literal["auto", "h264", "vp9", "av1"] = Field(
        default="auto",
        description="How films are packed: h264 plays everywhere, but its encoder is under the GPL and patents; vp9 "
        "and av1 are free; auto is vp9",
    )

    # TensorBoard
    tb_idle_timeout: float = Field(
        default=900,
        ge=1,
        description="Seconds after which a TensorBoard that nobody looks at ends; TB_IDLE_TIMEOUT says the same",
        validation_alias=AliasChoices("SAFELIGHT_TB_IDLE_TIMEOUT", "TB_IDLE_TIMEOUT"),
    )
    tensorboards_at_once: int = Field(
        default=4, ge=1, le=32, description="TensorBoards open at a time, 100 MB each; the longest unused makes room"
    )

    # Uploads
    max_upload_mb: int = Field(default=40, ge=1, description="Largest single picture file")
    max_upload_total_mb: int = Field(default=1024, ge=1, description="Largest request body")
    max_upload_megapixels: float = Field(default=80.0, gt=0, description="Largest picture, width times height")
    max_reference_images: int = Field(default=200, ge=1, description="Most pictures of one character")
    max_dataset_pictures: int = Field(
        default=200_000, ge=1, description="Most pictures of one dataset; larger ones can be a folder on the workers"
    )
    max_dataset_gb: float = Field(default=50.0, gt=0, description="GB that the pictures of one dataset may take")
    input_days: int = Field(
        default=30, ge=1, description="Pictures brought to a generation are forgotten unused after this"
    )
    bin_days: int = Field(default=30, ge=1, description="Pictures in the bin are deleted after this")
    login_kept_days: int = Field(default=30, ge=1, description="Log-ins that are over are forgotten after this")
    usage_days: int | None = Field(
        default=None, ge=31, description="What accounts and keys used is forgotten after this; never if empty"
    )
    audit_days: int | None = Field(
        default=None, ge=1, description="Entries of the audit log are deleted after this; never if empty"
    )
    result_minutes: int = Field(
        default=10, ge=1, le=43_200, description="Results of the quick door and of other programs are kept for this"
    )
    quick_queue: int = Field(
        default=100, ge=1, description="Requests of the quick door that may wait; more are answered with 429"
    )
    webhook_hosts: str = Field(
        default="",
        description="Hosts in a private network, by comma, that webhooks may call; * stands for any part of a name",
    )
    limits: dict[Literal["viewer", "member", "admin"], dict[str, float | None]] = Field(
        default={},
        description="What each account may have that has no limits of its own, by role, as JSON: "
        '{"member": {"requests_per_minute": 300, "jobs_at_once": 4, "jobs_waiting": 50, "pictures_per_day": 500, '
        '"seconds_per_day": 7200, "storage_gb": 20}}; no limits if empty',
    )
    max_queued_jobs: int = Field(default=1000, ge=1, description="Jobs that may wait; more are answered with 429")
