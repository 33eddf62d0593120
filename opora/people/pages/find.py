"""Searching, meeting a known person, entering a new one. Nobody is entered before a search."""

from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from opora.accounts import queries as accounts
from opora.accounts.requests import ActingRequest
from opora.documents import queries as drafts
from opora.documents import services as documents
from opora.lib.refusals import Refused

from .. import forms, names, queries, rules, services, wording
from ..models import Person
from .common import is_visit, may_record, may_see, sign, unsign

DRAFT = "person-new"


@never_cache
@require_http_methods(["GET", "POST"])
def search(request: ActingRequest, organization: str) -> HttpResponse:
    """Find somebody by number or names; what is typed never stands in an address."""
    may_see(request)
    form = forms.SearchForm(request.POST or None)
    page: dict[str, Any] = {"form": form}
    if request.method == "GET":
        page["recent"] = queries.recent(request.actor)
        return _results(request, page)
    if not form.is_valid():
        return _results(request, page, status=400)
    return _found(request, form.cleaned_data["text"], page)


def _found(request: ActingRequest, text: str, page: dict[str, Any]) -> HttpResponse:
    asked = rules.read_query(text)
    searched: dict[str, Any] = {"text": text, "key": str(uuid4())}
    if asked.number:
        possible = rules.guesses(asked.number, timezone.localdate())
        if isinstance(possible, rules.Problem):
            page["problem"] = Refused(wording.sentence(possible), remedy=wording.remedy(possible))
            return _results(request, page, status=400)
        number, found = _looked_up(request, possible)
        searched |= {"kind": number.kind, "number": number.number}
        page["is_elsewhere"] = found.is_known and not found.person_id
        people = [queries.seen(request.actor, found.person_id)] if found.person_id else []
        page["is_exact"] = bool(people)
        if former := _formerly(request, possible, people):
            people += former
            word = _("По този номер е показан и човек, чийто номер после е поправен.")
            messages.info(request, word)
    else:
        people = queries.search(request.actor, text)
    page |= {"people": people, "asked": True}
    page["searched"] = sign(request, {**searched, "shown": [each.pk for each in people]})
    page["reason_form"] = forms.ReasonForm(today=timezone.localdate())
    return _results(request, page)


def _formerly(
    request: ActingRequest, possible: list[rules.Identifier], people: list[Person]
) -> list[Person]:
    """Who else had the number before it was corrected; it may by now be another person's."""
    found = {
        each.pk: each
        for number in possible
        for each in queries.by_former_number(request.actor, number.kind, number.number)
    }
    return [each for pk, each in found.items() if pk not in {one.pk for one in people}]


def _looked_up(
    request: ActingRequest, possible: list[rules.Identifier]
) -> tuple[rules.Identifier, queries.LookUp]:
    """The first reading of the number that somebody is known by; else the likeliest."""
    answers = [
        (
            number,
            services.look_up(
                request.actor,
                identifier_kind=number.kind,
                identifier=number.number,
                now=timezone.now(),
            ),
        )
        for number in possible
    ]
    return next((answer for answer in answers if answer[1].is_known), answers[0])


def _results(request: ActingRequest, page: dict[str, Any], status: int = 200) -> HttpResponse:
    page |= {
        "may_record": accounts.allowed(request.actor, "people.record"),
        "today": timezone.localdate(),
        "n_proposals": queries.merges(request.actor).filter(state=rules.MergeState.PROPOSED).count()
        + queries.waiting_corrections(request.actor).count(),
    }
    return render(request, "people/search.html", page, status=status)


@require_POST
def meet(request: ActingRequest, organization: str) -> HttpResponse:
    """Open the core of somebody whom others entered: the full number and a reason."""
    may_record(request)
    searched = unsign(request)
    if not searched or "number" not in searched:
        return _search_first(request, organization)
    form = forms.ReasonForm(request.POST, today=timezone.localdate())
    if form.is_valid():
        try:
            meeting = services.meet_known(
                request.actor,
                identifier_kind=searched["kind"],
                identifier=searched["number"],
                reason=form.cleaned_data["reason"],
                now=timezone.now(),
            )
        except Refused as refused:
            form.add_error("reason", refused.sentence)
        else:
            messages.success(request, _("Виждате само основните данни. Причината е записана."))
            return redirect("people:person", organization=organization, pk=meeting.person.pk)
    page = {
        "form": forms.SearchForm(initial={"text": searched["text"]}),
        "asked": True,
        "is_elsewhere": True,
        "people": [],
        "searched": request.POST["searched"],
        "reason_form": form,
    }
    return _results(request, page, status=400)


def _search_first(request: ActingRequest, organization: str) -> HttpResponse:
    messages.warning(request, _("Първо потърсете лицето: така никой не се записва два пъти."))
    return redirect("people:search", organization=organization)


