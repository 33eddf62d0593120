"""Search by name among the people of the acting organization.

Under row-level security `like` and `%` are not leakproof, so PostgreSQL refuses them the trigram
index and reads every row that the policy shows. Inside an owner function the index serves, and the
function itself keeps to the acting organization's involvements.
"""

from django.db import migrations

FORWARD = """
create function people_search(skeleton text, born_from date, born_to date, most integer)
returns table (person_id bigint, score real)
language plpgsql stable security definer set search_path = public, pg_temp
set pg_trgm.word_similarity_threshold = 0.45 as $$
declare
    words text[] := string_to_array(skeleton, ' ');
    begun text := '';   -- every word is the beginning of a name
    near text := '';    -- every word is like a name
    partly text := 'false';
    likeness text := '0';
    word text;
    n integer;
    base text;
    ours constant text := $q$
        p.merged_into_id is null
        and exists (
            select from people_involvement i
            where i.person_id = p.id and i.organization_id = $1 and i.until is null)
        and ($2 is null or p.birth_date between $2 and $3)
    $q$;
begin
    if people_acting() is null or (skeleton = '' and born_from is null) then
        return;
    end if;
    -- Few people are compared one by one; among many the trigram index chooses first.
    select count(*) into n from (
        select from people_involvement i
        where i.organization_id = people_acting() and i.until is null limit 301) counted;
    base := case when n > 300
        then ' from people_person p where ' || ours
        else ' from (select p.* from people_person p where ' || ours || ' offset 0) p where true'
    end;
    foreach word in array words loop
        begun := begun || format(' and p.search_text like %L', '% ' || word || '%');
        partly := partly || format(' or p.search_text like %L', '% ' || word || '%');
        near := near || format(' and %L <%% p.search_text', word);
        likeness := likeness || format(' + word_similarity(%L, p.search_text)', word);
    end loop;
    return query execute
        'select p.id, 1::real' || base || begun
        || ' order by p.last_name, p.first_name, p.id limit $4'
        using people_acting(), born_from, born_to, most;
    get diagnostics n = row_count;
    -- Three right names are enough; nobody looks for somebody else with similar ones.
    if n >= most or skeleton = '' or (n > 0 and cardinality(words) > 2) then
        return;
    end if;
    likeness := format('((%s) / %s)::real', likeness, cardinality(words));
    return query execute
        'select p.id, ' || likeness || base || near
        || ' and not (true' || begun || ') order by 2 desc, p.id limit $4'
        using people_acting(), born_from, born_to, most - n;
    if found or n > 0 or cardinality(words) = 1 then
        return;
    end if;
    -- Two letters that changed places leave a short word nothing in common with itself, so as a
    -- last resort one right word is enough when all together are half alike.
    return query execute
        'select p.id, ' || likeness || base || ' and (' || partly || ') and ' || likeness || ' >= 0.5 order by 2 desc, p.id limit $4'
        using people_acting(), born_from, born_to, most;
end $$;
"""

BACKWARD = "drop function people_search(text, date, date, integer);"


class Migration(migrations.Migration):
    dependencies = [("people", "0002_functions")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
