"""Draws the step table of an analysis: `python -m opora.needs.diagram`.

It writes docs/workflows/analysis.md. A test compares the committed file with the table.
"""

from opora.referral.diagram import BEGIN_END, FOLDER, Arrow, picture, table

from . import rules


def analysis_page() -> str:
    """The workflow of an analysis of needs."""
    begin: list[Arrow] = [
        (BEGIN_END, rules.State.DRAFT, rules.OPEN.label),
        (BEGIN_END, rules.State.COUNCIL, "Вписване на приет анализ от хартия"),
    ]
    arrows = [
        (source, step.to, step.label)
        for step in rules.STEPS.values()
        if step.to
        for source in rules.State
        if source in step.sources
    ]
    rows = [
        (
            step.label,
            f"`{name}`",
            "; ".join(label for state, label in rules.STATE_LABELS.items() if state in step.sources)
            or "—",
            rules.STATE_LABELS[step.to] if step.to else "не се променя",
            "; ".join(rules.WHO_LABELS[one] for one in rules.Who if one in step.who),
            step.by,
        )
        for name, step in {"open": rules.OPEN, **rules.STEPS}.items()
    ]
    drawn = picture(rules.STATE_LABELS, [*begin, *arrows], {rules.State.ACCEPTED})
    note = "Направено от таблицата в `opora/needs/rules.py` с `python -m opora.needs.diagram`."
    title = "# Анализ на потребностите (`NeedsAnalysis`)"
    return "\n\n".join([title, note, drawn, table(rows)]) + "\n"


PAGES = {"analysis.md": analysis_page}


def write() -> None:
    """Write the diagram anew."""
    for name, page in PAGES.items():
        (FOLDER / name).write_text(page(), "utf-8")


if __name__ == "__main__":
    write()
