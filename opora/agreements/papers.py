"""The agreement on paper: as a draft for the person, and as it was signed."""

from datetime import datetime

from django.utils.translation import gettext as _

from opora.cases.rules import Part
from opora.cases.services.steps import hearing
from opora.documents import services as documents
from opora.documents.models import IssuedDocument
from opora.documents.paper import Bullets, Fields, Paper, Section, Signature
from opora.lib import words
from opora.lib.actor import Actor
from opora.lib.refusals import Refused
from opora.people.naming import in_full
from opora.support import queries as support

from . import queries, rules
from .models import ServiceAgreement


def issue(actor: Actor, row: ServiceAgreement, *, now: datetime) -> IssuedDocument:
    """The agreement as it stands, among the papers of its case, for who sees its use."""
    return documents.issue(
        actor,
        paper=paper(actor, row),
        kind="agreement",
        record_kind="case",
        record_id=row.case_id,
        audience=hearing(row.case, Part.USE),
        person_id=row.person_id,
        series="agreement_papers",
        now=now,
    )


def paper(actor: Actor, row: ServiceAgreement) -> Paper:
    """Parties, service, mode, term, fee, rights: what the regulation asks for, as far as known."""
    case = row.case
    is_signed = row.state in rules.HOLDS_DAYS
    name = case.person.full_name
    plan = support.plan_agreed(actor, case)
    activities = [each.text for each in support.activities_of(plan)] if plan else []
    sections = [
        Section([_parties(row)]),
        Section([_terms(row)], _("Услуга и начин на ползване")),
        *([Section([Bullets(activities)], _("Дейности по плана"))] if activities else []),
        Section(
            [
                _("Договорът се изменя и продължава с писмено съгласие на двете страни."),
                _(
                    "Прекратява се с изтичане на срока, по писмено желание на лицето, при промяна"
                    " на нуждите, при закриване на услугата или по съдебен акт."
                ),
                _("Лицето може да подаде жалба до доставчика и до контролния орган."),
            ],
            _("Изменение, прекратяване, жалби"),
        ),
    ]
    return Paper(
        title=_("Договор за ползване на социална услуга")
        if is_signed
        else _("Проект на договор за ползване на социална услуга"),
        subtitle=f"№ {row.number}",
        sections=sections,
        signatures=[
            Signature(_("За доставчика")),
            Signature(_("Лице или законен представител"), row.signed_by or name),
        ],
        article=rules.ARTICLE,
        about=name,
        hides_address=case.is_confidential,
    )


def _parties(row: ServiceAgreement) -> Fields:
    return Fields(
        [
            (_("Доставчик"), row.organization.name),
            (_("Лице"), in_full(row.case.person)),
            (_("Случай"), row.case.number),
            (_("Дата на подписване"), words.day(row.signed_on) if row.signed_on else ""),
        ]
    )


def _terms(row: ServiceAgreement) -> Fields:
    terms = queries.latest_terms(row)
    last = words.day(row.ends_on) if row.ends_on else _("без краен срок")
    return Fields(
        [
            (_("Услуга"), row.service.name),
            (_("Начин на ползване"), terms.get_mode_display()),
            (_("Дни и часове"), terms.week_words),
            (_("Място"), _("не се посочва") if row.case.is_confidential else terms.place),
            (_("Срок"), f"{words.day(row.starts_on)} – {last}"),
            (_("Такса"), terms.fee_words),
        ]
    )


def tell_end(actor: Actor, row: ServiceAgreement, *, now: datetime) -> IssuedDocument:
    """A letter to the person, in plain words, that the agreement is about to end."""
    if row.state not in rules.IN_FORCE or row.ends_on is None:
        raise Refused(
            _("Този договор няма наближаващ край."),
            remedy=_("Писмото се издава за подписан договор със срок."),
        )
    return documents.issue(
        actor,
        paper=ending(row),
        kind="agreement.ending",
        record_kind="case",
        record_id=row.case_id,
        audience=hearing(row.case, Part.USE),
        person_id=row.person_id,
        now=now,
    )


def ending(row: ServiceAgreement) -> Paper:
    """Until when, and what the person may do. Letters are written in Bulgarian."""
    name = row.case.person.full_name
    last = words.day(row.ends_on) if row.ends_on else ""
    return Paper(
        title="Договорът Ви изтича",
        is_letter=True,
        to=name,
        about=name,
        hides_address=row.case.is_confidential,
        sections=[
            Section(
                [
                    f"Договорът Ви № {row.number} за „{row.service.name}“ е до {last}.",
                    "Ако искате да продължите, кажете ни преди този ден. Ще подпишем продължаване.",
                    "Ако не искате или вече не Ви е нужно, не трябва да правите нищо.",
                    f"За въпроси: {row.service.phone}.",
                ]
            )
        ],
        signatures=[Signature("За доставчика")],
    )
