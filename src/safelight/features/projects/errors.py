"""What can go wrong with a project."""

from safelight.kit.errors import Conflict, NotFound, shorten


class ProjectNotFound(NotFound):
    """No project has that id or name."""

    code = "project_not_found"

    def __init__(self, asked: str) -> None:
        super().__init__(f"There is no project {shorten(asked)!r}.", hint="`GET /api/v1/projects` lists them.")


class ProjectNameTaken(Conflict):
    """Another project has this name, in upper or lower case."""

    code = "project_name_taken"

    def __init__(self, name: str) -> None:
        super().__init__(f"There is already a project named {name!r}.", hint="Choose another name.")
