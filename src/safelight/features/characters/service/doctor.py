"""The dataset doctor of a character: what was found in its pictures and captions, and what a person answers."""

import io
import json
from collections.abc import Callable, Mapping, Sequence
from itertools import groupby

from PIL import Image
from sqlalchemy.orm import Session

from safelight.features.characters.service import references, refuse_while_training, subject_of, tell
from safelight.features.characters.service.crops import Cut, Wanted
from safelight.features.characters.tables import Character, Reference
from safelight.kit.clock import utcnow
from safelight.kit.errors import Conflict, InvalidInput
from safelight.kit.pictures.doctor import SEVERITY, Finding, FindingKind, Wording, examine, look_at
from safelight.specs.datasets import (
    Action,
    Answer,
    AnswerOffer,
    DoctorAnswered,
    DoctorFinding,
    DoctorReport,
    FoundPicture,
)
from safelight.specs.models import ModelInfo
from safelight.storage import Storage, layout

Link = Callable[[str], str]

CLIP_TOKENS = 77
NO_FACES = "Faces cut off at the border: no face detector is installed."
_REPEATS: tuple[FindingKind, ...] = ("duplicate", "near_duplicate")
_ORDER = {"problem": 0, "warning": 1, "note": 2}
_IN_BULK: dict[FindingKind, str] = {
    "duplicate": "Leave out all {n} pictures that are there twice",
    "near_duplicate": "Leave out all {n} pictures that are nearly the same as another",
    "too_small": "Leave out all {n} pictures that are too small",
    "blurred": "Leave out all {n} blurred pictures",
    "overexposed": "Leave out all {n} overexposed pictures",
    "underexposed": "Leave out all {n} underexposed pictures",
    "nearly_uniform": "Leave out all {n} pictures that show nothing",
}


def report(character: Character, *, base: ModelInfo, link: Link) -> DoctorReport:
    """All that is found in the pictures that are learnt from, and their captions. Changes nothing."""
    training = references.training_of(character, base)
    resolution = references.resolution_of(training, base)
    learnt = {each.id: each for each in character.references if not each.excluded}
    found = examine(
        [references.sheet_of(each) for each in learnt.values() if references.look_of(each)],
        resolution=resolution,
        aspect_buckets=training.aspect_buckets,
        wording=wording_of(character, base),
    )
    found.sort(key=lambda each: _ORDER[each.severity])
    shown: dict[bool, list[DoctorFinding]] = {False: [], True: []}
    for finding in found:
        is_kept = finding.key is not None and finding.kind in learnt[finding.key].dismissed
        shown[is_kept].append(_shown(character, finding, learnt, found, link=link, is_kept=is_kept))
    return DoctorReport(
        pictures=len(learnt),
        resolution=resolution,
        findings=shown[False],
        kept=shown[True],
        bulk=_bulk([each for each in found if each.key and each.kind not in learnt[each.key].dismissed]),
        not_looked_for=[NO_FACES],
    )


def wording_of(character: Character, base: ModelInfo) -> Wording:
    """What its captions are to be like for this base model."""
    return Wording(trigger=character.trigger, class_word=character.class_word, max_tokens=_window(base))


def unseen(character: Character) -> list[tuple[str, str]]:
    """Ids and keys of its pictures that came before pictures were measured."""
    return [(each.id, each.key) for each in character.references if references.look_of(each) is None]


def look_again(storage: Storage, missing: Sequence[tuple[str, str]]) -> dict[str, dict[str, object]]:
    """What is to be known of them, read from the storage."""
    looks = {}
    for reference_id, key in missing:
        with Image.open(io.BytesIO(storage.get(key))) as image:
            looks[reference_id] = look_at(image).dumped()
    return looks


def keep_looks(character: Character, looks: Mapping[str, dict[str, object]], base: ModelInfo) -> None:
    """Remember what was measured, and judge its pictures by it."""
    for reference in character.references:
        if reference.id in looks and references.look_of(reference) is None:
            reference.findings = [{"kind": references.SEEN, "look": looks[reference.id]}]
    references.judge_again(character, base)


