"""What is planned, read by who may and by who may not: in plain SQL, and from the pages.

The table of answers knows eight roles; here stand also the regional directorate, to which analyses
are submitted, and the administration of another district, to which nothing is until it is adopted.
"""

from contextlib import suppress

import pytest
from django.db import DatabaseError, connection, transaction

from opora.accounts.models import User
from opora.journal.context import acting, enter
from opora.meetings.services import groups, sessions, votes
from opora.site import second_wall
from tests.cast import TODAY

from .addresses import NEIGHBOR, REGIONAL, ROLES, SIGNED_IN, Story
from .planned import (
    ASKED,
    DRAFT,
    ELSEWHERE,
    GIVEN_BACK,
    MARKS,
    NATIONAL,
    OTHERS,
    PUBLISHED,
    SENT,
    WORKING,
)

MAY_MEET = {mark: set(readers) for mark, readers in MARKS.items()}
MAY_MEET[SENT] |= {REGIONAL}
MAY_MEET[ASKED] |= {REGIONAL}
MAY_MEET[OTHERS] |= {NEIGHBOR}
# Where each reader meets the mark, so that nothing above passes because nothing is shown.
SHOWN = [
    (DRAFT, "municipality", "needs:analysis"),
    (DRAFT, "municipality", "needs:section@open"),
    (DRAFT, "municipality", "needs:analysis@open"),
    (DRAFT, "municipality", "needs:print@returned"),
    (DRAFT, "municipality", "needs:export"),
    (DRAFT, "municipality", "national:plan"),
    (DRAFT, "municipality", "national:plan@discussed"),
    (SENT, "municipality", "finance:need"),
    (SENT, "district", "finance:need"),
    (SENT, "agency", "finance:need"),
    (SENT, "municipality", "planning:map@locked"),
    (SENT, "district", "planning:map@locked"),
    (SENT, "agency", "planning:map@locked"),
    (SENT, "municipality", "national:map@in_force?part=amendments"),
    (SENT, "agency", "national:map@in_force?part=amendments"),
    (SENT, "municipality", "planning:alternatives?v={locked}&v={adopted}"),
    (WORKING, "district", "planning:alternatives?v={working}&v={locked}"),
    (GIVEN_BACK, "municipality", "needs:analysis@returned"),
    (GIVEN_BACK, "district", "needs:analysis@returned"),
    (GIVEN_BACK, "agency", "needs:analysis@returned"),
    (WORKING, "district", "planning:map"),
    (WORKING, "district", "planning:export"),
    (ASKED, "municipality", "planning:coordination?cycle=sent"),
    (ASKED, "district", "planning:coordination?cycle=sent"),
    (NATIONAL, "agency", "national:map"),
    (NATIONAL, "agency", "national:map@discussed?part=discussion"),
    (NATIONAL, "agency", "criteria:set"),
    (NATIONAL, "agency", "needs:indicator_import"),
    (ELSEWHERE, "stranger", "needs:analysis@elsewhere"),
    (ELSEWHERE, "stranger", "national:plan@elsewhere"),
    (PUBLISHED, "nobody", "public:consultation"),
    (PUBLISHED, "nobody", "public:consultation@returned"),
    (PUBLISHED, "nobody", "public:national_map"),
    (PUBLISHED, "nobody", "public:annual_plan"),
    (PUBLISHED, "stranger", "planning:map@adopted"),
]
PACKAGES = ("needs_", "planning_", "national_", "criteria_", "finance_", "territory_")
SAME = (
    "select column_name from information_schema.columns where table_name = '{}'"
    " and table_schema = 'public' and column_name not in ('id', 'audience')"
    " and is_generated = 'NEVER' order by ordinal_position desc limit 1"
)
CHANGEABLE: dict[str, set[str]] = {
    "municipality": {
        "finance_fundingneed", "national_amendment", "national_annualplan",
        "national_annualplanrow", "national_discussioncomment", "needs_analysissection",
        "needs_consultationcomment", "needs_needsanalysis", "needs_planningproposal",
        "planning_hostagreement",
    },
    "directorate": set(),
    "head": set(),
    "provider": set(),
    "stranger": {
        "national_annualplan", "needs_analysissection", "needs_needsanalysis",
        "needs_planningproposal",
    },
    "district": {
        "needs_needsanalysis", "planning_coordination", "planning_mapentry", "planning_mapversion",
    },
    "agency": {
        "criteria_criteriaset", "criteria_criterion", "criteria_criterionbase",
        "finance_coststandard", "finance_indexation", "finance_transfer", "finance_transferimport",
        "national_amendment", "national_discussioncomment", "national_nationalmap",
        "needs_needsanalysis", "planning_mapentry", "planning_mapversion",
        "territory_indicatorimport",
    },
    REGIONAL: set(),
    NEIGHBOR: {"planning_mapversion"},
}  # fmt: skip
# What stands after the ? of an address, in the numbers of the story.
PARTS = {
    "planning:map": ("part=rows", "part=years", "part=proof"),
    "planning:map@locked": ("part=rows", "part=years", "part=proof"),
    "planning:map@adopted": ("part=proof",),
    "planning:alternatives": (
        "v={working}&v={locked}", "v={locked}&v={adopted}", "v={others}&v={adopted}",
    ),
    "planning:district": ("cycle=sent", "cycle=draft"),
    "planning:districts": ("cycle=sent",),
    "planning:coordination": ("cycle=sent",),
    "national:map": ("part=analysis", "part=rows", "part=finals"),
    "national:map@in_force": ("part=rest", "part=rows", "part=finals", "part=amendments"),
    "national:map@discussed": ("part=discussion", "part=rows"),
    "national:comparison": ("a={national}&b={in_force}", "a={discussed}&b={in_force}"),
    "needs:analyses": ("cycle=sent", "cycle=draft&district=SFO", "cycle=draft&district=VTR"),
    "needs:export@returned": ("version=1", "version=2"),
    "needs:compare@returned": ("a=1&b=2",),
    "finance:all": ("",),
    "atlas:map": (
        "layer=map-{working}", "layer=map-{locked}&at=SFO39", "layer=map-{others}",
        "layer=map-{adopted}&at=SFO39", "layer=map-{national}", "before={working}&after={locked}",
        "layer=sums-proposed&at=SFO39", "layer=sums-waiting&at=SFO39",
    ),
    "atlas:file": ("layer=map-{working}&as=csv", "layer=map-{locked}&as=csv", "as=geojson"),
}  # fmt: skip
# As in `answers`: the eight roles, the regional directorate, another district's administration.
AFTER = """
planning:map?part=rows                                      00000.0}00
planning:map?part=years                                     00000.0}00
planning:map?part=proof                                     00000.0}00
planning:map@locked?part=rows                               .0000..}.0
planning:map@locked?part=years                              .0000..}.0
planning:map@locked?part=proof                              .0000..}.0
planning:map@adopted?part=proof                             .000...}..
planning:alternatives?v={working}&v={locked}                00000.0}00
planning:alternatives?v={locked}&v={adopted}                .0000..}.0
planning:alternatives?v={others}&v={adopted}                0000000}0.
planning:district?cycle=sent                                .000...}..
planning:district?cycle=draft                               .000...}..
planning:districts?cycle=sent                               .000...}..
planning:coordination?cycle=sent                            .0000..}.0
national:map?part=analysis                                  000000.}00
national:map?part=rows                                      000000.}00
national:map?part=finals                                    000000.}00
national:map@in_force?part=rest                             .000...}..
national:map@in_force?part=rows                             .000...}..
national:map@in_force?part=finals                           .000...}..
national:map@in_force?part=amendments                       .000...}..
national:map@discussed?part=discussion                      .000...}..
national:map@discussed?part=rows                            .000...}..
national:comparison?a={national}&b={in_force}               000000.}00
national:comparison?a={discussed}&b={in_force}              .000...}..
needs:analyses?cycle=sent                                   .000...}..
needs:analyses?cycle=draft&district=SFO                     .000...}..
needs:analyses?cycle=draft&district=VTR                     .000...}..
needs:export@returned?version=1                             .0000..}.0
needs:export@returned?version=2                             .000000}00
needs:compare@returned?a=1&b=2                              .000000}00
finance:all?                                                .000...}..
atlas:map?layer=map-{working}                               00000.0}00
atlas:map?layer=map-{locked}&at=SFO39                       .0000..}.0
atlas:map?layer=map-{others}                                0000000}0.
atlas:map?layer=map-{adopted}&at=SFO39                      .000...}..
atlas:map?layer=map-{national}                              000000.}00
atlas:map?before={working}&after={locked}                   00000.0}00
atlas:map?layer=sums-proposed&at=SFO39                      .......}..
atlas:map?layer=sums-waiting&at=SFO39                       .......}..
atlas:file?layer=map-{working}&as=csv                       00000.0}00
atlas:file?layer=map-{locked}&as=csv                        .0000..}.0
atlas:file?as=geojson                                       .......}..
"""
READ = (
    "needs:analysis", "needs:how", "needs:print", "needs:export", "needs:version",
    "needs:section", "needs:proposal", "planning:map", "planning:export", "planning:row",
    "planning:coordination",
)  # fmt: skip


