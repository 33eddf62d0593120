"""The lock of approved months, the counts without people, the reasons of absence."""

from django.db import migrations

from opora.usage import facts

LOCK = """
create function usage_stamp_correction() returns trigger
language plpgsql set search_path = public, pg_temp as $$
begin
    new.made_in := pg_current_xact_id()::text::bigint;
    return new;
end $$;
create trigger stamp before insert on usage_correction
    for each row execute function usage_stamp_correction();

create function usage_refuse_locked() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    if exists (
        select 1 from changed
        join usage_servicemonth m on m.service_id = changed.service_id
            and m.month = date_trunc('month', changed.day)::date and m.state <> 'open'
        where m.state <> 'approved' or not exists (
            select 1 from usage_correction c
            where c.agreement_id = changed.agreement_id and c.day = changed.day
                and c.made_in = pg_current_xact_id()::text::bigint
                and case when tg_op = 'DELETE' then c.new_amount is null
                    else c.new_amount = changed.amount
                        and c.new_reason_id is not distinct from changed.reason_id end
        )
    ) then
        raise exception 'the month is locked' using errcode = 'check_violation',
            constraint = 'usage_month_locked';
    end if;
    return null;
end $$;
create trigger locked_insert after insert on usage_attendance
    referencing new table as changed for each statement execute function usage_refuse_locked();
create trigger locked_update after update on usage_attendance
    referencing new table as changed for each statement execute function usage_refuse_locked();
create trigger locked_delete after delete on usage_attendance
    referencing old table as changed for each statement execute function usage_refuse_locked();

create function usage_keep_approved() returns trigger
language plpgsql set search_path = public, pg_temp as $$
begin
    if old.state = 'approved' and new.state <> 'approved' then
        raise exception 'an approved month stays approved' using errcode = 'check_violation',
            constraint = 'usage_month_locked';
    end if;
    return new;
end $$;
create trigger keep_approved before update on usage_servicemonth
    for each row execute function usage_keep_approved();
"""
UNLOCK = """
drop trigger keep_approved on usage_servicemonth;
drop function usage_keep_approved();
drop trigger locked_insert on usage_attendance;
drop trigger locked_update on usage_attendance;
drop trigger locked_delete on usage_attendance;
drop function usage_refuse_locked();
drop trigger stamp on usage_correction;
drop function usage_stamp_correction();
"""
# Without people: for the register's pages and for planning, whoever asks.
COUNTS = """
create view usage_utilization as
    select m.service_id, m.month, m.state, m.is_hourly, m.n_people, m.n_absent,
           case when m.is_hourly then m.used_minutes
                else m.used_half_days + 2 * (m.used_days + m.used_nights) end as used,
           m.available, s.municipality_id, s.district_id, s.named_service_id
    from usage_servicemonth m join register_service s on s.id = m.service_id
    where m.state <> 'open';

create function usage_running(services bigint[], first date, last date)
returns table (
    service_id bigint, n_people bigint, minutes bigint, half_days bigint, days bigint,
    nights bigint, n_absent bigint
)
language sql stable security definer set search_path = public, pg_temp as $$
    select service_id, count(distinct agreement_id),
           coalesce(sum(amount) filter (where unit = 'm'), 0),
           count(*) filter (where unit = 'h' and reason_id is null),
           count(*) filter (where unit = 'd' and reason_id is null),
           count(*) filter (where unit = 'n' and reason_id is null),
           count(*) filter (where reason_id is not null)
    from usage_attendance
    where service_id = any(services) and day between first and last
    group by service_id
$$;

create function usage_days_of_people(people bigint[], kinds text[], first date, last date)
returns table (person_id bigint, n_days bigint, last_day date)
language sql stable security definer set search_path = public, pg_temp as $$
    select a.person_id, count(distinct u.day), max(u.day)
    from agreements_serviceagreement a
    join register_service s on s.id = a.service_id and s.named_service_id = any(kinds)
    join usage_attendance u on u.agreement_id = a.id and u.reason_id is null
        and u.day between first and last
    where a.person_id = any(people) and exists (
        select 1 from people_involvement i
        where i.person_id = a.person_id and i.until is null
            and i.organization_id = nullif(current_setting('opora.organization', true), '')::bigint
    )
    group by a.person_id
$$;
"""
UNCOUNT = """
drop function usage_days_of_people(bigint[], text[], date, date);
drop function usage_running(bigint[], date, date);
drop view usage_utilization;
"""


def load(apps, schema_editor):
    reason = apps.get_model("usage", "AbsenceReason")
    reason.objects.bulk_create(
        reason(
            position=position,
            source="практика на доставчиците",
            confidence="practice",
            valid_from=facts.IN_FORCE,
            **row,
        )
        for position, row in enumerate(facts.rows("absence_reasons"), 1)
    )


class Migration(migrations.Migration):
    dependencies = [
        ("usage", "0001_initial"),
        ("agreements", "0002_facts"),
        ("people", "0001_initial"),
        ("register", "0005_capacity_paper"),
    ]
    operations = [
        migrations.RunSQL(LOCK, UNLOCK),
        migrations.RunSQL(COUNTS, UNCOUNT),
        migrations.RunPython(load, migrations.RunPython.noop),
    ]
