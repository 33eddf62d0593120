"""What goes through the second wall: a secret ballot, a code from outside, votes on a record."""

from django.db import migrations

FORWARD = """
-- One secret ballot: the name into the roll, the choice into the counts, and no row that holds both.
-- The whole row of counts is rewritten, so that its system columns tell the last voter at most.
create function meetings_cast_secret(asked_vote bigint, asked_member bigint, chosen text)
returns boolean
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
    acting bigint := nullif(current_setting('opora.organization', true), '')::bigint;
    person bigint := nullif(current_setting('opora.user', true), '')::bigint;
begin
    perform from meetings_vote v
        join meetings_session s on s.id = v.session_id
        join meetings_group g on g.id = s.group_id and g.audience @> array[acting]
        join meetings_groupmember m on m.id = asked_member and m.group_id = g.id and m.may_vote
        where v.id = asked_vote and v.state = 'open' and v.is_secret
          and (m.user_id = person and m.organization_id = acting
               or m.user_id is null and g.organization_id = acting and person is null);
    if not found or chosen not in ('for', 'against', 'abstain') then
        raise exception 'not a ballot of this vote';
    end if;
    insert into meetings_secretroll (id, vote_id, member_id)
        values (gen_random_uuid(), asked_vote, asked_member) on conflict do nothing;
    if not found then
        return false;
    end if;
    insert into meetings_secrettally (vote_id, n_for, n_against, n_abstained)
        values (asked_vote, (chosen = 'for')::int, (chosen = 'against')::int,
                (chosen = 'abstain')::int)
        on conflict (vote_id) do update set
            n_for = meetings_secrettally.n_for + excluded.n_for,
            n_against = meetings_secrettally.n_against + excluded.n_against,
            n_abstained = meetings_secrettally.n_abstained + excluded.n_abstained;
    return true;
end
$$;

-- Whoever holds the code is from outside: the organization in whose name they take part is unknown
-- before the code is read.
create function meetings_invitation_by_code(asked bytea)
returns table (id bigint, member_id bigint, session_id bigint, organization_id bigint)
language sql stable security definer set search_path = public, pg_temp as $$
    select i.id, i.member_id, i.session_id, g.organization_id
    from meetings_memberinvitation i
    join meetings_session s on s.id = i.session_id
    join meetings_group g on g.id = s.group_id
    where i.code_index = asked
$$;

-- Who changes a record may not see the group that votes on it; the vote must fall all the same.
create function meetings_open_votes(asked_kind text, asked_id bigint)
returns table (id bigint, subject_digest text, organization_id bigint)
language sql stable security definer set search_path = public, pg_temp as $$
    select v.id, v.subject_digest, g.organization_id
    from meetings_vote v
    join meetings_session s on s.id = v.session_id
    join meetings_group g on g.id = s.group_id
    where v.state = 'open' and v.subject_kind = asked_kind and v.subject_id = asked_id
    order by v.id
$$;
"""
BACKWARD = """
drop function meetings_open_votes(text, bigint);
drop function meetings_invitation_by_code(bytea);
drop function meetings_cast_secret(bigint, bigint, text);
"""


class Migration(migrations.Migration):
    dependencies = [("meetings", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
