"""What must be known across organizations, each answer as narrow as its question.

The functions run as the owner, past the second wall: an invitee belongs to no organization yet, an
administrator may not see the roles that a colleague holds elsewhere, and the Agency for Social
Assistance counts members without seeing who they are.
"""

from django.db import migrations

FORWARD = """
create function accounts_invitation_by_token(hash bytea)
returns table (id bigint, organization_id bigint)
language sql stable security definer set search_path = public, pg_temp as $$
    select i.id, i.organization_id from accounts_invitation i where i.token_hash = hash
$$;

create function accounts_has_roles_elsewhere(asked bigint) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
    select exists (
        select from accounts_membership m
        where m.user_id = asked and m.until is null
          and m.organization_id <> nullif(current_setting('opora.organization', true), '')::bigint
    ) and exists (
        select from accounts_membership m
        where m.user_id = asked
          and m.organization_id = nullif(current_setting('opora.organization', true), '')::bigint
    )
$$;

create function accounts_member_counts() returns table (organization_id bigint, n_members bigint)
language sql stable security definer set search_path = public, pg_temp as $$
    select m.organization_id, count(distinct m.user_id)
    from accounts_membership m join accounts_user u on u.id = m.user_id and u.is_active
    where m.until is null and exists (
        select from accounts_organization o
        where o.id = nullif(current_setting('opora.organization', true), '')::bigint
          and o.kind = 'assistance_agency'
    )
    group by m.organization_id
$$;
"""

BACKWARD = """
drop function accounts_member_counts();
drop function accounts_has_roles_elsewhere(bigint);
drop function accounts_invitation_by_token(bytea);
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
