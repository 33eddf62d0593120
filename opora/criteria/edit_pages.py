"""Pages on which one criterion is written: typed, looked at in every municipality, then saved."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from opora.accounts.requests import ActingRequest
from opora.documents import queries as drafts
from opora.documents import services as documents
from opora.lib.refusals import Refused, Stale
from opora.lib.words import SOFIA
from opora.territory.models import Indicator

from . import changes, edits, forms, presenting, queries, services
from .edits import CriterionFacts
from .model import terms
from .models import CriteriaSet, Criterion
from .pages import editable, seen

SHOWN = 12


def _criterion(criteria_set: CriteriaSet, code: str) -> Criterion:
    return get_object_or_404(queries.rows_of(criteria_set), planned_service=code)


@require_http_methods(["GET", "POST"])
def edit(request: ActingRequest, organization: str, pk: int, code: str) -> HttpResponse:
    """Write a criterion of a working set. The first press shows what changes in every municipality,
    the second saves it."""
    row = editable(request, pk)
    criterion = _criterion(row, code)
    draft = drafts.content(request.actor, _key(criterion))
    initial, rows = forms.drafted(draft, *forms.initial_of(edits.of(criterion)))
    posted = request.POST or None
    form = forms.CriterionForm(posted, initial=initial)
    bases = forms.BaseFormSet(posted, initial=rows, prefix="base")
    page: dict[str, Any] = {"form": form, "bases": bases, "version": criterion.version}
    if request.method != "POST":
        page |= {"version": draft.get("version", criterion.version), "is_drafted": bool(draft)}
        return _page(request, row, criterion, page)
    if not (form.is_valid() and bases.is_valid()):
        return _page(request, row, criterion, page, status=400)
    facts = forms.facts_of(form, bases)
    page["version"] = seen(request)
    if "save" not in request.POST:
        return _page(request, row, criterion, page | {"preview": _preview(row, criterion, facts)})
    try:
        services.edit_criterion(
            request.actor,
            criterion=criterion,
            seen_version=seen(request),
            facts=facts,
            now=timezone.now(),
        )
    except Refused as refusal:
        return _page(request, row, criterion, page | {"refusal": refusal}, status=400)
    except Stale as stale:
        return _stale(request, row, criterion, facts, stale)
    documents.drop_draft(request.actor, _key(criterion))
    messages.success(request, _("Критерият е записан в работния набор."))
    return redirect("criteria:set", organization, pk)


def _key(criterion: Criterion) -> str:
    """Under which name what is typed is kept until it is saved."""
    return f"criterion-{criterion.pk}"


def _page(
    request: ActingRequest,
    row: CriteriaSet,
    criterion: Criterion,
    page: dict[str, Any],
    status: int = 200,
) -> HttpResponse:
    context = {
        "tabs": presenting.tabs(request, "criteria:sets"),
        "set": row,
        "criterion": criterion,
        "draft_key": _key(criterion),
        "line": presenting.criterion_line(criterion, queries.plain(criterion, row)),
        **page,
    }
    return render(request, "criteria/edit.html", context, status=status)


def _preview(row: CriteriaSet, criterion: Criterion, facts: CriterionFacts) -> dict[str, Any]:
    """What the typed criterion would change, in every municipality or district."""
    today = timezone.localdate(timezone=SOFIA)
    now, typed = queries.plain(criterion, row), as_typed(criterion, row, facts)
    before, after = (
        {now.service: queries.computed({now.service: each}, on=today).of(now.service)}
        for each in (now, typed)
    )
    rows = changes.between(before, after)
    names = queries.unit_names(today)
    return {
        "sum": changes.by_service(before, after)[0],
        "rows": [(names.get(each.unit, each.unit), each) for each in rows[:SHOWN]],
        "n": len(rows),
        "n_units": len(after[now.service]),
        "shown": SHOWN,
    }


def as_typed(criterion: Criterion, row: CriteriaSet, facts: CriterionFacts) -> terms.Criterion:
    """The criterion as it would be with what is typed."""
    names = Indicator.objects.in_bulk([base.indicator for base in facts.bases])
    return replace(
        queries.plain(criterion, row),
        bases=tuple(
            terms.Base(
                base.indicator,
                base.coefficient,
                base.per,
                base.confidence,
                str(names[base.indicator]),
            )
            for base in facts.bases
        ),
        rounding=terms.Rounding(facts.rounding),
        level=facts.level,
        threshold=facts.threshold,
        min_size=facts.min_size,
        max_size=facts.max_size,
    )


def _stale(
    request: ActingRequest,
    row: CriteriaSet,
    criterion: Criterion,
    facts: CriterionFacts,
    stale: Stale,
) -> HttpResponse:
    """What somebody saved meanwhile beside what is typed here; fields that this person did not
    touch take the saved value."""
    typed = {edits.label_of(name): said for name, said in edits.words_of(facts).items()}
    told = [
        {
            "label": change.label,
            "before": change.before,
            "now": change.now,
            "typed": typed.get(change.label, ""),
        }
        for change in stale.changes
    ]
    merged = edits.merged(facts, edits.of(criterion), stale)
    initial, rows = forms.initial_of(merged)
    page = {
        "form": forms.CriterionForm(initial=initial),
        "bases": forms.BaseFormSet(initial=rows, prefix="base"),
        "version": criterion.version,
        "stale": stale,
        "changes": told,
    }
    return _page(request, row, criterion, page, status=409)


@require_POST
def confirm(request: ActingRequest, organization: str, pk: int, code: str) -> HttpResponse:
    """Say that one has compared the row with the act."""
    row = editable(request, pk)
    criterion = _criterion(row, code)
    try:
        services.confirm(
            request.actor, criterion=criterion, seen_version=seen(request), now=timezone.now()
        )
    except Refused as refusal:
        initial, rows = forms.initial_of(edits.of(criterion))
        page = {
            "form": forms.CriterionForm(initial=initial),
            "bases": forms.BaseFormSet(initial=rows, prefix="base"),
            "version": criterion.version,
            "refusal": refusal,
        }
        return _page(request, row, criterion, page, status=400)
    messages.success(request, _("Редът е потвърден с Вашето име."))
    return redirect("criteria:set", organization, pk)
