"""The analysis as a workbook whose results are live formulas over its inputs and criteria.

Whoever changes an input or a coefficient sees what follows. Cached values are written too, so that
a viewer that does not compute shows the same numbers. A test lets LibreOffice recompute a workbook
with wrong cached values and compares every number with the model.
"""

import io
from collections.abc import Mapping
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _
from xlsxwriter.utility import xl_rowcol_to_cell

from opora.criteria.model import formula
from opora.lib.money import RATE

from .. import model, presenting
from . import heads

INPUTS, CRITERIA, OWN, STANDARDS = "Входове", "Критерии", "Собствени данни", "Стандарти"
RESULTS, TREND, TEXTS = "Резултати", "Прогноза", "Текстове"
FIRST = 5  # the first row of services on the sheet of results, from 0
# The columns of the sheet of results.
(
    CODE,
    NAME,
    MOST,
    MOST_DISTRICT,
    EXPECTED,
    LOW,
    HIGH,
    PLACES,
    OCCUPIED,
    WAITING,
    GAP,
    USERS,
    YEAR,
    WEIGHT,
    RANK,
    STANDARD,
    COST,
    KEY,
) = range(18)
NO_STANDARD, IN_COMPLEX = "липсва стандарт", "в комплекса"


def make(content: Mapping[str, Any], *, wrong: bool = False) -> bytes:
    """The workbook; `wrong` writes wrong cached values on purpose, to test the formulas."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    Book(book, content, wrong).write()
    book.close()
    return buffer.getvalue()


class Book:
    """One workbook while it is written: where each input and coefficient stands."""

    def __init__(self, book: Any, content: Mapping[str, Any], wrong: bool) -> None:
        self.content, self.wrong = content, wrong
        self.shown = presenting.shown(content)
        self.results = content["results"]
        self.sheets = {
            name: book.add_worksheet(name)
            for name in (RESULTS, INPUTS, CRITERIA, OWN, STANDARDS, TREND, TEXTS)
        }
        self.bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        self.head = book.add_format(
            {"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#E4F0F1", "border": 1}
        )
        self.plain = book.add_format({"valign": "top"})
        self.typed = book.add_format({"valign": "top", "bg_color": "#FFF9EA"})
        self.wrap = book.add_format({"text_wrap": True, "valign": "top"})
        self.money = book.add_format({"num_format": "#,##0.00", "valign": "top"})
        self.tenth = book.add_format({"num_format": "0.0", "valign": "top"})
        self.warning = book.add_format({"bold": True, "font_color": "#B3261E"})
        self.title = book.add_format({"bold": True, "font_size": 14})
        self.places: dict[tuple[str, str, str], str] = {}

    def write(self) -> None:
        """Every sheet; inputs first, because results point at them."""
        for name, sheet in self.sheets.items():
            sheet.set_footer(f"&L{self.shown.watermark}&R&P / &N")
            if name != RESULTS:
                self._top(sheet, name)
        self._inputs()
        self._criteria()
        self._own()
        self._standards()
        self._results()
        self._trend()
        self._texts()

    def _top(self, sheet: Any, name: str) -> None:
        """The title, and the watermark of illustrative criteria on every sheet."""
        municipality, cycle = self.content["municipality"], self.content["cycle"]
        said = f"{name} · {_('община')} {municipality['name']} · {cycle['name']}"
        sheet.write(0, 0, said, self.title)
        if self.shown.watermark:
            sheet.write(1, 0, self.shown.watermark, self.warning)
        if self.shown.origin:
            sheet.write(1, 4, self.shown.origin, self.title)

    def _head(self, sheet: Any, row: int, head: heads.Head) -> None:
        sheet.set_row(row, 32)
        for column, (name, width) in enumerate(head):
            sheet.write(row, column, _(name), self.head)
            sheet.set_column(column, column, width)
        sheet.freeze_panes(row + 1, 0)

    def _needed(self) -> list[str]:
        """Every indicator that a criterion asks for, also the missing ones."""
        found = set(self.content["inputs"]["indicators"])
        for kept in self.content["criteria"]["rows"].values():
            found |= set(model.criterion_of(kept).indicators)
        return sorted(found)

    def _inputs(self) -> None:
        sheet = self.sheets[INPUTS]
        self._head(sheet, 2, heads.INPUTS)
        own, wide = (self.content["inputs"][part] for part in ("indicators", "district_indicators"))
        labels = {
            base["indicator"]: base["name"]
            for kept in self.content["criteria"]["rows"].values()
            for base in kept["bases"]
        }
        for row, code in enumerate(self._needed(), 3):
            found = own.get(code) or wide.get(code) or {}
            sheet.write(row, 0, code, self.plain)
            sheet.write(row, 1, found.get("name") or labels.get(code, code), self.wrap)
            for column, part in ((2, own), (3, wide)):
                if code in part:
                    sheet.write_number(row, column, float(part[code]["value"]), self.typed)
                else:
                    sheet.write_blank(row, column, None, self.typed)
            for column, name in ((4, "unit"), (5, "as_of"), (6, "source")):
                sheet.write(row, column, found.get(name) or _("липсва"), self.wrap)
            for level, column in (("municipal", 2), ("district", 3)):
                self.places["input", level, code] = _cell(INPUTS, row, column)

    def _criteria(self) -> None:
        sheet = self.sheets[CRITERIA]
        self._head(sheet, 2, heads.CRITERIA)
        row = 3
        for service in self.content["services"]:
            kept = self.content["criteria"]["rows"].get(service["code"])
            for base in kept["bases"] if kept else ():
                line = [service["code"], service["short_name"], base["indicator"]]
                line += [None, base["per"], kept["rounding"], kept["threshold"], kept["article"]]
                for column, value in enumerate([*line, base["confidence"]]):
                    sheet.write(row, column, value, self.wrap)
                if base["coefficient"] is None:
                    sheet.write_blank(row, 3, None, self.typed)
                else:
                    sheet.write_number(row, 3, float(base["coefficient"]), self.typed)
                place = _cell(CRITERIA, row, 3)
                self.places["coefficient", service["code"], base["indicator"]] = place
                row += 1

    def _own(self) -> None:
        sheet = self.sheets[OWN]
        self._head(sheet, 2, heads.OWN)
        for row, service in enumerate(self.content["services"], 3):
            own = self.content["inputs"]["own"].get(service["code"], {})
            found = self.results["services"][service["code"]]
            sheet.write(row, 0, service["code"], self.plain)
            sheet.write(row, 1, service["short_name"], self.wrap)
            for column, name in enumerate(("places", "occupied", "waiting"), 2):
                sheet.write_number(row, column, own.get(name, 0), self.typed)
            for column, name in enumerate(("expected", "low", "high"), 5):
                sheet.write(row, column, found[name], self.plain)
        total, row = self.content["inputs"]["own_total"], 3 + len(self.content["services"])
        sheet.write(row, 1, _("В общината, всеки обект веднъж"), self.bold)
        for column, name in ((2, "places"), (3, "occupied"), (4, "waiting")):
            sheet.write(row, column, total[name], self.bold)
        note = _(
            "Очакваните са по втория метод (непряка стандартизация с емпиричен Бейс) и са дадени"
            " като стойности: те зависят от цялата страна."
        )
        sheet.write(row + 2, 1, note, self.wrap)

    def _standards(self) -> None:
        sheet = self.sheets[STANDARDS]
        self._head(sheet, 2, heads.STANDARDS)
        for row, (code, kept) in enumerate(sorted(self.content["standards"]["rows"].items()), 3):
            values = [code, kept["name"], kept["year"], None, kept["currency"], kept["evidence"]]
            for column, value in enumerate(values):
                sheet.write(row, column, value, self.wrap)
            sheet.write_number(row, 3, yearly(kept), self.typed)

    def _results(self) -> None:
        sheet = self.sheets[RESULTS]
        self._top(sheet, _("Анализ на потребностите"))
        kept = self.content["criteria"]["set"]
        told = f"{_('Критерии:')} {kept['name'] if kept else _('няма')}"
        sheet.write(2, 0, f"{told} · {_('данни към')} {self.content['day']}", self.plain)
        self._head(sheet, FIRST - 1, heads.RESULTS)
        for row, service in enumerate(self.shown.rows, FIRST):
            self._service(sheet, row, service)
        self._sums(sheet, FIRST + len(self.shown.rows))
        note = _(
            "Тежест = заети × заети ÷ места + чакащи: услугите, които работят и имат най-много"
            " потребители, стоят напред. Жълтите клетки са входове; останалото се смята от тях."
        )
        sheet.write(FIRST + len(self.shown.rows) + 4, 1, note, self.wrap)

    def _service(self, sheet: Any, row: int, service: presenting.Row) -> None:
        found, proposal = service.result, service.proposal
        own_row = row - FIRST + 3
        sheet.write(row, CODE, service.code, self.plain)
        sheet.write(row, NAME, service.full_name, self.wrap)
        self._maximum(sheet, row, service)
        for column, own in ((EXPECTED, 5), (LOW, 6), (HIGH, 7)):
            name = {EXPECTED: "expected", LOW: "low", HIGH: "high"}[column]
            if found[name] is not None:
                self._formula(sheet, row, column, _cell(OWN, own_row, own), found[name])
        for column, own in ((PLACES, 2), (OCCUPIED, 3), (WAITING, 4)):
            name = {PLACES: "existing", OCCUPIED: "occupied", WAITING: "waiting"}[column]
            self._formula(sheet, row, column, _cell(OWN, own_row, own), found[name])
        most, places = _here(row, MOST), _here(row, PLACES)
        gap = "" if found["gap"] is None else found["gap"]
        self._formula(sheet, row, GAP, f'IF(ISNUMBER({most}),{most}-{places},"")', gap)
        if proposal["users"] is None:
            sheet.write_blank(row, USERS, None, self.typed)
        else:
            sheet.write_number(row, USERS, proposal["users"], self.typed)
        sheet.write(row, YEAR, proposal["year_from"], self.typed)
        self._weight(sheet, row, found)
        self._cost(sheet, row, service)

    def _maximum(self, sheet: Any, row: int, service: presenting.Row) -> None:
        """The legal criteria as a formula; without bases or a rounding rule only the words."""
        kept = self.content["criteria"]["rows"].get(service.code)
        column = MOST_DISTRICT if service.is_for_district else MOST
        other = MOST if service.is_for_district else MOST_DISTRICT
        sheet.write_blank(row, other, None, self.plain)
        tree = formula.formula(model.criterion_of(kept)) if kept else None
        missing = presenting.missing_kind(service.result["missing"])
        if tree is None or kept is None:
            sheet.write(row, column, missing, self.plain)
            return
        level = "district" if service.is_for_district else "municipal"

        def cell(what: str, name: str) -> str:
            return self.places[what, service.code if what == "coefficient" else level, name]

        name = "computed_district" if service.is_for_district else "computed"
        value = service.result[name]
        text = formula.spreadsheet(tree, cell, missing)
        self._formula(sheet, row, column, text, missing if value is None else value)

    def _weight(self, sheet: Any, row: int, found: Mapping[str, Any]) -> None:
        places, occupied = _here(row, PLACES), _here(row, OCCUPIED)
        used = f"IF({places}>0,{occupied}*{occupied}/{places},0)"
        text = f"ROUND(ROUND({used}+{_here(row, WAITING)},9),1)"
        weight = float(found["weight"])
        self._formula(sheet, row, WEIGHT, text, weight, self.tenth)
        gap, own = _here(row, GAP), _here(row, WEIGHT)
        key = f"{own}*1000000+IF(ISNUMBER({gap}),{gap},0)-ROW()/1000"
        value = weight * 1000000 + (found["gap"] or 0) - (row + 1) / 1000
        self._formula(sheet, row, KEY, key, value)
        every = f"{_fixed(FIRST, KEY)}:{_fixed(self._last, KEY)}"
        text = f'IF({own}>0,RANK({_here(row, KEY)},{every}),"")'
        self._formula(sheet, row, RANK, text, found["rank"] or "")

    @property
    def _last(self) -> int:
        return FIRST + len(self.shown.rows) - 1

    def _cost(self, sheet: Any, row: int, service: presenting.Row) -> None:
        """Users × standard; a service within another's standard costs nothing more."""
        standards = self.content["standards"]["rows"]
        users, found = _here(row, USERS), service.result
        carriers = [code for code, kept in standards.items() if service.code in kept["covers"]]
        if service.code in standards:
            line = sorted(standards).index(service.code) + 3
            place = _cell(STANDARDS, line, 3)
            bgn = standards[service.code]["currency"] == "BGN"
            euro = f"{place}/{RATE}" if bgn else place
            amount = yearly(standards[service.code]) / (float(RATE) if bgn else 1)
            self._formula(sheet, row, STANDARD, euro, amount, self.money)
            # As the model does: to the stotinka first, then to the cent.
            own = f"ROUND(ROUND({users}*{place},6),2)"
            own = f"ROUND(ROUND({own}/{RATE},6),2)" if bgn else own
            text = f'IF(ISNUMBER({users}),{own},"")'
        elif carriers:
            codes = [each.code for each in self.shown.rows]
            carrier = _here(FIRST + codes.index(carriers[0]), USERS)
            held = f"AND(ISNUMBER({carrier}),{users}<={carrier})"
            inner = f'IF({held},"{IN_COMPLEX}","{NO_STANDARD}")'
            text = f'IF(ISNUMBER({users}),{inner},"")'
        else:
            text = f'IF(ISNUMBER({users}),"{NO_STANDARD}","")'
        self._formula(sheet, row, COST, text, _cost_value(found), self.money)

    def _sums(self, sheet: Any, row: int) -> None:
        """Sums that say what they lack."""
        totals, first, last = self.results["totals"], FIRST, self._last
        sheet.write(row, NAME, _("Общо"), self.bold)
        municipal = sum(not each.is_for_district for each in self.shown.rows)
        total_row = 3 + len(self.shown.rows)

        def column(number: int) -> str:
            return f"{_here(first, number)}:{_here(last, number)}"

        values: list[tuple[int, str, Any]] = [
            (MOST, f'IF(COUNT({column(MOST)})=0,"",SUM({column(MOST)}))', totals["computed"]),
            (PLACES, _cell(OWN, total_row, 2), totals["existing"]),
            (OCCUPIED, _cell(OWN, total_row, 3), totals["occupied"]),
            (WAITING, _cell(OWN, total_row, 4), totals["waiting"]),
            (USERS, f'IF(COUNT({column(USERS)})=0,"",SUM({column(USERS)}))', totals["proposed"]),
            (COST, f"SUM({column(COST)})", totals["cost_cents"] / 100),
        ]
        for number, text, value in values:
            look = self.money if number == COST else self.bold
            self._formula(sheet, row, number, text, "" if value is None else value, look)
        sheet.write(row + 1, NAME, _("Сборът е непълен: услуги без число"), self.plain)
        text = f"{municipal}-COUNT({column(MOST)})"
        self._formula(sheet, row + 1, MOST, text, totals["n_uncomputed"])
        text = f'COUNTIF({column(COST)},"{NO_STANDARD}")'
        self._formula(sheet, row + 1, COST, text, totals["n_uncosted"])

    def _formula(
        self, sheet: Any, row: int, column: int, text: str, value: Any, look: Any = None
    ) -> None:
        """A formula with its cached value; a wrong one for the test."""
        if self.wrong:
            value = 987654
        sheet.write_formula(row, column, f"={text}", look or self.plain, value)

    def _trend(self) -> None:
        sheet, trend = self.sheets[TREND], self.results["trend"]
        self._head(sheet, 2, heads.TREND)
        for i, year in enumerate(trend["years"] if trend else ()):
            line = [year, *(trend[name][i] for name in ("moving", "staying", "older", "children"))]
            for column, value in enumerate(line):
                sheet.write_number(3 + i, column, value, self.plain)

    def _texts(self) -> None:
        sheet = self.sheets[TEXTS]
        self._head(sheet, 2, heads.TEXTS)
        for row, section in enumerate(self.shown.sections, 3):
            sheet.write(row, 0, section["title"], self.bold)
            sheet.write_string(row, 1, section["text"], self.wrap)


def yearly(kept: Mapping[str, Any]) -> float:
    """A standard's amount for a whole year, also when it changed inside the year."""
    steps = kept["steps"]
    ends = [month for month, _cents in steps[1:]] + [13]
    months = zip(steps, ends, strict=True)
    return float(sum(cents * (end - month) for (month, cents), end in months) / 1200)


def _cost_value(found: Mapping[str, Any]) -> Any:
    how = found.get("cost_how")
    if how is None or how == "no_users":
        return ""
    if how == "included":
        return IN_COMPLEX
    return NO_STANDARD if found["cost_cents"] is None else found["cost_cents"] / 100


def _here(row: int, column: int) -> str:
    return str(xl_rowcol_to_cell(row, column))


def _fixed(row: int, column: int) -> str:
    return str(xl_rowcol_to_cell(row, column, row_abs=True, col_abs=True))


def _cell(sheet: str, row: int, column: int) -> str:
    return f"'{sheet}'!{_fixed(row, column)}"