def crops_in(character: Character, answers: Sequence[Answer]) -> list[Wanted]:
    """The crops that these answers ask for and that are not so already, the last one of each picture.

    Raises ReferenceNotFound, InvalidInput.
    """
    wanted: dict[str, Wanted] = {}
    for answer in answers:
        _check(answer)
        for reference in (references.find(character, each) for each in answer.references):
            if answer.action in {"recrop", "uncrop"}:
                box = (answer.box[0], answer.box[1], answer.box[2], answer.box[3]) if answer.box else None
                if layout.reference_of_crop(reference.key)[1] == box:
                    wanted.pop(reference.id, None)
                else:
                    wanted[reference.id] = Wanted(reference.id, reference.key, box)
    return list(wanted.values())


def answer(
    session: Session, *, character: Character, answers: Sequence[Answer], cuts: Mapping[str, Cut], base: ModelInfo
) -> tuple[DoctorAnswered, list[str]]:
    """Carry out all of them, of a character that is held locked; also the files to delete once this is committed.

    Raises ReferenceNotFound, InvalidInput, CharacterNotReady while it is being trained, Conflict where a picture that
    was cut has changed meanwhile.
    """
    refuse_while_training(session, character)
    undo: list[Answer] = []
    changed: list[str] = []
    gone: list[str] = []
    for each in answers:
        _check(each)
        for reference_id in each.references:
            reference = references.find(character, reference_id)
            back = _cropped(reference, cuts, gone) if each.action in {"recrop", "uncrop"} else _done(reference, each)
            if back is not None:
                undo.insert(0, back)
                changed.append(reference_id)
    if changed:
        references.judge_again(character, base)
        character.updated_at = utcnow()
        session.flush()
        tell(session, character.id, "changed")
    return DoctorAnswered(changed=list(dict.fromkeys(changed)), undo=_together(undo)), gone


def _check(answer: Answer) -> None:
    needed = {"keep": "kind", "heed": "kind", "recrop": "box", "set_caption": "caption"}.get(answer.action)
    if needed and getattr(answer, needed) is None:
        raise InvalidInput.of(needed, None, f"{answer.action} needs it", hint=f"Send {needed} with the answer.")


def _done(reference: Reference, answer: Answer) -> Answer | None:
    """Carry out an answer; gives back what undoes it, or None where it was so already."""

    def back(action: Action, **more: object) -> Answer:
        return Answer(action=action, references=[reference.id], **more)

    match answer.action:
        case "leave_out" | "take_in":
            is_out = answer.action == "leave_out"
            if reference.excluded == is_out:
                return None
            reference.excluded = is_out
            return back("take_in" if is_out else "leave_out")
        case "keep" | "heed":
            is_kept = answer.action == "keep"
            if (answer.kind in reference.dismissed) == is_kept:
                return None
            others = [kind for kind in reference.dismissed if kind != answer.kind]
            reference.dismissed = [*others, answer.kind] if is_kept else others
            return back("heed" if is_kept else "keep", kind=answer.kind)
        case _:
            before, after = reference.caption, (answer.caption or "").strip() or None
            if before == after:
                return None
            reference.caption = after
            return back("set_caption", caption=before or "")


def _cropped(reference: Reference, cuts: Mapping[str, Cut], gone: list[str]) -> Answer | None:
    cut = cuts.get(reference.id)
    if cut is None or cut.key == reference.key:
        return None
    if cut.before != reference.key:
        raise Conflict(f"{reference.filename} was cropped by somebody else meanwhile.", hint="Look at it again.")
    _, box = layout.reference_of_crop(reference.key)
    if box is not None:
        gone += [key for key in (reference.key, reference.thumbnail_key) if key]
    if reference.mask_key is not None:  # drawn over what was learnt from until now
        gone.append(reference.mask_key)
        reference.mask_key = None
    cut.give(reference)
    reference.findings = [{"kind": references.SEEN, "look": cut.look}]
    if box is None:
        return Answer(action="uncrop", references=[reference.id])
    return Answer(action="recrop", references=[reference.id], box=list(box))


