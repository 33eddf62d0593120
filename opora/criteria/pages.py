"""Pages of the sets: the list on a line of time, one set, its copy, name and end."""

from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from opora.accounts.requests import ActingRequest
from opora.lib import words
from opora.lib.refusals import NotVisible, Refused, Stale
from opora.lib.words import SOFIA

from . import forms, presenting, queries, sentences, services
from .models import CriteriaSet


@require_safe
def sets(request: ActingRequest, organization: str) -> HttpResponse:
    """All sets with what can be computed by them, on a line of time."""
    presenting.see(request)
    today = timezone.localdate(timezone=SOFIA)
    rows = list(queries.visible(request.actor))
    context = {
        "tabs": presenting.tabs(request, "criteria:sets"),
        "lines": [presenting.set_line(row, today) for row in rows],
        "timeline": presenting.timeline(rows, today),
        "may_edit": presenting.may_edit(request),
        "in_force": queries.set_in_force(today),
        "lawful": queries.lawful_set_in_force(today),
        "today": today,
    }
    return render(request, "criteria/sets.html", context)


@require_safe
def one(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """A set: what act, since when, every service with its coefficients or what is missing."""
    presenting.see(request)
    return _one(request, queries.get(request.actor, pk))


def _one(
    request: ActingRequest, row: CriteriaSet, *, status: int = 200, **more: Any
) -> HttpResponse:
    today = timezone.localdate(timezone=SOFIA)
    lines = presenting.criterion_lines(row)
    context = {
        "tabs": presenting.tabs(request, "criteria:sets"),
        "set": row,
        "line": presenting.set_line(row, today),
        "lines": lines,
        "n_unknown": sum(not line.is_known for line in lines),
        "may_edit": presenting.may_edit(request),
        "course": sentences.course(request.actor, row),
        "today": today,
        **more,
    }
    return render(request, "criteria/set.html", context, status=status)


def editable(request: ActingRequest, pk: int) -> CriteriaSet:
    """A set for its editor; for everybody else the page is not there."""
    presenting.see(request)
    if not presenting.may_edit(request):
        raise NotVisible
    return queries.get(request.actor, pk)


def answer(
    request: ActingRequest, row: CriteriaSet, form: BaseForm, title: str, act: str, **more: Any
) -> HttpResponse:
    """A page with one form about a set."""
    context = {
        "tabs": presenting.tabs(request, "criteria:sets"),
        "set": row,
        "form": form,
        "title": title,
        "act_label": act,
        **more,
    }
    status = 409 if "stale" in more else 400 if form.errors or "refusal" in more else 200
    return render(request, "criteria/form.html", context, status=status)


@require_http_methods(["GET", "POST"])
def copy(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """Begin a working set as a copy of this one."""
    source = editable(request, pk)
    form = forms.CopyForm(
        request.POST or None,
        source=source,
        is_demo=queries.is_demo(),
        initial={"name": _("%(name)s – работно копие") % {"name": source.name}},
    )
    title, act = _("Копие за работа"), _("Направи копие")
    if request.method == "POST" and form.is_valid():
        try:
            made = services.copy_set(
                request.actor, source=source, now=timezone.now(), **form.cleaned_data
            )
        except Refused as refusal:
            return answer(request, source, form, title, act, refusal=refusal)
        messages.success(request, _("Копието е готово. Промените в него не важат до публикуване."))
        return redirect("criteria:set", organization, made.pk)
    return answer(request, source, form, title, act)


@require_http_methods(["GET", "POST"])
def rename(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """The name, act and source of a working set."""
    row = editable(request, pk)
    form = forms.SetForm(
        request.POST or None,
        initial={name: getattr(row, name) for name in forms.SetForm.Meta.fields},
    )
    title, act = _("Име и източник"), _("Запиши")
    said: dict[str, Any] = {"version": row.version}
    if request.method == "POST" and form.is_valid():
        try:
            services.edit_set(
                request.actor,
                criteria_set=row,
                seen_version=seen(request),
                now=timezone.now(),
                **form.cleaned_data,
            )
        except Refused as refusal:
            return answer(request, row, form, title, act, refusal=refusal, **said)
        except Stale:
            return answer(request, row, form, title, act, stale=_beside(row, form), **said)
        messages.success(request, _("Записано."))
        return redirect("criteria:set", organization, pk)
    return answer(request, row, form, title, act, **said)


def _beside(row: CriteriaSet, form: forms.SetForm) -> dict[str, Any]:
    """What is saved now beside what was typed, field by field."""
    changes = [
        {
            "label": form.fields[name].label,
            "before": "",
            "now": getattr(row, name),
            "typed": form.cleaned_data[name],
            "name": name,
        }
        for name in forms.SetForm.Meta.fields
        if getattr(row, name) != form.cleaned_data[name]
    ]
    return {"changes": changes, "by": ""}


def seen(request: ActingRequest, name: str = "version") -> int:
    """The version that the form was opened with; a forged one counts as long past."""
    text = request.POST.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0


@require_http_methods(["GET", "POST"])
def discard(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """Throw a working set away, after asking."""
    row = editable(request, pk)
    if request.method == "POST":
        services.discard(
            request.actor, criteria_set=row, seen_version=seen(request), now=timezone.now()
        )
        messages.success(request, _("Работният набор е изхвърлен."))
        return redirect("criteria:sets", organization)
    context = {
        "question": _("Да се изхвърли ли „%(name)s“?") % {"name": row.name},
        "consequences": [
            _("Всичко вписано в него се губи."),
            _("Наборите, които са в сила или са били в сила, не се променят."),
        ],
        "act_label": _("Изхвърли"),
        "danger": True,
        "hidden": {"version": row.version},
        "back_url": reverse("criteria:set", args=[organization, pk]),
    }
    return render(request, "components/confirm_page.html", context)


@require_http_methods(["GET", "POST"])
def repeal(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """End a set that is in force; the next one must begin on that day."""
    row = editable(request, pk)
    form = forms.RepealForm(request.POST or None)
    title, act = _("Отменяне"), _("Отмени набора")
    note = _(
        "Следващият набор трябва да започне точно от този ден: ден без критерии не се допуска."
    )
    if request.method == "POST" and form.is_valid():
        valid_to = form.cleaned_data["valid_to"]
        try:
            services.repeal(request.actor, criteria_set=row, valid_to=valid_to, now=timezone.now())
        except Refused as refusal:
            return answer(request, row, form, title, act, refusal=refusal, note=note)
        messages.success(request, _("Наборът е в сила до %(day)s.") % {"day": words.day(valid_to)})
        return redirect("criteria:set", organization, pk)
    return answer(request, row, form, title, act, note=note)
