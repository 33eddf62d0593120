"""A document stays as issued, a file as attached; and which stored files nobody names any more."""

import datetime

from django.db import migrations

FORWARD = """
create function documents_stays() returns trigger
language plpgsql set search_path = public, pg_temp as $$
declare
    marks text[] := array['withdrawn_at', 'withdrawn_by', 'withdrawn_reason',
        'removed_at', 'removed_by', 'removed_reason'];
begin
    if tg_op = 'UPDATE' and to_jsonb(new) - marks = to_jsonb(old) - marks
        and coalesce(to_jsonb(old) ->> 'withdrawn_at', to_jsonb(old) ->> 'removed_at') is null
    then
        return new;
    end if;
    raise exception 'what was issued or attached stays as it is' using errcode = '23514';
end $$;

create trigger document_stays before update or delete on documents_issueddocument
    for each row execute function documents_stays();
create trigger attachment_stays before update or delete on documents_attachment
    for each row execute function documents_stays();

create function documents_unknown_files(names text[]) returns setof text
language sql stable security definer set search_path = public, pg_temp as $$
    select name from unnest(names) as name
    where not exists (select 1 from documents_attachment where stored_as = name)
$$;
"""
BACKWARD = """
drop function documents_unknown_files(text[]);
drop trigger attachment_stays on documents_attachment;
drop trigger document_stays on documents_issueddocument;
drop function documents_stays();
"""


def first_limit(apps, schema_editor):
    """25 MB from the beginning (practice of the installation, not law)."""
    limits = apps.get_model("documents", "FileLimit").objects.using(schema_editor.connection.alias)
    limits.create(valid_from=datetime.date(2000, 1, 1), megabytes=25)


class Migration(migrations.Migration):
    dependencies = [("documents", "0003_papers")]
    operations = [
        migrations.RunSQL(FORWARD, BACKWARD),
        migrations.RunPython(first_limit, migrations.RunPython.noop),
    ]
