"""A country of invented people and requests, loaded as the owner: consistent, and uneven.

Every municipality has an authority, a provider and its share of the services; two share a
directorate. The first one is big: a tenth of the people, a fifteenth of the requests. Half as many
closed requests stand beside the open ones, and every request has five events behind it.
"""

import random
from datetime import date

import psycopg

from bench import people_search, register

BIG = "m-0"
OFFICES = """
create temp table place as
    select row_number() over (order by code <> 'SFO39', code) - 1 as i, code
    from territory_municipality;

insert into accounts_organization
    (kind, name, short_name, name_en, slug, number_prefix, phone, address, is_active,
     municipality_id)
select 'municipality', 'община ' || code, 'община ' || code, '', 'm-' || i, 'М', '', '', true, code
from place;

insert into accounts_organization
    (kind, name, short_name, name_en, slug, number_prefix, phone, address, is_active)
select 'directorate', 'ДСП ' || i, 'ДСП ' || i, '', 'd-' || i / 2, 'Д', '', '', true
from place where i % 2 = 0;

insert into accounts_directoratearea (directorate_id, municipality_id, valid_from, source)
select o.id, p.code, date '2020-07-01', '' from place p
join accounts_organization o on o.slug = 'd-' || p.i / 2;
"""
PEOPLE_OF_OFFICES = """
create temp table officer as
select o.id as organization_id, o.slug, g as k, o.slug || '-' || g || '@example.org' as email
from accounts_organization o,
    generate_series(0, case when o.slug = 'm-0' then 24 when o.slug ~ '^[md]' then 3 else 1 end) g
where o.slug ~ '^[mdp]-';

insert into accounts_user (password, email, name, language, is_active, is_demo, created_at)
select '!', email, 'Служител ' || k || ' ' || slug, 'bg', true, false, now() from officer;

alter table officer add user_id bigint;
update officer set user_id = u.id from accounts_user u where u.email = officer.email;

insert into accounts_membership (user_id, organization_id, role, since)
select user_id, organization_id, r, now() from officer, unnest(array['officer', 'head']) r
where r = 'officer' or k = 0;

create temp table around as
select p.i, p.code, m.id as municipality, d.id as directorate, v.id as provider,
    (select array_agg(user_id order by k) from officer f where f.organization_id = m.id) as ours,
    (select array_agg(user_id order by k) from officer f where f.organization_id = d.id) as theirs
from place p join accounts_organization m on m.slug = 'm-' || p.i
join accounts_organization d on d.slug = 'd-' || p.i / 2
join accounts_organization v on v.slug = 'p-' || lower(p.code);

create temp table choice as
select id, named_service_id, municipality_id,
    row_number() over (partition by municipality_id order by id) - 1 as k,
    count(*) over (partition by municipality_id) as n
from register_service;

create temp table kind as
select code, row_number() over (order by code) - 1 as k, count(*) over () as n
from register_namedservice where not is_protected;
analyze;
"""
REQUESTS = """
create temp table wanted as
with numbered as (
    select n, n < %(open)s::int as is_open,
        case when n < %(open)s::int then n else n - %(open)s::int end as x,
        case when n < %(open)s::int then %(open)s::int else %(closed)s::int end / 15 as big,
        (n * 7919) %% 100 as lot
    from generate_series(0, %(open)s::int + %(closed)s::int - 1) n
), placed as (
    select *, case when x < big then 0 else 1 + (x - big) %% 264 end as i,
        case when x < big then 1 + (x * 5 + not_open) %% big_people
             else big_people + 1 + (x - big + not_open * 264 * rows_apart) end as person
    from numbered, lateral (select (not is_open)::int as not_open,
        %(people)s::int / 10 as big_people, %(people)s::int * 6 / 10 / 264 as rows_apart) f
), lots as (
    select *, case
        when not is_open then (array['accepted', 'accepted', 'accepted', 'not_referred',
            'withdrawn'])[1 + lot %% 5]
        when lot < 10 then 'wish' when lot < 40 then 'in_assessment' when lot < 43 then 'urgent'
        when lot < 48 then 'admitted' when lot < 64 then 'referred' when lot < 78 then 'chosen'
        when lot < 94 then 'waiting' else 'offered' end as state
    from placed
)
select 1000 + l.n as id, l.*, a.code, a.municipality, a.directorate,
    case when l.n %% 10 < 7 then a.municipality else a.directorate end as owner,
    case when l.n %% 10 < 7 then a.directorate else a.municipality end as other,
    case when l.n %% 10 < 7 then a.ours[1 + l.n %% cardinality(a.ours)]
         else a.theirs[1 + l.n %% cardinality(a.theirs)] end as officer,
    case when l.state in ('urgent', 'admitted', 'chosen', 'waiting', 'offered', 'accepted')
         then a.provider end as provider,
    case when l.state in ('urgent', 'admitted', 'chosen', 'waiting', 'offered', 'accepted')
         then c.id end as service,
    case when l.state in ('urgent', 'admitted', 'chosen', 'waiting', 'offered', 'accepted')
         then c.named_service_id else k.code end as named_service,
    current_date - case when l.is_open then l.n %% 25 else 60 + l.n %% 300 end as wished_on
from lots l join around a on a.i = l.i
join choice c on c.municipality_id = a.code and c.k = l.n %% c.n
join kind k on k.k = l.n %% k.n;

alter table wanted add audience bigint[];
update wanted set audience = (select array_agg(o order by o)
    from unnest(array[owner, other, provider]) o where o is not null);
create index on wanted (id);
analyze wanted;

insert into referral_servicerequest
    (id, number, version, person_id, owner_organization_id, audience, municipality_id, state,
     is_child, is_urgent, channel, wisher, represented_by, named_service_id, wish,
     direction_number, service_id, provider_organization_id, turn_organization_id, awaited, due_on,
     wished_on, recorded_at, changed_at, closed_at)
select id, 'Б-2026-' || id, 5, person, owner, audience, code, state, false,
    state in ('urgent', 'admitted'), 'written', 'self', '', named_service, 'Дневна грижа.', '',
    service, provider,
    case when not is_open then null
         when state in ('urgent', 'chosen', 'waiting') then provider else owner end,
    case when is_open then 'предварителна оценка и насочване' else 'нищо, приключено е' end,
    case when state in ('wish', 'in_assessment', 'urgent', 'admitted') then wished_on + 20
         when state = 'offered' then current_date + 2 end,
    wished_on, wished_on, wished_on + interval '3 days' + n * interval '1 second',
    case when not is_open then wished_on + interval '30 days' end
from wanted;

insert into referral_participation (request_id, organization_id, basis, officer_id, since)
select id, owner, 'owner', officer, wished_on from wanted
union all select id, other, 'authority', null, wished_on from wanted
union all select id, provider, 'provider', null, wished_on from wanted where provider is not null;

insert into referral_preliminaryassessment
    (request_id, version, living, health, education, support_now, risks, needs, own_words,
     conclusion, took_part, child_took_part, is_informed, author_id, saved_at)
select id, 3, 'Живее с родителите си.', '', '', '', '', 'Дневна грижа и занимания.', '',
    'Подходяща е дневна грижа.', true, false, true, officer, wished_on
from wanted where state <> 'wish';

insert into law_clock (code, rule_id, record_kind, record_id, responsible_id, audience, started_on,
    due_on, stopped_on, n_paused_days)
select 'D1', r.id, 'request', w.id, w.owner, w.audience, w.wished_on, w.wished_on + 20,
    case when w.state not in ('wish', 'in_assessment', 'urgent', 'admitted')
         then w.wished_on + 3 end, 0
from wanted w, law_deadlinerule r where r.code = 'D1' and r.valid_to is null;

insert into places_waitinglistentry
    (service_id, person_id, request_id, organization_id, audience, state, joined_at, assessed_on,
     priority, priority_reason, has_passed, order_key, leave_reason)
select service, person, id, provider, audience, state, wished_on, wished_on, 0, '', false,
    n::text, ''
from wanted where state in ('waiting', 'offered') on conflict do nothing;

update register_capacity set n_places = n_places + o.n
from (select service, count(*) as n from wanted where state = 'offered' group by 1) o
where service_id = o.service and valid_to is null;

insert into places_placeoffer
    (entry_id, service_id, organization_id, audience, state, offered_at, expires_at, reason)
select id, service_id, organization_id, audience, 'open', now(), now() + interval '2 days', ''
from places_waitinglistentry where state = 'offered';

insert into places_placement
    (service_id, person_id, request_id, organization_id, audience, state, ground, ground_document,
     is_over_capacity, held_at, started_on, ended_on, end_reason)
select service, person, id, provider, audience, 'ended', 'regular', '', false, wished_on,
    wished_on + 30, wished_on + 50, 'край'
from wanted where state = 'accepted' on conflict do nothing;

insert into people_involvement (person_id, organization_id, basis, ground, core_only,
    is_confidential, reason, since, involved_by_id)
select person, owner, 'referral', 'request:' || id, false, false, '', wished_on, owner from wanted
union all select person, other, 'counterpart', 'request:' || id, false, false, '', wished_on,
    owner from wanted
union all select person, provider, 'provider', 'request:' || id, false, false, '', wished_on,
    owner from wanted where provider is not null;
"""
INVOLVED = """
insert into people_involvement (person_id, organization_id, basis, ground, core_only,
    is_confidential, reason, since, involved_by_id)
select n, a.municipality, 'referral', '', false, false, '', now(), a.municipality
from generate_series(1, %(people)s::int) n
join around a on a.i = case when n <= %(people)s::int / 10 then 0
    else 1 + (n - %(people)s::int / 10 - 1) %% 264 end;
"""
EVENTS = """
alter table journal_event disable trigger journal_order;

insert into journal_event
    (position, name, user_id, organization_id, audience, record_kind, record_id, record_version,
     subject_id, happened_on, recorded_at, article)
select nextval('journal_position'), name, officer, owner, audience, 'request', id, e, person,
    wished_on, wished_on + e * interval '1 hour', ''
from wanted, unnest(array['referral.wish_recorded', 'referral.assigned',
    'referral.assessment_started', 'referral.assessment_saved', 'referral.assessment_saved'])
    with ordinality as t (name, e)
order by e, id;

alter table journal_event enable trigger journal_order;
"""


