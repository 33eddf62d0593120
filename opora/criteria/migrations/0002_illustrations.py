"""An illustrative set exists in a demonstration only, whatever a service forgets."""

from django.db import migrations

FUNCTIONS = """
create function criteria_is_demo() returns boolean
language sql stable security definer set search_path = public, pg_temp
as $$ select coalesce(bool_or(is_demo), false) from site_installation $$;

create function criteria_refuse_illustration() returns trigger
language plpgsql set search_path = public, pg_temp
as $$
begin
    if new.is_illustrative and not criteria_is_demo() then
        raise exception 'illustrative criteria exist in a demonstration only'
            using errcode = 'check_violation';
    end if;
    return new;
end
$$;

create trigger criteria_illustration before insert or update on criteria_criteriaset
    for each row execute function criteria_refuse_illustration();
"""
BACK = """
drop trigger criteria_illustration on criteria_criteriaset;
drop function criteria_refuse_illustration();
drop function criteria_is_demo();
"""


class Migration(migrations.Migration):
    # The table that the function reads must be there: SQL is checked when the function is made.
    dependencies = [("criteria", "0001_initial"), ("site", "0001_initial")]
    operations = [migrations.RunSQL(FUNCTIONS, BACK)]
