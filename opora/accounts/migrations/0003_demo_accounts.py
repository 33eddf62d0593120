"""The list of ready accounts that the sign-in page of a demonstration shows to nobody in particular.

It never names a user who is not invented.
"""

from django.db import migrations

FORWARD = """
create function accounts_demo_accounts()
returns table (user_id bigint, organization_id bigint, role text)
language sql stable security definer set search_path = public, pg_temp as $$
    select u.id, m.organization_id, m.role from accounts_user u
    left join accounts_membership m on m.user_id = u.id and m.until is null
    where u.is_demo and u.is_active
$$;
"""
BACKWARD = "drop function accounts_demo_accounts();"


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_functions")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
