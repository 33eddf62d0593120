"""A district's map from the submitted analyses to adoption, on a real PostgreSQL."""

from contextlib import suppress
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from opora.criteria.models import CriteriaSet
from opora.journal.context import acting
from opora.journal.models import Event
from opora.lib.refusals import NotVisible, Refused, Stale
from opora.meetings.models import Session, Vote
from opora.meetings.services import votes
from opora.planning import queries, services, sums
from opora.planning.model import document
from opora.planning.model.rows import Row
from opora.planning.models import Coordination, MapEntry, MapVersion
from opora.planning.rules import Purpose, State
from opora.territory.models import District, Municipality

from .conftest import NOW, TODAY, Desk

HOME = "RC_EL"


def test_the_sum_of_the_district(desk: Desk) -> None:
    with acting(desk.district):
        found = sums.of_district(desk.district, cycle=desk.cycle, district="GAB", year=2026)
    lines = {line.service.pk: line for line in found.lines}
    assert (found.n_submitted, found.n_all, found.missing) == (4, 4, [])
    care = lines["AS"]
    assert (care.computed, care.existing, care.occupied, care.waiting) == (280, 83, 75, 14)
    assert (care.proposed, care.n_proposing, care.gap) == (116, 4, 33)
    assert care.n_without_criterion == 0
    assert lines[HOME].n_without_criterion == 4
    assert care.most_used == "Габрово"
    assert lines["RC_DEM"].n_without_standard == 1
    assert lines["RC_DEM"].money is None
    assert not found.is_complete


def test_a_variant_has_what_was_submitted(desk: Desk) -> None:
    found = desk.variant()
    with acting(desk.district):
        rows = {row.key: row for row in queries.rows(found)}
    assert len(rows) == 6
    home = rows["GAB05", HOME]
    assert (home.users, home.existing, home.year_from) == (50, 30, 2029)
    assert home.level == "district"
    assert rows["GAB29", "AS"].funding == ("state_delegated",)
    assert found.state == State.WORKING


def test_nothing_submitted_no_variant(desk: Desk) -> None:
    sofia = District.objects.get(pk="SFO")
    with pytest.raises(Refused, match="нито една община"):
        desk.do(
            services.open_variant, desk.other_district, cycle=desk.cycle, district=sofia, name="А"
        )
    with pytest.raises(Refused, match="администрацията на областта"):
        desk.do(services.open_variant, desk.agency, cycle=desk.cycle, district=sofia, name="А")


@pytest.mark.parametrize("year", [2025, 2036])
def test_year_outside_of_the_cycle(desk: Desk, year: int) -> None:
    with pytest.raises(Refused, match="между 2026 и 2035"):
        desk.set(desk.variant(), "GAB05", "AS", year_from=year)


def test_a_municipality_of_another_district(desk: Desk) -> None:
    with pytest.raises(Refused, match="не е от тази област"):
        desk.set(desk.variant(), "SFO39", "AS")


def test_two_editors_of_one_variant(desk: Desk) -> None:
    found = desk.variant()
    desk.set(found, "GAB05", "AS", users=61)
    with pytest.raises(Stale):
        desk.set(found, "GAB05", "AS", users=62, seen=found.version)


def test_copy_is_another_variant(desk: Desk) -> None:
    first = desk.variant()
    second = desk.do(services.copy, version=first, name="Два дома")
    desk.set(second, "GAB35", HOME, users=20, year_from=2031)
    with acting(desk.district):
        found = queries.rules.compare(queries.rows(first), queries.rows(second))
    assert [row.key for row in found.added] == [("GAB35", HOME)]
    assert (len(found.removed), len(found.changed)) == (0, 0)
    assert (first.number, second.number, second.based_on_id) == (1, 2, first.pk)


def test_drop(desk: Desk) -> None:
    found = desk.do(services.drop, version=desk.variant())
    assert found.state == State.DROPPED
    with pytest.raises(Refused):
        desk.set(found, "GAB05", "AS")


# Hosts and agreement


def test_move_host(desk: Desk) -> None:
    found = desk.variant()
    row = desk.entry(found, "GAB05", HOME)
    to = Municipality.objects.get(pk="GAB35")
    desk.do(services.move_host, version=found, entry_id=row.pk, municipality=to)
    assert desk.entry(found, "GAB35", HOME).users == 50
    care = desk.entry(found, "GAB05", "AS")
    with pytest.raises(Refused, match="областно ниво"):
        desk.do(services.move_host, version=found, entry_id=care.pk, municipality=to)


def consent(desk: Desk, version: MapVersion, service: str = HOME) -> Any:
    with acting(desk.district):
        return next(one for one in queries.consents(version) if one.service == service)


