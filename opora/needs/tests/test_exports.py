"""The numbers of the exports: LibreOffice recomputes the workbook's formulas; all must agree."""

import io
import json
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from docx import Document

from opora.needs import model
from opora.needs.exports import FORMATS, text, workbook
from opora.needs.exports import pdf as paper
from opora.needs.exports.workbook import MOST

from .office import OFFICE, check, recalculate, rows_of

needs_office = pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed here")

BASES: dict[str, list[tuple[str, str | None, int]]] = {
    "OD_ICT": [("population", "0.285", 100)],
    "AS": [("age_65_plus", "1.5", 100), ("adults_attendance", "12.345678", 1000)],
    "DC_CH": [("children_disability", None, 100)],
    "DC_AD": [("adults_disability", "4", 100)],
    "TR": [("population", "3.335", 1000)],
    "RC_EL": [("age_65_plus", "0.75", 100)],
}
ROUNDINGS = {"OD_ICT": "half_up", "AS": "up", "DC_AD": "down", "TR": "down", "RC_EL": "half_up"}


def figure(value: str) -> dict[str, str]:
    return {
        "name": "Показател",
        "unit": "души",
        "value": value,
        "as_of": "2021-09-07",
        "source": "НСИ",
        "provenance": "import",
    }


def criterion(code: str) -> dict[str, Any]:
    return {
        "service": code,
        "bases": [
            {
                "indicator": indicator,
                "coefficient": coefficient,
                "per": per,
                "confidence": "practice",
                "name": indicator,
            }
            for indicator, coefficient, per in BASES[code]
        ],
        "rounding": ROUNDINGS.get(code, ""),
        "level": "district" if code == "RC_EL" else "municipal",
        "threshold": 20000 if code == "TR" else None,
        "min_size": None,
        "max_size": 30 if code == "DC_AD" else None,
        "article": "",
        "confidence": "practice",
        "version": 1,
    }


CODES = ["OD_ICT", "AS", "DC_CH", "DC_AD", "TR", "RC_EL", "IC", "HP"]


def standard(item: str, cents: int, currency: str, covers: list[str]) -> dict[str, Any]:
    return {
        "item": item,
        "year": 2026,
        "currency": currency,
        "steps": [[1, cents], [7, cents + 12345]],
        "counted_by": "user",
        "confidence": "exact",
        "tolerance_cents": 0,
        "covers": covers,
        "name": item,
        "evidence": "тест",
    }


@pytest.fixture
def content() -> dict[str, Any]:
    """Six services with every kind of criterion, three of them used, one within a complex."""
    made: dict[str, Any] = {
        "format": 1,
        "day": "2026-11-22",
        "municipality": {
            "code": "SFO39",
            "name": "Самоков",
            "name_en": "Samokov",
            "district": "SFO",
            "district_name": "София област",
        },
        "cycle": {"code": "2035", "name": "До 2035", "base_on": "2026-01-01", "horizon_year": 2035},
        "services": [
            {
                "code": code,
                "name": f"Услуга {code}",
                "short_name": code,
                "name_en": code,
                "level": "district" if code == "RC_EL" else "municipal",
                "unit": "person",
                "target_group": "хора",
            }
            for code in CODES
        ],
        "inputs": {
            "indicators": {
                "population": figure("33375"),
                "age_65_plus": figure("7364"),
                "adults_attendance": figure("411"),
            },
            "district_indicators": {"age_65_plus": figure("54321")},
            "own": {
                "AS": {"places": 40, "occupied": 37, "waiting": 6, "unmet": {}},
                "TR": {"places": 20, "occupied": 7, "waiting": 0, "unmet": {}},
                "IC": {"places": 20, "occupied": 7, "waiting": 0, "unmet": {}},
                "DC_CH": {"places": 0, "occupied": 0, "waiting": 3, "unmet": {}},
            },
            "own_total": {"places": 60, "occupied": 44, "waiting": 9},
            "evidence": {
                "AS": {
                    "prior": {"nu": "2.5", "alpha": "2.25", "mean": "1.1111111111111112"},
                    "group": ["age_65_plus"],
                    "n_units": 265,
                    "observed": 43,
                    "expected": "31.416",
                }
            },
            "population": {
                "census_on": "2021-09-07",
                "counted_on": "2025-12-31",
                "starts": {
                    "SFO39": [5000, 5200, 6300, 9500, 7364, 33100],
                    "ELE": [800, 900, 1100, 2500, 2400, 7290],
                },
            },
        },
        "criteria": {
            "set": {
                "id": 1,
                "name": "Примерни",
                "act": "няма",
                "is_illustrative": True,
                "valid_from": "2021-01-01",
                "version": 1,
            },
            "rows": {code: criterion(code) for code in BASES},
        },
        "standards": {
            "year": 2026,
            "rows": {
                "AS": standard("AS", 466100, "EUR", []),
                "TR": standard("ЦСРИ", 962400, "BGN", ["IC"]),
            },
        },
        "proposals": {
            code: {
                "users": users,
                "year_from": 2027,
                "settlement": "",
                "funding": [],
                "capital_cents": None,
                "note": "Мотиви.",
            }
            for code, users in zip(CODES, [70, 45, 12, None, 33, 15, 20, None], strict=True)
        },
        "texts": {"profile": "Текст."},
        "consultation": {
            "from": "2026-10-01",
            "to": "2026-11-02",
            "hearing": "",
            "comments": [{"on": "2026-10-05", "text": "Да има.", "answer": "Ще има."}],
        },
        "council": {"number": "112", "on": "2026-11-10", "document": ""},
        "number": 3,
        "reason": "submitted",
    }
    made["results"] = model.results(made)
    return made


