"""Ending and correcting what is known of a person's means: the months charged change by a further
row with the difference; what was written stays to be seen."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from opora.agreements.models import ServiceAgreement
from opora.fees import queries, services
from opora.fees.models import CaseGround, Charge, FeeGround, Income, Payment
from opora.journal.context import acting
from opora.lib.money import Money
from opora.lib.refusals import Refused
from opora.register.models import Service
from tests.cast import PASSWORD, Cast, make
from tests.using import signed

from .test_fees import NOVEMBER, OCTOBER, START, charge, cost, income, price, use

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    """A day center for everybody, so that fees are due."""
    made = make(n_places=3)
    with acting(made.provider):
        Service.objects.filter(pk=made.service.pk).update(users="all")
        made.service.refresh_from_db()
    return made


@pytest.fixture
def one(cast: Cast) -> ServiceAgreement:
    """Charged 120 € for October, by a pension of 400 €."""
    price(cast)
    cost(cast)
    made = signed(cast)
    income(cast, made)
    use(cast, made)
    charge(cast)
    return made


@pytest.fixture
def center() -> Client:
    client = Client()
    client.login(email="center@example.org", password=PASSWORD)
    return client


def written(cast: Cast, one: ServiceAgreement) -> Income:
    with acting(cast.provider):
        return Income.objects.filter(case=one.case).latest("pk")


def owed(cast: Cast, one: ServiceAgreement) -> Money:
    with acting(cast.provider):
        return queries.account(cast.provider, one.case, date(2026, 12, 1)).balance.owed


def post(
    client: Client, one: ServiceAgreement, what: str, number: int, action: str, **typed: Any
) -> Any:
    path = f"/o/slance/fees/cases/{one.case_id}/{what}/{number}/{action}/"
    return client.post(path, typed)


def test_a_mistaken_income_gives_way_to_the_right_one(
    cast: Cast, one: ServiceAgreement, center: Client
) -> None:
    """First what it changes, then the act; the difference is a row of its own, below zero."""
    row = written(cast, one)
    typed = {
        "source": "pension",
        "cents": "300",
        "currency": "EUR",
        "is_countable": "on",
        "document": "Разпореждане 2",
        "valid_from": "01.09.2026",
        "reason": "сгрешена сума",
    }
    asked = post(center, one, "incomes", row.pk, "correct", **typed)
    assert asked.status_code == 200
    page = asked.content.decode()
    assert "-30,00\xa0€" in page or "−30,00\xa0€" in page
    assert owed(cast, one) == Money(12000)  # nothing was done yet
    done = post(center, one, "incomes", row.pk, "correct", sure="1", **typed)
    assert done.status_code == 302
    assert owed(cast, one) == Money(9000)
    with acting(cast.provider):
        fixed = Charge.objects.filter(case=one.case).latest("pk")
        assert (fixed.amount, fixed.reason) == (Money(-3000), "сгрешена сума")
        old, new = Income.objects.filter(case=one.case).order_by("pk")
        assert (old.mistake, new.amount) == ("сгрешена сума", Money(30000))


def test_an_older_income_is_corrected_too(cast: Cast, one: ServiceAgreement) -> None:
    """The later one of the same source stays where it is; only what would cover it is refused."""
    first = written(cast, one)
    income(cast, one, 50000, valid_from=NOVEMBER)
    facts: dict[str, Any] = {
        "source": "pension",
        "cents": 30000,
        "document": "Разпореждане 2",
        "valid_from": START,
        "now": cast.now,
    }
    with acting(cast.provider):
        with pytest.raises(Refused, match="по-късен ден"):
            services.correct_income(cast.provider, row=first, reason="сума", **facts)
        services.correct_income(cast.provider, row=first, reason="сума", valid_to=NOVEMBER, **facts)
        assert [each.change for each in queries.differences(cast.provider, one.case)] == [
            Money(-3000)
        ]


def test_an_income_ended_changes_the_months_after_it(cast: Cast, one: ServiceAgreement) -> None:
    income(cast, one, 10000, source="rent")
    row = written(cast, one)
    with acting(cast.provider):
        services.settle(cast.provider, case=one.case, act=lambda: None, reason="нищо", now=cast.now)
        assert Charge.objects.filter(case=one.case).count() == 1  # its difference is its own act
        services.correct(cast.provider, case=one.case, month=OCTOBER, reason="наем", now=cast.now)
        made = services.settle(
            cast.provider,
            case=one.case,
            act=lambda: services.end_income(cast.provider, row=row, valid_to=OCTOBER, now=cast.now),
            reason="наемът свърши",
            now=cast.now,
        )
        assert [each.amount for each in made] == [Money(-3000)]
        with pytest.raises(Refused, match="по-ранен ден"):
            services.end_income(cast.provider, row=row, valid_to=NOVEMBER, now=cast.now)
        with pytest.raises(Refused, match="преди началото"):
            services.end_income(cast.provider, row=row, valid_to=START, now=cast.now)
    assert owed(cast, one) == Money(12000)


def test_what_is_foreseen_is_not_done(cast: Cast, one: ServiceAgreement) -> None:
    row = written(cast, one)
    with acting(cast.provider):
        (line,) = services.foreseen(
            cast.provider,
            case=one.case,
            act=lambda: services.mistake_income(
                cast.provider, row=row, reason="друг човек", now=cast.now
            ),
        )
        assert "няма вписан доход" in line.fee.missing
        row.refresh_from_db()
        assert row.mistake == ""


def test_a_mistake_gives_back_what_it_ended(cast: Cast, one: ServiceAgreement) -> None:
    income(cast, one, 90000, valid_from=OCTOBER)
    wrong = written(cast, one)
    with acting(cast.provider):
        services.mistake_income(cast.provider, row=wrong, reason="на друг човек", now=cast.now)
        first = Income.objects.filter(case=one.case).earliest("pk")
        assert first.valid_to is None
        assert queries.differences(cast.provider, one.case) == []
        with pytest.raises(Refused, match="вече е отбелязано"):
            services.mistake_income(cast.provider, row=wrong, reason="пак", now=cast.now)


def test_a_mistaken_ground_leaves_its_days_free(cast: Cast, one: ServiceAgreement) -> None:
    facts: dict[str, Any] = {
        "case": one.case,
        "ground": FeeGround.objects.get(pk="temporary"),
        "document": "Заповед 4",
        "valid_from": OCTOBER,
        "now": cast.now,
    }
    with acting(cast.provider):
        row = services.add_ground(cast.provider, **facts)
        assert [each.change for each in queries.differences(cast.provider, one.case)] == [
            Money(-12000)
        ]
        services.mistake_ground(cast.provider, row=row, reason="друг случай", now=cast.now)
        assert queries.differences(cast.provider, one.case) == []
        services.end_ground(
            cast.provider,
            row=services.add_ground(cast.provider, **facts),
            valid_to=NOVEMBER,
            now=cast.now,
        )
        assert CaseGround.objects.filter(case=one.case, mistake="").get().valid_to == NOVEMBER


def test_what_was_paid_over_is_shown_and_given_back(
    cast: Cast, one: ServiceAgreement, center: Client
) -> None:
    with acting(cast.provider):
        services.pay(
            cast.provider, case=one.case, cents=15000, paid_on=date(2026, 11, 10), method="bank",
            now=cast.now,
        )  # fmt: skip
    page = center.get(f"/o/slance/fees/cases/{one.case_id}/").content.decode()
    assert "Надплатени <b>30,00\xa0€</b>" in page
    path = f"/o/slance/fees/cases/{one.case_id}/refund/"
    typed = {"cents": "31", "paid_on": "12.11.2026", "document": "РКО 3"}
    assert "само надплатеното" in center.post(path, typed).content.decode()
    assert center.post(path, typed | {"cents": "30"}).status_code == 302
    assert owed(cast, one) == Money(0)
    with acting(cast.provider):
        back = Payment.objects.get(method="refund")
        services.reverse(cast.provider, payment=back, now=cast.now)
    assert owed(cast, one) == Money(-3000)


def test_only_the_provider_changes_means(cast: Cast, one: ServiceAgreement) -> None:
    row = written(cast, one)
    for email, slug in (("ilieva@example.org", "ob-samokov"), ("elena@example.org", "ob-elena")):
        client = Client()
        client.login(email=email, password=PASSWORD)
        path = f"/o/{slug}/fees/cases/{one.case_id}/incomes/{row.pk}/mistake/"
        assert client.post(path, {"reason": "x", "sure": "1"}).status_code == 404
