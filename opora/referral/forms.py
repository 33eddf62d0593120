"""What a person types in for each act. A field's name is the service's argument."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from opora.accounts import queries as accounts
from opora.accounts.models import Organization
from opora.accounts.rules import AUTHORITIES, CASEWORK
from opora.lib.actor import Actor
from opora.register.models import NamedService, Service
from opora.territory.models import Municipality

from .models import CHANNELS, WISHERS, PreliminaryAssessment, ServiceRequest
from .services.assessments import MARKS, TEXTS

LONG = 4000


def text(label: Any, *, rows: int = 3, required: bool = True, hint: Any = "") -> forms.CharField:
    """A text of some sentences."""
    return forms.CharField(
        label=label,
        max_length=LONG,
        required=required,
        help_text=hint,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


def day(label: Any, *, required: bool = True) -> forms.DateField:
    """A day, typed 21.11.2026; a browser's own picker would speak the browser's language."""
    return forms.DateField(
        label=label,
        required=required,
        widget=forms.DateInput(attrs={"inputmode": "numeric", "placeholder": "21.11.2026"}),
        error_messages={"invalid": _("Няма такъв ден. Пишете го така: 21.11.2026.")},
    )


class ActForm(forms.Form):
    """Knows for whom and on what the act is done, and which version was seen."""

    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, actor: Actor, request: ServiceRequest, today: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seen"].initial = request.version
        self.prepare(actor, request, today)

    def prepare(self, actor: Actor, request: ServiceRequest, today: date) -> None:
        """Fill the choices and the first values."""
        if "happened_on" in self.fields:
            self.fields["happened_on"].initial = today


class HappenedForm(ActForm):
    """An act that happened on a day."""

    happened_on = day(_("кога се случи"))


class AssignForm(ActForm):
    """To which officer."""

    officer_id = forms.ChoiceField(label=_("служител"))

    def prepare(self, actor: Actor, request: ServiceRequest, today: date) -> None:
        """The own organization's caseworkers."""
        people = accounts.members(actor).filter(role__in=CASEWORK)
        names = {member.user_id: member.user.name for member in people}
        self.fields["officer_id"].choices = sorted(names.items(), key=lambda pair: pair[1])  # type: ignore[attr-defined]
        self.fields["officer_id"].initial = actor.user_id


class ReferForm(HappenedForm):
    """To which kind of service."""

    named_service = forms.ModelChoiceField(
        NamedService.objects.order_by("position"), label=_("насочва се към")
    )
    backdating_reason = text(
        _("защо вписвате със задна дата"), rows=2, required=False, hint=_("Само ако денят е минал.")
    )

    def prepare(self, actor: Actor, request: ServiceRequest, today: date) -> None:
        """The wanted kind of service stands first."""
        super().prepare(actor, request, today)
        self.fields["named_service"].initial = request.named_service_id


class NotReferForm(HappenedForm):
    """Why not, and what instead."""

    reason = text(_("мотиви"), rows=4)
    alternative = text(_("каква друга подкрепа е подходяща"), required=False)
    backdating_reason = text(_("защо вписвате със задна дата"), rows=2, required=False)


class ReasonForm(ActForm):
    """Why."""

    reason = text(_("причина"))


class WithdrawForm(HappenedForm):
    """Why the person no longer wants the service."""

    reason = text(_("защо лицето се отказва"))


class RefuseForm(HappenedForm):
    """A provider's reasons."""

    reason = text(_("мотиви"), rows=4)
    rule = forms.ChoiceField(
        label=_("основание"),
        choices=[
            (_("Няма свободно място."), _("Няма свободно място.")),
            (
                _("Услугата не отговаря на оценените потребности."),
                _("Услугата не отговаря на оценените потребности."),
            ),
            (
                _("Лицето не е от целевата група на услугата."),
                _("Лицето не е от целевата група на услугата."),
            ),
            (
                _("Лицето отказва оценката или договора."),
                _("Лицето отказва оценката или договора."),
            ),
        ],
        help_text=_("Основанията са практика; за правилото предстои проверка."),
    )


class ServiceForm(ActForm):
    """Which service."""

    service = forms.ModelChoiceField(Service.objects.none(), label=_("услуга"))

    def prepare(self, actor: Actor, request: ServiceRequest, today: date) -> None:
        """The services of the right kind that work today."""
        super().prepare(actor, request, today)
        self.fields["service"].queryset = (  # type: ignore[attr-defined]
            Service.objects.filter(
                Q(closed_on=None) | Q(closed_on__gt=today), named_service=request.named_service_id
            )
            .select_related("municipality", "provider__organization")
            .order_by("name")
        )


class SendUrgentlyForm(ServiceForm):
    """Where to, and why at once."""

    ground = text(_("основание за спешния прием"))


class CourtForm(ServiceForm):
    """Where to, by which act."""

    document = forms.CharField(label=_("съдебен акт: номер, дата, съд"), max_length=200)
    happened_on = day(_("дата на акта"))


class GroundForm(ActForm):
    """The ground of an urgent admission."""

    ground = forms.CharField(label=_("документ или основание"), max_length=200)


class EnqueueForm(ActForm):
    """Whether there is a reason to be before others."""

    priority_reason = text(
        _("причина за предимство"),
        rows=2,
        required=False,
        hint=_("Без причина редът е по датата на предварителната оценка."),
    )


