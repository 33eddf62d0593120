"""What the pages of criteria show, put together from queries and the model."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from opora.accounts.requests import ActingRequest
from opora.accounts.rules import may
from opora.law.rules import article_words
from opora.lib import words
from opora.lib.refusals import NotVisible

from . import drawing, queries, rules
from .model.compute import missing_criterion
from .model.terms import Criterion as Plain
from .model.wording import ROUNDING_LABELS, figure, formula_words
from .models import CriteriaSet, Criterion


def see(request: ActingRequest) -> None:
    """Whoever may not see criteria meets no page of them."""
    if not may(request.organization.kind, request.actor.roles, "criteria.see"):
        raise NotVisible


def may_edit(request: ActingRequest) -> bool:
    """Whether the person maintains the criteria."""
    return may(request.organization.kind, request.actor.roles, "criteria.edit")


def language(request: HttpRequest | None = None) -> str:
    """In which numbers and days are written."""
    return get_language() or words.BULGARIAN


def tabs(request: ActingRequest, active: str) -> list[dict[str, Any]]:
    """The parts of the section."""
    named = (
        ("criteria:sets", _("Набори критерии")),
        ("needs:methods", _("Двата метода")),
        ("needs:sensitivity", _("Чувствителност")),
        ("criteria:population", _("Население до хоризонта")),
    )
    return [
        {
            "label": label,
            "url": reverse(name, kwargs={"organization": request.organization.slug}),
            "active": name == active,
        }
        for name, label in named
    ]


@dataclass(frozen=True, slots=True)
class SetLine:
    """A row of the list of sets."""

    row: CriteriaSet
    standing: str
    tone: str
    n_known: int
    n_services: int


TONES = {"работен": "brand", "предстои": "wait", "в сила": "ok", "отменен": "plain"}


def set_line(row: CriteriaSet, today: date) -> SetLine:
    """How a set stands on a day and for how many services it can be computed."""
    standing = rules.standing(row.state, row.valid_from, row.valid_to, today)
    criteria = queries.criteria_of(row).values()
    known = [each for each in criteria if not missing_criterion(each)]
    return SetLine(row, _(standing), TONES[standing], len(known), len(criteria))


def timeline(rows: list[CriteriaSet], today: date) -> drawing.Timeline | None:
    """The published sets on their lines of time."""
    return drawing.timeline(
        [
            drawing.Dated(each.pk, each.name, each.valid_from, each.valid_to, each.is_illustrative)
            for each in rows
            if each.valid_from and each.valid_from != each.valid_to
        ],
        today,
    )


@dataclass(frozen=True, slots=True)
class BaseLine:
    """A base in words: „0,41 на всеки 100 от „Население““, or that its coefficient is missing."""

    name: str
    number: str
    per: str
    is_missing: bool


@dataclass(frozen=True, slots=True)
class CriterionLine:
    """A row of a set's table."""

    row: Criterion
    bases: tuple[BaseLine, ...]
    is_known: bool
    rounding: str
    basis: str
    formula: str


def criterion_line(row: Criterion, plain: Plain) -> CriterionLine:
    """A criterion as the table shows it."""
    return CriterionLine(
        row=row,
        bases=tuple(
            BaseLine(
                base.label,
                figure(base.coefficient, language()),
                words.number(base.per),
                base.coefficient is None,
            )
            for base in plain.bases
        ),
        is_known=not missing_criterion(plain),
        rounding=_(ROUNDING_LABELS[plain.rounding]) if plain.rounding else "",
        basis=_(article_words(row.article, row.confidence)),
        formula=formula_words(plain, language()),
    )


def criterion_lines(criteria_set: CriteriaSet) -> list[CriterionLine]:
    """All rows of a set, in the order of the services."""
    return [
        criterion_line(row, queries.plain(row, criteria_set))
        for row in queries.rows_of(criteria_set)
    ]
