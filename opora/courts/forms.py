"""What a person types in about a court placement."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from opora.lib.actor import Actor
from opora.protection.forms import ActForm, records, services_of
from opora.referral.forms import day
from opora.referral.forms import text as written
from opora.register.models import NamedService, Service
from opora.territory.models import Municipality

from .models import CourtPlacement
from .services.acts import latest_until


class ApplicationForm(forms.Form):
    """What the directorate asks of the court, and why."""

    guardian = forms.CharField(label=_("настойник или попечител"), max_length=200)
    guardian_opinion = written(_("мнение на настойника или попечителя"), rows=3, required=False)
    person_opinion = written(_("мнение на лицето"), rows=3, required=False)
    reason = written(_("защо не може да остане в дома си"), rows=4)
    named_service = forms.ModelChoiceField(
        NamedService.objects.order_by("position"), label=_("вид услуга")
    )
    service = forms.ModelChoiceField(
        Service.objects.filter(closed_on=None)
        .select_related("municipality", "provider__organization")
        .order_by("name"),
        label=_("предложена услуга"),
        required=False,
    )
    municipality = forms.ModelChoiceField(
        Municipality.objects.select_related("district"), label=_("община по настоящ адрес")
    )

    def clean(self) -> dict[str, Any]:
        """The proposed service is of the kind that is asked for."""
        cleaned = super().clean() or {}
        service, kind = cleaned.get("service"), cleaned.get("named_service")
        if service and kind and service.named_service_id != kind.pk:
            self.add_error("service", _("Тази услуга не е от избрания вид."))
        return cleaned


class FileForm(ActForm):
    """To which court, when."""

    court = forms.CharField(label=_("районен съд"), max_length=120)
    happened_on = day(_("внесено на"))


class HearingForm(ActForm):
    """The case and the hearing."""

    court_case = forms.CharField(label=_("дело: номер и година"), max_length=80)
    hearing_on = day(_("заседание на"))


class DecisionForm(ActForm):
    """A decision."""

    decision = forms.CharField(label=_("съдебен акт: номер и дата"), max_length=120)
    happened_on = day(_("дата на акта"))


class TermForm(DecisionForm):
    """A decision with its term."""

    until = day(_("настанява до"))

    def prepare(self, actor: Actor, record: CourtPlacement, today: date) -> None:
        """The longest term that the dated rule allows, to be corrected."""
        self.fields["until"].initial = latest_until(today) or today + timedelta(days=1)


class AdmitForm(ActForm):
    """In which service."""

    service = forms.ModelChoiceField(Service.objects.none(), label=_("услуга"))

    def prepare(self, actor: Actor, record: CourtPlacement, today: date) -> None:
        """The services of the kind that the court decided about."""
        field = records(self, "service")
        field.queryset = services_of(record.named_service_id, today)
        field.initial = record.service_id


class ReasonForm(ActForm):
    """Why."""

    reason = written(_("причина"), rows=4)


class ActOfCourtForm(ActForm):
    """By which decision."""

    reason = forms.CharField(label=_("съдебен акт: номер и дата"), max_length=120)


class EndForm(ReasonForm):
    """Why and when."""

    happened_on = day(_("от кой ден"))
