"""The analysis as DOCX: to be edited, attached to a council's proposal, read aloud."""

import io
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.oxml.shared import OxmlElement
from docx.shared import Cm, Pt, RGBColor

from opora.lib import words

from .. import presenting
from ..presenting import DASH, Shown

PETROL, RED = RGBColor(0x0B, 0x55, 0x63), RGBColor(0xB3, 0x26, 0x1E)
NUMERIC = set("0123456789+−—")
FONT = "Calibri"  # what every office has


def make(content: Mapping[str, Any]) -> bytes:
    """The document."""
    shown, document = presenting.shown(content), Document()
    _prepare(document, shown)
    _title(document, shown)
    _sections(document, shown)
    _services(document, shown)
    _trend(document, shown)
    _consultation(document, shown)
    _sources(document, shown)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _prepare(document: Any, shown: Shown) -> None:
    """Page, fonts, and the watermark of illustrative criteria at the head of every page."""
    page = document.sections[0]
    page.orientation, page.page_width, page.page_height = WD_ORIENT.LANDSCAPE, Cm(29.7), Cm(21)
    page.left_margin = page.right_margin = Cm(2)
    page.top_margin = page.bottom_margin = Cm(1.8)
    style = document.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(10.5)
    style.element.rPr.rFonts.set(qn("w:cs"), FONT)
    for level in (1, 2):
        head = document.styles[f"Heading {level}"]
        head.font.name, head.font.color.rgb = FONT, PETROL
        head.element.rPr.rFonts.set(qn("w:ascii"), FONT)
        head.element.rPr.rFonts.set(qn("w:hAnsi"), FONT)
    if said := " · ".join(filter(None, (shown.watermark, shown.origin))):
        line = page.header.paragraphs[0]
        run = line.add_run(said)
        run.bold, run.font.color.rgb = True, RED
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _page_numbers(page.footer.paragraphs[0])


def _page_numbers(line: Any) -> None:
    line.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    run = line.add_run()
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        else:
            part.text = text
        run._r.append(part)


def _title(document: Any, shown: Shown) -> None:
    content = shown.content
    municipality = content["municipality"]
    document.core_properties.title = f"{_('Анализ на потребностите')} · {municipality['name']}"
    head = document.add_heading(
        _("Анализ на потребностите от социални услуги в община %(name)s")
        % {"name": municipality["name"]},
        level=1,
    )
    head.paragraph_format.space_before = Pt(0)
    district = _("област %(name)s") % {"name": municipality["district_name"]}
    parts = [content["cycle"]["name"], district]
    parts.append(_("данни към %(day)s") % {"day": words.day(shown.day)})
    if number := content.get("number"):
        parts.append(_("версия %(n)s") % {"n": number})
    document.add_paragraph(" · ".join(parts))
    council = content["council"]
    if council["number"]:
        said = {"n": council["number"], "day": presenting.day(council["on"])}
        document.add_paragraph(_("Приет с решение № %(n)s от %(day)s на общинския съвет.") % said)


def _sections(document: Any, shown: Shown) -> None:
    for number, section in enumerate(shown.sections, 1):
        document.add_heading(f"{number}. {section['title']}", level=2)
        for part in section["text"].split("\n") if section["text"] else [_("Не е написано.")]:
            if part.strip():
                document.add_paragraph(part)


def _services(document: Any, shown: Shown) -> None:
    document.add_heading(_("Услуги: изчислено, съществуващо, предложено"), level=2)
    rows = [*(service_cells(row) for row in shown.rows), total_cells(shown)]
    _table(document, services_head(), rows, [6.6, 2.6, 2.7, 1.5, 1.5, 1.5, 2, 2.6, 1.5, 3.2])
    for row in shown.proposed:
        if row.proposal["note"]:
            line = document.add_paragraph(style="List Bullet")
            line.add_run(f"{row.full_name}: ").bold = True
            line.add_run(row.proposal["note"])
    if shown.ranked:
        title = _("Услугите, които работят и имат най-много потребители")
        document.add_heading(title, level=2)
        document.add_paragraph(presenting.weight_words())
        _table(document, ranking_head(), ranking_rows(shown), [1.4, 13, 2, 2, 2, 2.4])


def _trend(document: Any, shown: Shown) -> None:
    if shown.trend:
        document.add_heading(_("Население до хоризонта"), level=2)
        document.add_paragraph(presenting.trend_words(shown.trend))
        _table(document, trend_head(), trend_rows(shown), [3, 4, 4, 4, 4])


def _consultation(document: Any, shown: Shown) -> None:
    kept = shown.content["consultation"]
    if not kept["from"]:
        return
    document.add_heading(_("Обществено обсъждане"), level=2)
    said = {"first": presenting.day(kept["from"]), "last": presenting.day(kept["to"])}
    document.add_paragraph(_("От %(first)s до %(last)s.") % said)
    for comment in kept["comments"]:
        line = document.add_paragraph(style="List Bullet")
        line.add_run(f"{comment['text']} ")
        line.add_run(f"{_('Отговор:')} {comment['answer']}").italic = True


