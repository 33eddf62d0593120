"""A notice is written for another organization, which the writer may not see into."""

from django.db import migrations

FORWARD = """
create function notices_add(
    to_organization bigint, to_user bigint, to_role text,
    what text, about_kind text, about_id bigint, at timestamptz
) returns bigint
language sql volatile security definer set search_path = public, pg_temp as $$
    insert into notices_notice
        (organization_id, user_id, role, kind, record_kind, record_id, created_at)
    values (to_organization, to_user, to_role, what, about_kind, about_id, at)
    on conflict (organization_id, user_id, role, kind, record_kind, record_id)
        where read_at is null
        do update set created_at = excluded.created_at
    returning id
$$;
"""
BACKWARD = "drop function notices_add(bigint, bigint, text, text, text, bigint, timestamptz);"


class Migration(migrations.Migration):
    dependencies = [("notices", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
