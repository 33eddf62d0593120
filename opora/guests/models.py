"""A pass for somebody from outside."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from . import rules


class GuestPass(models.Model):
    """One code, handed to one person outside Opora, for one record and one purpose.

    The code itself is kept nowhere. `for_whom` says to whom it was handed, in the words of whoever
    did it.
    """

    organization = models.ForeignKey("accounts.Organization", models.PROTECT, related_name="+")
    kind = models.SlugField(max_length=30)
    record_id = models.BigIntegerField()
    for_whom = models.CharField(_("на кого е даден"), max_length=160)
    purpose = models.CharField(_("за какво"), max_length=200)
    code_index = models.BinaryField(unique=True)
    issued_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField(_("важи до"))
    first_used_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-issued_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("issued_at")), name="guest_pass_lasts"
            ),
        ]
        indexes = [models.Index(fields=["kind", "record_id"], name="guest_pass_record")]

    def __str__(self) -> str:
        return self.purpose

    def state(self, now: datetime) -> rules.PassState:
        """Where the pass stands at a moment."""
        return rules.state(
            done_at=self.done_at,
            revoked_at=self.revoked_at,
            expires_at=self.expires_at,
            now=now,
        )
