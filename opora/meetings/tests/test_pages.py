"""The pages: a happy way through, refusals that say why, strangers, no secret in an address."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from opora.accounts.models import User
from opora.journal.context import acting
from opora.lib.actor import Actor
from opora.meetings import queries, subjects
from opora.meetings.models import Ballot, Group, Minutes, Session, Vote
from opora.meetings.services import groups, invitations
from opora.meetings.subjects import Subject

from .conftest import DIGEST, MARK, OTHER_DIGEST, Meeting

BASE = "/o/oblast-sofia/meetings/"
ELIN = "/o/ob-elin-pelin/meetings/"
OUT = "/public/meetings/"


@pytest.fixture(autouse=True)
def fresh_cache(db: None) -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def signed_in(actor: Actor) -> Client:
    browser = Client()
    browser.force_login(
        User.objects.get(pk=actor.officer_id),
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    return browser


def text(answer: Any) -> str:
    """The page as text."""
    body: str = answer.content.decode()
    return body


def test_a_whole_meeting_by_its_pages(meeting: Meeting) -> None:
    browser = signed_in(meeting.district)
    made = browser.post(
        f"{BASE}{meeting.group.pk}/sessions/new/",
        {"title": "Карта", "day": "27.11.2026", "hour": "10:00", "place": "Зала 1",
         "items": "Първа точка\n\nВтора точка"},
    )  # fmt: skip
    assert made.status_code == 302
    with meeting.as_(meeting.district):
        held = Session.objects.get()
        item = held.items.all()[0]
    page = f"{BASE}sessions/{held.pk}/"
    assert "Изпрати поканите" in text(browser.get(page))
    for action in ("invite", "open"):
        assert browser.post(f"{page}{action}/").status_code == 302
    for member in meeting.members.values():
        browser.post(f"{page}attend/", {"member": member.pk, "state": "present"})
    browser.post(f"{page}say/", {"item": item.pk, "kind": "proposal", "text": "Да се приеме."})
    opened = browser.post(
        f"{page}votes/new/", {"vote-question": "Приема ли се?", "vote-item": item.pk}
    )
    assert opened.status_code == 302
    with meeting.as_(meeting.district):
        vote = Vote.objects.get()
    for actor, slug in (
        (meeting.district, "oblast-sofia"), (meeting.samokov, "ob-samokov"),
        (meeting.elin, "ob-elin-pelin"),
    ):  # fmt: skip
        voter = signed_in(actor)
        address = f"/o/{slug}/meetings/votes/{vote.pk}/cast/"
        typed = {"choice": "for", "seen_digest": vote.subject_digest}
        asked = voter.post(address, typed)
        assert "Потвърждавате ли" in text(asked)
        assert voter.post(address, typed | {"confirm": "1"}).status_code == 302
    assert "<b>3</b> от 5" in text(browser.get(page))
    browser.post(f"{BASE}votes/{vote.pk}/close/")
    shown = text(browser.get(page))
    assert "Приема се." in shown
    assert f"Elin {MARK}" in shown
    browser.post(f"{page}close/")
    browser.post(f"{page}draft/")
    with meeting.as_(meeting.district):
        minutes = Minutes.objects.get()
    sheet = f"{BASE}minutes/{minutes.pk}/"
    assert "Думите на протоколчика" in text(browser.get(sheet))
    browser.post(
        f"{sheet}correct/",
        {"seen": 1, "opening": "Откри.", f"discussion-{item.pk}": "Обсъдиха.", "closing": ""},
    )
    assert browser.post(f"{sheet}correct/", {"seen": 1}).status_code == 409
    browser.post(f"{sheet}circulate/", {"seen": 2, "objections_until": ""})
    refused = browser.post(f"{sheet}lock/", {"seen": 2})
    assert refused.status_code == 400
    assert "Още не са се произнесли" in text(refused)
    pdf = signed_in(meeting.elin).get(f"{ELIN}minutes/{minutes.pk}/pdf/")
    assert pdf.content.startswith(b"%PDF")
    assert MARK not in pdf["Content-Disposition"]


def test_voting_twice_from_two_windows_says_so(meeting: Meeting) -> None:
    vote = meeting.vote(meeting.session())
    meeting.cast(meeting.elin, vote)
    answer = signed_in(meeting.elin).post(
        f"{ELIN}votes/{vote.pk}/cast/",
        {"choice": "against", "seen_digest": DIGEST, "seen_choice": "", "confirm": "1"},
    )
    assert answer.status_code == 400
    assert "Вече сте гласували" in text(answer)


def test_a_stranger_meets_nothing(meeting: Meeting) -> None:
    sent = meeting.minutes()
    browser = signed_in(meeting.stranger)
    home = "/o/ob-elena/meetings/"
    assert MARK not in text(browser.get(home))
    with acting(meeting.district):
        vote = Vote.objects.get()
    for address in (
        f"{home}{meeting.group.pk}/",
        f"{home}sessions/{sent.session_id}/",
        f"{home}minutes/{sent.pk}/",
        f"{home}minutes/{sent.pk}/pdf/",
        f"{home}sessions/{sent.session_id}/codes/",
    ):
        assert browser.get(address).status_code == 404
    for address in (
        f"{home}sessions/{sent.session_id}/say/",
        f"{home}votes/{vote.pk}/cast/",
        f"{home}minutes/{sent.pk}/lock/",
    ):
        assert browser.post(address, {"choice": "for"}).status_code == 404


def test_a_member_who_does_not_lead_has_no_page_of_leading(meeting: Meeting) -> None:
    held = meeting.session(state="invited")
    browser = signed_in(meeting.elin)
    shown = text(browser.get(f"{ELIN}sessions/{held.pk}/"))
    assert "Открий заседанието" not in shown
    for address in ("rules/", "members/new/", "sessions/new/"):
        assert browser.get(f"{ELIN}{meeting.group.pk}/{address}").status_code == 404
    refused = browser.post(f"{ELIN}sessions/{held.pk}/open/")
    assert refused.status_code == 400
    assert "на организатора" in text(refused)


def test_a_new_group_and_a_member_from_outside(meeting: Meeting) -> None:
    browser = signed_in(meeting.samokov)
    base = "/o/ob-samokov/meetings/"
    typed = {
        "kind": "commission", "name": "Комисия", "purpose": "Социална политика",
        "quorum": "more_than_half", "majority": "of_members", "conflict_rule": "stays",
        "rule_source": "Правилник на общинския съвет", "rule_confidence": "practice",
    }  # fmt: skip
    made = browser.post(f"{base}new/", typed)
    assert made.status_code == 302
    with meeting.as_(meeting.samokov):
        group = Group.objects.get(name="Комисия")
    wrong = browser.post(
        f"{base}{group.pk}/members/new/",
        {"name": "И", "capacity": "council", "part": "member", "valid_from": "01.11.2026"},
    )
    assert wrong.status_code == 400
    assert "от коя организация" in text(wrong)
    right = browser.post(
        f"{base}{group.pk}/members/new/",
        {"name": "Съветник", "organization_name": "Общински съвет", "capacity": "council",
         "part": "chair", "may_vote": "on", "valid_from": "01.11.2026"},
    )  # fmt: skip
    assert right.status_code == 302


def test_the_letter_of_a_member_and_a_code_that_is_shown_once(meeting: Meeting) -> None:
    held = meeting.session(state="invited")
    assert signed_in(meeting.elin).get(f"{ELIN}sessions/{held.pk}/letter/").content[:4] == b"%PDF"
    browser = signed_in(meeting.district)
    member = meeting.members["association"]
    codes = f"{BASE}sessions/{held.pk}/codes/"
    shown = text(browser.post(f"{codes}{member.pk}/issue/"))
    code = shown.split('<p class="code">')[1].split("</p>")[0]
    assert code not in text(browser.get(codes))
    letter = browser.post(f"{codes}{member.pk}/letter/", {"code": code})
    assert letter.content.startswith(b"%PDF")
    assert browser.post(f"{codes}{member.pk}/letter/", {"code": "ABEK"}).status_code == 404


# From outside


def admitted(meeting: Meeting, held: Session) -> Client:
    with meeting.as_(meeting.district) as now:
        _made, code = invitations.issue(
            meeting.district, session=held, member=meeting.members["association"], now=now
        )
    browser = Client()
    answer = browser.post(OUT, {"code": code.lower()})
    assert answer.status_code == 302
    assert code not in answer["Location"]
    return browser


@pytest.fixture
def long_ago(monkeypatch: pytest.MonkeyPatch, meeting: Meeting) -> None:
    """The clock of the pages stands on the day of the story."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: meeting.now)


