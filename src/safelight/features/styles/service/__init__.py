"""What can be done with styles: put them around a prompt, and keep one's own."""

from collections.abc import Callable, Collection, Iterable, Sequence

from sqlalchemy.orm import Session

from safelight import events
from safelight.features.styles import repository
from safelight.features.styles.errors import StyleBuiltIn, StyleNameTaken, StyleNotFound, UnknownStyle
from safelight.features.styles.schemas import (
    MAX_NAME,
    PLACEHOLDER,
    StyleCopy,
    StyleCreate,
    StyleGroup,
    StyleList,
    StyleShown,
    StyleUpdate,
    StyleWords,
)
from safelight.features.styles.tables import Style
from safelight.kit.ids import new_id

TOPIC = "styles"


def chosen(session: Session, names: Sequence[str]) -> list[StyleWords]:
    """The styles a request names by id or name, each once, in its order. Raises UnknownStyle."""
    if not names:
        return []
    known = repository.known(session)
    found = {}
    for asked in names:
        style = _named(known, asked)
        if style is None:
            raise UnknownStyle(asked, (each.name for each in known))
        found[style.id] = style
    return list(found.values())


def around(prompt: str, styles: Iterable[StyleWords]) -> str:
    """The prompt inside its styles, the first one innermost."""
    for style in styles:
        if PLACEHOLDER in style.prompt:
            prompt = style.prompt.replace(PLACEHOLDER, prompt)
        elif style.prompt:
            prompt = f"{prompt}, {style.prompt}"
    return prompt


def negative(prompt: str, styles: Iterable[StyleWords]) -> str:
    """The person's negative prompt, then what the styles add that is not yet in it."""
    parts = [prompt] if prompt else []
    said = {phrase.strip().casefold() for phrase in prompt.split(",")}
    for style in styles:
        for phrase in (each.strip() for each in style.negative_prompt.split(",")):
            if phrase and phrase.casefold() not in said:
                said.add(phrase.casefold())
                parts.append(phrase)
    return ", ".join(parts)


def get(session: Session, id_or_name: str) -> StyleWords:
    """The style of that id or name. Raises StyleNotFound."""
    known = repository.known(session)
    found = _named(known, id_or_name)
    if found is None:
        raise StyleNotFound(id_or_name, (each.name for each in known))
    return found


def create(session: Session, *, spec: StyleCreate) -> StyleWords:
    """A new style of one's own. Raises StyleNameTaken."""
    repository.hold(session)
    _refuse_taken(session, spec.name)
    style = add(session, spec)
    tell(session, "created", style)
    return style


def update(session: Session, *, id_or_name: str, spec: StyleUpdate) -> StyleWords:
    """Change one's own style; new words make its thumbnails untrue. Raises StyleNotFound, StyleBuiltIn."""
    repository.hold(session)
    style = _own(session, id_or_name)
    changes = spec.model_dump(exclude_none=True)
    merged = StyleCreate(**{name: getattr(style, name) for name in StyleCreate.model_fields} | changes)
    if merged.name.casefold() != style.name.casefold():
        _refuse_taken(session, merged.name)
    words = write(session, style, merged)
    tell(session, "changed", words)
    return words


def delete(session: Session, *, id_or_name: str) -> None:
    """Forget one's own style. Raises StyleNotFound, StyleBuiltIn."""
    style = _own(session, id_or_name)
    repository.forget_thumbnails(session, style.id)
    tell(session, "deleted", repository.words_of(style))
    session.delete(style)


def copy(session: Session, *, id_or_name: str, spec: StyleCopy) -> StyleWords:
    """A copy of any style, to be changed. Raises StyleNotFound, StyleNameTaken."""
    repository.hold(session)
    original = get(session, id_or_name)
    if spec.name:
        _refuse_taken(session, spec.name)
    name = spec.name or free_name(f"{original.name} copy", taken_names(session))
    style = add(session, StyleCreate(name=name, prompt=original.prompt, negative_prompt=original.negative_prompt))
    tell(session, "created", style)
    return style


