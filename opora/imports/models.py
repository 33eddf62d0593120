"""A file of services on its way into the register, row by row."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from opora.register.models import choices, known

from .states import STATE_LABELS, STATUS_LABELS, RowStatus, State


class ServiceImport(models.Model):
    """One file: read in the background, shown, written whole or not at all, taken back whole."""

    organization_id = models.BigIntegerField()
    user_id = models.BigIntegerField(null=True)
    file_name = models.CharField(_("файл"), max_length=200)
    sha256 = models.CharField(max_length=64)
    # Erased as soon as the file is read; afterwards the rows stand for it.
    content = models.BinaryField(null=True)
    state = models.CharField(_("състояние"), max_length=10, choices=choices(STATE_LABELS))
    n_rows = models.PositiveIntegerField(default=0)
    n_done = models.PositiveIntegerField(default=0)
    n_new = models.PositiveIntegerField(default=0)
    n_changed = models.PositiveIntegerField(default=0)
    n_same = models.PositiveIntegerField(default=0)
    n_wrong = models.PositiveIntegerField(default=0)
    notes = models.JSONField(default=list)
    failure = models.CharField(max_length=600, blank=True)
    is_cancelled = models.BooleanField(default=False)
    uploaded_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-uploaded_at", "-id"]
        constraints = [known("state", State, "service_import_state_known")]

    def __str__(self) -> str:
        return self.file_name


class ServiceImportRow(models.Model):
    """One row of the file: what stood in it, what it means, what is wrong, what it replaced."""

    run = models.ForeignKey(ServiceImport, models.CASCADE, related_name="rows")
    line = models.PositiveIntegerField(_("ред"))
    status = models.CharField(max_length=8, choices=choices(STATUS_LABELS))
    service_id = models.BigIntegerField(null=True)
    seen_version = models.PositiveIntegerField(null=True)
    texts = models.JSONField(default=dict, help_text="By column, as they stand in the file.")
    values = models.JSONField(default=dict, help_text="By field, as they are understood.")
    marks = models.JSONField(default=list, help_text="Column, sentence, whether it is a mistake.")
    before = models.JSONField(default=dict, help_text="What the row replaced, for taking back.")

    class Meta:
        ordering = ["line"]
        constraints = [
            known("status", RowStatus, "service_import_row_status_known"),
            models.UniqueConstraint(fields=["run", "line"], name="service_import_row_once"),
        ]
        indexes = [models.Index(fields=["run", "status", "line"], name="import_row_by_status")]

    def __str__(self) -> str:
        return str(self.line)
