"""What can be done with workflow templates: find, keep, change, remove."""

from pathlib import Path

from sqlalchemy.orm import Session

from safelight.features.audit.service import note
from safelight.features.workflows import repository
from safelight.features.workflows.errors import WorkflowBroken, WorkflowNameTaken, WorkflowNotFound, WorkflowNotOnes
from safelight.features.workflows.repository import Folder, Found
from safelight.features.workflows.schemas import WorkflowDetail, WorkflowShown
from safelight.features.workflows.tables import Workflow
from safelight.kit.errors import InvalidInput
from safelight.specs.workflows import Template


class Workflows:
    """All templates of an installation. A name in the folder hides a shipped one, and one's own hides both."""

    def __init__(self, folder: Path) -> None:
        self._folder = Folder(folder)

    def all(self, session: Session) -> dict[str, Found]:
        """By name."""
        own = {each.name: each for each in repository.all_own(session)}
        found = {**repository.shipped(), **self._folder.all(), **own}
        return dict(sorted(found.items()))

    def find(self, session: Session, name: str) -> Found:
        """The one of that name. Raises WorkflowNotFound."""
        row = repository.find_own(session, name)
        if row is not None:
            return repository.of_row(row)
        found = self._folder.all().get(name) or repository.shipped().get(name)
        if found is None:
            raise WorkflowNotFound(name, list(self.all(session)))
        return found

    def template(self, session: Session, name: str) -> Template:
        """The one of that name, if it can be used. Raises WorkflowNotFound, WorkflowBroken."""
        found = self.find(session, name)
        if found.template is None:
            raise WorkflowBroken(f"The workflow {name!r} cannot be used: {found.problem}", hint="Mend its file.")
        return found.template

    def usable(self, session: Session) -> list[Template]:
        """All that can be used."""
        return [each.template for each in self.all(session).values() if each.template is not None]

    def add(self, session: Session, *, template: Template) -> Found:
        """Keep a template that somebody brought. Raises WorkflowNameTaken."""
        name = template.manifest.name
        if name in self.all(session):
            raise WorkflowNameTaken(name)
        row = Workflow(name=name)
        _fill(row, template)
        session.add(row)
        session.flush()
        note(session, action="workflow.added", subject=name, details={"sha256": template.sha256})
        return repository.of_row(row)

    def change(self, session: Session, *, name: str, template: Template) -> Found:
        """Keep another template under the name. Raises WorkflowNotFound, WorkflowNotOnes, InvalidInput."""
        if template.manifest.name != name:
            raise InvalidInput.of(
                "manifest.name", template.manifest.name, f"the address says {name!r}", hint="Make them the same."
            )
        row = self._own(session, name)
        _fill(row, template)
        session.flush()
        note(session, action="workflow.changed", subject=name, details={"sha256": template.sha256})
        return repository.of_row(row)

    def remove(self, session: Session, *, name: str) -> None:
        """Forget one's own template; pictures made with it keep it. Raises WorkflowNotFound, WorkflowNotOnes."""
        session.delete(self._own(session, name))
        note(session, action="workflow.removed", subject=name)

    def _own(self, session: Session, name: str) -> Workflow:
        row = repository.find_own(session, name)
        if row is None:
            raise WorkflowNotOnes(name, is_file=self.find(session, name).source == "folder")
        return row


def shown(found: Found) -> WorkflowShown:
    """A template as lists show it."""
    template = found.template
    if template is None:
        return WorkflowShown(
            name=found.name, title=found.name, kind=None, source=found.source, problem=found.problem,
            updated_at=found.updated_at,
        )  # fmt: skip
    manifest = template.manifest
    return WorkflowShown(
        name=found.name,
        title=manifest.title or manifest.name,
        description=manifest.description,
        kind=manifest.kind,
        family=manifest.family,
        source=found.source,
        inputs=manifest.inputs,
        needs=manifest.needs,
        takes_characters=manifest.loras is not None,
        sha256=template.sha256,
        updated_at=found.updated_at,
    )


def detail(found: Found) -> WorkflowDetail:
    """A template, whole."""
    template = found.template
    return WorkflowDetail(
        **dict(shown(found)),
        manifest=template.manifest if template else None,
        graph=template.graph if template else {},
    )


def _fill(row: Workflow, template: Template) -> None:
    row.manifest = template.manifest.model_dump(mode="json")
    row.graph = template.graph