def test_agreement_of_all(desk: Desk) -> None:
    found = desk.variant()
    assert not consent(desk, found).is_asked
    desk.agree(found)
    assert consent(desk, found).is_full


def test_a_change_of_the_row_withdraws_the_agreements(desk: Desk) -> None:
    found = desk.variant()
    desk.agree(found)
    desk.set(found, "GAB05", "AS", users=70)
    assert consent(desk, found).is_full
    desk.set(found, "GAB05", HOME, users=51, year_from=2029)
    now = consent(desk, found)
    assert (now.agreed, len(now.silent)) == ((), 4)
    assert Event.objects.filter(name="planning.agreements_withdrawn").count() == 0
    with acting(desk.municipalities["GAB12"]):
        assert Event.objects.filter(name="planning.agreements_withdrawn").count() == 1
    desk.set(found, "GAB05", HOME, users=50, year_from=2029)
    assert len(consent(desk, found).silent) == 4


def test_an_answer_to_what_has_changed(desk: Desk) -> None:
    found = desk.variant()
    asked = {each.planned_service_id: each for each in desk.do(services.ask, version=found)}
    desk.set(found, "GAB05", HOME, users=51, year_from=2029)
    with pytest.raises(Stale):
        desk.do(
            services.answer, desk.municipalities["GAB12"], coordination_id=asked[HOME].pk,
            seen=asked[HOME].version, answer="agree",
        )  # fmt: skip


def test_disagreement_needs_a_reason(desk: Desk) -> None:
    found = desk.variant()
    with pytest.raises(Refused, match="защо"):
        desk.agree(found, but="GAB12", reason=" ")


def test_a_letter_is_recorded_and_does_not_replace_an_own_answer(desk: Desk) -> None:
    found = desk.variant()
    ask = desk.do(services.ask, version=found)[0]
    tryavna = Municipality.objects.get(pk="GAB35")
    letter: dict[str, Any] = {
        "coordination_id": ask.pk, "seen": ask.version, "municipality": tryavna, "answer": "agree",
    }  # fmt: skip
    with pytest.raises(Refused, match="писмото"):
        desk.do(services.record_answer, document=" ", **letter)
    desk.do(services.record_answer, document="вх. № 12/19.11.2026", **letter)
    assert consent(desk, found, ask.planned_service_id).agreed == ("GAB35",)
    own = desk.municipalities["GAB12"]
    desk.do(services.answer, own, coordination_id=ask.pk, seen=ask.version, answer="agree")
    with pytest.raises(Refused, match="сама"):
        municipality = Municipality.objects.get(pk="GAB12")
        desk.do(
            services.record_answer, document="писмо", **(letter | {"municipality": municipality})
        )


def test_only_the_municipality_answers(desk: Desk) -> None:
    ask = desk.do(services.ask, version=desk.variant())[0]
    about = {"coordination_id": ask.pk, "seen": ask.version, "answer": "agree"}
    with pytest.raises(NotVisible):
        desk.do(services.answer, desk.stranger, **about)
    for actor in (desk.district, desk.regional):
        with pytest.raises(Refused):
            desk.do(services.answer, actor, **about)


# Lock, vote, adopt


def locked(desk: Desk, *, but: str = "") -> MapVersion:
    found = desk.variant()
    desk.agree(found, but=but)
    made = desk.do(services.lock, version=found)
    assert isinstance(made, MapVersion)
    return made


def carry(desk: Desk, vote: Vote, choice: str = "for") -> None:
    for actor in desk.municipalities.values():
        desk.do(votes.cast, actor, vote=vote, choice=choice, seen_digest=vote.subject_digest)
    desk.do(votes.close, vote=vote, current_digest=vote.subject_digest)


def put(desk: Desk, version: MapVersion, purpose: Purpose, session: Session | None = None) -> Vote:
    session = session or desk.session()
    vote = desk.do(services.put_to_vote, version=version, purpose=purpose, session=session)
    assert isinstance(vote, Vote)
    return vote


def test_lock_keeps_inputs_and_digest(desk: Desk) -> None:
    found = locked(desk)
    content = document.opened(found.content or b"")
    inputs = content["inputs"]
    assert inputs["district"]["code"] == "GAB"
    assert {one["code"] for one in inputs["municipalities"]} == set(desk.municipalities)
    assert inputs["municipalities"][0]["residents"]
    assert inputs["municipalities"][0]["source"]
    assert inputs["standards"]["year"] == 2026
    assert len(inputs["entries"]) == 6
    assert content["results"]["total"]["users"] == 181
    assert document.check(found.content or b"", found.digest).is_whole
    assert found.audience == sorted(
        [
            desk.district.organization_id, desk.agency.organization_id,
            desk.regional.organization_id,
            *(each.organization_id for each in desk.municipalities.values()),
        ]
    )  # fmt: skip


