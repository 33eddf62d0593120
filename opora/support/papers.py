"""What support issues on paper: the assessment, the plan for signing, the review."""

from datetime import datetime

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from opora.cases import services as cases
from opora.cases.models import Case
from opora.cases.rules import Part
from opora.documents import services as documents
from opora.documents.models import IssuedDocument
from opora.documents.paper import Block, Bullets, Fields, Paper, Section, Signature, Table
from opora.lib import words
from opora.lib.actor import Actor
from opora.people import queries as people

from . import presenting, rules
from .models import NeedsAssessment, Review, SupportPlan


def issue(actor: Actor, case: Case, paper: Paper, kind: str, *, now: datetime) -> IssuedDocument:
    """Issue one paper of a case to who sees its plan."""
    return documents.issue(
        actor,
        paper=paper,
        kind=kind,
        record_kind="case",
        record_id=case.pk,
        audience=cases.hearing(case, Part.PLAN),
        person_id=case.person_id,
        series="support",
        now=now,
    )


def assessment(found: NeedsAssessment) -> Paper:
    """The individual assessment, area by area."""
    sections = [Section([_heading(found.case)])]
    if found.own_words:
        sections.append(Section([f"„{found.own_words}“"], _("Какво иска лицето")))
    if found.strengths:
        sections.append(Section([found.strengths], _("Силни страни и кой помага")))
    for area in found.areas.select_related("area"):
        blocks: list[Block] = [area.situation] if area.situation else []
        if area.own_words:
            blocks.append(_("Със своите думи: „%(words)s“") % {"words": area.own_words})
        if area.need:
            blocks.append(_("Нужна подкрепа: %(need)s") % {"need": area.need})
        if blocks:
            sections.append(Section(blocks, capfirst(str(area.area))))
    sections.append(Section([found.conclusion], _("Заключение")))
    return Paper(
        title=_("Индивидуална оценка на потребностите"),
        sections=sections,
        signatures=[Signature(_("За екипа"), found.author.name if found.author else "")],
        article=rules.REGULATION,
        about=found.case.person.full_name,
        hides_address=found.case.is_confidential,
    )


def plan(actor: Actor, found: SupportPlan) -> Paper:
    """The plan as it is proposed, with the places where each signs."""
    sections = [Section([_heading(found.case)])]
    for row in presenting.goals(found):
        goal = row["goal"]
        until = f" ({_('до')} {words.day(goal.due_on)})" if goal.due_on else ""
        lines = [
            (one["activity"].text, one["frequency"], one["activity"].responsible,
             "" if found.case.is_confidential else one["activity"].place)
            for one in row["activities"]
        ]  # fmt: skip
        head = (_("Дейност"), _("Колко често"), _("Кой отговаря"), _("Къде"))
        known = _("Ще познаем по: %(by)s") % {"by": goal.indicator}
        title = f"{goal.mark}. {goal.text}{until}"
        sections.append(Section([known, Table(head, lines)], title))
    return Paper(
        title=_("Индивидуален план за подкрепа"),
        subtitle=_("версия %(n)s") % {"n": found.n},
        sections=sections,
        signatures=_signatures(actor, found),
        article=rules.REGULATION,
        about=found.case.person.full_name,
        hides_address=found.case.is_confidential,
    )


def _signatures(actor: Actor, found: SupportPlan) -> list[Signature]:
    person, on = found.case.person, found.saved_at.date()
    spoken = list(people.representatives(actor, person, on))
    needed = rules.needed_signers(person.birth_date, on, [one.kind for one in spoken])
    names = {
        rules.Signer.PERSON: person.full_name,
        rules.Signer.CHILD: person.full_name,
        rules.Signer.REPRESENTATIVE: spoken[0].name if len(spoken) == 1 else "",
    }
    places = [Signature(capfirst(_(rules.SIGNER_LABELS[one])), names[one]) for one in needed]
    return [*places, Signature(capfirst(_(rules.SIGNER_LABELS[rules.Signer.HEAD])))]


def review(found: Review) -> Paper:
    """What the review found, and how far each goal was reached."""
    facts = [
        (_("Вид"), capfirst(found.get_kind_display())),
        (_("Проведен на"), words.day(found.held_on)),
        (_("Решение"), capfirst(found.get_verdict_display())),
    ]
    sections = [Section([_heading(found.case), Fields(facts)])]
    if found.change:
        sections.append(Section([found.change], _("Какво се е променило")))
    if found.own_words:
        sections.append(Section([f"„{found.own_words}“"], _("Какво казва лицето")))
    if scores := _scores(found):
        scale = _("Скала от −2 до +2, където 0 е колкото се очакваше; практика.")
        sections.append(Section([Bullets(scores), scale], _("Цели")))
    sections.append(Section([found.summary], _("Изводи")))
    return Paper(
        title=_("Преглед на плана за подкрепа"),
        sections=sections,
        signatures=[Signature(_("За екипа"), found.author.name if found.author else "")],
        about=found.case.person.full_name,
        hides_address=found.case.is_confidential,
        confidence="practice",
    )


def _scores(found: Review) -> list[str]:
    return [
        f"{one.goal.text}: {_signed(one.score)}{f' ({one.note})' if one.note else ''}"
        for one in found.scores.select_related("goal")
    ]


def _signed(score: int) -> str:
    return f"{score:+d}".replace("-", "−") if score else "0"


def _heading(case: Case) -> Fields:
    return Fields(
        [
            (_("Лице"), case.person.full_name),
            (_("Услуга"), case.service.name),
            (_("Случай"), case.number),
        ]
    )
