"""Draws the step table of months: `python -m opora.usage.diagram`.

It writes docs/workflows. A test compares the committed file with what the table says now.
"""

from opora.agreements.diagram import FOLDER, page

from . import rules


def month_page() -> str:
    """The workflow of a month of a service."""
    return page(
        "# Месец на услугата (`ServiceMonth`)",
        "opora/usage/rules.py",
        rules.STEPS,
        rules.MONTH_LABELS,
        rules.WHO_LABELS,
        "първа отметка",
        frozenset({rules.MonthState.APPROVED}),
    )


PAGES = {"service-month.md": month_page}


def write() -> None:
    """Write the diagram anew."""
    for name, made in PAGES.items():
        (FOLDER / name).write_text(made(), "utf-8")


if __name__ == "__main__":
    write()
