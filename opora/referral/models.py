"""Tables of the referral."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .appeal_rules import APPEAL_LABELS, BODY_LABELS, SERVED_LABELS, AppealState
from .rules import (
    CHANNEL_LABELS,
    ENDS,
    PARTICIPANT_LABELS,
    STATE_LABELS,
    STATE_TONES,
    WISHER_LABELS,
    Participants,
    State,
)
from .urgent_rules import PAPER_LABELS

STATES = [(state.value, _(label)) for state, label in STATE_LABELS.items()]
CHANNELS = [(channel.value, _(label)) for channel, label in CHANNEL_LABELS.items()]
WISHERS = [(wisher.value, _(label)) for wisher, label in WISHER_LABELS.items()]
APPEAL_CHOICES = [(state.value, _(label)) for state, label in APPEAL_LABELS.items()]
BODY_CHOICES = [(body.value, _(label)) for body, label in BODY_LABELS.items()]
SERVED_CHOICES = [(how.value, _(label)) for how, label in SERVED_LABELS.items()]
PAPER_CHOICES = [(paper.value, _(label)) for paper, label in PAPER_LABELS.items()]
BASES = [(basis.value, _(label)) for basis, label in PARTICIPANT_LABELS.items()]
ORGANIZATION = "accounts.Organization"


class ServiceRequest(models.Model):
    """A person's wish for a social service, followed to its end. Root record with one owner."""

    number = models.CharField(_("номер"), max_length=24, unique=True)
    version = models.PositiveIntegerField(default=1)
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    owner_organization = models.ForeignKey(ORGANIZATION, models.PROTECT, related_name="+")
    audience = ArrayField(models.BigIntegerField())
    municipality = models.ForeignKey("territory.Municipality", models.PROTECT, related_name="+")
    state = models.CharField(_("състояние"), max_length=20, choices=STATES, default=State.WISH)
    is_child = models.BooleanField()
    is_urgent = models.BooleanField(_("спешно"), default=False)
    is_confidential = models.BooleanField(_("поверителна"), default=False)
    channel = models.CharField(_("как е заявено"), max_length=12, choices=CHANNELS)
    wisher = models.CharField(_("кой го заяви"), max_length=16, choices=WISHERS)
    represented_by = models.CharField(_("представител"), max_length=120, blank=True)
    named_service = models.ForeignKey("register.NamedService", models.PROTECT, related_name="+")
    wish = models.TextField(_("желанието със собствени думи"), max_length=4000, blank=True)
    direction_number = models.CharField(_("номер на направлението"), max_length=40, blank=True)
    direction_on = models.DateField(_("дата на направлението"), null=True, blank=True)
    service = models.ForeignKey("register.Service", models.PROTECT, null=True, related_name="+")
    provider_organization = models.ForeignKey(
        ORGANIZATION, models.PROTECT, null=True, related_name="+"
    )
    turn_organization = models.ForeignKey(ORGANIZATION, models.PROTECT, null=True, related_name="+")
    awaited = models.CharField(max_length=60, blank=True)
    due_on = models.DateField(_("срок"), null=True)
    wished_on = models.DateField(_("ден на заявяване"))
    recorded_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            GinIndex(fields=["audience"], name="request_audience"),
            models.Index(fields=["person"], name="request_person"),
            models.Index(
                fields=["owner_organization", "due_on"],
                condition=Q(closed_at=None),
                name="request_open_by_owner",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "named_service"],
                condition=Q(closed_at=None),
                name="one_open_wish",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in State]), name="request_state_known"
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None) ^ Q(state__in=[state.value for state in sorted(ENDS)]),
                name="request_closed_at_end",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def tone(self) -> str:
        """The tone of the state's chip."""
        return STATE_TONES.get(State(self.state), "plain")


class Participation(models.Model):
    """An organization that takes part in a request, why, since when, and its own officer."""

    request = models.ForeignKey(ServiceRequest, models.CASCADE, related_name="participations")
    organization = models.ForeignKey(ORGANIZATION, models.PROTECT, related_name="+")
    basis = models.CharField(max_length=12, choices=BASES)
    officer = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, related_name="participation_officer"
    )
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["request", "organization", "basis"],
                condition=Q(until=None),
                name="participation_once",
            ),
            models.UniqueConstraint(
                fields=["request"],
                condition=Q(until=None, basis=Participants.OWNER),
                name="one_owner_at_every_moment",
            ),
        ]
        indexes = [
            models.Index(
                fields=["organization", "request"],
                condition=Q(until=None),
                name="participation_now",
            )
        ]

    def __str__(self) -> str:
        return f"{self.organization}: {self.get_basis_display()}"


