"""Members lock a vote or minutes while they act on them, and may not change the row itself."""

from django.db import migrations

FORWARD = """
create function meetings_lock_vote(asked bigint) returns void
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
    perform from meetings_vote v
        join meetings_session s on s.id = v.session_id
        join meetings_group g on g.id = s.group_id
            and g.audience @> array[nullif(current_setting('opora.organization', true), '')::bigint]
        where v.id = asked for update of v;
end
$$;

create function meetings_lock_minutes(asked bigint) returns void
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
    perform from meetings_minutes m
        join meetings_session s on s.id = m.session_id
        join meetings_group g on g.id = s.group_id
            and g.audience @> array[nullif(current_setting('opora.organization', true), '')::bigint]
        where m.id = asked for update of m;
end
$$;
"""
BACKWARD = """
drop function meetings_lock_minutes(bigint);
drop function meetings_lock_vote(bigint);
"""


class Migration(migrations.Migration):
    dependencies = [("meetings", "0002_functions")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
