"""A commission of the story's municipality: its addresses are asked by everybody."""

from typing import Any

from opora.accounts.models import User
from opora.journal.context import acting
from opora.lib.actor import Actor
from opora.meetings.services import groups, minutes, sessions, votes
from tests.cast import TODAY, Cast

ACTIONS = {"session_act": "say", "vote_act": "close", "minutes_act": "lock"}


def hold(cast: Cast) -> dict[str, dict[str, Any]]:
    """What stands in each address of meetings, by its name; all of it holds the mark's name."""
    ours, now = cast.municipality, cast.now
    with acting(ours):
        group = groups.create_group(
            ours, kind="commission", name="Комисия Маркерова", purpose="Социални дейности",
            quorum="any", majority="of_present", conflict_rule="leaves",
            rule_source="правилник", rule_confidence="practice", now=now,
        )  # fmt: skip
        members = [_join(cast, group, actor) for actor in (ours, cast.directorate)]
        outside = groups.add_member(
            ours, group=group, name="Камелия Маркерова", organization_name="Сдружение",
            capacity="association", valid_from=TODAY, now=now,
        )  # fmt: skip
        group.refresh_from_db()
        held = sessions.plan(
            ours, group=group, title="Заседание Маркерова", starts_at=now, place="Зала", now=now,
            items=["Точка"],
        )  # fmt: skip
        sessions.invite(ours, session=held, now=now)
        held = sessions.open_session(ours, session=held, now=now)
        sessions.attend(ours, session=held, member=members[0], now=now)
        vote = votes.open_vote(ours, session=held, question="Приема ли се?", now=now)
        votes.close(ours, vote=vote, now=now)
        sessions.close_session(ours, session=held, now=now)
        sheet = minutes.draft(ours, session=held, now=now)
    numbers = {
        "group": group.pk, "rules": group.pk, "add_member": group.pk, "new_session": group.pk,
        "end_member": outside.pk, "vote_act": vote.pk, "minutes": sheet.pk,
        "minutes_pdf": sheet.pk, "minutes_act": sheet.pk,
    }  # fmt: skip
    named: dict[str, dict[str, Any]] = {name: {"pk": pk} for name, pk in numbers.items()}
    for name in (
        "session", "edit_session", "new_vote", "letter", "codes", "issue_code", "print_letter",
        "revoke_code", "session_act",
    ):  # fmt: skip
        named[name] = {"pk": held.pk, "member_id": outside.pk}
    for name, action in ACTIONS.items():
        named[name]["action"] = action
    return {f"meetings:{name}": facts for name, facts in named.items()}


def _join(cast: Cast, group: Any, actor: Actor) -> Any:
    user = User.objects.get(pk=actor.officer_id)
    return groups.add_member(
        cast.municipality, group=group, name=user.name, user=user,
        organization=cast.organization(actor), capacity="municipality", valid_from=TODAY,
        now=cast.now,
    )  # fmt: skip
