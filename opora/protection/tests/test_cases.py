"""The check, the assessment, the plan, the measures up to the court, the parts, the transfer."""

from datetime import timedelta
from typing import Any

import pytest

from opora.accounts.models import DirectorateArea
from opora.cases.models import Case
from opora.cases.rules import Ground
from opora.documents import queries as documents
from opora.journal.context import acting
from opora.lib.refusals import NotVisible, Refused
from opora.notices.models import Notice
from opora.people import queries as people
from opora.protection import papers as papers_of
from opora.protection import queries, services
from opora.protection.models import (
    ActionPlan,
    ChildCase,
    Measure,
    Reporter,
    RiskCheck,
    Signal,
)
from opora.protection.rules import CaseState, MeasureKind, MeasureState
from opora.protection.services import Told
from tests.cast import NOW, TODAY, Cast, member, organization

from .conftest import CHECKED, PLAN, Play


def test_from_a_signal_to_a_place_by_the_courts_decision(cast: Cast, play: Play) -> None:
    case = play.planned()
    assert play.fresh(case).state == CaseState.PLANNED
    measure = play.ordered(case)
    assert measure.order_number
    with acting(cast.directorate):
        assert case.person is not None
        assert case.person.full_name in str(papers_of.order(case, measure).content["sections"])
    asked = play.measure(services.file, measure, cast.head, court="РС Самоков", happened_on=TODAY)
    assert asked.state == MeasureState.FILED
    play.measure(
        services.grant, measure, decision="12/2026", until=TODAY + timedelta(days=365),
        happened_on=TODAY,
    )  # fmt: skip
    play.measure(services.direct, measure, named_service=cast.named(), wish="")
    request = play.measure(services.place, measure, service=cast.service)
    assert request.state == "accepted"
    with acting(cast.provider):
        found = Case.objects.get(request_id=request.pk)
        assert found.ground == Ground.PROTECTION
        assert not queries.visible(cast.provider).exists()
    with acting(cast.directorate):
        papers = documents.of(cast.directorate, "protection", case.pk)
        titles = {paper.title for paper in papers.issued}
    assert {
        "Доклад от проверка на сигнал",
        "План за действие",
        "Заповед за мярка за закрила",
    } <= titles


def test_the_terms_follow_each_other(cast: Cast, play: Play) -> None:
    case = play.report(is_dangerous=True)
    case = play.checked(case)
    assert not case.in_hours
    assert case.due_at is not None
    assert case.due_at > NOW + timedelta(days=27)
    case = play.planned(play.report())
    review = play.fresh(case).due_at
    assert review is not None
    play.ordered(case)
    nearer = play.fresh(case).due_at
    assert nearer is not None
    assert nearer < review, "the request to the court comes before the review"


def test_police_protection_ends_by_the_hour(cast: Cast, play: Play) -> None:
    case = play.checked()
    play.do(
        services.propose, case, kind=MeasureKind.POLICE, reason="Бито.",
        starts_at=NOW - timedelta(hours=40),
    )  # fmt: skip
    found = play.fresh(case)
    assert found.in_hours
    assert found.due_at == NOW + timedelta(hours=8)
    with pytest.raises(Refused, match="ден и час"):
        play.do(services.propose, case, kind=MeasureKind.POLICE, reason="Бито.")


def test_no_risk_closes_with_its_reasons(play: Play) -> None:
    case = play.report()
    play.do(services.start_check, case)
    closed = play.do(services.no_risk, case, **CHECKED)
    assert closed.state == CaseState.NO_RISK
    assert closed.due_at is None
    again = play.report(None, Told("Ради", closed.person))
    assert again.pk != closed.pk, "after the end a new signal opens a new case"


def test_a_check_without_findings_is_refused(play: Play) -> None:
    case = play.report()
    play.do(services.start_check, case)
    for name in ("findings", "conclusion"):
        with pytest.raises(Refused) as refused:
            play.do(services.open_case, case, **{**CHECKED, name: " "})
        assert refused.value.field == name
    with pytest.raises(Refused) as refused:
        play.do(services.open_case, case, **{**CHECKED, "visited_on": TODAY - timedelta(days=9)})
    assert refused.value.field == "visited_on"


