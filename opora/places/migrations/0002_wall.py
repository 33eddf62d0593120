"""What the database itself knows about places: counts without names, and the last wall.

Views and functions of the owner count over all organizations; they return numbers of services and
places, never people. `places_guard` stands behind the services: whatever they forget, regular
placements and open offers together never exceed the lasting capacity. It locks the service's book,
so two transactions that forgot to do so do not pass it side by side.
"""

from django.db import migrations

FORWARD = """
create view places_occupancy as
select book.service_id, used.n_taken, used.n_held, offered.n_offered, waiting.n_waiting,
       waiting.n_eligible
from places_placebook book
cross join lateral (
    select count(*) filter (where state = 'taken') as n_taken,
           count(*) filter (where state = 'held') as n_held
    from places_placement
    where service_id = book.service_id and state in ('held', 'taken')
) used
cross join lateral (
    select count(*) as n_offered from places_placeoffer
    where service_id = book.service_id and state = 'open'
) offered
cross join lateral (
    select count(*) as n_waiting, count(*) filter (where not has_passed) as n_eligible
    from places_waitinglistentry
    where service_id = book.service_id and state = 'waiting'
) waiting;

create view places_queueplace as
select id as entry_id, service_id,
       row_number() over (partition by service_id order by order_key, id) as place
from places_waitinglistentry where state in ('waiting', 'offered');

create function places_lasting_capacity(service bigint, day date) returns bigint
language sql stable security definer set search_path = public, pg_temp as $$
    select least(
        coalesce((
            select n_places from register_capacity
            where service_id = service and valid_from <= day
              and (valid_to is null or valid_to > day)
        ), 0),
        (select min(n_places) from register_capacity where service_id = service and valid_from > day)
    )
$$;

create function places_ended_since(services bigint[], since date)
returns table (service_id bigint, n_ended bigint)
language sql stable security definer set search_path = public, pg_temp as $$
    select placement.service_id, count(*) from places_placement placement
    where placement.service_id = any(services) and placement.state = 'ended'
      and placement.started_on is not null and placement.ended_on >= since
    group by placement.service_id
$$;

create function places_to_settle(moment timestamptz, day date) returns setof bigint
language sql stable security definer set search_path = public, pg_temp as $$
    select service_id from places_placeoffer where state = 'open' and expires_at <= moment
    union
    select distinct entry.service_id
    from places_waitinglistentry entry
    join register_service service on service.id = entry.service_id
    join places_occupancy now on now.service_id = entry.service_id
    where entry.state = 'waiting'
      and (service.closed_on is null or service.closed_on > day)
      and places_lasting_capacity(entry.service_id, day) > now.n_taken + now.n_held + now.n_offered
      and (not entry.has_passed or entry.moved_back_at < (
          select valid_from::timestamp at time zone 'Europe/Sofia' from register_capacity
          where service_id = entry.service_id and valid_from <= day
            and (valid_to is null or valid_to > day)
      ))
$$;

create function places_check(service bigint, day date) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    n_given bigint;
    n_places bigint;
begin
    perform 1 from places_placebook where service_id = service for no key update;
    n_places := places_lasting_capacity(service, day);
    select (select count(*) from places_placement where service_id = service
                and state in ('held', 'taken') and ground = 'regular')
         + (select count(*) from places_placeoffer where service_id = service and state = 'open')
        into n_given;
    if n_given > n_places then
        raise exception 'service % gives % places and has %', service, n_given, n_places
            using errcode = 'check_violation', constraint = 'places_within_capacity';
    end if;
end $$;

create function places_guard() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    given jsonb := to_jsonb(new);
    moment timestamptz := coalesce(given ->> 'held_at', given ->> 'offered_at')::timestamptz;
begin
    perform places_check(new.service_id, (moment at time zone 'Europe/Sofia')::date);
    return null;
end $$;

create function places_guard_capacity() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    today date := (now() at time zone 'Europe/Sofia')::date;
begin
    if tg_op <> 'INSERT' then
        perform places_check(old.service_id, greatest(old.valid_from, today));
    end if;
    if tg_op <> 'DELETE' then
        perform places_check(new.service_id, greatest(new.valid_from, today));
    end if;
    return null;
end $$;

create constraint trigger places_within_capacity_new after insert on places_placement
    for each row when (new.state in ('held', 'taken') and new.ground = 'regular')
    execute function places_guard();
create constraint trigger places_within_capacity_changed after update on places_placement
    for each row when (
        new.state in ('held', 'taken') and new.ground = 'regular'
        and not (old.state in ('held', 'taken') and old.ground = 'regular'
                 and old.service_id = new.service_id)
    ) execute function places_guard();
create constraint trigger places_within_capacity_new after insert on places_placeoffer
    for each row when (new.state = 'open') execute function places_guard();
create constraint trigger places_within_capacity_changed after update on places_placeoffer
    for each row when (
        new.state = 'open' and not (old.state = 'open' and old.service_id = new.service_id)
    ) execute function places_guard();
create constraint trigger places_within_capacity after insert or update or delete
    on register_capacity deferrable initially deferred
    for each row execute function places_guard_capacity();

insert into places_placerule (n_hours_to_answer, source, confidence, valid_from)
values (72, 'практика на доставчиците, не е нормативен срок', 'practice', '2020-07-01');
"""

BACKWARD = """
drop trigger places_within_capacity on register_capacity;
drop trigger places_within_capacity_new on places_placement;
drop trigger places_within_capacity_changed on places_placement;
drop trigger places_within_capacity_new on places_placeoffer;
drop trigger places_within_capacity_changed on places_placeoffer;
drop function places_guard_capacity();
drop function places_guard();
drop function places_check(bigint, date);
drop function places_to_settle(timestamptz, date);
drop function places_ended_since(bigint[], date);
drop function places_lasting_capacity(bigint, date);
drop view places_queueplace;
drop view places_occupancy;
delete from places_placerule where organization_id is null;
"""


class Migration(migrations.Migration):
    dependencies = [("places", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
