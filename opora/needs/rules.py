"""States of an analysis of needs and what leads from one to the next. Pure."""

from enum import StrEnum

from opora.lib.labels import gettext_noop as _


class State(StrEnum):
    """Where the analysis of a municipality stands."""

    DRAFT = "draft"
    CONSULTATION = "consultation"
    COUNCIL = "council"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    ACCEPTED = "accepted"


STATE_LABELS = {
    State.DRAFT: _("чернова"),
    State.CONSULTATION: _("обществено обсъждане"),
    State.COUNCIL: _("в общинския съвет"),
    State.SUBMITTED: _("внесен"),
    State.RETURNED: _("върнат"),
    State.ACCEPTED: _("приет"),
}
# Until it is first submitted nobody outside the municipality reads the draft (чл. 42 НПСУ opens
# only what is put to consultation).
SUBMITTED_STATES = (State.SUBMITTED, State.ACCEPTED)
