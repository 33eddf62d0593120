"""Two numbers for every service of the country at once, for the register's list.

Counted by whole tables: asked service by service, three thousand services took 60 ms.
"""

from django.db import migrations

FORWARD = """
create function places_tallies(today date)
returns table (service_id bigint, n_vacancies bigint, n_queue bigint)
language sql stable security definer set search_path = public, pg_temp as $$
    with used as (
        select placement.service_id, count(*) as n from places_placement placement
        where state in ('held', 'taken') group by 1
    ), offered as (
        select offer.service_id, count(*) as n from places_placeoffer offer
        where state = 'open' group by 1
    ), waiting as (
        select entry.service_id, count(*) as n from places_waitinglistentry entry
        where state = 'waiting' group by 1
    ), later as (
        select coming.service_id, min(coming.n_places) as n
        from register_capacity coming join register_service service on service.id = coming.service_id
        where coming.valid_from > today
            and (service.closed_on is null or coming.valid_from < service.closed_on)
        group by 1
    )
    select service.id,
           greatest(0, coalesce(least(now.n_places, later.n), 0)
               - coalesce(used.n, 0) - coalesce(offered.n, 0)),
           coalesce(waiting.n, 0) + coalesce(offered.n, 0)
    from register_service service
    left join register_capacity now on now.service_id = service.id
        and now.valid_from <= today and (now.valid_to is null or now.valid_to > today)
        and (service.closed_on is null or service.closed_on > today)
    left join later on later.service_id = service.id and now.n_places is not null
    left join used on used.service_id = service.id
    left join offered on offered.service_id = service.id
    left join waiting on waiting.service_id = service.id
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("places", "0003_long_reasons")]
    operations = [migrations.RunSQL(FORWARD, "drop function places_tallies(date);")]
