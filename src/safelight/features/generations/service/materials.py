"""What a request names beyond its base model (LoRAs, pictures, ControlNets, a VAE), found on this installation."""

import re
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from safelight.features.characters import service as characters
from safelight.features.characters.errors import CharacterNotFound
from safelight.features.generations import repository
from safelight.features.generations.errors import NotWithThisModel
from safelight.features.generations.service import images
from safelight.features.generations.service.images import NamedImage
from safelight.features.models.errors import ModelNotFound
from safelight.features.models.repository import ModelShelf
from safelight.kit.errors import InvalidInput
from safelight.kit.identify import Kind
from safelight.specs.generation import MAX_LORAS, ControlUse, GenerationSpec, LoraAsk, LoraUse, ModelUse
from safelight.specs.models import ModelInfo

BUILT_IN_UPSCALERS = ("lanczos", "latent")
_TAG = re.compile(r"<(?:lora|lyco):([^:<>]{1,200})(?::([^:<>]{0,20}))?(?::([^:<>]{0,20}))?>", re.IGNORECASE)
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Materials:
    """All of it, as the plan names it. `prompt` is the asked one without its `<lora:…>`."""

    prompt: str
    loras: list[LoraUse] = field(default_factory=list)
    vae: ModelUse | None = None
    embeddings: list[ModelUse] = field(default_factory=list)
    image: NamedImage | None = None
    mask: NamedImage | None = None
    controls: list[ControlUse] = field(default_factory=list)
    upscaler: ModelUse | None = None


def gathered(session: Session, spec: GenerationSpec, *, info: ModelInfo, shelf: ModelShelf) -> Materials:
    """Find what a request names. Raises InvalidInput or NotWithThisModel with the field."""
    prompt, tagged = without_tags(spec.prompt)
    asked = [*spec.loras, *tagged]
    if len(asked) > MAX_LORAS:
        raise InvalidInput.of("loras", len(asked), f"at most {MAX_LORAS} LoRAs go into one picture")
    mask = images.named(session, spec.mask_image, field="mask_image") if spec.mask_image else None
    upscaler = spec.hires.upscaler if spec.hires else BUILT_IN_UPSCALERS[0]
    return Materials(
        prompt=prompt,
        loras=[_lora(session, ask, f"loras[{at}].name", info=info, shelf=shelf) for at, ask in enumerate(asked)],
        vae=_model(shelf, spec.vae, "vae", field="vae", base=info) if spec.vae else None,
        embeddings=[
            _model(shelf, name, "embedding", field=f"embeddings[{at}]", base=info)
            for at, name in enumerate(spec.embeddings)
        ],
        image=images.named(session, spec.image, field="image") if spec.image else None,
        mask=mask,
        controls=[
            ControlUse(
                **_model(shelf, ask.model, "controlnet", field=f"controls[{at}].model", base=info).model_dump(),
                image=images.named(session, ask.image, field=f"controls[{at}].image").use,
                scale=ask.scale,
                start=ask.start,
                end=ask.end,
            )
            for at, ask in enumerate(spec.controls)
        ],
        upscaler=None
        if upscaler in BUILT_IN_UPSCALERS
        else _model(shelf, upscaler, "upscaler", field="hires.upscaler", base=None),
    )


def without_tags(prompt: str) -> tuple[str, list[LoraAsk]]:
    """The prompt without its `<lora:name:scale>` and `<lora:name:scale:text_encoder_scale>`, and what they ask for."""
    found = [
        LoraAsk(
            name=match[1].strip(),
            scale=1.0 if match[2] is None else _number(match[2], match[0]),
            text_encoder_scale=None if match[3] is None else _number(match[3], match[0]),
        )
        for match in _TAG.finditer(prompt)
    ]
    if not found:
        return prompt, []
    return re.sub(r"[ \t]{2,}", " ", _TAG.sub("", prompt)).strip(" ,"), found


