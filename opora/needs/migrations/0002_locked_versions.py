"""A locked version of an analysis is never changed nor removed, by whatever role."""

from django.db import migrations

SQL = """
create function needs_version_is_locked() returns trigger
language plpgsql as $$
begin
    raise exception 'version % of analysis % is locked', old.number, old.analysis_id
        using errcode = 'integrity_constraint_violation';
end $$;

create trigger needs_version_is_locked before update or delete on needs_analysisversion
    for each row execute function needs_version_is_locked();
"""
BACK = """
drop trigger needs_version_is_locked on needs_analysisversion;
drop function needs_version_is_locked();
"""


class Migration(migrations.Migration):
    dependencies = [("needs", "0001_initial")]

    operations = [migrations.RunSQL(SQL, BACK)]
