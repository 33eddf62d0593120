"""Organizations, users and memberships."""

from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from .rules import (
    KIND_LABELS,
    ROLE_LABELS,
    InvitationState,
    OrganizationKind,
    Role,
    invitation_state,
)

KINDS = [(kind.value, _(label)) for kind, label in KIND_LABELS.items()]
ROLES = [(role.value, _(label)) for role, label in ROLE_LABELS.items()]


class Period(Func):
    """The half-open date range of a dated row, for exclusion constraints."""

    function = "daterange"


class UserManager(BaseUserManager["User"]):
    """Creates users known by e-mail."""

    def create_user(self, email: str, name: str, password: str | None = None) -> "User":
        """A new active user; without a password nobody can sign in as them."""
        user = self.model(email=self.normalize_email(email), name=name)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A person who signs in. What they may do stands in their memberships."""

    email = models.EmailField(_("електронна поща"), unique=True)
    name = models.CharField(_("име"), max_length=120)
    language = models.CharField(max_length=2, default="bg")
    is_active = models.BooleanField(_("действащ"), default=True)
    is_demo = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = UserManager()
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_any_case")]

    def __str__(self) -> str:
        return self.name


class Organization(models.Model):
    """A party of the system: an authority, an agency or a provider."""

    kind = models.CharField(_("вид"), max_length=30, choices=KINDS)
    name = models.CharField(_("наименование"), max_length=200, unique=True)
    short_name = models.CharField(_("кратко име"), max_length=80)
    name_en = models.CharField(_("наименование на английски"), max_length=200, blank=True)
    slug = models.SlugField(max_length=60, unique=True)
    number_prefix = models.CharField(_("представка на номерата"), max_length=6, blank=True)
    municipality = models.ForeignKey(
        "territory.Municipality", models.PROTECT, null=True, blank=True, verbose_name=_("община")
    )
    district = models.ForeignKey(
        "territory.District", models.PROTECT, null=True, blank=True, verbose_name=_("област")
    )
    phone = models.CharField(_("телефон"), max_length=40, blank=True)
    address = models.CharField(_("адрес"), max_length=200, blank=True)
    is_active = models.BooleanField(_("действаща"), default=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in OrganizationKind]),
                name="organization_kind_known",
            )
        ]

    def __str__(self) -> str:
        return self.short_name


class Membership(models.Model):
    """A role that a user holds in an organization for some time."""

    user = models.ForeignKey(User, models.PROTECT, related_name="memberships")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="memberships")
    role = models.CharField(_("роля"), max_length=20, choices=ROLES)
    since = models.DateTimeField(auto_now_add=True)
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organization", "role"],
                condition=Q(until=None),
                name="membership_once",
            ),
            models.CheckConstraint(
                condition=Q(role__in=[role.value for role in Role]), name="membership_role_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}, {self.organization}"


class DirectorateArea(models.Model):
    """Which Social Assistance Directorate serves which municipality, by dates."""

    directorate = models.ForeignKey(Organization, models.PROTECT, related_name="areas")
    municipality = models.ForeignKey("territory.Municipality", models.PROTECT, related_name="+")
    valid_from = models.DateField(_("от"))
    valid_to = models.DateField(_("до"), null=True, blank=True)
    source = models.CharField(_("източник"), max_length=200, blank=True)

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="one_directorate_at_a_time",
                expressions=[
                    ("municipality", RangeOperators.EQUAL),
                    (
                        Period(F("valid_from"), F("valid_to"), Value("[)")),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")),
                name="area_days_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.directorate} → {self.municipality}"


class Invitation(models.Model):
    """A way in for one new member; the link's secret is stored only as a hash."""

    organization = models.ForeignKey(Organization, models.CASCADE, related_name="invitations")
    email = models.EmailField(_("електронна поща"))
    name = models.CharField(_("име"), max_length=120)
    role = models.CharField(_("роля"), max_length=20, choices=ROLES)
    token_hash = models.BinaryField(unique=True)
    invited_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    invited_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(accepted_at=None) | Q(revoked_at=None), name="invitation_ends_once"
            ),
            models.CheckConstraint(
                condition=Q(role__in=[role.value for role in Role]), name="invitation_role_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organization}: {self.get_role_display()}"

    def state(self, now: datetime) -> InvitationState:
        """Where the invitation stands at a moment."""
        return invitation_state(
            accepted_at=self.accepted_at,
            revoked_at=self.revoked_at,
            expires_at=self.expires_at,
            now=now,
        )
