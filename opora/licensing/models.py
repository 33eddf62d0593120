"""Tables of licensing: the public register of licenses, and applications of their two sides."""

from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from opora.law.models import CONFIDENCE_LABELS
from opora.law.rules import Confidence
from opora.register.models import Provider, choices, known
from opora.register.rules import LegalForm

from . import rules
from .rules import Kind, State, Term


class LicenseDuty(models.Model):
    """Whether providers of a legal form work only with a license, between two days."""

    legal_form = models.CharField(_("вид доставчик"), max_length=10)
    needs_license = models.BooleanField(_("нужен е лиценз"))
    source = models.CharField(_("източник"), max_length=200)
    confidence = models.CharField(_("сигурност"), max_length=10, choices=CONFIDENCE_LABELS)
    valid_from = models.DateField(_("от"))
    valid_to = models.DateField(_("до"), null=True, blank=True)

    class Meta:
        constraints = [
            known("legal_form", LegalForm, "license_duty_legal_form_known"),
            known("confidence", Confidence, "license_duty_confidence_known"),
            models.UniqueConstraint(fields=["legal_form", "valid_from"], name="license_duty_once"),
        ]

    def __str__(self) -> str:
        return f"{self.legal_form}: {self.needs_license}"

    @property
    def is_checked(self) -> bool:
        """Whether a source confirms the row; else the page says „предстои проверка“."""
        return self.confidence == Confidence.CONFIRMED


class License(models.Model):
    """The right of a provider to give services of some kinds; half open [valid_from, valid_to)."""

    number = models.CharField(_("лиценз №"), max_length=40, unique=True)
    provider = models.ForeignKey(Provider, models.PROTECT, related_name="licenses")
    # The agency's organization, by whose rows the second wall lets it write.
    organization_id = models.BigIntegerField()
    issued_on = models.DateField(_("издаден на"))
    valid_from = models.DateField(_("в сила от"))
    valid_to = models.DateField(_("в сила до"))
    renews = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="renewed_by"
    )
    revoked_on = models.DateField(_("отнет на"), null=True, blank=True)
    revoke_reason = models.CharField(_("мотиви за отнемането"), max_length=600, blank=True)
    revoke_document = models.CharField(_("заповед за отнемането"), max_length=120, blank=True)
    is_transcribed = models.BooleanField(_("вписан от хартия"), default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-valid_from", "-id"]
        verbose_name = _("лиценз")
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__gt=F("valid_from")), name="license_lasts_a_day"
            ),
            models.CheckConstraint(
                condition=Q(revoked_on=None, revoke_reason="") | ~Q(revoke_reason=""),
                name="license_revoked_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def term(self) -> Term:
        """Its days, for the rules."""
        renewed = getattr(self, "renewed_by", None)
        return Term(
            self.valid_from, self.valid_to, self.revoked_on, renewed.valid_from if renewed else None
        )

    @property
    def last_day(self) -> date:
        """The last day on which it holds."""
        return min(self.revoked_on or self.valid_to, self.valid_to) - date.resolution


class LicenseVersion(models.Model):
    """What a license says from a day on; a changed license is a new version of it."""

    license = models.ForeignKey(License, models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField(_("версия"))
    valid_from = models.DateField(_("от"))
    holder = models.CharField(_("наименование на доставчика"), max_length=200)
    seat = models.CharField(_("седалище и адрес"), max_length=250)
    manager = models.CharField(_("представляващ"), max_length=160, blank=True)
    kinds = ArrayField(models.CharField(max_length=20), verbose_name=_("видове услуги"))
    document = models.CharField(_("заповед"), max_length=120, blank=True)
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["license", "number"], name="license_version_once"),
            models.CheckConstraint(condition=~Q(kinds=[]), name="license_names_a_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.license_id} · {self.number}"


class LicenseApplication(models.Model):
    """A provider asks for a license, tells of a change, or asks for a renewal."""

    number = models.CharField(_("вх. №"), max_length=40, blank=True)
    kind = models.CharField(_("иска се"), max_length=10, choices=choices(rules.KIND_LABELS))
    state = models.CharField(_("състояние"), max_length=12, choices=choices(rules.STATE_LABELS))
    organization_id = models.BigIntegerField(help_text="The provider's organization.")
    provider = models.ForeignKey(Provider, models.PROTECT, related_name="+")
    license = models.ForeignKey(
        License, models.PROTECT, null=True, blank=True, related_name="applications"
    )
    audience = ArrayField(models.BigIntegerField())
    holder = models.CharField(_("наименование на доставчика"), max_length=200)
    seat = models.CharField(_("седалище и адрес"), max_length=250)
    manager = models.CharField(_("представляващ"), max_length=160, blank=True)
    kinds = ArrayField(models.CharField(max_length=20), verbose_name=_("видове услуги"))
    note = models.TextField(_("пояснение"), max_length=2000, blank=True)
    changed_on = models.DateField(_("денят на промяната"), null=True, blank=True)
    submitted_on = models.DateField(_("подадено на"), null=True, blank=True)
    asked_for = models.TextField(_("какво да се допълни"), max_length=2000, blank=True)
    decided_on = models.DateField(_("решено на"), null=True, blank=True)
    order_number = models.CharField(_("заповед №"), max_length=80, blank=True)
    reason = models.TextField(_("мотиви"), max_length=2000, blank=True)
    notified_on = models.DateField(_("връчено на"), null=True, blank=True)
    made = models.OneToOneField(
        License, models.PROTECT, null=True, blank=True, related_name="made_by"
    )
    created_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-created_at", "-id"]
        verbose_name = _("заявление за лиценз")
        constraints = [
            known("kind", Kind, "license_application_kind_known"),
            known("state", State, "license_application_state_known"),
            models.CheckConstraint(
                condition=Q(kind=Kind.GRANT, license=None)
                | Q(license__isnull=False) & ~Q(kind=Kind.GRANT),
                name="license_application_names_its_license",
            ),
            models.CheckConstraint(
                condition=~Q(kind=Kind.CHANGE) | Q(changed_on__isnull=False),
                name="license_change_has_its_day",
            ),
            models.UniqueConstraint(
                fields=["license", "kind"],
                condition=Q(state__in=[State.DRAFT, State.SUBMITTED, State.INCOMPLETE]),
                name="one_open_application_of_a_kind",
            ),
        ]

    def __str__(self) -> str:
        return self.number or str(self.get_kind_display())
