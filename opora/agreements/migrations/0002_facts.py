"""Loads the limits of use, and lets the night's job find the agreements that begin."""

from django.db import migrations

from opora.agreements import facts

FORWARD = """
create function agreements_to_begin(day date)
returns table (organization_id bigint, agreement_id bigint)
language sql stable security definer set search_path = public, pg_temp as $$
    select a.organization_id, a.id
    from agreements_serviceagreement a
    join cases_case c on c.id = a.case_id
    join places_placement p on p.id = c.placement_id
    where a.state in ('signed', 'extended') and a.starts_on <= day and p.state = 'held'
    order by a.id
$$;
"""


def load(apps, schema_editor):
    rule = apps.get_model("agreements", "LimitRule")
    rule.objects.bulk_create(
        rule(**(row | {"is_statute": row["is_statute"] == "yes", "most": row["most"] or None}))
        for row in facts.rows("limit_rules")
    )


class Migration(migrations.Migration):
    dependencies = [("agreements", "0001_initial"), ("places", "0005_counts")]
    operations = [
        migrations.RunPython(load, migrations.RunPython.noop),
        migrations.RunSQL(FORWARD, "drop function agreements_to_begin(date);"),
    ]
