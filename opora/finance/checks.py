"""What places cost by the standards against what the state really transfers. Pure."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from opora.lib import words
from opora.lib.labels import gettext_noop as _
from opora.lib.labels import translated
from opora.lib.money import Money

# Printed rounding plus the rounding of the standards: as far as the worked examples differ.
TOLERANCE_CENTS = 20_000


class Verdict(StrEnum):
    """What a comparison with the transfer says."""

    NO_TRANSFER = "no_transfer"
    NOTHING = "nothing"
    EQUAL = "equal"
    INCOMPLETE = "incomplete"
    SHORT = "short"
    MORE = "more"


@dataclass(frozen=True, slots=True)
class Check:
    """Computed cost against the transfer; `difference` = transfer − computed."""

    computed: Money
    transfer: Money | None
    n_missing: int
    n_counted: int
    verdict: Verdict
    difference: Money | None = None

    @property
    def sentence(self) -> str:
        """The outcome in words."""
        text = translated(_SENTENCES[self.verdict])
        services = words.plural(self.n_missing, translated(_("услуга")), translated(_("услуги")))
        difference = (
            Money(abs(self.difference.cents), self.difference.currency) if (self.difference) else ""
        )
        return text % {"difference": difference, "services": services}


_SENTENCES = {
    Verdict.NO_TRANSFER: _(
        "За тази година няма посочен трансфер и сравнение не може да се направи."
    ),
    Verdict.NOTHING: _(
        "Нито една съществуваща услуга няма известен стандарт; няма какво да се сравни."
    ),
    Verdict.EQUAL: _("Съвпада до закръглянето: трансферът е колкото местата по стандартите."),
    Verdict.INCOMPLETE: _(
        "Трансферът е с %(difference)s повече;"
        " в сметката липсват %(services)s без известен стандарт."
    ),
    Verdict.SHORT: _("Трансферът е с %(difference)s по-малък от сметката по стандартите."),
    Verdict.MORE: _(
        "Трансферът е с %(difference)s по-голям от сметката по стандартите:"
        " вероятно има услуги или места извън регистъра, или добавки към стандарта."
    ),
}


def check(
    computed: Money,
    transfer: Money | None,
    *,
    n_counted: int,
    n_missing: int = 0,
    tolerance_cents: int = TOLERANCE_CENTS,
) -> Check:
    """Compare what places × standards give with what the state transfers; one currency."""

    def verdict(kind: Verdict, difference: Money | None = None) -> Check:
        return Check(computed, transfer, n_missing, n_counted, kind, difference)

    if transfer is None:
        return verdict(Verdict.NO_TRANSFER)
    if not n_counted:
        return verdict(Verdict.NOTHING)
    if transfer.currency is not computed.currency:
        raise ValueError("a transfer is compared in its own currency")
    difference = Money(transfer.cents - computed.cents, transfer.currency)
    if difference.cents < -tolerance_cents:
        return verdict(Verdict.SHORT, difference)
    if n_missing:
        return verdict(Verdict.INCOMPLETE, difference)
    if difference.cents <= tolerance_cents:
        return verdict(Verdict.EQUAL, difference)
    return verdict(Verdict.MORE, difference)


def share_spent(spent: Money, planned: Money) -> Decimal | None:
    """What part of a planned amount was spent, in percent with one decimal."""
    if not planned.cents:
        return None
    return (Decimal(spent.cents) * 100 / planned.cents).quantize(Decimal("0.1"), ROUND_HALF_UP)


def occupied(users: int, places: int) -> Decimal | None:
    """Users ÷ places, four decimals; None without places. Above 1 where people come by the hour."""
    return (Decimal(users) / places).quantize(Decimal("0.0001"), ROUND_HALF_UP) if places else None
