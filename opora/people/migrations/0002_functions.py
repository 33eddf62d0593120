"""What must be known or written across organizations, each answer as narrow as its question.

The functions run as the owner, past the second wall, and check the acting organization themselves.
Involvements are written here only: whoever could insert one could see anybody. A confidential
involvement (protected service, violence) is never named, and hides the other authorities too,
because the name of a municipality tells where the person is.
"""

from django.db import migrations

HELPERS = """
create function people_acting() returns bigint
language sql stable as $$ select nullif(current_setting('opora.organization', true), '')::bigint $$;

create function people_is_involved(asked bigint, fully boolean) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
    select exists (
        select from people_involvement i
        where i.person_id = asked and i.organization_id = people_acting() and i.until is null
          and not (fully and i.core_only)
    )
$$;

-- The record itself and those it was merged into, the living one last.
create function people_chain(asked bigint) returns table (person_id bigint, step integer)
language sql stable security definer set search_path = public, pg_temp as $$
    with recursive chain(id, onward, step) as (
        select p.id, p.merged_into_id, 0 from people_person p where p.id = asked
        union all
        select p.id, p.merged_into_id, chain.step + 1
        from people_person p join chain on p.id = chain.onward
    )
    select id, step from chain
$$;

create function people_living(asked bigint) returns bigint
language sql stable security definer set search_path = public, pg_temp as $$
    select c.person_id from people_chain(asked) c order by c.step desc limit 1
$$;

-- "request:17:provider" and "request:17:owner" stand on one record, request 17.
create function people_record(ground text) returns text
language sql immutable as $$ select substring(ground from '^[^:]+:[^:]+') $$;

create function people_shares_record(asked bigint, other bigint) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
    select exists (
        select from people_involvement mine join people_involvement theirs
            on theirs.person_id = mine.person_id and theirs.organization_id = other
            and people_record(theirs.ground) = people_record(mine.ground)
        where mine.person_id = asked and mine.organization_id = people_acting()
          and mine.until is null
    )
$$;

-- May the acting organization be told that another one is involved with this person? Parties of a
-- common record know each other; the rest only while nothing about the person is confidential.
create function people_may_name(asked bigint, other bigint) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
    select other = people_acting() or people_shares_record(asked, other) or (
        people_is_involved(asked, false) and not exists (
            select from people_involvement i
            where i.person_id = asked and i.is_confidential
              and (i.until is null or i.organization_id = other)
        )
    )
$$;
"""

CREATION = """
create function people_create(
    kind text, number bytea, number_index bytea, missing text,
    first_name text, middle_name text, last_name text, born date, estimated boolean, sex text,
    search_text text, demo boolean, form_key uuid,
    basis text, ground text, confidential boolean, moment timestamptz
) returns bigint
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    created bigint;
begin
    if people_acting() is null then
        raise exception 'nobody acts' using errcode = 'insufficient_privilege';
    end if;
    if exists (select from people_person p where p.identifier_index = number_index) then
        -- Perhaps only the same form sent twice.
        select p.id into created from people_person p
        where p.creation_key = form_key and people_is_involved(p.id, true);
        return created;
    end if;
    insert into people_person (
        identifier_kind, identifier, identifier_index, missing_reason, first_name, middle_name,
        last_name, birth_date, is_birth_date_estimated, sex, search_text, is_demo, creation_key,
        version, created_at
    ) values (
        kind, number, number_index, missing, first_name, middle_name, last_name, born, estimated,
        sex, search_text, demo, form_key, 1, moment
    ) on conflict do nothing returning id into created;
    if created is null then
        select p.id into created from people_person p
        where p.creation_key = form_key and people_is_involved(p.id, true);
        return created;
    end if;
    insert into people_involvement (
        person_id, organization_id, basis, ground, core_only, is_confidential, reason, since,
        involved_by_id
    ) values (
        created, people_acting(), basis, ground, false, confidential, '', moment, people_acting()
    );
    return created;
end $$;
"""

