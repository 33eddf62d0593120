"""The second wall by query: a stranger who forgets every filter still finds no row of the story.

The whole story of Самоков is built through the services; which rows it made is read as the owner.
Then every table with row-level security is read as the application's role, with no filter at all.
"""

from collections.abc import Callable
from typing import Any

import psycopg
import pytest

from opora.accounts.models import Organization
from opora.desk import services as desk
from opora.documents import services as documents
from opora.journal.context import acting
from opora.lib.actor import Actor
from opora.people import services as people
from opora.places.models import Placement
from opora.referral import services as referral
from opora.referral.models import ServiceRequest
from opora.site import second_wall
from tests.cast import TODAY, Cast, make

from . import assisted, cased, charged, homes, licensed, protected, use

pytestmark = pytest.mark.django_db(transaction=True)

Rows = dict[str, set[str]]
# Shown to everybody, because the law or the register makes them public; see each policies.py.
DECLARED = second_wall.declared().policies
PUBLIC = {table for table, policy in DECLARED.items() if policy.see == "true"}
PUBLIC |= {  # but of protected services
    "register_serviceaddress", "register_serviceversion", "register_serviceversionaddress",
    "register_capacitypaper", "foster_fosterrate", "facilities_building",
    "facilities_building_services", "facilities_accessibilityanswer", "facilities_equipment",
    "facilities_capitalneed", "facilities_buildingversion",
}  # fmt: skip
WITH_RLS = (
    "select relname from pg_class where relnamespace = 'public'::regnamespace"
    " and relkind = 'r' and relrowsecurity order by 1"
)
# Filled by the story, so that the proof is not about empty tables.
FILLED = {
    "people_person", "people_involvement", "people_personaddress", "people_phone", "people_note",
    "people_representative", "people_accesslogentry", "referral_servicerequest",
    "referral_participation", "referral_preliminaryassessment", "referral_referral",
    "referral_refusal", "referral_handover", "referral_consultation", "referral_usagerecord",
    "places_placement", "places_waitinglistentry", "places_placeoffer", "places_queuechange",
    "documents_draft", "desk_presence", "desk_savedview", "journal_event", "journal_eventdetail",
    "law_clock",
}  # fmt: skip


def rows(connection: psycopg.Connection, tables: list[str]) -> Rows:
    """Every row of every table that this connection is shown, as text."""
    return {
        table: {row for (row,) in connection.execute(f"select t::text from {table} t")}  # type: ignore[call-overload]
        for table in tables
    }


# What the life of a case leaves, beside what stands above.
LIVED = {
    "agreements_serviceagreement", "assistance_enrollment", "assistance_direction", "cases_case",
    "cases_caseparty", "foster_fosterfamily", "incidents_incident",
    "patronage_patronageuser",
    "protection_signal", "protection_childcase", "support_needsassessment", "support_supportplan",
}  # fmt: skip


def live(cast: Cast) -> None:
    """The life of a case, a signal about a child, assistance at home: what addresses name."""
    lived = cast.do(cast.provider, "accept", cast.chosen())
    cased.named(cast, lived.pk)
    charged.named(cast, lived.pk)
    use.named(cast, lived.pk)
    protected.hold(cast)
    assisted.named(cast)
    homes.named(cast, cast.chosen().pk)
    licensed.named(cast)


def tell(cast: Cast) -> None:
    """The whole story: every kind of row that the referral of a person leaves."""
    ours, them, provider, now = cast.municipality, cast.directorate, cast.provider, cast.now
    holder = cast.do(provider, "accept", cast.chosen())
    cast.do(provider, "accept", cast.chosen())
    waits = cast.do(provider, "enqueue", cast.chosen())
    with acting(provider):
        placement = Placement.objects.get(request_id=holder.pk)
        referral.end_use(provider, placement=placement, reason="край", ended_on=TODAY, now=now)
        referral.record_usage(
            provider, service=cast.service, topic="съвет", started_on=TODAY, now=now
        )
    cast.do(ours, "decline_offer", waits, reason="друга услуга")
    cast.do(
        provider, "refuse", cast.chosen(), reason="друга група", rule="практика", happened_on=TODAY
    )
    asked = cast.wish()
    other = Organization.objects.get(pk=them.organization_id)
    cast.do(ours, "ask", asked, asked=other, kind="opinion", question="как живее")
    cast.do(ours, "propose_handover", asked, to=other, reason="живее другаде")
    write_down(cast, asked)


def write_down(cast: Cast, asked: ServiceRequest) -> None:
    """What officers note about the person, and what they leave on their own desks."""
    ours, now, person_id = cast.municipality, cast.now, asked.person_id
    details: list[Callable[[], Any]] = [
        lambda: people.record_phone(ours, person_id=person_id, number="0888123456", now=now),
        lambda: people.write_note(ours, person_id=person_id, text="Маркерова", now=now),
        lambda: people.record_address(
            ours, person_id=person_id, kind="current", municipality_id="SFO39", now=now
        ),
        lambda: people.add_representative(
            ours,
            person_id=person_id,
            kind="parent",
            name="Камелия Маркерова",
            valid_from=TODAY,
            now=now,
        ),
        lambda: desk.be_present(ours, request_id=asked.pk, editing=False, now=now),
        lambda: desk.save_view(ours, name="Маркерова", query="tab=late"),
        lambda: people.log_view(ours, person_id=person_id, purpose="работа", page="person"),
        lambda: documents.save_draft(ours, key="wish", content={"wish": "Маркерова"}, now=now),
    ]
    for detail in details:
        with acting(ours):
            detail()


