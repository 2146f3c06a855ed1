"""What there is to choose from, in AUTOMATIC1111's shapes. Paths are names: where files lie is the server's affair."""

from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from safelight.doors.a1111 import options
from safelight.doors.a1111.client import ClientDep
from safelight.doors.a1111.samplers import SCHEDULES
from safelight.features.access import Reading
from safelight.features.characters import repository as characters
from safelight.features.models.access import ShelfDep
from safelight.features.models.repository import ModelShelf
from safelight.features.styles import repository as styles
from safelight.kit import infotext
from safelight.kit.errors import SafelightError
from safelight.kit.safetensors_header import read_header
from safelight.specs.models import ModelInfo

router = APIRouter()

MOST_CHARACTERS = 1000
BUILT_IN_SCALE = 4  # as it says of those that make any size
KARRAS_RHO = 7.0  # as diffusers spaces them


class _Shape(BaseModel):
    model_config = ConfigDict(protected_namespaces=())


class Checkpoint(_Shape):
    """A base model."""

    title: str = Field(description="For sd_model_checkpoint; it stays the same when the hash becomes known")
    model_name: str = Field(description="The same")
    hash: str | None = Field(description="First ten digits of the SHA-256, once it was computed")
    sha256: str | None = Field(description="SHA-256, once it was computed")
    filename: str = Field(description="Name of its file or folder")
    config: str | None = Field(default=None, description="Always null")


class Sampler(_Shape):
    """A sampler."""

    name: str = Field(description="For sampler_name")
    aliases: list[str] = Field(description="Names that do as well")
    options: dict[str, str] = Field(default={}, description="Always empty")


class Schedule(_Shape):
    """A spacing of the steps."""

    name: str = Field(description="For scheduler")
    label: str = Field(description="For scheduler as well")
    aliases: list[str] | None = Field(description="Names that do as well")
    default_rho: float | None = Field(default=None, description="Of Karras: 7")
    need_inner_model: bool = Field(default=False, description="Always false")


class Upscaler(_Shape):
    """An upscaler."""

    name: str = Field(description="For hr_upscaler and upscaler_1")
    model_name: str | None = Field(default=None, description="Of a learned one: its name among the models")
    model_path: str | None = Field(default=None, description="Of a learned one: its file")
    model_url: str | None = Field(default=None, description="Always null")
    scale: float | None = Field(description="Times it enlarges")


class Named(_Shape):
    """A name."""

    name: str = Field(description="The name")


class Vae(_Shape):
    """A VAE."""

    model_name: str = Field(description="For sd_vae")
    filename: str = Field(description="Name of its file or folder")


class Lora(_Shape):
    """A LoRA of the shelf, or a trained character."""

    name: str = Field(description="For `<lora:name:1>`")
    alias: str = Field(description="As its maker calls it")
    path: str = Field(description="Name of its file")
    metadata: dict[str, Any] = Field(description="The base model it is for, and the words that call it")


class Style(_Shape):
    """A prompt style."""

    name: str = Field(description="For styles")
    prompt: str | None = Field(description="Words around the prompt, which goes where {prompt} stands")
    negative_prompt: str | None = Field(description="What to keep out")


class Embedding(_Shape):
    """A textual inversion."""

    step: int | None = Field(default=None, description="Always null")
    sd_checkpoint: str | None = Field(default=None, description="Always null")
    sd_checkpoint_name: str | None = Field(default=None, description="Always null")
    shape: int = Field(description="Numbers in each vector; 0 if its file does not tell")
    vectors: int = Field(description="How many vectors it has; 0 if its file does not tell")


class Embeddings(_Shape):
    """Textual inversions by name, which is their word in a prompt."""

    loaded: dict[str, Embedding] = Field(description="Those that go with the caller's model")
    skipped: dict[str, Embedding] = Field(description="Those of other families")


class Scripts(_Shape):
    """Extensions."""

    txt2img: list[str] = Field(description="Their names, in small letters")
    img2img: list[str] = Field(description="Their names, in small letters")


class ScriptInfo(_Shape):
    """One extension."""

    name: str = Field(description="In small letters")
    is_alwayson: bool = Field(description="It goes into alwayson_scripts")
    is_img2img: bool = Field(description="Whether this is said of img2img")
    args: list[dict[str, Any]] = Field(default=[], description="Always empty")


@router.get("/sd-models")
def list_checkpoints(shelf: ShelfDep) -> list[Checkpoint]:
    """The base models."""
    return [
        Checkpoint(
            title=info.name,
            model_name=info.name,
            hash=info.sha256[:10] if info.sha256 else None,
            sha256=info.sha256,
            filename=info.path.name,
        )
        for info in shelf.all()
    ]


