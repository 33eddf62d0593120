"""An illustrative set of criteria, so that the demonstration computes; and a draft beside it.

Every value is invented for the demonstration and no norm. The orders of magnitude follow public
counts: users and people waiting of assistant support (16,821 for 1.53 million people of 65+), homes
for older people (6,490 places and people waiting), day centers for older people (950 places),
centers for rehabilitation (4,817 users), services for children (11,719 places). Some coefficients
are left empty and some ask for figures that nobody has entered: both are shown as missing.
"""

from dataclasses import dataclass, replace
from decimal import Decimal

from opora.accounts.models import User
from opora.criteria import edits, services
from opora.criteria.edits import BaseFacts
from opora.criteria.facts import VALID_FROM
from opora.criteria.models import CriteriaSet, Criterion
from opora.journal.context import acting
from opora.lib.actor import Actor

from .days import Days
from .schedule import Tale
from .stage import Stage

OPENED = 340  # days ago
NAME = "Примерни критерии за демонстрацията"
ACT = "Няма акт: примерни стойности"
SOURCE = "Порядък по публични броеве на места, ползватели и чакащи; измислени стойности"
DRAFT = "Повече асистентска подкрепа – работен"
CONFIDENCE = "weak"


@dataclass(frozen=True, slots=True)
class Example:
    """Invented values for one service: coefficient, per, indicator; rounding, threshold, sizes."""

    coefficient: str
    per: int
    indicator: str
    rounding: str = "half_up"
    threshold: int | None = None
    sizes: tuple[int | None, int | None] = (None, None)


EXAMPLES = {
    "OD_ICT": Example("5", 1000, "population"),
    "OD_MPCW": Example("1", 100, "children_0_17", threshold=3000),
    "CW": Example("0,6", 1000, "population", threshold=10_000),
    "IC": Example("0,8", 1000, "population"),
    "TR": Example("0,75", 1000, "population"),
    "ST": Example("0,7", 1000, "population"),
    "WS": Example("1", 100, "working_age_disability"),  # nobody has entered this figure
    "DC_CH": Example("1,2", 1000, "children_0_17", sizes=(8, 30)),
    "DC_AD": Example("0,5", 1000, "adults_18_64", sizes=(10, 30)),
    "DC_EL": Example("0,65", 1000, "age_65_plus", sizes=(10, 40)),
    "AS": Example("1,1", 100, "age_65_plus"),
    "RC_CH": Example("0,6", 1000, "children_0_17", "up", sizes=(8, 12)),
    "RC_CHD": Example("0,5", 1000, "children_0_17", "up", sizes=(8, 14)),
    "RC_PSY": Example("0,35", 1000, "adults_18_64", "up", sizes=(10, 20)),
    "RC_INT": Example("0,45", 1000, "adults_18_64", "up", sizes=(10, 24)),
    "RC_PHY": Example("0,15", 1000, "adults_18_64", "up", sizes=(10, 30)),
    "RC_DEM": Example("0,25", 1000, "age_65_plus", "up", sizes=(10, 20)),
    "RC_EL": Example("4,2", 1000, "age_65_plus", "up", sizes=(15, 40)),
    "IHS_CH": Example("0,2", 1000, "children_0_17", "up", sizes=(6, 10)),
    "IHS_AD": Example("0,1", 1000, "adults_18_64", "up", sizes=(8, 20)),
    "IHS_EL": Example("0,4", 1000, "age_65_plus", "up", sizes=(8, 20)),
    "CC": Example("0,05", 1000, "population", "up", sizes=(8, 12)),
    "SH": Example("0,07", 1000, "population", "up", sizes=(10, 30)),
    "TH": Example("0,06", 1000, "adults_18_64", "up", sizes=(4, 8)),
    "RS": Example("2", 100, "adults_attendance"),  # nobody has entered this figure
}
CHANGED = {"AS": "1,3", "DC_EL": "0,8", "RC_EL": "4,0"}


def stage_criteria(stage: Stage, days: Days) -> Tale:
    """The illustrative set in force since the law's, and a working set with changed coefficients;
    everything in the name of the Agency's analyst."""
    yield days.office(OPENED)
    analyst = User.objects.get(email="analyst.asp@opora.example")
    actor = Actor(analyst.pk, stage.office("asp").pk, frozenset({"analyst"}))
    with acting(actor):
        law = CriteriaSet.objects.get(is_illustrative=False)
        made = services.copy_set(actor, source=law, name=NAME, now=stage.now, is_illustrative=True)
        services.edit_set(
            actor,
            criteria_set=made,
            seen_version=1,
            name=NAME,
            act=ACT,
            source=SOURCE,
            confidence=CONFIDENCE,
            now=stage.now,
        )
        for row in _rows(made):
            _write(actor, row, EXAMPLES.get(row.planned_service_id), stage)
        made.refresh_from_db()
        services.publish(
            actor,
            criteria_set=made,
            seen_revision=made.revision,
            valid_from=VALID_FROM,
            now=stage.now,
        )
        draft = services.copy_set(actor, source=made, name=DRAFT, now=stage.now)
        for row in _rows(draft):
            if coefficient := CHANGED.get(row.planned_service_id):
                example = replace(EXAMPLES[row.planned_service_id], coefficient=coefficient)
                _write(actor, row, example, stage)


def _rows(criteria_set: CriteriaSet) -> list[Criterion]:
    return list(Criterion.objects.filter(criteria_set=criteria_set).select_related("criteria_set"))


def _write(actor: Actor, row: Criterion, example: Example | None, stage: Stage) -> None:
    if example is None:  # stays without coefficients: „липсва критерий“
        return
    base = BaseFacts(
        example.indicator,
        Decimal(example.coefficient.replace(",", ".")),
        example.per,
        CONFIDENCE,
    )
    least, most = example.sizes
    services.edit_criterion(
        actor,
        criterion=row,
        seen_version=row.version,
        facts=replace(
            edits.of(row),
            bases=(base,),
            rounding=example.rounding,
            threshold=example.threshold,
            min_size=least,
            max_size=most,
            confidence=CONFIDENCE,
            note="Примерна стойност, не норма",
        ),
        now=stage.now,
    )
