"""Which list a file is, and the reason for every bad row."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opora.lib.refusals import Refused
from opora.territory import facts
from opora.territory.imports import lists
from opora.territory.imports.lists import BadRow, ListKind
from opora.territory.imports.reading import read_table

from .files import GOVEDARTSI, SAMOKOV, as_json

MUNICIPALITIES = {row["code"] for row in facts.rows("municipalities")}
SAMOKOV_UNIT = {
    "obshtina": "SFO39", "ekatte": "65231", "name": "Самоков", "name_en": "Samokov", "category": 2,
}  # fmt: skip
SOFIA_DISTRICT = {"oblast": "SFO", "ekatte": "68134", "name": "София", "nuts3": "BG412"}


@pytest.mark.parametrize(
    ("record", "kind"),
    [
        (GOVEDARTSI, ListKind.SETTLEMENTS),
        (SAMOKOV_UNIT, ListKind.MUNICIPALITIES),
        (SOFIA_DISTRICT, ListKind.DISTRICTS),
    ],
)
def test_a_list_is_known_by_its_columns(record: dict[str, Any], kind: ListKind) -> None:
    assert lists.recognize(read_table(as_json([record]))) is kind


def test_another_list_is_refused_with_its_columns() -> None:
    table = read_table(as_json([{"kmetstvo": "PAZ08-01", "name": "Абланица", "ekatte": "00881"}]))
    with pytest.raises(Refused, match="Колоните му са: ekatte, kmetstvo, name"):
        lists.recognize(table)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"ekatte": "15286"}, "контролната цифра"),
        ({"ekatte": "1528A"}, "от пет цифри"),
        ({"ekatte": "152851"}, "от пет цифри"),
        ({"ekatte": None}, "от пет цифри"),
        ({"ekatte": "١٥٢٨٥"}, "от пет цифри"),
        ({"t_v_m": "кв."}, "непознат вид „кв.“"),
        ({"t_v_m": ""}, "непознат вид"),
        ({"obshtina": "SFO99"}, "няма община с код „SFO99“"),
        ({"obshtina": ""}, "няма община с код"),
        ({"name": ""}, "името липсва"),
        ({"name": "Г" * 61}, "по-дълго от 60 знака"),
        ({"name": "Говeдарци"}, "не са български"),  # Latin e
        ({"name": "<b>Село</b>"}, "не са български"),
        ({"category": "шест"}, "не е цифра"),
        ({"lat": "51.5", "lon": "23.4"}, "не са в България"),
        ({"lat": "42.3", "lon": ""}, "не са в България"),
        ({"lat": "север", "lon": "изток"}, "не са в България"),
    ],
)
def test_a_bad_row_is_refused_with_its_number_and_reason(
    change: dict[str, Any], reason: str
) -> None:
    table = read_table(as_json([SAMOKOV, GOVEDARTSI | change]))
    good, refused = lists.parse(table, ListKind.SETTLEMENTS, MUNICIPALITIES)
    assert [record.code for record in good] == ["65231"]
    assert [refusal.row for refusal in refused] == [2]
    assert reason in refused[0].reason


@pytest.mark.parametrize(
    ("kind", "record", "reason"),
    [
        (ListKind.MUNICIPALITIES, SAMOKOV_UNIT | {"obshtina": "SF39"}, "три букви и две цифри"),
        (ListKind.MUNICIPALITIES, SAMOKOV_UNIT | {"ekatte": "65232"}, "контролната цифра"),
        (ListKind.DISTRICTS, SOFIA_DISTRICT | {"oblast": "СФО"}, "три букви"),
    ],
)
def test_bad_units_are_refused(kind: ListKind, record: dict[str, Any], reason: str) -> None:
    good, refused = lists.parse(read_table(as_json([record])), kind, MUNICIPALITIES)
    assert not good
    assert reason in refused[0].reason


def test_a_repeated_row_is_taken_once() -> None:
    table = read_table(as_json([GOVEDARTSI, SAMOKOV, GOVEDARTSI]))
    good, refused = lists.parse(table, ListKind.SETTLEMENTS, MUNICIPALITIES)
    assert [record.row for record in good] == [1, 2]
    assert [(r.row, r.reason) for r in refused] == [(3, "кодът вече стои на ред 1")]


def test_rows_that_contradict_each_other_are_not_taken() -> None:
    table = read_table(as_json([GOVEDARTSI, SAMOKOV, GOVEDARTSI | {"name": "Другаде"}]))
    good, refused = lists.parse(table, ListKind.SETTLEMENTS, MUNICIPALITIES)
    assert [record.code for record in good] == ["65231"]
    assert [refusal.row for refusal in refused] == [1, 3]
    assert "различни данни на редове 1, 3" in refused[0].reason


@pytest.mark.parametrize(("text", "code"), [("14", "00014"), ("00014", "00014"), ("151", "00151")])
def test_lost_leading_zeros_are_put_back(text: str, code: str) -> None:
    assert lists.ekatte_of(text) == code


@given(st.from_regex(r"[0-9]{4}", fullmatch=True), st.integers(0, 9))
def test_one_of_ten_last_digits_is_right(first: str, last: int) -> None:
    code = f"{first}{last}"
    if last == lists.control_digit(code):
        assert lists.ekatte_of(code) == code
    else:
        with pytest.raises(BadRow):
            lists.ekatte_of(code)


def test_all_seats_have_a_right_control_digit() -> None:
    for row in facts.rows("municipalities"):
        assert lists.ekatte_of(row["seat_ekatte"]) == row["seat_ekatte"]
