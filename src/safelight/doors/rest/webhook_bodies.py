"""What a webhook is sent: the JSON that GET of the job's resource answers."""

from typing import Any

from sqlalchemy.orm import Session

from safelight.doors.rest.jobs import shown as jobs_shown
from safelight.features.access import Studio
from safelight.features.characters import repository as characters
from safelight.features.characters.service import JOB_KIND as CHARACTER
from safelight.features.characters.service import showing
from safelight.features.generations import repository as generation_repository
from safelight.features.generations import service as generations
from safelight.features.videos import service as videos
from safelight.jobs.tables import Job


def body(studio: Studio, session: Session, job: Job, base_url: str) -> dict[str, Any]:
    """A generation, a video or a character; of any other job, and where that is deleted, the job."""

    def link(key: str) -> str:
        return studio.storage.link(key, seconds=studio.link_seconds, base_url=base_url)

    about = (job.subject or "").partition(":")[2]
    if job.kind in {generations.JOB_KIND, videos.JOB_KIND}:
        made = generation_repository.find(session, about)
        if made is not None:
            show = videos.shown if job.kind == videos.JOB_KIND else generations.shown
            return show(session, [made], link=link)[0].model_dump(mode="json")
    if job.kind == CHARACTER:
        character = characters.find(session, about)
        if character is not None:
            return showing.shown(session, character, link=link).model_dump(mode="json")
    return jobs_shown(session, [job])[0].model_dump(mode="json")
