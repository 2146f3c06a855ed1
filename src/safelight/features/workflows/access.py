"""How a request reaches the templates, and the ComfyUI servers."""

from typing import Annotated

from fastapi import Depends, Request

from safelight.features.workflows.service import Workflows
from safelight.features.workflows.service.servers import Servers


def get_workflows(request: Request) -> Workflows:
    """The templates of the running server."""
    workflows: Workflows = request.app.state.workflows
    return workflows


def get_servers(request: Request) -> Servers:
    """The ComfyUI servers that the running server knows."""
    servers: Servers = request.app.state.comfyui
    return servers


WorkflowsDep = Annotated[Workflows, Depends(get_workflows)]
ServersDep = Annotated[Servers, Depends(get_servers)]
