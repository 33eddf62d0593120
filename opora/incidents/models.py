"""Incidents of services."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from . import rules
from .rules import IncidentKind, Severity

ORGANIZATION = "accounts.Organization"
SERVICE = "register.Service"
CASE = "cases.Case"
INCIDENT_KINDS = [(kind.value, _(label)) for kind, label in rules.INCIDENT_LABELS.items()]
SEVERITIES = [(each.value, _(label)) for each, label in rules.SEVERITY_LABELS.items()]


class Incident(models.Model):
    """Something that went wrong: what, how bad, what was done, who was told."""

    service = models.ForeignKey(SERVICE, models.PROTECT, related_name="+")
    organization = models.ForeignKey(ORGANIZATION, models.PROTECT, related_name="+")
    case = models.ForeignKey(CASE, models.PROTECT, null=True, blank=True, related_name="+")
    kind = models.CharField(_("какво е"), max_length=10, choices=INCIDENT_KINDS)
    severity = models.CharField(_("тежест"), max_length=8, choices=SEVERITIES)
    happened_at = models.DateTimeField(_("кога"))
    what = models.TextField(_("какво се случи"), max_length=4000)
    done = models.TextField(_("какво беше направено"), max_length=4000)
    told = models.CharField(_("на кого беше съобщено"), max_length=300)
    is_child_at_risk = models.BooleanField(_("дете в риск"), default=False)
    reported_on = models.DateField(_("сигнал по чл. 7 ЗЗД на"), null=True, blank=True)
    reported_to = models.CharField(_("сигнал до"), max_length=160, blank=True)
    user = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["-happened_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=list(IncidentKind)), name="incident_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(severity__in=list(Severity)), name="incident_severity_known"
            ),
        ]
        indexes = [models.Index(fields=["service", "happened_at"], name="incident_service")]

    def __str__(self) -> str:
        return f"{self.service_id} · {self.happened_at:%Y-%m-%d}"

    @property
    def awaits_signal(self) -> bool:
        """A child at risk of which nobody was told yet (чл. 7 ЗЗД)."""
        return self.is_child_at_risk and self.reported_on is None
