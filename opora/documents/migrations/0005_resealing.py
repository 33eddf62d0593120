"""The owner of the tables, rotating the keys, may write the same content sealed with a new key.

Whoever works in Opora comes as another role and may not. The digest of what was printed stays, and
with it the proof that the content is the same.
"""

from django.db import migrations

FORWARD = """
create or replace function documents_stays() returns trigger
language plpgsql set search_path = public, pg_temp as $$
declare
    marks text[] := array['withdrawn_at', 'withdrawn_by', 'withdrawn_reason',
        'removed_at', 'removed_by', 'removed_reason'];
    owner name := (select tableowner from pg_tables
        where schemaname = tg_table_schema and tablename = tg_table_name);
begin
    if tg_op = 'UPDATE' and current_user = owner
        and to_jsonb(new) - 'content' = to_jsonb(old) - 'content' and new.content is not null
    then
        return new;
    end if;
    if tg_op = 'UPDATE' and to_jsonb(new) - marks = to_jsonb(old) - marks
        and coalesce(to_jsonb(old) ->> 'withdrawn_at', to_jsonb(old) ->> 'removed_at') is null
    then
        return new;
    end if;
    raise exception 'what was issued or attached stays as it is' using errcode = '23514';
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("documents", "0004_papers_stay")]
    operations = [migrations.RunSQL(FORWARD, migrations.RunSQL.noop)]
