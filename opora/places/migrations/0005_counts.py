"""Places, people and queues of the whole country on a day, by municipality and kind of service.

Numbers only, so that planning may ask without meeting anybody. A service with a protected address
is counted in its district and in no municipality.
"""

from django.db import migrations

FORWARD = """
create function places_counts(day date)
returns table (
    municipality_id text, district_id text, named_service_id text,
    n_places bigint, n_occupied bigint, n_placed bigint, n_waiting bigint
)
language sql stable security definer set search_path = public, pg_temp as $$
    with used as (
        select service_id, count(*) as n_occupied,
               count(*) filter (where started_on <= day) as n_placed
        from places_placement
        where (held_at at time zone 'Europe/Sofia')::date <= day
            and (ended_on is null or ended_on > day)
        group by 1
    ), waiting as (
        select service_id, count(*) as n from places_waitinglistentry
        where (joined_at at time zone 'Europe/Sofia')::date <= day
            and (closed_at is null or (closed_at at time zone 'Europe/Sofia')::date > day)
        group by 1
    )
    select service.municipality_id, service.district_id, service.named_service_id,
           sum(coalesce(capacity.n_places, 0))::bigint, sum(coalesce(used.n_occupied, 0))::bigint,
           sum(coalesce(used.n_placed, 0))::bigint, sum(coalesce(waiting.n, 0))::bigint
    from register_service service
    left join register_capacity capacity on capacity.service_id = service.id
        and capacity.valid_from <= day and (capacity.valid_to is null or capacity.valid_to > day)
    left join used on used.service_id = service.id
    left join waiting on waiting.service_id = service.id
    where service.opened_on <= day and (service.closed_on is null or service.closed_on > day)
    group by 1, 2, 3
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("places", "0004_tallies"), ("register", "0004_planned_facts")]
    operations = [migrations.RunSQL(FORWARD, "drop function places_counts(date);")]