@pytest.mark.usefixtures("long_ago")
def test_somebody_from_outside_takes_part_without_an_account(meeting: Meeting) -> None:
    held = meeting.session()
    vote = meeting.vote(held)
    browser = admitted(meeting, held)
    page = text(browser.get(f"{OUT}session/"))
    assert "Приема ли се" in page
    assert f"Външна {MARK}" in page
    address = f"{OUT}vote/{vote.pk}/cast/"
    typed = {"choice": "for", "seen_digest": DIGEST}
    assert "Потвърждавате ли" in text(browser.post(address, typed))
    assert browser.post(address, typed | {"confirm": "1"}).status_code == 302
    with meeting.as_(meeting.district):
        assert Ballot.objects.get().member == meeting.members["association"]
        item = queries.sessions(meeting.district).get(pk=held.pk).items.all()[0]
    said = browser.post(
        f"{OUT}session/{held.pk}/say/", {"item": item.pk, "kind": "finding", "text": "Казах."}
    )
    assert said.status_code == 302
    for action in ("close", "void"):
        assert browser.post(f"{OUT}vote/{vote.pk}/{action}/").status_code == 404
    assert browser.post(f"{OUT}session/{held.pk}/open/").status_code == 404


@pytest.mark.usefixtures("long_ago")
def test_a_code_opens_only_its_own_session(meeting: Meeting) -> None:
    held, other = meeting.session(state="invited"), meeting.session()
    vote = meeting.vote(other)
    browser = admitted(meeting, held)
    typed = {"choice": "for", "seen_digest": DIGEST, "confirm": "1"}
    assert browser.post(f"{OUT}vote/{vote.pk}/cast/", typed).status_code == 404
    assert browser.post(f"{OUT}session/{other.pk}/attend/").status_code == 404