@never_cache
@require_http_methods(["GET", "POST"])
def new(request: ActingRequest, organization: str) -> HttpResponse:
    """Enter a person who was not found. Only a form that carries a search gets here."""
    may_record(request)
    searched = unsign(request)
    if searched is None:
        return _search_first(request, organization)
    today = timezone.localdate()
    if "save" not in request.POST and "accept" not in request.POST:
        form = forms.PersonForm(today=today, initial=_first_values(request, searched))
        return _form(request, form, searched)
    if "accept" in request.POST:
        return _form(request, _repaired(request), searched)
    form = forms.PersonForm(request.POST, today=today)
    if not form.is_valid():
        return _form(request, form, searched, status=400)
    return _enter(request, organization, form, searched)


def _first_values(request: ActingRequest, searched: dict[str, Any]) -> dict[str, Any]:
    """What the search already said, or the draft of this very search."""
    kept = drafts.content(request.actor, DRAFT)
    if kept.get("search_text") == searched["text"]:
        return kept
    if "number" in searched:
        found = rules.identifier(searched["kind"], searched["number"], timezone.localdate())
        values: dict[str, Any] = {
            "identifier_kind": searched["kind"],
            "identifier": searched["number"],
        }
        if isinstance(found, rules.Identifier) and found.birth_date:
            values |= {"birth_date": f"{found.birth_date:%d.%m.%Y}", "sex": found.sex}
        return values
    return names.split(rules.read_query(searched["text"]).words)


def _repaired(request: ActingRequest) -> forms.PersonForm:
    """The same form with one field replaced by its suggestion; nothing else is lost."""
    typed = request.POST.copy()
    before = forms.PersonForm(request.POST, today=timezone.localdate())
    before.is_valid()
    field = request.POST["accept"]
    if field in before.suggestions:
        typed[field] = before.suggestions[field]
    return forms.PersonForm(typed, today=timezone.localdate())


def _form(
    request: ActingRequest,
    form: forms.PersonForm,
    searched: dict[str, Any],
    *,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    page = {
        "form": form,
        "names": [form[name] for name in forms.NAMES],
        "searched": sign(request, {name: searched[name] for name in searched if name != "by"}),
        "search_text": searched["text"],
        "is_from_number": "number" in searched,
        "draft_key": DRAFT,
        "today": timezone.localdate(),
    }
    return render(request, "people/new.html", page | more, status=status)


def _enter(
    request: ActingRequest, organization: str, form: forms.PersonForm, searched: dict[str, Any]
) -> HttpResponse:
    values = {name: form.cleaned_data[name] for name in form.fields}
    likely = queries.similar(
        request.actor,
        full_name=" ".join(values[name] for name in forms.NAMES),
        birth_date=values["birth_date"],
    )
    unseen = [each for each in likely if each.person.pk not in searched["shown"]]
    if unseen and not _is_entered(request, searched):
        searched["shown"] += [each.person.pk for each in unseen]
        return _form(request, form, searched, status=409, likely=likely)
    now = timezone.now()
    try:
        person = services.create_person(
            request.actor,
            **values,
            basis=rules.Basis.REFERRAL,
            is_demo=not settings.IS_PRODUCTION,
            creation_key=UUID(searched["key"]),
            now=now,
        )
    except services.KnownPerson as known:
        return _known(request, form, searched, known)
    except Refused as refused:
        form.add_error(refused.field if refused.field in form.fields else None, refused.sentence)
        return _form(request, form, searched, status=400)
    documents.drop_draft(request.actor, DRAFT)
    messages.success(request, _("Лицето е записано."))
    return redirect("people:person", organization=organization, pk=person.pk)


def _is_entered(request: ActingRequest, searched: dict[str, Any]) -> bool:
    """Whether this form was sent before: a double click is not a new person like an old one."""
    return queries.visible(request.actor).filter(creation_key=searched["key"]).exists()


def _known(
    request: ActingRequest,
    form: forms.PersonForm,
    searched: dict[str, Any],
    known: services.KnownPerson,
) -> HttpResponse:
    """The number is taken: by somebody visible, or by somebody to be met with a reason."""
    existing: Person | None = None
    if known.person_id:
        existing = queries.seen(request.actor, known.person_id)
    searched |= {
        "kind": form.cleaned_data["identifier_kind"],
        "number": form.cleaned_data["identifier"],
    }
    form.add_error("identifier", known.sentence)
    more = {
        "known": known,
        "existing": existing,
        "reason_form": forms.ReasonForm(today=timezone.localdate()),
    }
    return _form(request, form, searched, status=409, **more)


def visit(request: ActingRequest, person: Person, page: str, purpose: str) -> None:
    """Log that a page about a person was opened."""
    if is_visit(request):
        services.log_view(request.actor, person_id=person.pk, purpose=purpose, page=page)
