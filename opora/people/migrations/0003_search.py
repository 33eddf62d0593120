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
    near text := '';
    exact text := '';
    word text;
    n integer;
begin
    if people_acting() is null or (skeleton = '' and born_from is null) then
        return;
    end if;
    foreach word in array words loop
        exact := exact || format(' and p.search_text like %L', '% ' || word || '%');
        near := near || format(' and %L <%% p.search_text', word);
    end loop;
    return query execute format($q$
        select p.id, 1::real from people_person p
        where p.merged_into_id is null
          and exists (
            select from people_involvement i
            where i.person_id = p.id and i.organization_id = $1 and i.until is null)
          and ($2 is null or p.birth_date between $2 and $3) %s
        order by p.last_name, p.first_name, p.id limit $4
    $q$, exact) using people_acting(), born_from, born_to, most;
    get diagnostics n = row_count;
    if n >= most or skeleton = '' then
        return;
    end if;
    return query execute format($q$
        select p.id, word_similarity($5, p.search_text) from people_person p
        where p.merged_into_id is null and not (true %s)
          and exists (
            select from people_involvement i
            where i.person_id = p.id and i.organization_id = $1 and i.until is null)
          and ($2 is null or p.birth_date between $2 and $3) %s
        order by 2 desc, p.id limit $4
    $q$, exact, near) using people_acting(), born_from, born_to, most - n, skeleton;
end $$;
"""

BACKWARD = "drop function people_search(text, date, date, integer);"


class Migration(migrations.Migration):
    dependencies = [("people", "0002_functions")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
