"""What the five municipalities of the demonstration need to build and renovate; all invented.

The standards, the transfers and the sources are real and come with the tables; these sums are not.
"""

from dataclasses import dataclass
from random import Random

from opora.finance import funding
from opora.finance.sources import Measure, ShareState
from opora.journal.context import acting

from .days import Days
from .schedule import Tale
from .stage import Stage

BASIS = "Измислен пример за показ; няма такава сметка."


@dataclass(frozen=True, slots=True)
class Share:
    """What a source gives, in whole euro."""

    source: str
    euro: int
    state: ShareState
    document: str = ""


@dataclass(frozen=True, slots=True)
class Need:
    """What a municipality needs, in whole euro, written down so many days ago."""

    office: str
    title: str
    measure: Measure
    planned: str
    year: int
    euro: int
    ago: int
    shares: tuple[Share, ...] = ()


NEEDS = (
    Need(
        "ob-samokov",
        "Ремонт и достъпна среда на дневния център за деца",
        Measure.RENOVATE,
        "DC_CH",
        2027,
        186_400,
        80,
        (
            Share("beautiful", 74_000, ShareState.APPLIED),
            Share("municipal", 40_000, ShareState.CONTRACTED, "Решение на общинския съвет"),
        ),
    ),
    Need(
        "ob-samokov",
        "Автомобил за асистентската подкрепа в селата",
        Measure.EQUIP,
        "AS",
        2026,
        31_500,
        64,
        (Share("municipal", 31_500, ShareState.PAID, "Бюджет на общината"),),
    ),
    Need(
        "ob-sozopol",
        "Комплекс за социални услуги под един покрив",
        Measure.BUILD,
        "",
        2027,
        640_000,
        71,
        (
            Share("pvu", 420_000, ShareState.CONTRACTED, "Договор (пример)"),
            Share("vomr", 90_000, ShareState.HOPED),
        ),
    ),
    Need(
        "ob-bansko",
        "Обзавеждане на преходното жилище",
        Measure.EQUIP,
        "TH",
        2026,
        28_500,
        58,
        (
            Share("municipal", 12_000, ShareState.CONTRACTED, "Решение на общинския съвет"),
            Share("gifts", 3_000, ShareState.HOPED),
        ),
    ),
    Need(
        "ob-mineralni-bani",
        "Преустройство на сграда за център за рехабилитация",
        Measure.BUILD,
        "TR",
        2027,
        312_000,
        49,
        (Share("prchr", 150_000, ShareState.HOPED),),
    ),
    Need(
        "ob-elena",
        "Преобразуване на стар дом в услуга от семеен тип",
        Measure.REFORM,
        "RC_EL",
        2026,
        880_000,
        90,
        (
            Share("pvu", 560_000, ShareState.CONTRACTED, "Договор (пример)"),
            Share("municipal", 88_000, ShareState.APPLIED),
        ),
    ),
    Need(
        "ob-elena",
        "Енергийна ефективност на дневния център",
        Measure.ENERGY,
        "DC_EL",
        2028,
        140_000,
        33,
    ),
)


def stage_finance(stage: Stage, days: Days) -> list[Tale]:
    """Every need with its sources, in the name of the municipality's own expert."""
    return [_record(stage, days, need) for need in NEEDS]


def _record(stage: Stage, days: Days, need: Need) -> Tale:
    actor, when = stage.staff.first(need.office), Random(need.title)  # noqa: S311
    moment = days.ago(need.ago, "d", when)
    yield moment
    with acting(actor):
        row = funding.record_need(
            actor,
            title=need.title,
            measure=need.measure,
            planned_service=need.planned or None,
            year=need.year,
            amount_cents=need.euro * 100,
            basis=BASIS,
            is_invented=True,
            now=moment,
        )
    for n, share in enumerate(need.shares):
        moment = days.after(moment, 2, when)
        yield moment
        with acting(actor):
            funding.set_share(
                actor,
                need=row,
                seen_version=row.version + n,
                source=share.source,
                amount_cents=share.euro * 100,
                state=share.state,
                document=share.document,
                now=moment,
            )