def found_in_tables() -> dict[str, set[str]]:
    """In which tables the database shows each mark now, also inside of locked contents."""
    wall = second_wall.declared()
    found: dict[str, set[str]] = {mark: set() for mark in MARKS}
    with connection.cursor() as cursor:
        for table in {*wall.policies, *wall.exempt, *wall.views}:
            cursor.execute(f'select t::text from "{table}" t')
            told = "\n".join(row for (row,) in cursor.fetchall())
            for mark, tables in found.items():
                if mark in told or mark.encode().hex() in told:
                    tables.add(table)
    return found


def test_no_table_shows_a_mark_to_who_may_not_read_it(story: Story) -> None:
    for role in SIGNED_IN:
        with acting(story.actor(role)):
            found = found_in_tables()
        for mark, readers in MAY_MEET.items():
            if role not in readers:
                assert found[mark] == set(), (role, mark)
            if role in readers and role != REGIONAL:
                assert found[mark], (role, mark)
    enter(organization_id=None, user_id=None)
    for mark, tables in found_in_tables().items():
        assert tables == set(), mark


def changeable() -> set[str]:
    """The tables of planning in which the database lets this organization change some row."""
    found = set()
    with connection.cursor() as cursor:
        for table in sorted(second_wall.declared().policies):
            if not table.startswith(PACKAGES):
                continue
            with suppress(DatabaseError), transaction.atomic():
                cursor.execute(SAME.format(table))
                column = cursor.fetchone()[0]
                cursor.execute(f'update "{table}" set "{column}" = "{column}"')
                if cursor.rowcount:
                    found.add(table)
    return found


