"""What a person types in about a child's case."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, cast

from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from opora.accounts import queries as accounts
from opora.accounts.models import Organization
from opora.accounts.rules import CASEWORK, OrganizationKind
from opora.lib.actor import Actor
from opora.referral.forms import day
from opora.referral.forms import text as written
from opora.referral.models import ServiceRequest
from opora.register.models import NamedService, Service

from . import queries, rules
from .models import CaseAssessment, ChildCase, Measure, choices
from .rules import Kinship, MeasureKind, Part
from .services.plans import TEXTS

MOMENT = "%d.%m.%Y %H:%M"


def moment(label: Any, *, required: bool = True, hint: Any = "") -> forms.DateTimeField:
    """A day and an hour, typed 21.11.2026 14:30."""
    return forms.DateTimeField(
        label=label,
        required=required,
        help_text=hint,
        input_formats=[MOMENT],
        widget=forms.DateTimeInput(format=MOMENT, attrs={"placeholder": "21.11.2026 14:30"}),
        error_messages={"invalid": _("Пишете деня и часа така: 21.11.2026 14:30.")},
    )


def choice(form: forms.Form, name: str) -> forms.ChoiceField:
    """A field of choices, typed as one."""
    return cast("forms.ChoiceField", form.fields[name])


def by_name(names: Mapping[int, str]) -> list[tuple[int, str]]:
    """Choices of people in the order of their names."""
    return sorted(names.items(), key=lambda pair: pair[1])


def records(form: forms.Form, name: str) -> forms.ModelChoiceField:
    """A field of records, typed as one."""
    return cast("forms.ModelChoiceField", form.fields[name])


class ActForm(forms.Form):
    """Knows on which record the act is done, and which version was seen."""

    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, actor: Actor, record: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        case = record.case if isinstance(record, Measure) else record
        self.fields["seen"].initial = case.version
        if "happened_on" in self.fields:
            self.fields["happened_on"].initial = today
        self.prepare(actor, record, today)

    def prepare(self, actor: Actor, record: Any, today: date) -> None:
        """Fill the choices and the first values."""


class AssignForm(ActForm):
    """To which officer."""

    officer_id = forms.ChoiceField(label=_("служител"))

    def prepare(self, actor: Actor, record: ChildCase, today: date) -> None:
        """The directorate's caseworkers."""
        members = accounts.members(actor).filter(role__in=CASEWORK)
        names = {member.user_id: member.user.name for member in members}
        field = choice(self, "officer_id")
        field.choices = by_name(names)
        field.initial = record.lead_id or actor.user_id


class OfficerForm(ActForm):
    """Which officer is admitted to a confidential case, and why."""

    officer_id = forms.TypedChoiceField(label=_("служител"), coerce=int)
    why = forms.CharField(label=_("защо има нужда от достъпа"), max_length=300)

    def prepare(self, actor: Actor, record: ChildCase, today: date) -> None:
        """The caseworkers who do not see the case yet."""
        within: set[int | None] = {record.lead_id}
        within |= set(record.officers.filter(until=None).values_list("user_id", flat=True))
        members = accounts.members(actor).filter(role="officer")
        names = {one.user_id: one.user.name for one in members}
        others = {pk: name for pk, name in names.items() if pk not in within}
        choice(self, "officer_id").choices = by_name(others)


class RemoveOfficerForm(ActForm):
    """Whose access ends."""

    officer_id = forms.TypedChoiceField(label=_("служител"), coerce=int)

    def prepare(self, actor: Actor, record: ChildCase, today: date) -> None:
        """The officers who were admitted."""
        rows = record.officers.filter(until=None).select_related("user")
        choice(self, "officer_id").choices = [(row.user_id, row.user.name) for row in rows]


class ReasonForm(ActForm):
    """Why."""

    reason = written(_("причина"), rows=4)


class ServedForm(ActForm):
    """When it was told."""

    happened_on = day(_("съобщена на"))


