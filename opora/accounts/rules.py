"""Kinds of organizations, roles, and the one catalogue of what each role may do."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from opora.lib.labels import gettext_noop as _


class OrganizationKind(StrEnum):
    """Kinds of organizations of the social services' world."""

    MUNICIPALITY = "municipality"
    DIRECTORATE = "directorate"
    REGIONAL_DIRECTORATE = "regional_directorate"
    PROVIDER = "provider"
    DISTRICT = "district"
    ASSISTANCE_AGENCY = "assistance_agency"
    QUALITY_AGENCY = "quality_agency"
    MINISTRY = "ministry"


class Role(StrEnum):
    """Roles in an organization."""

    OFFICER = "officer"
    HEAD = "head"
    ANALYST = "analyst"
    ADMINISTRATOR = "administrator"


KIND_LABELS = {
    OrganizationKind.MUNICIPALITY: _("община"),
    OrganizationKind.DIRECTORATE: _("дирекция „Социално подпомагане“"),
    OrganizationKind.REGIONAL_DIRECTORATE: _("регионална дирекция за социално подпомагане"),
    OrganizationKind.PROVIDER: _("доставчик на социални услуги"),
    OrganizationKind.DISTRICT: _("областна администрация"),
    OrganizationKind.ASSISTANCE_AGENCY: _("Агенция за социално подпомагане"),
    OrganizationKind.QUALITY_AGENCY: _("Агенция за качеството на социалните услуги"),
    OrganizationKind.MINISTRY: _("министерство"),
}

ROLE_LABELS = {
    Role.OFFICER: _("служител"),
    Role.HEAD: _("ръководител"),
    Role.ANALYST: _("анализатор"),
    Role.ADMINISTRATOR: _("администратор"),
}

AUTHORITIES = frozenset({OrganizationKind.MUNICIPALITY, OrganizationKind.DIRECTORATE})
EVERYONE = frozenset(OrganizationKind)
CASEWORK = frozenset({Role.OFFICER, Role.HEAD})
PLANNERS = frozenset(
    {
        OrganizationKind.MUNICIPALITY,
        OrganizationKind.REGIONAL_DIRECTORATE,
        OrganizationKind.DISTRICT,
        OrganizationKind.ASSISTANCE_AGENCY,
        OrganizationKind.MINISTRY,
    }
)
EXPERTS = CASEWORK | {Role.ANALYST}


@dataclass(frozen=True, slots=True)
class Right:
    """Something that may be done, by which roles in which kinds of organizations."""

    label: str
    kinds: frozenset[OrganizationKind]
    roles: frozenset[Role]


