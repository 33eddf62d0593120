"""The way from the assessment to the plan in force, in the browser."""

from datetime import timedelta

from django.test import Client
from django.utils import timezone

from opora.cases.models import CaseTerm
from opora.cases.tests.conftest import browser
from opora.journal.context import acting
from opora.support import queries, services
from opora.support.models import AssessedArea, OutsideQuestion
from tests.cast import Cast

from .conftest import Story


def page(client: Client, story: Story, path: str, slug: str = "slance") -> str:
    """A page of the case."""
    answer = client.get(f"/o/{slug}/cases/{story.case.pk}/{path}")
    assert answer.status_code == 200, path
    return answer.content.decode()


def send(client: Client, story: Story, path: str, **values: object) -> str:
    """Post a form; where it leads."""
    answer = client.post(f"/o/slance/cases/{story.case.pk}/{path}", values)
    assert answer.status_code == 302, answer.content.decode()
    return answer["Location"]


def seen(story: Story) -> int:
    """The version of the plan at work."""
    with acting(story.cast.provider):
        plan = queries.plan_at_work(story.cast.provider, story.case)
        assert plan
        return plan.version


GOAL = {
    "text": "Говори с цели изречения",
    "indicator": "Разказва какво е правил",
    "due_on": "",
    "line-TOTAL_FORMS": 2,
    "line-INITIAL_FORMS": 0,
    "line-0-text": "Логопедична работа",
    "line-0-n_times": 2,
    "line-0-per": "week",
    "line-0-responsible": "логопедът",
    "line-0-place": "в центъра",
    "line-1-per": "week",
}


def test_from_the_assessment_to_the_plan_in_force(cast: Cast, story: Story) -> None:
    client = browser(cast.provider)
    assert "Започни оценката" in page(client, story, "plan/")
    send(client, story, "assessment/start/")
    form = page(client, story, "assessment/")
    assert "предварителната оценка по преписка" in form
    with acting(cast.provider):
        area = AssessedArea.objects.get(area__code="learning", case=story.case)
    words = {"conclusion": "Логопед.", f"need-{area.pk}": "Логопед", "then": "finish"}
    where = send(client, story, "assessment/", seen=1, **words)
    assert where.endswith("/plan/")
    assert send(client, story, "plan/new/").endswith("/plan/edit/")
    page(client, story, "plan/edit/")
    page(client, story, "plan/goals/new/")
    learning = CaseTerm.objects.get(kind="area", code="learning").pk
    send(client, story, "plan/goals/new/", seen=seen(story), area_id=learning, **GOAL)
    assert "2 пъти" in page(client, story, "plan/edit/").replace("\xa0", " ")
    page(client, story, "plan/goals/1/")
    send(client, story, "plan/propose/", seen=seen(story))
    page(client, story, "plan/agree/")
    send(
        client,
        story,
        "plan/agree/",
        seen=seen(story),
        signed_on="20.11.2026",
        signers=["representative"],
        representative_id=story.parent.pk,
        consents=["informed", "plan"],
    )
    page(client, story, "plan/enter_force/")
    today = timezone.localdate()
    send(client, story, "plan/enter_force/", seen=seen(story), starts_on=f"{today:%d.%m.%Y}")
    whole = page(client, story, "plan/")
    assert "в сила" in whole
    assert "Камелия Маркерова" in whole
    with acting(cast.provider):
        goal = queries.plan_in_force(cast.provider, story.case).goals.get()  # type: ignore[union-attr]
    page(client, story, "plan/review/")
    where = send(
        client,
        story,
        "plan/review/",
        kind="periodic",
        held_on=f"{today:%d.%m.%Y}",
        verdict="revise",
        summary="Говори по-ясно.",
        **{f"score-{goal.pk}": "1", f"note-{goal.pk}": "три думи"},
    )
    assert where.endswith("/plan/edit/")
    assert "+1" in page(client, story, "plan/")
    assert "план за подкрепа № 2" in page(client, story, "course/")
    page(client, story, "plan/compare/")
    page(client, story, "plan/versions/1/")
    page(client, story, "assessment/1/")


def test_a_refused_form_keeps_what_was_typed(cast: Cast, story: Story) -> None:
    story.assess()
    plan = story.draft()
    story.do("propose", plan)
    client = browser(cast.provider)
    answer = client.post(
        f"/o/slance/cases/{story.case.pk}/plan/agree/",
        {
            "seen": story.fresh(plan).version,
            "signed_on": "20.11.2026",
            "signers": ["child"],
            "consents": ["informed", "plan"],
        },
    )
    assert answer.status_code == 400
    assert "няма право да подпише" in answer.content.decode()
    stale = client.post(
        f"/o/slance/cases/{story.case.pk}/plan/take_back/", {"seen": 1, "reason": "друго"}
    )
    assert stale.status_code == 409
    assert "друго" in stale.content.decode()


def test_a_party_reads_the_plan_and_a_bystander_nothing(cast: Cast, story: Story) -> None:
    story.in_force()
    whole = page(browser(cast.municipality), story, "plan/", "ob-samokov")
    assert "Логопедична работа" in whole
    assert "Защо не мога да променям?" in whole
    url = f"/o/dsp-samokov/cases/{story.case.pk}/plan/"
    assert browser(cast.directorate).get(url).status_code == 404
    url = f"/o/ob-elena/cases/{story.case.pk}/plan/"
    assert browser(cast.stranger).get(url).status_code == 404


def test_the_school_answers_by_its_code(cast: Cast, story: Story) -> None:
    client = browser(cast.provider)
    page(client, story, "questions/new/")
    until = timezone.localdate() + timedelta(days=20)
    answer = client.post(
        f"/o/slance/cases/{story.case.pk}/questions/new/",
        {
            "kind": "school_question",
            "for_whom": "класният",
            "context": "II клас",
            "question": "Как участва в час?",
            "until": f"{until:%d.%m.%Y}",
            "has_consent": "on",
        },
    )
    code = answer.context["code"]
    guest = Client()
    assert guest.post("/public/guests/", {"code": code}).status_code == 302
    shown = guest.get("/public/guests/open/").content.decode()
    assert "Ради М., II клас" in shown
    assert "Маркерова" not in shown
    assert guest.post("/public/guests/open/", {"answer": "", "answered_by": ""}).status_code == 400
    sent = {"answer": "Идва всеки ден.", "answered_by": "Класният"}
    assert guest.post("/public/guests/open/", sent).status_code == 302
    assert "Идва всеки ден." in page(client, story, "plan/")
    with acting(cast.provider):
        assert OutsideQuestion.objects.get().answered_at


def test_an_unsaved_assessment_meets_another_hand(cast: Cast, story: Story) -> None:
    with acting(cast.provider):
        made = services.start_assessment(cast.provider, case=story.case, now=cast.now)
        services.save_assessment(
            cast.provider, assessment=made, fields={}, areas={}, seen=1, now=cast.now
        )
    client = browser(cast.provider)
    answer = client.post(
        f"/o/slance/cases/{story.case.pk}/assessment/", {"seen": 1, "conclusion": "моето"}
    )
    assert answer.status_code == 409
    assert "моето" in answer.content.decode()
