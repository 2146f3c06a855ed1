"""What the API says of TensorBoard."""

from typing import Literal

from pydantic import BaseModel, Field

BoardState = Literal["stopped", "starting", "running", "failed", "unavailable"]


class TensorBoardShown(BaseModel):
    """TensorBoard of one run or project."""

    target: str = Field(description="Id of the run or project")
    state: BoardState = Field(description="unavailable: TensorBoard is not installed where the server runs")
    url: str = Field(
        description="Open it in a browser, in a frame of the studio's own pages too; behind an API key the link works "
        "for a minute, and what it opened for as long as it is used"
    )
    message: str | None = Field(default=None, description="Why it failed, or is unavailable")
    runs: int = Field(description="Runs that it shows; of a project the newest")
    idle_seconds: float | None = Field(default=None, description="Since somebody last looked, while it runs")
    idle_timeout_seconds: float = Field(description="It ends when nobody has looked for this long")
    memory_bytes: int | None = Field(default=None, description="Memory of its process, where the system tells")
