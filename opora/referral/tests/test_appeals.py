"""Refusals in writing, their serving, appeals, and what follows; urgent papers; a move."""

from datetime import date, timedelta
from typing import Any

import pytest

from opora.accounts.models import Organization
from opora.documents import queries as documents
from opora.journal.context import acting
from opora.law import queries as law
from opora.lib.refusals import Refused
from opora.referral import appeal_rules, queries, urgent_queries
from opora.referral import services as referral
from opora.referral.appeal_rules import APPEAL_STEPS, AppealState, actions_for, next_state
from opora.referral.models import Appeal, AppealBody, Refusal, ServiceRequest
from opora.referral.rules import State
from opora.referral.urgent_rules import UrgentPaper, checklist
from tests.cast import TODAY, Cast

NOT_REFERRED = {"reason": "Не отговаря на условията.", "alternative": "", "happened_on": TODAY}
FILED = {"filed_by": "Камелия Маркерова", "text": "Оценката е непълна.", "happened_on": TODAY}


@pytest.mark.parametrize("state", AppealState)
@pytest.mark.parametrize("action", APPEAL_STEPS)
def test_every_state_and_action_of_an_appeal(state: AppealState, action: str) -> None:
    if state in APPEAL_STEPS[action].sources:
        assert next_state(state, action) == APPEAL_STEPS[action].to
        assert action in actions_for(state)
    else:
        with pytest.raises(Refused) as refused:
            next_state(state, action)
        assert refused.value.remedy
        assert action not in actions_for(state)


def not_referred(cast: Cast) -> Refusal:
    """A refusal to refer, at the municipality."""
    request = cast.wish()
    cast.do(cast.municipality, "start_assessment", request)
    return refused_in(cast, cast.do(cast.municipality, "not_refer", request, **NOT_REFERRED))


def refused_by_provider(cast: Cast) -> Refusal:
    """A provider's refusal."""
    request = cast.do(
        cast.provider, "refuse", cast.chosen(), reason="Няма логопед.", rule="практика",
        happened_on=TODAY,
    )  # fmt: skip
    return refused_in(cast, request)


def refused_in(cast: Cast, request: ServiceRequest) -> Refusal:
    with acting(cast.municipality):
        return Refusal.objects.select_related("request__person").get(request=request)


def do(cast: Cast, verb: Any, **facts: Any) -> Any:
    """One act of the municipality about a refusal."""
    with acting(cast.municipality):
        return verb(cast.municipality, now=cast.now, **facts)


def won(cast: Cast, refusal: Refusal, action: str = "return") -> Appeal:
    """An appeal that went to the court and was decided."""
    do(cast, referral.serve, refusal=refusal, how="person", happened_on=TODAY)
    appeal = do(cast, referral.file_appeal, refusal=refusal, **FILED)
    body = do(cast, referral.add_body, kind="court", name="АС София област", address="")
    sent = do(
        cast, referral.send_appeal, appeal=appeal, body=body, happened_on=TODAY, seen=appeal.version
    )
    return do(
        cast, referral.decide_appeal, appeal=sent, action=action, decision="33/2026", result="",
        happened_on=TODAY, seen=sent.version,
    )  # fmt: skip


def test_every_refusal_is_an_act_on_paper_with_its_reasons(cast: Cast) -> None:
    for refusal in (not_referred(cast), refused_by_provider(cast)):
        with acting(cast.municipality):
            papers = documents.of(cast.municipality, "request", refusal.request_id)
        assert [paper.title for paper in papers.issued] == ["Отказ"]
        assert "обжалва" in refusal.appeal
    urgent = cast.wish(is_urgent=True)
    cast.do(cast.municipality, "send_urgently", urgent, service=cast.service, ground="пожар")
    request = cast.do(cast.provider, "refuse_urgent", urgent, reason="Няма легло.")
    assert refused_in(cast, request).reason == "Няма легло."


def test_the_term_runs_from_the_day_it_was_served(cast: Cast) -> None:
    refusal = not_referred(cast)
    with pytest.raises(Refused, match="съобщен"):
        do(cast, referral.file_appeal, refusal=refusal, **FILED)
    with pytest.raises(Refused):
        do(
            cast, referral.serve, refusal=refusal, how="post",
            happened_on=TODAY - timedelta(days=1),
        )  # fmt: skip
    served = do(cast, referral.serve, refusal=refusal, how="post", happened_on=TODAY)
    assert served.appeal_until == date(2026, 12, 4)
    assert appeal_rules.is_late(date(2026, 12, 5), served.appeal_until)
    assert not appeal_rules.is_late(date(2026, 12, 4), served.appeal_until)


def test_a_won_appeal_reopens_the_request_with_its_term(cast: Cast) -> None:
    refusal = not_referred(cast)
    appeal = won(cast, refusal)
    assert appeal.state == AppealState.RETURNED
    request = cast.fresh(refusal.request)
    assert (request.state, request.closed_at) == (State.IN_ASSESSMENT, None)
    with acting(cast.municipality):
        clocks = law.clocks_of(cast.municipality, "request", [request.pk])[request.pk]
        assert [clock.code for clock in clocks if clock.stopped_on is None] == ["D1"]
        assert Appeal.objects.get().followed_on == TODAY


