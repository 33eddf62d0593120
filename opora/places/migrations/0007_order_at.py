"""The order of any list at any past moment, computed from the stored facts and the rule in force.

`places_order_key` is `order_rules.order_key`, for whole tables at once. `places_order_at` sets the
computed order beside the one that was told then, so that everybody can compare the two; it returns
numbers of entries and places, never what is known of a person. The first row is the rule by which
the lists were ordered so far; what is known of each entry begins with what the list knows now.
"""

from django.db import migrations

FORWARD = """
create function places_order_key(
    criteria text[], priority int, is_urgent boolean, is_resident boolean, has_sibling boolean,
    assessed_on date, joined_at timestamptz, moved_back_at timestamptz
) returns text
language sql stable parallel safe as $$
    select (
        select string_agg(
            case criterion
                when 'priority' then (1 - priority)::text
                when 'assessed' then to_char(
                    coalesce((moved_back_at at time zone 'Europe/Sofia')::date, assessed_on),
                    'YYYYMMDD')
                when 'urgency' then
                    case when is_urgent and moved_back_at is null then '0' else '1' end
                when 'resident' then
                    case when is_resident and moved_back_at is null then '0' else '1' end
                when 'sibling' then
                    case when has_sibling and moved_back_at is null then '0' else '1' end
            end || '|', '' order by place)
        from unnest(criteria) with ordinality as given (criterion, place)
    ) || to_char(coalesce(moved_back_at, joined_at) at time zone 'UTC', 'YYYYMMDD"T"HH24MISS.US')
      || case when moved_back_at is null then '|0' else '|1' end
$$;

create function places_order_at(service bigint, moment timestamptz)
returns table (entry_id bigint, place bigint, told_place integer)
language sql stable security definer set search_path = public, pg_temp as $$
    with rule as (
        select criteria from places_orderrule
        where applied_at <= moment and (service_id = service or service_id is null)
        order by service_id nulls last, applied_at desc, id desc limit 1
    ), known as (
        select distinct on (fact.entry_id) fact.*
        from places_queuefact fact join places_waitinglistentry entry on entry.id = fact.entry_id
        where entry.service_id = service and fact.known_at <= moment
            and (entry.closed_at is null or entry.closed_at > moment)
        order by fact.entry_id, fact.id desc
    ), ruled as (
        select known.entry_id, row_number() over (order by places_order_key(
                rule.criteria::text[], priority::int, is_urgent, is_resident, has_sibling,
                assessed_on, joined_at, moved_back_at) collate "C", known.entry_id) as place
        from known cross join rule
    ), told as (
        select distinct on (change.entry_id) change.entry_id, change.to_place
        from places_queuechange change
        join places_waitinglistentry entry on entry.id = change.entry_id
        where entry.service_id = service and change.changed_at <= moment
        order by change.entry_id, change.id desc
    )
    select coalesce(ruled.entry_id, told.entry_id), ruled.place, told.to_place
    from ruled full join (select * from told where to_place is not null) told
        on told.entry_id = ruled.entry_id
    order by ruled.place
$$;

insert into places_orderrule (criteria, act, confidence, applied_at)
values (array['priority', 'assessed'], 'общо правило, докато доставчикът не приеме свое',
        'practice', '2020-07-01');

insert into places_queuefact
    (entry_id, organization_id, known_at, joined_at, assessed_on, priority, is_urgent, is_resident,
     has_sibling, moved_back_at)
select id, organization_id, coalesce(moved_back_at, joined_at), joined_at, assessed_on, priority,
       is_urgent, is_resident, has_sibling, moved_back_at
from places_waitinglistentry order by id;
"""
BACKWARD = """
drop function places_order_at(bigint, timestamptz);
drop function places_order_key(
    text[], int, boolean, boolean, boolean, date, timestamptz, timestamptz);
"""


class Migration(migrations.Migration):
    dependencies = [("places", "0006_order_rules")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