RIGHTS = {
    "requests.see": Right(
        _("вижда заявените желания, по които участва"),
        AUTHORITIES | {OrganizationKind.PROVIDER},
        CASEWORK,
    ),
    "requests.record": Right(_("записва желание за услуга"), AUTHORITIES, CASEWORK),
    "requests.lead": Right(
        _("разпределя работата и вижда натовареността"),
        AUTHORITIES | {OrganizationKind.PROVIDER},
        frozenset({Role.HEAD}),
    ),
    "people.see": Right(
        _("търси и вижда лица, с които организацията работи"),
        AUTHORITIES | {OrganizationKind.PROVIDER},
        CASEWORK,
    ),
    "people.record": Right(_("записва и обединява лица"), AUTHORITIES, CASEWORK),
    "register.see": Right(_("вижда регистъра и свободните места"), EVERYONE, frozenset(Role)),
    "register.edit": Right(
        _("поддържа услугите и капацитета на организацията"),
        frozenset({OrganizationKind.MUNICIPALITY, OrganizationKind.PROVIDER}),
        CASEWORK,
    ),
    "places.manage": Right(
        _("приема, отказва и освобождава места"),
        frozenset({OrganizationKind.PROVIDER}),
        CASEWORK,
    ),
    "cases.see": Right(
        _("вижда случаите, по които участва"),
        frozenset(
            {OrganizationKind.MUNICIPALITY, OrganizationKind.DIRECTORATE, OrganizationKind.PROVIDER}
        ),
        CASEWORK,
    ),
    "cases.work": Right(
        _("води случаи: оценка, план, договор, прегледи"),
        frozenset({OrganizationKind.PROVIDER}),
        CASEWORK,
    ),
    "cases.sign": Right(
        _("утвърждава планове и подписва договори за ползване"),
        frozenset({OrganizationKind.PROVIDER}),
        frozenset({Role.HEAD}),
    ),
    "usage.enter": Right(
        _("отбелязва ежедневното ползване"),
        frozenset({OrganizationKind.PROVIDER}),
        CASEWORK,
    ),
    "usage.approve": Right(
        _("утвърждава месеца на услугата"),
        frozenset({OrganizationKind.PROVIDER}),
        frozenset({Role.HEAD}),
    ),
    "fees.manage": Right(
        _("поддържа тарифи, начислява и приема такси"),
        frozenset({OrganizationKind.PROVIDER, OrganizationKind.MUNICIPALITY}),
        CASEWORK,
    ),
    "queues.rules": Right(
        _("поддържа правилата за реда на чакане"),
        frozenset({OrganizationKind.PROVIDER}),
        frozenset({Role.HEAD}),
    ),
    "protection.work": Right(
        _("работи по сигнали и мерки за закрила"),
        frozenset({OrganizationKind.DIRECTORATE}),
        CASEWORK,
    ),
    "protection.order": Right(
        _("издава заповеди и внася искания в съда"),
        frozenset({OrganizationKind.DIRECTORATE}),
        frozenset({Role.HEAD}),
    ),
    "assistance.direct": Right(
        _("издава направления за лична помощ"),
        frozenset({OrganizationKind.DIRECTORATE}),
        CASEWORK,
    ),
    "assistance.manage": Right(
        _("води лична помощ и асистентска подкрепа"),
        frozenset({OrganizationKind.MUNICIPALITY}),
        CASEWORK,
    ),
    "assistance.approve": Right(
        _("утвърждава месеца на лична помощ"),
        frozenset({OrganizationKind.MUNICIPALITY}),
        frozenset({Role.HEAD}),
    ),
    "patronage.manage": Right(
        _("води домашния социален патронаж"),
        frozenset({OrganizationKind.MUNICIPALITY}),
        CASEWORK,
    ),
    "foster.see": Right(
        _("вижда приемните семейства и настаняванията, по които участва"),
        frozenset(
            {
                OrganizationKind.MUNICIPALITY,
                OrganizationKind.DIRECTORATE,
                OrganizationKind.PROVIDER,
                OrganizationKind.REGIONAL_DIRECTORATE,
            }
        ),
        CASEWORK,
    ),
    "foster.work": Right(
        _("оценява приемни семейства и настанява деца"),
        frozenset({OrganizationKind.DIRECTORATE}),
        CASEWORK,
    ),
    "foster.pay": Right(
        _("изплаща месечните средства за приемна грижа"),
        frozenset({OrganizationKind.MUNICIPALITY}),
        CASEWORK,
    ),
    "licenses.see": Right(
        _("вижда лицензите на доставчиците"),
        EVERYONE,
        frozenset(Role),
    ),
    "licenses.apply": Right(
        _("иска лиценз и съобщава промени"),
        frozenset({OrganizationKind.PROVIDER}),
        frozenset({Role.HEAD}),
    ),
    "licenses.decide": Right(
        _("издава, променя, подновява и отнема лицензи"),
        frozenset({OrganizationKind.QUALITY_AGENCY}),
        CASEWORK,
    ),
    "facilities.edit": Right(
        _("поддържа сградите и общите ресурси"),
        frozenset({OrganizationKind.MUNICIPALITY, OrganizationKind.PROVIDER}),
        CASEWORK,
    ),
    "capacity.request": Right(
        _("иска промяна на капацитет"),
        frozenset({OrganizationKind.MUNICIPALITY}),
        CASEWORK,
    ),
    "capacity.approve": Right(
        _("издава заповед за промяна на капацитет"),
        frozenset({OrganizationKind.ASSISTANCE_AGENCY}),
        frozenset({Role.HEAD}),
    ),
    "register.import": Right(
        _("внася услуги от файл"),
        frozenset(
            {
                OrganizationKind.MUNICIPALITY,
                OrganizationKind.PROVIDER,
                OrganizationKind.ASSISTANCE_AGENCY,
            }
        ),
        frozenset({Role.HEAD, Role.ADMINISTRATOR}),
    ),
    "atlas.see": Right(_("вижда картата с показателите"), EVERYONE, frozenset(Role)),
    "indicators.see": Right(_("вижда показателите"), PLANNERS, frozenset(Role)),
    "indicators.enter": Right(
        _("въвежда показатели, които знае само общината"),
        frozenset({OrganizationKind.MUNICIPALITY}),
        EXPERTS,
    ),
    "indicators.import": Right(
        _("внася показатели за всички общини"),
        frozenset({OrganizationKind.ASSISTANCE_AGENCY}),
        frozenset({Role.ADMINISTRATOR, Role.ANALYST}),
    ),
    "criteria.see": Right(_("вижда критериите за планиране"), PLANNERS, frozenset(Role)),
    "criteria.edit": Right(
        _("поддържа критериите за планиране"),
        frozenset({OrganizationKind.ASSISTANCE_AGENCY}),
        frozenset({Role.HEAD, Role.ANALYST}),
    ),
    "needs.see": Right(_("вижда анализите на потребностите"), PLANNERS, frozenset(Role)),
    "needs.write": Right(
        _("съставя анализа на общината"), frozenset({OrganizationKind.MUNICIPALITY}), EXPERTS
    ),
    "needs.submit": Right(
        _("вписва решението на общинския съвет и внася анализа"),
        frozenset({OrganizationKind.MUNICIPALITY}),
        frozenset({Role.HEAD}),
    ),
    "needs.return": Right(
        _("приема или връща внесен анализ"),
        frozenset({OrganizationKind.DISTRICT, OrganizationKind.ASSISTANCE_AGENCY}),
        EXPERTS,
    ),
    "planning.see": Right(
        _("вижда областните карти, Националната карта и годишните планове"),
        PLANNERS,
        frozenset(Role),
    ),
    "planning.district": Right(
        _("съставя областната карта"), frozenset({OrganizationKind.DISTRICT}), EXPERTS
    ),
    "planning.agree": Right(
        _("дава съгласие на общината по областната карта"),
        frozenset({OrganizationKind.MUNICIPALITY}),
        frozenset({Role.HEAD}),
    ),
    "planning.national": Right(
        _("съставя Националната карта"),
        frozenset({OrganizationKind.ASSISTANCE_AGENCY}),
        frozenset({Role.HEAD, Role.ANALYST}),
    ),
    "planning.annual": Right(
        _("съставя годишния план на общината"),
        frozenset({OrganizationKind.MUNICIPALITY}),
        EXPERTS,
    ),
    "meetings.see": Right(_("участва в работни групи и комисии"), EVERYONE, frozenset(Role)),
    "meetings.hold": Right(
        _("свиква работни групи, води заседания и гласувания"), PLANNERS, EXPERTS
    ),
    "finance.see": Right(_("вижда стандартите и средствата"), PLANNERS, frozenset(Role)),
    "finance.edit": Right(
        _("поддържа стандартите, индексацията и трансферите"),
        frozenset({OrganizationKind.ASSISTANCE_AGENCY, OrganizationKind.MINISTRY}),
        frozenset({Role.ADMINISTRATOR, Role.ANALYST, Role.HEAD}),
    ),
    "territory.import": Right(
        _("внася населени места и граници"),
        frozenset({OrganizationKind.ASSISTANCE_AGENCY}),
        frozenset({Role.ADMINISTRATOR, Role.ANALYST}),
    ),
    "law.see": Right(_("вижда сроковете и правилата"), EVERYONE, frozenset(Role)),
    "law.edit": Right(
        _("поддържа сроковете, правомощията и териториите на ДСП"),
        frozenset({OrganizationKind.ASSISTANCE_AGENCY}),
        frozenset({Role.ADMINISTRATOR}),
    ),
    "organizations.manage": Right(
        _("вписва организации и вижда кои нямат потребители"),
        frozenset({OrganizationKind.ASSISTANCE_AGENCY}),
        frozenset({Role.ADMINISTRATOR}),
    ),
    "organization.see": Right(_("вижда данните на своята организация"), EVERYONE, frozenset(Role)),
    "organization.manage": Right(
        _("кани служители и поддържа организацията"),
        EVERYONE,
        frozenset({Role.ADMINISTRATOR, Role.HEAD}),
    ),
}


