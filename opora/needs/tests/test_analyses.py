"""The services of an analysis on a real PostgreSQL, with strangers and the second wall."""

import json
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction

from opora.journal.context import acting
from opora.journal.models import Event
from opora.lib.actor import Actor
from opora.lib.refusals import NotVisible, Refused, Stale
from opora.needs import model, rules, sentences
from opora.needs.models import AnalysisReturn, AnalysisVersion, NeedsAnalysis
from opora.needs.queries import analyses as queries
from opora.needs.recompute import recompute
from opora.needs.rules import State
from opora.needs.services import analyses, consultations
from opora.needs.services.transcription import Paper, transcribe
from opora.notices import queries as notices
from tests.cast import member, organization

from .conftest import TEXT, Desk

TABLES = (
    "needs_needsanalysis",
    "needs_analysissection",
    "needs_planningproposal",
    "needs_analysisversion",
    "needs_consultationcomment",
)


def rows(actor: Actor | None, table: str) -> int:
    """How many rows the application's role sees, by plain SQL."""
    with connection.cursor() as cursor:
        if actor is None:
            cursor.execute(f"select count(*) from {table}")
            return int(cursor.fetchone()[0])
        with acting(actor):
            cursor.execute(f"select count(*) from {table}")
            return int(cursor.fetchone()[0])


def test_a_new_analysis_has_a_row_for_every_planned_service(desk: Desk) -> None:
    analysis = desk.open()
    with acting(desk.cast.municipality):
        found = list(queries.proposals(analysis))
    assert len(found) == 28
    assert all(row.users is None for row in found)
    day_care = next(row for row in found if row.planned_service_id == "DC_CH")
    assert (day_care.existing, day_care.occupied) == (2, 0)


def test_a_municipality_has_one_analysis_a_cycle(desk: Desk) -> None:
    desk.open()
    with pytest.raises(Refused):
        desk.open()


@pytest.mark.parametrize("who", ["directorate", "provider", "district", "agency"])
def test_only_a_municipality_opens_an_analysis(desk: Desk, who: str) -> None:
    with pytest.raises(Refused):
        desk.open(getattr(desk.cast, who))


def test_two_sections_do_not_meet_and_the_same_one_loses_nothing(desk: Desk) -> None:
    analysis = desk.open()
    desk.write(analysis, "profile", "Първият написа това.")
    desk.write(analysis, "groups", "Друг раздел.")
    with pytest.raises(Stale) as stale:
        desk.write(analysis, "profile", "Вторият написа друго.", seen=0)
    assert stale.value.changes[0].now == "Първият написа това."
    assert stale.value.by == "Мария Илиева"
    with acting(desk.cast.municipality):
        assert queries.sections(analysis)["profile"].text == "Първият написа това."


def test_two_who_propose_for_one_service(desk: Desk) -> None:
    analysis = desk.open()
    desk.propose(analysis, users=10)
    with acting(desk.cast.municipality), pytest.raises(Stale) as stale:
        analyses.propose(
            desk.cast.municipality,
            analysis=analysis,
            planned_service="AS",
            fields={"users": 14},
            seen=1,
            now=desk.now,
        )
    assert [change.now for change in stale.value.changes] == ["10"]


def test_the_year_lies_before_the_horizon(desk: Desk) -> None:
    analysis = desk.open()
    with pytest.raises(Refused) as refused:
        desk.propose(analysis, year_from=2036)
    assert refused.value.field == "year_from"


def test_the_consultation_waits_for_what_is_missing(desk: Desk) -> None:
    analysis = desk.open()
    with pytest.raises(Refused) as refused:
        desk.do(consultations.start_consultation, analysis)
    assert "Населението на общината" in str(refused.value)


def test_the_consultation_lasts_thirty_days_and_closes_itself(desk: Desk) -> None:
    analysis = desk.consulted()
    assert analysis.consultation_from
    assert analysis.consultation_to
    assert (analysis.consultation_to - analysis.consultation_from).days >= 30
    assert consultations.close_due(now=desk.now) == 0
    assert consultations.close_due(now=desk.now + timedelta(days=34)) == 1
    assert desk.see(analysis).state == State.COUNCIL


def test_a_comment_is_public_once_it_is_answered(desk: Desk) -> None:
    analysis = desk.consulted()
    row = consultations.comment(
        analysis_id=analysis.pk, name="Жител", text="Няма услуга в селото.", now=desk.now
    )
    found, _version = queries.published(analysis.pk)
    assert list(queries.answered(found)) == []
    actor = desk.cast.municipality
    with acting(actor):
        consultations.answer(
            actor, analysis=analysis, comment_id=row.pk, text="Добавихме я.", now=desk.now
        )
    assert [each.answer for each in queries.answered(found)] == ["Добавихме я."]


def test_a_withheld_comment_is_not_public(desk: Desk) -> None:
    analysis = desk.consulted()
    row = consultations.comment(analysis_id=analysis.pk, name="", text="Съседката…", now=desk.now)
    actor = desk.cast.municipality
    with acting(actor):
        consultations.answer(
            actor,
            analysis=analysis,
            comment_id=row.pk,
            text="Ще Ви се обадим.",
            is_withheld=True,
            now=desk.now,
        )
    assert rows(None, "needs_consultationcomment") == 0


