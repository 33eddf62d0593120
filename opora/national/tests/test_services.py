"""The National Map, its amendments and annual plans, on a real PostgreSQL."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from opora.criteria.models import CriteriaSet
from opora.journal.context import acting
from opora.lib.refusals import NotVisible, Refused
from opora.national import queries
from opora.national.models import Amendment, AnnualPlan, AnnualPlanRow, NationalMap
from opora.national.rules import AmendmentState, MapState, PlanState
from opora.national.services import amendments, discussions, maps, plans
from opora.planning import queries as planning
from opora.planning.model import document
from opora.planning.models import MapVersion
from opora.register.models import PlannedService

from .conftest import MONTH, Desk

# The Map


def test_assembled_from_the_finals(desk: Desk) -> None:
    found = desk.draft()
    with acting(desk.agency):
        rows = planning.rows(found.map_version)
        finals = {each.district.pk: each for each in queries.finals(desk.agency, found)}
    assert len(rows) == 3
    assert sum(row.users for row in rows) == 145
    assert len(finals) == 28
    assert [code for code, each in finals.items() if each.version] == ["GAB", "SFO"]
    assert finals["GAB"].is_in
    assert not finals["VID"].is_in


def test_nothing_to_assemble(desk: Desk) -> None:
    with pytest.raises(Refused, match="Още нито една област"):
        desk.do(maps.assemble, cycle=desk.cycle, name="Карта")
    with pytest.raises(Refused, match="Нямате право"):
        desk.do(maps.assemble, desk.district, cycle=desk.cycle, name="Карта")


def test_a_later_final_is_taken_in(desk: Desk) -> None:
    found = desk.draft()
    with acting(desk.district):
        MapVersion.objects.filter(district="GAB").update(state="revised")
    desk.do(maps.take_in, national_map=found)
    with acting(desk.agency):
        assert {row.municipality for row in planning.rows(found.map_version)} == {"SFO39"}


def test_discussion_needs_the_analysis(desk: Desk) -> None:
    found = desk.draft()
    with pytest.raises(Refused, match="Напишете анализа"):
        desk.do(maps.open_discussion, national_map=found)


def test_discussion_locks_what_is_discussed(desk: Desk) -> None:
    found = desk.draft()
    desk.do(maps.write, national_map=found, foreword="Анализ.", seen=1)
    made = desk.do(maps.open_discussion, national_map=found)
    assert (made.discussion_to - made.discussion_from).days >= 30
    with acting(desk.agency):
        version = planning.version(desk.agency, made.pk)
        kept = planning.content(version)
    assert document.check(kept, version.digest).is_whole
    assert [each["code"] for each in document.opened(kept)["inputs"]["districts"] if each["is_in"]]
    assert desk.see(found, desk.stranger).state == MapState.DISCUSSION
    with pytest.raises(Refused):
        desk.do(maps.take_in, national_map=found)


def test_discussion_lasts_to_its_last_day(desk: Desk) -> None:
    found = desk.draft()
    desk.do(maps.write, national_map=found, foreword="Анализ.", seen=1)
    desk.do(maps.open_discussion, national_map=found)
    desk.tick(timedelta(days=29))
    assert maps.close_due(now=desk.now) == 0
    with pytest.raises(Refused):
        desk.do(maps.adopt, national_map=found, act="РМС", act_number="1", act_on=desk.today)


def test_opinions_are_public_when_answered(desk: Desk) -> None:
    found = desk.draft()
    with pytest.raises(Refused):
        discussions.comment(about=found, author="", text="Рано.", now=desk.now)
    desk.do(maps.write, national_map=found, foreword="Анализ.", seen=1)
    found = desk.do(maps.open_discussion, national_map=found)
    row = discussions.comment(about=found, author="Сдружение", text="Малко.", now=desk.tick())
    assert queries.public_comments(found).count() == 0
    desk.do(
        discussions.answer, about=found, comment_id=row.pk, text="Приема се.", is_withheld=False
    )
    with acting(desk.stranger):
        assert queries.public_comments(found).get().answer == "Приема се."
    desk.tick(MONTH)
    with pytest.raises(Refused, match="приключи"):
        discussions.comment(about=found, author="", text="Късно.", now=desk.now)


def test_adopt_and_publish(desk: Desk) -> None:
    found = desk.in_force()
    assert found.state == MapState.IN_FORCE
    with acting(desk.stranger):
        assert queries.map_in_force() == found


@pytest.mark.parametrize("fields", [{"act_number": " "}, {"act_on": "tomorrow"}])
def test_adoption_without_an_act(desk: Desk, fields: dict[str, Any]) -> None:
    found = desk.discussed()
    if "act_on" in fields:
        fields = {"act_on": desk.today + timedelta(days=2)}
    given: dict[str, Any] = {"act": "РМС", "act_number": "574", "act_on": desk.today}
    with pytest.raises(Refused):
        desk.do(maps.adopt, national_map=found, **(given | fields))


def test_illustration_is_not_adopted(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(planning, "is_demonstration", lambda: False)
    with acting(desk.agency):
        made = CriteriaSet.objects.create(
            name="Примерни", is_illustrative=True, state="working", confidence="practice"
        )
        made.state, made.valid_from = "in_force", desk.cycle.base_on
        made.save()
    found = desk.discussed()
    with pytest.raises(Refused, match="примерни критерии"):
        desk.do(maps.adopt, national_map=found, act="РМС", act_number="1", act_on=desk.today)


def test_the_next_map_replaces_the_first(desk: Desk) -> None:
    first = desk.in_force()
    second = desk.do(maps.assemble, cycle=desk.cycle, name="Следваща")
    desk.do(maps.write, national_map=second, foreword="Анализ.", seen=1)
    desk.do(maps.open_discussion, national_map=second)
    desk.tick(MONTH)
    maps.close_due(now=desk.now)
    desk.do(maps.adopt, national_map=second, act="РМС", act_number="2", act_on=desk.today)
    desk.do(maps.publish, national_map=second, published_on=desk.today)
    assert desk.see(first).state == MapState.REPLACED
    assert desk.see(second).state == MapState.IN_FORCE


def test_redraft_after_the_discussion(desk: Desk) -> None:
    found = desk.discussed()
    new = desk.do(maps.redraft, national_map=found, name="След обсъждането")
    assert desk.see(found).state == MapState.ABANDONED
    with acting(desk.agency):
        assert len(planning.rows(new.map_version)) == 3
        assert new.state == MapState.DRAFT


def test_a_draft_is_the_agencys_alone(desk: Desk) -> None:
    found = desk.draft()
    for actor in (desk.stranger, desk.district):
        with pytest.raises(NotVisible):
            desk.see(found, actor)
        with acting(actor):
            assert NationalMap.objects.count() == 0
            assert MapVersion.objects.filter(district=None).count() == 0


# Amendments


def propose(desk: Desk, users: int, service: str = "AS", **more: Any) -> Amendment:
    given = {"reason": "Чакащи.", "council_decision": "112", "council_on": desk.today}
    found = desk.do(
        amendments.propose, more.pop("actor", desk.town),
        service=PlannedService.objects.get(pk=service), users=users, **(given | more),
    )  # fmt: skip
    assert isinstance(found, Amendment)
    return found


@pytest.mark.parametrize(
    ("service", "users", "kind"), [("AS", 70, "change"), ("AS", 0, "close"), ("SH", 12, "open")]
)
def test_an_ordered_amendment_changes_the_map(
    desk: Desk, service: str, users: int, kind: str
) -> None:
    found = desk.in_force()
    row = propose(desk, users, service)
    assert row.kind == kind
    with acting(desk.agency):
        before = queries.rows_on(found, desk.today)
    ordered: dict[str, Any] = {
        "amendment": row, "order_number": "РД01-1", "order_on": desk.today,
        "effective_on": desk.today,
    }  # fmt: skip
    with pytest.raises(Refused):
        desk.do(amendments.order, desk.town, **ordered)
    desk.do(amendments.order, **ordered)
    with acting(desk.stranger):
        after = {each.key: each.users for each in queries.rows_on(found, desk.today)}
    assert after.get(("GAB05", service), 0) == users
    assert len(before) - len(after) == {"change": 0, "close": 1, "open": -1}[kind]


def test_what_amendments_refuse(desk: Desk) -> None:
    with pytest.raises(Refused, match="Няма действаща"):
        propose(desk, 70)
    desk.in_force()
    with pytest.raises(Refused, match="същият"):
        propose(desk, 60)
    with pytest.raises(Refused, match="решението"):
        propose(desk, 70, council_decision=" ")
    with pytest.raises(Refused, match="бъдещето"):
        propose(desk, 70, council_on=desk.today + timedelta(days=3))
    row = propose(desk, 70)
    with pytest.raises(Refused, match="вече е предложена"):
        propose(desk, 80)
    with pytest.raises(Refused, match="Напишете защо"):
        desk.do(amendments.refuse, amendment=row, refusal=" ")
    early = desk.today - timedelta(days=1)
    with pytest.raises(Refused, match="след решението"):
        desk.do(
            amendments.order, amendment=row, order_number="1", order_on=early, effective_on=early
        )


def test_withdrawn_and_refused(desk: Desk) -> None:
    desk.in_force()
    first = propose(desk, 70)
    assert desk.do(amendments.withdraw, desk.town, amendment=first).state == (
        AmendmentState.WITHDRAWN
    )
    second = propose(desk, 70)
    assert desk.do(amendments.refuse, amendment=second, refusal="Няма средства.").state == (
        AmendmentState.REFUSED
    )
    with acting(desk.stranger):
        assert Amendment.objects.count() == 0


def test_remaining_until_the_horizon(desk: Desk) -> None:
    found = desk.in_force()
    with acting(desk.agency):
        rows = queries.rows_on(found, desk.today)
        rest = {each.service.pk: each for each in queries.remaining(rows, desk.today)}
        lines, year = queries.analysis(rows, desk.today)
    assert (rest["AS"].left.planned, rest["AS"].left.remaining) == (95, 95)
    assert rest["AS"].money
    assert year == 2026
    care = next(line for line in lines if line.service.pk == "AS")
    assert (care.users, len(care.nowhere)) == (95, 26)
    assert care.most
    assert care.most.per_thousand


# Annual plans


def test_a_plan_is_prefilled(desk: Desk) -> None:
    desk.in_force()
    found = desk.plan()
    with acting(desk.town):
        rows = {row.planned_service_id: row for row in queries.plan_rows(found)}
    assert {code: row.users for code, row in rows.items()} == {"AS": 60, "RC_EL": 50}
    assert rows["AS"].map_users == 60
    with pytest.raises(Refused, match="вече има план"):
        desk.plan()


def test_more_than_the_map_gives(desk: Desk) -> None:
    desk.in_force()
    found = desk.plan()
    with acting(desk.town):
        row = found.rows.get(planned_service="AS")
    given: dict[str, Any] = {"plan": found, "row_id": row.pk, "funding": "state_delegated"}
    with pytest.raises(Refused, match="най-много 60"):
        desk.do(plans.set_row, desk.town, users=61, **given)
    assert desk.do(plans.set_row, desk.town, users=55, **given).users == 55
    with pytest.raises(Refused, match="не се изважда"):
        desk.do(plans.remove_row, desk.town, plan=found, row_id=row.pk)
    own = desk.do(
        plans.set_row, desk.town, plan=found, users=80, funding="municipal",
        name="Домашен социален патронаж", own_cents=12_000_000,
    )  # fmt: skip
    desk.do(plans.remove_row, desk.town, plan=found, row_id=own.pk)


def test_a_plan_to_its_adoption_and_update(desk: Desk) -> None:
    desk.in_force()
    found = desk.considered()
    early = {"council_decision": "201", "council_on": desk.today - timedelta(days=9)}
    with pytest.raises(Refused, match="след становището"):
        desk.do(plans.adopt, desk.town, plan=found, **early)
    done = desk.do(
        plans.adopt, desk.town, plan=found, council_decision="201", council_on=desk.today
    )
    assert (done.state, len(done.digest)) == (PlanState.ADOPTED, 64)
    new = desk.do(plans.update, desk.town, plan=done, reason="Нов ЦСРИ")
    assert (new.edition, new.state) == (2, PlanState.DRAFT)
    with pytest.raises(Refused, match="вече има открита"):
        desk.do(plans.update, desk.town, plan=done, reason="Още")
    with acting(desk.town):
        assert queries.plan(desk.town, done.pk).state == PlanState.ADOPTED


def test_an_adopted_plan_does_not_change(desk: Desk) -> None:
    desk.in_force()
    done = desk.do(
        plans.adopt, desk.town, plan=desk.considered(), council_decision="201",
        council_on=desk.today,
    )  # fmt: skip
    with acting(desk.town):
        with pytest.raises(DatabaseError), transaction.atomic():
            AnnualPlan.objects.filter(pk=done.pk).update(analysis="Друг")
        assert AnnualPlanRow.objects.filter(plan=done).update(users=1) == 0
    with pytest.raises(Refused):
        desk.do(plans.save, desk.town, plan=done, analysis="а", measures="м", seen=done.version)


def test_a_plan_without_its_texts(desk: Desk) -> None:
    desk.in_force()
    found = desk.plan()
    with pytest.raises(Refused, match="анализа и мерките"):
        desk.do(plans.open_discussion, desk.town, plan=found)


def test_unanswered_opinions_stop_the_plan(desk: Desk) -> None:
    desk.in_force()
    found = desk.plan()
    desk.do(plans.save, desk.town, plan=found, analysis="Анализ.", measures="Мерки.", seen=1)
    found = desk.do(plans.open_discussion, desk.town, plan=found)
    row = discussions.comment(about=found, author="", text="Има нужда.", now=desk.tick())
    desk.tick(MONTH)
    plans.close_due(now=desk.now)
    given: dict[str, Any] = {"plan": found, "considered_on": desk.today, "opinion": "Да."}
    with pytest.raises(Refused, match="без отговор: 1"):
        desk.do(plans.consider, desk.town, **given)
    desk.do(discussions.answer, desk.town, about=found, comment_id=row.pk, text="Отчетено.")
    assert desk.do(plans.consider, desk.town, **given).state == PlanState.CONSIDERED


def test_a_draft_plan_is_the_municipalitys_alone(desk: Desk) -> None:
    desk.in_force()
    found = desk.plan()
    with pytest.raises(NotVisible):
        desk.do(plans.save, desk.stranger, plan=found, analysis="", measures="", seen=1)
    with acting(desk.stranger):
        assert AnnualPlan.objects.count() == 0
        assert AnnualPlanRow.objects.count() == 0


def test_the_wall_lets_nobody_write_for_others(desk: Desk) -> None:
    found = desk.in_force()
    with acting(desk.stranger):
        assert NationalMap.objects.filter(pk=found.pk).update(foreword="Чуждо") == 0
        with pytest.raises(DatabaseError), transaction.atomic():
            AnnualPlan.objects.create(
                municipality_id="GAB05", organization_id=desk.town.organization_id, year=2027,
                opened_at=desk.now,
            )  # fmt: skip