def _number(text: str, tag: str) -> float:
    try:
        scale = float(text)
    except ValueError:
        scale = float("nan")
    if not -4 <= scale <= 4:
        raise InvalidInput.of("prompt", tag, f"{text!r} is no scale from -4 to 4", hint="Write <lora:name:0.8>.")
    return scale


def lora(ask: LoraAsk, where: str, *, family: str | None, shelf: ModelShelf) -> LoraUse:
    """A LoRA among the models, for whatever base of its family. Raises InvalidInput, NotWithThisModel."""
    try:
        found = shelf.find(ask.name, kind="lora")
    except ModelNotFound as error:
        message = "there is no LoRA of that name"
        raise InvalidInput.of(where, ask.name, message, hint=error.hint) from error
    if family and found.family and found.family != family:
        raise NotWithThisModel.of(where, ask.name, f"it is made for {found.family}, and this is for {family}")
    scales = {"scale": ask.scale, "text_encoder_scale": ask.text_encoder_scale}
    return LoraUse(key=f"model:{found.name}", sha256=found.sha256 or "", name=found.name, **scales)


def _lora(session: Session, ask: LoraAsk, where: str, *, info: ModelInfo, shelf: ModelShelf) -> LoraUse:
    scales = {"scale": ask.scale, "text_encoder_scale": ask.text_encoder_scale}
    if _SHA256.fullmatch(ask.name):
        key, owner = repository.lora_file(session, ask.name, of=None)
        if key is not None:
            return LoraUse(key=key, sha256=ask.name, name=owner.name if owner else None, **scales)
    try:
        found = shelf.find(ask.name, kind="lora")
    except ModelNotFound as missing:
        return _of_character(session, ask, where, info=info, missing=missing)
    _refuse_other_family(found, where, base=info)
    if found.network not in {None, "lora"}:
        hint = "Only plain LoRA can be used; look for it in that form."
        raise NotWithThisModel.of(where, ask.name, f"it is a {found.network}", hint=hint)
    return LoraUse(key=f"model:{found.name}", sha256=found.sha256 or "", name=found.name, **scales)


def _of_character(session: Session, ask: LoraAsk, where: str, *, info: ModelInfo, missing: ModelNotFound) -> LoraUse:
    try:
        character = characters.ready(session, ask.name)
    except CharacterNotFound as error:
        message = "there is no LoRA and no character of that name"
        raise InvalidInput.of(where, ask.name, message, hint=missing.hint) from error
    if character.lora_key is None or character.lora_sha256 is None:
        raise NotWithThisModel.of(
            where, ask.name, f"{character.name} is a model of its own, not a LoRA",
            hint=f"Draw with model {character.drawn_by!r}.",
        )  # fmt: skip
    if character.base_model != info.name:
        raise NotWithThisModel.of(
            where, ask.name, f"{character.name} was trained on {character.base_model!r}, not on {info.name!r}",
            hint=f"Draw with model {character.base_model!r}, or leave {character.name} out.",
        )  # fmt: skip
    return LoraUse(
        key=character.lora_key,
        sha256=character.lora_sha256,
        scale=ask.scale,
        text_encoder_scale=ask.text_encoder_scale,
        name=character.name,
    )


def _model(shelf: ModelShelf, name: str, kind: Kind, *, field: str, base: ModelInfo | None) -> ModelUse:
    try:
        found = shelf.find(name, kind=kind)
    except ModelNotFound as error:
        raise InvalidInput.of(field, name, f"there is no {kind} of that name", hint=error.hint) from error
    if base is not None:
        _refuse_other_family(found, field, base=base)
    return ModelUse(name=found.name, sha256=found.sha256)


def _refuse_other_family(found: ModelInfo, where: str, *, base: ModelInfo) -> None:
    if found.family and base.family and found.family != base.family:
        raise NotWithThisModel.of(
            where, found.name, f"it is made for {found.family}, and {base.name} is of {base.family}",
            hint=f"Choose one for {base.family}, or a base model of {found.family}.",
        )  # fmt: skip
