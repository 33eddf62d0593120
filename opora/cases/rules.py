"""Parts of a case and who sees which; grounds, states, ends. Pure."""

from enum import StrEnum

from opora.lib.labels import gettext_noop as _


class Part(StrEnum):
    """What of a case an organization that takes part may see."""

    CORE = "core"  # that the case is, its service, officer, days, end
    PLAN = "plan"  # assessment, support plan, reviews
    USE = "use"  # agreement, attendance, incidents
    FEES = "fees"
    PAPERS = "papers"  # documents and attachments


class PartyBasis(StrEnum):
    """Why an organization takes part in a case."""

    PROVIDER = "provider"
    REFERRER = "referrer"
    COUNTERPART = "counterpart"
    COPROVIDER = "coprovider"  # another provider of the same person, by a joint plan
    PROTECTION = "protection"
    INVITED = "invited"


class Ground(StrEnum):
    """On what ground the person uses the service."""

    REFERRAL = "referral"
    DIRECTION = "direction"
    URGENT = "urgent"
    COURT = "court"
    PROTECTION = "protection"


class CaseState(StrEnum):
    """A case is open until it ends; a follow-up happens after the end."""

    OPEN = "open"
    ENDED = "ended"


class TermKind(StrEnum):
    """What the dated words of `CaseTerm` name."""

    END_GROUND = "end_ground"
    DESTINATION = "destination"
    AREA = "area"  # of life, in the needs assessment
    CONSENT = "consent"  # to what the person agrees with the plan
    ATTAINMENT = "attainment"  # how far a goal was reached


class LinkKind(StrEnum):
    """How two people whose cases are linked belong together."""

    SIBLINGS = "siblings"
    PARENT = "parent"
    HOUSEHOLD = "household"


class Outcome(StrEnum):
    """What a follow-up found."""

    WELL = "well"
    NEEDS = "needs"
    UNREACHED = "unreached"


PART_LABELS = {
    Part.CORE: _("основното"),
    Part.PLAN: _("оценка и план"),
    Part.USE: _("договор и ползване"),
    Part.FEES: _("такси"),
    Part.PAPERS: _("документи"),
}
BASIS_LABELS = {
    PartyBasis.PROVIDER: _("доставчик"),
    PartyBasis.REFERRER: _("насочил орган"),
    PartyBasis.COUNTERPART: _("другият компетентен орган"),
    PartyBasis.COPROVIDER: _("друг доставчик по съвместен план"),
    PartyBasis.PROTECTION: _("отдел „Закрила на детето“"),
    PartyBasis.INVITED: _("поканен орган"),
}
GROUND_LABELS = {
    Ground.REFERRAL: _("насочване"),
    Ground.DIRECTION: _("направление"),
    Ground.URGENT: _("спешен прием"),
    Ground.COURT: _("съдебно решение"),
    Ground.PROTECTION: _("мярка за закрила"),
}
STATE_LABELS = {CaseState.OPEN: _("води се"), CaseState.ENDED: _("приключен")}

# What each sees at first (practice). The provider may widen or narrow it, never below `core`.
FIRST_PARTS = {
    PartyBasis.PROVIDER: frozenset(Part),
    PartyBasis.REFERRER: frozenset({Part.CORE, Part.PLAN, Part.USE}),
    PartyBasis.COUNTERPART: frozenset({Part.CORE}),
    PartyBasis.COPROVIDER: frozenset({Part.CORE, Part.PLAN}),
    PartyBasis.PROTECTION: frozenset({Part.CORE, Part.PLAN, Part.USE}),
    PartyBasis.INVITED: frozenset({Part.CORE}),
}
TERM_KINDS = {
    TermKind.END_GROUND: _("основание за край"),
    TermKind.DESTINATION: _("къде отива лицето"),
    TermKind.AREA: _("област на живота"),
    TermKind.CONSENT: _("съгласие"),
    TermKind.ATTAINMENT: _("постигане на цел"),
}
LINK_LABELS = {
    LinkKind.SIBLINGS: _("братя и сестри"),
    LinkKind.PARENT: _("родител и дете"),
    LinkKind.HOUSEHOLD: _("едно домакинство"),
}
OUTCOME_LABELS = {
    Outcome.WELL: _("справя се"),
    Outcome.NEEDS: _("има нужда от нова подкрепа"),
    Outcome.UNREACHED: _("не беше открито"),
}


def first_parts(basis: PartyBasis, *, is_confidential: bool) -> list[str]:
    """What a party sees at the beginning.

    Of a confidential case only the provider sees all; who referred the person knows where it is,
    and sees that the case is; the others see none of it.
    """
    if not is_confidential or basis == PartyBasis.PROVIDER:
        return sorted(FIRST_PARTS[basis])
    return [Part.CORE] if basis == PartyBasis.REFERRER else []


NO_REASON = _("Напишете защо.")
PROVIDER_SEES_ALL = _("Доставчикът, който води случая, вижда всичко по него.")
CORE_STAYS = _("Който участва в случая, вижда поне основното.")
ALREADY_ENDED = _("Случаят вече е приключен.")
NOT_ENDED = _("Случаят още се води.")
BEFORE_OPENING = _("Случаят не може да приключи преди деня, в който е открит.")
IN_FUTURE = _("Денят, в който се е случило, не може да е в бъдещето.")
