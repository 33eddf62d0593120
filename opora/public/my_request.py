"""A person follows the own request: a code and the year of birth, no account.

Both come by POST and nothing of them stands in an address. What they opened is remembered in the
browser's session and asked for anew at every request, so that a revoked code ends at once.
"""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from opora.journal.context import acting
from opora.lib.refusals import NotVisible, Refused
from opora.referral import citizen
from opora.referral.services import codes as services

from . import limits

KEPT = "my_request"  # in the session, and what wrong codes are counted for


class CodeForm(forms.Form):
    """The code of the letter and the year of birth."""

    code = forms.CharField(
        label=gettext_lazy("код от писмото"),
        max_length=30,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
        help_text=gettext_lazy("Дванайсет букви и цифри. Тирета и малки букви не пречат."),
    )
    birth_year = forms.IntegerField(
        label=gettext_lazy("година на раждане на лицето"),
        min_value=1900,
        max_value=2100,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """The code; the right one opens the request."""
    if request.method != "POST" and KEPT in request.session:
        return redirect("public:my_request_shown")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if limits.is_exhausted(request, KEPT):
            form.add_error("code", _("Твърде много грешни опити. Опитайте отново след час."))
            return _form_page(request, form, status=429)
        try:
            opened = services.open_by_code(**form.cleaned_data, now=timezone.now())
        except Refused as refused:
            limits.count_wrong(request, KEPT)
            form.add_error("code", f"{refused.sentence} {refused.remedy}")
        else:
            request.session.cycle_key()
            request.session[KEPT] = opened.code_id
            return redirect("public:my_request_shown")
    return _form_page(request, form, status=400 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "HEAD"])
def show(request: HttpRequest) -> HttpResponse:
    """Where the request stands, whose turn it is, what follows, the queue, who looked."""
    opened = services.still_opens(request.session[KEPT]) if KEPT in request.session else None
    if opened is None:
        return _gone(request)
    with acting(opened.actor):
        try:
            page: dict[str, Any] = {"told": citizen.told(opened.actor, opened.request_id)}
        except NotVisible:
            return _gone(request)
        return render(request, "public/my_request.html", page)


def _gone(request: HttpRequest) -> HttpResponse:
    if request.session.pop(KEPT, None) is not None:
        messages.warning(request, _("Кодът вече не важи. Поискайте нов от който Ви го е дал."))
    return redirect("public:my_request")


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Forget the code in this browser."""
    request.session.flush()
    return redirect("public:my_request")


def _form_page(request: HttpRequest, form: CodeForm, *, status: int) -> HttpResponse:
    return render(request, "public/my_request_code.html", {"form": form}, status=status)
