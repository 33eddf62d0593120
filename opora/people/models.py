"""Tables of people. The core is one for the country; details belong to who recorded them."""

from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from opora.lib import words
from opora.lib.keys import ring

from . import rules

CONTEXT = b"people_person.identifier"  # what an encrypted identifier is, for opora.lib.keys


def choices(labels: dict) -> list[tuple[str, object]]:
    """Choices of a field from a table of labels."""
    return [(value.value, _(label)) for value, label in labels.items()]


def known(field: str, labels: dict, name: str) -> models.CheckConstraint:
    """The database accepts only the words of the rules."""
    return models.CheckConstraint(
        condition=Q(**{f"{field}__in": [value.value for value in labels]}), name=name
    )


class Person(models.Model):
    """The national core of a person. Who sees it: the organizations involved now.

    `merged_into` points to the record that goes on; the row itself stays, because requests,
    places and events refer to it.
    """

    identifier_kind = models.CharField(
        _("вид на номера"), max_length=10, choices=choices(rules.IDENTIFIER_LABELS)
    )
    identifier = models.BinaryField(null=True)
    identifier_index = models.BinaryField(null=True)
    missing_reason = models.CharField(
        _("защо няма номер"), max_length=10, blank=True, choices=choices(rules.MISSING_LABELS)
    )
    first_name = models.CharField(_("име"), max_length=60, blank=True)
    middle_name = models.CharField(_("презиме"), max_length=60, blank=True)
    last_name = models.CharField(_("фамилия"), max_length=60, blank=True)
    birth_date = models.DateField(_("дата на раждане"))
    is_birth_date_estimated = models.BooleanField(_("приблизителна дата"), default=False)
    sex = models.CharField(_("пол"), max_length=6, choices=choices(rules.SEX_LABELS))
    search_text = models.CharField(max_length=400, editable=False)
    is_demo = models.BooleanField(_("измислено лице"), default=False)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged"
    )
    creation_key = models.UUIDField(
        null=True, unique=True, help_text="Of the form it was entered with: twice sent, once saved."
    )
    version = models.IntegerField(default=1)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("лице")
        indexes = [
            GinIndex(OpClass("search_text", "gin_trgm_ops"), name="person_search"),
            models.Index(fields=["identifier_index"], name="person_identifier_any"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["identifier_index"],
                condition=Q(merged_into=None, identifier_index__isnull=False),
                name="person_identifier_once",
            ),
            models.CheckConstraint(
                condition=Q(identifier_kind="none", identifier=None, identifier_index=None)
                | Q(
                    ~Q(identifier_kind="none"),
                    identifier__isnull=False,
                    identifier_index__isnull=False,
                ),
                name="person_identifier_whole",
            ),
            models.CheckConstraint(
                condition=~Q(merged_into=F("id")), name="person_not_merged_into_itself"
            ),
            known("identifier_kind", rules.IDENTIFIER_LABELS, "person_identifier_kind_known"),
            known("sex", rules.SEX_LABELS, "person_sex_known"),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def short_name(self) -> str:
        """Росица А. Планинска: the father's name as a letter, for lists."""
        middle = f"{self.middle_name[0]}." if self.middle_name else ""
        return " ".join(part for part in (self.first_name, middle, self.last_name) if part)

    @property
    def full_name(self) -> str:
        """The names that there are; a newborn may have none of its own yet."""
        names = [self.first_name, self.middle_name, self.last_name]
        return " ".join(name for name in names if name) or gettext("без име")

    @property
    def masked_number(self) -> str:
        """The number with all but its last characters hidden; it tells twins of one name apart."""
        if not self.identifier:
            return ""
        return rules.masked(ring().decrypt(bytes(self.identifier), CONTEXT))

    @property
    def told_apart(self) -> str:
        """The short name with birth date and masked number, where two people share the name."""
        parts = (self.short_name, words.day(self.birth_date), self.masked_number)
        return " · ".join(part for part in parts if part)

    def age_on(self, day: date) -> int:
        """Full years on a day."""
        return words.age(self.birth_date, day)


class Involvement(models.Model):
    """An organization works with a person. Written only by the owner functions of the database.

    `ground` is the record that it stands on, as "request:17"; one organization may be involved on
    several. A core-only one shows the core and nothing else. A confidential one is never named.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="involvements")
    organization = models.ForeignKey("accounts.Organization", models.PROTECT, related_name="+")
    basis = models.CharField(_("основание"), max_length=20, choices=choices(rules.BASIS_LABELS))
    ground = models.CharField(max_length=60, blank=True)
    core_only = models.BooleanField(default=False)
    is_confidential = models.BooleanField(default=False)
    reason = models.CharField(_("причина"), max_length=500, blank=True)
    since = models.DateTimeField(_("от"))
    until = models.DateTimeField(_("до"), null=True, blank=True)
    involved_by_id = models.BigIntegerField(help_text="Organization that involved this one.")

    class Meta:
        indexes = [
            models.Index(
                fields=["organization", "person"],
                include=["core_only"],
                condition=Q(until=None),
                name="involvement_now",
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "organization", "basis", "ground"],
                condition=Q(until=None),
                name="involvement_once",
            ),
            known("basis", rules.BASIS_LABELS, "involvement_basis_known"),
        ]

    def __str__(self) -> str:
        return f"{self.organization_id}: {self.get_basis_display()}"


class PersonAddress(models.Model):
    """Where a person lives, as one organization knows it. A new one ends the old."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="addresses")
    organization = models.ForeignKey("accounts.Organization", models.PROTECT, related_name="+")
    kind = models.CharField(_("вид"), max_length=10, choices=choices(rules.ADDRESS_LABELS))
    municipality = models.ForeignKey(
        "territory.Municipality", models.PROTECT, related_name="+", verbose_name=_("община")
    )
    settlement = models.ForeignKey(
        "territory.Settlement",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("населено място"),
    )
    text = models.CharField(_("адрес"), max_length=200, blank=True)
    since = models.DateTimeField(_("от"))
    until = models.DateTimeField(_("до"), null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "organization", "kind"],
                condition=Q(until=None),
                name="address_one_of_a_kind",
            ),
            known("kind", rules.ADDRESS_LABELS, "address_kind_known"),
        ]

    def __str__(self) -> str:
        place = str(self.settlement or gettext("община %s") % self.municipality)
        return f"{place}, {self.text}" if self.text else place


