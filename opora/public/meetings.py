"""Pages of a member from outside: no account, one code, one session.

The code comes by POST and nothing of it stands in an address. What it opened is remembered in the
browser's session and asked for anew at every request, so that a revoked code ends at once.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from opora.journal.context import acting
from opora.lib.refusals import NotVisible, Refused, Stale
from opora.meetings import forms, queries, services, subjects
from opora.meetings.models import Material, Minutes, Session
from opora.meetings.pages import minutes as minutes_pages
from opora.meetings.pages import votes as vote_pages
from opora.meetings.presentation import session_context
from opora.meetings.rules import Outsider

from . import limits

KEPT = "meeting"  # in the session, and what wrong codes are counted for
View = Callable[..., HttpResponse]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """The code of the invitation; a right one opens its session."""
    if request.method != "POST" and _kept(request):
        return redirect("public:meeting")
    form = forms.CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if limits.is_exhausted(request, KEPT):
            form.add_error("code", _("Твърде много грешни кодове. Опитайте отново след час."))
            return _code_page(request, form, status=429)
        try:
            outsider = services.invitations.enter(form.cleaned_data["code"], now=timezone.now())
        except Refused as refused:
            limits.count_wrong(request, KEPT)
            form.add_error("code", f"{refused.sentence} {refused.remedy}")
        else:
            request.session.cycle_key()
            request.session[KEPT] = [
                outsider.invitation_id,
                outsider.member_id,
                outsider.session_id,
                outsider.organization_id,
            ]
            return redirect("public:meeting")
    return _code_page(request, form, status=400 if form.errors else 200)


def admitted(view: View) -> View:
    """For whoever holds an open code, in the organizer's context; others are asked for a code."""

    @never_cache
    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        outsider = _kept(request)
        if outsider is None:
            return redirect("public:meetings")
        with acting(outsider.actor):
            if queries.is_admitted(outsider, timezone.now()):
                return view(request, outsider, *args, **kwargs)
        del request.session[KEPT]
        messages.warning(request, _("Кодът вече не важи. Поискайте нов от организатора."))
        return redirect("public:meetings")

    return checked


@require_safe
@admitted
def session(request: HttpRequest, outsider: Outsider) -> HttpResponse:
    """The session as its members see it."""
    return _show(request, outsider)


@require_POST
@admitted
def act(
    request: HttpRequest, outsider: Outsider, what: str, record_id: int, action: str
) -> HttpResponse:
    """One act: presence, what is said, a ballot, a conflict, dissent, the minutes."""
    try:
        if what == "vote":
            vote = get_object_or_404(queries.votes(outsider), pk=record_id)
            if action == "cast" and "confirm" not in request.POST:
                page = vote_pages.confirmation(outsider, vote, request.POST)
                return render(request, "public/meeting_confirm.html", page)
            if action not in {"cast", "declare", "dissent"}:
                raise Http404
            said = vote_pages.perform(outsider, vote, action, request.POST)
        elif what == "minutes":
            said = _about_minutes(request, outsider, record_id, action)
        else:
            said = _at_session(request, outsider, record_id, action)
    except Refused as refused:
        return _show(request, outsider, refused=refused, status=400)
    except Stale:
        said = _("Междувременно протоколът е променен. Прочетете го отново.")
    messages.success(request, said)
    return redirect("public:meeting")


@require_safe
@admitted
def minutes_pdf(request: HttpRequest, outsider: Outsider, record_id: int) -> HttpResponse:
    """The minutes that have been sent to the members, as PDF."""
    found = queries.minutes(outsider).exclude(state="draft")
    return minutes_pages.pdf_of(get_object_or_404(found, pk=record_id))


@require_safe
@admitted
def version(request: HttpRequest, outsider: Outsider, what: str, record_id: int) -> HttpResponse:
    """What the version says that is voted on or attached."""
    if what == "vote":
        vote = get_object_or_404(queries.votes(outsider), pk=record_id)
        kind, pk, digest = vote.subject_kind, vote.subject_id, vote.subject_digest
    else:
        materials = Material.objects.filter(session=outsider.session_id)
        material = get_object_or_404(materials, pk=record_id)
        kind, pk, digest = material.record_kind, material.record_id, material.digest
    subject = subjects.current(outsider.actor, kind, pk)
    table = subjects.table(outsider.actor, kind, pk)
    if subject is None or table is None:
        raise Http404
    page = {
        "subject": subject,
        "columns": table.columns,
        "rows": [list(zip(table.columns, row, strict=True)) for row in table.rows],
        "digest": digest,
        "is_changed": digest != subject.digest,
    }
    return render(request, "public/meeting_version.html", page)


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Forget the code in this browser."""
    request.session.flush()
    return redirect("public:meetings")


def link(what: str, record_id: int, action: str) -> str:
    """Addresses of acts for somebody from outside."""
    if what == "version":
        return reverse("public:meeting_version", args=[action, record_id])
    if what == "minutes" and action == "pdf":
        return reverse("public:meeting_minutes", args=[record_id])
    if not action:
        return reverse("public:meeting")
    return reverse("public:meeting_act", args=[what, record_id, action])


def _show(
    request: HttpRequest, outsider: Outsider, *, status: int = 200, **more: Any
) -> HttpResponse:
    found = _session(outsider)
    page = session_context(outsider, found, link, timezone.now())
    page["say_form"] = forms.StatementForm(session=found)
    if page["minutes"]:
        page["view"] = page["minutes"]
    return render(request, "public/meeting.html", page | more, status=status)


def _session(outsider: Outsider) -> Session:
    found = queries.sessions(outsider).first()
    if found is None:
        raise NotVisible
    return found


def _about_minutes(request: HttpRequest, outsider: Outsider, record_id: int, action: str) -> str:
    found: Minutes = get_object_or_404(queries.minutes(outsider), pk=record_id)
    verbs = {"approve": minutes_pages.approve, "object": minutes_pages.object_to}
    if action not in verbs:
        raise Http404
    return verbs[action](outsider, found, request.POST)


def _at_session(request: HttpRequest, outsider: Outsider, record_id: int, action: str) -> str:
    found = get_object_or_404(queries.sessions(outsider), pk=record_id)
    if action == "attend":
        services.sessions.attend(outsider, session=found, now=timezone.now())
        return _("Отбелязахте се като присъстващ.")
    if action != "say":
        raise Http404
    form = forms.StatementForm(request.POST, session=found)
    if not form.is_valid():
        raise Refused(_("Изберете точка и напишете какво казвате."))
    services.sessions.say(outsider, now=timezone.now(), **form.cleaned_data)
    return _("Записано. Ще влезе в протокола.")


def _kept(request: HttpRequest) -> Outsider | None:
    kept = request.session.get(KEPT)
    return Outsider(*kept) if kept else None


def _code_page(request: HttpRequest, form: forms.CodeForm, *, status: int) -> HttpResponse:
    return render(request, "public/meeting_code.html", {"form": form}, status=status)
