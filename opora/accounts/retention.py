"""The page of the organization's settings on which it says how long details are kept."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from opora.journal.rules import RECORD_KINDS
from opora.lib.refusals import Refused

from . import pages, queries, services
from .requests import ActingRequest

KINDS = [(kind, gettext_lazy(label)) for kind, label in RECORD_KINDS.items()]


class RetentionForm(forms.Form):
    """For how long, of what, since when, on what ground."""

    record_kind = forms.ChoiceField(label=gettext_lazy("подробности за"), choices=KINDS)
    keep_years = forms.IntegerField(
        label=gettext_lazy("години"),
        min_value=1,
        max_value=100,
        required=False,
        help_text=gettext_lazy("Празно: пазят се безсрочно."),
    )
    valid_from = forms.DateField(
        label=gettext_lazy("от"),
        widget=forms.DateInput(attrs={"inputmode": "numeric", "placeholder": "21.11.2026"}),
    )
    basis = forms.CharField(
        label=gettext_lazy("основание"),
        max_length=200,
        help_text=gettext_lazy("Номенклатура на делата или вътрешно правило: номер и дата."),
    )


@require_http_methods(["GET", "POST"])
def retention(request: ActingRequest, organization: str) -> HttpResponse:
    """The rules by dates, and a form for those who manage the organization."""
    services.require(request.actor, pages.MANAGE)
    form = RetentionForm(request.POST or None, initial={"valid_from": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            services.set_retention(request.actor, now=timezone.now(), **form.cleaned_data)
        except Refused as refused:
            form.add_error(refused.field, refused.sentence)
        else:
            messages.success(request, _("Правилото е записано."))
            return redirect("accounts:retention", organization=organization)
    page = {"form": form, "rules": queries.retention_rules(request.actor)}
    return pages.settings_page(request, "retention", page, status=400 if form.errors else 200)
