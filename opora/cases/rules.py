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
