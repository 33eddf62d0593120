"""Acts of the referral on paper: a refusal, and the letter with which an appeal is sent."""

from django.utils.translation import gettext as _

from opora.documents.paper import Fields, Paper, Section, Signature
from opora.lib.words import day
from opora.people.naming import in_full

from .models import Appeal, Refusal


def refusal(refused: Refusal) -> Paper:
    """A refusal with its reasons and how it is appealed (практика: чл. 59 АПК is not confirmed)."""
    request = refused.request
    what = _("приемане в услуга") if refused.service_id else _("насочване към услуга")
    sections = [
        Section(
            [
                Fields(
                    [
                        (_("Лице"), in_full(request.person)),
                        (_("Преписка"), request.number),
                        (_("Заявено желание"), str(request.named_service)),
                        (_("Услуга"), refused.service.name if refused.service else ""),
                        (_("Отказано на"), day(refused.refused_on)),
                        (_("Основание"), _(refused.rule)),
                    ]
                )
            ]
        ),
        Section([refused.reason], _("Мотиви")),
    ]
    if refused.alternative:
        sections.append(Section([refused.alternative], _("Друга подкрепа, която е подходяща")))
    sections.append(Section([_(refused.appeal)], _("Как се обжалва")))
    return Paper(
        title=_("Отказ"),
        subtitle=what,
        about=request.person.full_name,
        to=request.person.full_name,
        confidence="practice",
        sections=sections,
        signatures=[Signature(_("Ръководител"))],
    )


def forwarding(appeal: Appeal) -> Paper:
    """The letter with which an appeal goes to who decides."""
    return Paper(
        title=_("Изпращане на жалба"),
        to=appeal.body.name if appeal.body else "",
        about=appeal.request.person.full_name,
        confidence="memory",
        is_letter=True,
        sections=[
            Section(
                [
                    _("Изпращаме Ви жалба срещу отказ, заедно с преписката."),
                    Fields(
                        [
                            (_("Лице"), in_full(appeal.request.person)),
                            (_("Преписка"), appeal.request.number),
                            (_("Подадена от"), appeal.filed_by),
                            (_("Подадена на"), day(appeal.filed_on)),
                            (_("Отказ от"), day(appeal.refusal.refused_on)),
                        ]
                    ),
                ]
            )
        ],
        signatures=[Signature(_("Ръководител"))],
    )
