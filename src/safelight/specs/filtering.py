"""The content filter, as server and worker share it."""

from typing import Literal

from pydantic import BaseModel, Field

from safelight.specs.predicting import ClassifierUse

FilterAction = Literal["refuse", "blur", "flag"]


class ContentFilter(BaseModel):
    """Which classifier looks at every new picture, and what becomes of those that it takes for something blocked."""

    classifier: ClassifierUse
    blocked: list[str] = Field(description="Classes of the classifier")
    threshold: float = Field(description="From which probability on a picture counts as one of them")
    action: FilterAction
