"""Pages of the public register of licenses, and of one license."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from opora.accounts.requests import ActingRequest
from opora.documents import panels
from opora.journal import queries as journal
from opora.lib import words
from opora.lib.refusals import NotVisible, Refused
from opora.register import tables
from opora.register.models import Provider

from . import forms, queries, rules, sentences, services
from .models import License
from .rules import Standing

PER_PAGE = 25
TABS: dict[str, tuple[Standing, ...]] = {
    "valid": (Standing.VALID, Standing.EXPIRING),
    "expiring": (Standing.EXPIRING,),
    "ended": (Standing.EXPIRED, Standing.REVOKED),
    "all": tuple(Standing),
}


def today_now() -> date:
    """The day in Sofia."""
    return timezone.localdate(timezone=words.SOFIA)


class Line:
    """A license as the list shows it."""

    def __init__(self, row: License, day: date, months: int, names: dict[str, str]) -> None:
        self.license = row
        self.version = queries.version_on(row, day)
        self.standing = rules.standing(row.term, day, months)
        self.label = _(rules.STANDING_LABELS[self.standing])
        self.tone = rules.STANDING_TONES[self.standing]
        self.kinds = [names.get(code, code) for code in self.version.kinds]


def _lines(request: ActingRequest, day: date) -> list[Line]:
    form = forms.FilterForm(request.GET, today=day)
    months, names = queries.window_months(day), queries.kinds()
    asked = form.filters()
    rows = queries.licenses(
        request.actor,
        text=asked.get("text", ""),
        named_service=asked.get("named_service", ""),
    )
    return [Line(each, day, months, names) for each in rows]


def _tab(request: ActingRequest) -> str:
    tab = request.GET.get("tab", "")
    return tab if tab in TABS else "valid"


@require_GET
def index(request: ActingRequest, organization: str) -> HttpResponse:
    """The register of licensed providers, as it stands today."""
    today = today_now()
    lines = _lines(request, today)
    tab = _tab(request)
    query = request.GET.copy()
    query.pop("page", None)
    shown = [each for each in lines if each.standing in TABS[tab]]
    provider = queries.own_provider(request.actor)
    context = {
        "form": forms.FilterForm(request.GET, today=today),
        "kept": {"tab": tab},
        "tabs": list(_tabs(lines, tab, query)),
        "page": Paginator(shown, PER_PAGE).get_page(request.GET.get("page", "1")),
        "query": request.GET.urlencode(),
        "is_filtered": bool(query.get("text") or query.get("named_service")),
        "provider": provider,
        "duty": queries.duty(provider.legal_form, today) if provider else None,
        "expiring": queries.expiring(request.actor, today) if provider else [],
        "mine": [each for each in lines if provider and each.license.provider_id == provider.pk],
        "n_waiting": queries.waiting(request.actor, today),
        "may_decide": queries.may_decide(request.actor),
        "months": queries.window_months(today),
        "today": today,
    }
    return render(request, "licensing/index.html", context)


def _tabs(lines: list[Line], tab: str, query: Any) -> Iterator[dict[str, Any]]:
    labels = {
        "valid": (_("В сила"), ""),
        "expiring": (_("Изтичат скоро"), "soon"),
        "ended": (_("Изтекли и отнети"), "late"),
        "all": (_("Всички"), ""),
    }
    for key, standings in TABS.items():
        query["tab"] = key
        yield {
            "label": labels[key][0],
            "tone": labels[key][1],
            "count": sum(each.standing in standings for each in lines),
            "url": f"?{query.urlencode()}",
            "active": key == tab,
        }


@require_GET
def export(request: ActingRequest, organization: str, file_format: str) -> FileResponse:
    """The chosen licenses as a file."""
    today = today_now()
    lines = [each for each in _lines(request, today) if each.standing in TABS[_tab(request)]]
    heads = [
        _("Лиценз №"), _("Доставчик"), _("ЕИК"), _("Седалище и адрес"), _("Видове услуги"),
        _("Издаден на"), _("В сила от"), _("В сила до, включително"), _("Състояние"),
    ]  # fmt: skip
    rows: list[list[tables.Cell]] = [
        [
            each.license.number,
            each.version.holder,
            each.license.provider.eik,
            each.version.seat,
            "; ".join(each.kinds),
            each.license.issued_on,
            each.license.valid_from,
            each.license.last_day,
            each.label,
        ]
        for each in lines
    ]
    note = _("Лицензирани доставчици към %(day)s") % {"day": words.day(today)}
    sheet = tables.Sheet(_("Лицензи"), note, heads, rows)
    return tables.answer(sheet, file_format, f"litsenzi-{today:%Y-%m-%d}")


@require_GET
def license_page(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """One license: what it says now and said before, its applications, what happened."""
    today = today_now()
    found = queries.license_of(request.actor, pk)
    line = Line(found, today, queries.window_months(today), queries.kinds())
    provider = queries.own_provider(request.actor)
    is_ours = provider is not None and provider.pk == found.provider_id
    is_party = is_ours or queries.may_decide(request.actor)
    events = journal.timeline(request.actor, kind="provider", record_id=found.provider_id)
    mine = events.filter(name__startswith="licensing.", detail__values__number=found.number)
    context = {
        "line": line,
        "found": found,
        "versions": _versions(found),
        "applications": queries.visible(request.actor).filter(license=found),
        "course": sentences.lines(mine[:15]),
        "is_ours": is_ours,
        "holds": found.term.holds(today),
        "may_renew": is_ours and found in queries.expiring(request.actor, today),
        "may_revoke": queries.may_decide(request.actor) and found.term.holds(today),
        "window_opens": rules.months_before(found.valid_to, queries.window_months(today)),
        "papers": panels.papers(
            request,
            record_kind="provider",
            record_id=found.provider_id,
            audience=[found.provider_id, found.organization_id],
            may_attach=False,
        )
        if is_party
        else None,
        "today": today,
    }
    return render(request, "licensing/license.html", context)


def _versions(found: License) -> list[dict[str, Any]]:
    names = queries.kinds()
    return [
        {"row": each, "kinds": [names.get(code, code) for code in each.kinds]}
        for each in found.versions.all()
    ]


@require_http_methods(["GET", "POST"])
def transcribe(request: ActingRequest, organization: str) -> HttpResponse:
    """Write down a license that was issued on paper."""
    if not queries.may_decide(request.actor):
        raise NotVisible
    form = forms.TranscribeForm(request.POST or None, today=today_now())
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            made = services.transcribe(
                request.actor,
                provider=Provider.objects.get(pk=values["provider"]),
                number=values["number"],
                issued_on=values["issued_on"],
                valid_to=values["valid_to"],
                facts=form.facts(),
                now=timezone.now(),
            )
        except Refused as refusal:
            return _form(request, form, _("Лиценз от хартия"), _("Впиши лиценза"), refusal)
        messages.success(request, _("Лицензът е вписан."))
        return redirect("licensing:license", organization, made.pk)
    return _form(request, form, _("Лиценз от хартия"), _("Впиши лиценза"))


@require_http_methods(["GET", "POST"])
def revoke(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """Take a license away."""
    found = queries.license_of(request.actor, pk)
    if not queries.may_decide(request.actor):
        raise NotVisible
    form = forms.RevokeForm(request.POST or None, initial={"revoked_on": today_now()})
    title = _("Отнемане на лиценз № %(number)s") % {"number": found}
    if request.method == "POST" and form.is_valid():
        try:
            services.revoke(request.actor, license=found, now=timezone.now(), **form.cleaned_data)
        except Refused as refusal:
            return _form(request, form, title, _("Отнеми лиценза"), refusal)
        messages.success(request, _("Лицензът е отнет. Нови хора не се насочват към доставчика."))
        return redirect("licensing:license", organization, pk)
    return _form(request, form, title, _("Отнеми лиценза"), rule=_(rules.REVOKED_BY))


def _form(
    request: ActingRequest,
    form: Any,
    title: str,
    act: str,
    refusal: Refused | None = None,
    rule: str = "",
) -> HttpResponse:
    """A page with one form; a refusal stands over it and at its field."""
    if refusal and refusal.field in form.fields:
        form.add_error(refusal.field, refusal.sentence)
    status = 400 if refusal or form.errors else 200
    context = {"form": form, "title": title, "act": act, "refusal": refusal, "rule": rule}
    return render(request, "licensing/form.html", context, status=status)
