"""The official files themselves, where the folder with them is present."""

import csv
import json
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from opora.territory import queries, rules, services
from opora.territory.imports.reading import MAX_LIST_BYTES, MAX_OUTLINES_BYTES, open_source
from opora.territory.imports.report import Report
from opora.territory.models import Municipality, Settlement

# Test data that is no part of the product stands beside the checkout, where there is any.
FILES = Path(__file__).parents[4] / "shared" / "data"
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not FILES.is_dir(), reason="the folder with the NSI files is not here"),
]
NOW = datetime(2026, 11, 21, tzinfo=UTC)


def take(name: str, *, is_applied: bool = False) -> Report:
    source = open_source(FILES / "nsi" / name, MAX_LIST_BYTES)
    return services.import_list(None, source=source, now=NOW, is_applied=is_applied)


def test_the_settlements_of_2024() -> None:
    report = take("2024-json/ek_atte.json", is_applied=True)
    assert (report.n_read, len(report.added), report.refused) == (5256, 5256, [])
    assert report.as_of == date(2024, 5, 8)
    kinds = [Settlement.objects.filter(kind=kind).count() for kind in ("гр.", "с.", "ман.")]
    assert kinds == [257, 4997, 2]
    assert Settlement.objects.get(pk="00014").municipality_id == "BLG52"
    assert all(
        Settlement.objects.filter(pk=unit.seat_ekatte, name=unit.seat).exists()
        for unit in Municipality.objects.all()
    )
    older = take("2018-xls/Ek_atte.xls")
    assert older.as_of == date(2018, 1, 19)
    assert older.missing == ["87825"]
    assert older.warnings


def test_our_transliteration_is_the_official_one() -> None:
    take("2024-json/ek_atte.json", is_applied=True)
    differ = [
        village.name
        for village in Settlement.objects.all()
        if rules.latin(village.name) != village.name_en.lower()
    ]
    # Names that the list itself writes apart, София first.
    assert len(differ) < 30, differ


def test_the_old_tables_are_read_alike() -> None:
    report = take("2018-xls/Ek_atte.xls", is_applied=True)
    assert (report.as_of, report.refused) == (date(2018, 1, 19), [])
    assert Settlement.objects.get(pk="00028").name == "Абланица"
    found = {village.ekatte for village in queries.search_settlements("Говедарци")}
    assert "15285" in found


@pytest.mark.parametrize(
    ("name", "n_rows"),
    [
        ("2024-json/ek_obst.json", 265),
        ("2018-xls/Ek_obst.xls", 265),
        ("xlsx/Ek_obst.xlsx", 265),
        ("2024-json/ek_obl.json", 28),
        ("2018-xls/Ek_obl.xls", 28),
        ("xlsx/Ek_obl.xlsx", 28),
    ],
)
def test_municipalities_and_districts_agree_with_our_own_table(name: str, n_rows: int) -> None:
    report = take(name)
    assert (report.n_read, report.n_unchanged, report.refused) == (n_rows, n_rows, [])


def test_the_outlines_of_all_municipalities() -> None:
    source = open_source(FILES / "municipalities.geojson", MAX_OUTLINES_BYTES)
    report = services.import_boundaries(
        None, source=source, origin="проба", now=NOW, is_applied=True
    )
    assert (len(report.added), report.missing, report.refused) == (265, [], [])
    geometry = json.loads(source.content)["features"][0]["geometry"]
    assert queries.boundaries()["BGS01"] == geometry


def test_our_points_of_the_seats_are_near_the_settlements() -> None:
    with (FILES / "municipalities.csv").open(encoding="utf-8") as lines:
        points = {
            row["code"]: (Decimal(row["seat_lat"]), Decimal(row["seat_lon"]))
            for row in csv.DictReader(lines)
        }
    for unit in Municipality.objects.all():
        km = rules.distance_km((unit.seat_lat, unit.seat_lon), points[unit.code])
        assert km <= 5, unit.code
