"""The applications to the court about an adult under guardianship, on paper."""

from django.utils.translation import gettext as _

from opora.documents.paper import Fields, Paper, Section, Signature
from opora.lib.words import day
from opora.people.naming import in_full
from opora.protection.papers import named, texts

from .models import CourtPlacement
from .rules import ARTICLE


def application(placement: CourtPlacement) -> Paper:
    """The application to place the person."""
    where = placement.service.name if placement.service else str(placement.named_service)
    return Paper(
        title=_("Искане до съда за настаняване на пълнолетно лице"),
        subtitle=placement.number,
        to=placement.court,
        about=named(placement.person),
        article=_(ARTICLE),
        sections=[
            Section(
                [
                    Fields(
                        [
                            (_("Лице"), in_full(placement.person)),
                            (_("Настойник или попечител"), placement.guardian),
                            (_("Предложена услуга"), where),
                        ]
                    )
                ]
            ),
            *texts(
                (_("Защо не може да остане в дома си"), placement.reason),
                (_("Мнение на лицето"), placement.person_opinion),
                (_("Мнение на настойника или попечителя"), placement.guardian_opinion),
            ),
        ],
        signatures=_director(placement),
    )


def prolongation(placement: CourtPlacement, reason: str) -> Paper:
    """The application to prolong a placement before its term ends."""
    return Paper(
        title=_("Искане до съда за продължаване на настаняването"),
        subtitle=placement.number,
        to=placement.court,
        about=named(placement.person),
        article=_(ARTICLE),
        sections=[
            Section(
                [
                    Fields(
                        [
                            (_("Лице"), in_full(placement.person)),
                            (_("Решение"), placement.decision),
                            (_("Срок до"), day(placement.until) if placement.until else ""),
                            (_("Услуга"), str(placement.service or placement.named_service)),
                        ]
                    )
                ]
            ),
            *texts((_("Защо е нужно продължаване"), reason)),
        ],
        signatures=_director(placement),
    )


def _director(placement: CourtPlacement) -> tuple[Signature, ...]:
    return (Signature(_("Директор на %(where)s") % {"where": placement.organization.name}),)
