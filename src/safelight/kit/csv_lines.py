"""Lines of a CSV file that a spreadsheet opens without harm."""

import csv
import io
from collections.abc import Iterable


def line(cells: Iterable[object]) -> str:
    """One line, with its end; None is an empty cell."""
    text = io.StringIO()
    csv.writer(text).writerow([_cell(cell) for cell in cells])
    return text.getvalue()


def _cell(value: object) -> str:
    text = "" if value is None else f"{value:.3f}" if isinstance(value, float) else str(value)
    # A spreadsheet takes these for formulas, and whoever names themselves =HYPERLINK(…) would have it run.
    return f"'{text}" if isinstance(value, str) and text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
