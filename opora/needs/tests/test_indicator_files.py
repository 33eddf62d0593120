"""What is understood of a file and what would become of it: whole tables, no database."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from opora.lib.refusals import Refused
from opora.needs import indicator_files as files
from opora.needs.indicator_files import Cell, Sheet
from opora.needs.indicator_places import Place, find_place
from opora.needs.indicator_preview import preview
from opora.needs.indicator_rows import Answers, Country, Measure, Status, as_json, from_json
from opora.needs.indicator_rules import Doubt, plain_number
from opora.territory import facts
from opora.territory.imports.reading import Source

FILES = Path(__file__).parents[4] / "shared" / "data" / "nsi" / "population"
TODAY = date(2026, 11, 22)
DAY = date(2025, 12, 31)
HEADS = {"homeless": "homeless", "бездомни лица": "homeless", "rate": "rate", "дял": "rate"}

NSI = (
    ";брой;брой;\r\n;2016;2017;\r\n;Общо;Общо;\r\nBG Общо за страната;300;290;\r\n"
    "SFO София;100;90;\r\nSFO39 Самоков;100;90;\r\n65231 гр. Самоков;80;75;\r\n"
    "VTR Велико Търново;200;200;\r\nVTR13 Елена;200;200;\r\n"
)


def text(content: str, encoding: str = "utf-8", name: str = "файл.csv") -> Source:
    return Source(name, content.encode(encoding))


def workbook(rows: list[list[Any]]) -> Source:
    packed = BytesIO()
    with xlsxwriter.Workbook(packed) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return Source("файл.xlsx", packed.getvalue())


def short(sheet: Sheet) -> list[tuple[str, ...]]:
    return [(cell.place or cell.name, cell.indicator, cell.day, cell.text) for cell in sheet.cells]


# Shapes

SHAPES = [
    ("код;homeless\nSFO39;7\nVTR13;8\n", "wide", [("SFO39", "homeless", "", "7")]),
    ("код,homeless\nSFO39,7\nVTR13,8\n", "wide", [("SFO39", "homeless", "", "7")]),
    ("код\thomeless\nSFO39\t7\n", "wide", [("SFO39", "homeless", "", "7")]),
    ("Община;Бездомни  лица\nСамоков;7\n", "wide", [("Самоков", "homeless", "", "7")]),
    (
        "Таблица 1\n\nКод;Година;homeless\nSFO39;2024;7\n",
        "wide",
        [("SFO39", "homeless", "2024", "7")],
    ),
    ("код;брой\nSFO39;7\n", "wide", [("SFO39", "", "", "7")]),
    ("код;нещо си\nSFO39;7\n", "wide", [("SFO39", "", "", "7")]),
    (
        "код;показател;дата;стойност\nSFO39;homeless;31.12.2024;7\n",
        "long",
        [("SFO39", "homeless", "31.12.2024", "7")],
    ),
    ("код;дял\nSFO39;62,5\nVTR13;1,5\n", "wide", [("SFO39", "rate", "", "62,5")]),
    (NSI, "report", [("BG", "", "2016", "300")]),
]


@pytest.mark.parametrize(("content", "shape", "first"), SHAPES)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251", "utf-16"])
def test_a_text_table_is_recognized(
    content: str, shape: str, first: list[tuple[str, ...]], encoding: str
) -> None:
    sheet = files.read(text(content, encoding), HEADS)
    assert sheet.shape == shape
    assert short(sheet)[:1] == first
    assert Sheet.from_json(sheet.as_json()) == sheet


def test_a_workbook_keeps_its_numbers_exact() -> None:
    sheet = files.read(
        workbook([["Код", "homeless", "дял"], ["SFO39", 7, 1.5], [7318, "1 200", ""]]), HEADS
    )
    assert [(cell.place, cell.text, cell.is_exact) for cell in sheet.cells] == [
        ("SFO39", "7", True), ("SFO39", "1.5", True), ("7318", "1 200", False), ("7318", "", False),
    ]  # fmt: skip


def test_a_report_knows_country_districts_and_leaves_settlements() -> None:
    sheet = files.read(text(NSI), HEADS)
    assert (sheet.n_settlements, len(sheet.cells)) == (1, 10)
    assert {cell.level for cell in sheet.cells} == {"country", "district", "municipality"}


REFUSED_FILES = [
    ("нещо без таблица", "не е таблица"),
    ("\0\1\2\3", "не е таблица"),
    ("а;б\n1;2\n", "коя колона е за общината"),
    ("код;едно;друго\nSFO39;1;2\n", "Никоя колона"),
    ("код;homeless\n", "нито една стойност"),
]


@pytest.mark.parametrize(("content", "says"), REFUSED_FILES)
def test_what_is_no_table_of_municipalities_is_refused(content: str, says: str) -> None:
    with pytest.raises(Refused) as refused:
        files.read(text(content), HEADS)
    assert says in refused.value.sentence


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2025", date(2025, 12, 31)), ("31.12.2025", DAY), ("31.12.2025 г.", DAY),
        ("2025-12-31", DAY), ("31/12/2025", DAY), ("5.3.2025", date(2025, 3, 5)),
        ("31.02.2025", None), ("", None), ("миналата година", None), ("25", None),
    ],
)  # fmt: skip
def test_days(written: str, expected: date | None) -> None:
    assert files.day_of(written) == expected


@pytest.mark.parametrize(
    ("name", "year"),
    [
        ("naselenie-2024.csv", 2024),
        ("2002-2017.csv", None),
        ("file.csv", None),
        ("12024.csv", None),
    ],
)
def test_the_year_in_a_name(name: str, year: int | None) -> None:
    assert files.year_in(name) == year


# Places


def all_places() -> list[Place]:
    districts = {row["code"]: row["name"] for row in facts.rows("districts")}
    budget = {row["code"]: row["budget_code"] for row in facts.rows("budget_codes")}
    return [
        Place(
            row["code"],
            budget[row["code"]],
            row["name"],
            districts[row["district"]],
            row["district"],
        )
        for row in facts.rows("municipalities")
    ]


PLACES = all_places()
FOUND = [
    ("SFO39", "", "", "SFO39"), ("sfo39", "", "", "SFO39"), ("SF039", "", "", "SFO39"),
    ("SFОЗ9".replace("З", "3"), "", "", "SFO39"), ("SFO39", "Самоков", "", "SFO39"),
    ("7318", "", "", "SFO39"), ("7318", "САМОКОВ", "", "SFO39"), ("", "Самоков", "", "SFO39"),
    ("", "община Самоков", "", "SFO39"), ("", "Бобовдол", "", "KNL04"),
    ("", "Бобов дол", "", "KNL04"),
    ("", "Добричка", "", "DOB15"), ("", "Добрич-селска", "", "DOB15"), ("", "Добрич", "", "DOB28"),
    ("", "Столична община", "", "SOF46"), ("", "Бяла", "Русе", "RSE04"),
    ("", "Бяла", "Варна", "VAR05"),
    ("", "Самоков", "Софийска", "SFO39"), ("", "Самоков", "област София", "SFO39"),
    ("", "Столична", "София-град", "SOF46"), ("5304", "Бяла", "", "VAR05"),
    ("Самоков", "", "", "SFO39"),
    ("ВLG01", "", "", "BLG01"),
]  # fmt: skip
LOST = [
    ("SFO99", "", "", "Няма община с код"),
    ("SFO99", "Самоков", "", "Може би Самоков (SFO39)"),
    ("9999", "", "", "Няма община с код"),
    ("SFO39", "Созопол", "", "името в реда е „Созопол“"),
    ("", "Бяла", "", "са няколко"),
    ("", "Атлантида", "", "Няма община „Атлантида“"),
    ("", "", "", "не казва за коя"),
    ("", "Самоков", "Бургас", "Няма община"),
    ("65231", "", "", "Няма община с код"),
]


@pytest.mark.parametrize(("code", "name", "district", "expected"), FOUND)
def test_a_place_is_found(code: str, name: str, district: str, expected: str) -> None:
    cell = Cell(2, code, name, district, "homeless", "", "7")
    assert find_place(cell, PLACES).code == expected


@pytest.mark.parametrize(("code", "name", "district", "says"), LOST)
def test_a_place_that_is_not_sure_is_refused(
    code: str, name: str, district: str, says: str
) -> None:
    with pytest.raises(Refused) as refused:
        find_place(Cell(2, code, name, district, "homeless", "", "7"), PLACES)
    assert says in refused.value.sentence


def test_every_municipality_is_found_by_both_codes_and_by_name_and_district() -> None:
    for place in PLACES:
        for cell in (
            Cell(1, place.code, place.name, "", "", "", ""),
            Cell(1, place.budget_code, "", "", "", "", ""),
            Cell(1, "", place.name, place.district, "", "", ""),
        ):
            assert find_place(cell, PLACES) == place


# The preview

MEASURES = {
    "homeless": Measure("homeless", "Бездомни лица", True, Decimal(0), "year", True),
    "rate": Measure("rate", "Дял", False, Decimal(0), "year", True),
    "own_places": Measure("own_places", "Места", True, Decimal(0), "now", False),
}
KNOWN = {
    ("homeless", "SFO39"): [(date(2024, 12, 31), Decimal(100)), (DAY, Decimal(110))],
    ("homeless", "VTR13"): [(date(2024, 12, 31), Decimal(200))],
}
COUNTRY = Country(
    measures=MEASURES,
    places=PLACES,
    known=KNOWN,
    residents={place.code: Decimal(10_000) for place in PLACES},
    today=TODAY,
)
ANSWERED = Answers(as_of=DAY)


def shown(content: str, answers: Answers = ANSWERED, **changed: Any) -> Any:
    sheet = files.read(text(content), HEADS)
    return preview(sheet, changed.pop("name", "f.csv"), answers, replace(COUNTRY, **changed))


ROWS = [
    ("SFO39;110", Status.UNCHANGED, ""),
    ("SFO39;120", Status.CHANGED, ""),
    ("VTR13;210", Status.ADDED, ""),
    ("BGS21;", Status.EMPTY, ""),
    ("BGS21;-", Status.EMPTY, ""),
    ("BGS21;0", Status.ADDED, ""),
    ("BGS21;-5", Status.REFUSED, "под 0"),
    ("BGS21;5,5", Status.REFUSED, "цяло число"),
    ("BGS21;много", Status.REFUSED, "не е число"),
    ("BGS99;5", Status.REFUSED, "Няма община"),
    (";5", Status.REFUSED, "не казва"),
]


@pytest.mark.parametrize(("line", "status", "says"), ROWS)
def test_what_becomes_of_a_row(line: str, status: Status, says: str) -> None:
    (row,) = shown(f"код;homeless\n{line}\n").rows
    assert row.status == status
    assert says in row.reason
    assert (row.value is None) == (status in {Status.REFUSED, Status.EMPTY})


def test_a_row_stands_beside_the_previous_period_and_the_same_day() -> None:
    (row,) = shown("код;homeless\nSFO39;120\n").rows
    assert (row.before, row.previous, row.previous_on) == (110, 100, date(2024, 12, 31))
    assert row.change == 20


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("SFO39;5\nSFO39;6\n", [Status.REFUSED, Status.REFUSED]),
        ("SFO39;5\n7318;6\n", [Status.REFUSED, Status.REFUSED]),
        ("SFO39;5\nSFO39;5\n", [Status.CHANGED, Status.UNCHANGED]),
    ],
)
def test_a_municipality_that_comes_twice(lines: str, expected: list[Status]) -> None:
    found = shown("код;homeless\n" + lines)
    assert [row.status for row in found.rows] == expected


@pytest.mark.parametrize(
    ("content", "answers", "questions"),
    [
        ("код;homeless\nVTR13;210\n", ANSWERED, []),
        ("код;homeless\nVTR13;210\n", Answers(), ["as_of"]),
        ("код;брой\nVTR13;210\n", Answers(), ["indicator", "as_of"]),
        ("код;брой\nVTR13;210\n", Answers("homeless", DAY), []),
        ("код;homeless\nXXX01;210\nVTR13;210\n", ANSWERED, ["refused"]),
        ("код;homeless\nXXX01;210\nVTR13;210\n", replace(ANSWERED, without_refused=True), []),
        ("код;homeless\nVTR13;900\n", ANSWERED, ["doubts"]),
        ("код;homeless\nVTR13;900\n", replace(ANSWERED, is_confirmed=True), []),
        ("код;година;homeless\nVTR13;2025;210\n", Answers(), []),
    ],
)
def test_what_is_still_to_be_answered(content: str, answers: Answers, questions: list[str]) -> None:
    assert shown(content, answers).questions == questions


@pytest.mark.parametrize(
    ("content", "answers", "says"),
    [
        ("код;година;homeless\nVTR13;2027;1\n", Answers(), "още не е дошло"),
        ("код;година;homeless\nVTR13;тази;1\n", Answers(), "не е дата"),
        ("код;показател;година;стойност\nVTR13;луна;2024;1\n", Answers(), "Няма показател"),
        ("код;показател;година;стойност\nVTR13;own_places;2024;1\n", Answers(), "не се внася"),
    ],
)
def test_rows_that_cannot_be(content: str, answers: Answers, says: str) -> None:
    (row,) = shown(content, answers).rows
    assert row.status == Status.REFUSED
    assert says in row.reason


def test_a_merged_municipality_is_refused_with_its_successor() -> None:
    places = [replace(each, ended="Пирдоп") if each.code == "SFO54" else each for each in PLACES]
    (row,) = shown("код;homeless\nSFO54;5\n", places=places).rows
    assert "влята в община Пирдоп" in row.reason


LARGE = {
    ("homeless", place.code): [(date(2024, 12, 31), Decimal(5000 + n * 10))]
    for n, place in enumerate(PLACES)
}


@pytest.mark.parametrize(("factor", "n"), [(Decimal(1) / 1000, 1000), (Decimal(1000), -1000)])
def test_thousands_are_recognized_and_asked(factor: Decimal, n: int) -> None:
    lines = [
        f"{code};{plain_number(known[0][1] * factor)}"
        for (_, code), known in list(LARGE.items())[:40]
    ]
    content = "код;homeless\n" + "\n".join(lines)
    asked = shown(content, known=LARGE)
    assert asked.scales == {"homeless": n}
    assert "scale" in asked.questions
    answered = shown(content, replace(ANSWERED, factors={"homeless": n}), known=LARGE)
    if n == 1000:
        assert answered.questions == []
        assert {row.change for row in answered.rows} == {Decimal(0)}


def test_a_row_in_thousands_among_right_ones_needs_a_second_look() -> None:
    lines = [f"{code};{known[0][1]}" for (_, code), known in list(LARGE.items())[:40]]
    lines[7] = lines[7].split(";")[0] + ";5"
    found = shown("код;homeless\n" + "\n".join(lines), known=LARGE)
    assert [row.line for row in found.doubtful] == [9]
    assert set(found.doubtful[0].doubts) == {Doubt.JUMP, Doubt.THOUSANDS}
    assert found.scales == {}


def test_more_people_than_live_there() -> None:
    (row,) = shown("код;homeless\nBGS21;20000\n").rows
    assert row.doubts == (Doubt.TOO_MANY,)


def test_without_a_previous_period_the_others_are_the_measure() -> None:
    lines = [f"{place.code};{40 + n % 5}" for n, place in enumerate(PLACES[:60])]
    lines[3] = f"{PLACES[3].code};900"
    found = shown("код;homeless\n" + "\n".join(lines), known={})
    assert [(row.line, row.doubts) for row in found.doubtful] == [(5, (Doubt.PEERS,))]


def test_a_file_of_another_year_says_so() -> None:
    assert shown("код;homeless\nVTR13;210\n", name="2023.csv").notes == [
        "В името на файла стои 2023 година, а стойностите са за 2025."
    ]
    assert shown("код;homeless\nVTR13;210\n", name="2025.csv").notes == []


def test_columns_that_are_no_indicators_are_named() -> None:
    assert "забележка" in shown("код;homeless;забележка\nVTR13;210;нищо\n").notes[0]


def test_the_digest_is_of_what_would_be_written() -> None:
    one = shown("код;homeless\nVTR13;210\nSFO39;110\n")
    assert one.digest == shown("код;homeless\nSFO39;110\nVTR13;210\n").digest
    assert one.digest != shown("код;homeless\nVTR13;211\nSFO39;110\n").digest
    meanwhile = KNOWN | {("homeless", "VTR13"): [(DAY, Decimal(205))]}
    assert one.digest != shown("код;homeless\nVTR13;210\nSFO39;110\n", known=meanwhile).digest


def test_answers_are_kept_whole() -> None:
    for answers in (Answers(), replace(ANSWERED, factors={"homeless": 1000}, is_confirmed=True)):
        assert from_json(as_json(answers)) == answers
    assert from_json({}) == Answers()


def test_a_report_is_checked_by_its_own_sums() -> None:
    found = shown(NSI, Answers("homeless"))
    assert [(row.place, row.as_of, row.value) for row in found.rows] == [
        ("SFO39", date(2017, 12, 31), 90), ("VTR13", date(2017, 12, 31), 200),
    ]  # fmt: skip
    assert found.controls == []
    wrong = shown(NSI.replace("SFO39 Самоков;100;90", "SFO39 Самоков;100;91"), Answers("homeless"))
    assert [(each.name, each.stated, each.summed) for each in wrong.controls] == [
        ("Общо за страната", 290, 291), ("София", 90, 91),
    ]  # fmt: skip
    assert len(shown(NSI, Answers("homeless", all_years=True)).rows) == 4


@pytest.mark.skipif(not FILES.is_dir(), reason="the folder with the NSI files is not here")
def test_the_published_population_report() -> None:
    path = next(FILES.glob("*.csv"))
    sheet = files.read(Source(path.name, path.read_bytes()), HEADS)
    assert (sheet.shape, sheet.n_settlements) == ("report", 5355)
    answers = Answers("homeless")
    found = preview(sheet, path.name, answers, replace(COUNTRY, known={}))
    good = found.of(Status.ADDED)
    assert len(good) == 265
    assert sum(row.value or 0 for row in good) == 7050034
    assert {row.as_of for row in good} == {date(2017, 12, 31)}
    assert found.of(Status.REFUSED) == []
    assert found.controls == []
    everything = preview(
        sheet, path.name, replace(answers, all_years=True), replace(COUNTRY, known={})
    )
    # Municipalities since 2003 and 2015.
    empty = everything.of(Status.EMPTY)
    assert len(everything.of(Status.ADDED)) + len(empty) == 265 * 16
    assert {row.name for row in empty} == {"Сопот", "Сърница"}
    assert everything.controls == []
