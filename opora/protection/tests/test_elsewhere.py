"""Two directorates that work for one child know of each other, without the content."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from opora.accounts.models import DirectorateArea, Organization, User
from opora.journal.context import acting
from opora.lib.actor import Actor
from opora.notices.models import Notice
from opora.people import services as people
from opora.protection import queries, services
from opora.protection.models import ChildCase, Measure
from opora.protection.rules import CaseState, Channel, Source
from opora.protection.services import Told
from tests.cast import NOW, TODAY, Cast, member, organization

from .conftest import Play


@pytest.fixture
def other(cast: Cast) -> Actor:
    """The head of the directorate of Елена."""
    found = organization("directorate", "dsp-elena", "ДСП Елена")
    Organization.objects.filter(pk=found.pk).update(phone="0615 11 22")
    DirectorateArea.objects.create(
        directorate=found, municipality_id="VTR13", valid_from=TODAY.replace(year=2020)
    )
    return member(found, "dsp@example.org", "Снежана Дочева", "officer", "head")


def both(cast: Cast, play: Play, other: Actor) -> tuple[ChildCase, ChildCase]:
    """The first case, and the later one of the other directorate, of the same child."""
    child = play.child()
    first = play.report(None, Told("Ради", child), text="Тайна от Самоков.")
    with acting(cast.directorate):
        people.involve(
            cast.directorate, person_id=child.pk, organization_id=other.organization_id,
            basis="protection", now=NOW,
        )  # fmt: skip
    later = NOW + timedelta(hours=1)
    with acting(other):
        signal = services.report(
            other, children=[Told("Ради", child)], source=Source.CITIZEN, channel=Channel.PHONE,
            received_at=later, municipality_id="VTR13", text="И в Елена е само.", now=later,
        )  # fmt: skip
        second = signal.children.get().case
    play.now = later
    return first, second


def names(actor: Actor, case: ChildCase) -> list[str]:
    with acting(actor):
        return [one.organization.slug for one in queries.elsewhere(actor, case)]


def test_both_learn_of_each_other_and_nobody_else(cast: Cast, play: Play, other: Actor) -> None:
    first, second = both(cast, play, other)
    assert names(cast.directorate, first) == ["dsp-elena"]
    assert names(other, second) == ["dsp-samokov"]
    for actor in (cast.municipality, cast.stranger, cast.provider):
        assert names(actor, first) == []
        with acting(actor), connection.cursor() as cursor:
            cursor.execute("select * from protection_elsewhere(%s)", [first.person_id])
            assert cursor.fetchall() == []
    with acting(cast.head):
        assert Notice.objects.filter(kind="protection.elsewhere").count() == 1


def test_the_pages_name_the_directorate_and_not_its_findings(
    cast: Cast, play: Play, other: Actor
) -> None:
    first, second = both(cast, play, other)
    client = Client()
    client.force_login(User.objects.get(pk=cast.directorate.officer_id))
    page = client.get(reverse("protection:case", args=["dsp-samokov", first.pk])).content.decode()
    assert "0615 11 22" in page
    assert "И в Елена е само." not in page
    client.force_login(User.objects.get(pk=other.officer_id))
    page = client.get(reverse("protection:case", args=["dsp-elena", second.pk])).content.decode()
    assert "С това дете работи и" in page
    assert "Тайна от Самоков." not in page


def test_a_child_of_one_directorate_is_of_one(cast: Cast, play: Play) -> None:
    assert names(cast.directorate, play.report()) == []


def test_the_two_cases_become_one(cast: Cast, play: Play, other: Actor) -> None:
    first, second = both(cast, play, other)
    with acting(other):
        second = queries.page(other, second.pk)
        services.transfer(
            other, case=second, to=cast.organization(cast.directorate), reason="Едно дете.",
            seen=second.version, now=play.now,
        )  # fmt: skip
    onward = play.do(services.accept_transfer, second)
    assert onward.pk == first.pk
    with acting(cast.directorate):
        assert ChildCase.objects.get(pk=second.pk).state == CaseState.JOINED
        assert queries.signals_of(onward).count() == 2
        assert Measure.objects.count() == 0
    assert names(cast.directorate, first) == []
    with acting(other):
        assert not queries.visible(other).exists()
