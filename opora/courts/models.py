"""The placement of an adult under guardianship by a court."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from opora.protection.models import LONG, ORGANIZATION, USER, choices, known

from .rules import ENDS, LABELS, TONES, CourtState


class CourtPlacement(models.Model):
    """From the directorate's application to the end of the term that the court gave.

    `request` is the wish by which the place is taken; `until` moves with each prolongation.
    """

    number = models.CharField(_("номер"), max_length=30, unique=True)
    version = models.PositiveIntegerField(default=1)
    organization = models.ForeignKey(ORGANIZATION, models.PROTECT, related_name="+")
    audience = ArrayField(models.BigIntegerField())
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    officer = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    state = models.CharField(
        _("състояние"), max_length=12, choices=choices(LABELS), default=CourtState.DRAFT
    )
    guardian = models.CharField(_("настойник или попечител"), max_length=200)
    guardian_opinion = models.TextField(
        _("мнение на настойника или попечителя"), max_length=LONG, blank=True
    )
    person_opinion = models.TextField(_("мнение на лицето"), max_length=LONG, blank=True)
    reason = models.TextField(_("защо не може да остане в дома си"), max_length=LONG)
    named_service = models.ForeignKey(
        "register.NamedService", models.PROTECT, related_name="+", verbose_name=_("вид услуга")
    )
    service = models.ForeignKey(
        "register.Service", models.PROTECT, null=True, blank=True, related_name="+"
    )
    municipality = models.ForeignKey("territory.Municipality", models.PROTECT, related_name="+")
    court = models.CharField(_("районен съд"), max_length=120, blank=True)
    court_case = models.CharField(_("дело"), max_length=80, blank=True)
    filed_on = models.DateField(_("внесено на"), null=True, blank=True)
    hearing_on = models.DateField(_("заседание на"), null=True, blank=True)
    decision = models.CharField(_("решение"), max_length=120, blank=True)
    decided_on = models.DateField(_("решено на"), null=True, blank=True)
    until = models.DateField(_("до"), null=True, blank=True)
    request = models.ForeignKey(
        "referral.ServiceRequest", models.PROTECT, null=True, blank=True, related_name="+"
    )
    warned_on = models.DateField(null=True, blank=True)
    warned_over_on = models.DateField(null=True, blank=True)
    prolonging_on = models.DateField(_("поискано продължаване на"), null=True, blank=True)
    ended_on = models.DateField(_("приключи на"), null=True, blank=True)
    end_reason = models.CharField(_("защо приключи"), max_length=2000, blank=True)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["until", "-created_at"]
        indexes = [GinIndex(fields=["audience"], name="court_audience")]
        constraints = [
            known("state", CourtState, "court_state_known"),
            models.UniqueConstraint(
                fields=["organization", "person"],
                condition=Q(closed_at=None),
                name="one_court_placement_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None) ^ Q(state__in=sorted(one.value for one in ENDS)),
                name="court_closed_at_end",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def tone(self) -> str:
        """The tone of the state's chip."""
        return TONES.get(CourtState(self.state), "plain")
