"""The events of assistance as sentences."""

from collections.abc import Iterable
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from opora.accounts.models import Organization, User
from opora.journal.models import Event
from opora.lib.labels import gettext_noop
from opora.referral.sentences import Entry

SENTENCES: dict[str, str] = {
    "assistance.directed": gettext_noop("издаде направление"),
    "assistance.direction_changed": gettext_noop("промени направлението с ново"),
    "assistance.direction_withdrawn": gettext_noop("оттегли направлението"),
    "assistance.applied": gettext_noop("вписа заявление"),
    "assistance.enrolled": gettext_noop("включи лицето"),
    "assistance.refused": gettext_noop("отказа заявлението"),
    "assistance.reopened": gettext_noop("върна заявлението за ново решение"),
    "assistance.refusal_served": gettext_noop("съобщи отказа на лицето"),
    "assistance.appeal_filed": gettext_noop("вписа жалба"),
    "assistance.appeal_sent": gettext_noop("изпрати жалбата"),
    "assistance.appeal_upheld": gettext_noop("вписа решение: отказът остава"),
    "assistance.appeal_annulled": gettext_noop("вписа решение: отказът е отменен"),
    "assistance.appeal_returned": gettext_noop("вписа решение: върнато за ново решение"),
    "assistance.appeal_withdrawn": gettext_noop("вписа, че жалбата е оттеглена"),
    "assistance.direction_withdrawal_told": gettext_noop("издаде писмо за оттеглянето"),
    "assistance.ended": gettext_noop("прекрати ползването"),
    "assistance.absence_recorded": gettext_noop("вписа отсъствие на потребителя"),
    "assistance.absence_removed": gettext_noop("заличи отсъствие на потребителя"),
    "assistance.agreement_drafted": gettext_noop("състави проект на споразумение"),
    "assistance.agreement_signed": gettext_noop("вписа подписано споразумение"),
    "assistance.agreement_amended": gettext_noop("измени споразумението с ново"),
    "assistance.agreement_ended": gettext_noop("прекрати споразумение"),
    "assistance.agreement_dropped": gettext_noop("изостави проекта"),
    "assistance.visit_explained": gettext_noop("вписа защо посещение не е направено"),
    "assistance.timesheet_expected": gettext_noop("даде код за отчет"),
    "assistance.timesheet_entered": gettext_noop("прие отчет за часове"),
    "assistance.timesheet_confirmed": gettext_noop("прие потвърждение от потребителя"),
    "assistance.timesheet_returned": gettext_noop("прие връщане на отчет за поправка"),
    "assistance.timesheet_explained": gettext_noop("написа причина по отчет"),
    "assistance.timesheet_approved": gettext_noop("утвърди отчет"),
    "assistance.timesheet_corrected": gettext_noop("поправи ден в утвърден отчет"),
}
SENTENCES |= {
    name.replace("assistance.", "assistance.direction_"): sentence
    for name, sentence in SENTENCES.items()
    if name.startswith(("assistance.appeal_", "assistance.refusal_"))
}
OF_DIRECTION = tuple(name for name in SENTENCES if ".direct" in name)
OF_ENROLLMENT = tuple(name for name in SENTENCES if name not in OF_DIRECTION)
SHOWN = 30


def lines(events: Iterable[Event]) -> list[Entry]:
    """The newest first: what, by whom, when."""
    found = list(events)[:SHOWN]
    users = User.objects.in_bulk({each.user_id for each in found if each.user_id})
    offices = Organization.objects.in_bulk({each.organization_id for each in found})
    return [
        Entry(
            organization=offices[each.organization_id].short_name,
            sentence=_(SENTENCES[each.name]),
            at=each.recorded_at,
            who=str(users.get(each.user_id or 0) or _("по код")),
            article=each.article,
            note="",
            happened_on=_another_day(each),
            position=each.position or 0,
        )
        for each in found
    ]


def _another_day(event: Event) -> date | None:
    """The day of the act, where it is not the day on which it was written down."""
    written = timezone.localdate(event.recorded_at)
    return event.happened_on if event.happened_on != written else None
