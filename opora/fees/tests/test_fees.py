"""Charging an approved month, correcting it, payments, who may see; as the application's role."""

from datetime import date
from io import BytesIO
from typing import Any

import pytest
from django.db import Error, transaction
from django.test import Client
from python_calamine import CalamineWorkbook

from opora.agreements.models import ServiceAgreement
from opora.documents import queries as documents
from opora.fees import letters, queries, services
from opora.fees.models import Charge, FeeGround, Tariff
from opora.journal.context import acting
from opora.lib.money import Money
from opora.lib.refusals import NotVisible, Refused
from opora.register.models import Service
from opora.usage import rules as usage
from opora.usage import services as days
from opora.usage.rules import Mark
from tests.cast import PASSWORD, Cast, make
from tests.using import a_case, signed

pytestmark = pytest.mark.django_db
OCTOBER, NOVEMBER = date(2026, 10, 1), date(2026, 11, 1)
START = date(2026, 9, 1)


@pytest.fixture
def cast() -> Cast:
    """A day center for everybody, so that fees are due."""
    made = make(n_places=3)
    with acting(made.provider):
        Service.objects.filter(pk=made.service.pk).update(users="all")
        made.service.refresh_from_db()
    return made


def price(cast: Cast, valid_from: date = START, **changed: Any) -> Tariff:
    facts: dict[str, Any] = {
        "named_service": cast.named(),
        "kind": "percent",
        "rate_tenths": 300,
        "act": "Решение 12 на Общинския съвет",
        "due_day": 25,
    }
    with acting(cast.provider):
        return services.set_tariff(
            cast.provider, valid_from=valid_from, now=cast.now, **(facts | changed)
        )


def cost(cast: Cast, cents: int = 50000) -> None:
    with acting(cast.provider):
        services.set_cost(
            cast.provider,
            service=cast.service,
            cents=cents,
            act="Справка",
            valid_from=date(2026, 1, 1),
            now=cast.now,
        )


def income(cast: Cast, agreement: ServiceAgreement, cents: int = 40000, **more: Any) -> None:
    facts: dict[str, Any] = {"source": "pension", "document": "Разпореждане", "valid_from": START}
    with acting(cast.provider):
        services.add_income(
            cast.provider, case=agreement.case, cents=cents, now=cast.now, **(facts | more)
        )


def use(cast: Cast, *agreements: ServiceAgreement, month: date = OCTOBER) -> None:
    """Present on every working day; the month is closed and approved."""
    with acting(cast.provider):
        for day in usage.days_of(month):
            if day.weekday() < 5:
                marks = {one.pk: Mark(1) for one in agreements if one.starts_on <= day}
                if marks:
                    days.mark_day(
                        cast.provider,
                        service=cast.service,
                        day=day,
                        marks=marks,
                        seen={},
                        now=cast.now,
                    )
        days.close_month(cast.provider, service=cast.service, month=month, now=cast.now)
        days.approve_month(cast.provider, service=cast.service, month=month, now=cast.now)


def charge(cast: Cast, month: date = OCTOBER) -> list[Charge]:
    with acting(cast.provider):
        made, _left = services.charge_month(
            cast.provider, service=cast.service, month=month, now=cast.now
        )
        return made


def test_an_approved_month_is_charged_once(cast: Cast) -> None:
    price(cast)
    cost(cast)
    one, other = signed(cast), signed(cast, a_case(cast, last_name="Друга"))
    income(cast, one)
    with pytest.raises(Refused, match="не е утвърден"):
        charge(cast)
    use(cast, one, other)
    (made,) = charge(cast)  # of the other no income is known
    assert (made.amount, made.due_on) == (Money(12000), date(2026, 11, 25))
    assert charge(cast) == []
    income(cast, other, 0, source="none")
    (second,) = charge(cast)
    assert second.amount == Money(0)
    with acting(cast.provider):
        account = queries.account(cast.provider, one.case, date(2026, 12, 1))
        assert (account.balance.owed, account.balance.overdue) == (Money(12000), Money(12000))
        assert [each.case.pk for each in queries.debts(cast.provider, OCTOBER)] == [one.case_id]


