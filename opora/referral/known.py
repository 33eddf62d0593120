"""What the preliminary assessment knows, for the individual assessment that follows it."""

from django.utils.translation import gettext as _

from opora.cases.models import Case
from opora.lib import words
from opora.lib.actor import Actor
from opora.support.prefill import Known

from . import queries

# Which text of the preliminary assessment belongs to which area of life (practice).
AREAS = {
    "health": "health",
    "home": "living",
    "learning": "education",
    "family": "support_now",
    "safety": "risks",
}


def of_case(actor: Actor, case: Case) -> Known | None:
    """The preliminary assessment of the request that the case opened from, when visible."""
    request = queries.visible(actor).filter(pk=case.request_id or 0).first()
    assessment = getattr(request, "assessment", None)
    if request is None or assessment is None:
        return None
    on = assessment.finished_on or assessment.saved_at.date()
    texts = {area: getattr(assessment, field) for area, field in AREAS.items()}
    return Known(
        source=_("предварителната оценка по преписка %(number)s от %(on)s")
        % {"number": request.number, "on": words.day(on)},
        own_words=assessment.own_words or request.wish,
        areas={area: text for area, text in texts.items() if text},
    )
