"""Whose a code is: unknown before it is read, so asked past the second wall."""

from django.db import migrations

FORWARD = """
create function guests_pass_by_code(asked bytea)
returns table (id bigint, organization_id bigint)
language sql stable security definer set search_path = public, pg_temp as $$
    select id, organization_id from guests_guestpass where code_index = asked
$$;
"""
BACKWARD = "drop function guests_pass_by_code(bytea);"


class Migration(migrations.Migration):
    dependencies = [("guests", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