def test_a_month_begun_in_the_middle_costs_its_part(cast: Cast) -> None:
    price(cast)
    cost(cast)
    late = signed(cast, starts_on=date(2026, 10, 19))
    income(cast, late, valid_from=date(2026, 10, 19))
    use(cast, late)
    (made,) = charge(cast)
    assert made.facts["used"], made.facts["planned"] == (10, 22)
    assert made.amount == Money(5455)  # 120 × 10 ÷ 22 = 54,5454…


def test_going_back_across_a_change_the_rule_of_the_month_holds(cast: Cast) -> None:
    price(cast, rate_tenths=300)
    price(cast, valid_from=NOVEMBER, rate_tenths=500, act="Решение 99")
    cost(cast)
    one = signed(cast)
    income(cast, one, valid_from=START)
    use(cast, one)
    (made,) = charge(cast)
    assert made.amount == Money(12000)
    income(cast, one, 50000, source="rent")  # known only now, received since September
    with acting(cast.provider):
        fixed = services.correct(
            cast.provider, case=one.case, month=OCTOBER, reason="нов доход", now=cast.now
        )
    assert fixed.amount == Money(15000)  # 30 % of 900 € less what was charged, not 50 %
    assert fixed.facts["act"] == "Решение 12 на Общинския съвет"
    with acting(cast.provider), pytest.raises(Refused, match="Няма разлика"):
        services.correct(cast.provider, case=one.case, month=OCTOBER, reason="пак", now=cast.now)


def test_the_past_of_a_tariff_is_not_written_over(cast: Cast) -> None:
    first = price(cast)
    price(cast, valid_from=NOVEMBER)
    with pytest.raises(Refused, match="по-късен ден"):
        price(cast, valid_from=OCTOBER)
    first.refresh_from_db()
    assert first.valid_to == NOVEMBER


def test_leva_are_refused_since_2026(cast: Cast) -> None:
    with pytest.raises(Refused, match="левове"):
        price(cast, kind="fixed", cents=2500, currency="BGN")
    price(cast, kind="fixed", cents=4900, currency="BGN", valid_from=date(2025, 1, 1))


def test_who_never_pays(cast: Cast) -> None:
    one = signed(cast)
    use(cast, one)
    with acting(cast.provider):
        Service.objects.filter(pk=cast.service.pk).update(users="children")
        cast.service.refresh_from_db()
    (made,) = charge(cast)
    assert made.amount == Money(0)
    assert made.facts["is_unverified"] is True
    assert "деца" in made.facts["exempt"]


def test_a_ground_holds_between_its_days(cast: Cast) -> None:
    price(cast)
    cost(cast)
    one = signed(cast)
    income(cast, one)
    ground = FeeGround.objects.get(pk="temporary")
    facts: dict[str, Any] = {"case": one.case, "ground": ground, "document": "Заповед 4"}
    with acting(cast.provider):
        services.add_ground(
            cast.provider, valid_from=OCTOBER, valid_to=NOVEMBER, now=cast.now, **facts
        )
        with pytest.raises(Refused, match="друго основание"):
            services.add_ground(cast.provider, valid_from=OCTOBER, now=cast.now, **facts)
    use(cast, one)
    (made,) = charge(cast)
    assert made.amount == Money(0)
    assert "Заповед 4" in made.facts["exempt"]


def test_charges_and_payments_stay(cast: Cast) -> None:
    price(cast, kind="fixed", cents=2500)
    one = signed(cast)
    use(cast, one)
    (made,) = charge(cast)
    with acting(cast.provider):
        paid = services.pay(
            cast.provider,
            case=one.case,
            cents=2500,
            paid_on=date(2026, 11, 10),
            method="cash",
            now=cast.now,
        )
        with pytest.raises(Error), transaction.atomic():
            Charge.objects.filter(pk=made.pk).update(cents=1)
        services.reverse(cast.provider, payment=paid, now=cast.now)
        with pytest.raises(Refused, match="вече е сторнирано"):
            services.reverse(cast.provider, payment=paid, now=cast.now)
        assert queries.account(cast.provider, one.case, OCTOBER).balance.owed == Money(2500)


def test_a_reminder_is_a_document_of_the_case(cast: Cast) -> None:
    price(cast, kind="fixed", cents=2500)
    one = signed(cast)
    use(cast, one)
    charge(cast)
    with acting(cast.provider):
        letter = services.remind(cast.provider, case=one.case, now=cast.now)
        assert documents.of(cast.provider, "case", one.case_id).issued[0].pk == letter.pk
        services.pay(
            cast.provider,
            case=one.case,
            cents=2500,
            paid_on=date(2026, 11, 10),
            method="bank",
            now=cast.now,
        )
        with pytest.raises(Refused, match="не дължи"):
            services.remind(cast.provider, case=one.case, now=cast.now)


