"""What the desk keeps of its own: saved views, and who has what open now."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SavedView(models.Model):
    """A worklist's filters under a name, for one person in one organization."""

    user = models.ForeignKey("accounts.User", models.CASCADE, related_name="+")
    organization = models.ForeignKey("accounts.Organization", models.CASCADE, related_name="+")
    name = models.CharField(_("име на изгледа"), max_length=60)
    query = models.CharField(max_length=400)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["user", "organization", "name"], name="view_name_once")
        ]

    def __str__(self) -> str:
        return self.name


class Presence(models.Model):
    """Who had a request open last, and when; rows older than a minute mean nothing."""

    user = models.ForeignKey("accounts.User", models.CASCADE, related_name="+")
    organization = models.ForeignKey("accounts.Organization", models.CASCADE, related_name="+")
    request_id = models.BigIntegerField()
    editing = models.BooleanField(default=False)
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organization", "request_id"], name="presence_once"
            )
        ]
        indexes = [models.Index(fields=["request_id", "seen_at"], name="presence_request")]

    def __str__(self) -> str:
        return f"{self.request_id}"
