"""What is locked stays: neither the content of a version nor its entries change afterwards."""

from django.db import migrations

FORWARD = """
create function planning_keep_locked_version() returns trigger language plpgsql as $$
begin
    if old.locked_at is not null and (
        tg_op = 'DELETE'
        or new.content is distinct from old.content
        or new.digest is distinct from old.digest
        or new.locked_at is distinct from old.locked_at
        or (new.cycle_id, new.district_id, new.number, new.organization_id, new.is_illustrative)
            is distinct from
            (old.cycle_id, old.district_id, old.number, old.organization_id, old.is_illustrative)
    ) then
        raise exception 'a locked version of a map does not change' using errcode = '23514';
    end if;
    return case tg_op when 'DELETE' then old else new end;
end $$;
create trigger planning_keep_locked_version before update or delete on planning_mapversion
    for each row execute function planning_keep_locked_version();

create function planning_keep_locked_entry() returns trigger language plpgsql as $$
declare
    touched bigint[] := case tg_op
        when 'INSERT' then array[new.map_version_id]
        when 'DELETE' then array[old.map_version_id]
        else array[old.map_version_id, new.map_version_id] end;
begin
    if exists (
        select from planning_mapversion where id = any(touched) and locked_at is not null
    ) then
        raise exception 'an entry of a locked map does not change' using errcode = '23514';
    end if;
    return case tg_op when 'DELETE' then old else new end;
end $$;
create trigger planning_keep_locked_entry before insert or update or delete on planning_mapentry
    for each row execute function planning_keep_locked_entry();
"""
BACKWARD = """
drop trigger planning_keep_locked_entry on planning_mapentry;
drop function planning_keep_locked_entry();
drop trigger planning_keep_locked_version on planning_mapversion;
drop function planning_keep_locked_version();
"""


class Migration(migrations.Migration):
    """Two triggers."""

    dependencies = [("planning", "0001_initial")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
