"""What the quick door's queue answers with."""

from datetime import datetime

from pydantic import BaseModel, Field

from safelight.specs.jobs import JobFailure, JobState, Progress


class RequestShown(BaseModel):
    """One request: how far it is, when it will be there, and once it is there its pictures."""

    request_id: str = Field(description="Yours, if you chose one; else ours")
    status: JobState = Field(description="queued, placed, running, succeeded, failed or cancelled")
    position: int | None = Field(description="Place in the queue, 1 for the next; null once it is drawn")
    progress: Progress | None = Field(description="While it is drawn")
    eta_seconds: float | None = Field(
        description="Until it is there, by what was measured; null before anything was, and after its end"
    )
    status_url: str = Field(description="Answers this again")
    result_url: str = Field(description="Answers the picture once it is there")
    image_urls: list[str] = Field(default=[], description="The pictures by signed links")
    seeds: list[int] = Field(description="Of each picture")
    failure: JobFailure | None = Field(default=None, description="Why there is no picture")
    generation_id: str = Field(description="The same in /api/v1/generations, while it is kept")
    job_id: str = Field(description="The same in /api/v1/jobs")
    created_at: datetime = Field(description="When it was asked for")
    expires_at: datetime | None = Field(description="Its pictures go after this")


class InWorkShown(BaseModel):
    """A generation that is being drawn."""

    request_id: str | None = Field(description="If it came through this door")
    job_id: str = Field(description="The same in /api/v1/jobs")
    model: str | None = Field(description="The base model that draws it")
    fraction: float = Field(description="How far it is, 0 to 1")
    eta_seconds: float | None = Field(description="Until it is there, by the steps so far")


class QueueShown(BaseModel):
    """The queue: how many wait, who draws, and how long a new request would take."""

    queued: int = Field(description="Requests of this door that wait")
    capacity: int = Field(description="How many may wait before more are answered with 429")
    waiting_jobs: int = Field(description="All that waits for a worker, whoever asked for it")
    workers: int = Field(description="That are ready")
    running: list[InWorkShown] = Field(description="Generations that are being drawn")
    seconds_per_request: float | None = Field(description="From one finished request to the next, by the last 20")
    estimated_wait_seconds: float | None = Field(description="Until a request made now would be drawn")
