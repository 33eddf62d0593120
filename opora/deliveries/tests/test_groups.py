"""An activity of a group is written once, and counts for each one's plan."""

from datetime import timedelta

import pytest
from django.utils import timezone

from opora.agreements.models import ServiceAgreement
from opora.deliveries import queries, services
from opora.deliveries.models import Delivery, GroupActivity
from opora.deliveries.rules import Together
from opora.journal.context import acting
from opora.lib.refusals import NotVisible, Refused
from opora.people import services as people
from opora.support.tests.conftest import Story
from opora.usage import services as usage
from opora.usage.models import AbsenceReason
from opora.usage.rules import Mark
from tests.cast import TODAY, Cast, make
from tests.using import a_case, signed, sit

pytestmark = pytest.mark.django_db
SPEECH = Together("логопедична  Работа", 45)  # as in the plan but for case and spaces
OUTING = Together("Разходка в парка", 60)


@pytest.fixture
def cast() -> Cast:
    return make(n_places=10)


def planned(cast: Cast) -> ServiceAgreement:
    """A child whose plan in force holds work with a speech therapist."""
    case = a_case(cast)
    with acting(cast.provider):
        parent = people.add_representative(
            cast.provider, person_id=case.person_id, kind="parent", name="Камелия Маркерова",
            valid_from=TODAY - timedelta(days=900), now=cast.now,
        )  # fmt: skip
    Story(cast, case, parent).in_force()
    return signed(cast, case)


def mark(cast: Cast, marks: dict[int, Mark]) -> None:
    with acting(cast.provider):
        usage.mark_day(
            cast.provider, service=cast.service, day=TODAY, marks=marks, seen={}, now=cast.now
        )


def deliver(cast: Cast, found: Together, *of: ServiceAgreement) -> GroupActivity:
    with acting(cast.provider):
        return services.deliver_together(
            cast.provider,
            service=cast.service,
            day=TODAY,
            found=found,
            case_ids=[each.case_id for each in of],
            now=cast.now,
        )


def test_one_save_counts_for_each_ones_own_plan(cast: Cast) -> None:
    one, two, without = planned(cast), planned(cast), signed(cast)
    mark(cast, {each.pk: Mark(1) for each in (one, two, without)})
    deliver(cast, SPEECH, one, two, without)
    with acting(cast.provider):
        rows = {row.case_id: row for row in Delivery.objects.select_related("activity")}
        (told,) = queries.together(cast.provider, service=cast.service, day=TODAY)
        offered = queries.choices(cast.provider, list(rows), TODAY)
    for each in (one, two):
        activity = rows[each.case_id].activity
        assert activity is not None
        assert (activity.case_id, activity.text) == (each.case_id, "Логопедична работа")
    assert rows[without.case_id].activity is None
    assert (told.n_people, told.n_planned) == (3, 2)
    assert [(each.text, each.n_plans) for each in offered] == [("Логопедична работа", 2)]


def test_who_was_absent_is_named_and_nobody_is_written(cast: Cast) -> None:
    one, two = signed(cast), signed(cast)
    illness = AbsenceReason.objects.get(code="illness").pk
    mark(cast, {one.pk: Mark(1), two.pk: Mark(0, illness)})
    with pytest.raises(Refused, match=r"Маркерова.*отсъстващо"):
        deliver(cast, OUTING, one, two)
    assert not Delivery.objects.exists()


def test_the_activities_of_a_day_fit_into_each_ones_stay(cast: Cast) -> None:
    one = signed(cast, mode="hourly", week=(0, 0, 0, 0, 90, 0, 0))
    mark(cast, {one.pk: Mark(90)})
    deliver(cast, OUTING, one)
    with pytest.raises(Refused, match="а престоят е 1:30"):
        deliver(cast, SPEECH, one)


def test_whoever_has_no_agreement_for_the_day_is_not_of_the_group(cast: Cast) -> None:
    one = signed(cast, ends_on=TODAY - timedelta(days=1))
    with pytest.raises(NotVisible):
        deliver(cast, OUTING, one)
    with acting(cast.stranger), pytest.raises(NotVisible):
        services.deliver_together(
            cast.stranger, service=cast.service, day=TODAY, found=OUTING, case_ids=[one.case_id],
            now=cast.now,
        )  # fmt: skip


def test_a_group_written_by_mistake_goes_away_for_everybody(cast: Cast) -> None:
    group = deliver(cast, OUTING, signed(cast), signed(cast))
    with acting(cast.stranger):
        assert not GroupActivity.objects.exists()
        with pytest.raises(NotVisible):
            services.take_back_together(cast.stranger, group=group, now=cast.now)
    with acting(cast.municipality):
        assert GroupActivity.objects.count() == 1  # the referrer reads what its people had
    with acting(cast.provider):
        services.take_back_together(cast.provider, group=group, now=cast.now)
        assert not Delivery.objects.exists()


def test_in_a_browser_the_present_are_ticked_already(cast: Cast) -> None:
    cast.now = timezone.now()
    day = timezone.localdate() - timedelta(days=1)
    here, away = signed(cast, starts_on=day), signed(cast, starts_on=day)
    illness = AbsenceReason.objects.get(code="illness").pk
    browser = sit(cast.provider.user_id)
    page = f"/o/slance/usage/service/{cast.service.pk}/day/{day}/activities/"
    assert "Денят още не е отбелязан" in browser.get(page).content.decode()
    with acting(cast.provider):
        usage.mark_day(
            cast.provider, service=cast.service, day=day,
            marks={here.pk: Mark(1), away.pk: Mark(0, illness)}, seen={}, now=cast.now,
        )  # fmt: skip
    text = browser.get(page).content.decode()
    assert f'name="people" value="{here.case_id}" id="id_people_0" checked' in text
    assert f'value="{away.case_id}"' not in text
    answer = browser.post(page, {"people": [here.case_id], "minutes": "0:45"})
    assert answer.status_code == 400
    assert "напишете друга" in answer.content.decode()
    sent = {"people": [here.case_id], "other": "Рисуване", "minutes": "0:45"}
    assert "вписана за 1 лице" in browser.post(page, sent, follow=True).content.decode()
    case_page = browser.get(f"/o/slance/usage/case/{here.case_id}/?month={day:%Y-%m}")
    assert "Рисуване" in case_page.content.decode()
    with acting(cast.provider):
        row = GroupActivity.objects.get()
    assert browser.post(f"{page}{row.pk}/back/").status_code == 302
    assert not Delivery.objects.exists()


def test_an_activity_of_a_former_month_is_taken_back_too(cast: Cast) -> None:
    cast.now = timezone.now()
    day = timezone.localdate().replace(day=1) - timedelta(days=40)
    one = signed(cast, starts_on=day)
    with acting(cast.provider):
        services.deliver_together(
            cast.provider, service=cast.service, day=day, found=OUTING, case_ids=[one.case_id],
            now=cast.now,
        )  # fmt: skip
        row = Delivery.objects.get()
    browser = sit(cast.provider.user_id)
    page = f"/o/slance/usage/case/{one.case_id}/delivered/{row.pk}/"
    assert browser.post(page).status_code == 302
    assert not Delivery.objects.exists()
