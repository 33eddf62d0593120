"""Groups, their rules and their members. Done by the organizer."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from opora.accounts import queries as accounts
from opora.accounts.models import Organization, User
from opora.lib.actor import Actor
from opora.lib.refusals import NotVisible, Refused

from .. import queries, rules, sentences
from ..models import Group, GroupMember
from ..rules import Part
from .steps import tell


@transaction.atomic
def create_group(
    actor: Actor,
    *,
    kind: str,
    name: str,
    purpose: str,
    quorum: str,
    majority: str,
    conflict_rule: str,
    rule_source: str,
    rule_confidence: str,
    now: datetime,
    counts_represented: bool = False,
    record_kind: str = "",
    record_id: int = 0,
) -> Group:
    """A group that the actor's organization leads, with the group's own rules of counting.

    `record_kind` and `record_id` say which record the group serves, for example a district's map.
    """
    if not accounts.allowed(actor, "meetings.hold"):
        raise sentences.may_not_hold()
    group = Group.objects.create(
        kind=kind,
        name=name,
        purpose=purpose,
        organization_id=actor.organization_id,
        audience=[actor.organization_id],
        record_kind=record_kind,
        record_id=record_id,
        quorum=quorum,
        majority=majority,
        conflict_rule=conflict_rule,
        counts_represented=counts_represented,
        rule_source=rule_source,
        rule_confidence=rule_confidence,
        created_at=now,
    )
    _tell(actor, "meetings.group_created", group, now)
    return group


@transaction.atomic
def change_rules(actor: Actor, *, group: Group, now: datetime, **rule: Any) -> Group:
    """Another quorum, majority or rule on conflicts, from the next vote on; the votes there are
    keep the rule they were opened with. `rule` has the group's fields of the same names."""
    held = lock_held(actor, group)
    before = {name: getattr(held, name) for name in rule}
    for name, value in rule.items():
        setattr(held, name, value)
    held.save(update_fields=list(rule))
    _tell(actor, "meetings.rules_changed", held, now, before=before, after=rule)
    return held


@transaction.atomic
def add_member(
    actor: Actor,
    *,
    group: Group,
    name: str,
    capacity: str,
    valid_from: date,
    now: datetime,
    user: User | None = None,
    organization: Organization | None = None,
    organization_name: str = "",
    part: str = Part.MEMBER,
    may_vote: bool = True,
) -> GroupMember:
    """Somebody joins the group: a user of Opora acting for `organization`, or a person from outside
    (no user), who will take part by invitations. Refused when the user has no role there, is a
    member already, or the group has its chair or secretary."""
    held = lock_held(actor, group)
    current = GroupMember.objects.filter(group=held, valid_to=None)
    if user and organization and not queries.works_for(user, organization):
        raise sentences.not_of_organization()
    if user and current.filter(user=user).exists():
        raise Refused(_("Този човек вече е член на групата."), field="email")
    if part != Part.MEMBER and current.filter(part=part).exists():
        raise Refused(
            _("Групата вече има човек с тази роля."),
            remedy=_("Първо прекратете участието му или променете ролята."),
            field="part",
        )
    member = GroupMember.objects.create(
        group=held,
        name=name,
        user=user,
        organization=organization,
        organization_name=organization_name or (organization.name if organization else ""),
        capacity=capacity,
        part=part,
        may_vote=may_vote,
        valid_from=valid_from,
    )
    _restate_audience(held, now)
    _tell(actor, "meetings.member_added", held, now, member_id=member.pk)
    return member


@transaction.atomic
def end_member(actor: Actor, *, member: GroupMember, valid_to: date, now: datetime) -> GroupMember:
    """From `valid_to` on the person is not a member; their codes for later sessions stop working.
    Their organization stops seeing the group unless somebody else of it is a member."""
    held = lock_held(actor, member.group)
    current = GroupMember.objects.select_for_update().filter(group=held, pk=member.pk).first()
    if current is None:
        raise NotVisible
    if current.valid_to:
        raise Refused(_("Участието вече е прекратено."))
    if valid_to < current.valid_from:
        raise Refused(_("Краят е преди началото на участието."), field="valid_to")
    current.valid_to = valid_to
    current.save(update_fields=["valid_to"])
    current.invitations.filter(revoked_at=None, session__starts_at__date__gte=valid_to).update(
        revoked_at=now
    )
    _tell(actor, "meetings.member_ended", held, now, member_id=current.pk)
    _restate_audience(held, now)
    return current


@transaction.atomic
def close_group(actor: Actor, *, group: Group, closed_on: date, now: datetime) -> Group:
    """The group has done its work; what it decided stays."""
    held = lock_held(actor, group)
    if held.sessions.exclude(state__in=["closed", "cancelled"]).exists():
        raise Refused(
            _("Групата има насрочено или незакрито заседание."),
            remedy=_("Първо го закрийте или отменете."),
        )
    held.closed_on = closed_on
    held.save(update_fields=["closed_on"])
    _tell(actor, "meetings.group_closed", held, now)
    return held


def lock_held(actor: Actor, group: Group) -> Group:
    """The group, locked by its organizer; 404 for who may not see it, refused for who does not
    lead it and for a group that has ended."""
    if not queries.groups(actor).filter(pk=group.pk).exists():
        raise NotVisible
    if not queries.may_hold(actor, group):
        raise sentences.not_the_holder()
    held = Group.objects.select_for_update(of=("self",)).get(pk=group.pk)
    if held.closed_on:
        raise Refused(_("Групата е прекратена."), rule=rules.PRACTICE)
    return held


def _restate_audience(group: Group, now: datetime) -> None:
    current = queries.members_since(group, rules.today(now))
    found = set(current.values_list("organization_id", flat=True)) - {None}
    group.audience = sorted({group.organization_id, *found})
    group.save(update_fields=["audience"])


def _tell(actor: Actor, name: str, group: Group, now: datetime, **details: Any) -> None:
    tell(actor, name, group=group, kind="group", record_id=group.pk, now=now, details=details)
