"""What a set has as a whole that will be learnt badly: too few pictures, too much alike, classes out of balance."""

from collections import Counter
from collections.abc import Collection, Sequence

from safelight.kit.pictures.doctor.findings import Finding

FEW = 10
ALIKE = 0.4
"""Share of the pictures that only repeat others."""
BALANCE = 3.0
"""How many times as many pictures the largest class may have as another."""


def enough(count: int, *, repeated: int, few: int = FEW) -> list[Finding]:
    """Of `count` pictures, `repeated` of which show what another shows."""
    found = []
    if 0 < count < few:
        message = f"{count} pictures are few: 15 to 30 with other poses, light and places teach more."
        found.append(Finding("too_few", None, message, value=float(count)))
    if count >= 3 and repeated / count >= ALIKE:
        message = f"{repeated} of {count} pictures only repeat others; the training would learn those by heart."
        found.append(Finding("too_alike", None, message, value=round(repeated / count, 3)))
    return found


def balance(labels: Collection[str], *, known: Sequence[str] = ()) -> list[Finding]:
    """Classes with far fewer pictures than the largest; `known` are classes that may have none at all."""
    counts = Counter(dict.fromkeys(known, 0))
    counts.update(labels)
    if len(counts) < 2:
        return []
    largest, most = max(counts.items(), key=lambda item: item[1])
    small = sorted((count, label) for label, count in counts.items() if count * BALANCE < most)
    if not small:
        return []
    named = ", ".join(f"{label} ({count})" for count, label in small[:5]) + (" …" if len(small) > 5 else "")
    message = f"The classes are out of balance: {named}, but {largest} has {most} pictures."
    fewest = small[0][0]
    return [Finding("unbalanced", None, message, value=round(most / fewest, 1) if fewest else None)]
