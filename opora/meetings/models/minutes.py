"""Minutes and what the members say of them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .. import rules
from .groups import GroupMember, Session, chosen


class Minutes(models.Model):
    """What a session's minutes say; once locked, the PDF is kept byte for byte with its digest."""

    session = models.OneToOneField(Session, models.PROTECT, related_name="minutes")
    state = models.CharField(max_length=12, choices=chosen(rules.MINUTES_LABELS))
    version = models.PositiveIntegerField(default=1)
    content = models.JSONField()
    objections_until = models.DateField(_("възражения до"), null=True)
    number = models.PositiveIntegerField(null=True)
    year = models.PositiveSmallIntegerField(null=True)
    content_digest = models.CharField(max_length=64, blank=True)
    pdf = models.BinaryField(null=True)
    pdf_digest = models.CharField(max_length=64, blank=True)
    drafted_at = models.DateTimeField()
    locked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in rules.MinutesState]),
                name="minutes_state_known",
            ),
            models.CheckConstraint(
                condition=Q(state="locked")
                & Q(number__isnull=False, pdf__isnull=False, locked_at__isnull=False)
                | ~Q(state="locked") & Q(number=None, pdf=None, locked_at=None),
                name="minutes_locked_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"№ {self.number}/{self.year}" if self.number else str(self.session)


class MinutesOpinion(models.Model):
    """A member's approval of the minutes or objection to them, with the answer to it."""

    minutes = models.ForeignKey(Minutes, models.PROTECT, related_name="opinions")
    member = models.ForeignKey(GroupMember, models.PROTECT, related_name="+")
    opinion = models.CharField(max_length=10, choices=chosen(rules.OPINION_LABELS))
    text = models.TextField(_("възражение"), max_length=4000, blank=True)
    answer = models.TextField(_("отговор"), max_length=4000, blank=True)
    seen_version = models.PositiveIntegerField()
    given_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["minutes", "member", "seen_version"], name="minutes_opinion_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.member}: {self.get_opinion_display()}"
