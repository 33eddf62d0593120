"""Pages of numbers: what a set would change, how one number is computed, the population ahead."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from opora.accounts.requests import ActingRequest
from opora.lib import words
from opora.lib.refusals import NotVisible, Refused, Stale
from opora.lib.words import SOFIA
from opora.territory import queries as territory

from . import ahead, changes, drawing, exports, forms, presenting, queries, services
from .changes import UnitChange
from .model.wording import explain as in_words
from .model.wording import formula_words, missing_words
from .models import CriteriaSet
from .pages import editable

PER_PAGE = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def today() -> date:
    """The day in Sofia."""
    return timezone.localdate(timezone=SOFIA)


# What a set would change


class Preview:
    """A set beside the one that it would replace, with what is asked to be seen of it."""

    def __init__(self, request: ActingRequest, row: CriteriaSet) -> None:
        self.row, self.day = row, today()
        self.former = self._former()
        before = self._numbers(self.former) if self.former else {}
        after = self._numbers(row)
        self.services = changes.by_service(before, after)
        self.every = changes.between(before, after)
        self.names = queries.unit_names(self.day)
        self.titles = {
            each.planned_service_id: str(each.planned_service) for each in queries.rows_of(row)
        }
        self.form = forms.ChangesForm(
            request.GET,
            services=[(each.service, self.titles[each.service]) for each in self.services],
            districts=[(each.pk, str(each)) for each in territory.districts()],
        )

    def _former(self) -> CriteriaSet | None:
        line = queries.on_line(is_illustrative=self.row.is_illustrative).exclude(pk=self.row.pk)
        return line.last() or queries.lawful_set_in_force(self.day)

    def _numbers(self, row: CriteriaSet) -> dict[str, Any]:
        criteria = queries.criteria_of(row)
        found = queries.computed(criteria, on=self.day)
        return {code: found.of(code) for code in criteria}

    def chosen(self) -> list[UnitChange]:
        """The changes of the asked service and district."""
        asked = self.form.cleaned_data if self.form.is_valid() else {}
        district_of = queries.units(self.day)
        return [
            each
            for each in self.every
            if asked.get("service", "") in {"", each.service}
            and asked.get("district", "") in {"", each.unit, district_of.get(each.unit)}
        ]


@require_safe
def preview(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """What changes in every municipality and district when this set takes the other's place."""
    row = editable(request, pk)
    shown = Preview(request, row)
    page = Paginator(shown.chosen(), PER_PAGE).get_page(request.GET.get("page", "1"))
    context = {
        "tabs": presenting.tabs(request, "criteria:sets"),
        "set": row,
        "former": shown.former,
        "form": shown.form,
        "services": [(shown.titles[each.service], each) for each in shown.services],
        "n_all": len(shown.every),
        "n_units": len({each.unit for each in shown.every}),
        "page": page,
        "rows": [
            (shown.names.get(each.unit, each.unit), shown.titles[each.service], each)
            for each in page
        ],
        "query": request.GET.urlencode(),
        "may_edit": True,
    }
    return render(request, "criteria/preview.html", context)


@require_safe
def preview_file(request: ActingRequest, organization: str, pk: int) -> FileResponse:
    """The asked changes as a spreadsheet, with the watermark of an illustration."""
    row = editable(request, pk)
    shown = Preview(request, row)
    file = exports.changes_workbook(
        row, shown.former, shown.chosen(), shown.names, shown.titles, now=timezone.now()
    )
    return FileResponse(file, as_attachment=True, filename=f"criteria-{pk}.xlsx", content_type=XLSX)


@require_http_methods(["GET", "POST"])
def publish(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """Put a working set in force, with what follows from it said before."""
    row = editable(request, pk)
    form = forms.PublishForm(request.POST or None, initial={"seen": row.revision})
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        try:
            services.publish(
                request.actor,
                criteria_set=row,
                seen_revision=form.cleaned_data["seen"],
                valid_from=form.cleaned_data["valid_from"],
                now=timezone.now(),
            )
        except Refused as refusal:
            form.add_error("valid_from", refusal.sentence)
            context["refusal"] = refusal
        except Stale:
            context["is_stale"] = True
            context["form"] = forms.PublishForm(
                initial={
                    "seen": row.revision,
                    "valid_from": words.day(form.cleaned_data["valid_from"]).split()[0],
                }
            )
        else:
            messages.success(request, _("Наборът е публикуван."))
            return redirect("criteria:set", organization, pk)
    context |= _consequences(request, row)
    status = 409 if "is_stale" in context else 400 if form.errors else 200
    return render(request, "criteria/publish.html", context, status=status)


def _consequences(request: ActingRequest, row: CriteriaSet) -> dict[str, Any]:
    """What follows when the set comes into force."""
    shown = Preview(request, row)
    return {
        "tabs": presenting.tabs(request, "criteria:sets"),
        "set": row,
        "former": shown.former,
        "n_all": len(shown.every),
        "n_units": len({each.unit for each in shown.every}),
        "n_unknown": sum(bool(each.n_missing_after) for each in shown.services),
        "top": [
            (shown.names.get(each.unit, each.unit), shown.titles[each.service], each)
            for each in shown.every[:8]
        ],
    }


# How one number is computed


@require_safe
def explain(
    request: ActingRequest, organization: str, pk: int, code: str, unit: str
) -> HttpResponse:
    """„Как е сметнато?“: one number in words. A fragment for scripts, a page for everybody else."""
    presenting.see(request)
    row, day = queries.get(request.actor, pk), _asked_day(request)
    criterion = queries.criteria_of(row).get(code)
    names = queries.unit_names(day)
    if criterion is None or unit not in names:
        raise NotVisible
    found = queries.computed_one(criterion, unit=_unit_of(criterion.level, unit, day), on=day)
    said = presenting.language()
    context = {
        "set": row,
        "criterion": queries.rows_of(row).get(planned_service=code),
        "unit": names[_unit_of(criterion.level, unit, day)],
        "found": found,
        "formula": formula_words(criterion, said),
        "lines": in_words(found, said),
        "missing": [missing_words(each) for each in found.missing],
        "day": day,
        "basis": presenting.criterion_line(
            queries.rows_of(row).get(planned_service=code), criterion
        ).basis,
    }
    is_fragment = "HX-Request" in request.headers or "Opora-Fetch" in request.headers
    template = "criteria/explain_part.html" if is_fragment else "criteria/explain.html"
    return render(request, template, context | {"tabs": presenting.tabs(request, "criteria:sets")})


def _unit_of(level: str, unit: str, day: date) -> str:
    """A municipality's service of the district level is computed for its district."""
    return queries.units(day).get(unit, unit) if level == "district" else unit


def _asked_day(request: ActingRequest) -> date:
    try:
        return date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        return today()


# The population ahead


@require_safe
def population(request: ActingRequest, organization: str) -> HttpResponse:
    """A municipality's people to the horizon, with what is assumed said beside."""
    presenting.see(request)
    day = today()
    names = {row.pk: row.full_name for row in territory.municipalities()}
    own = request.organization.municipality_id or ""
    unit = request.GET.get("municipality", own)
    found = ahead.of(day, unit if unit in names else next(iter(names)))
    context = {
        "tabs": presenting.tabs(request, "criteria:population"),
        "municipalities": names.items(),
        "found": found,
        "name": names.get(found.unit) if found else "",
        "chart": found and drawing.chart(found.years, found.series()),
    }
    return render(request, "criteria/population.html", context)
