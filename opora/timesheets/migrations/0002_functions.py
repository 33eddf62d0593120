"""Who works elsewhere too; and the locks of what is approved."""

from django.db import migrations

ELSEWHERE = """
-- On which days somebody has hours as an assistant of another municipality, and which.
create function timesheets_worked_elsewhere(asked bigint[], first date, last date)
returns table (person_id bigint, day date, organization_id bigint)
language sql stable security definer set search_path = public, pg_temp as $$
    select a.person_id, d.day, t.organization_id
    from assistants_assistant a
    join timesheets_timesheet t on t.assistant_id = a.id and t.month = date_trunc('month', first)
    join timesheets_timesheetday d on d.timesheet_id = t.id
    where a.person_id = any(asked) and people_is_involved(a.person_id, true)
      and t.organization_id <> people_acting() and d.day between first and last
$$;
"""
ELSEWHERE_BACK = "drop function timesheets_worked_elsewhere(bigint[], date, date);"
LOCKS = """
create function timesheets_keep_days() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    if exists (
        select from timesheets_timesheet t
        where t.id = coalesce(new.timesheet_id, old.timesheet_id) and t.state = 'approved'
    ) then
        raise exception 'an approved timesheet is only corrected' using errcode = 'check_violation';
    end if;
    return coalesce(new, old);
end
$$;
create trigger timesheets_keep_days before insert or update or delete on timesheets_timesheetday
    for each row execute function timesheets_keep_days();

create function timesheets_keep_sheet() returns trigger
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
        select from timesheets_assistancemonth m
        where m.organization_id = new.organization_id and m.month = new.month
          and m.state <> 'open'
    ) then
        raise exception 'the month is closed' using errcode = 'check_violation';
    end if;
    return new;
end
$$;
create trigger timesheets_keep_sheet before insert or update on timesheets_timesheet
    for each row execute function timesheets_keep_sheet();

create function timesheets_keep_month() returns trigger
language plpgsql set search_path = public, pg_temp as $$
begin
    if old.state in ('approved', 'reported') and new.state <> 'reported' then
        raise exception 'an approved month stays approved' using errcode = 'check_violation';
    end if;
    return new;
end
$$;
create trigger timesheets_keep_month before update on timesheets_assistancemonth
    for each row execute function timesheets_keep_month();
"""
LOCKS_BACK = """
drop trigger timesheets_keep_month on timesheets_assistancemonth;
drop function timesheets_keep_month();
drop trigger timesheets_keep_sheet on timesheets_timesheet;
drop function timesheets_keep_sheet();
drop trigger timesheets_keep_days on timesheets_timesheetday;
drop function timesheets_keep_days();
"""


class Migration(migrations.Migration):
    dependencies = [("timesheets", "0001_initial"), ("people", "0002_functions")]
    operations = [
        migrations.RunSQL(ELSEWHERE, ELSEWHERE_BACK),
        migrations.RunSQL(LOCKS, LOCKS_BACK),
    ]
