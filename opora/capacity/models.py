"""How the places of a service are changed, or a new one opened, by order and decision."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from opora.register.models import Service, choices, known

from . import rules
from .rules import RequestKind, RequestState


class CapacityRequest(models.Model):
    """A municipality asks; АСП orders; the council decides; then the register changes."""

    kind = models.CharField(_("иска се"), max_length=8, choices=choices(rules.KIND_LABELS))
    state = models.CharField(_("състояние"), max_length=10, choices=choices(rules.STATE_LABELS))
    organization_id = models.BigIntegerField(help_text="The municipality's organization.")
    audience = ArrayField(models.BigIntegerField())
    number = models.CharField(_("изх. №"), max_length=40, blank=True)
    service = models.ForeignKey(Service, models.PROTECT, null=True, related_name="+")
    # What a new service will be: the fields of its form; nothing for a change.
    facts = models.JSONField(default=dict)
    title = models.CharField(_("услуга"), max_length=200)
    n_before = models.PositiveIntegerField(_("места досега"))
    n_asked = models.PositiveIntegerField(_("искани места"))
    wanted_from = models.DateField(_("искано от"))
    reason = models.TextField(_("защо"), max_length=2000)
    sent_on = models.DateField(_("изпратено на"), null=True)
    n_approved = models.PositiveIntegerField(_("разрешени места"), null=True)
    order_number = models.CharField(_("заповед №"), max_length=80, blank=True)
    order_on = models.DateField(_("от дата"), null=True)
    answer = models.TextField(_("отговор на АСП"), max_length=2000, blank=True)
    decision_number = models.CharField(_("решение на общинския съвет №"), max_length=80, blank=True)
    decision_on = models.DateField(_("от дата"), null=True)
    effective_from = models.DateField(_("в сила от"), null=True)
    created_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-created_at", "-id"]
        verbose_name = _("искане за капацитет")
        constraints = [
            known("kind", RequestKind, "capacity_request_kind_known"),
            known("state", RequestState, "capacity_request_state_known"),
            models.CheckConstraint(
                condition=Q(kind=RequestKind.OPENING) | Q(service__isnull=False),
                name="capacity_change_names_its_service",
            ),
            models.UniqueConstraint(
                fields=["service"],
                condition=Q(state__in=sorted(rules.OPEN), kind=RequestKind.CHANGE),
                name="one_open_capacity_request",
            ),
        ]

    def __str__(self) -> str:
        return self.number or self.title
