"""How many wishes came to no place and why, over the whole country, without the people.

Each wish has one reason: it ended without a referral or was withdrawn in the year until the day, or
it is open and waits for longer than `patience` days, or a provider refused it in that year. A wish
for a kind of service with protected addresses is counted in its district only.
"""

from django.db import migrations

FORWARD = """
create function referral_unmet(day date, patience integer)
returns table (
    municipality_id text, district_id text, named_service_id text, reason text, n bigint
)
language sql stable security definer set search_path = public, pg_temp as $$
    with wished as (
        select request.*,
               (request.closed_at at time zone 'Europe/Sofia')::date as closed_on
        from referral_servicerequest request
        where (request.recorded_at at time zone 'Europe/Sofia')::date <= day
    ), unmet as (
        select wished.municipality_id, wished.named_service_id, case
            when closed_on <= day then case
                when closed_on > day - interval '1 year'
                    and state in ('not_referred', 'withdrawn') then state
            end
            when state = 'admitted' then null
            when exists (
                select from places_waitinglistentry entry
                where entry.request_id = wished.id
                    and (entry.joined_at at time zone 'Europe/Sofia')::date < day - patience
                    and (entry.closed_at is null
                        or (entry.closed_at at time zone 'Europe/Sofia')::date > day)
            ) then 'long_wait'
            when exists (
                select from referral_refusal refusal
                where refusal.request_id = wished.id and refusal.service_id is not null
                    and refusal.refused_on <= day and refusal.refused_on > day - interval '1 year'
            ) then 'refused'
        end as reason
        from wished
    )
    select case when kind.is_protected then null else unmet.municipality_id end,
           municipality.district_id, unmet.named_service_id, unmet.reason, count(*)
    from unmet
    join register_namedservice kind on kind.code = unmet.named_service_id
    join territory_municipality municipality on municipality.code = unmet.municipality_id
    where unmet.reason is not null
    group by 1, 2, 3, 4
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("referral", "0001_initial"), ("places", "0005_counts")]
    operations = [migrations.RunSQL(FORWARD, "drop function referral_unmet(date, integer);")]