class EndForm(ReasonForm):
    """Why and when."""

    happened_on = day(_("от кой ден"))


class CheckForm(ActForm):
    """What the check found."""

    visited_on = day(_("кога е видяно детето"), required=False)
    findings = written(_("какво се установи"), rows=5)
    child_words = written(_("какво казва детето"), rows=3, required=False)
    conclusion = written(_("заключение"), rows=3)
    happened_on = day(_("проверката приключи на"))

    def prepare(self, actor: Actor, record: ChildCase, today: date) -> None:
        """The child was most likely seen today."""
        self.fields["visited_on"].initial = today


class AssessmentForm(forms.ModelForm):
    """The assessment by areas of the child's life."""

    seen = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = CaseAssessment
        fields = list(TEXTS)
        widgets = {name: forms.Textarea(attrs={"rows": 3}) for name in TEXTS}


class PlanForm(ActForm):
    """An action plan; the next version begins from the one in force."""

    goals = written(_("цели"), rows=4)
    actions = written(_("дейности: какво, кой, до кога"), rows=6)
    child_words = written(_("мнение на детето и семейството"), rows=3, required=False)
    happened_on = day(_("приет на"))

    def prepare(self, actor: Actor, record: ChildCase, today: date) -> None:
        """The text of the plan in force."""
        newest = record.plans.order_by("-number").first()
        if newest:
            for name in ("goals", "actions", "child_words"):
                self.fields[name].initial = getattr(newest, name)


class ReviewForm(ActForm):
    """What a review of the plan showed."""

    review = written(_("какво показа прегледът"), rows=5)
    happened_on = day(_("прегледан на"))


class MeasureForm(ActForm):
    """Which measure and why."""

    kind = forms.ChoiceField(
        label=_("мярка"), choices=choices(rules.MEASURE_KIND_LABELS), widget=forms.RadioSelect
    )
    reason = written(_("защо е нужна"), rows=4)
    whom = forms.CharField(
        label=_("при кого или къде"),
        required=False,
        max_length=300,
        help_text=_("Роднина, приемно семейство или услуга, ако вече е ясно."),
    )
    starts_at = moment(
        _("кога полицията е предприела закрилата"),
        required=False,
        hint=_("Само при полицейска закрила: краят ѝ се брои в часове оттогава."),
    )

    def clean_kind(self) -> MeasureKind:
        """The kind as the rules name it."""
        return MeasureKind(self.cleaned_data["kind"])


class ChangeForm(ActForm):
    """What comes instead of a measure."""

    kind = forms.ChoiceField(
        label=_("новата мярка"),
        choices=[
            pair
            for pair in choices(rules.MEASURE_KIND_LABELS)
            if pair[0] != MeasureKind.POLICE.value
        ],
    )
    reason = written(_("защо се сменя"), rows=4)
    whom = forms.CharField(label=_("при кого или къде"), required=False, max_length=300)
    happened_on = day(_("сегашната мярка приключва на"))

    def clean_kind(self) -> MeasureKind:
        """The kind as the rules name it."""
        return MeasureKind(self.cleaned_data["kind"])


class OrderForm(ActForm):
    """The day of the order."""

    happened_on = day(_("дата на заповедта"))


class FileForm(ActForm):
    """To which court, when."""

    court = forms.CharField(label=_("до кой съд"), max_length=120)
    happened_on = day(_("внесено на"))


class RejectForm(ActForm):
    """A decision."""

    decision = forms.CharField(label=_("съдебен акт: номер и дата"), max_length=120)
    happened_on = day(_("дата на акта"))


class GrantForm(RejectForm):
    """A decision that places the child."""

    until = day(_("срок на настаняването, ако е определен"), required=False)


class DirectForm(ActForm):
    """To which kind of service."""

    named_service = forms.ModelChoiceField(
        NamedService.objects.order_by("position"), label=_("вид услуга")
    )
    wish = written(_("какво е нужно на детето"), rows=3, required=False)


