"""On which paper a capacity changed is read by its provider, whatever everybody hears of counts."""

from opora.journal.context import acting
from opora.journal.models import EventDetail
from opora.referral import services as referral
from tests.cast import TODAY, Cast

PAPER = "Заповед № РД01-опит"


def test_the_ground_of_a_change_stays_with_the_provider(cast: Cast) -> None:
    with acting(cast.provider):
        referral.change_capacity(
            cast.provider,
            service_id=cast.service.pk,
            n_places=9,
            valid_from=TODAY,
            basis=PAPER,
            document="",
            now=cast.now,
        )
    read = {}
    for name in ("provider", "stranger", "district", "directorate"):
        with acting(getattr(cast, name)):
            kept = EventDetail.objects.filter(event__name="places.capacity_changed")
            read[name] = any(PAPER in str(detail.values) for detail in kept)

    assert read == {"provider": True, "stranger": False, "district": False, "directorate": False}
