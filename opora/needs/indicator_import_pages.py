"""Pages of the import: a file is chosen, asked about, shown row by row, written, taken back."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from opora.accounts.requests import ActingRequest
from opora.lib import words
from opora.lib.labels import gettext_noop
from opora.lib.refusals import Refused, Stale
from opora.territory import queries as territory
from opora.territory.models import IndicatorImport

from . import indicator_exports as exports
from .indicator_forms import AnswersForm, UploadForm
from .indicator_pages import allow
from .indicator_rows import STATUS_LABELS, Answers, Preview, Status, from_json
from .queries import indicators as queries
from .services import indicator_imports as services

RIGHT = "indicators.import"
PER_PAGE = 50
DOUBTFUL = "doubtful"
SHAPES = {
    "report": gettext_noop("справка на НСИ по години"),
    "wide": gettext_noop("таблица с колона за показател"),
    "long": gettext_noop("таблица с ред за стойност"),
}
TONES = {Status.ADDED: "ok", Status.REFUSED: "late"}


def _sent(request: ActingRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


@require_http_methods(["GET", "HEAD", "POST"])
def imports(request: ActingRequest, organization: str) -> HttpResponse:
    """The files so far, and the choosing of one more."""
    allow(request, RIGHT)
    form = UploadForm(_sent(request), request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.upload_values(request.actor, source=form.source(), now=timezone.now())
        except Refused as refused:
            form.add_error("file", f"{refused.sentence} {refused.remedy}".strip())
        else:
            return redirect("needs:indicator_import", organization, made.pk)
    page = {"form": form, "imports": queries.imports(request.actor)[:PER_PAGE]}
    status = 400 if form.errors else 200
    return render(request, "needs/indicators/imports.html", page, status=status)


@require_GET
def template(request: ActingRequest, organization: str) -> HttpResponse:
    """An empty table of all municipalities and of what they enter."""
    allow(request, RIGHT)
    rows = [each for each in queries.open_indicators() if each.is_entered]
    content = exports.template(territory.municipalities(), rows)
    answer = HttpResponse(content, content_type=exports.XLSX)
    answer.headers["Content-Disposition"] = 'attachment; filename="pokazateli-obrazec.xlsx"'
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
def one(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """One file: what would become of each row, and the questions that stand before the writing."""
    allow(request, RIGHT)
    upload = queries.import_of(request.actor, pk)
    if upload.applied_at or upload.report.get("dropped"):
        return render(request, "needs/indicators/import_done.html", {"upload": upload})
    shown = queries.preview_of(upload, today=timezone.localdate())
    form = _answers_form(request, upload, shown)
    if request.method == "POST" and form.is_valid():
        services.answer_import(request.actor, upload_id=pk, answers=form.answers())
        return redirect("needs:indicator_import", organization, pk)
    page = {"upload": upload, "shown": shown, "form": form, **_context(request, shown)}
    return render(request, "needs/indicators/import.html", page, status=400 if form.errors else 200)


def _answers_form(request: ActingRequest, upload: IndicatorImport, shown: Preview) -> AnswersForm:
    kept = from_json(upload.answers)
    indicators = queries.open_indicators()
    return AnswersForm(indicators, shown.scales, _sent(request), initial=_initial(kept, shown))


def _initial(kept: Answers, shown: Preview) -> dict[str, Any]:
    guess = queries.RESIDENTS if shown.sheet.shape == "report" else ""
    return {
        "indicator": kept.indicator or guess,
        "as_of": kept.as_of,
        "all_years": kept.all_years,
        "without_refused": kept.without_refused,
        "is_confirmed": kept.is_confirmed,
    } | {f"scale-{code}": str(factor) for code, factor in kept.factors.items()}


def _context(request: ActingRequest, shown: Preview) -> dict[str, Any]:
    """The tabs by what becomes of the rows, and a page of the chosen one."""
    tab = request.GET.get("tab", "") or _first_tab(shown)
    rows = shown.doubtful if tab == DOUBTFUL else shown.rows
    if tab in list(Status):
        rows = shown.of(Status(tab))
    labels = [(DOUBTFUL, _("за проверка"), "soon", len(shown.doubtful))] + [
        (str(each), _(STATUS_LABELS[each]), TONES.get(each, ""), len(shown.of(each)))
        for each in Status
    ]
    return {
        "tabs": [
            {"label": label, "tone": tone, "count": n, "url": f"?tab={key}", "active": key == tab}
            for key, label, tone, n in labels
        ],
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page", "1")),
        "shape": _(SHAPES[shown.sheet.shape]),
        "asks_indicator": "indicator" in shown.questions
        or any(not cell.indicator for cell in shown.sheet.cells),
        "asks_day": any(not cell.day for cell in shown.sheet.cells),
        "n_refused": len(shown.of(Status.REFUSED)),
        "names": {each.pk: str(each) for each in queries.open_indicators()},
    }


def _first_tab(shown: Preview) -> str:
    """What most needs a look."""
    if shown.of(Status.REFUSED):
        return str(Status.REFUSED)
    if shown.doubtful:
        return DOUBTFUL
    return str(Status.ADDED) if shown.of(Status.ADDED) else str(Status.CHANGED)


@require_POST
def apply(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """Writes the file as it was shown."""
    allow(request, RIGHT)
    queries.import_of(request.actor, pk)
    try:
        n = services.import_values(
            request.actor, upload_id=pk, seen=request.POST.get("seen", ""), now=timezone.now()
        )
    except Stale:
        messages.warning(
            request,
            _("Докато гледахте, някой записа стойности. Нищо не е внесено; прегледайте отново."),
        )
        return redirect("needs:indicator_import", organization, pk)
    messages.success(
        request,
        _("Внесени са %(values)s.") % {"values": words.plural(n, _("стойност"), _("стойности"))},
    )
    return redirect("needs:indicator_import", organization, pk)


@require_POST
def undo(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """Takes a written file back."""
    allow(request, RIGHT)
    queries.import_of(request.actor, pk)
    n, n_left = services.undo_import(request.actor, upload_id=pk, now=timezone.now())
    messages.success(
        request,
        _("Върнати са %(n)s стойности; %(left)s остават, защото са поправени след вноса.")
        % {"n": n, "left": n_left}
        if n_left
        else _("Върнати са %(n)s стойности.") % {"n": n},
    )
    return redirect("needs:indicator_import", organization, pk)


@require_POST
def drop(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """Forgets a file that was not written."""
    allow(request, RIGHT)
    queries.import_of(request.actor, pk)
    services.drop_import(request.actor, upload_id=pk)
    messages.success(request, _("Файлът е отказан; нищо не е записано."))
    return redirect("needs:indicator_imports", organization)