def load(owner: psycopg.Connection, *, people: int, requests: int, services: int) -> None:
    """Everything, and fresh statistics; `requests` are open ones."""
    _people(owner, people)
    amounts = {
        "people": people, "open": requests, "closed": requests // 2, "services": services,
    }  # fmt: skip
    for command in register.LOAD.split(";\n"):
        if command.strip() and "people_person\n" not in command:
            owner.execute(command, amounts)
    for script in (OFFICES, PEOPLE_OF_OFFICES):
        _run(owner, script, None)
    for script in (REQUESTS, INVOLVED):
        _run(owner, script, amounts)
    _run(owner, EVENTS, None)
    for table in ("people_person", "referral_servicerequest"):
        owner.execute(
            f"select setval(pg_get_serial_sequence('{table}', 'id'), max(id)) from {table}"
        )
    owner.commit()
    owner.autocommit = True
    owner.execute("vacuum analyze")


def _people(owner: psycopg.Connection, n: int) -> None:
    with (
        owner.cursor() as cursor,
        cursor.copy(
            "copy people_person (id, identifier_kind, identifier, identifier_index, missing_reason,"
            " first_name, middle_name, last_name, birth_date, is_birth_date_estimated, sex,"
            " search_text, is_demo, version, created_at) from stdin"
        ) as copy,
    ):
        for row in people_search._rows(n, random.Random(date(2026, 11, 21).toordinal())):
            copy.write_row(row)


def _run(owner: psycopg.Connection, script: str, amounts: dict[str, int] | None) -> None:
    for command in script.split(";\n"):
        if command.strip():
            owner.execute(command, amounts)
