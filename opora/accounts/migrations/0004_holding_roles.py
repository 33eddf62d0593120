"""Who of many still holds a role: the live streams ask it for all open streams in one query."""

from django.db import migrations

FORWARD = """
create function accounts_holding_roles(users bigint[], organizations bigint[])
returns table (user_id bigint, organization_id bigint)
language sql stable security definer set search_path = public, pg_temp as $$
    select asked.user_id, asked.organization_id
    from (select distinct * from unnest(users, organizations)) as asked(user_id, organization_id)
    join accounts_organization o on o.id = asked.organization_id and o.is_active
    where exists (
        select from accounts_membership m
        where m.user_id = asked.user_id and m.organization_id = asked.organization_id
          and m.until is null
    )
$$;
"""
BACKWARD = "drop function accounts_holding_roles(bigint[], bigint[]);"


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_demo_accounts")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
