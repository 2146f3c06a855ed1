"""What every process counts and measures of its work; each tells it with its heartbeat, and any server sums it up.

Labels are names of ours (kinds, stages, codes, route templates), never what people write.
"""

from safelight.kit.metrics import Registry

REGISTRY = Registry()

_SECONDS = (0.01, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0, 1800.0)

JOBS_ENDED = REGISTRY.counter("safelight_jobs_ended_total", "Jobs by how they ended", "kind", "state")
JOB_ERRORS = REGISTRY.counter("safelight_job_errors_total", "Failed jobs by the code of their error", "kind", "code")
JOB_SECONDS = REGISTRY.histogram(
    "safelight_job_seconds",
    "Seconds of a job by phase: wait (queued to placed), delivery (placed to started), each stage by its name; of "
    "pictures denoise and store; total (queued to ended)",
    "kind",
    "phase",
    buckets=_SECONDS,
)
IMAGES = REGISTRY.counter("safelight_images_total", "Pictures that were drawn and stored", "kind")
BATCH_REQUESTS = REGISTRY.histogram(
    "safelight_batch_requests",
    "Requests that one call of a denoiser went on with",
    buckets=(1, 2, 3, 4, 6, 8, 12, 16),
)
BATCH_ROWS = REGISTRY.histogram(
    "safelight_batch_rows",
    "Rows of one call of a denoiser: a picture with guidance has two",
    buckets=(1, 2, 4, 6, 8, 12, 16, 24, 32),
)
ENCODE_SECONDS = REGISTRY.histogram(
    "safelight_image_encode_seconds", "Seconds that a picture took to become files", buckets=_SECONDS[:9]
)
LORA_BANK = REGISTRY.counter(
    "safelight_lora_bank_total", "LoRAs asked of the banks of the models: hit, load, eviction", "result"
)
MODEL_CACHE = REGISTRY.counter(
    "safelight_model_cache_total", "Base models asked of the memory of the workers: hit, load, eviction", "result"
)
HTTP_SECONDS = REGISTRY.histogram(
    "safelight_http_request_seconds",
    "Seconds until the answer to an HTTP request was sent",
    "method",
    "route",
    "status",
    buckets=(0.005, 0.02, 0.1, 0.5, 2.0, 10.0, 60.0),
)
