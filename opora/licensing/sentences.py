"""What is said about licenses: why nobody new may be taken, and what happened, for the timeline."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from opora.accounts.models import Organization, User
from opora.journal.models import Event
from opora.lib import words
from opora.lib.refusals import Refused
from opora.lib.words import SOFIA
from opora.register.models import Provider

from .models import License

SENTENCES = {
    "licensing.application_begun": gettext_lazy("започна заявление"),
    "licensing.application_saved": gettext_lazy("допълни заявлението"),
    "licensing.application_submitted": gettext_lazy("подаде заявлението"),
    "licensing.application_completed": gettext_lazy("подаде поисканото допълнение"),
    "licensing.application_withdrawn": gettext_lazy("оттегли заявлението"),
    "licensing.addition_asked": gettext_lazy("поиска допълване"),
    "licensing.application_granted": gettext_lazy("уважи заявлението"),
    "licensing.application_refused": gettext_lazy("отказа"),
    "licensing.decision_handed_over": gettext_lazy("връчи решението на доставчика"),
    "licensing.license_granted": gettext_lazy("издаде лиценза"),
    "licensing.license_changed": gettext_lazy("издаде променен лиценз"),
    "licensing.license_renewed": gettext_lazy("поднови лиценза"),
    "licensing.license_revoked": gettext_lazy("отне лиценза"),
    "licensing.license_transcribed": gettext_lazy("вписа лиценз от хартия"),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the timeline."""

    organization: str
    sentence: str
    at: datetime
    who: str
    article: str
    note: str
    happened_on: date | None
    position: int


def lines(events: Iterable[Event]) -> list[Entry]:
    """The events in words; two queries whatever their number."""
    told = [event for event in events if event.name in SENTENCES]
    organizations = Organization.objects.in_bulk({event.organization_id for event in told})
    users = User.objects.in_bulk({event.user_id for event in told if event.user_id})
    return [
        Entry(
            organization=str(organizations[event.organization_id]),
            sentence=str(SENTENCES[event.name]),
            at=event.recorded_at,
            who=str(users.get(event.user_id or 0, "")),
            article=event.article,
            note=_note(event),
            happened_on=None
            if event.happened_on == timezone.localdate(event.recorded_at, SOFIA)
            else event.happened_on,
            position=event.position or 0,
        )
        for event in told
    ]


def _note(event: Event) -> str:
    values = event.detail.values if hasattr(event, "detail") else {}
    return str(values.get("reason") or values.get("asked_for") or values.get("number") or "")


def no_license(provider: Provider, last: License | None, day: date, kind: str) -> Refused:
    """Why a provider may take nobody new on a day: it has no license that holds.

    `last` is its latest license; `kind` the name of the service that no license of its names.
    """
    if last is None:
        sentence = _("%(provider)s няма лиценз и не може да приема нови хора.")
        shown: dict[str, object] = {"provider": provider}
    elif last.revoked_on and last.revoked_on <= day:
        sentence = _("Лицензът на %(provider)s (№ %(number)s) е отнет на %(day)s.")
        shown = {"provider": provider, "number": last, "day": words.day(last.revoked_on)}
    elif last.term.holds(day):
        sentence = _("Лицензът на %(provider)s (№ %(number)s) не е за услугата „%(kind)s“.")
        shown = {"provider": provider, "number": last, "kind": kind}
    else:
        sentence = _("Лицензът на %(provider)s (№ %(number)s) е бил в сила до %(day)s вкл.")
        shown = {"provider": provider, "number": last, "day": words.day(last.last_day)}
    return Refused(
        sentence % shown,
        rule=_(
            "Частен доставчик и юридическо лице, създадено от община, работят с лиценз от АКСУ. "
            "Хората, които вече ползват услугата, остават в нея."
        ),
        remedy=_("Лицето може да избере друг доставчик или да изчака този да получи лиценз."),
        field="service",
    )