INVOLVEMENT = """
create function people_involve(
    asked bigint, other bigint, on_basis text, on_ground text, only_core boolean,
    confidential boolean, because text, moment timestamptz
) returns boolean
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    link record;
    added bigint;
begin
    -- Who is only shown the core may make itself fully involved (the person came to it), nobody else.
    if not people_is_involved(asked, other <> people_acting()) then
        return false;
    end if;
    for link in select c.person_id, c.step from people_chain(asked) c order by c.step loop
        insert into people_involvement (
            person_id, organization_id, basis, ground, core_only, is_confidential, reason, since,
            involved_by_id
        ) values (
            link.person_id, other, on_basis, on_ground, only_core, confidential, because, moment,
            people_acting()
        ) on conflict do nothing returning id into added;
        if link.step > 0 and added is not null then  -- an undone merge takes it back
            update people_mergerecord m set involvements_added = involvements_added || added
            where m.keep_id = link.person_id and m.state = 'confirmed'
              and m.merge_id in (select c.person_id from people_chain(asked) c);
        end if;
    end loop;
    return true;
end $$;

create function people_end_involvement(
    asked bigint, other bigint, on_basis text, on_ground text, moment timestamptz
) returns integer
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    n integer;
begin
    update people_involvement i set until = moment
    where i.person_id in (select c.person_id from people_chain(asked) c)
      and i.organization_id = other and i.basis = on_basis and i.ground = on_ground
      and i.until is null
      and (
        other = people_acting()
        or i.involved_by_id = people_acting()
        or exists (
            select from people_involvement mine
            where mine.person_id = i.person_id and mine.organization_id = people_acting()
              and mine.until is null and people_record(mine.ground) = people_record(on_ground)
        )
      );
    get diagnostics n = row_count;
    return n;
end $$;

create function people_parties(asked bigint)
returns table (organization_id bigint, basis text, core_only boolean, since timestamptz)
language sql stable security definer set search_path = public, pg_temp as $$
    select i.organization_id, i.basis::text, bool_and(i.core_only), min(i.since)
    from people_involvement i
    where i.person_id = asked and i.until is null
      and people_is_involved(asked, true)
      and people_may_name(asked, i.organization_id)
    group by i.organization_id, i.basis
$$;
"""

MEETING = """
-- Is this number known, and may the acting organization see whose it is? Asking is logged.
create function people_look_up(number_index bytea, asker bigint, moment timestamptz)
returns table (person_id bigint, is_known boolean)
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    living bigint;
begin
    select people_living(p.id) into living from people_person p
    where p.identifier_index = number_index order by p.merged_into_id nulls first limit 1;
    if living is null or people_acting() is null then
        return query select null::bigint, false;
    elsif people_is_involved(living, false) then
        return query select living, true;
    else
        insert into people_accesslogentry (person_id, organization_id, user_id, page, purpose, at)
        values (living, people_acting(), asker, 'identifier', 'search', moment);
        return query select null::bigint, true;
    end if;
end $$;

create function people_meet(number_index bytea, because text, moment timestamptz) returns bigint
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    living bigint;
begin
    select people_living(p.id) into living from people_person p
    where p.identifier_index = number_index order by p.merged_into_id nulls first limit 1;
    if living is null or people_acting() is null then
        return null;
    end if;
    insert into people_involvement (
        person_id, organization_id, basis, ground, core_only, is_confidential, reason, since,
        involved_by_id
    ) values (
        living, people_acting(), 'known_identifier', '', true, false, because, moment,
        people_acting()
    ) on conflict do nothing;
    return living;
end $$;

-- Only municipalities and directorates, never a service, and nobody for a person in hiding.
create function people_whom_to_ask(asked bigint) returns table (organization_id bigint)
language sql stable security definer set search_path = public, pg_temp as $$
    select distinct i.organization_id
    from people_involvement i join accounts_organization o on o.id = i.organization_id
    where i.person_id = asked and i.until is null and not i.core_only
      and o.kind in ('municipality', 'directorate')
      and i.organization_id <> people_acting()
      and people_is_involved(asked, false)
      and people_may_name(asked, i.organization_id)
$$;

create function people_accesses(asked bigint, most integer) returns table (
    organization_id bigint, user_id bigint, page text, purpose text, at timestamptz, n_all bigint
)
language sql stable security definer set search_path = public, pg_temp as $$
    select case when people_may_name(asked, a.organization_id) then a.organization_id end,
        case when a.organization_id = people_acting() then a.user_id end,
        a.page::text, a.purpose::text, a.at, count(*) over ()
    from people_accesslogentry a
    where a.person_id = asked and people_is_involved(asked, true)
    order by a.at desc, a.id desc limit most
$$;
"""

