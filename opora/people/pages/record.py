"""A person's page: the core, what one's own organization knows, who works with them, who looked."""

from typing import Any

from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from opora.accounts import queries as accounts
from opora.accounts.requests import ActingRequest
from opora.documents import queries as drafts
from opora.documents import services as documents
from opora.journal import queries as journal
from opora.lib.refusals import NotVisible, Refused, Stale

from .. import forms, panels, queries, rules, sentences, services
from ..models import Person
from ..services.persons import CORE, LABELS, read_seen
from .common import may_record, may_see
from .find import visit

NEWEST_EVENTS = 15
SEEN = "people.seen"
DETAILS: dict[str, tuple[Any, Any, str]] = {
    "address": (forms.AddressForm, services.record_address, _("Адресът е записан.")),
    "phone": (forms.PhoneForm, services.record_phone, _("Телефонът е записан.")),
    "note": (forms.NoteForm, services.write_note, _("Бележката е записана.")),
    "representative": (
        forms.RepresentativeForm,
        services.add_representative,
        _("Представителят е вписан."),
    ),
}


@never_cache
@require_GET
def person(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """One person, as far as the organization may see them."""
    may_see(request)
    found = _seen(request, pk)
    if found.merged_into_id:
        messages.info(request, _("Записът е обединен с този."))
        return redirect(
            "people:person", organization=organization, pk=queries.living(request.actor, found).pk
        )
    visit(request, found, "person", _("работа с лицето"))
    return _page(request, found)


def _seen(request: ActingRequest, pk: int) -> Person:
    try:
        return queries.seen(request.actor, pk)
    except NotVisible:
        raise Http404 from None


def _page(request: ActingRequest, found: Person, *, status: int = 200, **more: Any) -> HttpResponse:
    actor, today = request.actor, timezone.localdate()
    core_only = queries.is_core_only(actor, found.pk)
    number = queries.identifier_of(found)
    page: dict[str, Any] = {
        "person": found,
        "today": today,
        "core_only": core_only,
        "masked": rules.masked(number) if number else "",
        "may_record": accounts.allowed(actor, "people.record"),
        "panels": [],
    }
    if core_only:
        page["ask"] = queries.whom_to_ask(actor, found.pk)
        page["reason_form"] = forms.ReasonForm(today=today)
    else:
        page |= _whole(request, found)
    return render(request, "people/person.html", page | more, status=status)


def _whole(request: ActingRequest, found: Person) -> dict[str, Any]:
    actor, today = request.actor, timezone.localdate()
    events = journal.timeline(actor, kind="person", record_id=found.pk)
    addresses = queries.addresses(actor, found)
    initial = {
        "kind": "permanent" if any(each.kind == "current" for each in addresses) else "current",
        "municipality": request.organization.municipality_id,
    }
    return {
        "addresses": addresses,
        "phones": queries.phones(actor, found),
        "notes": queries.notes(actor, found),
        "representatives": queries.representatives(actor, found),
        "parties": queries.parties(actor, found.pk),
        "duplicates": queries.possible_duplicates(actor, found),
        "merges": queries.merges_of(actor, found),
        "corrections": queries.corrections(actor, found.pk).filter(
            state__in=[rules.CorrectionState.PROPOSED, rules.CorrectionState.CONFIRMED]
        ),
        "n_looks": queries.accesses(actor, found.pk).n_all,
        "course": sentences.lines(events[:NEWEST_EVENTS]),
        "panels": [panel(request, found) for panel in panels.PANELS],
        "address_form": forms.AddressForm(today=today, initial=initial, prefix="address"),
        "phone_form": forms.PhoneForm(today=today, prefix="phone"),
        "note_form": forms.NoteForm(today=today, prefix="note"),
        "representative_form": forms.RepresentativeForm(
            today=today,
            initial={"valid_from": f"{today:%d.%m.%Y}"},
            prefix="representative",
        ),
    }


@never_cache
@require_POST
def reveal(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """The whole number, on this one answer, and written down."""
    may_see(request)
    found = _seen(request, pk)
    number = services.reveal_identifier(
        request.actor, person=found, purpose=_("поискан е пълният номер")
    )
    return _page(request, found, number=number)


@require_POST
def work(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """Somebody met by number has come to us: from now on we work with them."""
    may_record(request)
    found = _seen(request, pk)
    form = forms.ReasonForm(request.POST, today=timezone.localdate())
    if not form.is_valid():
        return _page(request, found, status=400, reason_form=form)
    services.involve(
        request.actor,
        person_id=pk,
        organization_id=request.actor.organization_id,
        basis=rules.Basis.REFERRAL,
        reason=form.cleaned_data["reason"],
        now=timezone.now(),
    )
    messages.success(request, _("Вече работите с лицето. Причината е записана."))
    return redirect("people:person", organization=organization, pk=pk)


@never_cache
@require_http_methods(["GET", "POST"])
def edit(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """Correct the core. Who saves second sees what the first one changed, and loses nothing."""
    may_record(request)
    found = worked_with(request, pk)
    visit(request, found, "edit", _("поправка на данните"))
    number = queries.identifier_of(found)
    about: dict[str, Any] = {
        "kind": found.identifier_kind,
        "identifier": _identifier(found, number),
        "today": timezone.localdate(),
    }
    key = f"person-{pk}"
    if request.method == "GET":
        kept = drafts.content(request.actor, key)
        form = forms.EditForm(initial=_core_values(found) | kept, **about)
        return _edit(request, form, found, is_draft=bool(kept))
    form = forms.EditForm(request.POST, **about)
    if not form.is_valid():
        return _edit(request, form, found, status=400)
    try:
        _save(request, form, pk)
    except Stale as stale:
        return _edit_again(request, form, pk, stale)
    except Refused as refused:
        form.add_error(refused.field if refused.field in form.fields else None, refused.sentence)
        return _edit(request, form, found, status=400)
    documents.drop_draft(request.actor, key)
    messages.success(request, _("Данните са поправени."))
    return redirect("people:person", organization=organization, pk=pk)


def worked_with(request: ActingRequest, pk: int) -> Person:
    """The person, when one works with them; otherwise not found."""
    try:
        return queries.worked_with(request.actor, pk)
    except NotVisible:
        raise Http404 from None


def _identifier(found: Person, number: str | None) -> rules.Identifier | None:
    read = rules.identifier(found.identifier_kind, number or "", timezone.localdate())
    return read if isinstance(read, rules.Identifier) else None


def _core_values(found: Person) -> dict[str, Any]:
    values = {name: getattr(found, name) for name in CORE}
    seen = {name: str(value) for name, value in values.items()}
    return {
        **values,
        "birth_date": f"{found.birth_date:%d.%m.%Y}",
        "version": found.version,
        "seen": signing.dumps(seen, salt=SEEN),
    }


def _save(request: ActingRequest, form: forms.EditForm, pk: int) -> None:
    values = form.cleaned_data
    try:
        seen = signing.loads(values["seen"], salt=SEEN)
    except signing.BadSignature:
        raise Http404 from None
    services.change_core(
        request.actor,
        person_id=pk,
        version=values["version"],
        seen=read_seen(seen),
        now=timezone.now(),
        **{name: values[name] for name in CORE},
    )


def _edit_again(
    request: ActingRequest, form: forms.EditForm, pk: int, stale: Stale
) -> HttpResponse:
    """The typed values stand in the form; beside them what was and what somebody else saved."""
    fresh = queries.worked_with(request.actor, pk)
    names = {str(label): name for name, label in LABELS.items()}
    changes = [
        {
            "label": change.label,
            "before": change.before,
            "now": change.now,
            "name": names[change.label] if names[change.label] in forms.NAMES else "",
            "typed": form.data.get(names[change.label], ""),
        }
        for change in stale.changes
    ]
    current = _core_values(fresh)
    typed = request.POST.copy()
    typed["version"], typed["seen"] = current["version"], current["seen"]
    form.data = typed
    return _edit(request, form, fresh, status=409, changes=changes, by=stale.by)


def _edit(
    request: ActingRequest, form: forms.EditForm, found: Person, *, status: int = 200, **more: Any
) -> HttpResponse:
    page = {
        "form": form,
        "names": [form[name] for name in forms.NAMES],
        "person": found,
        "draft_key": f"person-{found.pk}",
        **more,
    }
    return render(request, "people/edit.html", page, status=status)


@never_cache
@require_http_methods(["GET", "POST"])
def identifier(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """Enter a number that was learned later."""
    may_record(request)
    found = worked_with(request, pk)
    form = forms.IdentifierForm(request.POST or None, today=timezone.localdate())
    page: dict[str, Any] = {"form": form, "person": found}
    if request.method == "POST" and form.is_valid():
        try:
            services.add_identifier(
                request.actor, person_id=pk, now=timezone.now(), **form.cleaned_data
            )
        except services.KnownPerson as known:
            form.add_error("identifier", known.sentence)
            page["other_id"] = known.person_id
        except Refused as refused:
            form.add_error("identifier", refused.sentence)
        else:
            messages.success(request, _("Номерът е вписан."))
            return redirect("people:person", organization=organization, pk=pk)
    status = 400 if request.method == "POST" else 200
    return render(request, "people/identifier.html", page, status=status)


@require_POST
def add(request: ActingRequest, organization: str, pk: int, what: str) -> HttpResponse:
    """Record an address, a phone, a note or a representative."""
    may_see(request)
    found = worked_with(request, pk)
    form_class, verb, done = DETAILS[what]
    form = form_class(request.POST, today=timezone.localdate(), prefix=what)
    if form.is_valid():
        try:
            verb(request.actor, person_id=pk, now=timezone.now(), **form.cleaned_data)
        except Refused as refused:
            field = refused.field if refused.field in form.fields else None
            form.add_error(field, refused.sentence)
        else:
            messages.success(request, _(done))
            return redirect("people:person", organization=organization, pk=pk)
    return _page(request, found, status=400, open=what, **{f"{what}_form": form})


@require_POST
def end_phone(request: ActingRequest, organization: str, pk: int, phone_id: int) -> HttpResponse:
    """The phone is no longer in use."""
    may_see(request)
    services.end_phone(request.actor, phone_id=phone_id, now=timezone.now())
    messages.success(request, _("Телефонът е отписан."))
    return redirect("people:person", organization=organization, pk=pk)


@require_POST
def end_representative(
    request: ActingRequest, organization: str, pk: int, representative_id: int
) -> HttpResponse:
    """The representation ends today."""
    may_see(request)
    services.end_representative(
        request.actor,
        representative_id=representative_id,
        valid_to=timezone.localdate(),
        now=timezone.now(),
    )
    messages.success(request, _("Представителството е прекратено от днес."))
    return redirect("people:person", organization=organization, pk=pk)


@never_cache
@require_GET
def access(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """Who looked at the person, when and why."""
    may_see(request)
    found = worked_with(request, pk)
    visit(request, found, "access", _("преглед на достъпа"))
    looks = queries.accesses(request.actor, pk)
    rows = [(look, sentences.page_label(look.page)) for look in looks.shown]
    page = {"person": found, "rows": rows, "n_all": looks.n_all}
    return render(request, "people/access.html", page)
