"""The letter about a refusal, in plain words. The form and the keeping are documents'."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from opora.accounts.requests import ActingRequest
from opora.assistance.papers import REFUSAL, WITHDRAWAL, of_kind
from opora.documents import panels
from opora.documents import services as documents
from opora.documents.models import IssuedDocument
from opora.documents.paper import Fields, Paper, Section, Signature
from opora.law.models import DeadlineRule
from opora.lib.actor import Actor
from opora.lib.words import day as written

from . import queries
from .models import AssistanceRefusal


def issue(actor: Actor, refusal: AssistanceRefusal, *, now: datetime) -> IssuedDocument:
    """The letter as a numbered act, kept as issued."""
    return documents.issue(
        actor,
        paper=letter(refusal, queries.term_on(refusal.refused_on)),
        kind=REFUSAL if refusal.enrollment_id else WITHDRAWAL,
        record_kind="assistance",
        record_id=refusal.enrollment_id or refusal.direction_id or 0,
        audience=[refusal.organization_id],
        person_id=refusal.person_id,
        now=now,
    )


def of_refusal(request: ActingRequest, refusal: AssistanceRefusal) -> dict[str, Any]:
    """The letter that was issued."""
    found = panels.papers(
        request,
        record_kind="assistance",
        record_id=refusal.enrollment_id or refusal.direction_id or 0,
        audience=[refusal.organization_id],
        may_attach=False,
    )
    kind = REFUSAL if refusal.enrollment_id else WITHDRAWAL
    return {"papers": of_kind(found, {kind}) | {"attachments": []}}


def letter(refusal: AssistanceRefusal, term: DeadlineRule | None) -> Paper:
    """What was decided, why, and what one can do about it, until when and before whom."""
    return Paper(
        title=_("Отказ") if refusal.enrollment else _("Оттегляне на направление"),
        article=_(refusal.rule),
        subtitle=_subject(refusal),
        to=refusal.person.full_name,
        about=refusal.person.full_name,
        confidence=term.confidence if term else "weak",
        is_letter=True,
        sections=[
            Section([_decided(refusal), Fields([(_("Решено на"), written(refusal.refused_on))])]),
            Section([refusal.reason], _("Защо")),
            Section(_ways(refusal, term), _("Ако не сте съгласни")),
        ],
        signatures=[Signature(_("Ръководител"))],
    )


def _subject(refusal: AssistanceRefusal) -> str:
    thing = refusal.enrollment or refusal.direction
    return thing.number if thing else ""


def _decided(refusal: AssistanceRefusal) -> str:
    if refusal.enrollment:
        return _("Отказваме заявлението Ви %(number)s за %(kind)s от %(day)s.") % {
            "number": refusal.enrollment.number,
            "kind": refusal.enrollment.get_kind_display(),
            "day": written(refusal.enrollment.applied_on),
        }
    return _("Оттегляме направлението Ви за лична помощ %s.") % _subject(refusal)


def _ways(refusal: AssistanceRefusal, term: DeadlineRule | None) -> list[str]:
    before = str(refusal.body) if refusal.body else _("административния съд")
    said = [
        _("Можете да обжалвате писмено пред %(body)s. Жалбата се подава чрез нас: %(office)s.")
        % {"body": before, "office": refusal.organization.name}
    ]
    if term and term.amount is not None:
        days = ngettext("%(n)s ден", "%(n)s дни", term.amount) % {"n": term.amount}
        said.append(
            _("Срокът е %(days)s и тече от деня, следващ деня, в който сте получили това писмо.")
            % {"days": days}
        )
        said.append(_("Основание за срока: %s.") % term.basis)
    return said
