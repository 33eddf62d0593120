"""Small files like the published ones, for the tests of the imports."""

import json
from io import BytesIO
from typing import Any

import xlsxwriter

from opora.territory.imports.reading import Source

FOOTER = {
    "Дата и час на изготвяне на справката": "01/06/2024 17:52",
    "Данните са актуални към": "08/05/2024",
}
GOVEDARTSI = {
    "ekatte": "15285",
    "t_v_m": "с.",
    "name": "Говедарци",
    "oblast": "SFO",
    "obshtina": "SFO39",
    "kmetstvo": "SFO39-05",
    "kind": 3,
    "category": 6,
    "name_en": "Govedartsi",
}
SAMOKOV = GOVEDARTSI | {
    "ekatte": "65231",
    "t_v_m": "гр.",
    "name": "Самоков",
    "kmetstvo": "SFO39-00",
    "category": 2,
    "name_en": "Samokov",
}


def as_json(value: Any, name: str = "ek_atte.json") -> Source:
    """A JSON file with this value."""
    return Source(name, json.dumps(value, ensure_ascii=False).encode())


def as_xlsx(rows: list[list[Any]], name: str = "ek_atte.xlsx") -> Source:
    """A workbook with one sheet of these rows."""
    packed = BytesIO()
    with xlsxwriter.Workbook(packed) as workbook:
        sheet = workbook.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return Source(name, packed.getvalue())


def square(west: float, side: float = 0.1) -> list[list[float]]:
    """A closed ring."""
    east, south, north = round(west + side, 4), 42.3, 42.4
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def feature(code: str, ring: Any = None, **geometry: Any) -> dict[str, Any]:
    """A municipality with a small square of its own, or with what is given instead."""
    west = 25.0 if code == "VTR13" else 23.5
    outline = {"type": "Polygon", "coordinates": [square(west) if ring is None else ring]}
    return {"type": "Feature", "properties": {"code": code}, "geometry": outline | geometry}


def collection(*features: Any, **more: Any) -> dict[str, Any]:
    """A GeoJSON file's value."""
    return {"type": "FeatureCollection", "features": list(features)} | more
