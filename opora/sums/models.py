"""Tables of the live sums."""

from django.db import models


class Tally(models.Model):
    """The live figures of one planned service in one municipality.

    Without a service the row is of all services together, each counted once: a complex counts whole
    in every planned service it gives, so their rows may not be added up. A protected service tells
    only its district, so its row has no municipality. Empty `computed`
    means that a criterion or an indicator is missing; empty `cost_cents` that a standard is; empty
    `proposed` that nothing was submitted. None of them is a zero.
    """

    district = models.ForeignKey("territory.District", models.PROTECT, related_name="+")
    municipality = models.ForeignKey(
        "territory.Municipality", models.PROTECT, null=True, related_name="+"
    )
    planned_service = models.ForeignKey(
        "register.PlannedService", models.PROTECT, null=True, related_name="+"
    )
    computed = models.PositiveIntegerField(null=True)
    places = models.PositiveIntegerField(default=0)
    occupied = models.PositiveIntegerField(default=0)
    waiting = models.PositiveIntegerField(default=0)
    proposed = models.PositiveIntegerField(null=True)
    cost_cents = models.BigIntegerField(null=True, help_text="A year of the places, euro cents.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["district", "municipality", "planned_service"],
                nulls_distinct=False,
                name="one_tally_a_service",
            )
        ]

    def __str__(self) -> str:
        return f"{self.municipality_id or self.district_id} · {self.planned_service_id or 'all'}"


class TallyBook(models.Model):
    """One row: up to which event of the journal the tallies are counted; locked while counting."""

    position = models.BigIntegerField(default=0)
    counted_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"→ {self.position}"
