"""A month's fee from the tariff to the debt list and the correction, before one screen."""

from collections.abc import Callable
from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import Page, expect

from opora.journal.context import acting
from opora.register.models import Service
from opora.usage import services as usage
from tests.cast import Cast
from tests.using import a_case, signed

from .conftest import Desk
from .test_attendance import fill, passed


def send(page: Page, **typed: str) -> None:
    """Fill the form by the names of its fields, press its button, and see what it answers."""
    for name, text in typed.items():
        field = page.locator(f"main form [name={name}]")
        if field.evaluate("each => each.tagName") == "SELECT":
            field.select_option(text)
        else:
            field.fill(text)
    with page.expect_navigation():
        page.locator("main form .btn-primary").click()


def test_a_fee_from_the_tariff_to_the_correction(cast: Cast, sit: Callable[..., Desk]) -> None:
    cast.now = timezone.now()
    today = timezone.localdate()
    month, days = passed(today)
    first, slug = f"{month:%d.%m.%Y}", f"{month:%Y-%m}"
    with acting(cast.provider):
        Service.objects.filter(pk=cast.service.pk).update(users="all")
    row = signed(cast, a_case(cast, last_name="Платежна"), starts_on=month)
    fill(cast, [row], days)
    with acting(cast.provider):
        now = timezone.now()
        usage.close_month(cast.provider, service=cast.service, month=month, now=now)
        usage.approve_month(cast.provider, service=cast.service, month=month, now=now)

    # The tariff and the real cost, each by its act.
    desk = sit(cast.provider, "slance")
    page = desk.open("fees/tariffs/")
    page.get_by_role("link", name="Впиши тарифа").first.click()
    send(page, named_service="dcdu", kind="percent", rate="30", due_day="25", act="Решение 12",
         valid_from=first)  # fmt: skip
    page.get_by_role("link", name="Впиши издръжка").first.click()
    send(page, service=str(cast.service.pk), cents="500", act="Справка", valid_from=first)

    # Without an income the month says what is missing; the income is written in the case.
    page = desk.open(f"fees/services/{cast.service.pk}/{slug}/")
    expect(page.locator("#fees-of-month")).to_contain_text("няма вписан доход")
    page.get_by_role("link", name="Платежна").click()
    page.get_by_role("link", name="Впиши доход").click()
    send(page, source="pension", cents="400", document="Разпореждане 1", valid_from=first)

    # The month is charged and explained.
    page = desk.open(f"fees/services/{cast.service.pk}/{slug}/")
    page.get_by_role("button", name="Начисли 1 такса").click()
    table = page.locator("#fees-of-month")
    expect(table).to_contain_text("120,00")
    table.get_by_text("Как е сметнато?").click()
    expect(table).to_contain_text("Решение 12")

    # It is owed, and partly paid.
    page.get_by_role("link", name="Платежна").click()
    expect(page.locator("#fees")).to_contain_text("Дължи 120,00")
    page.get_by_role("link", name="Впиши плащане").click()
    assert page.input_value("[name=cents]") == "120,00"
    send(page, cents="100", paid_on=f"{today:%d.%m.%Y}")
    expect(page.locator("#fees")).to_contain_text("Дължи 20,00")
    expect(desk.open("fees/debts/").locator("#fee-debts")).to_contain_text("20,00")

    # A ground with a paper: first what it changes; the difference is given back.
    page = desk.open(f"fees/cases/{row.case_id}/")
    page.get_by_role("link", name="поправи", exact=True).last.click()
    send(page, cents="200", reason="сгрешена сума")
    expect(page.locator("main")).to_contain_text("60,00")
    page.get_by_role("button", name="Потвърди").click()
    fees = page.locator("#fees")
    expect(fees).to_contain_text("Надплатени 40,00")
    expect(fees).to_contain_text("вписано по грешка")
    page.get_by_role("link", name="Впиши основание").click()
    until = month + timedelta(days=400)
    send(page, ground="temporary", document="Заповед 4", valid_from=first,
         valid_to=f"{until:%d.%m.%Y}")  # fmt: skip
    page = desk.open(f"fees/services/{cast.service.pk}/{slug}/")
    page.get_by_role("link", name="има разлика").click()
    send(page, reason="Заповед 4")
    expect(page.locator("#fees")).to_contain_text("Надплатени 100,00")

    # What was paid over is returned; nobody owes.
    page.get_by_role("link", name="Върни надплатеното").click()
    send(page, document="РКО 3")
    expect(page.locator("#fees")).to_contain_text("Няма неплатени такси")
    expect(desk.open("fees/debts/").locator("#fee-debts")).to_contain_text("Никой не дължи")
    assert desk.noise == []
