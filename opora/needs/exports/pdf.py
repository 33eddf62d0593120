"""The analysis as PDF: set by typst from the same values as the page."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from opora.documents import pdf
from opora.lib import words

from .. import presenting
from ..presenting import Shown
from .text import (
    input_rows,
    inputs_head,
    ranking_head,
    ranking_rows,
    service_cells,
    services_head,
    total_cells,
    trend_head,
    trend_rows,
)

TEMPLATE = Path(__file__).parents[1] / "templates" / "needs" / "analysis.typ"


def make(content: Mapping[str, Any]) -> bytes:
    """The document, tagged."""
    return pdf.render(TEMPLATE, values(content))


def values(content: Mapping[str, Any]) -> dict[str, Any]:
    """Everything as words, in the order of the page."""
    shown = presenting.shown(content)
    return {
        **_front(shown),
        **_services(shown),
        **_ranking(shown),
        **_trend(shown),
        **_consultation(shown),
        **_sources(shown),
    }


def _front(shown: Shown) -> dict[str, Any]:
    content = shown.content
    municipality, council = content["municipality"], content["council"]
    decision = {"n": council["number"], "day": presenting.day(council["on"])}
    return {
        "title": _("Анализ на потребностите от социални услуги"),
        "municipality": _("Община %(name)s") % {"name": municipality["name"]},
        "district": _("област %(name)s") % {"name": municipality["district_name"]},
        "cycle": content["cycle"]["name"],
        "as_of": _("данни към %(day)s") % {"day": words.day(shown.day)},
        "version": _("версия %(n)s") % {"n": content["number"]} if "number" in content else "",
        "watermark": shown.watermark,
        "origin": shown.origin,
        "council": _("Приет с решение № %(n)s от %(day)s на общинския съвет.") % decision
        if council["number"]
        else "",
        "sections": shown.sections,
        "unwritten": _("Не е написано."),
    }


def _services(shown: Shown) -> dict[str, Any]:
    bars = shown.service_bars
    across = bars.width - bars.left - 60
    return {
        "services_title": _("Услуги: изчислено, съществуващо, предложено"),
        "services_head": services_head(),
        "services": [service_cells(row) for row in shown.rows],
        "sums": total_cells(shown),
        "bars": [
            {
                "name": group.name,
                "bars": [{"share": bar.width / across, "label": bar.label} for bar in group.bars],
            }
            for group in bars.groups
        ],
        "legend": [name for _number, name in bars.legend],
        "notes_title": _("Мотиви"),
        "notes": [
            {"name": row.full_name, "text": row.proposal["note"]}
            for row in shown.proposed
            if row.proposal["note"]
        ],
    }


def _ranking(shown: Shown) -> dict[str, Any]:
    return {
        "ranking_title": _("Услугите, които работят и имат най-много потребители"),
        "ranking_text": presenting.weight_words(),
        "ranking_head": ranking_head(),
        "ranking": ranking_rows(shown),
    }


def _trend(shown: Shown) -> dict[str, Any]:
    return {
        "trend_title": _("Население до хоризонта"),
        "trend_text": presenting.trend_words(shown.trend) if shown.trend else "",
        "trend_head": trend_head(),
        "trend": trend_rows(shown),
    }


def _consultation(shown: Shown) -> dict[str, Any]:
    said = shown.content["consultation"]
    days = {"first": presenting.day(said["from"]), "last": presenting.day(said["to"])}
    return {
        "consultation_title": _("Обществено обсъждане"),
        "consultation": _("От %(first)s до %(last)s.") % days if said["from"] else "",
        "comments": said["comments"],
        "answer": _("Отговор:"),
    }


def _sources(shown: Shown) -> dict[str, Any]:
    digest = shown.content.get("digest", "")
    return {
        "sources_title": _("Входове и източници"),
        "sources_head": inputs_head(),
        "sources": input_rows(shown),
        "criteria": f"{_('Критерии:')} {shown.criteria_name or _('няма критерии в сила')}",
        "digest": f"{_('Отпечатък на версията:')} {digest}" if digest else "",
    }
