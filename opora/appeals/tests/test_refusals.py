"""A refusal of assistance: the letter, the term from its serving, the appeal and what follows."""

from datetime import date, datetime

import pytest
from django.test import Client

from opora.accounts.models import User
from opora.appeals import papers, queries, services
from opora.appeals.models import AssistanceRefusal
from opora.assistance import services as assistance
from opora.assistance.models import Enrollment
from opora.documents.models import IssuedDocument
from opora.journal.context import acting
from opora.lib.refusals import NotVisible, Refused
from opora.referral import services as referral
from tests.assisting import NOW, Office

SERVED, TODAY = date(2026, 11, 3), date(2026, 11, 20)
COURT = "Административен съд – измислен пример"


def refused(office: Office) -> AssistanceRefusal:
    direction = office.directed()
    office.move(office.municipality, direction.person, "SFO39")
    with acting(office.municipality):
        body = referral.add_body(office.municipality, kind="court", name=COURT, address="", now=NOW)
        made = assistance.apply(
            office.municipality, person_id=direction.person_id, direction=direction,
            applied_on=date(2026, 11, 2), now=NOW,
        )  # fmt: skip
        return services.refuse(
            office.municipality, enrollment=made, seen=1, reason="Ползва се друга помощ.",
            body=body, now=datetime(2026, 11, 3, 8, tzinfo=NOW.tzinfo),
        )  # fmt: skip


def served(office: Office, on: date = SERVED) -> AssistanceRefusal:
    found = refused(office)
    with acting(office.municipality):
        return services.serve(
            office.municipality, refusal=found, how="post", happened_on=on, now=NOW
        )


def test_the_letter_says_why_until_when_and_before_whom(office: Office) -> None:
    found = refused(office)
    with acting(office.municipality):
        issued = IssuedDocument.objects.get(kind="assistance-refusal")
        assert issued.record_id == found.enrollment_id
        letter = papers.letter(
            queries.refusals(office.municipality).get(pk=found.pk), queries.term_on(TODAY)
        )
    said = str(letter)
    assert letter.article == "Закон за личната помощ"
    assert letter.confidence == "memory"
    for words in ("Ползва се друга помощ.", COURT, "14 дни", "предстои проверка"):
        assert words in said


def test_the_term_runs_from_the_serving(office: Office) -> None:
    assert served(office).appeal_until == date(2026, 11, 17)


def test_it_is_not_served_before_it_is_made(office: Office) -> None:
    with pytest.raises(Refused, match="преди да е постановен"):
        served(office, date(2026, 11, 2))


def test_a_late_appeal_is_taken_and_marked_and_a_won_one_opens_the_application(
    office: Office,
) -> None:
    found, ours = served(office), office.municipality
    with acting(ours):
        appeal = services.file_appeal(
            ours, refusal=found, filed_by="Ради", text="Нямам друга помощ.",
            happened_on=date(2026, 11, 18), now=NOW,
        )  # fmt: skip
        assert appeal.is_late
        with pytest.raises(Refused, match="вече има жалба"):
            services.file_appeal(
                ours, refusal=found, filed_by="Ради", text="Пак", happened_on=TODAY, now=NOW
            )
        body = queries.bodies(ours).get()
        sent = services.send_appeal(
            ours, appeal=appeal, body=body, happened_on=date(2026, 11, 19), seen=1, now=NOW
        )
        services.decide_appeal(
            ours, appeal=sent, action="annul", decision="Решение № 1", result="",
            happened_on=TODAY, seen=2, now=NOW,
        )  # fmt: skip
        assert Enrollment.objects.get(refusals=found).state == "applied"


def test_there_is_no_appeal_before_the_refusal_was_told(office: Office) -> None:
    found = refused(office)
    with acting(office.municipality), pytest.raises(Refused, match="кога отказът е съобщен"):
        services.file_appeal(
            office.municipality, refusal=found, filed_by="Ради", text="Не", happened_on=TODAY,
            now=NOW,
        )  # fmt: skip


def test_a_withdrawn_direction_is_told_once(office: Office) -> None:
    direction, ours = office.directed(), office.directorate
    with acting(ours):
        with pytest.raises(Refused, match="не е оттеглено"):
            services.tell_withdrawal(ours, direction=direction, now=NOW)
        gone = assistance.withdraw(
            ours, direction=direction, seen=1, effective_on=date(2026, 11, 1),
            reason="Промяна в оценката", now=NOW,
        )  # fmt: skip
        made = services.tell_withdrawal(ours, direction=gone, now=NOW)
        assert made.reason == "Промяна в оценката"
        with pytest.raises(Refused, match="вече е издадено"):
            services.tell_withdrawal(ours, direction=gone, now=NOW)


def test_a_stranger_finds_no_refusal(office: Office) -> None:
    found = refused(office)
    with acting(office.stranger):
        assert not queries.refusals(office.stranger).exists()
        with pytest.raises(NotVisible):
            services.serve(office.stranger, refusal=found, how="post", happened_on=TODAY, now=NOW)


def test_the_page_asks_for_the_next_thing(office: Office) -> None:
    found = refused(office)
    client = Client()
    client.force_login(User.objects.get(pk=office.municipality.officer_id))
    address = f"/o/ob-samokov/assistance/refusals/{found.pk}/"
    assert "Впиши съобщаването" in client.get(address).content.decode()
    answer = client.post(address, {"how": "person", "happened_on": "03.11.2026"})
    assert answer.status_code == 302
    shown = client.get(address).content.decode()
    assert "Впиши жалба" in shown
    assert "17.11.2026" in shown
