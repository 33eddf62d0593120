"""From the assessment to the plan in force, its reviews and what is refused on the way."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from opora.cases.models import Case
from opora.cases.rules import PartyBasis
from opora.guests.models import GuestPass
from opora.guests.queries import Guest
from opora.guests.services import enter
from opora.journal.context import acting
from opora.law.models import Clock
from opora.lib.actor import Actor
from opora.lib.refusals import NotVisible, Refused, Stale
from opora.people import services as people
from opora.support import queries, services
from opora.support.models import OutsideQuestion, PlanActivity, SupportPlan
from opora.support.prefill import Known
from opora.support.rules import QuestionKind, ReviewKind, Signer, Verdict
from tests.cast import TODAY, Cast

from .conftest import SWIMMING, Story


def clocks(case: Case) -> dict[str, date | None]:
    """By code the running clocks of the case with their days."""
    running = Clock.objects.filter(record_kind="case", record_id=case.pk, stopped_on=None)
    return dict(running.values_list("code", "due_on"))


def test_twenty_days_run_from_the_acceptance_until_the_plan_is_in_force(story: Story) -> None:
    with acting(story.cast.provider):
        assert clocks(story.case) == {"D2": date(2026, 12, 10)}
    plan = story.in_force()
    with acting(story.cast.provider):
        assert clocks(story.case) == {"D4": date(2027, 5, 20)}
        assert queries.plan_in_force(story.cast.provider, story.case) == plan
        assert [one.text for one in queries.activities_of(plan)] == ["Логопедична работа"]
    assert plan.state == "in_force"
    assert plan.review_on == date(2027, 5, 20)


def test_the_assessment_is_filled_from_the_preliminary_one_and_says_so(story: Story) -> None:
    actor = story.cast.provider
    known = Known("предварителната оценка", "Искам при децата.", {"health": "ДЦП"})
    with acting(actor):
        made = services.start_assessment(actor, case=story.case, known=known, now=story.cast.now)
        health = made.areas.get(area__code="health")
        assert (health.situation, health.source) == ("ДЦП", "предварителната оценка")
        assert made.own_words == "Искам при децата."
        assert made.areas.count() == 10
        with pytest.raises(Refused, match="вече се прави"):
            services.start_assessment(actor, case=story.case, now=story.cast.now)
        with pytest.raises(Refused, match="каква подкрепа"):
            services.finish_assessment(
                actor, assessment=made, finished_on=TODAY, now=story.cast.now
            )
        with pytest.raises(Stale):
            services.save_assessment(
                actor, assessment=made, fields={}, areas={}, seen=7, now=story.cast.now
            )


def test_no_plan_before_the_assessment_and_none_without_activities(story: Story) -> None:
    with pytest.raises(Refused, match="след оценката"):
        story.draft()
    story.assess()
    plan = story.draft()
    with pytest.raises(Refused, match="нито една дейност"):
        story.write(plan, activities=[])
    with pytest.raises(Stale):
        story.write(plan, seen=1)


@pytest.mark.parametrize(
    ("signers", "sentence"),
    [
        ({}, "Планът още не е подписан от"),
        ({Signer.CHILD: None}, "няма право"),
        ({Signer.PERSON: None}, "няма право"),
        ({Signer.REPRESENTATIVE: 0}, "няма право"),
        ({Signer.HEAD: None}, "няма право"),
    ],
)
def test_nobody_signs_for_a_small_child_but_its_parent(
    story: Story, signers: dict[Signer, int | None], sentence: str
) -> None:
    story.assess()
    plan = story.do("propose", story.draft())
    with pytest.raises(Refused, match=sentence):
        story.do("agree", plan, signers=signers, consents=["informed", "plan"], signed_on=TODAY)


def test_a_representative_whose_right_ended_cannot_sign(story: Story) -> None:
    story.assess()
    plan = story.do("propose", story.draft())
    with acting(story.cast.provider):
        people.end_representative(
            story.cast.provider,
            representative_id=story.parent.pk,
            valid_to=date(2026, 11, 1),
            now=story.cast.now,
        )
    with pytest.raises(Refused, match="няма право"):
        story.do(
            "agree",
            plan,
            signers={Signer.REPRESENTATIVE: story.parent.pk},
            consents=["informed", "plan"],
            signed_on=TODAY,
        )


def test_only_the_head_puts_a_plan_in_force_and_only_after_consent(story: Story) -> None:
    story.assess()
    plan = story.do("propose", story.draft())
    with pytest.raises(Refused, match="съгласие"):
        story.do(
            "agree",
            plan,
            signers={Signer.REPRESENTATIVE: story.parent.pk},
            consents=["informed"],
            signed_on=TODAY,
        )
    with pytest.raises(Refused, match="предложен"):
        story.do("enter_force", plan, starts_on=TODAY)
    plan = story.do(
        "agree",
        plan,
        signers={Signer.REPRESENTATIVE: story.parent.pk},
        consents=["informed", "plan"],
        signed_on=TODAY,
    )
    head, story.cast.provider = story.cast.provider, officer_of(story.cast)
    with pytest.raises(Refused, match="не е за Вас"):
        story.do("enter_force", plan, starts_on=TODAY)
    story.cast.provider = head
    taken = story.do("take_back", plan, reason="родителят иска плуване")
    with acting(head):
        assert not taken.signatures.exists()
    assert taken.state == "draft"


def officer_of(cast: Cast) -> Actor:
    """The provider's worker without a head's role."""
    return replace(cast.provider, roles=frozenset({"officer"}))


def test_a_new_version_carries_the_goals_and_replaces_the_former(story: Story) -> None:
    first = story.in_force()
    with pytest.raises(Refused, match="защо"):
        story.draft()
    second = story.draft("родителят иска плуване")
    with acting(story.cast.provider):
        goal = second.goals.get()
        assert goal.text == "Говори с цели изречения"
    story.write(second, activities=[SWIMMING])
    second = story.do("enter_force", story.signed(second), starts_on=TODAY)
    assert story.fresh(first).state == "replaced"
    assert second.n == 2
    with acting(story.cast.provider):
        texts = set(PlanActivity.objects.filter(plan=second).values_list("text", flat=True))
    assert texts == {"Логопедична работа", "Плуване"}


def review(story: Story, plan: SupportPlan, **changed: object) -> object:
    """A periodic review today."""
    actor = story.cast.provider
    with acting(actor):
        values = {
            "kind": ReviewKind.PERIODIC,
            "held_on": TODAY,
            "change": "",
            "own_words": "",
            "summary": "Говори по-ясно.",
            "took_part": True,
            "verdict": Verdict.CONTINUE,
            "scores": {plan.goals.get().pk: (1, "изречения от три думи")},
            "now": story.cast.now,
        }
        return services.hold_review(actor, plan=plan, **(values | changed))  # type: ignore[arg-type]


def test_a_review_judges_every_goal_and_starts_the_next_term(story: Story) -> None:
    plan = story.in_force()
    with pytest.raises(Refused, match="всяка цел"):
        review(story, plan, scores={})
    with pytest.raises(Refused, match="какво се е променило"):
        review(story, plan, kind=ReviewKind.CHANGE)
    with pytest.raises(Refused, match="преди плана"):
        review(story, plan, held_on=date(2026, 11, 1))
    with acting(story.cast.provider):
        goal = plan.goals.get().pk
    with pytest.raises(Refused, match="извън скалата"):
        review(story, plan, scores={goal: (3, "")})
    review(story, plan)
    with acting(story.cast.provider):
        assert clocks(story.case) == {"D4": date(2027, 5, 20)}


def test_a_review_that_changes_the_plan_begins_its_next_version(story: Story) -> None:
    plan = story.in_force()
    review(story, plan, verdict=Verdict.REVISE)
    with acting(story.cast.provider):
        begun = queries.plan_at_work(story.cast.provider, story.case)
        assert begun
        assert begun.why == "Говори по-ясно."


def test_a_joint_plan_waits_for_the_signature_of_the_other_provider(story: Story) -> None:
    cast = story.cast
    other = cast.municipality  # any other organization may be one who provides
    with acting(cast.provider):
        add_party_of(story, PartyBasis.COPROVIDER)
    story.assess()
    plan = story.draft()
    with pytest.raises(Refused, match="координатор"):
        story.do("describe_plan", plan, is_joint=True, coordinator_id=None)
    plan = story.do("describe_plan", plan, is_joint=True, coordinator_id=cast.provider.user_id)
    with acting(other):
        seen = queries.plans(other).get(pk=plan.pk)
        services.write_own_activities(
            other, goal=seen.goals.get(), activities=[SWIMMING], now=cast.now
        )
    story.do("propose", plan)
    consents = ["informed", "plan", "share"]
    signers = {Signer.REPRESENTATIVE: story.parent.pk}
    plan = story.do("agree", plan, signers=signers, consents=consents, signed_on=TODAY)
    with pytest.raises(Refused, match="всички доставчици"):
        story.do("enter_force", plan, starts_on=TODAY)
    with acting(other):
        services.sign_jointly(other, plan=queries.plans(other).get(pk=plan.pk), now=cast.now)
    assert story.do("enter_force", plan, starts_on=TODAY).state == "in_force"


def add_party_of(story: Story, basis: PartyBasis) -> None:
    """The municipality takes part as another provider instead of as who referred."""
    party = story.case.parties.get(organization=story.cast.municipality.organization_id)
    party.basis = basis
    party.save()


def test_a_school_answers_its_question_once_and_sees_nothing_else(story: Story) -> None:
    cast = story.cast
    until = datetime(2026, 12, 1, tzinfo=UTC)
    with acting(cast.provider):
        with pytest.raises(Refused, match="социална услуга"):
            ask(story, until, has_consent=False)
        asked, code = ask(story, until, has_consent=True)
    assert asked.about == "Ради М., II клас"
    guest = enter(code, now=cast.now)
    assert isinstance(guest, Guest)
    with acting(guest.actor):
        held = GuestPass.objects.get(pk=guest.pass_id)
        services.answer_question(
            guest.actor,
            guest_pass=held,
            answer="Идва всеки ден.",
            answered_by="Класният",
            now=cast.now,
        )
        with pytest.raises(NotVisible):
            services.answer_question(
                guest.actor, guest_pass=held, answer="Пак", answered_by="", now=cast.now
            )
    with pytest.raises(Refused, match="не отваря нищо"):
        enter(code, now=cast.now)
    with acting(cast.municipality):
        assert not OutsideQuestion.objects.exists()


def ask(story: Story, until: datetime, *, has_consent: bool) -> tuple[OutsideQuestion, str]:
    """One question to the school."""
    return services.ask_outside(
        story.cast.provider,
        case=story.case,
        kind=QuestionKind.SCHOOL,
        for_whom="класният ръководител",
        context="II клас",
        question="Как участва в час?",
        has_consent=has_consent,
        expires_at=until,
        now=story.cast.now,
    )


def test_another_party_cannot_write_and_sees_no_draft(story: Story) -> None:
    cast = story.cast
    story.assess()
    plan = story.draft()
    with acting(cast.municipality):
        assert not queries.plans(cast.municipality).exists()
        assert not SupportPlan.objects.exists()
        assert not PlanActivity.objects.exists()
        with pytest.raises(NotVisible):
            services.propose(cast.municipality, plan=plan, seen=plan.version, now=cast.now)
    story.signed(plan)
    with acting(cast.municipality):
        assert queries.plans(cast.municipality).get() == plan
    with acting(cast.directorate):
        assert not SupportPlan.objects.exists()
    with acting(cast.stranger):
        assert not SupportPlan.objects.exists()
