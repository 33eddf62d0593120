"""Pages by which the agency keeps standards, indexation and transfers."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from opora.accounts.requests import ActingRequest
from opora.lib.refusals import NotVisible, Refused, Stale
from opora.territory.models import Municipality

from . import forms, queries, services
from .imports import Parsed
from .models import StandardItem, TransferImport
from .pages import check_may_see, shown


def _check_may_edit(request: ActingRequest) -> None:
    if not services.may_edit(request.actor):
        raise NotVisible


def seen(request: ActingRequest, name: str = "version") -> int:
    """The version that the form was opened with; a forged one counts as long past."""
    text = request.POST.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0


@require_http_methods(["GET", "HEAD", "POST"])
def standard(request: ActingRequest, organization: str, item: str, year: int) -> HttpResponse:
    """The versions of a standard in a year; an editor adds the next one."""
    check_may_see(request)
    found = get_object_or_404(StandardItem, pk=item)
    if request.method == "POST":
        _check_may_edit(request)
    form = forms.StandardForm(request.POST or None, initial={"valid_from": forms.first_of(year)})
    page: dict[str, Any] = {
        "item": found,
        "year": year,
        "form": form,
        "version": services.latest_version(found, year),
    }
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            services.set_standard(
                request.actor,
                item=found,
                year=year,
                seen_version=seen(request),
                now=timezone.now(),
                **form.facts(year),
            )
        except Refused as refused:
            form.add_error(_field(form, refused), f"{refused.sentence} {refused.remedy}".strip())
        except Stale as stale:
            page["stale"], status = stale, 409
        else:
            messages.success(request, _("Записано. Предишната версия остава в историята."))
            return redirect("finance:standard", organization, item, year)
    page["versions"] = list(queries.versions(item, year))
    page["now"] = queries.by_items(year).get(item)
    page["can_take_back"] = any(row.withdrawn_on is None for row in page["versions"])
    return shown(request, "standard", "standards", page, 400 if form.errors else status)


def _field(form: Any, refused: Refused) -> str | None:
    return refused.field if refused.field in form.fields else None


@require_POST
def withdraw_standard(
    request: ActingRequest, organization: str, item: str, year: int
) -> HttpResponse:
    """Take back the latest version of a standard."""
    _check_may_edit(request)
    found = get_object_or_404(StandardItem, pk=item)
    services.withdraw_standard(
        request.actor, item=found, year=year, seen_version=seen(request), now=timezone.now()
    )
    messages.success(request, _("Върнато: отново важи предишното."))
    return redirect("finance:standard", organization, item, year)


@require_http_methods(["GET", "HEAD", "POST"])
def indexation(request: ActingRequest, organization: str) -> HttpResponse:
    """The factor of each year; an editor sets one."""
    check_may_see(request)
    if request.method == "POST":
        _check_may_edit(request)
    form = forms.IndexationForm(request.POST or None)
    status, stale = 200, None
    if request.method == "POST" and form.is_valid():
        try:
            services.set_indexation(
                request.actor,
                seen_version=seen(request, f"version-{form.cleaned_data['year']}"),
                now=timezone.now(),
                **form.cleaned_data,
            )
        except Refused as refused:
            form.add_error(_field(form, refused), refused.sentence)
        except Stale as raised:
            stale, status = raised, 409
        else:
            messages.success(request, _("Множителят е записан."))
            return redirect("finance:indexation", organization)
    rows = [
        (row, services.latest_indexation(row.year))
        for row in sorted(queries.indexations().values(), key=lambda row: -row.year)
    ]
    page = {"rows": rows, "form": form, "stale": stale}
    return shown(request, "indexation", "indexation", page, 400 if form.errors else status)


@require_POST
def withdraw_indexation(request: ActingRequest, organization: str, year: int) -> HttpResponse:
    """Take back the latest factor of a year."""
    _check_may_edit(request)
    services.withdraw_indexation(
        request.actor, year=year, seen_version=seen(request), now=timezone.now()
    )
    messages.success(request, _("Върнато: отново важи предишното."))
    return redirect("finance:indexation", organization)


# Transfers


@require_http_methods(["GET", "HEAD", "POST"])
def import_page(request: ActingRequest, organization: str) -> HttpResponse:
    """A chosen file is compared; the same file chosen again is written."""
    _check_may_edit(request)
    form = forms.ImportForm(
        request.POST or None,
        request.FILES or None,
        initial={"year": timezone.localdate().year},
    )
    page: dict[str, Any] = {"form": form, "runs": queries.import_runs()[:20]}
    if request.method == "POST" and form.is_valid():
        source = form.source()
        is_applied = form.cleaned_data["seen"] == _seen_file(source.sha256, form)
        try:
            parsed, run = services.import_transfers(
                request.actor,
                source=source,
                year=form.cleaned_data["year"],
                origin=form.cleaned_data["origin"],
                now=timezone.now(),
                is_applied=is_applied,
            )
        except Refused as refused:
            text = " ".join(filter(None, (refused.sentence, refused.rule, refused.remedy)))
            form.add_error("file", text)
        else:
            if run:
                messages.success(request, _("Внесено. Можете да го върнете от списъка по-долу."))
                return redirect("finance:import", organization)
            page |= {"parsed": parsed, "seen": _seen_file(source.sha256, form)}
            page |= _named(parsed)
    return shown(request, "import", "import", page, 400 if form.errors else 200)


def _seen_file(sha256: str, form: forms.ImportForm) -> str:
    """What the preview was of: this file for this year."""
    return f"{form.cleaned_data['year']}-{sha256}"


def _named(parsed: Parsed) -> dict[str, Any]:
    """Names for the codes of a preview."""
    names = {each.pk: str(each) for each in Municipality.objects.all()}
    return {
        "changes": [(names[each.code], each.old, each.new) for each in parsed.changed],
        "missing": [names[code] for code in parsed.missing],
        "far": [names[code] for code in parsed.warnings],
        "n_same": len(parsed.thousands) - len(parsed.new),
    }


@require_POST
def undo_import(request: ActingRequest, organization: str, run_id: int) -> HttpResponse:
    """Take an import back."""
    _check_may_edit(request)
    run = get_object_or_404(TransferImport, pk=run_id)
    services.undo_import(request.actor, run=run, now=timezone.now())
    messages.success(request, _("Вносът е върнат: отново важи предишното."))
    return redirect("finance:import", organization)