def authorities(actor: Actor) -> forms.ModelChoiceField:
    """Another municipality or directorate."""
    return forms.ModelChoiceField(
        Organization.objects.filter(
            kind__in=sorted(kind.value for kind in AUTHORITIES), is_active=True
        )
        .exclude(pk=actor.organization_id)
        .order_by("short_name"),
        label=_("организация"),
    )


class AskForm(ActForm):
    """Whom and what."""

    asked = forms.ModelChoiceField(Organization.objects.none(), label=_("кого питате"))
    kind = forms.ChoiceField(
        label=_("какво искате"),
        choices=[("opinion", _("становище")), ("addition", _("допълнение"))],
    )
    question = text(_("въпрос"), rows=4, hint=_("Срокът за оценката продължава да тече."))

    def prepare(self, actor: Actor, request: ServiceRequest, today: date) -> None:
        """The counterpart authority stands first."""
        super().prepare(actor, request, today)
        self.fields["asked"].queryset = authorities(actor).queryset  # type: ignore[attr-defined]
        self.fields["asked"].initial = counterpart(actor, request, today)


class HandoverForm(ActForm):
    """To whom and why."""

    to = forms.ModelChoiceField(Organization.objects.none(), label=_("на кого предавате"))
    reason = text(_("защо предавате преписката"))

    def prepare(self, actor: Actor, request: ServiceRequest, today: date) -> None:
        """The counterpart authority stands first."""
        super().prepare(actor, request, today)
        self.fields["to"].queryset = authorities(actor).queryset  # type: ignore[attr-defined]
        self.fields["to"].initial = counterpart(actor, request, today)


def counterpart(actor: Actor, request: ServiceRequest, today: date) -> int | None:
    """The other authority of the person's municipality."""
    found = accounts.authorities_of(request.municipality_id, today)
    return next((each.pk for each in found if each.pk != actor.organization_id), None)


class AnswerForm(ActForm):
    """The answer to a question."""

    text = text(_("отговор"), rows=5)


class DeclineHandoverForm(ActForm):
    """Why not."""

    answer = text(_("защо не поемате преписката"))


class AssessmentForm(forms.ModelForm):
    """The preliminary assessment by areas of life, with the person's own words."""

    seen_assessment = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = PreliminaryAssessment
        fields = [*TEXTS, *MARKS]
        widgets = {name: forms.Textarea(attrs={"rows": 3}) for name in TEXTS}


class WishForm(forms.Form):
    """The wish for a service."""

    named_service = forms.ModelChoiceField(
        NamedService.objects.order_by("position"),
        label=_("каква услуга желае лицето"),
        empty_label=_("изберете"),
    )
    municipality = forms.ModelChoiceField(
        Municipality.objects.select_related("district"),
        label=_("община по настоящ адрес"),
        empty_label=_("изберете"),
    )
    channel = forms.ChoiceField(label=_("как е заявено"), choices=CHANNELS)
    wisher = forms.ChoiceField(label=_("кой го заяви"), choices=WISHERS)
    represented_by = forms.CharField(
        label=_("име на представителя"), max_length=120, required=False
    )
    wished_on = day(_("кога е заявено"))
    backdating_reason = text(
        _("защо вписвате със задна дата"), rows=2, required=False, hint=_("Само ако денят е минал.")
    )
    wish = text(_("желанието със собствени думи"), required=False)
    is_urgent = forms.BooleanField(label=_("спешно"), required=False)
    include_other = forms.BooleanField(
        label=_("включи и другия компетентен орган (взаимна информация)"),
        required=False,
        initial=True,
    )
    direction_number = forms.CharField(
        label=_("номер на направлението"),
        max_length=40,
        required=False,
        help_text=_("Само ако лицето вече има направление след оценката за увреждане."),
    )
    direction_on = day(_("дата на направлението"), required=False)

    def clean(self) -> dict[str, Any]:
        """A representative needs a name, a letter needs its date."""
        cleaned = super().clean() or {}
        if cleaned.get("wisher") in {"representative", "authorized"} and not cleaned.get(
            "represented_by"
        ):
            self.add_error("represented_by", _("Впишете кой представлява лицето."))
        if cleaned.get("direction_number") and not cleaned.get("direction_on"):
            self.add_error("direction_on", _("Впишете датата на направлението."))
        return cleaned


class EndUseForm(forms.Form):
    """When and why the use of a place ends."""

    ended_on = day(_("последен ден"))
    reason = text(_("причина"), rows=2)


class BeginUseForm(forms.Form):
    """When the use of a place begins."""

    started_on = day(_("първи ден"))


class UsageForm(forms.Form):
    """The use of a general service."""

    topic = forms.CharField(label=_("за какво"), max_length=200)
    started_on = day(_("от"))


FORMS: dict[str, type[ActForm]] = {
    "assign": AssignForm,
    "refer": ReferForm,
    "not_refer": NotReferForm,
    "withdraw": WithdrawForm,
    "send_urgently": SendUrgentlyForm,
    "admit_urgently": GroundForm,
    "refuse_urgent": ReasonForm,
    "complete_papers": HappenedForm,
    "place_by_court": CourtForm,
    "choose": ServiceForm,
    "refuse": RefuseForm,
    "enqueue": EnqueueForm,
    "set_priority": ReasonForm,
    "end_priority": ReasonForm,
    "leave_queue": ReasonForm,
    "decline_offer": ReasonForm,
    "ask": AskForm,
    "answer": AnswerForm,
    "propose_handover": HandoverForm,
    "decline_handover": DeclineHandoverForm,
}
