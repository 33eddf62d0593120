"""What other offices answer, each as narrow as its question; and the numbers of the law."""

from decimal import Decimal

from django.db import migrations

from opora.assistance import facts

ELSEWHERE = """
-- The same person under every record that was merged into it.
create function assistance_records(asked bigint) returns setof bigint
language sql stable security definer set search_path = public, pg_temp as $$
    select p.id from people_person p where p.id = asked or p.merged_into_id = asked
$$;

-- Other support in a period: what, whom to ask, between which days. Never a service's name; whoever
-- may not be named is null. Only for who works with the person.
create function assistance_elsewhere(asked bigint, first date, last date)
returns table (what text, organization_id bigint, since date, until date)
language sql stable security definer set search_path = public, pg_temp as $$
    select e.kind::text,
        case when people_may_name(asked, e.organization_id) then e.organization_id end,
        e.begins_on, e.ended_on
    from assistance_enrollment e
    where people_is_involved(asked, true)
      and e.person_id in (select assistance_records(asked))
      and e.organization_id <> people_acting()
      and e.state in ('active', 'ended')
      and e.begins_on <= last and (e.ended_on is null or e.ended_on >= first)
    union all
    select 'residential',
        case when not s.is_protected and people_may_name(asked, p.organization_id)
            then p.organization_id end,
        p.started_on, p.ended_on
    from places_placement p join register_service s on s.id = p.service_id
    where people_is_involved(asked, true)
      and p.person_id in (select assistance_records(asked))
      and s.mode = 'round_the_clock'
      and p.state in ('taken', 'ended') and p.started_on is not null
      and p.started_on <= last and (p.ended_on is null or p.ended_on >= first)
    union all
    -- The hour of the day is not known: that the same day is marked asks for a reason.
    select 'attendance',
        case when not s.is_protected and people_may_name(asked, a.organization_id)
            then a.organization_id end,
        a.day, a.day
    from usage_attendance a
    join cases_case c on c.id = a.case_id
    join register_service s on s.id = a.service_id
    where people_is_involved(asked, true)
      and c.person_id in (select assistance_records(asked))
      and a.amount > 0 and a.day between first and last and s.mode <> 'round_the_clock'
$$;

-- Another directorate's direction that holds in a period: whom to ask.
create function assistance_directed_elsewhere(asked bigint, first date, last date)
returns table (organization_id bigint)
language sql stable security definer set search_path = public, pg_temp as $$
    select d.organization_id from assistance_direction d
    where people_is_involved(asked, true)
      and d.person_id in (select assistance_records(asked))
      and d.organization_id <> people_acting() and d.state <> 'void'
      and d.valid_from <= last and (d.valid_until is null or d.valid_until >= first)
$$;
"""
ELSEWHERE_BACK = """
drop function assistance_directed_elsewhere(bigint, date, date);
drop function assistance_elsewhere(bigint, date, date);
drop function assistance_records(bigint);
"""


def load(apps, schema_editor):
    rule = apps.get_model("assistance", "AssistanceRule")
    rule.objects.bulk_create(
        rule(**{**row, "amount": Decimal(row["amount"])}) for row in facts.rows("rules")
    )


class Migration(migrations.Migration):
    dependencies = [
        ("assistance", "0001_initial"),
        ("cases", "0001_initial"),
        ("places", "0002_wall"),
        ("register", "0002_facts"),
        ("usage", "0001_initial"),
    ]
    operations = [
        migrations.RunSQL(ELSEWHERE, ELSEWHERE_BACK),
        migrations.RunPython(load, migrations.RunPython.noop),
    ]