@pytest.mark.parametrize(
    "change",
    [
        "update planning_mapversion set content = '\\x00' where id = %s",
        "update planning_mapversion set digest = 'x' where id = %s",
        "update planning_mapversion set locked_at = null where id = %s",
        "update planning_mapentry set users = 1 where map_version_id = %s",
        "delete from planning_mapentry where map_version_id = %s",
        "delete from planning_mapversion where id = %s",
    ],
)
def test_a_locked_version_does_not_change(desk: Desk, change: str) -> None:
    found = locked(desk)
    before = [row.users for row in _rows(desk, found)]
    with (
        acting(desk.district), suppress(DatabaseError),
        transaction.atomic(), connection.cursor() as cursor,
    ):  # fmt: skip
        cursor.execute(change, [found.pk])
    assert [row.users for row in _rows(desk, found)] == before
    assert desk.see(found).digest == found.digest


def _rows(desk: Desk, version: MapVersion) -> list[Any]:
    with acting(desk.district):
        return queries.rows(version)


def test_adopted_by_a_vote_on_the_same_digest(desk: Desk) -> None:
    found = locked(desk)
    vote = put(desk, found, Purpose.INDICATIVE)
    with pytest.raises(Refused, match="няма прието гласуване"):
        desk.do(services.adopt_indicative, version=found, adopted_on=TODAY)
    carry(desk, vote)
    done = desk.do(services.adopt_indicative, version=found, adopted_on=TODAY)
    assert (done.state, done.adopted_on, done.audience) == (State.INDICATIVE, TODAY, [0])
    with pytest.raises(Refused, match="няма прието гласуване"):
        desk.do(services.adopt_final, version=found, adopted_on=TODAY)
    carry(desk, put(desk, found, Purpose.FINAL))
    done = desk.do(services.adopt_final, version=found, adopted_on=TODAY)
    assert done.state == State.FINAL
    with acting(desk.stranger):
        assert [each.pk for each in queries.final(desk.stranger, cycle=desk.cycle)] == [found.pk]


def test_a_vote_that_fails_adopts_nothing(desk: Desk) -> None:
    found = locked(desk)
    carry(desk, put(desk, found, Purpose.INDICATIVE), "against")
    with pytest.raises(Refused, match="няма прието гласуване"):
        desk.do(services.adopt_indicative, version=found, adopted_on=TODAY)


def test_a_vote_on_another_version_adopts_nothing(desk: Desk) -> None:
    first = locked(desk)
    carry(desk, put(desk, first, Purpose.INDICATIVE))
    second = desk.do(services.revise, version=first, name="Поправен", reason="Нови данни")
    desk.set(second, "GAB05", "AS", users=61)
    second = desk.do(services.lock, version=second)
    assert second.digest != first.digest
    with pytest.raises(Refused, match="няма прието гласуване"):
        desk.do(services.adopt_indicative, version=second, adopted_on=TODAY)
    with pytest.raises(Refused):
        desk.do(services.adopt_indicative, version=first, adopted_on=TODAY)


def test_a_new_version_ends_the_open_vote(desk: Desk) -> None:
    found = locked(desk)
    vote = put(desk, found, Purpose.INDICATIVE)
    new = desk.do(services.revise, version=found, name="Поправен", reason="Сгрешена година")
    with acting(desk.district):
        vote.refresh_from_db()
        assert desk.see(found).state == State.REVISED
    assert vote.state == "void"
    assert "Сгрешена година" in vote.void_reason
    assert new.state == State.WORKING
    with pytest.raises(Refused):
        carry(desk, vote)


def test_only_a_locked_version_is_voted(desk: Desk) -> None:
    with pytest.raises(Refused, match="Внеси за гласуване"):
        put(desk, desk.variant(), Purpose.INDICATIVE)


def test_final_with_a_recorded_disagreement(desk: Desk) -> None:
    found = locked(desk, but="GAB12")
    vote = put(desk, found, Purpose.FINAL)
    assert "няма съгласие на всички общини" in vote.question
    carry(desk, vote)
    done = desk.do(services.adopt_final, version=found, adopted_on=TODAY)
    assert done.state == State.FINAL
    with acting(desk.district):
        assert Coordination.objects.filter(closed_on=TODAY).count() == 2


