"""Erasing old drafts of everybody: the one thing about drafts that is not their author's act."""

from django.db import migrations

FORWARD = """
create function documents_drop_old_drafts(now_at timestamptz) returns bigint
language sql volatile security definer set search_path = public, pg_temp as $$
    with gone as (
        delete from documents_draft
        where saved_at < least(now_at, current_timestamp) - interval '30 days' returning 1
    )
    select count(*) from gone
$$;
"""
BACKWARD = "drop function documents_drop_old_drafts(timestamptz);"


class Migration(migrations.Migration):
    dependencies = [("documents", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