@pytest.fixture(scope="module")
def recalculated(tmp_path_factory: pytest.TempPathFactory) -> Callable[[bytes], bytes]:
    """LibreOffice's own computation of every formula of a workbook."""
    folder: Path = tmp_path_factory.mktemp("office")

    def compute(book: bytes) -> bytes:
        (folder / "in.xlsx").write_bytes(book)
        recalculate(folder, ["in.xlsx"])
        return (folder / "out" / "in.xlsx").read_bytes()

    return compute


def test_cached_values_are_those_of_the_model(content: dict[str, Any]) -> None:
    assert check(rows_of(workbook.make(content)), content) > 70


@needs_office
def test_libreoffice_computes_the_same_from_wrong_cached_values(
    content: dict[str, Any], recalculated: Callable[[bytes], bytes]
) -> None:
    wrong = workbook.make(content, wrong=True)
    with pytest.raises(AssertionError):
        check(rows_of(wrong), content)
    assert check(rows_of(recalculated(wrong)), content) > 70


@needs_office
def test_libreoffice_follows_a_changed_input(
    content: dict[str, Any], recalculated: Callable[[bytes], bytes]
) -> None:
    changed = deepcopy(content)
    changed["inputs"]["indicators"]["age_65_plus"] = figure("9001")
    changed["inputs"]["indicators"]["population"] = figure("19999")
    changed["inputs"]["own"]["AS"]["occupied"] = 12
    changed["proposals"]["AS"]["users"] = 51
    # Written with the old results: only a true recalculation can give the new ones.
    book = recalculated(workbook.make(changed, wrong=True))
    changed["results"] = model.results(changed)
    assert changed["results"]["services"]["TR"]["computed"] == 0  # below the threshold
    assert check(rows_of(book), changed) > 70


def test_an_empty_coefficient_is_never_a_zero(content: dict[str, Any]) -> None:
    lines = {line[0]: line for line in rows_of(workbook.make(content))}
    assert lines["DC_CH"][MOST] == "липсва критерий"
    assert lines["DC_AD"][MOST] == "липсва показател"
    assert content["results"]["totals"]["n_uncomputed"] == 4


def test_the_watermark_stands_on_every_kind(content: dict[str, Any]) -> None:
    mark = "Примерни критерии – не са нормативен акт"
    document = Document(io.BytesIO(text.make(content)))
    assert document.sections[0].header.paragraphs[0].text == mark
    assert any(mark in str(line[0]) for line in rows_of(workbook.make(content))[:3])
    assert paper.values(content)["watermark"] == mark


def test_the_document_holds_the_numbers_of_the_model(content: dict[str, Any]) -> None:
    document = Document(io.BytesIO(text.make(content)))
    cells = [[cell.text for cell in row.cells] for row in document.tables[0].rows]
    found = {line[0]: line for line in cells[1:]}
    row = content["results"]["services"]["AS"]
    assert found["AS"][1:7] == [
        str(row["computed"]),
        f"{row['expected']} ({row['low']}–{row['high']})",
        "40",
        "37",
        "6",
        f"+{row['gap']}",
    ]
    assert found["DC_CH"][1] == "липсва критерий"


@pytest.mark.parametrize("kind", sorted(FORMATS))
def test_every_kind_is_made(content: dict[str, Any], kind: str) -> None:
    made = FORMATS[kind].make(content)
    assert made[:4] in (b"%PDF", b"PK\x03\x04")


def test_a_locked_content_keeps_its_bytes_through_json(content: dict[str, Any]) -> None:
    content.pop("results")
    written, digest = model.locked(content)
    again, same = model.locked({k: v for k, v in json.loads(written).items() if k != "results"})
    assert (again, same) == (written, digest)
