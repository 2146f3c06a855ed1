"""Routes of the workflow templates, and of the ComfyUI servers that run them."""

from typing import Annotated

from fastapi import APIRouter, Path, Response, status

from safelight.features.access import Reading, StudioDep, Writing
from safelight.features.models.access import ShelfDep
from safelight.features.webhooks.access import HooksDep
from safelight.features.workflows import service
from safelight.features.workflows.access import ServersDep, WorkflowsDep
from safelight.features.workflows.schemas import (
    ServerShown,
    WorkflowCheck,
    WorkflowDetail,
    WorkflowRun,
    WorkflowRunAsk,
    WorkflowShown,
    WorkflowStarted,
)
from safelight.features.workflows.service import running
from safelight.kit.paging import Page
from safelight.specs.workflows import Template

router = APIRouter(prefix="/workflows", tags=["workflows"])

# A graph may make a ComfyUI with custom nodes do anything.
ADMIN = {"x-scope": "admin"}
Name = Annotated[str, Path(max_length=120)]


@router.get("")
def list_workflows(session: Reading, workflows: WorkflowsDep) -> Page[WorkflowShown]:
    """The templates: shipped ones, those in the workflows folder, and those that were brought."""
    return Page(items=[service.shown(found) for found in workflows.all(session).values()])


@router.post("", status_code=status.HTTP_201_CREATED, openapi_extra=ADMIN)
def add_workflow(template: Template, session: Writing, workflows: WorkflowsDep, response: Response) -> WorkflowDetail:
    """Bring a template: a graph that ComfyUI saved with Export (API), and a manifest."""
    found = workflows.add(session, template=template)
    response.headers["Location"] = f"/api/v1/workflows/{found.name}"
    return service.detail(found)


@router.get("/servers")
def list_comfyui_servers(studio: StudioDep, workflows: WorkflowsDep, servers: ServersDep) -> Page[ServerShown]:
    """The ComfyUI servers: whether they answer, their queue, and what each lacks for which template."""
    with studio.db.reading() as session:
        known, templates = servers.known(session), workflows.usable(session)
    return Page(items=servers.shown(known, templates))


@router.get("/{name}")
def show_workflow(name: Name, session: Reading, workflows: WorkflowsDep) -> WorkflowDetail:
    """One template, with its graph."""
    return service.detail(workflows.find(session, name))


@router.put("/{name}", openapi_extra=ADMIN)
def change_workflow(name: Name, template: Template, session: Writing, workflows: WorkflowsDep) -> WorkflowDetail:
    """Keep another template under the name. Shipped ones, and files in the folder, are not changed."""
    return service.detail(workflows.change(session, name=name, template=template))


@router.delete("/{name}", status_code=status.HTTP_204_NO_CONTENT, openapi_extra=ADMIN)
def remove_workflow(name: Name, session: Writing, workflows: WorkflowsDep) -> None:
    """Forget a template that was brought. Pictures made with it keep it."""
    workflows.remove(session, name=name)


@router.post("/{name}/check")
def check_workflow(name: Name, studio: StudioDep, workflows: WorkflowsDep, servers: ServersDep) -> WorkflowCheck:
    """Whether the ComfyUI servers have every node and model that a template needs, asked now."""
    with studio.db.reading() as session:
        template, known = workflows.template(session, name), servers.known(session)
    return servers.check(known, template)


@router.post("/{name}/run", status_code=status.HTTP_202_ACCEPTED)
def run_workflow(
    name: Name,
    spec: WorkflowRunAsk,
    studio: StudioDep,
    workflows: WorkflowsDep,
    shelf: ShelfDep,
    hooks: HooksDep,
    response: Response,
) -> WorkflowStarted:
    """Run a template. Its pictures come to a generation, and hang in the gallery with their recipe."""
    with studio.db.reading() as session:
        template = workflows.template(session, name)
    key = running.kept(studio.storage, template)
    with studio.db.transaction() as session:
        generation = running.start(
            session,
            template=template,
            key=key,
            spec=spec.without_webhook(WorkflowRun),
            shelf=shelf,
            max_queued=studio.limits.queued_jobs,
        )
        hooks.attach(session, generation.job_id, spec)
        started = WorkflowStarted(job_id=generation.job_id, generation_id=generation.id)
    response.headers["Location"] = f"/api/v1/jobs/{started.job_id}"
    return started