MERGING = """
create function people_propose_merge(
    kept bigint, given bigint, because text, proposer bigint, moment timestamptz
) returns bigint
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    proposed bigint;
begin
    if not (people_is_involved(kept, true) and people_is_involved(given, true)) then
        return null;
    end if;
    insert into people_mergerecord (
        keep_id, merge_id, organization_id, audience, state, reason, proposed_by_id, proposed_at,
        decision_reason, undo_reason, identifier_moved, involvements_added
    ) values (
        kept, given, people_acting(),
        array(
            select p.organization_id from people_parties(kept) p where not p.core_only
            intersect
            select p.organization_id from people_parties(given) p where not p.core_only
        ),
        'proposed', because, proposer, moment, '', '', false, '{}'
    ) on conflict do nothing returning id into proposed;
    return proposed;
end $$;

create function people_decide_merge(
    record_id bigint, agreed boolean, decider bigint, because text, moment timestamptz
) returns boolean
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    m people_mergerecord;
    given people_person;
    moved boolean := false;
    added bigint[] := '{}';
begin
    select * into m from people_mergerecord r
    where r.id = record_id and r.state = 'proposed' and r.proposed_by_id <> decider
      and people_acting() = any(r.audience)
      and people_is_involved(r.keep_id, true) and people_is_involved(r.merge_id, true)
    for update;
    if m.id is null then
        return false;
    end if;
    if agreed then
        perform 1 from people_person p where p.id in (m.keep_id, m.merge_id) order by p.id for update;
        update people_person p set merged_into_id = m.keep_id, version = version + 1
        where p.id = m.merge_id and p.merged_into_id is null
          and exists (select from people_person k where k.id = m.keep_id and k.merged_into_id is null)
        returning p.* into given;
        if given.id is null then
            return false;
        end if;
        update people_person p
        set identifier_kind = given.identifier_kind, identifier = given.identifier,
            identifier_index = given.identifier_index, version = version + 1
        where p.id = m.keep_id and p.identifier_index is null and given.identifier_index is not null;
        moved := found;
        with copied as (
            insert into people_involvement (
                person_id, organization_id, basis, ground, core_only, is_confidential, reason,
                since, involved_by_id
            )
            select m.keep_id, i.organization_id, i.basis, i.ground, i.core_only, i.is_confidential,
                i.reason, moment, i.involved_by_id
            from people_involvement i where i.person_id = m.merge_id and i.until is null
            on conflict do nothing returning id
        )
        select coalesce(array_agg(id), '{}') into added from copied;
    end if;
    update people_mergerecord set
        state = case when agreed then 'confirmed' else 'refused' end,
        decided_by_id = decider, decided_at = moment, decision_reason = because,
        identifier_moved = moved, involvements_added = added
    where id = m.id;
    return true;
end $$;

create function people_undo_merge(
    record_id bigint, undoer bigint, because text, moment timestamptz
) returns boolean
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    m people_mergerecord;
begin
    select * into m from people_mergerecord r
    where r.id = record_id and r.state = 'confirmed' and people_acting() = any(r.audience)
      and people_is_involved(r.keep_id, true)
    for update;
    if m.id is null then
        return false;
    end if;
    perform 1 from people_person p where p.id in (m.keep_id, m.merge_id) order by p.id for update;
    if exists (select from people_person p where p.id = m.keep_id and p.merged_into_id is not null)
    then
        return false;  -- the later merge is undone first
    end if;
    if m.identifier_moved then
        update people_person p
        set identifier_kind = 'none', identifier = null, identifier_index = null,
            version = version + 1
        where p.id = m.keep_id and p.identifier_index = (
            select g.identifier_index from people_person g where g.id = m.merge_id
        );
    end if;
    update people_person set merged_into_id = null, version = version + 1 where id = m.merge_id;
    update people_involvement set until = moment
    where id = any(m.involvements_added) and until is null;
    update people_mergerecord
    set state = 'undone', undone_by_id = undoer, undone_at = moment, undo_reason = because
    where id = m.id;
    return true;
end $$;
"""

FUNCTIONS = [
    "people_undo_merge(bigint, bigint, text, timestamptz)",
    "people_decide_merge(bigint, boolean, bigint, text, timestamptz)",
    "people_propose_merge(bigint, bigint, text, bigint, timestamptz)",
    "people_accesses(bigint, integer)",
    "people_whom_to_ask(bigint)",
    "people_meet(bytea, text, timestamptz)",
    "people_look_up(bytea, bigint, timestamptz)",
    "people_parties(bigint)",
    "people_end_involvement(bigint, bigint, text, text, timestamptz)",
    "people_involve(bigint, bigint, text, text, boolean, boolean, text, timestamptz)",
    "people_create",
    "people_may_name(bigint, bigint)",
    "people_shares_record(bigint, bigint)",
    "people_record(text)",
    "people_living(bigint)",
    "people_chain(bigint)",
    "people_is_involved(bigint, boolean)",
    "people_acting()",
]
BACKWARD = "".join(f"drop function {function};\n" for function in FUNCTIONS)


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial"), ("accounts", "0001_initial")]
    operations = [migrations.RunSQL(HELPERS + CREATION + INVOLVEMENT + MEETING + MERGING, BACKWARD)]