@pytest.fixture
def story(owner: psycopg.Connection) -> tuple[Cast, Rows]:
    """The cast and the rows of a referral."""
    return told_by(owner, tell)


def told_by(owner: psycopg.Connection, teller: Callable[[Cast], None]) -> tuple[Cast, Rows]:
    """The cast, and the rows that the teller added to the tables under row-level security."""
    cast = make()
    tables = [name for (name,) in owner.execute(WITH_RLS)]
    before = rows(owner, tables)
    teller(cast)
    after = rows(owner, tables)
    return cast, {table: after[table] - before[table] for table in tables}


def seen(address: str, role: str, organization_id: int | None, user_id: int | None) -> Rows:
    """What a connection of the application's role is shown with nothing but this context."""
    with psycopg.connect(address) as connection:
        connection.execute(f"set local role {role}")
        for name, value in (("organization", organization_id), ("user", user_id)):
            if value is not None:
                connection.execute(f"select set_config('opora.{name}', '{value}', true)")
        return rows(connection, [name for (name,) in connection.execute(WITH_RLS)])


def test_a_stranger_finds_no_row_of_the_story(
    story: tuple[Cast, Rows], database_urls: dict[str, str]
) -> None:
    cast, made = story
    assert {table for table in FILLED if not made[table]} == set()
    assert not [table for table in PUBLIC if made[table]]
    nothing_for_strangers(cast, made, database_urls["OPORA_DATABASE_URL"])


def test_a_stranger_finds_no_row_of_the_life_of_a_case(
    owner: psycopg.Connection, database_urls: dict[str, str]
) -> None:
    cast, made = told_by(owner, live)
    assert {table for table in LIVED if not made.get(table)} == set()
    private = {table: made[table] for table in made if table not in PUBLIC}
    nothing_for_strangers(cast, private, database_urls["OPORA_DATABASE_URL"])


def nothing_for_strangers(cast: Cast, made: Rows, address: str) -> None:
    """Neither a row nor the mark is met by whoever takes no part."""
    for stranger in (cast.stranger, cast.district, cast.agency):
        found = seen(address, "opora_app", stranger.organization_id, stranger.user_id)
        assert {t: found[t] & made[t] for t in made if found[t] & made[t]} == {}
        told = "\n".join(row for each in found.values() for row in each)
        assert "Маркерова" not in told


def test_who_works_with_it_finds_it(
    story: tuple[Cast, Rows], database_urls: dict[str, str]
) -> None:
    """So that the test above does not pass because nothing can be seen at all."""
    cast, made = story
    ours = cast.municipality
    found = seen(
        database_urls["OPORA_DATABASE_URL"], "opora_app", ours.organization_id, ours.user_id
    )
    unseen = {table for table in FILLED if not found[table] & made[table]}
    assert unseen == {"referral_usagerecord"}  # the provider's own


def test_an_officers_own_drafts_are_hidden_from_colleagues(
    story: tuple[Cast, Rows], database_urls: dict[str, str]
) -> None:
    cast, _made = story
    address = database_urls["OPORA_DATABASE_URL"]
    organization_id = cast.municipality.organization_id
    assert seen(address, "opora_app", organization_id, cast.municipality.user_id)["documents_draft"]
    colleague = seen(address, "opora_app", organization_id, cast.stranger.user_id)
    assert not colleague["documents_draft"]


def test_without_context_nothing_is_seen(
    story: tuple[Cast, Rows], database_urls: dict[str, str]
) -> None:
    found = seen(database_urls["OPORA_DATABASE_URL"], "opora_app", None, None)
    assert {table for table, shown in found.items() if shown} <= PUBLIC


def test_an_empty_or_forged_context_is_no_context(
    story: tuple[Cast, Rows], database_urls: dict[str, str]
) -> None:
    with psycopg.connect(database_urls["OPORA_DATABASE_URL"]) as connection:
        connection.execute("select set_config('opora.organization', '', true)")
        assert connection.execute("select count(*) from people_person").fetchone() == (0,)
        connection.execute("select set_config('opora.organization', '0', true)")
        public = "select bool_and(0 = any(audience) and subject_id is null) from journal_event"
        assert connection.execute(public).fetchone() == (True,)  # ids of services only


def test_the_context_ends_with_the_transaction(
    story: tuple[Cast, Rows], database_urls: dict[str, str]
) -> None:
    cast, _made = story
    ours: Actor = cast.municipality
    count = "select count(*) from referral_servicerequest"
    with psycopg.connect(database_urls["OPORA_DATABASE_URL"]) as connection:
        with connection.transaction():
            connection.execute(
                "select set_config('opora.organization', %s, true)", [str(ours.organization_id)]
            )
            assert connection.execute(count).fetchone() != (0,)
        with connection.transaction():
            assert connection.execute(count).fetchone() == (0,)
