"""Keyset paging: a page is what comes after an id; ids sort by time, so newest first needs no offset."""

from typing import Generic, TypeVar

from pydantic import BaseModel, Field

MAX_LIMIT = 200

Item = TypeVar("Item")


class Page(BaseModel, Generic[Item]):
    """One page of a list; `next` is the cursor of the following page, or null at the end."""

    items: list[Item]
    next: str | None = Field(default=None, description="Pass as `after` to get the next page; null at the end")