@router.get("/samplers")
def list_samplers() -> list[Sampler]:
    """The samplers. A model of flow matching takes some of them; for the others it uses its own, and says so."""
    return [
        Sampler(name=name, aliases=list(dict.fromkeys((ours, *others))))
        for ours, (name, others) in infotext.SAMPLERS.items()
    ]


@router.get("/schedulers")
def list_schedulers() -> list[Schedule]:
    """The spacings of the steps."""
    return [
        Schedule(
            name=name,
            label=label,
            aliases=list(others) or None,
            default_rho=KARRAS_RHO if name == "karras" else None,
        )
        for name, label, others in SCHEDULES
    ]


@router.get("/upscalers")
def list_upscalers(shelf: ShelfDep) -> list[Upscaler]:
    """The upscalers."""
    built_in = [Upscaler(name=name, scale=BUILT_IN_SCALE) for name in ("None", "Lanczos")]
    return built_in + [
        Upscaler(name=info.name, model_name=info.name, model_path=info.path.name, scale=info.scale)
        for info in shelf.all("upscaler")
    ]


@router.get("/latent-upscale-modes")
def list_latent_upscale_modes() -> list[Named]:
    """How hr_upscaler may enlarge latents."""
    return [Named(name="Latent")]


@router.get("/sd-vae")
@router.get("/sd-modules")
def list_vaes(shelf: ShelfDep) -> list[Vae]:
    """The VAEs."""
    return [Vae(model_name=info.name, filename=info.path.name) for info in shelf.all("vae")]


@router.get("/loras")
def list_loras(session: Reading, shelf: ShelfDep) -> list[Lora]:
    """The LoRAs of the shelf, and the trained characters."""
    found = [
        Lora(
            name=info.name,
            alias=info.title or info.name,
            path=info.path.name,
            metadata=_known(family=info.family, rank=info.rank, trigger_words=info.words or None),
        )
        for info in shelf.all("lora")
    ]
    trained, _ = characters.page(session, status="ready", sort="name", limit=MOST_CHARACTERS)
    return found + [
        Lora(
            name=each.slug,
            alias=each.name,
            path=f"{each.slug}.safetensors",
            metadata=_known(base_model=each.base_model, trigger_words=[each.trigger], character_id=each.id),
        )
        for each in trained
        if each.lora_key is not None  # one with a model of its own is among the models
    ]


@router.get("/prompt-styles")
def list_styles(session: Reading) -> list[Style]:
    """The prompt styles."""
    return [
        Style(name=each.name, prompt=each.prompt, negative_prompt=each.negative_prompt)
        for each in styles.known(session)
    ]


@router.get("/embeddings")
def list_embeddings(session: Reading, client: ClientDep, shelf: ShelfDep) -> Embeddings:
    """The textual inversions. One is used where its name stands in a prompt."""
    family = options.family_now(session, client, shelf=shelf)
    found = shelf.all("embedding")
    goes = {info.name: family is None or info.family in {None, family} for info in found}
    return Embeddings(
        loaded={info.name: _embedding(info) for info in found if goes[info.name]},
        skipped={info.name: _embedding(info) for info in found if not goes[info.name]},
    )


@router.get("/hypernetworks")
@router.get("/face-restorers")
@router.get("/realesrgan-models")
def list_nothing() -> list[Named]:
    """There are none."""
    return []


@router.get("/scripts")
def list_scripts(shelf: ShelfDep) -> Scripts:
    """The extensions: ControlNet, where there is a model for it."""
    names = _scripts(shelf)
    return Scripts(txt2img=names, img2img=names)


@router.get("/script-info")
def list_script_info(shelf: ShelfDep) -> list[ScriptInfo]:
    """The same, one by one."""
    return [
        ScriptInfo(name=name, is_alwayson=True, is_img2img=is_img2img)
        for is_img2img in (False, True)
        for name in _scripts(shelf)
    ]


@router.get("/cmd-flags")
def show_flags() -> dict[str, bool]:
    """The flags that a server of AUTOMATIC1111's would have been started with."""
    return {"api": True, "nowebui": True, "listen": False, "share": False, "medvram": False, "lowvram": False}


def _scripts(shelf: ModelShelf) -> list[str]:
    return ["controlnet"] if shelf.names("controlnet") else []


def _embedding(info: ModelInfo) -> Embedding:
    try:
        shapes = [each.shape for each in read_header(info.path).tensors.values() if len(each.shape) == 2]
    except SafelightError:  # a folder, or a format without a header
        shapes = []
    vectors, numbers = shapes[0] if shapes else (0, 0)
    return Embedding(shape=numbers, vectors=vectors)


def _known(**facts: object) -> dict[str, Any]:
    return {name: value for name, value in facts.items() if value is not None}
