"""Models as the API shows them."""

from pydantic import Field

from safelight.specs.models import ModelInfo


class ModelShown(ModelInfo):
    """One base model, and where it is in memory."""

    loaded_on: list[str] = Field(description="Names of the workers that have it in memory")
