"""Two records of one person: proposed by one officer, decided by another, undone."""

from datetime import date

import pytest

from opora.journal.context import acting
from opora.lib.actor import Actor
from opora.lib.refusals import NotVisible, Refused
from opora.people import queries, rules, services
from opora.people.models import MergeRecord, Person

from .conftest import NOW, Cast, enter

BORN = date(1984, 3, 12)
NUMBER = rules.demo_egn(BORN, rules.Sex.FEMALE, 0)
WHY = "Една и съща лична карта"


@pytest.fixture
def twin(cast: Cast) -> Person:
    """The same woman, entered before her number was known."""
    return enter(
        cast.municipality, identifier_kind="none", identifier="", missing_reason="homeless",
        middle_name="",
    )  # fmt: skip


def _propose(cast: Cast, keep: Person, merge: Person) -> MergeRecord:
    with acting(cast.municipality):
        return services.propose_merge(
            cast.municipality, keep=keep.pk, merge=merge.pk, reason=WHY, now=NOW
        )


def _confirm(cast: Cast, record: MergeRecord) -> MergeRecord:
    with acting(cast.colleague):
        return services.confirm_merge(cast.colleague, record_id=record.pk, now=NOW)


def _person(cast: Cast, person: Person) -> Person:
    with acting(cast.municipality):
        return queries.seen(cast.municipality, person.pk)


def test_a_merge_takes_two_officers(cast: Cast, maria: Person, twin: Person) -> None:
    record = _propose(cast, maria, twin)
    with acting(cast.municipality), pytest.raises(Refused, match="решава друг служител"):
        services.confirm_merge(cast.municipality, record_id=record.pk, now=NOW)
    assert _confirm(cast, record).state == "confirmed"
    assert _person(cast, twin).merged_into_id == maria.pk
    with acting(cast.municipality):
        assert queries.search(cast.municipality, "Иванова") == [maria]
        assert queries.living(cast.municipality, _person(cast, twin)) == maria
    with acting(cast.colleague), pytest.raises(Refused, match="вече е решено"):
        services.confirm_merge(cast.colleague, record_id=record.pk, now=NOW)


def test_the_number_goes_to_the_record_that_stays_and_comes_back(
    cast: Cast, maria: Person, twin: Person
) -> None:
    record = _confirm(cast, _propose(cast, twin, maria))
    assert queries.identifier_of(_person(cast, twin)) == NUMBER
    with acting(cast.municipality):
        assert queries.search(cast.municipality, NUMBER) == [twin]
    with pytest.raises(services.KnownPerson):
        enter(cast.municipality)
    with acting(cast.municipality):
        services.undo_merge(cast.municipality, record_id=record.pk, reason="сгрешихме", now=NOW)
        assert queries.search(cast.municipality, NUMBER) == [maria]
    assert queries.identifier_of(_person(cast, twin)) is None
    assert _person(cast, twin).get_missing_reason_display()


def test_who_worked_with_the_merged_works_with_the_kept_until_it_is_undone(
    cast: Cast, maria: Person, twin: Person
) -> None:
    def involve(other: Actor, ground: str) -> None:
        with acting(cast.municipality):
            services.involve(
                cast.municipality, person_id=twin.pk, basis="provider", ground=ground,
                organization_id=other.organization_id,
            )  # fmt: skip

    involve(cast.provider, "request:1")
    record = _confirm(cast, _propose(cast, maria, twin))
    involve(cast.directorate, "request:2")  # through a request of the merged record
    for actor in (cast.provider, cast.directorate):
        with acting(actor):
            assert set(queries.visible(actor)) == {maria, twin}
    with acting(cast.municipality):
        services.undo_merge(cast.municipality, record_id=record.pk, reason="сгрешихме", now=NOW)
    for actor in (cast.provider, cast.directorate):
        with acting(actor):
            assert list(queries.visible(actor)) == [twin]


def test_details_of_both_records_stand_together(cast: Cast, maria: Person, twin: Person) -> None:
    with acting(cast.municipality):
        services.record_phone(cast.municipality, person_id=twin.pk, number="0888123456", now=NOW)
    _confirm(cast, _propose(cast, maria, twin))
    with acting(cast.municipality):
        assert [each.number for each in queries.phones(cast.municipality, maria)] == ["0888123456"]


def test_two_numbers_are_two_people(cast: Cast, maria: Person) -> None:
    other = enter(cast.municipality, identifier=rules.demo_egn(BORN, rules.Sex.FEMALE, 1))
    with pytest.raises(Refused, match="различни ЕГН"):
        _propose(cast, maria, other)
    with pytest.raises(Refused, match="два различни записа"):
        _propose(cast, maria, maria)


def test_a_proposal_stands_once_and_may_be_refused(cast: Cast, maria: Person, twin: Person) -> None:
    record = _propose(cast, maria, twin)
    with pytest.raises(Refused, match="вече е предложено"):
        _propose(cast, maria, twin)
    with acting(cast.colleague):
        with pytest.raises(Refused, match="не може да е празно"):
            services.refuse_merge(cast.colleague, record_id=record.pk, reason=" ", now=NOW)
        refused = services.refuse_merge(
            cast.colleague, record_id=record.pk, reason="сестри са", now=NOW
        )
    assert refused.state == "refused"
    assert _person(cast, twin).merged_into_id is None


def test_a_later_merge_is_undone_first(cast: Cast, maria: Person, twin: Person) -> None:
    third = enter(
        cast.municipality, identifier_kind="none", identifier="", missing_reason="foreign"
    )
    first = _confirm(cast, _propose(cast, twin, third))
    _confirm(cast, _propose(cast, maria, twin))
    with acting(cast.municipality):
        assert queries.living(cast.municipality, _person(cast, third)) == maria
        assert set(queries.family(cast.municipality, maria)) == {maria.pk, twin.pk, third.pk}
        with pytest.raises(Refused, match="не може да се върне"):
            services.undo_merge(cast.municipality, record_id=first.pk, reason="сгрешихме", now=NOW)


def test_the_stranger_neither_sees_nor_decides(cast: Cast, maria: Person, twin: Person) -> None:
    record = _propose(cast, maria, twin)
    with acting(cast.stranger):
        assert not queries.merges(cast.stranger).exists()
        with pytest.raises(NotVisible):
            services.confirm_merge(cast.stranger, record_id=record.pk, now=NOW)
        with pytest.raises(NotVisible):
            services.propose_merge(cast.stranger, keep=maria.pk, merge=twin.pk, reason=WHY, now=NOW)
