"""Places changed by procedure: request, order of АСП, decision of the council, register."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from opora.accounts.models import Organization
from opora.capacity import rules, services
from opora.capacity.models import CapacityRequest
from opora.capacity.rules import STEPS, RequestState, Side
from opora.journal.context import acting
from opora.lib.actor import Actor
from opora.lib.refusals import NotVisible, Refused, Stale
from opora.register.models import Provider, Service

from .conftest import NOW, TODAY, Cast

Make = Callable[..., Service]
DAY = timedelta(days=1)


@pytest.mark.parametrize("action", STEPS)
@pytest.mark.parametrize("state", RequestState)
@pytest.mark.parametrize("side", Side)
def test_every_act_in_every_state_by_everybody(
    action: str, state: RequestState, side: Side
) -> None:
    row = STEPS[action]
    if state in row.sources and side == row.who:
        assert rules.next_state(state, action, frozenset({side})) == row.to
        return
    with pytest.raises(Refused):
        rules.next_state(state, action, frozenset({side}))


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
        return services.begin(
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
    do(cast, cast.municipality, services.send, row)
    do(cast, agency, services.give_back, row, answer="Приложете справка за чакащите.")
    do(cast, cast.municipality, services.send, row)
    ordered = do(cast, agency, services.order, row, n_approved=35)
    assert (ordered.n_approved, ordered.order_number) == (35, "РД-7")
    about = {"decision_number": "12", "effective_from": TODAY + DAY}
    with pytest.raises(Refused, match="преди заповедта"):
        do(cast, cast.municipality, services.decide, row, decision_on=TODAY - DAY, **about)
    with pytest.raises(Refused, match="бъдещето"):
        do(cast, cast.municipality, services.decide, row, decision_on=TODAY + DAY, **about)
    done = do(cast, cast.municipality, services.decide, row, decision_on=TODAY, **about)
    assert done.state == "decided"
    assert "РД-7" in services.basis_of(done)[0]


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
        services.begin(
            cast.stranger, service=service, provider=service.provider, title="x", n_asked=9,
            wanted_from=TODAY, reason="Едно две три.", now=NOW,
        )  # fmt: skip


def test_a_stranger_sees_no_request_and_two_do_not_decide_twice(
    cast: Cast, make: Make, agency: Actor
) -> None:
    row = do(cast, cast.municipality, services.send, ask(cast, make()))
    with acting(cast.stranger):
        assert not CapacityRequest.objects.exists()
        with pytest.raises(NotVisible):
            services.order(cast.stranger, row=row, n_approved=1, seen=2, now=NOW)
    do(cast, agency, services.order, row, n_approved=35)
    with pytest.raises(Stale):
        do(cast, agency, services.order, row, n_approved=36, seen=2)
