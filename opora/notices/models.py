"""The notices. Ids and a kind only: the sentence is made when it is shown."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _

from . import rules


class Notice(models.Model):
    """Something that waits for one member of an organization, or for everybody of a role."""

    organization_id = models.BigIntegerField()
    user_id = models.BigIntegerField(null=True, blank=True)
    role = models.CharField(max_length=20, blank=True)
    kind = models.CharField(max_length=40)
    record_kind = models.CharField(max_length=30)
    record_id = models.BigIntegerField()
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    read_by_id = models.BigIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(user_id=None, role__gt="") | Q(user_id__isnull=False, role=""),
                name="notice_to_one_or_to_a_role",
            ),
            # The same thing said twice before it is read is one notice.
            models.UniqueConstraint(
                fields=["organization_id", "user_id", "role", "kind", "record_kind", "record_id"],
                condition=Q(read_at=None),
                nulls_distinct=False,
                name="notice_unread_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["organization_id", "-created_at"],
                condition=Q(read_at=None),
                name="notice_unread",
            ),
            models.Index(fields=["organization_id", "-created_at"], name="notice_newest"),
        ]

    def __str__(self) -> str:
        return _(rules.SENTENCES[self.kind])
