"""The fee of a closed month: by the municipality's tariff, explained, paid, owed."""

from datetime import date
from typing import Any

import pytest
from django.db import Error, transaction
from django.test import Client

from opora.accounts.models import User
from opora.fees import services as fees
from opora.journal.context import acting
from opora.lib.money import Money
from opora.lib.refusals import NotVisible, Refused
from opora.patronage import charging, services
from opora.patronage.models import PatronageCharge, PatronageUser
from opora.register.models import NamedService

from .test_story import NOW, OCTOBER, Town, town

__all__ = ["town"]  # the fixture
SEPTEMBER = date(2026, 9, 1)


def price(town: Town, **changed: Any) -> None:
    facts: dict[str, Any] = {"kind": "unit", "cents": 310, "act": "Решение 7", "due_day": 25}
    with acting(town.actor):
        fees.set_tariff(
            town.actor,
            named_service=NamedService.objects.get(pk=charging.NAMED),
            valid_from=SEPTEMBER,
            now=NOW,
            **(facts | changed),
        )


@pytest.fixture
def user(town: Town) -> PatronageUser:
    """22 working days in October, one of them at an empty door; the month is closed."""
    made = town.user()
    town.mark(made, date(2026, 10, 2), "not_found", "не отваря")
    with acting(town.actor):
        services.close_month(town.actor, month=OCTOBER, now=NOW)
    return made


def test_a_closed_month_costs_its_meals(town: Town, user: PatronageUser) -> None:
    price(town)
    with acting(town.actor):
        (made,), left = charging.charge_month(town.actor, month=OCTOBER, now=NOW)
        assert (made.amount, made.due_on, left) == (Money(21 * 310), date(2026, 11, 25), [])
        assert ("Цена по тарифата", "21 × 3,10\xa0€") in made.lines
        assert charging.charge_month(town.actor, month=OCTOBER, now=NOW) == ([], [])
        with pytest.raises(Error), transaction.atomic():
            PatronageCharge.objects.filter(pk=made.pk).update(cents=1)
        with pytest.raises(Refused, match="Няма разлика"):
            charging.correct(town.actor, user=user, month=OCTOBER, reason="пак", now=NOW)


def test_a_month_by_a_monthly_price_costs_its_part(town: Town, user: PatronageUser) -> None:
    price(town, kind="fixed", cents=6600)
    with acting(town.actor):
        (made,), _left = charging.charge_month(town.actor, month=OCTOBER, now=NOW)
        assert made.amount == Money(6300)  # 66 × 21 ÷ 22


def test_without_a_tariff_nothing_is_charged(town: Town, user: PatronageUser) -> None:
    with acting(town.actor):
        made, (line,) = charging.charge_month(town.actor, month=OCTOBER, now=NOW)
        assert (made, "няма тарифа" in line.missing) == ([], True)
        with pytest.raises(Refused, match="не е приключен"):
            charging.charge_month(town.actor, month=SEPTEMBER, now=NOW)


def test_a_percent_of_the_income_is_said_not_to_fit(town: Town, user: PatronageUser) -> None:
    price(town, kind="percent", rate_tenths=200, cents=None)
    with acting(town.actor):
        _made, (line,) = charging.charge_month(town.actor, month=OCTOBER, now=NOW)
        assert "впишете цена на храна" in line.missing


def test_payment_balance_and_debt(town: Town, user: PatronageUser) -> None:
    price(town)
    today = date(2026, 12, 1)
    with acting(town.actor):
        charging.charge_month(town.actor, month=OCTOBER, now=NOW)
        paid = charging.pay(
            town.actor, user=user, cents=5000, paid_on=date(2026, 11, 10), method="cash", now=NOW
        )
        (debt,) = charging.debts(town.actor, today)
        assert (debt.balance.owed, debt.balance.overdue) == (Money(1510), Money(1510))
        charging.reverse(town.actor, payment=paid, now=NOW)
        with pytest.raises(Refused, match="вече е сторнирано"):
            charging.reverse(town.actor, payment=paid, now=NOW)
        assert charging.balance(user, today).owed == Money(6510)
    with acting(town.stranger):
        assert not PatronageCharge.objects.exists()
        assert charging.debts(town.stranger, today) == []
        with pytest.raises(NotVisible):
            charging.pay(town.stranger, user=user, cents=1, paid_on=OCTOBER, method="cash", now=NOW)


def test_the_pages_of_the_fees(town: Town, user: PatronageUser) -> None:
    price(town)
    client = Client()
    client.force_login(
        User.objects.get(pk=town.actor.officer_id),
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    at = "/o/samokov/patronage/"
    assert "Начисли 1 такса" in client.get(f"{at}month/2026-10/").content.decode()
    assert client.post(f"{at}month/2026-10/charge/").status_code == 302
    page = client.get(f"{at}month/2026-10/").content.decode()
    assert "Как е сметнато?" in page
    assert "65,10\xa0€" in page
    assert "Дължи 65,10\xa0€" in client.get(f"{at}users/{user.pk}/").content.decode()
    assert "65,10\xa0€" in client.get(f"{at}debts/").content.decode()
    wrong = client.post(f"{at}users/{user.pk}/pay/", {"p-cents": "-1", "p-paid_on": "x"})
    assert wrong.status_code == 400
    typed = {"p-cents": "65,10", "p-paid_on": "10.11.2026", "p-method": "cash"}
    assert client.post(f"{at}users/{user.pk}/pay/", typed).status_code == 302
    assert "Никой не дължи" in client.get(f"{at}debts/").content.decode()
    assert "65,10" in client.get(f"{at}month/2026-10/export/").content.decode()
