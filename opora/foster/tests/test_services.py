"""Families, stays, months on a real database; two officers and one last place."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connections, transaction

from opora.foster import queries, services
from opora.foster.matching import Need
from opora.foster.models import FosterContact, FosterFamily, FosterStay
from opora.foster.rules import StayKind
from opora.journal.context import acting
from opora.lib.refusals import NotVisible, Refused

from .conftest import NOW, TODAY, Home, make_home

OCTOBER = date(2026, 10, 1)


def test_from_candidate_to_the_end(home: Home) -> None:
    family = home.family()
    assert family.state == "registered"
    stay = home.place(family)
    with acting(home.directorate):
        assert queries.family(home.directorate, family.pk).state == "in_use"
        assert [each["given"] for each in stay.explanation] == [0, 20, 20, 10, 0]
    with pytest.raises(Refused):
        home.act(family, "end")
    with acting(home.directorate):
        services.end_stay(home.directorate, stay=stay, ended_on=TODAY, reason="връщане", now=NOW)
    assert home.act(family, "pause").state == "paused"
    with pytest.raises(Refused, match="състояние"):
        home.place(family)
    assert home.act(family, "resume").state == "registered"
    assert home.act(family, "end").state == "ended"


def test_who_sees_what(home: Home) -> None:
    """The payer sees days and the parent's name, not the child's and not the address."""
    family = home.family()
    home.place(family)
    with acting(home.municipality):
        assert [one.pk for one in queries.families(home.municipality)] == [family.pk]
        (row,) = queries.pay_list(home.municipality, OCTOBER)
        assert row.parent
        assert row.parent.last_name == "Приемникова"
        stay = queries.stays(home.municipality).get()
        assert not queries.names(home.municipality, [stay.child_id])
        assert not FosterContact.objects.exists()
        with pytest.raises(NotVisible):
            services.act(
                home.municipality, family=family, action="pause", text="x", day=TODAY, now=NOW
            )
    with acting(home.stranger):
        assert not FosterFamily.objects.exists()
        assert not FosterStay.objects.exists()
        with pytest.raises(NotVisible):
            queries.family(home.stranger, family.pk)


def test_a_child_has_one_home(home: Home) -> None:
    child = home.child()
    home.place(home.family(), child)
    with pytest.raises(Refused, match="вече е настанено"):
        home.place(home.family(), child)


def test_respite_is_thirty_days_a_year(home: Home) -> None:
    child, family = home.child(), home.family()
    need = Need(7, "female", StayKind.RESPITE, "SFO39")
    first = {"begins_on": date(2026, 8, 1), "planned_end_on": date(2026, 8, 20), "need": need}
    stay = home.place(family, child, **first)
    with acting(home.directorate):
        services.end_stay(
            home.directorate, stay=stay, ended_on=date(2026, 8, 20), reason="край", now=NOW
        )
        assert queries.respite_left(home.directorate, child.pk, 2026, TODAY) == 10
    over = {"begins_on": date(2026, 11, 1), "planned_end_on": date(2026, 11, 11), "need": need}
    with pytest.raises(Refused, match="остават 10"):
        home.place(family, child, **over)
    home.place(family, child, **(over | {"planned_end_on": date(2026, 11, 10)}))


@pytest.mark.parametrize(
    "changed",
    [
        {"document": " "},
        {"begins_on": date(2026, 12, 1)},
        {"planned_end_on": date(2026, 1, 1)},
        {"need": Need(2, "female", StayKind.LONG, "SFO39")},
    ],
)
def test_refused_placements(home: Home, changed: dict[str, Any]) -> None:
    family = home.family()
    with pytest.raises(Refused):
        home.place(family, **changed)


@pytest.mark.parametrize("changed", [{"age_to": 1}, {"kinds": []}])
def test_a_profile_that_cannot_be(home: Home, changed: dict[str, Any]) -> None:
    with pytest.raises(Refused):
        home.applicant(**changed)


def test_a_month_is_closed_once_and_stays(home: Home) -> None:
    home.place(home.family())
    with acting(home.municipality):
        (before,) = queries.pay_list(home.municipality, OCTOBER)
        assert before.cents == round(21 * 93_030 / 31) + round(21 * 39_063 / 31)
        services.close_month(home.municipality, month=OCTOBER, now=NOW)
        services.set_rate(
            home.municipality,
            item="keep.middle",
            amount=Decimal(500),
            valid_from=date(2026, 1, 1),
            source="Решение № 1",
            now=NOW,
        )
        (after,) = queries.pay_list(home.municipality, OCTOBER)
        assert (after.cents, after.parent) == (before.cents, before.parent)
        with pytest.raises(Refused, match="вече е приключен"):
            services.close_month(home.municipality, month=OCTOBER, now=NOW)
        with pytest.raises(Refused, match="не е свършил"):
            services.close_month(home.municipality, month=date(2026, 11, 1), now=NOW)
        with pytest.raises(Refused):
            services.set_rate(
                home.municipality,
                item="keep.middle",
                amount=Decimal(-1),
                valid_from=TODAY,
                source="Решение",
                now=NOW,
            )


@pytest.mark.django_db(transaction=True)
def test_two_officers_and_the_last_place() -> None:
    """Both wait before the same locked family; one child is placed, the other act is refused."""
    home = make_home()
    family = home.family()
    children = [home.child(), home.child()]
    ready = threading.Barrier(3)

    def act(n: int) -> object:
        try:
            ready.wait(10)
            return home.place(family, children[n])
        except Refused as refused:
            return refused
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        with transaction.atomic(), acting(home.directorate):
            FosterFamily.objects.select_for_update().get(pk=family.pk)
            running = [pool.submit(act, n) for n in range(2)]
            ready.wait(10)
        results = [done.result(timeout=60) for done in running]
    assert sorted(type(each).__name__ for each in results) == ["FosterStay", "Refused"]
    with acting(home.directorate):
        assert FosterStay.objects.count() == 1
