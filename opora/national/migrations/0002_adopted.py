"""What a council adopted stays: an annual plan with a digest changes only its state."""

from django.db import migrations

FORWARD = """
create function national_keep_adopted_plan() returns trigger language plpgsql as $$
begin
    if old.digest <> '' and (
        tg_op = 'DELETE'
        or new.content is distinct from old.content
        or new.digest is distinct from old.digest
        or (new.municipality_id, new.year, new.edition, new.council_decision, new.council_on,
            new.analysis, new.measures)
            is distinct from
            (old.municipality_id, old.year, old.edition, old.council_decision, old.council_on,
            old.analysis, old.measures)
    ) then
        raise exception 'an adopted annual plan does not change' using errcode = '23514';
    end if;
    return case tg_op when 'DELETE' then old else new end;
end $$;
create trigger national_keep_adopted_plan before update or delete on national_annualplan
    for each row execute function national_keep_adopted_plan();

create function national_keep_adopted_row() returns trigger language plpgsql as $$
declare
    touched bigint := case tg_op when 'INSERT' then new.plan_id else old.plan_id end;
begin
    if exists (select from national_annualplan where id = touched and digest <> '') then
        raise exception 'a row of an adopted annual plan does not change' using errcode = '23514';
    end if;
    return case tg_op when 'DELETE' then old else new end;
end $$;
create trigger national_keep_adopted_row before insert or update or delete on national_annualplanrow
    for each row execute function national_keep_adopted_row();
"""
BACKWARD = """
drop trigger national_keep_adopted_row on national_annualplanrow;
drop function national_keep_adopted_row();
drop trigger national_keep_adopted_plan on national_annualplan;
drop function national_keep_adopted_plan();
"""


class Migration(migrations.Migration):
    """Two triggers."""

    dependencies = [("national", "0001_initial")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