def _sources(document: Any, shown: Shown) -> None:
    """Every input with its day and source; the set of criteria; the digest of a locked version."""
    document.add_heading(_("Входове и източници"), level=2)
    _table(document, inputs_head(), input_rows(shown), [8, 3, 3, 11.5])
    name = shown.criteria_name or _("няма критерии в сила")
    document.add_paragraph(f"{_('Критерии:')} {name}")
    if digest := shown.content.get("digest"):
        document.add_paragraph(f"{_('Отпечатък на версията:')} {digest}")


def _table(
    document: Any, head: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[float]
) -> None:
    """A table whose head repeats on every page; numbers to the right."""
    table = document.add_table(rows=1, cols=len(head), style="Table Grid")
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    table.rows[0]._tr.get_or_add_trPr().append(mark)
    lines = [table.rows[0], *(table.add_row() for _row in rows)]
    for line, values in zip(lines, [head, *rows], strict=True):
        for column, (cell, text, width) in enumerate(zip(line.cells, values, widths, strict=True)):
            cell.width = Cm(width)
            part = cell.paragraphs[0]
            part.paragraph_format.space_after = Pt(0)
            run = part.add_run(str(text))
            run.font.size, run.bold = Pt(9), line is lines[0]
            if line is lines[0]:
                _shade(cell)
            if column and text[:1] in NUMERIC:
                part.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    document.add_paragraph()


def _shade(cell: Any) -> None:
    wash = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", "E4F0F1")):
        wash.set(qn(f"w:{name}"), value)
    cell._tc.get_or_add_tcPr().append(wash)


def _number(value: int | None) -> str:
    return DASH if value is None else words.number(value)


def _bracket(text: str) -> str:
    return f"({text})" if text else ""


# The cells, which the PDF shares


def services_head() -> list[str]:
    """The columns of the table of services."""
    return [
        _("Услуга"),
        _("Изчислен максимум"),
        _("Очаквани (интервал)"),
        _("Места"),
        _("Заети"),
        _("Чакат"),
        _("Разлика"),
        _("Предложени"),
        _("От"),
        _("За година"),
    ]


def service_cells(row: presenting.Row) -> list[str]:
    """One service in words."""
    found, computed, expected = row.result, row.computed, DASH
    if row.is_for_district and row.is_computed:
        computed = f"{computed} ({_('за областта')})"
    if found["expected"] is not None:
        expected = f"{words.number(found['expected'])} ({row.interval})"
    return [
        row.name,
        computed,
        expected,
        _number(found["existing"]),
        _number(found["occupied"]),
        _number(found["waiting"]),
        row.gap,
        _number(row.proposal["users"]),
        str(row.proposal["year_from"] or DASH),
        row.cost,
    ]


def total_cells(shown: Shown) -> list[str]:
    """The sums in words, with what they lack."""
    totals = shown.totals
    return [
        _("Общо"),
        f"{_number(totals['computed'])} {_bracket(shown.incomplete)}".strip(),
        "",
        _number(totals["existing"]),
        _number(totals["occupied"]),
        _number(totals["waiting"]),
        "",
        _number(totals["proposed"]),
        "",
        f"{shown.cost} {_bracket(shown.cost_incomplete)}".strip(),
    ]


def ranking_head() -> list[str]:
    """The columns of the ranking."""
    return [_("Ред"), _("Услуга"), _("Заети"), _("Места"), _("Чакат"), _("Тежест")]


def ranking_rows(shown: Shown) -> list[list[str]]:
    """The services that work, the weightiest first."""
    return [
        [
            str(row.result["rank"]),
            row.full_name,
            _number(row.result["occupied"]),
            _number(row.result["existing"]),
            _number(row.result["waiting"]),
            row.result["weight"].replace(".", ","),
        ]
        for row in shown.ranked
    ]


def trend_head() -> list[str]:
    """The columns of the projection."""
    return [_("Година"), _("С преселване"), _("Без преселване"), _("65 и повече"), _("0–14")]


def trend_rows(shown: Shown) -> list[list[str]]:
    """The projection year by year."""
    trend = shown.trend
    names = ("moving", "staying", "older", "children")
    return [
        [str(year), *(words.number(trend[name][i]) for name in names)]
        for i, year in enumerate(trend["years"])
    ] if trend else []  # fmt: skip


def inputs_head() -> list[str]:
    """The columns of the inputs."""
    return [_("Показател"), _("Стойност"), _("Към"), _("Източник")]


def input_rows(shown: Shown) -> list[list[str]]:
    """Every figure of the municipality with its day and source."""
    return [
        [
            kept["name"],
            presenting.figure(kept["value"]),
            presenting.day(kept["as_of"]),
            kept["source"],
        ]
        for _code, kept in sorted(shown.content["inputs"]["indicators"].items())
    ]
