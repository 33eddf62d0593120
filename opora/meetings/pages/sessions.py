"""A session: planned, followed live, acted on."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from opora.accounts.requests import ActingRequest
from opora.documents import panels
from opora.lib.refusals import Refused, Stale
from opora.lib.words import SOFIA

from .. import forms, queries
from ..models import Session
from ..presentation import Link, session_context
from ..services import minutes as minutes_services
from ..services import sessions
from .groups import held, require_seeing


def link_for(organization: str) -> Link:
    """Addresses of acts for somebody with an account."""

    def link(what: str, record_id: int, action: str) -> str:
        if what == "version":
            return ""
        if what == "minutes" and action in {"", "pdf"}:
            name = "minutes_pdf" if action else "minutes"
            return reverse(f"meetings:{name}", args=[organization, record_id])
        return reverse(f"meetings:{what}_act", args=[organization, record_id, action])

    return link


@require_safe
def session(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """The page that is followed during the meeting."""
    return show(request, visible(request, pk))


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """The next session of a group."""
    group = held(request.actor, pk)
    form = forms.NewSessionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = sessions.plan(request.actor, group=group, now=timezone.now(), **form.cleaned_data)
        messages.success(request, _("Заседанието е насрочено. Изпратете поканите."))
        return redirect("meetings:session", organization=organization, pk=made.pk)
    page = {"form": form, "title": _("Ново заседание"), "act": _("Насрочи"), "group": group}
    return render(request, "meetings/form.html", page, status=400 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """Another day, hour or place."""
    found = visible(request, pk)
    held(request.actor, found.group_id)
    local = found.starts_at.astimezone(SOFIA)
    initial = {
        "title": found.title,
        "day": local.date(),
        "hour": f"{local:%H:%M}",
        "place": found.place,
        "is_online": found.is_online,
        "seen": found.version,
    }
    form = forms.EditSessionForm(request.POST or None, initial=initial)
    page: dict[str, Any] = {"form": form, "group": found.group}
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            sessions.change(request.actor, session=found, now=timezone.now(), **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, refused.sentence)
        except Stale as stale:
            page["stale"], status = stale, 409
        else:
            messages.success(request, _("Промените са записани."))
            return redirect("meetings:session", organization=organization, pk=pk)
    page |= {"title": _("Ден, час и място"), "act": _("Запиши промените")}
    return render(request, "meetings/form.html", page, status=400 if form.errors else status)


@require_POST
def act(request: ActingRequest, organization: str, pk: int, action: str) -> HttpResponse:
    """One act on the session; a refusal is shown on its page and what was typed stays."""
    found = visible(request, pk)
    if action not in ACTS:
        raise Http404
    try:
        failed = ACTS[action](request, found)
    except Refused as refused:
        return show(request, found, refused=refused, status=400)
    if failed:
        return show(request, found, form_of={action: failed}, status=400)
    return redirect("meetings:session", organization=organization, pk=pk)


def visible(request: ActingRequest, pk: int) -> Session:
    """The session, for who may see it."""
    require_seeing(request)
    return get_object_or_404(queries.sessions(request.actor), pk=pk)


def show(
    request: ActingRequest,
    found: Session,
    *,
    status: int = 200,
    form_of: dict[str, Any] | None = None,
    **more: Any,
) -> HttpResponse:
    """The page of a session with the forms that the actor may use now."""
    link = link_for(request.organization.slug)
    page = session_context(request.actor, found, link, timezone.now())
    typed = form_of or {}
    page["forms"] = {
        "item": typed.get("item") or forms.ItemForm(prefix="item"),
        "material": typed.get("material") or forms.MaterialForm(session=found, prefix="material"),
        "say": typed.get("say") or forms.StatementForm(session=found, holds=page["holds"]),
        "vote": typed.get("vote") or forms.VoteForm(session=found, prefix="vote"),
    }
    page["papers"] = panels.papers(
        request,
        record_kind="session",
        record_id=found.pk,
        audience=found.group.audience,
        may_attach=page["holds"],
        back=reverse("meetings:session", args=[request.organization.slug, found.pk]),
        heading=str(found),
    )
    page["typed"] = set(typed)
    page["outside"] = [each for each in page["lines"] if each.member.is_outside]
    return render(request, "meetings/session.html", page | more, status=status)


Failed = Any
SimpleVerb = Callable[..., Session]


def _simple(verb: SimpleVerb, said: str) -> Callable[[ActingRequest, Session], Failed]:
    def done(request: ActingRequest, found: Session) -> Failed:
        verb(request.actor, session=found, now=timezone.now())
        messages.success(request, _(said))

    return done


def _cancel(request: ActingRequest, found: Session) -> Failed:
    sessions.cancel(
        request.actor,
        session=found,
        reason=request.POST.get("reason", "")[:500],
        now=timezone.now(),
    )
    messages.success(request, _("Заседанието е отменено и поканените са известени."))


def _attend(request: ActingRequest, found: Session) -> Failed:
    form = forms.AttendForm(request.POST, session=found)
    if not form.is_valid():
        raise Refused(_("Изберете член и дали присъства."))
    typed = form.cleaned_data
    sessions.attend(
        request.actor,
        session=found,
        member=typed["member"],
        state=typed["state"] or "present",
        represented_by=typed["represented_by"],
        now=timezone.now(),
    )


def _say(request: ActingRequest, found: Session) -> Failed:
    holds = queries.may_hold(request.actor, found.group)
    form = forms.StatementForm(request.POST, session=found, holds=holds)
    if not form.is_valid():
        return form
    sessions.say(request.actor, now=timezone.now(), **form.cleaned_data)
    messages.success(request, _("Записано. Ще влезе в протокола."))
    return None


def _item(request: ActingRequest, found: Session) -> Failed:
    form = forms.ItemForm(request.POST, prefix="item")
    if not form.is_valid():
        return form
    sessions.add_item(request.actor, session=found, now=timezone.now(), **form.cleaned_data)
    return None


def _remove(request: ActingRequest, found: Session) -> Failed:
    asked = request.POST.get("item", "")
    item = get_object_or_404(found.items.all(), pk=int(asked) if asked.isdecimal() else 0)
    sessions.remove_item(request.actor, item=item, now=timezone.now())


def _material(request: ActingRequest, found: Session) -> Failed:
    form = forms.MaterialForm(request.POST, session=found, prefix="material")
    if not form.is_valid():
        return form
    sessions.add_material(request.actor, session=found, now=timezone.now(), **form.cleaned_data)
    return None


def _draft(request: ActingRequest, found: Session) -> Failed:
    minutes_services.draft(request.actor, session=found, now=timezone.now())
    messages.success(request, _("Протоколът е съставен от заседанието. Прегледайте го."))


ACTS: dict[str, Callable[[ActingRequest, Session], Failed]] = {
    "invite": _simple(sessions.invite, gettext_noop("Поканите са изпратени.")),
    "open": _simple(sessions.open_session, gettext_noop("Заседанието е открито.")),
    "close": _simple(sessions.close_session, gettext_noop("Заседанието е закрито.")),
    "cancel": _cancel,
    "attend": _attend,
    "say": _say,
    "item": _item,
    "remove-item": _remove,
    "material": _material,
    "draft": _draft,
}