def test_a_providers_refusal_that_fell_goes_to_it_again(cast: Cast) -> None:
    refusal = refused_by_provider(cast)
    won(cast, refusal, "annul")
    request = cast.fresh(refusal.request)
    assert (request.state, request.service) == (State.CHOSEN, cast.service)


def test_an_upheld_refusal_changes_nothing(cast: Cast) -> None:
    refusal = not_referred(cast)
    won(cast, refusal, "uphold")
    assert cast.fresh(refusal.request).state == State.NOT_REFERRED


def test_while_a_newer_wish_is_open_nothing_is_reopened(cast: Cast) -> None:
    refusal = not_referred(cast)
    newer = cast.wish(person=refusal.request.person)
    with pytest.raises(Refused, match=newer.number):
        won(cast, refusal)


def test_only_who_leads_the_request_writes_about_appeals(cast: Cast) -> None:
    refusal = not_referred(cast)
    with acting(cast.directorate), pytest.raises(Refused, match="органът"):
        referral.serve(
            cast.directorate, refusal=refusal, how="person", happened_on=TODAY, now=cast.now
        )
    with acting(cast.stranger):
        assert not Refusal.objects.exists()
        assert not Appeal.objects.exists()


def test_an_appeal_may_be_taken_back_and_made_again(cast: Cast) -> None:
    refusal = not_referred(cast)
    do(cast, referral.serve, refusal=refusal, how="person", happened_on=TODAY)
    appeal = do(cast, referral.file_appeal, refusal=refusal, **FILED)
    with pytest.raises(Refused, match="вече има жалба"):
        do(cast, referral.file_appeal, refusal=refusal, **FILED)
    do(cast, referral.withdraw_appeal, appeal=appeal, seen=appeal.version)
    do(cast, referral.file_appeal, refusal=refusal, **FILED)


def test_a_body_is_offered_until_it_is_ended(cast: Cast) -> None:
    body = do(cast, referral.add_body, kind="court", name="АС София област", address="")
    do(cast, referral.end_body, body=body)
    with acting(cast.municipality):
        assert AppealBody.objects.get().valid_to == TODAY


# Urgent papers


def admitted(cast: Cast, **person: Any) -> ServiceRequest:
    """Somebody admitted urgently."""
    request = cast.wish(person=cast.person(**person), is_urgent=True)
    cast.do(cast.municipality, "send_urgently", request, service=cast.service, ground="пожар")
    return cast.do(cast.provider, "admit_urgently", request, ground="обаждане на кмета")


def test_the_days_of_papers_are_the_providers_own_rule(cast: Cast) -> None:
    before = admitted(cast)
    with acting(cast.provider):
        referral.set_urgent_days(
            cast.provider, days={"needs": 7, "agreement": None}, valid_from=TODAY, now=cast.now
        )
    request = admitted(cast)
    with acting(cast.municipality):
        found = urgent_queries.papers(cast.municipality, request, TODAY)
        assert found is not None
        due = {task.paper: task.due_on for task in found.tasks}
        assert due[UrgentPaper.NEEDS] == TODAY + timedelta(days=7)
        assert due[UrgentPaper.ASSESSMENT] is None
        assert found.n_done == 0
        assert urgent_queries.papers(cast.municipality, before, TODAY)
        assert urgent_queries.papers(cast.municipality, cast.wish(), TODAY) is None
    with acting(cast.municipality), pytest.raises(Refused):
        referral.set_urgent_days(cast.municipality, days={}, valid_from=TODAY, now=cast.now)
    with acting(cast.provider), pytest.raises(Refused):
        referral.set_urgent_days(
            cast.provider, days={}, valid_from=TODAY - timedelta(days=1), now=cast.now
        )


def test_a_person_without_identity_is_admitted_and_it_stands_among_the_papers(cast: Cast) -> None:
    unknown = {
        "first_name": "", "middle_name": "", "last_name": "", "missing_reason": "unknown",
    }  # fmt: skip
    with pytest.raises(Refused):  # who can be called nothing at all is no record
        admitted(cast, **unknown)
    request = admitted(cast, **{**unknown, "last_name": "Незнайнов"})
    with acting(cast.provider):
        found = urgent_queries.papers(cast.provider, request, TODAY)
    assert found is not None
    assert next(one.paper for one in found.tasks if not one.is_done) == UrgentPaper.IDENTITY


def test_the_checklist_keeps_the_order_of_the_papers() -> None:
    done = dict.fromkeys(UrgentPaper, False)
    tasks = checklist(TODAY, done, {"needs": 3})
    assert [task.paper for task in tasks] == list(UrgentPaper)
    assert all(task.label and task.by for task in tasks)


def test_a_person_who_moves_in_the_middle_keeps_the_term(cast: Cast) -> None:
    request = admitted(cast)
    other = Organization.objects.get(slug="ob-elena")
    cast.do(cast.municipality, "propose_handover", request, to=other, reason="Премести се.")
    cast.do(cast.stranger, "accept_handover", request)
    with acting(cast.stranger):
        moved = queries.visible(cast.stranger).get(pk=request.pk)
        assert moved.owner_organization == other
        assert moved.municipality_id == "VTR13"
        assert moved.due_on == request.due_on
        clock = law.clocks_of(cast.stranger, "request", [request.pk])[request.pk][0]
    assert (clock.responsible_id, clock.started_on) == (other.pk, TODAY)
