"""Days on which somebody is marked present in another service are other support too."""

from django.db import migrations

HEAD = """
create or replace function assistance_elsewhere(asked bigint, first date, last date)
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
"""
ATTENDANCE = """
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
"""
TAIL = "$$;"


class Migration(migrations.Migration):
    dependencies = [
        ("assistance", "0003_expected_timesheets"),
        ("cases", "0001_initial"),
        ("usage", "0001_initial"),
    ]
    operations = [migrations.RunSQL(HEAD + ATTENDANCE + TAIL, HEAD + TAIL)]