def may(kind: str, roles: frozenset[str], right: str) -> bool:
    """Whether somebody with these roles in an organization of this kind has the right."""
    asked = RIGHTS[right]
    return kind in asked.kinds and not asked.roles.isdisjoint(roles)


def catalogue(kind: str) -> list[tuple[str, list[bool]]]:
    """What can be done in organizations of this kind: label, and for each `Role` whether it may."""
    return [
        (right.label, [role in right.roles for role in Role])
        for right in RIGHTS.values()
        if kind in right.kinds
    ]


INVITATION_LASTS = timedelta(days=7)


class InvitationState(StrEnum):
    """Where an invitation stands."""

    OPEN = "open"
    ACCEPTED = "accepted"
    REVOKED = "revoked"
    EXPIRED = "expired"


INVITATION_LABELS = {
    InvitationState.OPEN: _("чака отговор"),
    InvitationState.ACCEPTED: _("приета"),
    InvitationState.REVOKED: _("оттеглена"),
    InvitationState.EXPIRED: _("изтекла"),
}


def invitation_state(
    *,
    accepted_at: datetime | None,
    revoked_at: datetime | None,
    expires_at: datetime,
    now: datetime,
) -> InvitationState:
    """The state at a moment; only an open invitation lets anybody in."""
    if accepted_at:
        return InvitationState.ACCEPTED
    if revoked_at:
        return InvitationState.REVOKED
    return InvitationState.OPEN if now < expires_at else InvitationState.EXPIRED


BROWSERS = {
    "Edg": "Edge",
    "OPR": "Opera",
    "Firefox": "Firefox",
    "Chrome": "Chrome",
    "Safari": "Safari",
}
SYSTEMS = {
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Windows": "Windows",
    "Mac OS X": "macOS",
    "Linux": "Linux",
}


def device(user_agent: str) -> tuple[str, str]:
    """The browser and the system that a User-Agent header speaks of; empty when unknown."""

    def first(known: dict[str, str]) -> str:
        return next((name for mark, name in known.items() if mark in user_agent), "")

    return first(BROWSERS), first(SYSTEMS)
