"""Every service as it was on any past day, its prices, and places changed by procedure."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from opora.accounts.models import Organization
from opora.journal.context import acting
from opora.lib.actor import Actor
from opora.lib.money import Money
from opora.lib.refusals import NotVisible, Refused, Stale
from opora.register import prices, procedure, procedures, queries, services, versions
from opora.register.models import CapacityRequest, Provider, Service, ServiceVersion
from opora.register.procedure import STEPS, RequestState, Side

from .conftest import NOW, PROTECTED, TODAY, Cast

Make = Callable[..., Service]
DAY = timedelta(days=1)


def edit(cast: Cast, service: Service, on: date, **changed: Any) -> Service:
    """The provider writes down what changed since a day."""
    with acting(cast.provider):
        fresh = queries.service(cast.provider, service.pk)
        facts = queries.facts_of(fresh)
        values = {name: getattr(facts, name) for name in facts.__slots__} | changed
        return services.edit_service(
            cast.provider, service=fresh, seen_version=fresh.version,
            facts=facts.__class__(**values), changed_on=on, why="Договор № 7", now=NOW,
        )  # fmt: skip


def names_on(actor: Actor, day: date) -> list[str]:
    with acting(actor):
        return [each.name for each in versions.on_day(ServiceVersion.objects.all(), day)]


def test_a_service_is_as_it_was_on_each_day(cast: Cast, make: Make) -> None:
    service = make()
    edit(cast, service, date(2024, 5, 1), name="Център „Изгрев“")
    edit(cast, service, date(2026, 1, 10), mode="hourly")
    seen = cast.stranger
    assert names_on(seen, date(2020, 8, 31)) == []
    assert names_on(seen, date(2024, 4, 30)) == ["Дневен център „Слънце“"]
    assert names_on(seen, date(2024, 5, 1)) == ["Център „Изгрев“"]
    with acting(seen):
        rows = list(versions.of_service(service.pk))
        assert (rows[0].mode, rows[0].why) == ("hourly", "Договор № 7")
        assert rows[1].valid_to == date(2026, 1, 10)


def test_the_past_is_not_rewritten(cast: Cast, make: Make) -> None:
    service = make()
    edit(cast, service, date(2024, 5, 1), name="Център „Изгрев“")
    with pytest.raises(Refused, match="по-късен ден"):
        edit(cast, service, date(2023, 5, 1), name="Друго")
    with pytest.raises(Refused, match="бъдещето"):
        edit(cast, service, TODAY + DAY, name="Друго")


def test_two_changes_of_one_day_leave_the_last(cast: Cast, make: Make) -> None:
    service = make()
    edit(cast, service, TODAY, name="Първо")
    edit(cast, service, TODAY, name="Второ")
    assert names_on(cast.stranger, TODAY) == ["Второ"]
    with acting(cast.stranger):
        assert versions.of_service(service.pk).count() == 3


def test_a_closed_service_stands_until_its_last_day(cast: Cast, make: Make) -> None:
    service = make()
    with acting(cast.provider):
        services.close_service(
            cast.provider, service=service, closed_on=date(2026, 3, 1), reason="Край", now=NOW
        )
    assert names_on(cast.stranger, date(2026, 2, 28)) == ["Дневен център „Слънце“"]
    assert names_on(cast.stranger, date(2026, 3, 1)) == []


def test_a_protected_address_stays_protected_in_the_history(cast: Cast, make: Make) -> None:
    """Also the one of the time when the service was not protected yet."""
    service = make(named_service="cop", target_groups=("children-risk",), line="ул. „Тайна“ 7")
    edit(cast, service, date(2025, 1, 1), **{
        name: getattr(PROTECTED, name)
        for name in ("named_service", "target_groups", "users", "is_protected")
    })  # fmt: skip
    with acting(cast.stranger):
        (seen,) = versions.of_service(service.pk)
        assert (seen.is_protected, seen.municipality_id, seen.settlement) == (True, None, "")
        assert not hasattr(seen, "address")
    with acting(cast.provider):
        assert [str(each.address) for each in versions.of_service(service.pk)][1].endswith("7")


def test_a_price_has_its_days(cast: Cast, make: Make) -> None:
    service = make()
    about: dict[str, Any] = {"service": service, "item": "Час", "unit": "hour", "now": NOW}
    with acting(cast.provider):
        prices.write(cast.provider, price=Money(1000), valid_from=date(2026, 1, 1), **about)
        prices.write(cast.provider, price=Money(1200), valid_from=date(2026, 7, 1), **about)
        assert prices.of_service(service.pk, date(2026, 6, 30)).get().cents == 1000
        assert prices.of_service(service.pk, TODAY).get().cents == 1200
        with pytest.raises(Refused, match="по-късен"):
            prices.write(cast.provider, price=Money(1), valid_from=date(2026, 5, 1), **about)
        with pytest.raises(Refused, match="отрицателна"):
            prices.write(cast.provider, price=Money(-1), valid_from=TODAY, **about)
    with acting(cast.stranger), pytest.raises(Refused, match="поддържа"):
        prices.write(cast.stranger, price=Money(1), valid_from=TODAY, **about)


# Places by procedure


@pytest.mark.parametrize("action", STEPS)
@pytest.mark.parametrize("state", RequestState)
@pytest.mark.parametrize("side", Side)
def test_every_act_in_every_state_by_everybody(
    action: str, state: RequestState, side: Side
) -> None:
    row = STEPS[action]
    if state in row.sources and side == row.who:
        assert procedure.next_state(state, action, frozenset({side})) == row.to
        return
    with pytest.raises(Refused):
        procedure.next_state(state, action, frozenset({side}))


@pytest.fixture
def agency(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Actor:
    """The head of АСП; papers are numbered without being set."""
    paper = type("Paper", (), {"full_number": "РД-7"})()
    monkeypatch.setattr("opora.documents.services.issue", lambda *a, **k: paper)
    organization = Organization.objects.create(
        kind="assistance_agency", name="АСП", short_name="АСП", slug="asp"
    )
    return Actor(None, organization.pk, frozenset({"head"}))


def ask(cast: Cast, service: Service, n_asked: int = 40) -> CapacityRequest:
    actor = Actor(None, cast.municipality.organization_id, frozenset({"officer"}))
    with acting(actor):
        return procedures.begin(
            actor, service=service, provider=Provider.objects.get(), title=service.name,
            n_asked=n_asked, wanted_from=TODAY, reason="Чакат трима души от пролетта.", now=NOW,
        )  # fmt: skip


def do(cast: Cast, actor: Actor, verb: Any, row: CapacityRequest, **more: Any) -> CapacityRequest:
    with acting(actor):
        fresh = CapacityRequest.objects.get(pk=row.pk)
        return verb(actor, row=fresh, **({"seen": fresh.version, "now": NOW} | more))


def test_request_order_decision(cast: Cast, make: Make, agency: Actor) -> None:
    row = ask(cast, make())
    assert (row.n_before, row.n_asked) == (30, 40)
    with acting(agency):
        assert not CapacityRequest.objects.exists()
    do(cast, cast.municipality, procedures.send, row)
    do(cast, agency, procedures.give_back, row, answer="Приложете справка за чакащите.")
    do(cast, cast.municipality, procedures.send, row)
    ordered = do(cast, agency, procedures.order, row, n_approved=35)
    assert (ordered.n_approved, ordered.order_number) == (35, "РД-7")
    about = {"decision_number": "12", "effective_from": TODAY + DAY}
    with pytest.raises(Refused, match="преди заповедта"):
        do(cast, cast.municipality, procedures.decide, row, decision_on=TODAY - DAY, **about)
    with pytest.raises(Refused, match="бъдещето"):
        do(cast, cast.municipality, procedures.decide, row, decision_on=TODAY + DAY, **about)
    done = do(cast, cast.municipality, procedures.decide, row, decision_on=TODAY, **about)
    assert done.state == "decided"
    assert "РД-7" in procedures.basis_of(done)[0]


def test_a_request_is_for_ones_own_service_and_says_why(
    cast: Cast, make: Make, agency: Actor
) -> None:
    service = make()
    with pytest.raises(Refused, match="толкова места"):
        ask(cast, service, 30)
    ask(cast, service)
    with pytest.raises(Refused, match="неприключено"):
        ask(cast, service, 50)
    with acting(cast.stranger), pytest.raises(Refused, match="територията"):
        procedures.begin(
            cast.stranger, service=service, provider=service.provider, title="x", n_asked=9,
            wanted_from=TODAY, reason="Едно две три.", now=NOW,
        )  # fmt: skip


def test_a_stranger_sees_no_request_and_two_do_not_decide_twice(
    cast: Cast, make: Make, agency: Actor
) -> None:
    row = do(cast, cast.municipality, procedures.send, ask(cast, make()))
    with acting(cast.stranger):
        assert not CapacityRequest.objects.exists()
        with pytest.raises(NotVisible):
            procedures.order(cast.stranger, row=row, n_approved=1, seen=2, now=NOW)
    do(cast, agency, procedures.order, row, n_approved=35)
    with pytest.raises(Stale):
        do(cast, agency, procedures.order, row, n_approved=36, seen=2)
