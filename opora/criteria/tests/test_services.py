"""The acts on criteria on a real database, behind the second wall."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import psycopg
import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from opora.criteria import edits, queries, services
from opora.criteria.edits import BaseFacts
from opora.criteria.model.compute import compute
from opora.criteria.models import CriteriaSet, Criterion, CriterionBase
from opora.journal.context import acting, enter
from opora.journal.models import Event
from opora.lib.actor import Actor
from opora.lib.refusals import NotVisible, Refused, Stale
from opora.territory.models import Municipality

from .conftest import NOW, TODAY, Cast


def row(criteria_set: CriteriaSet, code: str) -> Criterion:
    return Criterion.objects.get(criteria_set=criteria_set, planned_service=code)


def write(
    actor: Actor, criteria_set: CriteriaSet, code: str, *, seen: int = 1, **changed: object
) -> Criterion:
    """Edit one criterion, changing only what is named; `coefficient` of its first base."""
    with acting(actor):
        found = row(criteria_set, code)
        facts = edits.of(found)
        if "coefficient" in changed:
            first = replace(facts.bases[0], coefficient=Decimal(str(changed.pop("coefficient"))))
            facts = replace(facts, bases=(first, *facts.bases[1:]))
        return services.edit_criterion(
            actor,
            criterion=found,
            seen_version=seen,
            facts=replace(facts, **changed),  # type: ignore[arg-type]
            now=NOW,
        )


def publish(
    actor: Actor, criteria_set: CriteriaSet, valid_from: date, seen: int | None = None
) -> CriteriaSet:
    with acting(actor):
        criteria_set.refresh_from_db()
        return services.publish(
            actor,
            criteria_set=criteria_set,
            seen_revision=criteria_set.revision if seen is None else seen,
            valid_from=valid_from,
            now=NOW,
        )


# What is installed


def test_the_law_has_28_services_and_no_coefficient(cast: Cast, law: CriteriaSet) -> None:
    with acting(cast.municipality):
        assert law.criteria.count() == 28
        assert not CriterionBase.objects.exclude(coefficient=None).exists()
        assert not Criterion.objects.exclude(threshold=None, rounding="", article="").exists()
        assert queries.set_in_force(TODAY) == law
        assert queries.set_in_force(date(2021, 4, 8)) is None
        assert law.confidence == "memory"


def test_with_the_law_nothing_is_computed_and_nothing_is_zero(cast: Cast, law: CriteriaSet) -> None:
    with acting(cast.municipality):
        found = queries.computed(queries.criteria_of(law), on=TODAY)
    assert len(found.municipalities) == 265
    assert len(found.districts) == 28
    everything = [
        each
        for unit in (*found.municipalities.values(), *found.districts.values())
        for each in unit.values()
    ]
    assert all(each.max_users is None and each.missing for each in everything)


def test_every_base_of_the_law_is_a_known_indicator(cast: Cast, law: CriteriaSet) -> None:
    with acting(cast.municipality):
        known = set(queries.indicators().values_list("code", flat=True))
        assert set(queries.bases()) <= known
        assert "population" in queries.bases(law)


def test_a_merged_municipality_is_counted_in_its_successor(cast: Cast, law: CriteriaSet) -> None:
    """It has no row of its own from that day on; before it, both have theirs."""
    merged = {"successor_id": "SFO39", "succeeded_on": date(2026, 1, 1)}
    try:
        with transaction.atomic():
            Municipality.objects.filter(pk="SFO20").update(**merged)
    except ProgrammingError:
        pytest.skip("the application may not merge municipalities here")
    with acting(cast.municipality):
        before = queries.inputs(on=date(2025, 12, 31), codes=["population"])
        after = queries.inputs(on=TODAY, codes=["population"])
    parts = [before[code]["population"].value for code in ("SFO39", "SFO20")]
    assert (len(before), len(after)) == (265, 264)
    assert after["SFO39"]["population"].value == sum(parts)


# Copy and edit


def test_a_copy_begins_as_its_source(cast: Cast, law: CriteriaSet, draft: CriteriaSet) -> None:
    with acting(cast.analyst):
        assert draft.is_working
        assert draft.based_on == law
        copied, source = queries.criteria_of(draft), queries.criteria_of(law)
        assert {code: each.bases for code, each in copied.items()} == {
            code: each.bases for code, each in source.items()
        }


def test_a_working_set_is_the_agencys(cast: Cast, draft: CriteriaSet) -> None:
    with acting(cast.municipality):
        assert not CriteriaSet.objects.filter(pk=draft.pk).exists()  # the second wall
        assert not Criterion.objects.filter(criteria_set=draft).exists()
        with pytest.raises(NotVisible):
            queries.get(cast.municipality, draft.pk)
    with acting(cast.provider):
        assert not queries.visible(cast.provider).exists()


def test_only_the_agency_edits(cast: Cast, law: CriteriaSet, draft: CriteriaSet) -> None:
    with acting(cast.municipality):
        with pytest.raises(Refused, match="Агенцията за социално подпомагане"):
            services.copy_set(cast.municipality, source=law, name="Наш", now=NOW)


def test_an_edited_coefficient_computes(cast: Cast, draft: CriteriaSet) -> None:
    write(cast.analyst, draft, "CW", coefficient="1.5", rounding="half_up", min_size=10)
    with acting(cast.analyst):
        asked = queries.criteria_of(draft)["CW"]
        found = queries.computed_one(asked, unit="SFO39", on=TODAY)
        assert found.steps[0].input is not None
        assert found.max_users == compute(asked, {"population": found.steps[0].input}).max_users
        assert found.max_users == round(Decimal("1.5") * found.steps[0].input.value / 100)
        draft.refresh_from_db()
        assert draft.revision == 2
    with acting(cast.colleague):
        event = Event.objects.get(name="criteria.criterion_edited")
        assert event.detail.values["changes"]["base:population"] == [
            "липсва критерий на всеки 100",
            "1,5 на всеки 100",
        ]


def test_what_is_not_changed_leaves_no_event(cast: Cast, draft: CriteriaSet) -> None:
    found = write(cast.analyst, draft, "CW")
    assert found.version == 1
    with acting(cast.analyst):
        assert not Event.objects.filter(name="criteria.criterion_edited").exists()


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"coefficient": "-1"}, "отрицателен"),
        ({"min_size": 20, "max_size": 10}, "не може да е по-голям"),
        (
            {"bases": (BaseFacts("population", None, 100, "memory"),) * 2},
            "Един показател стои два пъти",
        ),
    ],
)
def test_refused_edits(cast: Cast, draft: CriteriaSet, changed: dict, says: str) -> None:
    with pytest.raises(Refused, match=says):
        write(cast.analyst, draft, "CW", **changed)


def test_the_database_refuses_a_negative_coefficient(cast: Cast, draft: CriteriaSet) -> None:
    with acting(cast.analyst), pytest.raises(IntegrityError), transaction.atomic():
        CriterionBase.objects.filter(criterion__criteria_set=draft).update(coefficient=-1)


def test_two_editors_see_each_others_values(cast: Cast, draft: CriteriaSet) -> None:
    """Both opened version 1; the second is told what the first saved, nothing is overwritten."""
    write(cast.analyst, draft, "CW", coefficient="1.5", article="чл. 7")
    write(cast.analyst, draft, "CW", seen=2, coefficient="1.7")
    with pytest.raises(Stale) as stale:
        write(cast.colleague, draft, "CW", seen=1, coefficient="2", note="моя бележка")
    told = {change.label: (change.before, change.now) for change in stale.value.changes}
    assert told["коефициент за „Население“"] == (
        "липсва критерий на всеки 100",
        "1,7 на всеки 100",
    )
    assert told["член"] == ("", "чл. 7")
    assert stale.value.by == "Ана Минчева"
    with acting(cast.analyst):
        assert row(draft, "CW").note == ""


def test_what_i_did_not_touch_takes_the_others_value(cast: Cast, draft: CriteriaSet) -> None:
    with acting(cast.analyst):
        opened = edits.of(row(draft, "CW"))
    write(cast.analyst, draft, "CW", coefficient="1.5", article="чл. 7")
    mine = replace(opened, note="моя бележка")
    with acting(cast.colleague):
        found = row(draft, "CW")
        told = edits.stale(cast.colleague, found, 1)
        merged = edits.merged(mine, edits.of(found), told)
    assert merged.note == "моя бележка"
    assert merged.article == "чл. 7"
    assert merged.bases[0].coefficient == Decimal("1.5")


def test_confirming(cast: Cast, draft: CriteriaSet) -> None:
    with acting(cast.colleague):
        with pytest.raises(Refused, match="Впишете члена"):
            services.confirm(cast.colleague, criterion=row(draft, "CW"), seen_version=1, now=NOW)
    write(cast.analyst, draft, "CW", article="чл. 7")
    with acting(cast.colleague):
        found = services.confirm(
            cast.colleague, criterion=row(draft, "CW"), seen_version=2, now=NOW
        )
        assert (found.confidence, found.confirmed_by_id) == ("confirmed", cast.colleague.user_id)
    again = write(cast.analyst, draft, "CW", seen=2, coefficient="1")
    assert again.confirmed_by is None  # it is no longer what was compared


# In force


def test_publishing_closes_the_former(cast: Cast, law: CriteriaSet, draft: CriteriaSet) -> None:
    publish(cast.analyst, draft, date(2027, 1, 1))
    with acting(cast.municipality):
        law.refresh_from_db()
        assert law.valid_to == date(2027, 1, 1)
        assert queries.set_in_force(date(2026, 12, 31)) == law
        assert queries.set_in_force(date(2027, 1, 1)) == draft
        published = Event.objects.filter(name="criteria.set_published", audience__contains=[0])
    assert not published  # ids go to everybody, the row only to those who are named
    with acting(cast.analyst):
        event = Event.objects.get(name="criteria.set_published")
        assert 0 in event.audience
        draft.refresh_from_db()
        assert draft.confirmed_by_id == cast.analyst.user_id


def test_a_set_from_the_same_day_corrects(cast: Cast, law: CriteriaSet, draft: CriteriaSet) -> None:
    assert law.valid_from is not None
    publish(cast.analyst, draft, law.valid_from)
    with acting(cast.municipality):
        assert queries.set_in_force(TODAY) == draft
        assert list(queries.on_line(is_illustrative=False)) == [draft]


def test_overlap_and_gap_are_refused(cast: Cast, law: CriteriaSet, draft: CriteriaSet) -> None:
    with pytest.raises(Refused, match="Два набора не може да важат"):
        publish(cast.analyst, draft, date(2021, 4, 8))
    with acting(cast.analyst):
        services.repeal(cast.analyst, criteria_set=law, valid_to=date(2027, 1, 1), now=NOW)
    with pytest.raises(Refused, match="няма да важат никакви критерии"):
        publish(cast.analyst, draft, date(2027, 1, 2))
    with pytest.raises(Refused, match=r"До 01\.01\.2027"):
        publish(cast.analyst, draft, date(2026, 12, 31))
    publish(cast.analyst, draft, date(2027, 1, 1))


def test_the_database_refuses_an_overlap(cast: Cast, law: CriteriaSet, draft: CriteriaSet) -> None:
    with acting(cast.analyst), pytest.raises(IntegrityError), transaction.atomic():
        CriteriaSet.objects.filter(pk=draft.pk).update(
            state="in_force", valid_from=date(2026, 1, 1)
        )


def test_what_changed_since_the_preview_is_not_published(cast: Cast, draft: CriteriaSet) -> None:
    seen = draft.revision
    write(cast.colleague, draft, "CW", coefficient="9")
    with pytest.raises(Stale):
        publish(cast.analyst, draft, date(2027, 1, 1), seen=seen)


def test_what_is_in_force_is_never_edited(cast: Cast, law: CriteriaSet) -> None:
    with pytest.raises(Refused, match="Променя се само работен набор"):
        write(cast.analyst, law, "CW", coefficient="1")
    with acting(cast.analyst):  # and the second wall says the same
        assert CriterionBase.objects.filter(criterion__criteria_set=law).update(coefficient=1) == 0
        with pytest.raises(Refused, match="Променя се само работен набор"):
            services.discard(cast.analyst, criteria_set=law, seen_version=law.version, now=NOW)


@pytest.mark.parametrize("valid_to", [date(2021, 4, 9), date(2020, 1, 1)])
def test_a_repeal_before_the_first_day_is_refused(
    cast: Cast, law: CriteriaSet, valid_to: date
) -> None:
    with acting(cast.analyst), pytest.raises(Refused, match="след първия"):
        services.repeal(cast.analyst, criteria_set=law, valid_to=valid_to, now=NOW)


def test_a_working_set_may_be_thrown_away(cast: Cast, draft: CriteriaSet) -> None:
    with acting(cast.analyst):
        services.discard(cast.analyst, criteria_set=draft, seen_version=1, now=NOW)
        assert not CriteriaSet.objects.filter(pk=draft.pk).exists()
        with pytest.raises(Refused):
            services.edit_set(
                cast.analyst,
                criteria_set=draft,
                seen_version=1,
                name="",
                act="",
                source="",
                confidence="memory",
                now=NOW,
            )


def test_naming_a_set_twice_at_once(cast: Cast, draft: CriteriaSet) -> None:
    said: dict[str, Any] = {
        "act": draft.act,
        "source": draft.source,
        "confidence": "memory",
        "now": NOW,
    }
    with acting(cast.analyst):
        services.edit_set(
            cast.analyst, criteria_set=draft, seen_version=1, name="За 2027 г.", **said
        )
    with acting(cast.colleague), pytest.raises(Stale):
        services.edit_set(
            cast.colleague, criteria_set=draft, seen_version=1, name="За 2028 г.", **said
        )


# Illustrations


def test_an_illustration_has_its_own_line(cast: Cast, law: CriteriaSet) -> None:
    """In a demonstration it is computed with, and the law's line still says what the law says."""
    with acting(cast.analyst):
        made = services.copy_set(
            cast.analyst, source=law, name="Примерни", now=NOW, is_illustrative=True
        )
    publish(cast.analyst, made, date(2022, 1, 1))
    with acting(cast.municipality):
        law.refresh_from_db()
        assert law.valid_to is None
        assert queries.set_in_force(TODAY) == made
        assert queries.lawful_set_in_force(TODAY) == law
        assert made.watermark == "Примерни критерии – не са нормативен акт"
        assert law.watermark == ""
        assert queries.may_be_decided(made)


def test_elsewhere_it_cannot_be_made_or_decided(
    cast: Cast, law: CriteriaSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "is_demo", lambda: False)
    with acting(cast.analyst):
        with pytest.raises(Refused, match="само в демонстрация"):
            services.copy_set(
                cast.analyst, source=law, name="Примерни", now=NOW, is_illustrative=True
            )
        assert not queries.may_be_decided(CriteriaSet(is_illustrative=True))
        assert queries.may_be_decided(law)


def test_the_database_itself_refuses_it_elsewhere(owner: psycopg.Connection) -> None:
    """A trigger asks what the database is, whatever a service forgets."""
    insert = (
        "insert into criteria_criteriaset (name, act, source, state, is_illustrative, confidence,"
        " version, n_edits) values ('', '', '', 'working', true, 'memory', 1, 0)"
    )
    with pytest.raises(psycopg.errors.CheckViolation, match="demonstration"):
        with owner.transaction():
            owner.execute("update site_installation set is_demo = false")
            owner.execute(insert)


def test_without_an_organization_nothing_is_shown(cast: Cast, law: CriteriaSet) -> None:
    enter(organization_id=None, user_id=None)
    assert not CriteriaSet.objects.exists()
    assert not CriterionBase.objects.exists()
