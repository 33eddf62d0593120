"""My groups, one group with its members, sessions and decisions."""

from collections import Counter
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from opora.accounts import queries as accounts
from opora.accounts.requests import ActingRequest
from opora.lib.actor import Actor
from opora.lib.refusals import Refused

from .. import counting, forms, queries, rules
from ..models import Group, GroupMember
from ..services import groups

RULE = tuple(forms.RulesForm.base_fields)


@require_safe
def mine(request: ActingRequest, organization: str) -> HttpResponse:
    """The groups in which the organization takes part, and what comes next."""
    require_seeing(request)
    found = list(queries.groups(request.actor))
    visible = queries.sessions(request.actor).order_by("starts_at")
    page = {
        "groups": [_row(each) for each in found],
        "lists": [
            (_("Тече сега"), visible.filter(state="open")[:10]),
            (_("Предстои"), visible.filter(state="invited")[:10]),
        ],
        "may_hold": accounts.allowed(request.actor, "meetings.hold"),
    }
    return render(request, "meetings/groups.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: ActingRequest, organization: str) -> HttpResponse:
    """A new group with its rules."""
    if not accounts.allowed(request.actor, "meetings.hold"):
        raise Http404
    form = forms.GroupForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = groups.create_group(request.actor, now=timezone.now(), **form.cleaned_data)
        messages.success(request, _("Групата е създадена. Добавете членовете ѝ."))
        return redirect("meetings:group", organization=organization, pk=made.pk)
    return _form(request, form, _("Нова група"), _("Създай групата"))


@require_safe
def group(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """Members, sessions and decisions of one group."""
    found = visible(request.actor, pk)
    today = timezone.localdate()
    page = {
        "group": found,
        "members": [_member(each) for each in queries.members_since(found, today)
                    .select_related("organization").order_by(queries.BY_PART, "name")],
        "sessions": found.sessions.all(),
        "decisions": queries.votes(request.actor)
        .filter(session__group=found, state="closed")
        .order_by("-closed_at"),
        "holds": queries.may_hold(request.actor, found) and not found.closed_on,
        "rule": rule_of(found),
        "by_capacity": _by_capacity(found),
        "n_voting": sum(each.may_vote for each in queries.members_on(found, today)),
    }  # fmt: skip
    return render(request, "meetings/group.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
def change_rules(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """Quorum, majority and conflict of interest, from the next vote on."""
    found = held(request.actor, pk)
    form = forms.RulesForm(
        request.POST or None, initial={name: getattr(found, name) for name in RULE}
    )
    if request.method == "POST" and form.is_valid():
        groups.change_rules(request.actor, group=found, now=timezone.now(), **form.cleaned_data)
        messages.success(request, _("Правилата важат от следващото гласуване."))
        return redirect("meetings:group", organization=organization, pk=pk)
    return _form(request, form, _("Правила на групата"), _("Запиши правилата"), found)


@require_http_methods(["GET", "HEAD", "POST"])
def add_member(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """A new member."""
    found = held(request.actor, pk)
    form = forms.MemberForm(request.POST or None, initial={"valid_from": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            groups.add_member(request.actor, group=found, now=timezone.now(), **form.cleaned_data)
        except Refused as refused:
            form.add_error(refused.field or None, refused.sentence)
        else:
            messages.success(request, _("Членът е добавен."))
            return redirect("meetings:group", organization=organization, pk=pk)
    return _form(request, form, _("Нов член"), _("Добави члена"), found)


@require_http_methods(["GET", "HEAD", "POST"])
def end_member(request: ActingRequest, organization: str, pk: int) -> HttpResponse:
    """The end of a membership."""
    seen = GroupMember.objects.filter(group__in=queries.groups(request.actor))
    member = get_object_or_404(seen.select_related("group"), pk=pk)
    found = held(request.actor, member.group_id)
    form = forms.EndForm(request.POST or None, initial={"valid_to": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            groups.end_member(request.actor, member=member, now=timezone.now(), **form.cleaned_data)
        except Refused as refused:
            form.add_error(refused.field or None, refused.sentence)
        else:
            messages.success(request, _("Участието е прекратено."))
            return redirect("meetings:group", organization=organization, pk=found.pk)
    title = _("Край на участието на %(name)s") % {"name": member.name}
    return _form(request, form, title, _("Прекрати участието"), found)


def require_seeing(request: ActingRequest) -> None:
    """Whose role takes no part in meetings meets no page of them."""
    if not accounts.allowed(request.actor, "meetings.see"):
        raise Http404


def visible(actor: Actor, pk: int) -> Group:
    """The group, for who may see it."""
    return get_object_or_404(queries.groups(actor), pk=pk)


def held(actor: Actor, pk: int) -> Group:
    """The group, for who leads it."""
    found = visible(actor, pk)
    if not queries.may_hold(actor, found):
        raise Http404
    return found


def rule_of(group: Group) -> list[tuple[str, str]]:
    """The group's rules in words."""
    return [
        (_("Кворум"), _(counting.QUORUM_LABELS[counting.Quorum(group.quorum)])),
        (_("Мнозинство"), _(counting.MAJORITY_LABELS[counting.Majority(group.majority)])),
        (
            _("Конфликт на интереси"),
            _(counting.CONFLICT_LABELS[counting.ConflictRule(group.conflict_rule)]),
        ),
        (
            _("Представен член"),
            _("брои се в кворума, не гласува")
            if group.counts_represented
            else _("не се брои в кворума и не гласува"),
        ),
    ]


def _row(group: Group) -> dict[str, Any]:
    coming = group.sessions.filter(state__in=["planned", "invited", "open"])
    return {"group": group, "next": coming.order_by("starts_at").first()}


def _by_capacity(group: Group) -> list[tuple[str, int]]:
    """How many take part in each capacity, as they are named for a meeting of experts."""
    today = timezone.localdate()
    found = Counter(each.capacity for each in queries.members_on(group, today))
    return [(_(label), found[key]) for key, label in rules.CAPACITY_LABELS.items() if found[key]]


def _member(member: GroupMember) -> dict[str, Any]:
    return {
        "member": member,
        "part": "" if member.part == rules.Part.MEMBER else member.get_part_display(),
    }


def _form(
    request: ActingRequest, form: Any, title: str, act: str, group: Group | None = None
) -> HttpResponse:
    page = {"form": form, "title": title, "act": act, "group": group}
    return render(request, "meetings/form.html", page, status=400 if form.errors else 200)
