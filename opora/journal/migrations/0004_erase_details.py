"""Erasing details by the dated rules of the organization that acted; as the owner, because the
application only ever adds to the journal. The database's own clock bounds a wrong one's damage."""

from django.db import migrations

FORWARD = """
create function journal_erase_details(today date, at_most integer)
returns table (organization_id bigint, n bigint)
language sql volatile security definer set search_path = public, pg_temp as $$
    with day as (select least(today, current_date) as today), due as (
        select d.event_id, e.organization_id
        from day cross join journal_retentionrule r
        join journal_event e
            on e.organization_id = r.organization_id and e.record_kind = r.record_kind
            and e.recorded_at <
                (day.today - make_interval(years => r.keep_years)) at time zone 'Europe/Sofia'
        join journal_eventdetail d on d.event_id = e.id
        where r.valid_from <= day.today and (r.valid_to is null or r.valid_to > day.today)
        order by d.event_id
        limit at_most
    ), gone as (
        delete from journal_eventdetail d using due where d.event_id = due.event_id
        returning due.organization_id
    )
    select gone.organization_id, count(*) from gone group by 1 order by 1
$$;
"""
BACKWARD = "drop function journal_erase_details(date, integer);"


class Migration(migrations.Migration):
    dependencies = [("journal", "0003_retention")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
