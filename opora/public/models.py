"""Figures for everybody, counted once a day: pages without an account read these tables only."""

from django.db import models


class PublicLayer(models.Model):
    """One picture of the public map: a layer, at a moment, of one planned service or of all.

    `words` are its name, unit, day, source and the like, by language, as they were when counted.
    """

    code = models.SlugField(max_length=60)
    moment = models.CharField(max_length=10, blank=True)
    service = models.ForeignKey(
        "register.PlannedService", models.CASCADE, null=True, related_name="+"
    )
    position = models.PositiveIntegerField()
    decimals = models.PositiveSmallIntegerField(default=0)
    is_banded = models.BooleanField(default=False)
    words = models.JSONField()
    counted_on = models.DateField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["code", "moment", "service"],
                nulls_distinct=False,
                name="one_public_layer_a_service",
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.moment} {self.service_id or ''}"


class PublicFigure(models.Model):
    """A municipality's figure; a district's sum without one; without both the country's.

    Empty `value` means that the figure is known and not told. One that nobody knows has no row. A
    queue's length is kept as the first number of its band: the exact one is not in this table.
    """

    layer = models.ForeignKey(PublicLayer, models.CASCADE, related_name="figures")
    municipality = models.ForeignKey(
        "territory.Municipality", models.CASCADE, null=True, related_name="+"
    )
    district = models.ForeignKey("territory.District", models.CASCADE, null=True, related_name="+")
    value = models.DecimalField(max_digits=16, decimal_places=4, null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["layer", "municipality", "district"],
                nulls_distinct=False,
                name="one_public_figure_a_place",
            )
        ]

    def __str__(self) -> str:
        return f"{self.layer_id} · {self.municipality_id or self.district_id or 'country'}"
