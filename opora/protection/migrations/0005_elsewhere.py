"""That another directorate works for the same child: which one and since when, nothing more. Asked
only by a directorate that itself has an open case of the child."""

from django.db import migrations

ELSEWHERE = """
create function protection_elsewhere(asked bigint)
returns table (organization_id bigint, since timestamptz)
language sql stable security definer set search_path = public, pg_temp as $$
    select c.organization_id, c.received_at
    from protection_childcase c
    where c.closed_at is null and c.organization_id <> people_acting()
      and people_living(c.person_id) = people_living(asked)
      and exists (
        select from protection_childcase mine
        where mine.organization_id = people_acting() and mine.closed_at is null
          and people_living(mine.person_id) = people_living(asked)
      )
    order by c.received_at
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("protection", "0004_readers"), ("people", "0002_functions")]
    operations = [
        migrations.RunSQL(ELSEWHERE, "drop function protection_elsewhere(bigint);"),
    ]