def test_an_unfinished_assessment_is_kept_and_not_closed(play: Play) -> None:
    case = play.checked()
    play.do(services.save_assessment, case, fields={"risks": "Самотни нощи."})
    with pytest.raises(Refused, match="липсва"):
        play.do(services.finish_assessment, case, fields={"care": "Добра."}, happened_on=TODAY)
    assert play.fresh(case).state == CaseState.IN_ASSESSMENT


def test_a_later_signal_is_checked_before_the_case_may_end(cast: Cast, play: Play) -> None:
    case = play.planned()
    play.report(None, Told("Ради", case.person), is_dangerous=True)
    assert play.fresh(case).in_hours
    with pytest.raises(Refused, match="нов сигнал"):
        play.do(services.close, case, reason="Спокойно е.", happened_on=TODAY)
    play.do(services.recheck, case, **CHECKED)
    assert not play.fresh(case).in_hours
    assert play.do(services.close, case, reason="Спокойно е.", happened_on=TODAY).closed_at


def test_a_case_does_not_end_while_a_measure_protects_the_child(cast: Cast, play: Play) -> None:
    case = play.planned()
    measure = play.ordered(case)
    with pytest.raises(Refused, match="не е приключила"):
        play.do(services.close, case, reason="Край.", happened_on=TODAY)
    play.measure(services.end, measure, cast.head, reason="Върна се у дома.", happened_on=TODAY)
    play.do(services.close, case, reason="Край.", happened_on=TODAY)


def test_an_officer_does_not_sign_for_the_director(cast: Cast, play: Play) -> None:
    measure = play.do(
        services.propose, play.planned(), kind=MeasureKind.FOSTER, reason="Няма близки."
    )
    with pytest.raises(Refused, match="не е за Вас"):
        play.measure(services.order, measure, happened_on=TODAY)


def test_no_court_decides_about_support_at_home(cast: Cast, play: Play) -> None:
    measure = play.ordered(play.planned(), MeasureKind.FAMILY_SUPPORT)
    with pytest.raises(Refused, match="не се иска решение"):
        play.measure(services.file, measure, cast.head, court="РС", happened_on=TODAY)
    request = play.measure(services.direct, measure, named_service=cast.named(), wish="")
    assert request.owner_organization_id == cast.directorate.organization_id
    with pytest.raises(Refused, match="доставчикът се избира"):
        play.measure(services.place, measure, service=cast.service)


def test_a_measure_is_changed_for_another(cast: Cast, play: Play) -> None:
    measure = play.ordered(play.planned())
    instead = play.measure(
        services.change, measure, kind=MeasureKind.RELATIVES, reason="Баба ѝ се съгласи.",
        whom="баба", happened_on=TODAY,
    )  # fmt: skip
    assert instead.replaces_id == measure.pk
    assert instead.state == MeasureState.PROPOSED


def test_a_decision_before_its_request_is_refused(cast: Cast, play: Play) -> None:
    measure = play.ordered(play.planned())
    play.measure(services.file, measure, cast.head, court="РС Самоков", happened_on=TODAY)
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"happened_on": TODAY - timedelta(days=1)}, "happened_on"),
        ({"happened_on": TODAY, "until": TODAY}, "until"),
    ]
    for changed, field in wrong:
        with pytest.raises(Refused) as refused:
            play.measure(services.grant, measure, **{"decision": "1", "until": None, **changed})
        assert refused.value.field == field


def test_a_party_sees_its_part_and_never_the_signal(cast: Cast, play: Play) -> None:
    case = play.planned(play.report(reporter="Съседката Гица"))
    play.ordered(case)
    play.do(
        services.give_part, case, cast.head, organization=cast.organization(cast.municipality),
        parts=["plan"], why="Дневна грижа.",
    )  # fmt: skip
    actor = cast.municipality
    with acting(actor):
        assert queries.visible(actor).get().pk == case.pk
        assert ActionPlan.objects.exists()
        for table in (Signal, Reporter, RiskCheck, Measure):
            assert not table.objects.exists(), table
        assert people.fully_visible(actor).filter(pk=case.person_id or 0).exists()
        found = ChildCase.objects.get()
        found.is_dangerous = True
        with pytest.raises(NotVisible):
            services.start_check(cast.stranger, case=ChildCase(pk=0), seen=1, now=NOW)
        assert ChildCase.objects.filter(pk=case.pk).update(is_confidential=True) == 0
    with acting(cast.head):
        part = play.fresh(case).parts.get()
    play.do(services.take_part_back, case, cast.head, part=part)
    with acting(actor):
        assert not queries.visible(actor).exists()
        assert not people.visible(actor).filter(pk=case.person_id or 0).exists()