@pytest.mark.parametrize("is_confidential", [True, False])
def test_a_reminder_of_a_confidential_case_hides_the_address(
    cast: Cast, is_confidential: bool
) -> None:
    case = signed(cast).case
    case.is_confidential = is_confidential
    with acting(cast.provider):
        letter = letters.reminder(case, "", queries.account(cast.provider, case, OCTOBER))
    assert letter.hides_address is is_confidential


def test_others_see_fees_only_by_their_part(cast: Cast) -> None:
    price(cast, kind="fixed", cents=2500)
    one = signed(cast)
    use(cast, one)
    charge(cast)
    for actor in (cast.municipality, cast.stranger):  # the referrer's first parts have no fees
        with acting(actor):
            assert not Charge.objects.exists()
            with pytest.raises(NotVisible):
                services.remind(actor, case=one.case, now=cast.now)


@pytest.fixture
def center(cast: Cast) -> Client:
    client = Client()
    client.login(email="center@example.org", password=PASSWORD)
    return client


def at(cast: Cast, path: str) -> str:
    return f"/o/slance/fees/{path}"


def content_of(sent: Any) -> bytes:
    """The file that was sent; closed without the end of a request, which would drop the data."""
    found: bytes = sent.getvalue()
    for close in sent._resource_closers:
        close()
    return found


def test_the_pages_of_a_month(cast: Cast, center: Client) -> None:
    price(cast)
    cost(cast)
    one = signed(cast)
    income(cast, one)
    use(cast, one)
    path = at(cast, f"services/{cast.service.pk}/2026-10/")
    page = center.get(path).content.decode()
    assert "Как е сметнато?" in page
    assert "120,00\xa0€" in page
    assert center.post(path).status_code == 302
    assert "120,00\xa0€" in center.get(at(cast, "")).content.decode()
    sent = center.get(f"{path}export/")
    rows = CalamineWorkbook.from_filelike(BytesIO(content_of(sent))).get_sheet_by_index(0)
    assert 120.0 in rows.to_python()[2]
    assert "120,00\xa0€" in center.get(at(cast, "debts/")).content.decode()
    sent = center.get(at(cast, "debts/export/"))
    assert content_of(sent).startswith(b"PK")
    assert "Решение 12" in center.get(at(cast, "tariffs/")).content.decode()
    refused = center.post(at(cast, f"services/{cast.service.pk}/2026-11/"))
    assert refused.status_code == 400


def test_an_income_below_zero_is_refused_on_the_page(cast: Cast, center: Client) -> None:
    one = signed(cast)
    typed = {"source": "pension", "cents": "-1", "currency": "EUR", "document": "НОИ",
             "valid_from": "01.10.2026"}  # fmt: skip
    path = at(cast, f"cases/{one.case_id}/income/")
    refused = center.post(path, typed)
    assert refused.status_code == 400
    assert "не може да е под нула: −1,00" in refused.content.decode()
    assert center.post(path, typed | {"cents": "312,45"}).status_code == 302
    page = center.get(at(cast, f"cases/{one.case_id}/")).content.decode()
    assert "312,45\xa0€" in page


def test_a_tariff_is_entered_with_its_act(cast: Cast, center: Client) -> None:
    typed = {"named_service": "dcdu", "kind": "percent", "rate": "30", "currency": "EUR",
             "act": "Решение 12", "valid_from": "02.10.2026"}  # fmt: skip
    assert "първо число" in center.post(at(cast, "tariffs/new/"), typed).content.decode()
    assert center.post(at(cast, "tariffs/new/"), typed | {"valid_from": "01.10.2026"}).status_code
    assert "30\xa0% от дохода" in center.get(at(cast, "tariffs/")).content.decode()


def test_a_stranger_sees_no_fees(cast: Cast) -> None:
    one = signed(cast)
    client = Client()
    client.login(email="elena@example.org", password=PASSWORD)
    assert client.get(f"/o/ob-elena/fees/cases/{one.case_id}/").status_code == 404
    assert client.get(f"/o/ob-elena/fees/services/{cast.service.pk}/2026-10/").status_code == 404
