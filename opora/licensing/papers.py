"""What licensing issues on paper: the order, the license itself, the order that takes it away."""

from datetime import datetime

from django.utils.translation import gettext as _

from opora.documents import services as documents
from opora.documents.models import IssuedDocument
from opora.documents.paper import Bullets, Fields, Paper, Section, Signature
from opora.documents.rules import ORDERS
from opora.lib import words
from opora.lib.actor import Actor

from . import queries
from .models import License, LicenseApplication
from .rules import REVOKED_BY, Kind, State

SUBJECTS = {
    Kind.GRANT: "за издаване на лиценз",
    Kind.CHANGE: "за издаване на променен лиценз",
    Kind.RENEWAL: "за подновяване на лиценз",
}
LICENSES = "licenses"
DIRECTOR = Signature("Изпълнителен директор")


def issue_decision(actor: Actor, row: LicenseApplication, *, now: datetime) -> IssuedDocument:
    """The order on an application; its provider and the agency keep it."""
    return documents.issue(
        actor,
        paper=decision(row),
        kind="license_order",
        record_kind="license",
        record_id=row.pk,
        audience=row.audience,
        series=ORDERS,
        now=now,
    )


def decision(row: LicenseApplication) -> Paper:
    """The order in words: what was asked, what is decided, why, and how it may be appealed."""
    granted = row.state == State.GRANTED
    subject = SUBJECTS[Kind(row.kind)]
    decided = _("Уважавам заявлението.") if granted else _("Отказвам.")
    sections = [
        Section(
            [
                Fields(
                    [
                        (_("Заявление"), f"{row.number} · {words.day(row.submitted_on)}"
                         if row.submitted_on else row.number),
                        (_("Доставчик"), row.holder),
                        (_("ЕИК"), row.provider.eik),
                        (_("Седалище и адрес"), row.seat),
                        *([(_("Заповед №"), row.order_number)] if row.order_number else []),
                    ]
                ),
                decided,
            ]
        ),
        Section([Bullets(_names(row.kinds))], _("Видове услуги")),
    ]  # fmt: skip
    if row.reason and not granted:
        sections.append(Section([row.reason], _("Мотиви")))
    if not granted:
        sections.append(
            Section([_("Заповедта може да се обжалва пред административния съд.")], _("Обжалване"))
        )
    title = f"Заповед {subject}" if granted else f"Отказ {subject}"
    return Paper(
        title=title, sections=sections, signatures=[DIRECTOR], confidence="practice", to=row.holder
    )


def issue_license(actor: Actor, made: License, *, now: datetime) -> None:
    """The license as its newest version says; kept with its provider."""
    documents.issue(
        actor,
        paper=certificate(made),
        kind="license",
        record_kind="provider",
        record_id=made.provider_id,
        audience=[made.provider_id, made.organization_id],
        series=LICENSES,
        now=now,
    )


def certificate(made: License) -> Paper:
    """The license: whose, for which kinds of services, between which days."""
    version = made.versions.order_by("-number")[0]
    fields = [
        (_("Лиценз №"), made.number),
        (_("Доставчик"), version.holder),
        (_("ЕИК"), made.provider.eik),
        (_("Седалище и адрес"), version.seat),
        (_("Представляващ"), version.manager),
        (_("В сила от"), words.day(made.valid_from)),
        (_("В сила до, включително"), words.day(made.last_day)),
    ]
    if version.number > 1:
        fields.append((_("Променен, в сила от"), words.day(version.valid_from)))
    return Paper(
        title=f"Лиценз № {made.number} за предоставяне на социални услуги",
        sections=[Section([Fields(fields)]), Section([Bullets(_names(version.kinds))], _("За"))],
        signatures=[DIRECTOR],
        confidence="practice",
    )


def issue_revocation(actor: Actor, made: License, *, now: datetime) -> IssuedDocument:
    """The order that takes a license away."""
    return documents.issue(
        actor,
        paper=revocation(made),
        kind="license_revocation",
        record_kind="provider",
        record_id=made.provider_id,
        audience=[made.provider_id, made.organization_id],
        series=ORDERS,
        now=now,
    )


def revocation(made: License) -> Paper:
    """Which license, since when, why, and that the order may be appealed."""
    fields = [
        (_("Лиценз №"), made.number),
        (_("Доставчик"), str(made.provider)),
        (_("ЕИК"), made.provider.eik),
        (_("Отнет от"), words.day(made.revoked_on or made.valid_to)),
        *([(_("Заповед №"), made.revoke_document)] if made.revoke_document else []),
    ]
    return Paper(
        title=f"Заповед за отнемане на лиценз № {made.number}",
        article=REVOKED_BY,
        sections=[
            Section([Fields(fields)]),
            Section([made.revoke_reason], _("Мотиви")),
            Section(
                [_("Заповедта се обжалва пред административния съд (чл. 158, ал. 4 ЗСУ).")],
                _("Обжалване"),
            ),
        ],
        signatures=[DIRECTOR],
        to=str(made.provider),
    )


def _names(codes: list[str]) -> list[str]:
    names = queries.kinds()
    return [names.get(code, code) for code in codes]
