"""Positions are given at commit, under one lock, in the order in which transactions commit.

A reader of "id greater than the last I saw" loses events, because ids are taken before commit.
`opora_live` is the role of the live stream: it reads order, name, record and audience, nothing else.
"""

from django.db import migrations

FORWARD = """
create sequence journal_position owned by journal_event.position;

create function journal_assign_position() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    perform pg_advisory_xact_lock(7241900001);
    update journal_event set position = nextval('journal_position')
        where id = new.id and position is null;
    perform pg_notify('journal', '');
    return null;
end $$;

create constraint trigger journal_order after insert on journal_event
    deferrable initially deferred for each row execute function journal_assign_position();

grant select (position, name, record_kind, record_id, audience) on journal_event to opora_live;
create policy live_stream on journal_event for select to opora_live using (true);
"""

BACKWARD = """
drop policy live_stream on journal_event;
drop trigger journal_order on journal_event;
drop function journal_assign_position();
drop sequence journal_position;
"""


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