def test_an_officer_gives_no_parts(cast: Cast, play: Play) -> None:
    with pytest.raises(Refused, match="не е за Вас"):
        play.do(
            services.give_part, play.checked(), organization=cast.organization(cast.provider),
            parts=["plan"], why="Иска.",
        )  # fmt: skip


def test_brother_and_sister_are_shown_in_both_cases(cast: Cast, play: Play) -> None:
    one, other = play.report(), play.report()
    play.do(services.relate, one, other=other, kinship="sibling")
    with acting(cast.directorate):
        for case, kin in ((one, other), (other, one)):
            assert [found.pk for _row, found in queries.kin_of(cast.directorate, case)] == [kin.pk]
    with pytest.raises(Refused, match="вече са свързани"):
        play.do(services.relate, other, other=one, kinship="sibling")


def test_the_directorate_of_the_new_address_takes_the_case_with_its_terms(
    cast: Cast, play: Play
) -> None:
    other = organization("directorate", "dsp-elena", "ДСП Елена")
    DirectorateArea.objects.create(
        directorate=other, municipality_id="VTR13", valid_from=TODAY.replace(year=2020)
    )
    receiver = member(other, "dsp@example.org", "Снежана Дочева", "officer", "head")
    case = play.report(is_dangerous=True, reporter="Съседката Гица")
    due = case.due_at
    play.do(services.transfer, case, to=other, reason="Преместиха се.")
    with acting(receiver):
        assert queries.led(receiver).get().pk == case.pk
        assert not Reporter.objects.exists()
        assert Notice.objects.filter(kind="protection.transfer").exists()
    taken = play.do(services.accept_transfer, case, receiver)
    assert taken.due_at == due
    with acting(receiver):
        assert Reporter.objects.get().name == "Съседката Гица"
        assert Signal.objects.exists()
    with acting(cast.directorate):
        assert not queries.visible(cast.directorate).exists()
        assert not people.visible(cast.directorate).filter(pk=case.person_id or 0).exists()


def test_a_declined_case_stays_where_it_was(cast: Cast, play: Play) -> None:
    other = organization("directorate", "dsp-elena", "ДСП Елена")
    receiver = member(other, "dsp@example.org", "Снежана Дочева", "officer")
    case = play.report(is_dangerous=True)
    play.do(services.transfer, case, to=other, reason="Преместиха се.")
    play.do(services.decline_transfer, case, receiver, reason="Не живеят тук.")
    found = play.fresh(case)
    assert (found.transfer_to_id, found.due_at) == (None, case.due_at)
    with acting(receiver):
        assert not queries.visible(receiver).exists()
        assert not Signal.objects.exists()
    play.do(services.transfer, case, to=other, reason="Проверете пак.")
    play.do(services.cancel_transfer, case)
    assert play.fresh(case).transfer_to_id is None


def test_a_plan_has_versions_and_reviews(cast: Cast, play: Play) -> None:
    case = play.planned()
    play.do(services.review_plan, case, review="Детето вече не остава само.", happened_on=TODAY)
    play.do(services.adopt_plan, case, child_words="", happened_on=TODAY, **PLAN)
    with acting(cast.directorate):
        assert [plan.number for plan in case.plans.all()] == [2, 1]


def test_an_order_that_was_told_may_be_appealed_in_its_term(cast: Cast, play: Play) -> None:
    measure = play.ordered(play.checked())
    with pytest.raises(Refused, match="преди заповедта"):
        play.measure(services.serve, measure, happened_on=TODAY - timedelta(days=1))
    told = play.measure(services.serve, measure, happened_on=TODAY)
    assert told.appeal_until
    assert (told.appeal_until - TODAY).days >= 14