class PlaceForm(ActForm):
    """In which service."""

    service = forms.ModelChoiceField(Service.objects.none(), label=_("услуга"))

    def prepare(self, actor: Actor, record: Measure, today: date) -> None:
        """The working services of the kind that the request names."""
        request = ServiceRequest.objects.filter(pk=record.request_id or 0).first()
        if request:
            records(self, "service").queryset = services_of(request.named_service_id, today)


def services_of(named_service_id: str, today: date) -> QuerySet[Service]:
    """The services of one kind that work today."""
    return (
        Service.objects.filter(
            Q(closed_on=None) | Q(closed_on__gt=today), named_service=named_service_id
        )
        .select_related("municipality", "provider__organization")
        .order_by("name")
    )


class RelateForm(ActForm):
    """Which other case, and how the children are related."""

    other = forms.ModelChoiceField(ChildCase.objects.none(), label=_("случаят на другото дете"))
    kinship = forms.ChoiceField(label=_("връзка"), choices=choices(rules.KINSHIP_LABELS))

    def prepare(self, actor: Actor, record: ChildCase, today: date) -> None:
        """The directorate's other cases, with the children told apart."""
        found = queries.led(actor).exclude(pk=record.pk).filter(closed_at=None)
        found = found.exclude(person=None).select_related("person").order_by("-changed_at")
        field = records(self, "other")
        field.queryset = found
        shown = queries.told_apart(actor, [one.person for one in found[:200] if one.person])
        names = {one.person.pk: one.words for one in shown}
        field.choices = [
            (case.pk, f"{names.get(case.person_id or 0, '')} · {case.number}")
            for case in found[:200]
        ]

    def clean_kinship(self) -> Kinship:
        """The kinship as the rules name it."""
        return Kinship(self.cleaned_data["kinship"])


class PartForm(ActForm):
    """To whom, what, why."""

    organization = forms.ModelChoiceField(Organization.objects.none(), label=_("организация"))
    parts = forms.MultipleChoiceField(
        label=_("какво ще вижда"),
        choices=[pair for pair in choices(rules.PART_LABELS) if pair[0] != Part.CORE.value],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Сигналът и подателят му не се показват никога."),
    )
    why = forms.CharField(label=_("защо"), max_length=300)

    def prepare(self, actor: Actor, record: ChildCase, today: date) -> None:
        """Authorities and providers, without the own directorate."""
        kinds = [
            OrganizationKind.MUNICIPALITY,
            OrganizationKind.DIRECTORATE,
            OrganizationKind.PROVIDER,
        ]
        records(self, "organization").queryset = (
            Organization.objects.filter(kind__in=kinds, is_active=True)
            .exclude(pk=actor.organization_id)
            .order_by("short_name")
        )


class TransferForm(ActForm):
    """To which directorate, why."""

    to = forms.ModelChoiceField(Organization.objects.none(), label=_("дирекция"))
    reason = written(
        _("защо"), rows=3, hint=_("Например: детето вече живее в община, която тя обслужва.")
    )

    def prepare(self, actor: Actor, record: ChildCase, today: date) -> None:
        """The other directorates; first the one that works for the child already."""
        others = queries.elsewhere(actor, record)
        if others:
            self.fields["to"].initial = others[0].organization.pk
        records(self, "to").queryset = (
            Organization.objects.filter(kind=OrganizationKind.DIRECTORATE, is_active=True)
            .exclude(pk=actor.organization_id)
            .order_by("short_name")
        )


class FindForm(forms.Form):
    """Which child it is."""

    text = forms.CharField(
        label=_("имена или номер на детето"),
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )


def now_typed() -> datetime:
    """The first value of a moment: now, to the minute, on Sofia's clock."""
    return timezone.localtime().replace(second=0, microsecond=0)
