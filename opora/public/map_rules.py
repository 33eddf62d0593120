"""Which counts of people are not told outside, so that no small one can be computed. Pure.

Told are the counts of municipalities and the sums of districts and of the country. A count below
five is hidden (primary), and with it as many others (complementary) that whoever knows everything
told still cannot say what a hidden one is, nor that it is below five.

Several figures of one family go together: a municipality is hidden in all of them, because the
population, for example, is the sum of its age bands and one would give away the other.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

LEAST = 5

# The counts of one municipality, one for each figure of the family; None is not known to us either.
Counts = tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Hidden:
    """What is not told: of whole municipalities, and the sums of districts and of the country."""

    municipalities: frozenset[str] = frozenset()
    districts: frozenset[str] = frozenset()
    has_country: bool = False


def hidden(counts: Mapping[str, Counts], district: Mapping[str, str]) -> Hidden:
    """What to hide of a family of figures."""
    inside: defaultdict[str, list[str]] = defaultdict(list)
    for code in sorted(counts, key=lambda code: (_weight(counts[code]), code)):
        inside[district[code]].append(code)
    chosen = {place: _within(codes, counts) for place, codes in inside.items()}
    opened = {place for place, codes in chosen.items() if _lacking([codes], counts)}
    has_country = not _open_more(opened, chosen, inside, counts)
    return Hidden(
        frozenset(code for codes in chosen.values() for code in codes),
        frozenset(opened),
        has_country,
    )


def _within(codes: Sequence[str], counts: Mapping[str, Counts]) -> list[str]:
    """The small ones of a district, and the next smallest until the sum of all gives none away."""
    found = [code for code in codes if _is_small(counts[code])]
    while like := _lacking([found], counts):
        more = [code for code in codes if code not in found and _known(counts[code]) == like]
        if not more:
            break
        found.append(more[0])
    return found


def _open_more(
    opened: set[str],
    chosen: dict[str, list[str]],
    inside: Mapping[str, Sequence[str]],
    counts: Mapping[str, Counts],
) -> bool:
    """Hide the sums of more districts, the smallest first, until the country's gives none away.

    A district whose sum is hidden hides at least one municipality, or the sum could be added up.
    False when even all districts are too few.
    """
    rest = sorted(
        set(inside) - opened,
        key=lambda place: (sum(_weight(counts[code]) for code in inside[place]), place),
    )
    while like := _lacking([chosen[place] for place in opened], counts, is_apart=True):
        fit = {
            place: code
            for place in rest
            for code in reversed(inside[place])
            if _known(counts[code]) == like
        }
        if not fit:
            return False
        place = next(iter(fit))
        rest.remove(place)
        opened.add(place)
        if not any(_known(counts[code]) == like for code in chosen[place]):
            chosen[place].append(fit[place])
    return True


def _lacking(
    groups: Sequence[Sequence[str]], counts: Mapping[str, Counts], *, is_apart: bool = False
) -> tuple[bool, ...] | None:
    """Of which kind a told sum needs more hidden parts; None when nothing gives them away.

    Enough are two that together are five or more in each figure: then each may be anything up to
    that. Kinds are the figures that are known of a municipality; each kind is enough by itself,
    because relations between figures tell the kinds apart. `is_apart` asks for parts in two
    groups, because each group has a hidden sum.
    """
    kinds: defaultdict[tuple[bool, ...], list[tuple[int, Counts]]] = defaultdict(list)
    for number, group in enumerate(groups):
        for code in group:
            kinds[_known(counts[code])].append((number, counts[code]))
    for kind, parts in kinds.items():
        known = [[value for value in values if value is not None] for _number, values in parts]
        n_apart = len({number for number, _values in parts}) if is_apart else len(parts)
        if n_apart < 2 or any(sum(figure) < LEAST for figure in zip(*known, strict=True)):
            return kind
    return None


def _known(counts: Counts) -> tuple[bool, ...]:
    return tuple(value is not None for value in counts)


def told_sums(
    counts: Mapping[str, Counts], district: Mapping[str, str], found: Hidden, figure: int
) -> tuple[dict[str, int | None], int | None]:
    """The sums of the districts and of the country for one figure; None where not told.

    A sum without a hidden part is told even in a hidden district: anybody can add it up.
    """
    sums: defaultdict[str, int] = defaultdict(int)
    closed: set[str] = set()
    for code, values in counts.items():
        value, place = values[figure], district[code]
        if value is not None:
            sums[place] += value
            if code in found.municipalities and place in found.districts:
                closed.add(place)
    country = None if found.has_country and closed else sum(sums.values())
    return {place: None if place in closed else total for place, total in sums.items()}, country


def _is_small(counts: Counts) -> bool:
    return any(value is not None and value < LEAST for value in counts)


def _weight(counts: Counts) -> int:
    return sum(value for value in counts if value is not None)