class PreliminaryAssessment(models.Model):
    """The preliminary assessment (ЗСУ чл. 73, ал. 1, т. 3); itself the proof of referral."""

    request = models.OneToOneField(ServiceRequest, models.CASCADE, related_name="assessment")
    version = models.PositiveIntegerField(default=1)
    living = models.TextField(_("семейство и битови условия"), blank=True, max_length=4000)
    health = models.TextField(_("здраве и увреждане"), blank=True, max_length=4000)
    education = models.TextField(_("образование и заетост"), blank=True, max_length=4000)
    support_now = models.TextField(_("подкрепа сега"), blank=True, max_length=4000)
    risks = models.TextField(_("рискове"), blank=True, max_length=4000)
    needs = models.TextField(_("потребности"), blank=True, max_length=4000)
    own_words = models.TextField(_("какво казва лицето"), blank=True, max_length=4000)
    conclusion = models.TextField(_("заключение"), blank=True, max_length=4000)
    took_part = models.BooleanField(_("лицето участва в оценката"), default=False)
    child_took_part = models.BooleanField(_("детето (14+) участва в оценката"), default=False)
    is_informed = models.BooleanField(_("лицето е информирано за доставчиците"), default=False)
    author = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    saved_at = models.DateTimeField()
    finished_on = models.DateField(null=True)

    def __str__(self) -> str:
        return f"{self.request_id}"

    @property
    def filled(self) -> list[tuple[str, str]]:
        """The written areas with their labels."""
        fields = [each for each in self._meta.fields if isinstance(each, models.TextField)]
        pairs = [(str(each.verbose_name), getattr(self, each.name)) for each in fields]
        return [pair for pair in pairs if pair[1]]


class Referral(models.Model):
    """The outcome of the preliminary assessment: to which named service the person is referred."""

    request = models.OneToOneField(ServiceRequest, models.CASCADE, related_name="referral")
    named_service = models.ForeignKey("register.NamedService", models.PROTECT, related_name="+")
    organization = models.ForeignKey(ORGANIZATION, models.PROTECT, related_name="+")
    issued_on = models.DateField()
    article = models.CharField(max_length=80, blank=True)

    def __str__(self) -> str:
        return f"{self.request_id}"


class Refusal(models.Model):
    """A refusal with its reason, rule and way to appeal; given to the person in writing."""

    request = models.ForeignKey(ServiceRequest, models.CASCADE, related_name="refusals")
    organization = models.ForeignKey(ORGANIZATION, models.PROTECT, related_name="+")
    service = models.ForeignKey("register.Service", models.PROTECT, null=True, related_name="+")
    reason = models.TextField(_("мотиви"), max_length=4000)
    rule = models.CharField(_("правило"), max_length=120)
    alternative = models.TextField(_("друга подкрепа"), blank=True, max_length=2000)
    appeal = models.CharField(_("как се обжалва"), max_length=400)
    refused_on = models.DateField()
    served_on = models.DateField(_("съобщен на"), null=True, blank=True)
    served_how = models.CharField(
        _("как е съобщен"), max_length=12, blank=True, choices=SERVED_CHOICES
    )
    appeal_until = models.DateField(_("обжалва се до"), null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.request_id}"


class AppealBody(models.Model):
    """To whom an organization sends appeals: its court, or the body above it."""

    organization = models.ForeignKey(ORGANIZATION, models.PROTECT, related_name="+")
    kind = models.CharField(_("вид"), max_length=10, choices=BODY_CHOICES)
    name = models.CharField(_("орган"), max_length=200)
    address = models.CharField(_("адрес"), max_length=300, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["kind", "name"]

    def __str__(self) -> str:
        return self.name


class Appeal(models.Model):
    """An appeal against a refusal, from its filing to what followed the decision."""

    request = models.ForeignKey(ServiceRequest, models.CASCADE, related_name="appeals")
    refusal = models.ForeignKey(Refusal, models.CASCADE, related_name="appeals")
    version = models.PositiveIntegerField(default=1)
    state = models.CharField(max_length=10, choices=APPEAL_CHOICES, default=AppealState.FILED)
    filed_on = models.DateField(_("подадена на"))
    filed_by = models.CharField(_("кой обжалва"), max_length=200)
    text = models.TextField(_("какво се оспорва"), max_length=4000)
    is_late = models.BooleanField(default=False)
    body = models.ForeignKey(AppealBody, models.PROTECT, null=True, related_name="+")
    sent_on = models.DateField(_("изпратена на"), null=True)
    decided_on = models.DateField(_("решено на"), null=True)
    decision = models.CharField(_("решение: номер и дата"), max_length=200, blank=True)
    result = models.TextField(_("какво е решено"), max_length=4000, blank=True)
    followed_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["refusal"], condition=Q(decided_on=None), name="one_open_appeal"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in AppealState]),
                name="appeal_state_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.refusal_id}: {self.filed_on}"