class Phone(models.Model):
    """A phone of the person or of somebody near."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="phones")
    organization = models.ForeignKey("accounts.Organization", models.PROTECT, related_name="+")
    number = models.CharField(_("телефон"), max_length=30)
    whose = models.CharField(_("чий е"), max_length=80, blank=True)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.number


class Note(models.Model):
    """What an organization wants to remember about a person; nobody else reads it."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="notes")
    organization = models.ForeignKey("accounts.Organization", models.PROTECT, related_name="+")
    text = models.CharField(_("бележка"), max_length=rules.MAX_TEXT)
    user_id = models.BigIntegerField(null=True)
    written_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.text


class Representative(models.Model):
    """Who speaks for a person, on what ground, from when to when."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="representatives")
    organization = models.ForeignKey("accounts.Organization", models.PROTECT, related_name="+")
    kind = models.CharField(_("качество"), max_length=10, choices=choices(rules.KIN_LABELS))
    name = models.CharField(_("имена"), max_length=180)
    linked_person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="represents"
    )
    phone = models.CharField(_("телефон"), max_length=30, blank=True)
    document = models.CharField(_("документ"), max_length=200, blank=True)
    valid_from = models.DateField(_("от"))
    valid_to = models.DateField(_("до"), null=True, blank=True)

    class Meta:
        constraints = [
            known("kind", rules.KIN_LABELS, "representative_kind_known"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="representative_period",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.name}"


class MergeRecord(models.Model):
    """Two records are one person: proposed by one officer, confirmed by another, undoable.

    `identifier_moved` and `involvements_added` are what the undoing takes back.
    """

    keep = models.ForeignKey(Person, models.PROTECT, related_name="merges_kept")
    merge = models.ForeignKey(Person, models.PROTECT, related_name="merges_given")
    organization = models.ForeignKey("accounts.Organization", models.PROTECT, related_name="+")
    audience = ArrayField(models.BigIntegerField())
    state = models.CharField(max_length=10, choices=choices(rules.MERGE_LABELS))
    reason = models.CharField(_("защо са едно лице"), max_length=500)
    proposed_by_id = models.BigIntegerField()
    proposed_at = models.DateTimeField()
    decided_by_id = models.BigIntegerField(null=True)
    decided_at = models.DateTimeField(null=True)
    decision_reason = models.CharField(max_length=500, blank=True)
    undone_by_id = models.BigIntegerField(null=True)
    undone_at = models.DateTimeField(null=True)
    undo_reason = models.CharField(max_length=500, blank=True)
    identifier_moved = models.BooleanField(default=False)
    involvements_added = ArrayField(models.BigIntegerField(), default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["keep", "merge"], condition=Q(state="proposed"), name="merge_proposed_once"
            ),
            models.CheckConstraint(condition=~Q(keep=F("merge")), name="merge_of_two"),
            known("state", rules.MERGE_LABELS, "merge_state_known"),
        ]

    def __str__(self) -> str:
        return f"{self.merge_id} → {self.keep_id}: {self.state}"


class IdentifierCorrection(models.Model):
    """A wrong number of a person made right: proposed by one officer, confirmed by another,
    undoable. The former number stays here, so that a search by it still leads to the person."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    organization = models.ForeignKey("accounts.Organization", models.PROTECT, related_name="+")
    audience = ArrayField(models.BigIntegerField())
    state = models.CharField(max_length=10, choices=choices(rules.CORRECTION_LABELS))
    former_kind = models.CharField(max_length=10, choices=choices(rules.IDENTIFIER_LABELS))
    former = models.BinaryField()
    former_index = models.BinaryField()
    former_birth_date = models.DateField()
    former_sex = models.CharField(max_length=6, choices=choices(rules.SEX_LABELS))
    identifier_kind = models.CharField(max_length=10, choices=choices(rules.IDENTIFIER_LABELS))
    identifier = models.BinaryField()
    identifier_index = models.BinaryField()
    birth_date = models.DateField()
    sex = models.CharField(max_length=6, choices=choices(rules.SEX_LABELS))
    reason = models.CharField(_("защо е грешен"), max_length=500)
    proposed_by_id = models.BigIntegerField()
    proposed_at = models.DateTimeField()
    decided_by_id = models.BigIntegerField(null=True)
    decided_at = models.DateTimeField(null=True)
    decision_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["former_index"], condition=Q(state="confirmed"), name="former_number"
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(state="proposed"), name="correction_proposed_once"
            ),
            models.CheckConstraint(
                condition=~Q(state="confirmed") | ~Q(decided_by_id=F("proposed_by_id")),
                name="correction_of_two_officers",
            ),
            known("state", rules.CORRECTION_LABELS, "correction_state_known"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.state}"


class AccessLogEntry(models.Model):
    """Somebody looked at a person. Never changed, never deleted."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    organization = models.ForeignKey("accounts.Organization", models.PROTECT, related_name="+")
    user_id = models.BigIntegerField(null=True)
    page = models.CharField(max_length=40)
    purpose = models.CharField(_("цел"), max_length=300)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["person", "-at"], name="access_of_person"),
            models.Index(fields=["user_id", "organization", "-at"], name="access_by_officer"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.page} {self.at:%d.%m.%Y %H:%M}"
