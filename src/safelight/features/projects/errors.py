"""What can go wrong with a project."""

from safelight.kit.errors import Conflict, NotFound, shorten


class ProjectNotFound(NotFound):
    """No project has that id or name."""

    code = "project_not_found"

    def __init__(self, asked: str) -> None:
        super().__init__(f"There is no project {shorten(asked)!r}.", hint="`GET /api/v1/projects` lists them.")


class PersonNotFound(NotFound):
    """No account has that id or name, or the project is not shared with it."""

    code = "person_not_found"

    def __init__(self, asked: str, *, project: str | None = None) -> None:
        super().__init__(
            f"{project} is not shared with {shorten(asked)!r}."
            if project
            else f"There is nobody named {shorten(asked)!r}.",
            hint="`GET /api/v1/projects/{project}/members` lists with whom it is."
            if project
            else "`GET /api/v1/accounts/names?search=` finds people.",
        )


class OwnProject(Conflict):
    """A project was to be shared with its owner."""

    code = "own_project"

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} belongs to them.", hint="Share it with somebody else.")


class ProjectNameTaken(Conflict):
    """Another project of the same account has this name, in upper or lower case."""

    code = "project_name_taken"

    def __init__(self, name: str) -> None:
        super().__init__(f"There is already a project named {name!r}.", hint="Choose another name.")
