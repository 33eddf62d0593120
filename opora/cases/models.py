"""A case and who takes part in it."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .rules import BASIS_LABELS, GROUND_LABELS, STATE_LABELS, CaseState, Ground, PartyBasis

ORGANIZATION = "accounts.Organization"


class Case(models.Model):
    """One person's use of one service, led by its provider from the acceptance to the end.

    `audience` are the organizations that take part now (the active parties), the provider first in
    right but not in order.
    """

    number = models.CharField(_("номер"), max_length=40)
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    service = models.ForeignKey("register.Service", models.PROTECT, related_name="+")
    organization = models.ForeignKey(ORGANIZATION, models.PROTECT, related_name="+")
    audience = ArrayField(models.BigIntegerField())
    request_id = models.BigIntegerField(null=True, blank=True)
    placement = models.ForeignKey("places.Placement", models.PROTECT, null=True, related_name="+")
    ground = models.CharField(
        _("основание"), max_length=12, choices=[(g.value, _(t)) for g, t in GROUND_LABELS.items()]
    )
    state = models.CharField(
        max_length=8,
        choices=[(s.value, _(t)) for s, t in STATE_LABELS.items()],
        default=CaseState.OPEN.value,
    )
    lead = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="+"
    )
    is_confidential = models.BooleanField(_("поверителен"), default=False)
    opened_on = models.DateField(_("открит на"))
    ended_on = models.DateField(_("приключен на"), null=True, blank=True)
    end_reason = models.CharField(_("защо приключи"), max_length=40, blank=True)
    end_note = models.TextField(_("бележка"), max_length=2000, blank=True)
    destination = models.CharField(_("къде отива лицето"), max_length=40, blank=True)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["-opened_on", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["organization", "number"], name="case_number_once"),
            models.UniqueConstraint(
                fields=["person", "service"],
                condition=Q(state="open"),
                name="one_open_case_per_service",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[s.value for s in CaseState]), name="case_state_known"
            ),
            models.CheckConstraint(
                condition=Q(ground__in=[g.value for g in Ground]), name="case_ground_known"
            ),
            models.CheckConstraint(
                condition=Q(state="open", ended_on=None) | Q(state="ended", ended_on__isnull=False),
                name="case_ended_has_a_day",
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=F("opened_on")),
                name="case_ends_after_opening",
            ),
        ]
        indexes = [
            GinIndex(fields=["audience"], name="case_audience"),
            models.Index(fields=["service", "state"], name="case_service"),
            models.Index(fields=["request_id"], name="case_request"),
        ]

    def __str__(self) -> str:
        return self.number


class CaseParty(models.Model):
    """An organization that takes part in a case, why, what it may see, since when."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="parties")
    organization = models.ForeignKey(ORGANIZATION, models.PROTECT, related_name="+")
    basis = models.CharField(
        max_length=12, choices=[(b.value, _(t)) for b, t in BASIS_LABELS.items()]
    )
    parts = ArrayField(models.CharField(max_length=8))
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["since", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "organization"], condition=Q(until=None), name="case_party_once"
            ),
            models.CheckConstraint(
                condition=Q(basis__in=[b.value for b in PartyBasis]), name="case_party_basis_known"
            ),
        ]
        indexes = [
            models.Index(fields=["organization"], condition=Q(until=None), name="case_party_active")
        ]

    def __str__(self) -> str:
        return f"{self.case} · {self.organization}"