def test_disagreement_after_the_lock_was_not_voted(desk: Desk) -> None:
    found = locked(desk)
    vote = put(desk, found, Purpose.FINAL)
    carry(desk, vote)
    with acting(desk.district):
        ask = Coordination.objects.get(planned_service=HOME)
    desk.do(
        services.answer, desk.municipalities["GAB12"], coordination_id=ask.pk, seen=ask.version,
        answer="disagree", reason="Бюджетът не стига.",
    )  # fmt: skip
    with pytest.raises(Refused, match="се е променило"):
        desk.do(services.adopt_final, version=found, adopted_on=TODAY)


def test_final_without_asking(desk: Desk) -> None:
    found = desk.do(services.lock, version=desk.variant())
    vote = put(desk, found, Purpose.FINAL)
    assert "няма съгласие" in vote.question


def test_the_next_indicative_replaces_the_first(desk: Desk) -> None:
    first = locked(desk)
    session = desk.session()
    carry(desk, put(desk, first, Purpose.INDICATIVE, session))
    desk.do(services.adopt_indicative, version=first, adopted_on=TODAY)
    second = desk.do(services.revise, version=first, name="Втора", reason="Нови данни")
    assert desk.see(first).state == State.INDICATIVE
    second = desk.do(services.lock, version=second)
    carry(desk, put(desk, second, Purpose.INDICATIVE, session))
    desk.do(services.adopt_indicative, version=second, adopted_on=TODAY)
    assert desk.see(first).state == State.REVISED


def test_adoption_in_the_future(desk: Desk) -> None:
    found = locked(desk)
    carry(desk, put(desk, found, Purpose.INDICATIVE))
    with pytest.raises(Refused, match="бъдещето"):
        desk.do(services.adopt_indicative, version=found, adopted_on=TODAY.replace(year=2027))


def test_illustrative_criteria_are_voted_in_a_demonstration_only(
    desk: Desk, illustrative: CriteriaSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = locked(desk)
    assert found.is_illustrative
    assert queries.is_demonstration()
    monkeypatch.setattr(queries, "is_demonstration", lambda: False)
    with pytest.raises(Refused, match="примерни критерии"):
        put(desk, found, Purpose.INDICATIVE)


# Who sees what


def test_a_working_variant_is_the_districts_alone(desk: Desk) -> None:
    found = desk.variant()
    for actor in (desk.agency, desk.regional, desk.other_district, desk.municipalities["GAB12"]):
        with pytest.raises(NotVisible):
            desk.see(found, actor)


def test_a_locked_version_is_seen_by_its_audience(desk: Desk) -> None:
    found = locked(desk)
    for actor in (desk.agency, desk.regional, *desk.municipalities.values()):
        assert desk.see(found, actor).pk == found.pk
    for actor in (desk.other_district, desk.stranger):
        with pytest.raises(NotVisible):
            desk.see(found, actor)
    with pytest.raises(NotVisible):
        desk.do(services.revise, desk.agency, version=found, name="Чужда", reason="Чужда")


def test_the_wall_shows_strangers_nothing(desk: Desk) -> None:
    found = locked(desk)
    tables = (MapVersion, MapEntry, Coordination)
    for actor in (desk.other_district, desk.stranger):
        with acting(actor):
            assert [each.objects.count() for each in tables] == [0, 0, 0]
    with acting(desk.municipalities["GAB12"]):
        assert [each.objects.count() for each in tables] == [1, 6, 2]
        assert MapVersion.objects.filter(pk=found.pk).update(name="Чужда") == 0
        assert MapEntry.objects.filter(map_version=found).update(users=1) == 0
        assert Coordination.objects.update(hosts=[]) == 0


def test_the_wall_lets_nobody_write_for_others(desk: Desk) -> None:
    with acting(desk.stranger), pytest.raises(DatabaseError), transaction.atomic():
        MapVersion.objects.create(
            cycle=desk.cycle, district_id="GAB", organization_id=desk.district.organization_id,
            name="Чужда", number=9, opened_at=NOW,
        )  # fmt: skip


def test_a_map_from_paper(desk: Desk) -> None:
    rows = [Row("GAB05", "AS", "municipal", 60), Row("GAB12", "RC_EL", "district", 20)]
    given: dict[str, Any] = {
        "cycle": desk.cycle, "district": District.objects.get(pk="GAB"), "name": "От хартия",
    }  # fmt: skip
    found = desk.do(services.transcribe, rows=rows, **given)
    assert {row.key for row in _rows(desk, found)} == {("GAB05", "AS"), ("GAB12", "RC_EL")}
    with pytest.raises(Refused, match="не е от тази област"):
        desk.do(services.transcribe, rows=[Row("SFO39", "AS", "municipal", 1)], **given)
    with pytest.raises(Refused):
        desk.do(services.transcribe, desk.agency, rows=rows, **given)
