"""Many captions at once: given by picture, made from a template, replaced, or taken from files."""

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import PurePath

from pydantic import TypeAdapter, ValidationError
from sqlalchemy.orm import Session

from safelight.features.characters.schemas import Caption, CaptionChange, CaptionsChange, CaptionsChanged
from safelight.features.characters.service import references, refuse_while_training, subject_of, tell
from safelight.features.characters.service.unpacking import Found
from safelight.features.characters.tables import Character, Reference
from safelight.kit.clock import utcnow
from safelight.kit.errors import InvalidInput
from safelight.kit.pictures import safe_name

MAX_CAPTION = 2000
_CAPTION = TypeAdapter(Caption)
_WORD = re.compile(r"\{([^{}]*)\}")

Rewrite = Callable[[Reference], str | None]


def change(session: Session, *, character: Character, spec: CaptionsChange) -> list[CaptionChange]:
    """Rewrite captions of a character that is held locked; with `dry_run`, only say what would change.

    Raises InvalidInput, ReferenceNotFound, CharacterNotReady while it is being trained.
    """
    chosen = [references.find(character, each) for each in spec.only] if spec.only is not None else character.references
    if spec.only_empty:
        chosen = [reference for reference in chosen if not reference.caption]
    return _rewritten(session, character, chosen, _rewrite(character, spec), dry_run=spec.dry_run)


def take_over(session: Session, *, character: Character, found: Found, dry_run: bool) -> CaptionsChanged:
    """Give captions and repeats to the pictures of these names, whatever their ending; names the names that fit none.

    Raises InvalidInput, CharacterNotReady while it is being trained.
    """
    named = {name: _named(character, name) for name in {**found.captions, **found.repeats}}
    captions = {each.id: text for name, text in found.captions.items() for each in named[name]}
    chosen = [reference for reference in character.references if reference.id in captions]
    changes = _rewritten(session, character, chosen, lambda each: captions[each.id], dry_run=dry_run)
    repeats = {each.id: count for name, count in found.repeats.items() for each in named[name] if each.repeats != count}
    for reference in character.references:
        if reference.id in repeats and not dry_run:
            reference.repeats = repeats[reference.id]
            tell(session, character.id, "reference_changed", reference_id=reference.id)
    unmatched = [name for name in found.captions if not named[name]]
    return CaptionsChanged(changes=changes, applied=not dry_run, unmatched=unmatched, repeats=repeats)


def _rewritten(
    session: Session, character: Character, chosen: Sequence[Reference], rewrite: Rewrite, *, dry_run: bool
) -> list[CaptionChange]:
    refuse_while_training(session, character)
    changes = []
    for reference in chosen:
        before, after = reference.caption, (rewrite(reference) or "").strip() or None
        if before != after:
            _check(reference, after)
            changes.append(CaptionChange(id=reference.id, filename=reference.filename, before=before, after=after))
            if not dry_run:
                reference.caption = after
    if changes and not dry_run:
        character.updated_at = utcnow()
        tell(session, character.id, "changed")
    return changes


def _rewrite(character: Character, spec: CaptionsChange) -> Rewrite:
    ways = [name for name in ("captions", "template", "find") if getattr(spec, name) is not None]
    if len(ways) != 1:
        raise InvalidInput(
            "Give exactly one of captions, template and find.",
            hint=f"{' and '.join(ways)} came together." if ways else "None of them came.",
        )
    if spec.captions is not None:
        given = spec.captions
        for reference_id in given:
            references.find(character, reference_id)
        return lambda reference: given.get(reference.id, reference.caption)
    if spec.template is not None:
        made = filled(spec.template, words(character.trigger, character.class_word, character.name))
        return lambda _: made
    find, replace = spec.find or "", spec.replace
    return lambda reference: (reference.caption or "").replace(find, replace)


def words(trigger: str, class_word: str, name: str) -> dict[str, str]:
    """What a template may hold."""
    return {
        "subject": subject_of(trigger, class_word),
        "trigger": trigger,
        "class_word": class_word,
        "name": name,
    }


def filled(template: str, known: Mapping[str, str], **more: str) -> str:
    """A template with its words. Raises InvalidInput for one that there is not."""
    values = {**known, **more}

    def word(found: re.Match[str]) -> str:
        if found[1] not in values:
            there = ", ".join(f"{{{name}}}" for name in values)
            raise InvalidInput.of("template", found[0], f"there is no {found[0]}", hint=f"There are {there}.")
        return values[found[1]]

    return _WORD.sub(word, template)


def _check(reference: Reference, caption: str | None) -> None:
    try:
        _CAPTION.validate_python(caption or "")
    except ValidationError as error:
        raise InvalidInput.of(reference.filename, caption, error.errors()[0]["msg"]) from error


def _named(character: Character, name: str) -> list[Reference]:
    """The pictures of that name; else those of that name with another ending, for ours may have changed."""
    name = safe_name(name)
    exact = [each for each in character.references if each.filename == name]
    stem = PurePath(name).stem
    return exact or [each for each in character.references if PurePath(each.filename).stem == stem]
