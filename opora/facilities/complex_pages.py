"""Pages of complexes: what their services share, and what sharing saves."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from opora.accounts.requests import ActingRequest
from opora.lib import words
from opora.lib.refusals import NotVisible, Refused, Stale
from opora.register import tables

from . import forms, queries, services
from .models import SharedResource
from .pages import today_now


@require_GET
def index(request: ActingRequest, organization: str) -> HttpResponse:
    """Every complex with its services."""
    lines = []
    for each in queries.complexes(request.actor):
        shared = queries.lines(each)
        lines.append({"row": each, "saving": queries.whole_saving(shared), "n": len(shared)})
    return render(request, "facilities/complexes.html", {"lines": lines})


@require_GET
def page(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """One complex: its services, what each uses of what, how the saving is computed."""
    found = queries.complex_of(request.actor, pk)
    lines = queries.lines(found)
    is_ours = queries.may_share(request.actor, found)
    context = {
        "found": found,
        "lines": lines,
        "services": found.services.all(),
        "saving": queries.whole_saving(lines),
        "may_share": is_ours,
        "is_shown": is_ours or bool(lines),
    }
    return render(request, "facilities/complex.html", context)


@require_http_methods(["GET", "POST"])
def new_resource(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """One more thing that is shared."""
    found = queries.complex_of(request.actor, pk)
    if not queries.may_share(request.actor, found):
        raise NotVisible
    form = forms.ResourceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        made = services.add_resource(
            request.actor,
            complex_id=pk,
            kind=values["kind"],
            name=values["name"],
            cost_cents=forms.cents(values["cost"]),
            now=timezone.now(),
        )
        return redirect("facilities:shares", organization, made.pk)
    context = {
        "form": form,
        "title": _("Нов общ ресурс"),
        "act": _("Впиши и раздели"),
        "complex": found,
    }
    return render(request, "facilities/form.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def shares(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """What part of a resource each service uses."""
    resource = SharedResource.objects.select_related("complex").filter(pk=pk).first()
    if resource is None or not queries.may_share(request.actor, resource.complex):
        raise NotVisible
    form = forms.SharesForm(request.POST or None, resource=resource)
    context: dict[str, Any] = {"form": form, "resource": resource}
    if request.method == "POST" and form.is_valid():
        seen = request.POST.get("version", "")
        try:
            services.set_shares(
                request.actor,
                resource=resource,
                cost_cents=forms.cents(form.cleaned_data["cost"]),
                shares=form.shares(),
                seen=int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 9 else 0,
                now=timezone.now(),
            )
        except Refused as refusal:
            context["refusal"] = refusal
            return render(request, "facilities/shares.html", context, status=400)
        except Stale:
            resource.refresh_from_db()
            context["refusal"] = Refused(
                _("Докато пишехте, някой раздели ресурса другояче."),
                remedy=_("Вашето още е тук: прегледайте го и запишете отново."),
            )
            return render(request, "facilities/shares.html", context, status=409)
        messages.success(request, _("Дяловете са записани."))
        return redirect("facilities:complex", organization, resource.complex_id)
    return render(request, "facilities/shares.html", context, status=400 if form.errors else 200)


@require_GET
def export(request: ActingRequest, organization: str, file_format: str) -> FileResponse:
    """Complexes, their services and the shares that one may see, as a file."""
    heads = [
        _("Комплекс"), _("Доставчик"), _("Община"), _("Услуга"), _("Общ ресурс"), _("Дял, %"),
        _("Струва на месец, евро"), _("Самостоятелно на месец, евро"),
    ]  # fmt: skip
    rows: list[list[tables.Cell]] = []
    for each in queries.complexes(request.actor):
        named = [each.name, str(each.provider), str(each.municipality)]
        rows += [[*named, service.name, "", None, None, None] for service in each.services.all()]
        for line in queries.lines(each):
            rows += [
                [
                    *named,
                    service.name,
                    line.resource.name,
                    share.percent,
                    None if cost is None else cost // 100,
                    None if share.alone_cents is None else share.alone_cents // 100,
                ]
                for service, share, cost in line.parts
                if share
            ]
    note = _("Комплекси към %(day)s") % {"day": words.day(today_now())}
    sheet = tables.Sheet(_("Комплекси"), note, heads, rows)
    return tables.answer(sheet, file_format, f"kompleksi-{today_now():%Y-%m-%d}")