def test_nobody_comments_after_the_end(desk: Desk) -> None:
    analysis = desk.consulted()
    with pytest.raises(Refused):
        consultations.comment(
            analysis_id=analysis.pk, name="", text="Късно.", now=desk.now + timedelta(days=50)
        )


def test_the_council_decides_after_the_consultation(desk: Desk) -> None:
    analysis = desk.consulted()
    desk.now += timedelta(days=40)
    consultations.close_due(now=desk.now)
    with pytest.raises(Refused) as refused:
        desk.do(
            analyses.record_council,
            analysis,
            number="1",
            decided_on=analysis.consultation_to,
            document="",
        )
    assert refused.value.field == "decided_on"


def test_the_way_to_acceptance_and_back(desk: Desk) -> None:
    cast, analysis = desk.cast, desk.decided()
    desk.do(analyses.submit, analysis)
    returned = desk.do(analyses.return_, analysis, cast.district, reasons="Липсва услуга.")
    assert returned.state == State.RETURNED
    for reader in (cast.municipality, cast.district, cast.agency):
        with acting(reader):
            assert [each.reasons for each in queries.returns(returned)] == ["Липсва услуга."]
    desk.propose(desk.see(analysis), users=14)
    desk.do(analyses.submit, analysis)
    assert desk.do(analyses.accept, analysis, cast.agency).state == State.ACCEPTED
    with acting(cast.municipality):
        kinds = set(notices.unread(cast.municipality).values_list("kind", flat=True))
        assert kinds == {
            "analysis.accepted", "analysis.consultation_closed", "analysis.returned"
        }  # fmt: skip
        names = list(
            Event.objects.filter(record_kind="analysis")
            .order_by("id")
            .values_list("name", flat=True)
        )
    assert names[-4:] == ["needs.returned", "needs.saved", "needs.submitted", "needs.accepted"]


def test_what_was_submitted_is_not_written_any_more(desk: Desk) -> None:
    analysis = desk.decided()
    desk.do(analyses.submit, analysis)
    with pytest.raises(Refused):
        desk.write(analysis, "profile", seen=1)
    with pytest.raises(Refused):
        desk.propose(analysis)


def test_an_officer_does_not_submit(desk: Desk) -> None:
    analysis, head = desk.decided(), desk.cast.municipality
    officer = Actor(head.user_id, head.organization_id, frozenset({"officer"}))
    with pytest.raises(Refused):
        desk.do(analyses.submit, analysis, officer)


