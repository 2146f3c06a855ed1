import pytest

from safelight.kit.errors import InvalidInput
from safelight.kit.style_csv import looks_like_csv, read_styles_csv

FILE = (
    "name,prompt,negative_prompt\r\n"
    "None,,\r\n"
    'Ink,"drawing of {prompt}, ink","colour, photo"\r\n'
    "---- Moods ----,,\r\n"
    '"Night, deep","at\nnight",\r\n'
    "----,,\r\n"
)


def test_rows_quotes_lines_and_headings() -> None:
    ink, night = read_styles_csv(FILE)
    assert (ink.row, ink.name, ink.prompt, ink.negative_prompt, ink.group) == (
        2, "Ink", "drawing of {prompt}, ink", "colour, photo", None,
    )  # fmt: skip
    assert (night.row, night.name, night.prompt, night.group) == (4, "Night, deep", "at\nnight", "Moods")


def test_the_oldest_form_has_a_text_column() -> None:
    (only,) = read_styles_csv("name,text\nInk,ink drawing\n")
    assert (only.prompt, only.negative_prompt) == ("ink drawing", "")


@pytest.mark.parametrize("text", ["", "{}", "[]", "a,b\n1,2", "prompt,negative_prompt\n"])
def test_other_texts_are_not_taken_for_it(text: str) -> None:
    assert not looks_like_csv(text)


def test_a_row_with_more_fields_than_columns_is_read_without_them() -> None:
    (only,) = read_styles_csv("name,prompt\nInk,ink,what,else\n")
    assert only.prompt == "ink"


def test_a_broken_quote_is_refused() -> None:
    with pytest.raises(InvalidInput, match="cannot be read"):
        read_styles_csv('name,prompt\nInk,"ink"x\n')
