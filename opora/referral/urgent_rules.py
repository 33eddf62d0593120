"""What is still to be written after an urgent admission. Pure.

No statutory term was found: the days are the provider's own rule („практика“), and without a rule
there is only the count since the admission.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from opora.lib.labels import gettext_noop as _


class UrgentPaper(StrEnum):
    """A paper of an urgent admission."""

    IDENTITY = "identity"
    ASSESSMENT = "assessment"
    NEEDS = "needs"
    AGREEMENT = "agreement"


PAPER_LABELS = {
    UrgentPaper.IDENTITY: _("установена самоличност"),
    UrgentPaper.ASSESSMENT: _("предварителна оценка и насочване"),
    UrgentPaper.NEEDS: _("индивидуална оценка и план за подкрепа"),
    UrgentPaper.AGREEMENT: _("договор за ползване"),
}
PAPER_BY = {
    UrgentPaper.IDENTITY: _("органът, при който е преписката, и доставчикът"),
    UrgentPaper.ASSESSMENT: _("органът, при който е преписката"),
    UrgentPaper.NEEDS: _("доставчикът"),
    UrgentPaper.AGREEMENT: _("доставчикът"),
}


@dataclass(frozen=True, slots=True)
class Task:
    """One paper: whether it is ready, since when it is due; `due_on` empty without a rule."""

    paper: UrgentPaper
    is_done: bool
    due_on: date | None

    @property
    def label(self) -> str:
        """The paper; a label to be translated."""
        return PAPER_LABELS[self.paper]

    @property
    def by(self) -> str:
        """Whose task it is; a label to be translated."""
        return PAPER_BY[self.paper]


def checklist(admitted_on: date, done: dict[UrgentPaper, bool], days: dict[str, int]) -> list[Task]:
    """The papers in their order; only those named in `done`."""
    return [
        Task(
            paper,
            done[paper],
            admitted_on + timedelta(days=days[paper]) if paper in days else None,
        )
        for paper in UrgentPaper
        if paper in done
    ]
