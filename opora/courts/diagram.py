"""Draws the step table of courts into docs/workflows: `python -m opora.courts.diagram`.
A test compares the committed file with what the table says now."""

from opora.protection.diagram import Table, drawn
from opora.referral.diagram import FOLDER

from . import rules

TABLE: Table = (
    "Настаняване на пълнолетен (`CourtPlacement`)",
    rules.STEPS,
    rules.LABELS,
    rules.ENDS,
)


def court_page() -> str:
    """The workflow of a court placement."""
    return drawn("Настаняване от съда", "courts", (TABLE,))


PAGES = {"court-placement.md": court_page}


def write() -> None:
    """Write the diagram anew."""
    for name, page in PAGES.items():
        (FOLDER / name).write_text(page(), "utf-8")


if __name__ == "__main__":
    write()
