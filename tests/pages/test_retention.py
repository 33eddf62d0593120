"""An organization says how long the details of what it did are kept."""

from datetime import date
from typing import Any

import pytest
from django.utils import timezone

from opora.accounts import queries, services
from opora.journal.context import acting
from opora.journal.models import RetentionRule
from opora.lib.refusals import Refused
from tests.access.addresses import client
from tests.cast import NOW, TODAY, Cast

LATER, LAST = date(2027, 1, 1), date(2028, 1, 1)
PAGE = "/o/slance/settings/retention/"


def say(cast: Cast, **changed: Any) -> RetentionRule | None:
    facts: dict[str, Any] = {
        "record_kind": "request",
        "keep_years": 5,
        "basis": "Номенклатура",
        "valid_from": TODAY,
        "now": NOW,
    }
    with acting(cast.provider):
        return services.set_retention(cast.provider, **(facts | changed))


def rows(cast: Cast) -> list[tuple[int, date, date | None]]:
    with acting(cast.provider):
        found = queries.retention_rules(cast.provider).order_by("valid_from")
        return [(each.keep_years, each.valid_from, each.valid_to) for each in found]


def test_a_newer_rule_follows_the_older(cast: Cast) -> None:
    say(cast)
    say(cast, keep_years=7, valid_from=LAST)
    say(cast, keep_years=6, valid_from=LATER)  # what was announced for later is replaced
    assert rows(cast) == [(5, TODAY, LATER), (6, LATER, None)]
    say(cast, keep_years=8)
    assert rows(cast) == [(8, TODAY, None)]
    assert say(cast, keep_years=None, valid_from=LATER) is None  # from then on for ever
    assert rows(cast) == [(8, TODAY, LATER)]


def test_not_for_the_past(cast: Cast) -> None:
    with pytest.raises(Refused, match="най-рано от днес"):
        say(cast, valid_from=date(2026, 1, 1))


def test_who_manages_the_organization_says_it_on_a_page(cast: Cast) -> None:
    browser, today = client(cast.provider), timezone.localdate()
    typed = {"record_kind": "request", "keep_years": "5", "basis": "Номенклатура"}
    wrong = browser.post(PAGE, typed | {"valid_from": "01.01.2020"})
    assert wrong.status_code == 400
    assert "най-рано от днес" in wrong.text
    assert browser.post(PAGE, typed | {"valid_from": f"{today:%d.%m.%Y}"}).status_code == 302
    assert rows(cast) == [(5, today, None)]
    assert "преписки" in browser.get(PAGE).text
    assert "колко се пазят" in browser.get("/o/slance/settings/course/").text
    assert client(cast.agency).get("/o/asp/settings/retention/").status_code == 200
    assert client(cast.district).get("/o/oblast-sofia/settings/retention/").status_code == 400


def test_the_course_tells_also_of_rules_of_other_packages(cast: Cast) -> None:
    """It failed on an event that it had no sentence for."""
    browser = client(cast.provider)
    typed = {"n_hours": "48", "valid_from": f"{timezone.localdate():%d.%m.%Y}", "source": "Правило"}
    assert browser.post("/o/slance/queues/answer/", typed).status_code == 302
    assert "определи времето за отговор" in browser.get("/o/slance/settings/course/").text