def test_who_may_change_rows_of_which_tables(story: Story) -> None:
    found = {}
    for role in SIGNED_IN:
        with acting(story.actor(role)):
            found[role] = changeable()
    assert found == CHANGEABLE


def numbered(story: Story, query: str) -> str:
    """What stands after the address, with the story's own numbers."""
    return "?" + query.format(**story.planned.numbers)


def test_what_stands_after_an_address_opens_nothing_more(story: Story) -> None:
    """Parts, versions and layers asked by their numbers: where, and with which answer."""
    wrong = []
    expected = dict(line.split() for line in AFTER.splitlines() if line)
    for name, queries in PARTS.items():
        for query in queries:
            signs = ""
            for role in (*ROLES, REGIONAL, NEIGHBOR):
                sign, said = story.ask(role, name, "get", query=numbered(story, query))
                signs += sign
                met = {mark for mark in MARKS if mark in said}
                assert met <= {m for m in MARKS if role in MAY_MEET[m]}, (name, query, role)
            if expected.pop(f"{name}?{query}", "") != signs:
                wrong.append(f"{name + '?' + query:<60}{signs}")
    assert not wrong, "\n" + "\n".join(wrong)
    assert expected == {}


def test_who_may_read_really_does(story: Story) -> None:
    unseen = []
    for mark, role, address in SHOWN:
        name, _sign, query = address.partition("?")
        sign, said = story.ask(role, name, "get", query=numbered(story, query))
        if sign != "." or mark not in said:
            unseen.append((mark, role, name, sign))
    assert unseen == []


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        (
            REGIONAL,
            {
                "": "0000000000.",
                "@sent": ".....00",
                "@returned": ".....00",
                "@locked": "..!",
                "@adopted": "..!",
                "@open": "0000000",
                "@elsewhere": "0000000000",
            },
        ),
        (
            NEIGHBOR,
            {
                "": "00000000000",
                "@sent": "0000000",
                "@returned": "0000000",
                "@locked": "000",
                "@adopted": "..!",
                "@open": "0000000",
                "@elsewhere": "0000000..0",
            },
        ),
    ],
)
def test_who_else_asks(story: Story, role: str, expected: dict[str, str]) -> None:
    """Of each state, the answers to the addresses above that have it; no mark of others in any."""
    found = {}
    for state in expected:
        found[state] = ""
        for name in (f"{each}{state}" for each in READ):
            if state and name not in story.named:
                continue
            sign, said = story.ask(role, name, "get", query="?cycle=sent")
            found[state] += sign
            met = {mark for mark in MARKS if mark in said}
            assert met <= {mark for mark in MARKS if role in MAY_MEET[mark]}, name
    assert found == expected


def test_a_secret_ballot_is_read_by_nobody_while_people_vote(story: Story) -> None:
    cast, ours = story.cast, story.cast.municipality
    with acting(ours):
        group = groups.create_group(
            ours, kind="commission", name="Тайна", purpose="Избор", quorum="any",
            majority="of_present", conflict_rule="leaves", rule_source="правилник",
            rule_confidence="practice", now=cast.now,
        )  # fmt: skip
        voter = groups.add_member(
            ours, group=group, name="Мария Илиева", user=User.objects.get(pk=ours.user_id or 0),
            capacity="municipality", organization=cast.organization(ours), valid_from=TODAY,
            now=cast.now,
        )  # fmt: skip
        group.refresh_from_db()
        held = sessions.plan(
            ours, group=group, title="Избор", starts_at=cast.now, place="Зала", now=cast.now,
            items=["Точка"],
        )  # fmt: skip
        sessions.invite(ours, session=held, now=cast.now)
        held = sessions.open_session(ours, session=held, now=cast.now)
        sessions.attend(ours, session=held, member=voter, now=cast.now)
        vote = votes.open_vote(ours, session=held, question="Кой?", is_secret=True, now=cast.now)
        votes.cast(ours, vote=vote, choice="for", seen_digest=vote.subject_digest, now=cast.now)
    for role in SIGNED_IN:
        with acting(story.actor(role)), connection.cursor() as cursor:
            for table in ("meetings_secrettally", "meetings_ballot"):
                cursor.execute(f"select count(*) from {table} where vote_id = %s", [vote.pk])
                assert cursor.fetchone() == (0,), (role, table)
