"""Invitations as letters, and codes for those who take part from outside."""

from pathlib import Path

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from opora.accounts.requests import ActingRequest
from opora.documents import pdf
from opora.lib import codes as code_words
from opora.lib.refusals import Refused

from .. import composition, queries
from ..models import GroupMember, Session
from ..services import invitations
from . import sessions

TEMPLATE = Path(__file__).parents[1] / "templates" / "meetings" / "letter.typ"


@require_safe
def own(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """The invitation to the member who asks, or to the one named by whoever leads the group."""
    session = sessions.visible(request, pk)
    member = queries.member_of(request.actor, session.group, queries.day_of(session))
    asked = request.GET.get("member", "")
    if asked.isdecimal() and queries.may_hold(request.actor, session.group):
        member = get_object_or_404(GroupMember, pk=int(asked), group=session.group)
    if member is None:
        raise Http404
    return letter(request, session, member)


@require_safe
def codes(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """Who from outside has a code for this session."""
    return _codes(request, _held(request, pk))


@never_cache
@require_POST
def issue(request: ActingRequest, organization: str, pk: int, member_id: int) -> HttpResponse:
    """A code, which this answer alone shows: it is stored nowhere."""
    session = _held(request, pk)
    member = get_object_or_404(GroupMember, pk=member_id, group=session.group)
    try:
        _made, code = invitations.issue(
            request.actor, session=session, member=member, now=timezone.now()
        )
    except Refused as refused:
        return _codes(request, session, refused=refused, status=400)
    return _codes(request, session, code=code, given=member)


@never_cache
@require_POST
def printed(request: ActingRequest, organization: str, pk: int, member_id: int) -> HttpResponse:
    """The letter with the code that was just issued. The code comes in the body and is checked."""
    session = _held(request, pk)
    member = get_object_or_404(GroupMember, pk=member_id, group=session.group)
    code = request.POST.get("code", "")[:30]
    found = queries.invitation_by_code(code)
    if found is None or (found.session_id, found.member_id) != (session.pk, member.pk):
        raise Http404
    return letter(request, session, member, code)


@require_POST
def revoke(request: ActingRequest, organization: str, pk: int, member_id: int) -> HttpResponse:
    """The code stops working."""
    session = _held(request, pk)
    member = get_object_or_404(GroupMember, pk=member_id, group=session.group)
    invitations.revoke(request.actor, session=session, member=member, now=timezone.now())
    return redirect("meetings:codes", organization=organization, pk=pk)


def letter(
    request: HttpRequest, session: Session, member: GroupMember, code: str = ""
) -> HttpResponse:
    """The invitation as PDF."""
    url = request.build_absolute_uri(reverse("public:meetings"))
    content = composition.letter_to(member, session, code=code, url=url)
    with translation.override(composition.BULGARIAN):
        made = pdf.render(TEMPLATE, content)
    return document(made, f"pokana-{session.number}.pdf")


def document(made: bytes, name: str) -> HttpResponse:
    """A PDF, shown by the browser; its name holds nobody's name."""
    return HttpResponse(
        made,
        content_type="application/pdf",
        headers={
            "Content-Disposition": f'inline; filename="{name}"',
            "Cache-Control": "no-store",
        },
    )


def _held(request: ActingRequest, pk: int) -> Session:
    session = sessions.visible(request, pk)
    if not queries.may_hold(request.actor, session.group):
        raise Http404
    return session


def _codes(
    request: ActingRequest, session: Session, *, status: int = 200, **more: object
) -> HttpResponse:
    now = timezone.now()
    open_ones = {each.member_id: each for each in session.invitations.filter(revoked_at=None)}
    members = queries.members_on(session.group, queries.day_of(session)).filter(user=None)
    rows = [{"member": each, "invitation": open_ones.get(each.pk)} for each in members]
    page = {
        "session": session,
        "group": session.group,
        "rows": rows,
        "now": now,
        "address": request.build_absolute_uri(reverse("public:meetings")),
        "length": code_words.LENGTH,
    }
    return render(request, "meetings/codes.html", page | more, status=status)
