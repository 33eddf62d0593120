"""Draws the step tables of assistance into docs/workflows: `python -m opora.timesheets.diagram`.

A test compares the committed file with what the tables say now.
"""

from opora.assistance import rules as right
from opora.assistance.rules import Who
from opora.assistants import rules as agreed
from opora.referral.diagram import BEGIN_END, FOLDER, picture, table

from . import rules

TABLES = (
    (
        "Направление (`Direction`)",
        right.DIRECTION_STEPS,
        right.DIRECTION_LABELS,
        set(right.DirectionState) - {right.DirectionState.ACTIVE},
    ),
    (
        "Заявление и ползване (`Enrollment`)",
        right.ENROLLMENT_STEPS,
        right.ENROLLMENT_LABELS,
        {right.EnrollmentState.REFUSED, right.EnrollmentState.ENDED},
    ),
    (
        "Споразумение (`AssistanceAgreement`)",
        agreed.AGREEMENT_STEPS,
        agreed.AGREEMENT_LABELS,
        {
            agreed.AgreementState.AMENDED,
            agreed.AgreementState.ENDED,
            agreed.AgreementState.DROPPED,
        },
    ),
    (
        "Месечен отчет (`Timesheet`)",
        rules.SHEET_STEPS,
        rules.SHEET_LABELS,
        {rules.SheetState.APPROVED},
    ),
    (
        "Месец на общината (`AssistanceMonth`)",
        rules.MONTH_STEPS,
        rules.MONTH_LABELS,
        {rules.MonthState.REPORTED},
    ),
)
NOTE = (
    "Направено от таблиците в `rules.py` на `opora/assistance`, `opora/assistants` и "
    "`opora/timesheets` с `python -m opora.timesheets.diagram`."
)


def assistance_page() -> str:
    """The workflows of a direction, an enrollment, an agreement, a timesheet and a month."""
    parts = ["# Лична помощ и асистентска подкрепа", NOTE]
    for title, steps, labels, ends in TABLES:
        arrows = [
            (source or BEGIN_END, step.target, step.label)
            for step in steps.values()
            if step.target
            for source in ("", *labels)
            if source in step.sources
        ]
        rows = [
            (
                step.label,
                f"`{name}`",
                "; ".join(labels[state] for state in labels if state in step.sources) or "—",
                labels[step.target] if step.target else "не се променя",
                "; ".join(right.WHO_LABELS[one] for one in Who if one in step.who),
                step.by,
            )
            for name, step in steps.items()
        ]
        parts += [f"## {title}", picture(labels, arrows, ends), table(rows)]
    return "\n\n".join(parts) + "\n"


PAGES = {"assistance.md": assistance_page}


def write() -> None:
    """Write the diagrams anew."""
    for name, page in PAGES.items():
        (FOLDER / name).write_text(page(), "utf-8")


if __name__ == "__main__":
    write()