@pytest.mark.usefixtures("long_ago")
def test_a_revoked_code_ends_at_once(meeting: Meeting) -> None:
    held = meeting.session(state="invited")
    browser = admitted(meeting, held)
    assert browser.get(f"{OUT}session/").status_code == 200
    with meeting.as_(meeting.district) as now:
        invitations.revoke(
            meeting.district, session=held, member=meeting.members["association"], now=now
        )
    gone = browser.get(f"{OUT}session/")
    assert gone.status_code == 302
    assert MARK not in text(browser.get(gone["Location"]))


def test_without_a_code_there_is_only_a_question_for_it(meeting: Meeting) -> None:
    browser = Client()
    assert browser.get(f"{OUT}session/").status_code == 302
    assert browser.post(f"{OUT}vote/1/cast/").status_code == 302
    assert "Код от поканата" in text(browser.get(OUT))


def test_wrong_codes_are_counted_and_stopped(meeting: Meeting) -> None:
    browser = Client()
    for _try in range(20):
        answer = browser.post(OUT, {"code": "ABEK-1111-1111"})
        assert answer.status_code == 400
    assert "не отваря заседание" in text(answer)
    assert browser.post(OUT, {"code": "ABEK-1111-1111"}).status_code == 429


def test_a_version_changed_meanwhile_is_seen_at_the_count(
    meeting: Meeting, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the package above says of its record now stands beside the question, and decides."""
    monkeypatch.setitem(
        subjects.KINDS, "map", lambda _actor, _pk: Subject("Карта, версия № 2", OTHER_DIGEST)
    )
    held = meeting.session()
    vote = meeting.vote(held)
    browser = signed_in(meeting.district)
    shown = text(browser.get(f"{BASE}sessions/{held.pk}/"))
    assert "Карта, версия № 2" in shown
    assert "версията е променена" in shown
    browser.post(f"{BASE}votes/{vote.pk}/close/")
    assert "Гласуваната версия е променена" in text(browser.get(f"{BASE}sessions/{held.pk}/"))


def test_a_code_of_a_member_who_left_does_not_open(meeting: Meeting) -> None:
    held = meeting.session(state="invited")
    meeting.outsider(held)
    with meeting.as_(meeting.district) as now:
        groups.end_member(
            meeting.district,
            member=meeting.members["association"],
            valid_to=date(2026, 11, 20),
            now=now,
        )
    answer = Client().post(OUT, {"code": meeting.codes["association"]})
    assert answer.status_code == 400


@pytest.mark.usefixtures("long_ago")
def test_somebody_from_outside_reads_what_they_vote_on(
    meeting: Meeting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(subjects.KINDS, "map", lambda _actor, _pk: Subject("Карта", DIGEST))
    rows = subjects.Table(("Община", "Места"), [("Самоков", "40")])
    monkeypatch.setitem(subjects.TABLES, "map", lambda _actor, _pk: rows)
    held = meeting.session()
    vote = meeting.vote(held)
    browser = admitted(meeting, held)
    address = f"{OUT}version/vote/{vote.pk}/"
    assert address in text(browser.get(f"{OUT}session/"))
    assert "Самоков" in text(browser.get(address))
    assert browser.get(f"{OUT}version/material/1/").status_code == 404
