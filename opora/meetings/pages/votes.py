"""Voting: one tap and a confirmation; opening, counting, conflict of interest, dissent."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from opora.accounts.requests import ActingRequest
from opora.lib.refusals import Refused

from .. import counting, forms, queries, subjects
from ..counting import Choice
from ..models import Vote
from ..rules import Party, actor_of
from ..services import votes
from . import sessions
from .groups import require_seeing


@require_POST
def new(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """Put a question to the vote. What is attached to the chosen item as a version is its subject
    when it is asked for from that version's own page; here the question's words are voted on."""
    found = sessions.visible(request, pk)
    form = forms.VoteForm(request.POST, session=found, prefix="vote")
    if not form.is_valid():
        return sessions.show(request, found, form_of={"vote": form}, status=400)
    try:
        votes.open_vote(request.actor, session=found, now=timezone.now(), **form.cleaned_data)
    except Refused as refused:
        return sessions.show(request, found, form_of={"vote": form}, refused=refused, status=400)
    messages.success(request, _("Гласуването е открито. Членовете го виждат."))
    return redirect("meetings:session", organization=organization, pk=pk)


@never_cache
@require_POST
def act(request: ActingRequest, organization: str, pk: int, action: str) -> HttpResponse:
    """One act on a vote; a refusal is shown on the session's page."""
    require_seeing(request)
    vote = get_object_or_404(queries.votes(request.actor), pk=pk)
    back = reverse("meetings:session", args=[organization, vote.session_id])
    if action == "cast" and "confirm" not in request.POST:
        page = confirmation(request.actor, vote, request.POST) | {"back_url": back}
        return render(request, "components/confirm_page.html", page)
    try:
        said = perform(request.actor, vote, action, request.POST)
    except Refused as refused:
        return sessions.show(request, vote.session, refused=refused, status=400)
    messages.success(request, said)
    return redirect(f"{back}#vote-{vote.pk}")


def confirmation(party: Party, vote: Vote, typed: QueryDict) -> dict[str, Any]:
    """The question that a ballot's first tap asks. The choice goes in the body of a POST only, so
    that no address and no log holds it."""
    choice = _choice(typed)
    member = queries.member_of(party, vote.session.group, queries.day_of(vote.session))
    before = queries.ballot_of(vote, member) if member and not vote.is_secret else None
    label = capfirst(_(counting.CHOICE_LABELS[choice]))
    if vote.is_secret:
        note = _("Гласуването е тайно: гласът не може да се промени и никой не вижда чий е.")
    elif before and before.choice != choice:
        note = _("Досегашният Ви глас беше „%(choice)s“. Сега ще го замените.") % {
            "choice": before.get_choice_display()
        }
    else:
        note = _("Гласуването е явно: името Ви стои до гласа. До преброяването можете да го "
                 "промените.")  # fmt: skip
    return {
        "question": _("Гласувате „%(choice)s“. Потвърждавате ли?") % {"choice": label},
        "consequences": [vote.question, note],
        "act_label": _("Да, гласувам „%(choice)s“") % {"choice": label},
        "hidden": {
            "choice": choice.value,
            "seen_digest": typed.get("seen_digest", "")[:64],
            "seen_choice": before.choice if before else "",
            "confirm": "1",
        },
    }


def perform(party: Party, vote: Vote, action: str, typed: QueryDict) -> str:
    """Do the act for whichever party; returns what to say afterwards."""
    if action not in VERBS:
        raise Http404
    return VERBS[action](party, vote, typed)


def _choice(typed: QueryDict) -> Choice:
    asked = typed.get("choice", "")
    if asked not in frozenset(Choice):
        raise Refused(_("Изберете „за“, „против“ или „въздържал се“."))
    return Choice(asked)


def _cast(party: Party, vote: Vote, typed: QueryDict) -> str:
    votes.cast(
        party,
        vote=vote,
        choice=_choice(typed),
        seen_digest=typed.get("seen_digest", ""),
        seen_choice=typed.get("seen_choice", ""),
        now=timezone.now(),
    )
    return _("Гласът Ви е приет.")


def _declare(party: Party, vote: Vote, typed: QueryDict) -> str:
    reason = typed.get("reason", "")[:500]
    votes.declare_conflict(party, vote=vote, reason=reason, now=timezone.now())
    return _("Конфликтът на интереси е записан. Няма да гласувате по този въпрос.")


def _dissent(party: Party, vote: Vote, typed: QueryDict) -> str:
    votes.dissent(party, vote=vote, text=typed.get("text", "")[:4000], now=timezone.now())
    return _("Особеното Ви мнение ще стои в протокола.")


def _close(party: Party, vote: Vote, typed: QueryDict) -> str:
    actor = actor_of(party)
    now = subjects.current(actor, vote.subject_kind, vote.subject_id)
    done = votes.close(
        actor, vote=vote, current_digest=now.digest if now else "", now=timezone.now()
    )
    if done.is_passed is None:
        return _("Версията е променена: гласуването е недействително.")
    return (
        _("Гласовете са преброени: приема се.")
        if done.is_passed
        else _("Гласовете са преброени: не се приема.")
    )


def _void(party: Party, vote: Vote, typed: QueryDict) -> str:
    reason = typed.get("reason", "")[:500]
    votes.void(actor_of(party), vote=vote, reason=reason, now=timezone.now())
    return _("Гласуването е обявено за недействително.")


VERBS: dict[str, Callable[[Party, Vote, QueryDict], str]] = {
    "cast": _cast,
    "declare": _declare,
    "dissent": _dissent,
    "close": _close,
    "void": _void,
}