def test_illustrative_criteria_are_not_submitted_outside_a_demonstration(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    analysis = desk.decided()
    monkeypatch.setattr("opora.criteria.rules.is_lawful", lambda criteria_set: False)
    monkeypatch.setattr("opora.criteria.queries.is_demo", lambda: False)
    with pytest.raises(Refused) as refused:
        desk.do(analyses.submit, analysis)
    assert "примерни" in str(refused.value)


def test_what_was_made_on_paper_is_entered_at_once_and_submitted(desk: Desk) -> None:
    actor, day = desk.cast.municipality, desk.now.date()
    paper = Paper(day - timedelta(days=60), day - timedelta(days=29), "112", day, "Препис")
    texts = dict.fromkeys(rules.SECTIONS, TEXT)
    given: dict[str, Any] = {"AS": {"users": 9, "year_from": 2027, "funding": ["municipal"]}}
    with acting(actor):
        made = transcribe(
            actor, cycle=desk.cycle, paper=paper, texts=texts, proposals=given, now=desk.now
        )
        row = made.proposals.get(planned_service="AS")
    assert (made.state, row.users, row.cost_cents) == (State.COUNCIL, 9, 9 * 466_100)
    assert desk.do(analyses.submit, made).state == State.SUBMITTED
    with acting(actor), pytest.raises(Refused):
        transcribe(actor, cycle=desk.cycle, paper=paper, texts=texts, proposals=given, now=desk.now)


def test_paper_whose_council_decided_before_the_end_is_refused(desk: Desk) -> None:
    actor, day = desk.cast.municipality, desk.now.date()
    paper = Paper(day - timedelta(days=60), day - timedelta(days=29), "1", day - timedelta(days=30))
    with acting(actor), pytest.raises(Refused):
        transcribe(actor, cycle=desk.cycle, paper=paper, texts={}, proposals={}, now=desk.now)


def test_the_course_is_told_in_sentences(desk: Desk) -> None:
    desk.consulted()
    with acting(desk.cast.municipality):
        told = [line.sentence for line in sentences.lines(Event.objects.order_by("-id"))]
    assert told == ["откри обществено обсъждане", "записа част от анализа", "откри анализа"]


def test_an_act_on_an_older_version_says_what_moved(desk: Desk) -> None:
    analysis = desk.written()
    desk.do(consultations.start_consultation, analysis)
    actor = desk.cast.municipality
    with acting(actor), pytest.raises(Stale) as stale:
        consultations.start_consultation(actor, analysis=analysis, seen=1, now=desk.now)
    assert any("обсъждане" in change.now for change in stale.value.changes)


OUTSIDERS = ("stranger", "district", "agency", "directorate", "provider")


@pytest.mark.parametrize("who", OUTSIDERS)
def test_nobody_outside_reads_a_draft(desk: Desk, who: str) -> None:
    analysis, actor = desk.written(), getattr(desk.cast, who)
    with acting(actor):
        assert not queries.visible(actor).exists()
        with pytest.raises(NotVisible):
            queries.analysis(actor, analysis.pk)
    assert [rows(actor, table) for table in TABLES] == [0, 0, 0, 0, 0]
    assert [rows(None, table) for table in TABLES] == [0, 0, 0, 0, 0]


@pytest.mark.parametrize("who", OUTSIDERS)
def test_a_consultation_opens_its_version_and_nothing_else(desk: Desk, who: str) -> None:
    desk.consulted()
    actor = getattr(desk.cast, who)
    assert [rows(actor, table) for table in TABLES] == [1, 0, 0, 1, 0]
    with acting(actor):
        assert not queries.visible(actor).exists()


@pytest.mark.parametrize("who", OUTSIDERS)
def test_after_submission_only_the_receivers_read_it(desk: Desk, who: str) -> None:
    analysis, actor = desk.decided(), getattr(desk.cast, who)
    desk.do(analyses.submit, analysis)
    is_receiver = who in ("district", "agency")
    with acting(actor):
        assert queries.visible(actor).exists() == is_receiver
    seen = [rows(actor, table) for table in TABLES]
    assert seen == ([1, 6, 28, 2, 0] if is_receiver else [1, 0, 0, 1, 0])


def test_what_is_mended_after_a_return_is_the_municipality_s_own_again(desk: Desk) -> None:
    analysis, district = desk.decided(), desk.cast.district
    desk.do(analyses.submit, analysis)
    desk.do(analyses.return_, analysis, district, reasons="Поправете.")
    assert rows(district, "needs_planningproposal") == 0
    assert rows(district, "needs_analysisversion") == 2


def test_a_stranger_changes_nothing_by_plain_sql(desk: Desk) -> None:
    analysis = desk.decided()
    desk.do(analyses.submit, analysis)
    with acting(desk.cast.stranger), connection.cursor() as cursor:
        for table in TABLES[:3]:
            cursor.execute(f"update {table} set version = 99")
            assert cursor.rowcount == 0


@pytest.mark.parametrize("command", ["update {} set number = 9", "delete from {}"])
def test_a_locked_version_never_changes(
    desk: Desk, owner: psycopg.Connection, command: str
) -> None:
    desk.consulted()
    with acting(desk.cast.municipality), pytest.raises(DatabaseError), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(command.format("needs_analysisversion"))


def test_a_version_recomputes_bit_for_bit(desk: Desk) -> None:
    analysis = desk.decided()
    desk.do(analyses.submit, analysis)
    with acting(desk.cast.municipality):
        found = list(AnalysisVersion.objects.filter(analysis=analysis))
        assert [row.reason for row in found] == ["submitted", "council", "consultation"]
        for row in found:
            assert recompute(bytes(row.content), row.digest) == []


def test_recompute_names_what_differs(desk: Desk) -> None:
    desk.consulted()
    with acting(desk.cast.municipality):
        row = AnalysisVersion.objects.get()
    content = json.loads(bytes(row.content))
    content["inputs"]["own"]["DC_CH"]["places"] += 1
    changed = model.canonical.canonical(content)
    assert "results.services.DC_CH.existing: 2 → 3" in recompute(changed, row.digest)


def test_the_version_keeps_the_texts_and_the_inputs_with_their_source(desk: Desk) -> None:
    desk.consulted()
    with acting(desk.cast.municipality):
        content = json.loads(bytes(AnalysisVersion.objects.get().content))
    assert content["texts"]["profile"] == TEXT.strip()
    assert all(each["source"] for each in content["inputs"]["indicators"].values())
    assert content["proposals"]["AS"]["users"] == 12


def test_the_regional_directorate_reads_and_changes_nothing(desk: Desk) -> None:
    """Also in plain SQL: it hears of a submitted analysis, and neither returns nor accepts it."""
    cast = desk.cast
    office = organization("regional_directorate", "rdsp-so", "РДСП София-област", district="SFO")
    regional = member(office, "rdsp@example.org", "Роза Регионална", "officer")
    analysis = desk.decided()
    desk.do(analyses.submit, analysis)
    desk.do(analyses.return_, analysis, cast.district, reasons="Липсва услуга.")
    with acting(regional):
        seen = queries.analysis(regional, analysis.pk)
        assert NeedsAnalysis.objects.filter(pk=seen.pk).update(state="accepted") == 0
        assert list(queries.returns(seen)) == []
        with pytest.raises(DatabaseError), transaction.atomic():
            AnalysisReturn.objects.create(
                analysis=seen, organization_id=office.pk, returned_at=desk.now, reasons="Чуждо."
            )
    with acting(cast.district):
        assert NeedsAnalysis.objects.filter(pk=analysis.pk).update(state="returned") == 1
