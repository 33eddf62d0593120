"""What the acts of assistance say on paper. The form, the number and the keeping are documents'."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from opora.accounts.requests import ActingRequest
from opora.documents import panels
from opora.documents import services as documents
from opora.documents.models import IssuedDocument
from opora.documents.paper import Fields, Paper, Section, Signature
from opora.lib.actor import Actor
from opora.lib.labels import translated
from opora.lib.words import day as written

from . import rules
from .models import Direction, Enrollment

DIRECTION, AGREEMENT = "assistance-direction", "assistance-agreement"
REFUSAL, WITHDRAWAL = "assistance-refusal", "assistance-withdrawal"


def issue_direction(actor: Actor, direction: Direction, *, now: datetime) -> IssuedDocument:
    """The direction, for the person and the municipality."""
    return documents.issue(
        actor,
        paper=direction_paper(direction),
        kind=DIRECTION,
        record_kind="assistance",
        record_id=direction.pk,
        audience=direction.audience,
        person_id=direction.person_id,
        now=now,
    )


def direction_paper(direction: Direction) -> Paper:
    """To whom, by which assessment, what degree and how many hours, since when."""
    until = written(direction.valid_until) if direction.valid_until else _("без краен срок")
    return Paper(
        title=_("Направление за лична помощ"),
        article=translated(rules.BY_DISABILITY),
        subtitle=direction.number,
        to=direction.office.name,
        about=direction.person.full_name,
        sections=[
            Section(
                [
                    Fields(
                        [
                            (_("Лице"), direction.person.full_name),
                            (_("Дата на раждане"), written(direction.person.birth_date)),
                            (_("Индивидуална оценка"), direction.assessment),
                            (_("Степен на зависимост"), direction.get_degree_display()),
                            (_("Часове на месец"), str(direction.n_hours)),
                            (_("В сила от"), written(direction.valid_from)),
                            (_("В сила до"), until),
                        ]
                    ),
                    _("Лицето подава заявление до кмета на общината по настоящия си адрес."),
                ]
            )
        ],
        signatures=[Signature(_("За дирекцията"), "")],
    )


def of_direction(request: ActingRequest, direction: Direction) -> dict[str, Any]:
    """What was issued for a direction."""
    found = panels.papers(
        request,
        record_kind="assistance",
        record_id=direction.pk,
        audience=direction.audience,
        may_attach=False,
    )
    return {"papers": of_kind(found, {DIRECTION, WITHDRAWAL}) | {"attachments": []}}


def of_enrollment(request: ActingRequest, enrollment: Enrollment) -> dict[str, Any]:
    """What was issued and attached for a user: agreements, applications, declarations."""
    found = panels.papers(
        request,
        record_kind="assistance",
        record_id=enrollment.pk,
        audience=[enrollment.organization_id],
        person_id=enrollment.person_id,
    )
    return {"papers": of_kind(found, {AGREEMENT, REFUSAL})}


def of_kind(found: dict[str, Any], kinds: set[str]) -> dict[str, Any]:
    """A direction and an enrollment may have the same number; the kind of the paper tells them."""
    return found | {"issued": [each for each in found["issued"] if each.kind in kinds]}
