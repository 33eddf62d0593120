"""What happened in plain sentences, for the course of a case."""

from collections.abc import Iterable, Mapping

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from opora.accounts.models import Organization, User
from opora.journal.models import Event
from opora.lib import words
from opora.lib.labels import translated
from opora.referral.sentences import Entry

from .rules import MEASURE_KIND_LABELS, MeasureKind

SENTENCES = {
    "protection.signal_received": gettext_lazy("получи сигнал за детето"),
    "protection.signal_joined": gettext_lazy("присъедини още един сигнал за същото дете"),
    "protection.assigned": gettext_lazy("разпредели случая на %(officer)s"),
    "protection.identified": gettext_lazy("установи кое е детето"),
    "protection.case_joined": gettext_lazy("присъедини случая към друг за същото дете"),
    "protection.check_started": gettext_lazy("започна проверката"),
    "protection.danger_raised": gettext_lazy("отбеляза риск за живота или здравето"),
    "protection.risk_found": gettext_lazy("установи риск и откри случай"),
    "protection.no_risk_found": gettext_lazy("не установи риск и приключи проверката"),
    "protection.rechecked": gettext_lazy("провери новия сигнал"),
    "protection.assessment_saved": gettext_lazy("допълни оценката на случая"),
    "protection.assessment_finished": gettext_lazy("завърши оценката на случая"),
    "protection.plan_adopted": gettext_lazy("прие план за действие"),
    "protection.plan_reviewed": gettext_lazy("прегледа плана за действие"),
    "protection.measure_proposed": gettext_lazy("предложи мярка: %(measure)s"),
    "protection.measure_ordered": gettext_lazy("издаде заповед за мярка: %(measure)s"),
    "protection.measure_served": gettext_lazy("вписа кога заповедта е съобщена: %(measure)s"),
    "protection.measure_dropped": gettext_lazy("не издаде заповед за мярка: %(measure)s"),
    "protection.measure_directed": gettext_lazy("насочи детето към услуга: %(measure)s"),
    "protection.measure_placed": gettext_lazy("настани детето в услуга: %(measure)s"),
    "protection.court_asked": gettext_lazy("внесе искане в съда: %(measure)s"),
    "protection.court_granted": gettext_lazy("вписа решение, с което съдът настанява детето"),
    "protection.court_rejected": gettext_lazy("вписа решение, с което съдът отхвърля искането"),
    "protection.measure_changed": gettext_lazy("замени мярката: %(measure)s"),
    "protection.measure_ended": gettext_lazy("прекрати мярката: %(measure)s"),
    "protection.related": gettext_lazy("свърза случая с дете от същото семейство"),
    "protection.part_given": gettext_lazy("даде достъп до част от случая на %(organization)s"),
    "protection.part_taken_back": gettext_lazy("спря достъпа на %(organization)s"),
    "protection.officer_admitted": gettext_lazy("допусна до поверителния случай %(officer)s"),
    "protection.officer_removed": gettext_lazy("спря достъпа на %(officer)s"),
    "protection.elsewhere": gettext_lazy("научи, че за детето работи и %(organization)s"),
    "protection.transfer_proposed": gettext_lazy("предложи случая на %(organization)s"),
    "protection.transfer_canceled": gettext_lazy("върна предложението за предаване"),
    "protection.transfer_accepted": gettext_lazy("пое случая от %(organization)s"),
    "protection.transfer_declined": gettext_lazy("не пое случая"),
    "protection.closed": gettext_lazy("приключи случая"),
    "protection.overdue": gettext_lazy("пропусна срока; уведомен е директорът"),
    "protection.ending": gettext_lazy("напомни, че срокът на решението изтича"),
    "protection.reporter_shown": gettext_lazy("видя кой е подал сигнала"),
}
NOTES = ("reason", "signal", "source", "order", "court", "decision", "request", "other", "to",
         "from")  # fmt: skip


def lines(
    events: Iterable[Event], sentences: Mapping[str, str | Promise] = SENTENCES
) -> list[Entry]:
    """The events that have a sentence, in words; two queries whatever their number."""
    told = [event for event in events if event.name in sentences]
    values = {event.pk: event.detail.values if hasattr(event, "detail") else {} for event in told}
    organizations = Organization.objects.in_bulk(
        {event.organization_id for event in told}
        | {one["organization"] for one in values.values() if one.get("organization")}
    )
    users = User.objects.in_bulk(
        {event.user_id for event in told if event.user_id}
        | {one["officer"] for one in values.values() if one.get("officer")}
    )
    return [
        _line(event, str(sentences[event.name]), values[event.pk], organizations, users)
        for event in told
    ]


def _line(
    event: Event,
    sentence: str,
    values: dict[str, str | int],
    organizations: dict[int, Organization],
    users: dict[int, User],
) -> Entry:
    measure = str(values.get("measure", ""))
    names = {
        "organization": organizations.get(int(values.get("organization", 0)), _("друг орган")),
        "officer": users.get(int(values.get("officer", 0)), _("служител")),
        "measure": translated(MEASURE_KIND_LABELS[MeasureKind(measure)]) if measure else "",
    }
    recorded_on = timezone.localdate(event.recorded_at, words.SOFIA)
    return Entry(
        organization=capfirst(str(organizations[event.organization_id])),
        sentence=sentence % names,
        at=event.recorded_at,
        who=str(users[event.user_id]) if event.user_id in users else "",
        article=translated(event.article),
        note="; ".join(str(values[key]) for key in NOTES if values.get(key)),
        happened_on=event.happened_on if event.happened_on != recorded_on else None,
        position=event.position or 0,
    )
