"""Where weights come from: what a training keeps of itself, so that it can be looked into and done again."""

from pydantic import BaseModel, Field


class Environment(BaseModel):
    """What computed: the program, its packages and the device."""

    safelight: str = Field(description="Version of Safelight")
    revision: str | None = Field(default=None, description="Commit of its source, where it runs from a checkout")
    python: str
    platform: str = Field(description="System, release and processor type")
    packages: dict[str, str] = Field(description="Versions of the packages that compute: torch, diffusers …")
    device: str = Field(description="cpu, cuda:0 …")
    device_name: str = Field(description="As its maker names it; kernels differ between models")
    threads: int | None = Field(default=None, description="Of a CPU: sums are split among them")


class LearntPicture(BaseModel):
    """One picture that was learnt from, with what was said of it."""

    id: str
    filename: str
    sha256: str
    caption: str
    repeats: int = Field(default=1, description="Times it was shown where others are shown once")
    mask_sha256: str | None = Field(default=None, description="Of the mask on it, where it had one")


class Lineage(BaseModel):
    """What weights were learnt from, on, and by."""

    dataset: str = Field(description="Fingerprint of pictures, captions, repeats and masks, whatever their order")
    pictures: list[LearntPicture]
    base_sha256: str | None = Field(default=None, description="Of the base model; null where it was not computed")
    environment: Environment
