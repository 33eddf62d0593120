"""Pages of files of services: given, read, looked at row by row, written, mended, taken back."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from opora.accounts.queries import allowed
from opora.accounts.requests import ActingRequest
from opora.lib.refusals import NotVisible, Refused
from opora.referral import services as referral
from opora.register import queries as register
from opora.register.tables import XLSX
from opora.territory.imports.reading import Source

from . import services, tasks, workbooks
from .fields import BY_CODE
from .models import ServiceImport
from .states import RUNNING, STATE_TONES, STATUS_LABELS, STATUS_TONES, RowStatus, State

PER_PAGE = 50
SHOWN_FIELDS = ("name", "kind", "municipality", "n_places")


class UploadForm(forms.Form):
    """A file."""

    file = forms.FileField(
        label=gettext_lazy("Файл с услуги"), help_text=gettext_lazy("XLSX, XLS или CSV, до 40 MB.")
    )


def _check(request: ActingRequest) -> None:
    if not allowed(request.actor, "register.import"):
        raise NotVisible


def _run(request: ActingRequest, pk: int) -> ServiceImport:
    _check(request)
    found = ServiceImport.objects.filter(organization_id=request.actor.organization_id, pk=pk)
    run = found.defer("content").first()
    if run is None:
        raise NotVisible
    return run


@require_http_methods(["GET", "HEAD", "POST"])
def index(request: ActingRequest, organization: str) -> HttpResponse:
    """The files so far, and the giving of one more."""
    _check(request)
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            run = services.upload(
                request.actor, source=Source(file.name, file.read()), now=timezone.now()
            )
        except Refused as refused:
            form.add_error("file", f"{refused.sentence} {refused.remedy}".strip())
        else:
            _stage(request, run)
            return redirect("imports:one", organization, run.pk)
    runs = ServiceImport.objects.filter(organization_id=request.actor.organization_id)
    shown = runs.defer("content").order_by("-uploaded_at")[:PER_PAGE]
    context = {
        "form": form,
        "runs": [{"row": each, "tone": STATE_TONES.get(each.state, "plain")} for each in shown],
    }
    return render(request, "imports/index.html", context, status=400 if form.errors else 200)


def _ids(request: ActingRequest, run: ServiceImport) -> dict[str, Any]:
    return {
        "run_id": run.pk,
        "organization_id": request.actor.organization_id,
        "user_id": request.actor.user_id,
    }


def _stage(request: ActingRequest, run: ServiceImport) -> None:
    """A small file is read while one waits; a large one by the worker."""
    if len(run.content or b"") <= services.SMALL_BYTES:
        services.stage(request.actor, run_id=run.pk, now=timezone.now())
    else:
        tasks.stage.defer(**_ids(request, run))


@require_GET
def template(request: ActingRequest, organization: str) -> FileResponse:
    """An empty table to fill in; with ?own the own services, to change and give back."""
    _check(request)
    today = timezone.localdate(timezone.now())
    rows = workbooks.rows_of(request.actor, today) if "own" in request.GET else ()
    file = workbooks.template(list(register.named_services(today)), rows)
    return _file(file, "uslugi-za-vnos.xlsx" if "own" in request.GET else "uslugi-obrazec.xlsx")


def _file(file: Any, name: str) -> FileResponse:
    return FileResponse(file, as_attachment=True, filename=name, content_type=XLSX)


@require_GET
def one(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """One file: how far it is, or what would become of each row."""
    run = _run(request, pk)
    tab = request.GET.get("tab", "") or _first_tab(run)
    rows = run.rows.filter(status=tab) if tab in set(RowStatus) else run.rows.all()
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page", "1"))
    heads = {code: _(field.head) for code, field in BY_CODE.items()}
    context = {
        "run": run,
        "tone": STATE_TONES.get(run.state, "plain"),
        "is_running": run.state in RUNNING,
        "is_read": run.state == State.READ,
        "is_applied": run.state == State.APPLIED,
        "n_total": run.n_rows if run.state == State.READING else run.n_new + run.n_changed,
        "n_to_write": run.n_new + run.n_changed,
        "tabs": [
            {
                "label": _(STATUS_LABELS[each]),
                "tone": STATUS_TONES.get(each, ""),
                "count": getattr(run, f"n_{each}"),
                "url": f"?tab={each}",
                "active": each == tab,
            }
            for each in RowStatus
        ],
        "page": page,
        "lines": [_line(row, heads) for row in page.object_list],
    }
    return render(request, "imports/one.html", context)


def _first_tab(run: ServiceImport) -> str:
    """What most needs a look."""
    for each in (RowStatus.WRONG, RowStatus.CHANGED, RowStatus.NEW):
        if getattr(run, f"n_{each}"):
            return each
    return RowStatus.SAME


def _line(row: Any, heads: dict[str, str]) -> dict[str, Any]:
    """A row in words: what it is about, what is wrong or what would change."""
    texts = row.texts
    return {
        "row": row,
        "about": texts.get("name") or texts.get("id", ""),
        "shown": " · ".join(texts[code] for code in SHOWN_FIELDS[1:] if texts.get(code)),
        "mistakes": [(heads[code], said) for code, said, is_error in row.marks if is_error],
        "remarks": [(heads[code], said) for code, said, is_error in row.marks if not is_error],
        "changes": [
            (heads.get(code, code), _shown(old), texts.get(code, ""))
            for code, old in row.before.items()
            if code in heads
        ],
    }


def _shown(value: Any) -> str:
    return "; ".join(value) if isinstance(value, list) else str(value if value is not None else "—")


@require_POST
def apply(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """Write what is new and changed; the wrong rows are left out."""
    return _work(request, _run(request, pk), undo=False)


@require_POST
def undo(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """Take a written file back, whole."""
    return _work(request, _run(request, pk), undo=True)


def _work(request: ActingRequest, run: ServiceImport, *, undo: bool) -> HttpResponse:
    services.begin(request.actor, run_id=run.pk, undo=undo)
    job = tasks.undo if undo else tasks.write
    if run.n_new + run.n_changed > services.SMALL_ROWS:
        job.defer(**_ids(request, run))
        return redirect("imports:one", request.organization.slug, run.pk)
    verb = services.undo if undo else services.apply
    done = verb(
        request.actor,
        run_id=run.pk,
        change_capacity=referral.change_capacity,
        now=timezone.now(),
        progress=services.quietly,
    )
    if done.failure:
        messages.error(request, done.failure)
    else:
        said = _("Файлът е върнат: %(n)s.") if undo else _("Файлът е вписан: %(n)s.")
        messages.success(request, said % {"n": _("%(n)s реда") % {"n": run.n_new + run.n_changed}})
    return redirect("imports:one", request.organization.slug, run.pk)


@require_POST
def cancel(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """Stop a running import, or forget a file that was only read."""
    _run(request, pk)
    run = services.cancel(request.actor, run_id=pk)
    said = _("Файлът е отказан; нищо не е вписано.")
    if run.state in RUNNING:
        said = _("Спира се. Нищо няма да остане наполовина.")
    messages.success(request, said)
    return redirect("imports:index", organization)


@require_GET
def mistakes(request: ActingRequest, organization: str, pk: int) -> FileResponse:
    """The rows to mend as a workbook, each wrong cell marked."""
    run = _run(request, pk)
    return _file(workbooks.mistakes(run), f"uslugi-za-popravyane-{run.pk}.xlsx")
