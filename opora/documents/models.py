"""Running numbers, unsent forms, issued documents, attached files. What a document belongs to is a
plain kind and id, because it lies above."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from opora.lib import words

from . import rules
from .content import BY_MEDIA_TYPE

ORGANIZATION = "accounts.Organization"
USER = "accounts.User"


class NumberSeries(models.Model):
    """The last number given in one series of an organization's documents in a year."""

    organization_id = models.BigIntegerField()
    series = models.CharField(max_length=20)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization_id", "series", "year"], name="number_series_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.series} {self.year}: {self.last}"


class Draft(models.Model):
    """A form as one person left it. Erased when the form is sent, or thirty days later."""

    user_id = models.BigIntegerField()
    organization_id = models.BigIntegerField()
    key = models.CharField(max_length=80)
    content = models.JSONField()
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user_id", "organization_id", "key"], name="draft_once"
            ),
            models.CheckConstraint(
                condition=Q(key__regex=r"^[a-z0-9:-]{1,80}$"), name="draft_key_plain"
            ),
        ]
        indexes = [models.Index(fields=["saved_at"], name="draft_age")]

    def __str__(self) -> str:
        return self.key


class IssuedDocument(models.Model):
    """An act on paper as it was issued: its PDF, encrypted, with the SHA-256 of what was printed.

    A trigger lets nobody change or delete it; only the mark that it was withdrawn is added, once.
    """

    organization = models.ForeignKey(ORGANIZATION, models.PROTECT, related_name="+")
    audience = ArrayField(models.BigIntegerField())
    kind = models.CharField(max_length=40)
    title = models.CharField(_("вид на документа"), max_length=200)
    about = models.CharField(_("за кого"), max_length=200, blank=True)
    series = models.CharField(max_length=20)
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    register_number = models.CharField(_("номер"), max_length=20)
    record_kind = models.CharField(max_length=20)
    record_id = models.BigIntegerField()
    person_id = models.BigIntegerField(null=True)
    article = models.CharField(_("основание"), max_length=200, blank=True)
    confidence = models.CharField(max_length=10)
    issued_on = models.DateField(_("дата"))
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    content = models.BinaryField()
    digest = models.BinaryField()
    size = models.PositiveIntegerField()
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        USER, models.PROTECT, null=True, related_name="+", db_column="withdrawn_by"
    )
    withdrawn_reason = models.CharField(_("защо е оттеглен"), max_length=300, blank=True)

    class Meta:
        ordering = ["-issued_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "series", "year", "number"], name="document_number_once"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_reason="")
                | (Q(withdrawn_at__isnull=False) & ~Q(withdrawn_reason="")),
                name="document_withdrawn_with_a_reason",
            ),
        ]
        indexes = [
            GinIndex(fields=["audience"], name="document_audience"),
            models.Index(fields=["record_kind", "record_id"], name="document_record"),
            models.Index(fields=["organization", "-issued_at"], name="document_register"),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.full_number}"

    @property
    def full_number(self) -> str:
        """Изх. № САМ-15/21.11.2026 г."""
        return f"{self.register_label} {self.register_number}/{words.day(self.issued_on)}"

    @property
    def register_label(self) -> str:
        """What stands before the number, as on the paper: in Bulgarian."""
        with translation.override("bg"):
            return gettext(rules.register_label(self.series))


class Attachment(models.Model):
    """A file kept with a record. `stored_as` is its random name in the folder of attachments."""

    organization = models.ForeignKey(ORGANIZATION, models.PROTECT, related_name="+")
    audience = ArrayField(models.BigIntegerField())
    title = models.CharField(_("заглавие"), max_length=200)
    media_type = models.CharField(max_length=100)
    extension = models.CharField(max_length=5)
    stored_as = models.CharField(max_length=32, unique=True)
    size = models.PositiveIntegerField()
    digest = models.BinaryField()
    record_kind = models.CharField(max_length=20)
    record_id = models.BigIntegerField()
    person_id = models.BigIntegerField(null=True)
    received_from = models.CharField(_("от кого е получен"), max_length=200, blank=True)
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField(null=True)
    attached_at = models.DateTimeField()
    attached_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey(
        USER, models.PROTECT, null=True, related_name="+", db_column="removed_by"
    )
    removed_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-attached_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "year", "number"], name="incoming_number_once"
            ),
        ]
        indexes = [
            GinIndex(fields=["audience"], name="attachment_audience"),
            models.Index(fields=["record_kind", "record_id"], name="attachment_record"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def kind_label(self) -> str:
        """PDF, JPEG, …"""
        return BY_MEDIA_TYPE[self.media_type].label


class FileLimit(models.Model):
    """How large an attached file may be, from a day on."""

    valid_from = models.DateField(_("в сила от"), primary_key=True)
    megabytes = models.PositiveSmallIntegerField(_("МБ"))

    class Meta:
        ordering = ["-valid_from"]
        constraints = [
            models.CheckConstraint(
                condition=Q(megabytes__gte=1, megabytes__lte=rules.CEILING // rules.MEGABYTE),
                name="file_limit_below_the_ceiling",
            )
        ]

    def __str__(self) -> str:
        return f"{self.megabytes} MB"
