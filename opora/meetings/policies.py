"""The second wall of meetings: the members' organizations and the organizer, nobody else.

What the organizer does (sessions, agenda, members, votes) is the organizer's alone; a ballot, a
conflict, a dissent and an opinion are the member's own; attendance and statements may be added by
every organization of the group. A secret tally is written by an owner's function and can be read
only when the vote is over.
"""

from opora.lib.wall import HEARD, ORGANIZATION, OWN, USER, Policy

OURS = f"group_id = any(array(select id from meetings_group where {OWN}))"  # noqa: S608
SEEN = "group_id = any(array(select id from meetings_group))"
OF_SESSION = "session_id = any(array(select id from meetings_session))"
OUR_SESSION = f"session_id = any(array(select id from meetings_session where {OURS}))"  # noqa: S608
OF_ITEM = "item_id = any(array(select id from meetings_agendaitem))"
OF_VOTE = "vote_id = any(array(select id from meetings_vote))"
COUNTED = "vote_id = any(array(select id from meetings_vote where state = 'closed'))"
# A member's own acts: by their user in their organization, or from outside in the organizer's name.
MINE = f"""member_id = any(array(
    select m.id from meetings_groupmember m join meetings_group g on g.id = m.group_id
    where m.user_id = {USER} and m.organization_id = {ORGANIZATION}
        or m.user_id is null and {USER} is null and g.organization_id = {ORGANIZATION}
))"""  # noqa: S608
OF_MINUTES = "minutes_id = any(array(select id from meetings_minutes))"
OUR_MINUTES = f"minutes_id = any(array(select id from meetings_minutes where {OUR_SESSION}))"  # noqa: S608

POLICIES = [
    Policy("meetings_group", see=HEARD, add=f"{OWN} and {HEARD}", change=OWN),
    Policy("meetings_groupmember", see=SEEN, add=OURS, change=OURS),
    Policy("meetings_session", see=SEEN, add=OURS, change=OURS),
    Policy("meetings_agendaitem", see=OF_SESSION, add=OUR_SESSION, change=OUR_SESSION,
           remove=OUR_SESSION),
    Policy("meetings_material", see=OF_SESSION, add=OUR_SESSION, change=OUR_SESSION,
           remove=OUR_SESSION),
    Policy("meetings_attendance", see=OF_SESSION, add=OF_SESSION, change=OF_SESSION),
    Policy("meetings_statement", see=OF_ITEM, add=OF_ITEM),
    Policy("meetings_memberinvitation", see=OUR_SESSION, add=OUR_SESSION, change=OUR_SESSION),
    Policy("meetings_vote", see=OF_SESSION, add=OUR_SESSION, change=OUR_SESSION),
    Policy("meetings_ballot", see=OF_VOTE, add=f"{OF_VOTE} and {MINE}", change=MINE),
    Policy("meetings_secretroll", see=OF_VOTE),
    Policy("meetings_secrettally", see=COUNTED),
    Policy("meetings_conflictofinterest", see=OF_VOTE, add=f"{OF_VOTE} and {MINE}"),
    Policy("meetings_dissentingopinion", see=OF_VOTE, add=f"{OF_VOTE} and {MINE}"),
    Policy("meetings_minutes", see=OF_SESSION, add=OUR_SESSION, change=OUR_SESSION),
    Policy("meetings_minutesopinion", see=OF_MINUTES, add=f"{OF_MINUTES} and {MINE}",
           change=f"{MINE} or {OUR_MINUTES}"),
]  # fmt: skip
READ_ONLY = {"meetings_secretroll", "meetings_secrettally"}
EXEMPT: dict[str, str] = {}
