"""AUTOMATIC1111's styles.csv: prompt styles as many people have them from there."""

import csv
import io
from dataclasses import dataclass

from safelight.kit.errors import InvalidInput

_RULE = "-=_*#~ "  # what people draw headings with


@dataclass(frozen=True)
class CsvStyle:
    """One row; `group` is the heading above it, if there was one."""

    row: int
    name: str
    prompt: str
    negative_prompt: str
    group: str | None


def looks_like_csv(text: str) -> bool:
    """Whether the first line is the header of such a file."""
    columns = {column.strip().strip('"').lower() for column in text.partition("\n")[0].split(",")}
    return "name" in columns and bool(columns & {"prompt", "text"})


def read_styles_csv(text: str) -> list[CsvStyle]:
    """The styles of the file; rows without words are headings, as people use them. Raises InvalidInput."""
    try:
        rows = list(csv.DictReader(io.StringIO(text, newline=""), strict=True))
    except csv.Error as error:
        raise InvalidInput(
            f"file: the CSV cannot be read: {error}.", hint="Save it again as CSV with quoted fields."
        ) from error
    found, group = [], None
    for number, row in enumerate(rows, 1):
        fields = {(key or "").strip().lower(): value or "" for key, value in row.items() if isinstance(value, str)}
        name, prompt = fields.get("name", "").strip(), fields.get("prompt", fields.get("text", "")).strip()
        negative = fields.get("negative_prompt", "").strip()
        if name and (prompt or negative):
            found.append(CsvStyle(number, name, prompt, negative, group))
        elif name.strip(_RULE) and name != "None":  # A1111 writes that row itself
            group = name.strip(_RULE)
    return found
