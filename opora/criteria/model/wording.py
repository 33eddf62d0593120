"""„Как е сметнато?“: a computed number in words, step by step."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from opora.lib import words
from opora.lib.labels import gettext_noop as _
from opora.lib.labels import translated

from .terms import Base, Computed, Criterion, Input, Missing, MissingKind, Rounding, Step, StepKind

MISSING_LABELS = {
    MissingKind.CRITERION: _("липсва критерий"),
    MissingKind.INDICATOR: _("липсва показател"),
}
ROUNDING_LABELS: dict[str, str] = {
    Rounding.HALF_UP: _("до най-близкото цяло число; половината – нагоре"),
    Rounding.UP: _("винаги нагоре до цяло число"),
    Rounding.DOWN: _("винаги надолу до цяло число"),
    Rounding.UNKNOWN: _("не е вписано"),
}
PARTS = {
    "rounding": _("не е вписано как се закръгля"),
    "bases": _("не са вписани показатели"),
    "population": _("население"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One step in words; `figure` is its value, `source` where an input comes from."""

    kind: str
    text: str
    figure: str = ""
    source: str = ""


def figure(value: Decimal | int | None, language: str = words.BULGARIAN) -> str:
    """A number as it is written, with no zeros at the end: 1 500,25; a dash for what is unknown."""
    if value is None:
        return "—"
    text = format(Decimal(value).normalize(), "f")
    whole, _dot, rest = text.partition(".")
    sign = "−" if whole.startswith("-") else ""
    shown = words.number(int(whole.lstrip("-") or 0))
    comma = "," if language == words.BULGARIAN else "."
    return f"{sign}{shown}{comma if rest else ''}{rest}"


def missing_words(missing: Missing) -> str:
    """„липсва критерий: коефициент за население“."""
    kind = translated(MISSING_LABELS[missing.kind])
    if missing.what in PARTS and not missing.name:
        return f"{kind}: {translated(PARTS[missing.what])}"
    name = missing.name or missing.what
    if missing.kind is MissingKind.CRITERION:
        return translated(_("%(kind)s: коефициент за „%(name)s“")) % {"kind": kind, "name": name}
    return translated(_("%(kind)s: „%(name)s“")) % {"kind": kind, "name": name}


def formula_words(criterion: Criterion, language: str = words.BULGARIAN) -> str:
    """The whole formula of a criterion in one sentence."""
    terms = " + ".join(_term_words(base, language) for base in criterion.bases)
    if not terms:
        return translated(PARTS["bases"])
    text = f"{terms}; {translated(ROUNDING_LABELS[criterion.rounding])}"
    if criterion.threshold is not None:
        limit = translated(_("под %(n)s жители – 0")) % {"n": words.number(criterion.threshold)}
        text = f"{text}; {limit}"
    return text


def _term_words(base: Base, language: str) -> str:
    if base.coefficient is None:
        number = translated(MISSING_LABELS[MissingKind.CRITERION])
    else:
        number = figure(base.coefficient, language)
    said = {"number": number, "per": words.number(base.per), "name": base.label}
    if base.per == 1:
        return translated(_("%(number)s × „%(name)s“")) % said
    return translated(_("%(number)s на всеки %(per)s от „%(name)s“")) % said


def explain(computed: Computed, language: str = words.BULGARIAN) -> list[Line]:
    """Every step in words, then what is missing."""
    found = [line for step in computed.steps for line in _step(computed, step, language)]
    found += [Line("missing", missing_words(each)) for each in computed.missing]
    return found


def _step(computed: Computed, step: Step, language: str) -> Iterator[Line]:
    criterion = computed.criterion
    shown = figure(step.value, language)
    match step.kind:
        case StepKind.TERM if step.base:
            yield _line_of_term(step.base, step.input, shown, language)
        case StepKind.SUM:
            if len(criterion.bases) > 1:
                yield Line("sum", translated(_("сбор на редовете")), shown)
        case StepKind.ROUND:
            how = translated(ROUNDING_LABELS[criterion.rounding])
            yield Line("round", translated(_("закръгляне: %(how)s")) % {"how": how}, shown)
        case StepKind.THRESHOLD if step.input:
            yield _line_of_threshold(criterion, step.input, bool(step.value), language)
        case StepKind.FACILITIES:
            yield _line_of_facilities(computed, shown)


def _line_of_term(base: Base, given: Input | None, shown: str, language: str) -> Line:
    text = _term_words(base, language)
    if given is None:
        return Line("term", text, "—")
    value = figure(given.value, language)
    as_of = words.day(given.as_of, language)
    source = f"{base.label}: {value} · {as_of} · {given.source}"
    return Line("term", text, shown, source)


def _line_of_threshold(criterion: Criterion, given: Input, reached: bool, language: str) -> Line:
    texts = {
        True: _("прагът от %(n)s жители е достигнат"),
        False: _("под прага от %(n)s жители: услугата не се планира тук"),
    }
    limit = words.number(criterion.threshold or 0)
    source = (
        f"{figure(given.value, language)} · {words.day(given.as_of, language)} · {given.source}"
    )
    return Line("threshold", translated(texts[reached]) % {"n": limit}, "", source)


def _line_of_facilities(computed: Computed, shown: str) -> Line:
    sizes = {
        "least": _size(computed.criterion.min_size),
        "most": _size(computed.criterion.max_size),
    }
    text = translated(_("обекти (от %(least)s до %(most)s потребители в един)")) % sizes
    beyond = computed.facilities.beyond if computed.facilities else 0
    if beyond:
        text += "; " + translated(_("извън тях остават %(n)s")) % {"n": words.number(beyond)}
    return Line("facilities", text, shown)


def _size(size: int | None) -> str:
    return "…" if size is None else words.number(size)
