"""Projects group what belongs together: characters and their trainings, and later datasets, configs and runs."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from safelight.db import Base
from safelight.db.ownership import Owned, PartOf
from safelight.kit.clock import utcnow


class Project(Owned, Base):
    """A name that things are gathered under. Deleting one deletes nothing else."""

    __tablename__ = "project"
    is_project = True
    __table_args__ = (UniqueConstraint("account_id", "slug"),)

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    slug: Mapped[str] = mapped_column(String(80))
    description: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    updated_at: Mapped[datetime] = mapped_column(default=utcnow, onupdate=utcnow)


class ProjectMember(PartOf, Base):
    """Somebody whom a project is shared with: a "viewer" looks at what is in it, an "editor" changes it too."""

    __tablename__ = "project_member"
    whole = ("Project", "project_id")

    project_id: Mapped[str] = mapped_column(ForeignKey("project.id", ondelete="CASCADE"), primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True, index=True)
    role: Mapped[str] = mapped_column(String(8))
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
