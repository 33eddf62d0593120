"""Standards, factors and transfers are set, replaced, taken back; what was known stays known."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import psycopg
import pytest
from django.db import ProgrammingError, transaction

from opora.finance import queries, rules, services
from opora.finance.models import CostStandard, StandardItem, Transfer
from opora.journal.context import acting
from opora.journal.models import Event
from opora.lib.money import Currency, Money
from opora.lib.refusals import Refused, Stale
from opora.territory.imports.reading import Source
from opora.territory.models import Municipality

from .conftest import NOW, TODAY, Cast

JAN, JULY = date(2026, 1, 1), date(2026, 7, 1)


def new(cast: Cast, item: StandardItem, **changed: Any) -> CostStandard:
    """The next version of the standard of 2026, set by the agency."""
    facts: dict[str, Any] = {
        "item": item,
        "year": 2026,
        "amount": Money(470_000),
        "valid_from": JAN,
        "adopted_on": date(2026, 7, 3),
        "confidence": "confirmed",
        "evidence": "РМС № 497 от 03.07.2026, приложение № 2",
        "seen_version": services.latest_version(item, 2026),
        "now": NOW,
    }
    with acting(cast.agency):
        return services.set_standard(cast.agency, **(facts | changed))


def test_adopted_in_july_in_force_from_january(cast: Cast, item: StandardItem) -> None:
    new(cast, item)

    assert queries.standards(2026)["AS"].steps == (rules.Step(1, 470_000),)
    known_before = queries.standards(2026, as_known_on=TODAY - timedelta(days=1))
    assert known_before["AS"].amount == Money(466_100)
    assert queries.standards(2026, as_known_on=TODAY)["AS"].amount == Money(470_000)


def test_a_change_inside_the_year_counts_from_its_month(cast: Cast, item: StandardItem) -> None:
    new(cast, item, valid_from=JULY, amount=Money(480_000))

    standard = queries.standards(2026)["AS"]
    assert standard.steps == (rules.Step(1, 466_100), rules.Step(7, 480_000))
    assert rules.cost(2, standard) == Money(466_100 + 480_000)


def test_taken_back_the_one_before_holds_again(cast: Cast, item: StandardItem) -> None:
    new(cast, item)
    with acting(cast.agency):
        services.withdraw_standard(cast.agency, item=item, year=2026, seen_version=2, now=NOW)

        assert queries.standards(2026)["AS"].amount == Money(466_100)
        assert queries.versions("as", 2026).count() == 2
        assert new(cast, item).version == 3


def test_every_act_is_heard_by_everybody(cast: Cast, item: StandardItem) -> None:
    new(cast, item)
    with acting(cast.agency):
        event = Event.objects.get(name="finance.standard_set")
    assert (event.record_kind, event.record_id) == ("finance", 0)
    assert 0 in event.audience


def test_two_editors_of_one_standard(cast: Cast, item: StandardItem) -> None:
    new(cast, item)
    with pytest.raises(Stale) as raised:
        new(cast, item, seen_version=1, amount=Money(465_000))

    size = raised.value.changes[0]
    assert (size.before, size.now) == (str(Money(466_100)), str(Money(470_000)))
    assert queries.standards(2026)["AS"].amount == Money(470_000)


REFUSED = [
    ({"amount": Money(470_000, Currency.BGN)}, "Валутата не е валутата на годината"),
    ({"valid_from": date(2025, 1, 1)}, "първо число"),
    ({"valid_from": date(2026, 1, 2)}, "първо число"),
    ({"adopted_on": date(2026, 12, 1)}, "бъдещето"),
    ({"amount": None}, "Нееднозначен"),
    ({"confidence": "ambiguous"}, "Нееднозначен"),
    ({"amount": Money(4_661)}, "се различава с"),  # typed in hundreds
    ({"amount": Money(911_600)}, "се различава с"),  # leva typed as euro
]


@pytest.mark.parametrize(("changed", "sentence"), REFUSED)
def test_a_wrong_standard_is_refused(
    cast: Cast, item: StandardItem, changed: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(Refused, match=sentence):
        new(cast, item, **changed)


def test_a_great_change_passes_when_it_was_looked_at(cast: Cast, item: StandardItem) -> None:
    assert new(cast, item, amount=Money(911_600), is_sure=True).amount == Money(911_600)


def test_an_ambiguous_standard_leaves_the_year_without_one(cast: Cast, item: StandardItem) -> None:
    new(cast, item, amount=None, confidence="ambiguous")
    assert "AS" not in queries.standards(2026)


@pytest.mark.parametrize("who", ["municipality", "district", "provider"])
def test_only_the_agency_keeps_amounts(cast: Cast, item: StandardItem, who: str) -> None:
    actor = getattr(cast, who)
    with acting(actor), pytest.raises(Refused, match="се поддържат от АСП"):
        services.set_indexation(
            actor,
            year=2027,
            factor=Decimal("1.1"),
            adopted_on=None,
            confidence="confirmed",
            evidence="ЗДБ",
            seen_version=0,
            now=NOW,
        )
    with acting(actor), pytest.raises(ProgrammingError), transaction.atomic():
        Transfer.objects.create(
            municipality_id="SFO39", year=2026, version=9, thousands=1, currency="EUR",
            known_on=TODAY,
        )  # fmt: skip


def test_the_database_knows_the_currency_of_a_year(owner: psycopg.Connection) -> None:
    insert = (
        "insert into finance_transfer (municipality_id, year, version, thousands, currency,"
        " source, known_on) values ('SFO39', %s, 5, 1, %s, '', '2026-01-01')"
    )
    for year, currency in ((2026, "BGN"), (2025, "EUR")):
        with pytest.raises(psycopg.errors.CheckViolation):
            owner.execute(insert, [year, currency])


def set_factor(cast: Cast, factor: str, seen: int) -> None:
    with acting(cast.agency):
        services.set_indexation(
            cast.agency,
            year=2027,
            factor=Decimal(factor),
            adopted_on=None,
            confidence="derived",
            evidence="Проект на ЗДБ 2027",
            seen_version=seen,
            now=NOW,
        )


def test_a_factor_is_set_replaced_and_taken_back(cast: Cast) -> None:
    set_factor(cast, "1.08", 0)
    set_factor(cast, "1.1", 1)
    assert queries.factor(2027) == Decimal("1.1")
    with pytest.raises(Stale):
        set_factor(cast, "1.2", 1)
    with acting(cast.agency):
        services.withdraw_indexation(cast.agency, year=2027, seen_version=2, now=NOW)
    assert queries.factor(2027) == Decimal("1.08")


# Transfers

HEAD = "код;община;сума 2027, хил. евро\n"


def csv_of(*rows: str, head: str = HEAD) -> Source:
    return Source("transfers.csv", (head + "\n".join(rows)).encode())


def carry(cast: Cast, source: Source, year: int = 2027, *, is_applied: bool = True) -> Any:
    with acting(cast.agency):
        return services.import_transfers(
            cast.agency,
            source=source,
            year=year,
            origin="ЗДБ 2027",
            now=NOW,
            is_applied=is_applied,
        )


def test_an_import_is_first_shown_then_written_then_undone(cast: Cast) -> None:
    source = csv_of("7302;Божурище;55,1", "5101;Банско;2309,5", "7303;Непозната;1,0")
    bozhurishte = Municipality.objects.get(budget_code="7302").pk

    parsed, run = carry(cast, source, is_applied=False)
    assert (parsed.n_read, len(parsed.added), len(parsed.missing), run) == (3, 2, 263, None)
    assert [each.row for each in parsed.refused] == [4]
    assert queries.transfers(2027)[bozhurishte] is None

    _parsed, run = carry(cast, source)
    assert queries.transfers(2027)[bozhurishte] == Money(5_510_000)

    with acting(cast.agency):
        assert services.undo_import(cast.agency, run=run, now=NOW) == 2
    assert queries.transfers(2027)[bozhurishte] is None
    carry(cast, source)  # may come again


def test_a_correction_is_a_new_version(cast: Cast) -> None:
    head = "ebk_code,municipality,social_2026_keur\n"
    parsed, run = carry(cast, csv_of("5101,Банско,2060.0", "5102,Белица,705.3", head=head), 2026)

    assert [(each.old, each.new) for each in parsed.changed] == [("2051.1", "2060.0")]
    assert run.n_rows == 1
    bansko = Municipality.objects.get(budget_code="5101").pk
    assert queries.transfers(2026)[bansko] == Money(206_000_000)
    before = queries.transfers(2026, as_known_on=date(2026, 9, 1))
    assert before[bansko] == Money(205_110_000)


def test_the_same_file_twice_and_an_older_import(cast: Cast) -> None:
    first = csv_of("5101;Банско;2309,5")
    _parsed, run = carry(cast, first)
    with pytest.raises(Refused, match="вече е внесен"):
        carry(cast, first)
    with pytest.raises(Refused, match="няма нищо ново"):
        carry(cast, csv_of("5101;Банско;2309,5", ""))
    carry(cast, csv_of("5101;Банско;2400,0"))
    run.applied_at -= timedelta(minutes=1)
    with acting(cast.agency), pytest.raises(Refused, match="има по-нов"):
        services.undo_import(cast.agency, run=run, now=NOW)


THREE = ("5101;Банско;{}", "5102;Белица;{}", "5103;Благоевград;{}")
WHOLE = [
    (csv_of(*map(str.format, THREE, ("2051100", "705300", "7605400"))), 2027, "в цели левове"),
    (csv_of(*map(str.format, THREE, ("4011,6", "1379,4", "14874,9"))), 2027, "в другата валута"),
    (csv_of("5101;Банско;1", head="код;община;сума 2027, хил. лв.\n"), 2027, "Валутата във файла"),
    (csv_of("5101;Банско;1"), 2028, "няма колона за 2028"),
    (csv_of("5101;Банско;1", head="а;б;в\n"), 2027, "Не личи"),
    (csv_of("9999;Банско;1"), 2027, "Нито един ред"),
    (Source("empty.csv", b""), 2027, "Файлът е празен"),
    (csv_of(), 2027, "нито един ред с данни"),
]


@pytest.mark.parametrize(("source", "year", "sentence"), WHOLE)
def test_a_wrong_file_is_refused_whole(
    cast: Cast, source: Source, year: int, sentence: str
) -> None:
    with pytest.raises(Refused, match=sentence):
        carry(cast, source, year)


ROWS = [
    ("9999;Банско;1,0", "няма община с код"),
    ("5102;Банско;1,0", "кодът 5102 е на друга община"),
    ("5102;Белица;-5", "отрицателна"),
    ("5102;Белица;12.345,6", "не е число"),
    ("5102;Белица;1,55", "не е в хиляди с един знак"),
    ("5102;Белица;1,500", "не е число"),
    ("5102;Белица;много", "не е число"),
    ("5101;Банско;2309,5", "вече стои на ред"),
]


@pytest.mark.parametrize(("row", "reason"), ROWS)
def test_a_wrong_row_is_refused_with_its_reason(cast: Cast, row: str, reason: str) -> None:
    parsed, _run = carry(cast, csv_of("5101;Банско;2309,5", row), is_applied=False)

    assert len(parsed.thousands) == 1
    assert [reason in each.reason for each in parsed.refused] == [True]


def test_contradicting_rows_are_all_refused(cast: Cast) -> None:
    rows = ("5102;Белица;700", "5101;Банско;2309,5", "5101;Банско;2309,6")
    parsed, _run = carry(cast, csv_of(*rows), is_applied=False)
    assert len(parsed.refused) == 2
    assert len(parsed.thousands) == 1


def test_a_jump_is_pointed_at_but_taken(cast: Cast) -> None:
    parsed, _run = carry(cast, csv_of("5101;Банско;9000", "5102;Белица;794"), is_applied=False)
    assert parsed.warnings == [Municipality.objects.get(budget_code="5101").pk]


def test_an_empty_amount_is_missing_and_not_zero(cast: Cast) -> None:
    parsed, _run = carry(cast, csv_of("5101;Банско;2309,5", "7302;Божурище;"), is_applied=False)
    assert Municipality.objects.get(budget_code="7302").pk in parsed.missing


def test_names_as_the_act_prints_them_are_known(cast: Cast) -> None:
    bobov_dol = Municipality.objects.get(name="Бобов дол")
    parsed, _run = carry(cast, csv_of(f"{bobov_dol.budget_code};Бобовдол;100"), is_applied=False)
    assert parsed.refused == []
