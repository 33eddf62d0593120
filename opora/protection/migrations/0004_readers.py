"""Who alone sees a confidential case, and what hangs on it: the officer who leads it, those whom the
director admitted, the directors, and the organizations that were given a part."""

from django.db import migrations

READERS = """
create function protection_readers(asked bigint) returns bigint[]
language sql stable security definer set search_path = public, pg_temp as $$
    select case when c.is_confidential then array(
        select c.lead_id where c.lead_id is not null
        union
        select o.user_id from protection_caseofficer o where o.case_id = c.id and o.until is null
        union
        select m.user_id from accounts_membership m
        where m.until is null and (
            m.role = 'head' and m.organization_id in (c.organization_id, c.transfer_to_id)
            or m.organization_id in (
                select p.organization_id from protection_casepart p
                where p.case_id = c.id and p.until is null
            )
        )
    ) end
    from protection_childcase c where c.id = asked
$$;

-- A signal is open while one of its children has an open case, and to who sent it.
create function protection_signal_readers(asked bigint) returns bigint[]
language sql stable security definer set search_path = public, pg_temp as $$
    select case
        when bool_and(c.is_confidential) then array(
            select unnest(protection_readers(s.case_id)) from protection_signalchild s
            where s.signal_id = asked
            union
            select m.user_id from protection_signal g join accounts_membership m
                on m.organization_id = g.sender_organization_id and m.until is null
            where g.id = asked
        )
    end
    from protection_signalchild s join protection_childcase c on c.id = s.case_id
    where s.signal_id = asked
$$;

create or replace function journal_readers(kind text, record bigint) returns bigint[]
language sql stable security definer set search_path = public, pg_temp as $$
    select case kind
        when 'protection' then protection_readers(record)
        when 'signal' then protection_signal_readers(record)
        when 'measure' then protection_readers(
            (select m.case_id from protection_measure m where m.id = record)
        )
    end
$$;
"""
BACK = """
create or replace function journal_readers(kind text, record bigint) returns bigint[]
language sql stable security definer set search_path = public, pg_temp as $$
    select null::bigint[]
$$;
drop function protection_signal_readers(bigint);
drop function protection_readers(bigint);
"""


class Migration(migrations.Migration):
    dependencies = [("protection", "0003_caseofficer"), ("journal", "0005_readers")]
    operations = [migrations.RunSQL(READERS, BACK)]
