"""What an owner answers for others, what stays locked, and the numbers of the law."""

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

-- On which days somebody has hours as an assistant of another municipality, and which.
create function assistance_worked_elsewhere(asked bigint[], first date, last date)
returns table (person_id bigint, day date, organization_id bigint)
language sql stable security definer set search_path = public, pg_temp as $$
    select a.person_id, d.day, t.organization_id
    from assistance_assistant a
    join assistance_timesheet t on t.assistant_id = a.id and t.month = date_trunc('month', first)
    join assistance_timesheetday d on d.timesheet_id = t.id
    where a.person_id = any(asked) and people_is_involved(a.person_id, true)
      and t.organization_id <> people_acting() and d.day between first and last
$$;
"""
ELSEWHERE_BACK = """
drop function assistance_worked_elsewhere(bigint[], date, date);
drop function assistance_directed_elsewhere(bigint, date, date);
drop function assistance_elsewhere(bigint, date, date);
drop function assistance_records(bigint);
"""
LOCKS = """
create function assistance_keep_days() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    if exists (
        select from assistance_timesheet t
        where t.id = coalesce(new.timesheet_id, old.timesheet_id) and t.state = 'approved'
    ) then
        raise exception 'an approved timesheet is only corrected' using errcode = 'check_violation';
    end if;
    return coalesce(new, old);
end
$$;
create trigger assistance_keep_days before insert or update or delete on assistance_timesheetday
    for each row execute function assistance_keep_days();

create function assistance_keep_sheet() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    if tg_op = 'UPDATE' and old.state = 'approved' and row(
        old.state, old.month, old.enrollment_id, old.assistant_id, old.stated_minutes,
        old.confirmed_on, old.approved_at
    ) is distinct from row(
        new.state, new.month, new.enrollment_id, new.assistant_id, new.stated_minutes,
        new.confirmed_on, new.approved_at
    ) then
        raise exception 'an approved timesheet is only corrected' using errcode = 'check_violation';
    end if;
    if tg_op = 'INSERT' and exists (
        select from assistance_assistancemonth m
        where m.organization_id = new.organization_id and m.month = new.month
          and m.state <> 'open'
    ) then
        raise exception 'the month is closed' using errcode = 'check_violation';
    end if;
    return new;
end
$$;
create trigger assistance_keep_sheet before insert or update on assistance_timesheet
    for each row execute function assistance_keep_sheet();

create function assistance_keep_month() returns trigger
language plpgsql set search_path = public, pg_temp as $$
begin
    if old.state in ('approved', 'reported') and new.state <> 'reported' then
        raise exception 'an approved month stays approved' using errcode = 'check_violation';
    end if;
    return new;
end
$$;
create trigger assistance_keep_month before update on assistance_assistancemonth
    for each row execute function assistance_keep_month();
"""
LOCKS_BACK = """
drop trigger assistance_keep_month on assistance_assistancemonth;
drop function assistance_keep_month();
drop trigger assistance_keep_sheet on assistance_timesheet;
drop function assistance_keep_sheet();
drop trigger assistance_keep_days on assistance_timesheetday;
drop function assistance_keep_days();
"""


def load(apps, schema_editor):
    rule = apps.get_model("assistance", "AssistanceRule")
    rule.objects.bulk_create(
        rule(**{**row, "amount": Decimal(row["amount"])}) for row in facts.rows("rules")
    )


class Migration(migrations.Migration):
    dependencies = [
        ("assistance", "0001_initial"),
        ("places", "0002_wall"),
        ("register", "0002_facts"),
    ]
    operations = [
        migrations.RunSQL(ELSEWHERE, ELSEWHERE_BACK),
        migrations.RunSQL(LOCKS, LOCKS_BACK),
        migrations.RunPython(load, migrations.RunPython.noop),
    ]
