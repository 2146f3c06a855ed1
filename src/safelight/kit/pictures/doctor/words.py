"""What captions have that will be learnt badly: none, no words, too many, the wrong thing, all the same."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from safelight.kit.pictures.doctor.findings import Finding

_WORD = re.compile(r"[^\W\d_]{2,}")
_TOKENS = re.compile(r"[^\W\d_]+|\d|[^\w\s]")
_NO_PROSE = (
    (re.compile(r"^\s*[\[{].*[\]}]\s*$", re.DOTALL), "it is data, not words"),
    (re.compile(r"<[a-zA-Z/!][^>]*>"), "it holds HTML"),
    (re.compile(r"^\s*\S+\.(jpe?g|png|webp|heic|gif|bmp|tiff?)\s*$", re.IGNORECASE), "it is a file name"),
    (re.compile(r"^\s*\S*(https?://|www\.)\S+\s*$", re.IGNORECASE), "it is an address"),
    (re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffd]"), "it holds characters that are no text"),
    (re.compile(r"Ã[\x80-\xbf©¤¶¼Ÿ]|â€"), "its letters were garbled on the way"),
)
# Who is one of these is none of the others.
_APART = (
    {"woman": {"woman", "women", "lady"}, "man": {"man", "men", "guy"}, "girl": {"girl", "girls"},
     "boy": {"boy", "boys"}},
    {"dog": {"dog", "dogs", "puppy"}, "cat": {"cat", "cats", "kitten"}, "horse": {"horse", "horses", "pony"},
     "bird": {"bird", "birds"}, "fish": {"fish"}, "cow": {"cow", "cows"}, "sheep": {"sheep"}, "rabbit": {"rabbit"},
     "bear": {"bear", "bears"}},
    {"car": {"car", "cars"}, "bicycle": {"bicycle", "bike"}, "boat": {"boat", "ship"}, "truck": {"truck", "lorry"},
     "train": {"train"}, "plane": {"plane", "airplane", "aeroplane"}},
)  # fmt: skip


@dataclass(frozen=True)
class Wording:
    """What captions are to be like: the subject they name, and how much of one is read.

    `tokens_of` counts as the text encoder does, its marks at both ends included; without it words are counted.
    """

    trigger: str = ""
    class_word: str = ""
    max_tokens: int | None = 77
    tokens_of: Callable[[str], int] | None = None

    @property
    def subject(self) -> str:
        """How a caption names it."""
        return f"{self.trigger} {self.class_word}".strip()


def about_tokens(text: str) -> int:
    """A guess without the tokenizer: a token for a word, two for a long one, one for each mark; two at the ends."""
    return 2 + sum(1 + (len(word) > 9) for word in _TOKENS.findall(text))


def wording_of(captions: Mapping[str, str | None], wording: Wording) -> list[Finding]:
    """Everything to say of the captions of a set, each under the key of its picture."""
    given = {key: (text or "").strip() for key, text in captions.items()}
    empty = [key for key, text in given.items() if not text]
    found = [each for key, text in given.items() if text for each in _of_one(key, text, wording)]
    if 2 * len(empty) > len(given):
        message = f"{len(empty)} of {len(given)} pictures have no caption; they are learnt as the template says."
        found.append(Finding("caption_empty", None, message, value=float(len(empty))))
    else:
        message = "It has no caption, though others have; it is learnt as the template says."
        found += [Finding("caption_empty", key, message) for key in empty]
    return found + _same(list(given.values()))


def _of_one(key: str, text: str, wording: Wording) -> list[Finding]:
    why = next((reason for pattern, reason in _NO_PROSE if pattern.search(text)), None)
    if why is None and not _WORD.search(text):
        why = "there is no word in it"
    if why is not None:
        return [Finding("caption_not_text", key, f"The caption is no description: {why}.", caption="")]
    return [
        each for each in (_length(key, text, wording), _class(key, text, wording), _trigger(key, text, wording)) if each
    ]


def _length(key: str, text: str, wording: Wording) -> Finding | None:
    if wording.max_tokens is None:
        return None
    count = (wording.tokens_of or about_tokens)(text)
    if count <= wording.max_tokens:
        return None
    about = "" if wording.tokens_of else "about "
    message = (
        f"The caption is {about}{count} tokens long; the model reads {wording.max_tokens} and never sees the rest."
    )
    return Finding("caption_too_long", key, message, value=float(count), caption=_shortened(text, wording))


def _shortened(text: str, wording: Wording) -> str:
    count = wording.tokens_of or about_tokens
    words = text.split()
    low, high = 0, len(words)  # so many words fit, so many may
    while low < high:
        middle = (low + high + 1) // 2
        if count(" ".join(words[:middle])) <= (wording.max_tokens or 0):
            low = middle
        else:
            high = middle - 1
    return " ".join(words[:low]).rstrip(" ,;:-")


def _class(key: str, text: str, wording: Wording) -> Finding | None:
    own = wording.class_word.lower().split()
    words = {word.lower() for word in _WORD.findall(text)}
    for group in _APART:
        mine = next((names for names in group.values() if names & set(own)), None)
        if mine is None or mine & words:
            continue
        other = next((name for name, names in group.items() if names is not mine and names & words), None)
        if other:
            message = f"The caption speaks of a {other}, but the subject is a {wording.class_word}."
            return Finding("caption_other_class", key, message)
    return None


def _trigger(key: str, text: str, wording: Wording) -> Finding | None:
    if not wording.trigger or wording.trigger.lower() in text.lower():
        return None
    message = f"The caption does not name {wording.trigger}; “{wording.subject}, ” is put before it when it is learnt."
    return Finding("caption_without_trigger", key, message, caption=f"{wording.subject}, {text}")


def _same(captions: list[str]) -> list[Finding]:
    if len(captions) < 3 or not captions[0] or len({text.lower() for text in captions}) > 1:
        return []
    message = (
        f"All {len(captions)} captions are the same. What a caption does not say (clothes, place, light) is learnt "
        "as part of the subject."
    )
    return [Finding("captions_all_same", None, message, value=float(len(captions)))]
