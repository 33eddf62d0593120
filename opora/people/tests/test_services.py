"""People on the real database, as the application's role."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction

from opora.journal.context import acting
from opora.journal.models import Event, EventDetail
from opora.lib.actor import Actor
from opora.lib.keys import key_id
from opora.lib.refusals import NotVisible, Refused, Stale
from opora.people import queries, rules, services
from opora.people.models import AccessLogEntry, Involvement, Person, PersonAddress

from .conftest import NOW, TODAY, Cast, enter

BORN = date(1984, 3, 12)
NUMBER = rules.demo_egn(BORN, rules.Sex.FEMALE, 0)


def _involve(actor: Actor, person: Person, other: Actor, **more: Any) -> None:
    with acting(actor):
        services.involve(
            actor, person_id=person.pk, organization_id=other.organization_id,
            **({"basis": "counterpart", "ground": "request:1"} | more),
        )  # fmt: skip


# Seeing


def test_who_enters_a_person_sees_them_and_the_stranger_does_not(cast: Cast, maria: Person) -> None:
    with acting(cast.municipality):
        assert queries.visible(cast.municipality).get().full_name == "Мария Петрова Иванова"
        assert queries.identifier_of(queries.seen(cast.municipality, maria.pk)) == NUMBER
    with acting(cast.stranger):
        assert not queries.visible(cast.stranger).exists()
        assert queries.search(cast.stranger, "Иванова") == []
        assert queries.search(cast.stranger, NUMBER) == []
        for read in (queries.seen, queries.worked_with):
            with pytest.raises(NotVisible):
                read(cast.stranger, maria.pk)


def test_the_second_wall_hides_every_table_from_the_stranger(cast: Cast, maria: Person) -> None:
    actor = cast.municipality
    with acting(actor):
        services.record_address(
            actor, person_id=maria.pk, kind="current", municipality_id="SFO39", now=NOW
        )
        services.record_phone(actor, person_id=maria.pk, number="0888 123 456", now=NOW)
        services.write_note(actor, person_id=maria.pk, text="бележка", now=NOW)
        services.add_representative(
            actor, person_id=maria.pk, kind="parent", name="Петър Иванов", valid_from=TODAY, now=NOW
        )
        services.log_view(actor, person_id=maria.pk, purpose="проба", page="person")
    tables = ["person", "involvement", "personaddress", "phone", "note", "representative"]
    with acting(cast.stranger), connection.cursor() as cursor:
        for table in [*tables, "accesslogentry", "mergerecord"]:
            cursor.execute(f"select count(*) from people_{table}")
            assert cursor.fetchone() == (0,), table
        cursor.execute("update people_person set first_name = 'X'")
        assert cursor.rowcount == 0


@pytest.mark.parametrize(
    "sql",
    [
        (
            "insert into people_involvement (person_id, organization_id, basis, ground, core_only,"
            " is_confidential, reason, since, involved_by_id)"
            " values (%(person)s, %(me)s, 'referral', '', false, false, '', now(), %(me)s)"
        ),
        "update people_involvement set until = null",
        "delete from people_accesslogentry",
        (
            "insert into people_note (person_id, organization_id, text, written_at)"
            " values (%(person)s, %(me)s, 'x', now())"
        ),
    ],
)
def test_nobody_writes_themselves_in(cast: Cast, maria: Person, sql: str) -> None:
    with acting(cast.stranger), connection.cursor() as cursor:
        values = {"person": maria.pk, "me": cast.stranger.organization_id}
        with pytest.raises(DatabaseError), transaction.atomic():
            cursor.execute(sql, values)


def test_a_stranger_involves_nobody(cast: Cast, maria: Person) -> None:
    for other in (cast.stranger, cast.provider):
        with pytest.raises(NotVisible):
            _involve(cast.stranger, maria, other)


def test_the_involved_see_the_core_and_not_the_details_of_others(cast: Cast, maria: Person) -> None:
    with acting(cast.municipality):
        services.record_address(
            cast.municipality, person_id=maria.pk, kind="current", municipality_id="SFO39", now=NOW
        )
    _involve(cast.municipality, maria, cast.directorate)
    with acting(cast.directorate):
        assert queries.worked_with(cast.directorate, maria.pk) == maria
        assert queries.current_address(cast.directorate, maria.pk) is None
        assert not PersonAddress.objects.exists()


def test_what_ends_is_seen_no_longer(cast: Cast, maria: Person) -> None:
    _involve(cast.municipality, maria, cast.directorate)
    with acting(cast.municipality):
        services.end_involvement(
            cast.municipality, person_id=maria.pk,
            organization_id=cast.directorate.organization_id,
            basis="counterpart", ground="request:1", now=NOW,
        )  # fmt: skip
    with acting(cast.directorate):
        assert not queries.visible(cast.directorate).exists()


def test_the_new_owner_ends_the_former_on_a_common_record(cast: Cast, maria: Person) -> None:
    _involve(cast.municipality, maria, cast.municipality, basis="referral", ground="request:1:own")
    _involve(cast.municipality, maria, cast.directorate, ground="request:1:authority")
    ending: dict[str, Any] = {
        "person_id": maria.pk, "organization_id": cast.municipality.organization_id,
        "basis": "referral", "now": NOW,
    }  # fmt: skip
    with acting(cast.directorate):
        services.end_involvement(cast.directorate, ground="request:1:own", **ending)
        services.end_involvement(cast.directorate, ground="", **ending)
    with acting(cast.municipality):
        still = Involvement.objects.filter(until=None)
        assert [each.ground for each in still] == [""]  # its own other ground is not theirs to end


def test_the_same_involvement_twice_is_one(cast: Cast, maria: Person) -> None:
    for _ in range(2):
        _involve(cast.municipality, maria, cast.directorate)
    with acting(cast.directorate):
        assert Involvement.objects.count() == 1


# Entering


def test_one_identifier_one_person(cast: Cast, maria: Person) -> None:
    with pytest.raises(services.KnownPerson) as known:
        enter(cast.municipality, first_name="Мариана")
    assert known.value.person_id == maria.pk
    with pytest.raises(services.KnownPerson) as unseen:
        enter(cast.stranger)
    assert unseen.value.person_id is None


def test_a_form_sent_twice_enters_once(cast: Cast) -> None:
    key = uuid4()
    without = {"identifier_kind": "none", "identifier": "", "missing_reason": "homeless"}
    first = enter(cast.municipality, creation_key=key, **without)
    again = enter(cast.municipality, creation_key=key, now=NOW + timedelta(seconds=1), **without)
    assert again == first
    with acting(cast.municipality):
        assert Event.objects.filter(name="people.created").count() == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"identifier": "8403129801"}, "identifier"),
        ({"identifier_kind": "none", "identifier": "", "missing_reason": ""}, "missing_reason"),
        ({"first_name": "Mария"}, "first_name"),
        ({"last_name": "я" * 10_000}, "last_name"),
        ({"identifier": NUMBER, "birth_date": date(1984, 3, 13)}, "birth_date"),
        ({"identifier": NUMBER, "sex": rules.Sex.MALE}, "sex"),
        (
            {
                "identifier_kind": "none",
                "missing_reason": "newborn",
                "birth_date": date(2027, 1, 1),
            },
            "birth_date",
        ),
    ],
)
def test_wrong_facts_are_refused_at_their_field(
    cast: Cast, changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(Refused) as refused:
        enter(cast.municipality, **changes)
    assert refused.value.field == field
    assert refused.value.sentence


def test_the_identifier_is_stored_unreadable(
    cast: Cast, maria: Person, owner: psycopg.Connection
) -> None:
    with acting(cast.municipality):
        blob = bytes(Person.objects.get(pk=maria.pk).identifier or b"")
        assert NUMBER.encode() not in blob
        assert key_id(blob) >= 1
        events = EventDetail.objects.values_list("values", flat=True)
        assert NUMBER not in str(list(events))


# Finding


@pytest.mark.parametrize(
    "typed",
    [
        "Иванова", "мария иванова", "ИВАНОВА МАРИЯ", "Ivanova", "Maria Ivanova", "Mariya Ivanova",
        "Ивнова", "Мраия Иванова", "Иванова 1984", "12.03.1984", "Ив", NUMBER,
        f"{NUMBER[:6]} {NUMBER[6:]}", "Ivanva", "Ивaновa",
    ],
)  # fmt: skip
def test_a_person_is_found_as_people_type(cast: Cast, maria: Person, typed: str) -> None:
    with acting(cast.municipality):
        assert queries.search(cast.municipality, typed) == [maria]


@pytest.mark.parametrize(
    "typed", ["Стоянов", "Иванова 1985", "%", "_", "' or 1=1", "\\", "1" * 200]
)
def test_another_is_not_found(cast: Cast, maria: Person, typed: str) -> None:
    with acting(cast.municipality):
        assert queries.search(cast.municipality, typed) == []


def test_the_exact_comes_before_the_similar(cast: Cast, maria: Person) -> None:
    enter(
        cast.municipality, first_name="Марина", last_name="Иванкова", identifier_kind="none",
        identifier="", missing_reason="unknown",
    )  # fmt: skip
    with acting(cast.municipality):
        found = queries.search(cast.municipality, "Мария Иванова")
    assert [each.first_name for each in found] == ["Мария", "Марина"]


def test_a_possible_duplicate_is_shown(cast: Cast, maria: Person) -> None:
    twin = enter(
        cast.municipality, identifier_kind="none", identifier="", missing_reason="homeless",
        birth_date=date(1984, 12, 3), middle_name="",
    )  # fmt: skip
    with acting(cast.municipality):
        (likely,) = queries.possible_duplicates(cast.municipality, maria)
        assert likely.person == twin


# Meeting a known number


def _meet(actor: Actor, **changes: Any) -> queries.Meeting:
    facts: dict = {"identifier_kind": "egn", "identifier": NUMBER, "now": NOW}
    with acting(actor):
        return services.meet_known(
            actor, reason="Лицето заяви желание при нас", **(facts | changes)
        )


def test_a_known_number_with_a_reason_opens_the_core(cast: Cast, maria: Person) -> None:
    with acting(cast.stranger):
        found = services.look_up(cast.stranger, identifier_kind="egn", identifier=NUMBER, now=NOW)
        assert found == queries.LookUp(None, is_known=True)
    meeting = _meet(cast.stranger)
    assert meeting.person == maria
    assert [each.slug for each in meeting.ask] == ["samokov"]
    with acting(cast.stranger):
        assert queries.is_core_only(cast.stranger, maria.pk)
        assert queries.parties(cast.stranger, maria.pk) == []
        with pytest.raises(NotVisible):
            services.write_note(cast.stranger, person_id=maria.pk, text="x", now=NOW)
    with acting(cast.municipality):
        looks = queries.accesses(cast.municipality, maria.pk)
        assert [(look.page, str(look.organization)) for look in looks.shown] == [
            ("meeting", "elena"), ("identifier", "elena"),
        ]  # fmt: skip
        assert all(look.user is None for look in looks.shown)


def test_meeting_needs_a_reason_and_a_known_number(cast: Cast, maria: Person) -> None:
    with pytest.raises(Refused, match="няколко думи"), acting(cast.stranger):
        services.meet_known(
            cast.stranger, identifier_kind="egn", identifier=NUMBER, reason="да", now=NOW
        )
    with pytest.raises(Refused, match="Няма записано"):
        _meet(cast.stranger, identifier=rules.demo_egn(BORN, rules.Sex.FEMALE, 5))


def test_a_service_is_never_named_to_who_met_the_number(cast: Cast, maria: Person) -> None:
    _involve(cast.municipality, maria, cast.provider, basis="provider")
    assert [each.slug for each in _meet(cast.stranger).ask] == ["samokov"]


def test_nobody_is_named_for_a_person_in_hiding(cast: Cast, maria: Person) -> None:
    _involve(
        cast.municipality, maria, cast.shelter, basis="provider", ground="request:9:provider",
        is_confidential=True,
    )  # fmt: skip
    _involve(cast.municipality, maria, cast.directorate, ground="request:1:authority")
    assert _meet(cast.stranger).ask == []
    with acting(cast.directorate):
        named = {str(party.organization) for party in queries.parties(cast.directorate, maria.pk)}
        assert named == {"dsp-samokov"}
    with acting(cast.shelter):
        services.log_view(cast.shelter, person_id=maria.pk, purpose="прием", page="person")
    with acting(cast.directorate):
        looks = queries.accesses(cast.directorate, maria.pk).shown
        assert [look.organization for look in looks] == [None, None]


def test_parties_of_a_common_record_know_each_other_even_when_confidential(
    cast: Cast, maria: Person
) -> None:
    for other, ground in ((cast.municipality, "own"), (cast.directorate, "authority")):
        _involve(
            cast.municipality, maria, other, ground=f"request:9:{ground}", is_confidential=True
        )
    with acting(cast.directorate):
        named = {str(party.organization) for party in queries.parties(cast.directorate, maria.pk)}
    assert named == {"samokov", "dsp-samokov"}


def test_who_met_a_person_may_begin_to_work_with_them(cast: Cast, maria: Person) -> None:
    _meet(cast.stranger)
    with pytest.raises(NotVisible):
        _involve(cast.stranger, maria, cast.provider)  # not others
    _involve(cast.stranger, maria, cast.stranger, basis="referral")
    with acting(cast.stranger):
        assert not queries.is_core_only(cast.stranger, maria.pk)


# Changing


def _change(cast: Cast, maria: Person, version: int = 1, **changes: Any) -> Person:
    core: dict[str, Any] = {
        "first_name": "Мария", "middle_name": "Петрова", "last_name": "Иванова",
        "birth_date": BORN, "sex": "female", "is_birth_date_estimated": False,
    }  # fmt: skip
    with acting(cast.municipality):
        return services.change_core(
            cast.municipality, person_id=maria.pk, version=version, seen=core, now=NOW,
            **(core | changes),
        )  # fmt: skip


def test_the_second_to_save_sees_what_the_first_changed(cast: Cast, maria: Person) -> None:
    assert _change(cast, maria, last_name="Стоянова").version == 2
    with pytest.raises(Stale) as stale:
        _change(cast, maria, first_name="Марияна")
    (change,) = stale.value.changes
    assert (change.label, change.before, change.now) == ("фамилия", "Иванова", "Стоянова")
    assert stale.value.by == "ilieva"
    with acting(cast.municipality):
        assert queries.search(cast.municipality, "Стоянова") == [maria]


def test_the_core_stays_true_to_the_number(cast: Cast, maria: Person) -> None:
    with pytest.raises(Refused) as refused:
        _change(cast, maria, birth_date=date(1984, 3, 13))
    assert refused.value.field == "birth_date"


def test_a_number_learned_later_is_added_once(cast: Cast, maria: Person) -> None:
    other = enter(
        cast.municipality, identifier_kind="none", identifier="", missing_reason="newborn"
    )
    add: dict[str, Any] = {"person_id": other.pk, "identifier_kind": "egn", "now": NOW}
    with acting(cast.municipality):
        with pytest.raises(services.KnownPerson) as known:
            services.add_identifier(cast.municipality, identifier=NUMBER, **add)
        assert known.value.person_id == maria.pk
        own = rules.demo_egn(BORN, rules.Sex.FEMALE, 1)
        services.add_identifier(cast.municipality, identifier=own, **add)
        assert queries.search(cast.municipality, own) == [other]
        with pytest.raises(Refused, match="вече има ЕГН"):
            services.add_identifier(cast.municipality, identifier=own, **add)


# Details


def test_a_new_address_ends_the_old(cast: Cast, maria: Person) -> None:
    actor = cast.municipality
    with acting(actor):
        for text in ("ул. Първа 1", "ул. Втора 2"):
            services.record_address(
                actor, person_id=maria.pk, kind="current", municipality_id="SFO39", text=text,
                now=NOW,
            )  # fmt: skip
        address = queries.current_address(actor, maria.pk)
        assert address
        assert address.text == "ул. Втора 2"
        assert PersonAddress.objects.count() == 2


@pytest.mark.parametrize("number", ["", "123", "abc", "1" * 10_000])
def test_a_wrong_phone_is_refused(cast: Cast, maria: Person, number: str) -> None:
    with acting(cast.municipality), pytest.raises(Refused, match="Телефонът"):
        services.record_phone(cast.municipality, person_id=maria.pk, number=number, now=NOW)


def test_a_representative_is_somebody_else_for_a_real_period(cast: Cast, maria: Person) -> None:
    actor = cast.municipality
    facts: dict = {"person_id": maria.pk, "kind": "guardian", "name": "Петър Иванов", "now": NOW}
    with acting(actor):
        with pytest.raises(Refused, match="преди началото"):
            services.add_representative(
                actor, valid_from=TODAY, valid_to=TODAY - timedelta(days=1), **facts
            )
        with pytest.raises(Refused, match="свой представител"):
            services.add_representative(actor, valid_from=TODAY, linked_person_id=maria.pk, **facts)
        made = services.add_representative(actor, valid_from=TODAY, **facts)
        services.end_representative(actor, representative_id=made.pk, valid_to=TODAY, now=NOW)
        assert list(queries.representatives(actor, maria, TODAY)) == [made]
        assert not queries.representatives(actor, maria, TODAY + timedelta(days=1)).exists()


def test_a_look_is_never_rewritten(cast: Cast, maria: Person) -> None:
    with acting(cast.municipality):
        services.log_view(cast.municipality, person_id=maria.pk, purpose="проба", page="person")
        with pytest.raises(DatabaseError), transaction.atomic():
            AccessLogEntry.objects.update(purpose="друго")
