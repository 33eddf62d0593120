"""Every kind of bad file meets a clear sentence; every published format is read the same."""

import json
from datetime import date
from pathlib import Path

import pytest

from opora.lib.refusals import Refused
from opora.territory.imports.reading import (
    MAX_LIST_BYTES,
    Source,
    open_source,
    read_json,
    read_table,
)

from .files import FOOTER, GOVEDARTSI, SAMOKOV, as_json, as_xlsx

WHOLE = json.dumps([GOVEDARTSI, SAMOKOV, FOOTER], ensure_ascii=False).encode()
XLSX = as_xlsx([["ekatte", "name"], ["15285", "Говедарци"]]).content
BAD_FILES = {
    "truncated": (WHOLE[:200].decode("utf-8", "ignore").encode(), "прекъснат или повреден"),
    "cut inside a letter": (WHOLE[:-40] + "г".encode()[:1], "UTF-8"),
    "another encoding": (WHOLE.decode().encode("cp1251"), "UTF-8"),
    "utf-16": (WHOLE.decode().encode("utf-16"), "UTF-8"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "UTF-8"),
    "a text": ("Здравейте".encode(), "не е от познат вид"),
    "a page": (b"<!doctype html><html></html>", "не е от познат вид"),
    "one record": (json.dumps(GOVEDARTSI).encode(), "няма списък"),
    "numbers": (b"[1, 2, 3]", "няма списък"),
    "an empty list": (b"[]", "нито един ред"),
    "only the last record": (json.dumps([FOOTER]).encode(), "нито един ред"),
    "not a number": (b'[{"ekatte": NaN}]', "прекъснат или повреден"),
    "too deep": (b"[" * 100_000, "не е подреден"),
    "truncated table": (XLSX[: len(XLSX) // 2], "прекъсната или повредена"),
    "truncated old table": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "прекъсната"),
    "empty table": (as_xlsx([]).content, "няма редове"),
    "a zip of something else": (b"PK\x03\x04" + bytes(100), "прекъсната или повредена"),
}


@pytest.mark.parametrize(("content", "sentence"), BAD_FILES.values(), ids=BAD_FILES)
def test_a_bad_file_is_refused_in_words(content: bytes, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        read_table(Source("file", content))


def test_a_file_of_200_mb_is_refused_before_it_is_read(tmp_path: Path) -> None:
    large = tmp_path / "large.json"
    with large.open("wb") as file:
        file.truncate(200 * 1024 * 1024)
    with pytest.raises(Refused, match=r"твърде голям: 200 MB\. Приемат се файлове до 16 MB"):
        open_source(large, MAX_LIST_BYTES)


def test_an_empty_or_missing_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "empty.json").touch()
    with pytest.raises(Refused, match="празен"):
        open_source(tmp_path / "empty.json", MAX_LIST_BYTES)
    with pytest.raises(Refused, match=r"Няма такъв файл: gone\.json"):
        open_source(tmp_path / "gone.json", MAX_LIST_BYTES)


def test_a_table_that_unpacks_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("opora.territory.imports.reading.MAX_UNPACKED_BYTES", 100)
    with pytest.raises(Refused, match="твърде голям"):
        read_table(Source("bomb.xlsx", XLSX))


def test_the_last_record_of_json_is_not_data_but_the_day() -> None:
    table = read_table(as_json([GOVEDARTSI, SAMOKOV, FOOTER]))
    assert [row["name"] for _number, row in table.rows] == ["Говедарци", "Самоков"]
    assert table.as_of == date(2024, 5, 8)
    assert table.rows[0][1]["category"] == "6"


def test_a_byte_order_mark_does_no_harm() -> None:
    assert read_json(Source("bom.json", b"\xef\xbb\xbf[1]")) == [1]


def test_the_service_row_of_a_table_is_not_data_but_the_day() -> None:
    table = read_table(
        as_xlsx(
            [
                ["ekatte", "t_v_m", "name", "obstina"],
                ["00000", "", "Състояние към: 19/01/2018 г.", ""],
                ["15285", "с.", "Говедарци", "SFO39"],
                ["", "", "", ""],
            ]
        )
    )
    assert len(table.rows) == 1
    assert table.as_of == date(2018, 1, 19)
    assert table.columns == {"ekatte", "t_v_m", "name", "obshtina"}


def test_numbers_of_a_table_are_read_without_a_decimal_point() -> None:
    table = read_table(as_xlsx([["EKATTE ", "Name", "category"], [14, "Абланица", 5.0]]))
    assert table.rows == [(2, {"ekatte": "14", "name": "Абланица", "category": "5"})]
