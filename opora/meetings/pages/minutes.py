"""The minutes: read, corrected, sent, approved, locked, kept as PDF."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from opora.accounts.requests import ActingRequest
from opora.lib.refusals import Refused, Stale

from .. import forms, queries
from ..models import Minutes
from ..presentation import minutes_view
from ..rules import Party
from ..services import minutes as services
from .groups import require_seeing
from .letters import document as pdf_answer
from .sessions import link_for


@require_safe
def page(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """What the minutes say, and what may be done with them."""
    return show(request, visible(request, pk))


@require_safe
def document(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """The PDF: the kept bytes of a locked document, or a draft of how it will look."""
    return pdf_of(visible(request, pk))


@require_POST
def act(request: ActingRequest, organization: str, pk: int, action: str) -> HttpResponse:
    """One act on the minutes."""
    found = visible(request, pk)
    if action not in ACTS:
        raise Http404
    try:
        said = ACTS[action](request, found)
    except Refused as refused:
        return show(request, found, refused=refused, status=400)
    except Stale:
        return show(request, found, is_stale=True, status=409)
    messages.success(request, said)
    return redirect("meetings:minutes", organization=organization, pk=pk)


def visible(request: ActingRequest, pk: int) -> Minutes:
    """The minutes, for who may see them; a draft is its organizer's alone."""
    require_seeing(request)
    found = get_object_or_404(queries.minutes(request.actor), pk=pk)
    if found.state == "draft" and not queries.may_hold(request.actor, found.session.group):
        raise Http404
    return found


def pdf_of(minutes: Minutes) -> HttpResponse:
    """The minutes as PDF."""
    kept = minutes.pdf
    made = (
        bytes(kept) if kept else services.rendered(services.final_content(minutes) | {"digest": ""})
    )
    name = f"protokol-{minutes.number or 'chernova'}.pdf"
    return pdf_answer(made, name)


def show(request: ActingRequest, found: Minutes, *, status: int = 200, **more: Any) -> HttpResponse:
    """The page of the minutes."""
    session = found.session
    me = queries.member_of(request.actor, session.group, queries.day_of(session))
    content = found.content["final"] if found.state == "locked" else services.final_content(found)
    items = list(session.items.all())
    texts = found.content.get("discussions", {})
    shown = {
        "session": session,
        "group": session.group,
        "content": content,
        "view": minutes_view(request.actor, found, me, link_for(request.organization.slug)),
        "texts": [(each, texts.get(str(each.pk), "")) for each in items],
        "opening": request.POST.get("opening", found.content.get("opening", "")),
        "closing": request.POST.get("closing", found.content.get("closing", "")),
        "circulate_form": forms.CirculateForm(),
    }
    return render(request, "meetings/minutes.html", shown | more, status=status)


def _seen(request: ActingRequest) -> int:
    asked = request.POST.get("seen", "")
    return int(asked) if asked.isdecimal() else 0


def _correct(request: ActingRequest, found: Minutes) -> str:
    prefix = "discussion-"
    services.correct(
        request.actor,
        minutes=found,
        seen=_seen(request),
        opening=request.POST.get("opening", "")[:8000],
        closing=request.POST.get("closing", "")[:8000],
        discussions={
            name.removeprefix(prefix): str(text)[:20000]
            for name, text in request.POST.items()
            if name.startswith(prefix)
        },
        now=timezone.now(),
    )
    return _("Протоколът е записан.")


def _circulate(request: ActingRequest, found: Minutes) -> str:
    form = forms.CirculateForm(request.POST)
    if not form.is_valid():
        raise Refused(_("Няма такъв ден. Пишете го така: 21.11.2026."), field="objections_until")
    services.circulate(
        request.actor, minutes=found, seen=_seen(request), now=timezone.now(), **form.cleaned_data
    )
    return _("Протоколът е изпратен на членовете.")


def _answer(request: ActingRequest, found: Minutes) -> str:
    asked = request.POST.get("opinion", "")
    opinion = get_object_or_404(found.opinions, pk=int(asked) if asked.isdecimal() else 0)
    text = request.POST.get("text", "")[:4000]
    services.answer(request.actor, opinion=opinion, text=text, now=timezone.now())
    return _("Отговорът е записан.")


def _withdraw(request: ActingRequest, found: Minutes) -> str:
    services.withdraw(request.actor, minutes=found, seen=_seen(request), now=timezone.now())
    return _("Протоколът е върнат за поправка. Одобренията се събират наново.")


def _lock(request: ActingRequest, found: Minutes) -> str:
    done = services.lock(request.actor, minutes=found, seen=_seen(request), now=timezone.now())
    return _("Протоколът е заключен с № %(number)s.") % {"number": f"{done.number}/{done.year}"}


def approve(party: Party, found: Minutes, typed: Any) -> str:
    """A member approves, from inside or outside."""
    services.approve(party, minutes=found, seen=_version(typed), now=timezone.now())
    return _("Одобрихте протокола.")


def object_to(party: Party, found: Minutes, typed: Any) -> str:
    """A member objects, from inside or outside."""
    services.object_to(
        party,
        minutes=found,
        seen=_version(typed),
        text=typed.get("text", "")[:4000],
        now=timezone.now(),
    )
    return _("Възражението е записано. Организаторът ще отговори.")


def _version(typed: Any) -> int:
    asked = typed.get("seen", "")
    return int(asked) if asked.isdecimal() else 0


ACTS: dict[str, Callable[[ActingRequest, Minutes], str]] = {
    "correct": _correct,
    "circulate": _circulate,
    "answer": _answer,
    "withdraw": _withdraw,
    "lock": _lock,
    "approve": lambda request, found: approve(request.actor, found, request.POST),
    "object": lambda request, found: object_to(request.actor, found, request.POST),
}
