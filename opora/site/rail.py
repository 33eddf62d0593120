"""The rail: the sections of the product, for whom, where each leads, what is counted beside it."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from opora.cases import queries as cases
from opora.courts import queries as courts
from opora.lib.actor import Actor
from opora.licensing import queries as licensing
from opora.protection import queries as protection
from opora.referral import queries as referral
from opora.referral.rules import State
from opora.usage import queries as usage


def our_turn(actor: Actor) -> int:
    """How many requests wait for an act of the actor's organization."""
    return (
        referral.visible(actor)
        .filter(closed_at=None, turn_organization=actor.organization_id)
        .count()
    )


def waiting(actor: Actor) -> int:
    """How many of the people with whom the actor's organization works wait for a place."""
    return referral.visible(actor).filter(state__in=[State.WAITING, State.OFFERED]).count()


def to_close(actor: Actor) -> int:
    """How many past months of the organization's services wait to be closed or approved."""
    return usage.awaiting(actor, timezone.localdate())


def to_review(actor: Actor) -> int:
    """How many own cases are near the day of their plan or review, or past it."""
    return cases.n_to_do(actor, today=timezone.localdate())


def licenses_waiting(actor: Actor) -> int:
    """What awaits the organization about licenses: to decide, to complete, to renew."""
    return licensing.waiting(actor, timezone.localdate())


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the rail, for who has the `right`; lit on pages named so (`under`).

    `guide` is the page of the user guide that explains those pages.
    """

    label: str | Promise
    short: str | Promise
    icon: str
    url_name: str
    guide: str
    under: tuple[str, ...]
    right: str
    count: Callable[[Actor], int] | None = None
    on_phone: bool = False


ASSISTANCE = (
    "assistance:",
    "assistants:",
    "appeals:",
    "timesheets:",
    "payroll:",
    "homecare:",
)
RAIL: list[tuple[str | Promise, list[Entry]]] = [
    (
        "",
        [
            Entry(
                label=_("Работен списък"),
                short=_("Списък"),
                icon="list-check",
                url_name="desk:worklist",
                guide="rabotan-spisak",
                under=("desk:worklist", "referral:"),
                right="requests.see",
                count=our_turn,
                on_phone=True,
            ),
            Entry(
                label=_("Хора"),
                short=_("Хора"),
                icon="users",
                url_name="people:search",
                guide="hora",
                under=("people:",),
                right="people.see",
                on_phone=True,
            ),
            Entry(
                label=_("Услуги и места"),
                short=_("Места"),
                icon="home-heart",
                url_name="register:services",
                guide="registar",
                under=("register:", "capacity:", "imports:"),
                right="register.see",
                on_phone=True,
            ),
            Entry(
                label=_("Опашки"),
                short=_("Опашки"),
                icon="hourglass",
                url_name="desk:queues",
                guide="mesta-i-opashki",
                under=("desk:queues", "desk:order_rule", "desk:check_order", "desk:order_facts"),
                right="requests.see",
                count=waiting,
                on_phone=True,
            ),
        ],
    ),
    (
        _("Случаи"),
        [
            Entry(
                label=_("Случаи"),
                short=_("Случаи"),
                icon="folder",
                url_name="cases:list",
                guide="sluchai",
                under=("cases:", "support:", "agreements:", "referral:end_case"),
                right="cases.see",
                count=to_review,
            ),
            Entry(
                label=_("Дневник"),
                short=_("Дневник"),
                icon="checkbox",
                url_name="diary:index",
                guide="dnevnik",
                under=("diary:", "usage:", "incidents:", "deliveries:"),
                right="usage.enter",
                count=to_close,
                on_phone=True,
            ),
            Entry(
                label=_("Такси"),
                short=_("Такси"),
                icon="coin",
                url_name="fees:index",
                guide="taksi",
                under=("fees:",),
                right="fees.manage",
            ),
            Entry(
                label=_("Документи"),
                short=_("Документи"),
                icon="file-certificate",
                url_name="documents:register",
                guide="dokumenti",
                under=("documents:",),
                right="cases.see",
            ),
            Entry(
                label=_("Закрила"),
                short=_("Закрила"),
                icon="heart-handshake",
                url_name="protection:worklist",
                guide="zakrila",
                under=("protection:",),
                right="people.see",
                count=protection.n_urgent,
            ),
            Entry(
                label=_("Настаняване от съда"),
                short=_("Съд"),
                icon="gavel",
                url_name="courts:index",
                guide="zakrila",
                under=("courts:",),
                right="protection.work",
                count=courts.n_ending,
            ),
        ],
    ),
    (
        _("Планиране"),
        [
            Entry(
                label=_("Картина"),
                short=_("Картина"),
                icon="map-2",
                url_name="atlas:map",
                guide="karta",
                under=("atlas:",),
                right="atlas.see",
            ),
            Entry(
                label=_("Показатели"),
                short=_("Числа"),
                icon="chart-bar",
                url_name="needs:indicators",
                guide="pokazateli",
                under=("needs:indicator",),
                right="indicators.see",
            ),
            Entry(
                label=_("Критерии"),
                short=_("Критерии"),
                icon="ruler-measure",
                url_name="criteria:sets",
                guide="kriterii",
                under=("criteria:", "needs:methods", "needs:sensitivity"),
                right="criteria.see",
            ),
            Entry(
                label=_("Анализ на потребностите"),
                short=_("Анализ"),
                icon="report-analytics",
                url_name="needs:analyses",
                guide="analiz-na-potrebnostite",
                under=(
                    "needs:analyses",
                    "needs:analysis",
                    "needs:act",
                    "needs:section",
                    "needs:proposal",
                    "needs:how",
                    "needs:answer",
                    "needs:version",
                    "needs:compare",
                    "needs:print",
                ),
                right="needs.see",
            ),
            Entry(
                label=_("Областна карта"),
                short=_("Област"),
                icon="map-pin",
                url_name="planning:index",
                guide="oblastna-karta",
                under=("planning:",),
                right="planning.see",
            ),
            Entry(
                label=_("Национална карта"),
                short=_("Страна"),
                icon="map",
                url_name="national:index",
                guide="natsionalna-karta",
                under=(
                    "national:index",
                    "national:map",
                    "national:act",
                    "national:vote",
                    "national:comparison",
                    "national:propose",
                    "national:amendment",
                ),
                right="planning.see",
            ),
            Entry(
                label=_("Годишен план"),
                short=_("Година"),
                icon="calendar-event",
                url_name="national:plans",
                guide="godishen-plan",
                under=(
                    "national:plans",
                    "national:plan",
                    "national:plan_act",
                    "national:plan_row",
                    "national:new_plan_row",
                ),
                right="planning.see",
            ),
            Entry(
                label=_("Заседания"),
                short=_("Заседания"),
                icon="gavel",
                url_name="meetings:groups",
                guide="zasedaniya",
                under=("meetings:",),
                right="meetings.see",
            ),
            Entry(
                label=_("Средства"),
                short=_("Средства"),
                icon="coins",
                url_name="finance:overview",
                guide="sredstva",
                under=("finance:",),
                right="finance.see",
            ),
        ],
    ),
    (
        _("Организацията"),
        [
            Entry(
                label=_("Лична помощ"),
                short=_("Помощ"),
                icon="heart-handshake",
                url_name="assistance:users",
                guide="lichna-pomosht",
                under=ASSISTANCE,
                right="assistance.manage",
            ),
            Entry(
                label=_("Лична помощ"),
                short=_("Помощ"),
                icon="heart-handshake",
                url_name="assistance:directions",
                guide="lichna-pomosht",
                under=ASSISTANCE,
                right="assistance.direct",
            ),
            Entry(
                label=_("Приемна грижа"),
                short=_("Приемни"),
                icon="home-heart",
                url_name="foster:families",
                guide="priemna-grizha",
                under=("foster:",),
                right="foster.see",
            ),
            Entry(
                label=_("Патронаж"),
                short=_("Патронаж"),
                icon="soup",
                url_name="patronage:users",
                guide="patronazh",
                under=("patronage:",),
                right="patronage.manage",
            ),
            Entry(
                label=_("Натоварване"),
                short=_("Товар"),
                icon="users-group",
                url_name="desk:workload",
                guide="rabotan-spisak",
                under=("desk:workload",),
                right="requests.lead",
            ),
            Entry(
                label=_("Сгради"),
                short=_("Сгради"),
                icon="building",
                url_name="facilities:index",
                guide="sgradi",
                under=("facilities:",),
                right="register.see",
            ),
            Entry(
                label=_("Лицензи"),
                short=_("Лицензи"),
                icon="certificate",
                url_name="licensing:index",
                guide="litsenzi",
                under=("licensing:",),
                right="licenses.see",
                count=licenses_waiting,
            ),
            Entry(
                label=_("Срокове и правила"),
                short=_("Срокове"),
                icon="calendar-due",
                url_name="law:deadlines",
                guide="srokove",
                under=("law:",),
                right="law.see",
            ),
            Entry(
                label=_("Настройки и достъп"),
                short=_("Достъп"),
                icon="settings",
                url_name="accounts:organization",
                guide="organizatsiya-i-dostap",
                under=("accounts:", "territory:"),
                right="organization.see",
            ),
        ],
    ),
]
