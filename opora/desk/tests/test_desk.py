"""The desk's own acts: saved views, presence, the time for an answer."""

from datetime import timedelta

import pytest

from opora.desk import services
from opora.desk.models import SavedView
from opora.journal.context import acting
from opora.lib.refusals import Refused
from opora.places import queries as places
from opora.places import services as place_services
from tests.cast import TODAY, Cast, make


@pytest.fixture
def cast(db: None) -> Cast:
    """Everybody of the story."""
    return make()


def test_a_view_is_ones_own_and_overwritten_by_its_name(cast: Cast) -> None:
    with acting(cast.municipality):
        services.save_view(cast.municipality, name="Просрочени мои", query="tab=late&officer=me")
        services.save_view(cast.municipality, name="Просрочени мои", query="tab=late")
        assert SavedView.objects.get().query == "tab=late"
        with pytest.raises(Refused):
            services.save_view(cast.municipality, name="  ", query="")
    with acting(cast.head):
        assert not SavedView.objects.exists()


def test_who_looks_is_seen_for_half_a_minute(cast: Cast) -> None:
    request = cast.wish()
    with acting(cast.directorate):
        services.be_present(cast.directorate, request_id=request.pk, editing=True, now=cast.now)
    with acting(cast.municipality):
        for later, n_others in ((0, 1), (40, 0)):
            others = services.be_present(
                cast.municipality,
                request_id=request.pk,
                editing=False,
                now=cast.now + timedelta(seconds=later),
            )
            assert [other.editing for other in others] == [True] * n_others


def test_an_offer_waits_as_long_as_the_providers_rule_says(cast: Cast) -> None:
    with acting(cast.provider):
        place_services.set_hours_to_answer(
            cast.provider, n_hours=24, valid_from=TODAY, source="Заповед 5", now=cast.now
        )
        own, default = places.answer_rules(cast.provider)
        assert (own.n_hours_to_answer, default.organization_id) == (24, None)
        with pytest.raises(Refused):
            place_services.set_hours_to_answer(
                cast.provider,
                n_hours=24,
                valid_from=TODAY - timedelta(days=1),
                source="",
                now=cast.now,
            )
    with acting(cast.stranger):
        assert places.answer_rules(cast.stranger).count() == 1