def add(session: Session, spec: StyleCreate) -> StyleWords:
    """A row for a name that is known to be free."""
    style = Style(id=new_id("sty"), **spec.model_dump())
    session.add(style)
    session.flush()
    return repository.words_of(style)


def write(session: Session, style: Style, spec: StyleCreate) -> StyleWords:
    """A row with other words, and no thumbnails if they say something else."""
    if (style.prompt, style.negative_prompt) != (spec.prompt, spec.negative_prompt):
        repository.forget_thumbnails(session, style.id)
    for name, value in spec.model_dump().items():
        setattr(style, name, value)
    session.flush()
    return repository.words_of(style)


def tell(session: Session, what: str, style: StyleWords) -> None:
    """Publish `style.<what>`."""
    payload, of = {"id": style.id, "name": style.name}, session.get(Style, style.id)
    events.publish(session, topic=TOPIC, kind=f"style.{what}", payload=payload, of=of)


def taken_names(session: Session) -> set[str]:
    """What no new style may be called, case folded."""
    return {word.casefold() for style in repository.known(session) for word in (style.name, style.id)}


def free_name(name: str, taken: Collection[str]) -> str:
    """`name`, or the next one with a number behind it."""
    number, free = 2, name[:MAX_NAME].rstrip()
    while free.casefold() in taken:
        ending = f" {number}"
        free = name[: MAX_NAME - len(ending)].rstrip() + ending
        number += 1
    return free


def listed(session: Session, *, model: str, search: str | None, mine: bool, link: Callable[[str], str]) -> StyleList:
    """The styles in their groups, own groups first; `search` looks into names, groups and words."""
    styles = repository.own(session) if mine else repository.known(session)
    if wanted := (search or "").strip().casefold():
        styles = [style for style in styles if wanted in f"{style.name}\n{style.group}\n{style.prompt}".casefold()]
    groups: dict[str, list[StyleShown]] = {}
    for style in shown(session, styles, model=model, link=link):
        groups.setdefault(style.group, []).append(style)
    return StyleList(
        groups=[StyleGroup(name=name, styles=members) for name, members in groups.items()], total=len(styles)
    )


def shown(
    session: Session, styles: Sequence[StyleWords], *, model: str, link: Callable[[str], str]
) -> list[StyleShown]:
    """Styles as the API shows them; a thumbnail by `model` comes before one by another."""
    found = repository.thumbnails(session, [style.id for style in styles])
    best = {each.style_id: each for each in reversed(found) if each.key}
    best |= {each.style_id: each for each in found if each.key and each.model == model}
    drawing = repository.drawing(session, [each for each in found if each.model == model])
    return [
        StyleShown(
            **style.model_dump(),
            thumbnail_url=link(made.key) if (made := best.get(style.id)) and made.key else None,
            thumbnail_model=made.model if made else None,
            drawing=drawing.get(style.id),
        )
        for style in styles
    ]


def drawn(session: Session, *, generation_id: str, key: str) -> None:
    """A thumbnail has been made. A style that is gone, or that is being drawn anew, takes no notice."""
    thumbnail = repository.thumbnail_of(session, generation_id)
    if thumbnail is not None:
        thumbnail.key = key
        payload = {"id": thumbnail.style_id, "model": thumbnail.model}
        of = session.get(Style, thumbnail.style_id)  # of a built-in style everybody is told
        events.publish(session, topic=TOPIC, kind="style.drawn", payload=payload, of=of)


def _named(known: Iterable[StyleWords], asked: str) -> StyleWords | None:
    """By id, else by name; own styles come first, so a later built-in one of the same name takes nothing over."""
    wanted = asked.strip().casefold()
    return next((s for s in known if s.id == asked.strip()), None) or next(
        (s for s in known if s.name.casefold() == wanted), None
    )


def _own(session: Session, id_or_name: str) -> Style:
    style = get(session, id_or_name)
    row = repository.row(session, style.id)
    if row is None:
        raise StyleBuiltIn(style.id, style.name)
    return row


def _refuse_taken(session: Session, name: str) -> None:
    if name.casefold() in taken_names(session):
        raise StyleNameTaken(name)
