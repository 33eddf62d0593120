"""The pages of protection: one happy, one refused, one stranger each."""

from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from opora.accounts.models import User
from opora.journal.context import acting
from opora.lib.actor import Actor
from opora.protection import queries, services
from opora.protection.models import ChildCase, Measure, Signal
from opora.protection.services import Told
from tests.cast import Cast

from .conftest import Play

SLUGS = {"ДС": "dsp-samokov", "СМ": "ob-samokov"}
FOUND = {
    "visited_on": "",
    "findings": "Само у дома.",
    "child_words": "",
    "conclusion": "Нужна е подкрепа.",
    "happened_on": "20.11.2026",
}


class Browser:
    """Somebody before the pages of an organization."""

    def __init__(self, actor: Actor, slug: str) -> None:
        self.slug, self.client = slug, Client()
        self.client.force_login(User.objects.get(pk=actor.officer_id))

    def get(self, name: str, *args: Any) -> Any:
        return self.client.get(reverse(f"protection:{name}", args=[self.slug, *args]))

    def post(self, name: str, *args: Any, **fields: Any) -> Any:
        return self.client.post(reverse(f"protection:{name}", args=[self.slug, *args]), fields)


def day() -> str:
    return timezone.localdate().strftime("%d.%m.%Y")


def test_from_the_form_of_a_signal_to_the_order(cast: Cast) -> None:
    officer, head = Browser(cast.directorate, "dsp-samokov"), Browser(cast.head, "dsp-samokov")
    child = cast.person(cast.directorate)
    page = officer.post("signal", then="find", find="Ради Маркерова", text="Детето е само.")
    assert page.status_code == 200
    assert f'value="{child.pk}"' in page.content.decode()
    answer = officer.post(
        "signal", text="Детето е само.", person=[child.pk], children="момче на 5 г.",
        municipality="SFO39", source="citizen", channel="phone",
        received_at=timezone.localtime().strftime("%d.%m.%Y %H:%M"), is_dangerous="on",
        reporter="Съседката Гица",
    )  # fmt: skip
    assert answer.status_code == 302
    with acting(cast.directorate):
        case = ChildCase.objects.get(person=child)
        unknown = ChildCase.objects.get(person=None)
        signal = Signal.objects.get()
    listed = officer.get("worklist").content.decode()
    assert "остават" in listed
    assert "непознато дете" not in listed
    assert "Гица" not in officer.get("case", case.pk).content.decode()
    assert "Гица" in officer.post("reporter", case.pk, signal.pk).content.decode()
    assert officer.post("act", case.pk, "start_check", seen=case.version).status_code == 302
    found = {**FOUND, "happened_on": day(), "seen": case.version + 1}
    assert officer.post("act", case.pk, "open_case", **found).status_code == 302
    written = {"risks": "Само.", "child_words": "Иска вкъщи.", "conclusion": "Подкрепа."}
    kept = officer.post("assessment", case.pk, then="save", seen=case.version + 2, **written)
    assert kept.status_code == 302
    done = officer.post("assessment", case.pk, then="finish", seen=case.version + 3, **written)
    assert done.status_code == 302
    plan = {"goals": "Не е само.", "actions": "Дневна грижа.", "happened_on": day()}
    assert (
        officer.post("act", case.pk, "adopt_plan", seen=case.version + 4, **plan).status_code == 302
    )
    asked = {"kind": "residential", "reason": "Опасно.", "seen": case.version + 5}
    assert officer.post("act", case.pk, "propose_measure", **asked).status_code == 302
    with acting(cast.directorate):
        measure = Measure.objects.get()
    refused = officer.post("measure", measure.pk, "order", seen=case.version + 6, happened_on=day())
    assert refused.status_code == 400
    assert "директорът" in refused.content.decode()
    order = {"seen": case.version + 6, "happened_on": day()}
    assert head.post("measure", measure.pk, "order", **order).status_code == 302
    shown = head.get("case", case.pk).content.decode()
    assert "Заповед за мярка за закрила" in shown
    assert head.get("history", case.pk).status_code == 200
    for name in ("propose_measure", "relate", "give_part", "transfer", "assign", "close"):
        assert head.get("act", case.pk, name).status_code == 200, name
    for name in ("file", "direct", "change", "end", "place", "grant", "reject"):
        assert head.get("measure", measure.pk, name).status_code == 200, name
    found_page = officer.post("identify", unknown.pk, text="Ради")
    assert "Това е детето" in found_page.content.decode()
    assert officer.post("identify", unknown.pk, person=child.pk).status_code == 302


def test_a_municipality_reports_and_sees_what_it_sent(cast: Cast) -> None:
    town = Browser(cast.municipality, "ob-samokov")
    child = cast.person(cast.municipality)
    assert "Мила" not in town.get("signal_about", child.pk).content.decode()
    assert "Имате ли" not in town.get("worklist").content.decode()
    answer = town.post("signal", text="Синини.", person=[child.pk], municipality="SFO39")
    assert answer.status_code == 302
    page = town.get("worklist").content.decode()
    assert "получен, чака проверка" in page
    with acting(cast.directorate):
        case = ChildCase.objects.get()
    assert town.get("case", case.pk).status_code == 404
    assert town.get("act", case.pk, "start_check").status_code == 400
    empty = town.post("signal", text="", municipality="SFO39")
    assert empty.status_code == 400
    assert "поне едно дете" in empty.content.decode()


def test_a_party_reads_its_part(cast: Cast, play: Play) -> None:
    case = play.planned(play.report(text="Тайната на подателя"))
    play.ordered(case)
    play.do(
        services.give_part, case, cast.head, organization=cast.organization(cast.provider),
        parts=["plan"], why="Работи с детето.",
    )  # fmt: skip
    page = Browser(cast.provider, "slance").get("case", case.pk).content.decode()
    assert "План за действие" in page
    assert "Тайната" not in page
    assert "Мерки за закрила" not in page
    head = Browser(cast.head, "dsp-samokov")
    with acting(cast.head):
        part = queries.page(cast.head, case.pk).parts.get()
    assert head.post("take_back", case.pk, part.pk).status_code == 302
    assert Browser(cast.provider, "slance").get("case", case.pk).status_code == 404


def test_twins_are_told_apart_where_a_child_is_chosen(cast: Cast, play: Play) -> None:
    one, other = play.child(), play.child()
    unknown = play.report(None, Told("момиче"))
    browser = Browser(cast.directorate, "dsp-samokov")
    page = browser.post("identify", unknown.pk, text="Ради Маркерова").content.decode()
    for each in (one, other):
        assert f"{each.birth_date:%d.%m.%Y}" in page
