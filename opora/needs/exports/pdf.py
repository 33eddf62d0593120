"""The analysis as PDF: set by typst from the same values as the page."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from opora.documents import pdf
from opora.lib import words

from .. import presenting
from .text import _number, _service

TEMPLATE = Path(__file__).parents[1] / "templates" / "needs" / "analysis.typ"


def make(content: Mapping[str, Any]) -> bytes:
    """The document, tagged."""
    return pdf.render(TEMPLATE, values(content))


def values(content: Mapping[str, Any]) -> dict[str, Any]:
    """Everything as words, in the order of the page."""
    shown = presenting.shown(content)
    municipality, council = content["municipality"], content["council"]
    said = content["consultation"]
    totals, trend, bars = shown.totals, shown.trend, shown.service_bars
    return {
        "title": _("Анализ на потребностите от социални услуги"),
        "municipality": _("Община %(name)s") % {"name": municipality["name"]},
        "district": _("област %(name)s") % {"name": municipality["district_name"]},
        "cycle": content["cycle"]["name"],
        "as_of": _("данни към %(day)s") % {"day": words.day(shown.day)},
        "version": _("версия %(n)s") % {"n": content["number"]} if "number" in content else "",
        "watermark": shown.watermark,
        "council": _("Приет с решение № %(n)s от %(day)s на общинския съвет.")
        % {"n": council["number"], "day": presenting.day(council["on"])}
        if council["number"]
        else "",
        "sections": shown.sections,
        "unwritten": _("Не е написано."),
        "services_title": _("Услуги: изчислено, съществуващо, предложено"),
        "services_head": [
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
        ],
        "services": [_service(row) for row in shown.rows],
        "sums": [
            _("Общо"),
            f"{_number(totals['computed'])}\n{shown.incomplete}".strip(),
            "",
            _number(totals["existing"]),
            _number(totals["occupied"]),
            _number(totals["waiting"]),
            "",
            _number(totals["proposed"]),
            "",
            f"{shown.cost}\n{shown.cost_incomplete}".strip(),
        ],
        "notes": [
            {"name": row.full_name, "text": row.proposal["note"]}
            for row in shown.proposed
            if row.proposal["note"]
        ],
        "notes_title": _("Мотиви"),
        "ranking_title": _("Услугите, които работят и имат най-много потребители"),
        "ranking_text": presenting.weight_words(),
        "ranking_head": [_("Ред"), _("Услуга"), _("Заети"), _("Места"), _("Чакат"), _("Тежест")],
        "ranking": [
            [
                str(row.result["rank"]),
                row.full_name,
                _number(row.result["occupied"]),
                _number(row.result["existing"]),
                _number(row.result["waiting"]),
                row.result["weight"].replace(".", ","),
            ]
            for row in shown.ranked
        ],
        "bars": [
            {
                "name": group.name,
                "bars": [
                    {"share": bar.width / (bars.width - bars.left - 60), "label": bar.label}
                    for bar in group.bars
                ],
            }
            for group in bars.groups
        ],
        "legend": [name for _number_, name in bars.legend],
        "trend_title": _("Население до хоризонта"),
        "trend_text": presenting.trend_words(trend) if trend else "",
        "trend_head": [
            _("Година"),
            _("С преселване"),
            _("Без преселване"),
            _("65 и повече"),
            _("0–14"),
        ],
        "trend": [
            [str(year)]
            + [words.number(trend[name][i]) for name in ("moving", "staying", "older", "children")]
            for i, year in enumerate(trend["years"])
        ]
        if trend
        else [],
        "consultation_title": _("Обществено обсъждане"),
        "consultation": _("От %(first)s до %(last)s.")
        % {"first": presenting.day(said["from"]), "last": presenting.day(said["to"])}
        if said["from"]
        else "",
        "comments": said["comments"],
        "answer": _("Отговор:"),
        "sources_title": _("Входове и източници"),
        "sources_head": [_("Показател"), _("Стойност"), _("Към"), _("Източник")],
        "sources": [
            [
                kept["name"],
                presenting.figure(kept["value"]),
                presenting.day(kept["as_of"]),
                kept["source"],
            ]
            for _code, kept in sorted(content["inputs"]["indicators"].items())
        ],
        "criteria": f"{_('Критерии:')} {shown.criteria_name or _('няма критерии в сила')}",
        "digest": f"{_('Отпечатък на версията:')} {content['digest']}"
        if "digest" in content
        else "",
    }
