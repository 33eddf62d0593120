"""A provider whose license ended yesterday takes nobody new, by whatever way; its users stay."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from opora.accounts.models import Organization
from opora.journal.context import acting
from opora.lib.actor import Actor
from opora.lib.refusals import Refused
from opora.licensing.models import License
from opora.places.models import Placement, PlaceOffer
from opora.referral import services as referral
from opora.referral.models import ServiceRequest
from tests.cast import TODAY, Cast

Expire = Callable[[], None]


@pytest.fixture
def expire() -> Expire:
    """The license of the story's provider has ended: yesterday was its last day."""

    def end() -> None:
        agency = Organization.objects.get(kind="quality_agency")
        with acting(Actor(None, agency.pk, frozenset({"head"}))):
            assert License.objects.update(valid_to=TODAY) == 1

    return end


def urgent(cast: Cast) -> ServiceRequest:
    """A request whose provider is asked to admit at once."""
    return cast.do(
        cast.municipality, "send_urgently", cast.wish(), service=cast.service, ground="Бездомна."
    )


def offered(cast: Cast) -> ServiceRequest:
    """A request to which a freed place is offered."""
    holder, _other = [cast.do(cast.provider, "accept", cast.chosen()) for _ in range(2)]
    waits = cast.do(cast.provider, "enqueue", cast.chosen())
    with acting(cast.provider):
        placement = Placement.objects.get(request_id=holder.pk)
        referral.end_use(
            cast.provider, placement=placement, reason="край", ended_on=TODAY, now=cast.now
        )
    return cast.fresh(waits)


WAYS: dict[str, tuple[Callable[[Cast], ServiceRequest], str, dict[str, Any]]] = {
    "accept": (Cast.chosen, "provider", {}),
    "admit_urgently": (urgent, "provider", {"ground": "Заповед № 1"}),
    "accept_offer": (offered, "municipality", {}),
}


@pytest.mark.parametrize("action", WAYS)
def test_the_acceptance_is_refused_in_words(cast: Cast, expire: Expire, action: str) -> None:
    prepare, who, facts = WAYS[action]
    request = prepare(cast)
    state = request.state
    expire()
    with pytest.raises(Refused) as refused:
        cast.do(getattr(cast, who), action, request, **facts)
    assert "до 19.11.2026" in refused.value.sentence
    assert "остават" in refused.value.rule
    assert "друг доставчик" in refused.value.remedy
    assert cast.fresh(request).state == state
    with acting(cast.provider):
        assert not Placement.objects.filter(request_id=request.pk).exists()


def test_who_waits_may_choose_another_and_who_is_placed_goes_on(cast: Cast, expire: Expire) -> None:
    """The ways out stay open, and nothing happens to a person who was accepted before."""
    user = cast.do(cast.provider, "accept", cast.chosen())
    waits = cast.chosen()
    expire()
    refused = cast.do(
        cast.provider, "refuse", waits, reason="няма лиценз", rule="практика", happened_on=TODAY
    )
    assert refused.state == "referred"
    with acting(cast.provider):
        placement = Placement.objects.get(request_id=user.pk)
        begun = referral.begin_use(
            cast.provider, placement=placement, started_on=TODAY, now=cast.now
        )
        assert begun.state == "taken"
        assert not PlaceOffer.objects.exists()
    assert cast.fresh(user).state == "accepted"


def test_a_new_license_lets_the_same_request_be_accepted(cast: Cast, expire: Expire) -> None:
    request = cast.chosen()
    expire()
    with pytest.raises(Refused):
        cast.do(cast.provider, "accept", request)
    agency = Organization.objects.get(kind="quality_agency")
    with acting(Actor(None, agency.pk, frozenset({"head"}))):
        License.objects.update(valid_to=TODAY + timedelta(days=365))
    assert cast.do(cast.provider, "accept", request).state == "accepted"
