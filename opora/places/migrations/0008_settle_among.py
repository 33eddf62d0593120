"""Which services have something to settle, asked service by service and only of those named.

The lasting capacity was counted for every person who waits, of every service of the country: with
200,000 people each provider that adopted a rule waited for all the others' lists.
"""

from django.db import migrations

FORWARD = """
create function places_to_settle(moment timestamptz, day date, among bigint[]) returns setof bigint
language sql stable security definer set search_path = public, pg_temp as $$
    select service_id from places_placeoffer
    where state = 'open' and expires_at <= moment
        and (among is null or service_id = any(among))
    union
    select now.service_id
    from places_occupancy now
    join register_service service on service.id = now.service_id
    where (among is null or now.service_id = any(among))
      and now.n_waiting > 0
      and (service.closed_on is null or service.closed_on > day)
      and places_lasting_capacity(now.service_id, day) > now.n_taken + now.n_held + now.n_offered
      and (now.n_eligible > 0 or exists (
          select from places_waitinglistentry entry
          join register_capacity given on given.service_id = entry.service_id
              and given.valid_from <= day and (given.valid_to is null or given.valid_to > day)
          where entry.service_id = now.service_id and entry.state = 'waiting'
              and entry.moved_back_at < given.valid_from::timestamp at time zone 'Europe/Sofia'
      ))
$$;
drop function places_to_settle(timestamptz, date);
"""
BACKWARD = """
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
drop function places_to_settle(timestamptz, date, bigint[]);
"""


class Migration(migrations.Migration):
    dependencies = [("places", "0007_order_at")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
