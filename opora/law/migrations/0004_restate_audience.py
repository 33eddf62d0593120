"""Who hears the running clocks of a record, also when the one who says so leaves by it.

The policy of the clocks lets an organization write only rows that it hears afterwards; the function
lets it write itself out. It must hear the clock before.
"""

from django.db import migrations

FORWARD = """
create function law_restate_audience(kind text, record bigint, hearers bigint[])
returns integer language plpgsql security definer set search_path = public, pg_temp as $$
declare
    n integer;
begin
    update law_clock set audience = hearers
    where record_kind = kind and record_id = record and stopped_on is null
      and nullif(current_setting('opora.organization', true), '')::bigint = any(audience);
    get diagnostics n = row_count;
    return n;
end $$;
"""

BACKWARD = "drop function law_restate_audience(text, bigint, bigint[]);"


class Migration(migrations.Migration):
    dependencies = [("law", "0003_rules")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