def _together(undo: list[Answer]) -> list[Answer]:
    """Neighbours that do the same to other pictures, as one answer each."""
    merged = []
    for _, group in groupby(undo, key=lambda each: each.model_dump_json(exclude={"references"})):
        several = list(group)
        ids = [reference_id for each in several for reference_id in each.references]
        merged.append(several[0].model_copy(update={"references": ids}))
    return merged


def _shown(
    character: Character,
    finding: Finding,
    learnt: Mapping[str, Reference],
    found: Sequence[Finding],
    *,
    link: Link,
    is_kept: bool,
) -> DoctorFinding:
    picture = learnt[finding.key] if finding.key else None
    other = learnt[finding.other] if finding.other else None
    return DoctorFinding(
        id=f"{finding.key or 'set'}:{finding.kind}",
        kind=finding.kind,
        severity=SEVERITY[finding.kind],
        message=finding.message,
        value=finding.value,
        picture=_picture(picture, link) if picture else None,
        other=_picture(other, link) if other else None,
        answers=_heed(finding) if is_kept else _answers(character, finding, found, other),
    )


def _picture(reference: Reference, link: Link) -> FoundPicture:
    return FoundPicture(
        id=reference.id,
        filename=reference.filename,
        width=reference.width,
        height=reference.height,
        caption=reference.caption,
        excluded=reference.excluded,
        url=link(reference.key),
        thumbnail_url=link(reference.thumbnail_key or reference.key),
    )


def _answers(
    character: Character, finding: Finding, found: Sequence[Finding], other: Reference | None
) -> list[AnswerOffer]:
    if finding.key is None:
        repeats = [each.key for each in found if each.kind in _REPEATS and each.key]
        if finding.kind == "too_alike" and repeats:
            return [_offer(f"Leave out the {len(repeats)} that repeat others", "leave_out", *repeats)]
        empty = [each.id for each in character.references if not each.caption and not each.excluded]
        if finding.kind == "caption_empty" and empty:
            return [
                _offer(f"Use “{_template(character)}” for them", "set_caption", *empty, caption=_template(character))
            ]
        return []
    key, offers = finding.key, []
    if finding.box is not None and layout.reference_of_crop(references.find(character, key).key)[1] is None:
        offers.append(_offer("Learn from the part with most detail", "recrop", key, box=list(finding.box)))
    if finding.kind.startswith("caption_"):
        if finding.caption:
            offers.append(_offer(f"Use “{finding.caption}”", "set_caption", key, caption=finding.caption))
        else:
            filled = _template(character)
            offers.append(_offer(f"Use “{filled}”", "set_caption", key, caption=filled))
    else:
        offers.append(_offer("Leave it out", "leave_out", key))
        if other is not None:
            offers.append(_offer(f"Keep this one, leave out {other.filename}", "leave_out", other.id))
    return [*offers, _offer("Keep it as it is", "keep", key, kind=finding.kind)]


def _template(character: Character) -> str:
    """What a picture without a caption is learnt as."""
    return f"a photo of {subject_of(character.trigger, character.class_word)}"


def _heed(finding: Finding) -> list[AnswerOffer]:
    return [_offer("Tell me of it again", "heed", finding.key or "", kind=finding.kind)]


def _bulk(found: Sequence[Finding]) -> list[AnswerOffer]:
    offers = []
    for kind, label in _IN_BULK.items():
        ids = [each.key for each in found if each.kind == kind and each.key]
        if len(ids) > 1:
            offers.append(_offer(label.format(n=len(ids)), "leave_out", *ids))
    return offers


def _offer(label: str, action: Action, *ids: str, **more: object) -> AnswerOffer:
    return AnswerOffer(label=label, answer=Answer(action=action, references=list(ids), **more))


def _window(base: ModelInfo) -> int:
    """Tokens that the encoder with the longest window reads, as its tokenizer says; CLIP's where none lies there."""
    found = []
    for config in sorted(base.path.glob("tokenizer*/tokenizer_config.json")):
        try:
            length = json.loads(config.read_text(encoding="utf-8")).get("model_max_length")
        except (OSError, ValueError):
            continue  # the model's own check says what is wrong with it
        if isinstance(length, int) and length <= 4096:
            found.append(length)
    return max(found, default=CLIP_TOKENS)