class UrgentPaperRule(models.Model):
    """In how many days after an urgent admission a paper is ready: the provider's own rule."""

    organization = models.ForeignKey(ORGANIZATION, models.PROTECT, related_name="+")
    paper = models.CharField(_("документ"), max_length=12, choices=PAPER_CHOICES)
    n_days = models.PositiveSmallIntegerField(_("дни след приема"))
    valid_from = models.DateField(_("от"))
    valid_to = models.DateField(_("до"), null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "paper"],
                condition=Q(valid_to=None),
                name="one_urgent_rule_in_force",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_paper_display()}: {self.n_days}"


class Handover(models.Model):
    """A proposal to move a request to another owner; the owner stays owner until it is accepted."""

    request = models.ForeignKey(ServiceRequest, models.CASCADE, related_name="handovers")
    from_organization = models.ForeignKey(ORGANIZATION, models.PROTECT, related_name="+")
    to_organization = models.ForeignKey(ORGANIZATION, models.PROTECT, related_name="+")
    reason = models.TextField(_("защо"), max_length=2000)
    state = models.CharField(
        max_length=10,
        choices=[
            ("proposed", _("предложено")),
            ("accepted", _("прието")),
            ("declined", _("отказано")),
            ("canceled", _("оттеглено")),
        ],
        default="proposed",
    )
    proposed_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True, max_length=2000)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["request"], condition=Q(state="proposed"), name="one_open_handover"
            ),
            models.CheckConstraint(
                condition=~Q(from_organization=models.F("to_organization")),
                name="handover_to_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.from_organization} → {self.to_organization}"


class Consultation(models.Model):
    """A question of the owner to the other authority; the owner's clock keeps running."""

    request = models.ForeignKey(ServiceRequest, models.CASCADE, related_name="consultations")
    organization = models.ForeignKey(ORGANIZATION, models.PROTECT, related_name="+")
    asked_organization = models.ForeignKey(ORGANIZATION, models.PROTECT, related_name="+")
    kind = models.CharField(
        max_length=10, choices=[("opinion", _("становище")), ("addition", _("допълнение"))]
    )
    question = models.TextField(_("въпрос"), max_length=4000)
    asked_at = models.DateTimeField()
    answer = models.TextField(_("отговор"), blank=True, max_length=4000)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["request", "asked_organization"],
                condition=Q(answered_at=None),
                name="one_open_question",
            )
        ]

    def __str__(self) -> str:
        return f"{self.organization} → {self.asked_organization}"


class ReferralPower(models.Model):
    """Which kind of authority may refer for a named service, by dates. No row: both may."""

    named_service = models.ForeignKey("register.NamedService", models.PROTECT, related_name="+")
    for_children = models.BooleanField(null=True, help_text="Null: for everybody.")
    organization_kind = models.CharField(max_length=30)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    article = models.CharField(max_length=80, blank=True)
    source = models.CharField(max_length=200)
    confidence = models.CharField(max_length=12)

    def __str__(self) -> str:
        return f"{self.named_service}: {self.organization_kind}"


class UsageRecord(models.Model):
    """Light record of the use of a general service (ЗСУ чл. 12, ал. 2): no referral."""

    organization = models.ForeignKey(ORGANIZATION, models.PROTECT, related_name="+")
    service = models.ForeignKey("register.Service", models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    topic = models.CharField(_("за какво"), max_length=200)
    started_on = models.DateField(_("от"))
    ends_by = models.DateField(_("най-късно до"), null=True)
    ended_on = models.DateField(_("приключи на"), null=True)

    def __str__(self) -> str:
        return f"{self.service_id}: {self.started_on}"


class RequestCode(models.Model):
    """The code by which a person follows the own request without an account; kept nowhere itself.

    One at a time. It opens with the person's year of birth only, and nothing about a person who is
    in hiding.
    """

    request = models.ForeignKey(ServiceRequest, models.CASCADE, related_name="codes")
    organization = models.ForeignKey(ORGANIZATION, models.PROTECT, related_name="+")
    code_index = models.BinaryField(unique=True)
    issued_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    issued_at = models.DateTimeField()
    first_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-issued_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["request"], condition=Q(revoked_at=None), name="one_open_code_a_request"
            )
        ]

    def __str__(self) -> str:
        return f"{self.request_id} · {self.issued_at:%d.%m.%Y}"
