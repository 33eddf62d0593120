"""What every page of foster care begins with."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from opora.accounts import rules as rights
from opora.accounts.requests import ActingRequest
from opora.lib.refusals import Refused
from opora.people import services as people


def may(request: ActingRequest, right: str) -> bool:
    """Whether the person has a right where they act."""
    return rights.may(request.organization.kind, request.actor.roles, right)


def allow(request: ActingRequest, right: str) -> None:
    """The page is only for who has the right."""
    if not may(request, right):
        raise PermissionDenied


def page(
    request: ActingRequest, name: str, part: str, context: dict[str, Any], *forms: forms.BaseForm
) -> HttpResponse:
    """A page of foster care with its tabs; 400 when one of the forms was wrong."""
    context = {
        "tabs": _tabs(request, part),
        "may_work": may(request, "foster.work"),
        "today": timezone.localdate(),
        **context,
    }
    status = 400 if any(form.errors for form in forms) else 200
    return render(request, f"foster/{name}.html", context, status=status)


def _tabs(request: ActingRequest, part: str) -> list[dict[str, Any]]:
    slug, parts = request.organization.slug, [("families", _("Семейства"))]
    if may(request, "foster.work"):
        parts += [("children", _("Избор на семейство")), ("stays", _("Престои"))]
    if may(request, "foster.pay"):
        parts += [("months", _("Изплащане"))]
    return [
        {"label": label, "url": reverse(f"foster:{name}", args=[slug]), "active": name == part}
        for name, label in parts
    ]


def attempt(form: forms.BaseForm, act: Callable[[dict[str, Any]], object]) -> bool:
    """Whether the form was right and the act was done; a refusal stands at its field."""
    if not form.is_valid():
        return False
    try:
        act(form.cleaned_data)
    except Refused as refused:
        words = " ".join(filter(None, [refused.sentence, refused.rule, refused.remedy]))
        form.add_error(refused.field if refused.field in form.fields else None, words)
        return False
    return True


def done(request: ActingRequest, sentence: str, name: str, *args: object) -> HttpResponse:
    """Say what was done, and go where it is seen."""
    messages.success(request, sentence)
    return redirect(f"foster:{name}", request.organization.slug, *args)


def log(request: ActingRequest, person_id: int, purpose: str) -> None:
    """Who looked at whose page; a live refetch is not a look."""
    if not (request.headers.get("Opora-Fetch") or request.headers.get("HX-Request")):
        people.log_view(request.actor, person_id=person_id, purpose=purpose, page="foster")
