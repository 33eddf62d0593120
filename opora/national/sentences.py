"""One place that turns the names of events of the National Map and of plans into sentences."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy

from opora.accounts.models import Organization, User
from opora.journal.models import Event
from opora.planning.sentences import Entry, Words

SENTENCES = {
    "national.map_assembled": gettext_lazy("обедини окончателните карти на %(n)s области"),
    "national.map_transcribed": gettext_lazy("вписа карта от хартия, редове: %(n)s"),
    "national.finals_taken_in": gettext_lazy("включи наново окончателните карти: %(n)s области"),
    "national.foreword_written": gettext_lazy("записа анализа на национално ниво"),
    "national.map_discussion_opened": gettext_lazy("откри обществено обсъждане на проекта"),
    "national.map_commented": gettext_lazy("получи становище в обсъждането"),
    "national.map_comment_answered": gettext_lazy("отговори на становище"),
    "national.map_discussion_closed": gettext_lazy("приключи общественото обсъждане"),
    "national.map_adopted": gettext_lazy("вписа приемането: %(act)s"),
    "national.map_published": gettext_lazy("публикува картата; тя е действаща"),
    "national.map_replaced": gettext_lazy("замени картата с по-нова"),
    "national.map_redrafted": gettext_lazy("откри нов проект „%(name)s“"),
    "national.map_abandoned": gettext_lazy("отказа проекта"),
    "national.amendment_proposed": gettext_lazy("предложи промяна: %(municipality)s, %(service)s"),
    "national.amendment_ordered": gettext_lazy(
        "вписа заповед за промяна: %(municipality)s, %(service)s"
    ),
    "national.amendment_refused": gettext_lazy("отказа промяна: %(municipality)s, %(service)s"),
    "national.amendment_withdrawn": gettext_lazy(
        "оттегли предложена промяна: %(municipality)s, %(service)s"
    ),
    "national.plan_opened": gettext_lazy("откри годишния план; редовете са от Картата и бюджета"),
    "national.plan_saved": gettext_lazy("промени плана"),
    "national.plan_discussion_opened": gettext_lazy("откри обществено обсъждане на плана"),
    "national.plan_commented": gettext_lazy("получи становище в обсъждането"),
    "national.plan_comment_answered": gettext_lazy("отговори на становище"),
    "national.plan_discussion_closed": gettext_lazy("приключи общественото обсъждане"),
    "national.plan_considered": gettext_lazy("вписа становището на Съвета по социалните услуги"),
    "national.plan_adopted": gettext_lazy("вписа решението на общинския съвет"),
    "national.plan_update_opened": gettext_lazy("откри актуализация: %(reason)s"),
    "national.plan_replaced": gettext_lazy("замени плана с актуализацията"),
}


def lines(events: Iterable[Event]) -> list[Entry]:
    """The events in words; two queries whatever their number."""
    told = [event for event in events if event.name in SENTENCES]
    offices = Organization.objects.in_bulk({event.organization_id for event in told})
    users = User.objects.in_bulk({event.user_id for event in told if event.user_id})
    return [
        Entry(
            organization=str(offices[event.organization_id]),
            sentence=str(SENTENCES[event.name]) % Words(_values(event)),
            at=event.recorded_at,
            who=str(users[event.user_id]) if event.user_id in users else "",
            article=event.article,
            note="",
            happened_on=event.happened_on
            if event.happened_on != event.recorded_at.date()
            else None,
            position=event.position or 0,
        )
        for event in told
    ]


def _values(event: Event) -> dict[str, Any]:
    return dict(event.detail.values) if hasattr(event, "detail") else {}
