"""What changes when one set of criteria takes the place of another: counted in every unit. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from .model.terms import Computed


@dataclass(frozen=True, slots=True)
class UnitChange:
    """One service in one municipality or district, before and after; None: not computed."""

    service: str
    unit: str
    before: int | None
    after: int | None
    facilities_before: int | None = None
    facilities_after: int | None = None

    @property
    def difference(self) -> int | None:
        """How many users more or fewer; None when one of the two numbers is not known."""
        if self.before is None or self.after is None:
            return None
        return self.after - self.before

    @property
    def size(self) -> int:
        """How large the change is, for the order; what becomes known or unknown counts whole."""
        return abs((self.after or 0) - (self.before or 0))


@dataclass(frozen=True, slots=True)
class ServiceChange:
    """One service in all units: sums of what is computed before and after, and how many are not."""

    service: str
    before: int | None
    after: int | None
    n_missing_before: int
    n_missing_after: int
    n_changed: int

    @property
    def difference(self) -> int | None:
        """Users more or fewer over all units; None while a sum is incomplete or unknown."""
        if self.before is None or self.after is None:
            return None
        if self.n_missing_before or self.n_missing_after:
            return None
        return self.after - self.before


Numbers = Mapping[str, Mapping[str, Computed]]  # service → unit → computed


def between(before: Numbers, after: Numbers) -> list[UnitChange]:
    """Every unit whose number of a service changes, the largest change first."""
    found = [each for each in _pairs(before, after) if _has_changed(each)]
    return sorted(found, key=lambda each: (-each.size, each.service, each.unit))


def _has_changed(each: UnitChange) -> bool:
    return each.before != each.after or each.facilities_before != each.facilities_after


def _pairs(before: Numbers, after: Numbers) -> Iterator[UnitChange]:
    for service in {**before, **after}:
        old, new = before.get(service, {}), after.get(service, {})
        for unit in {**old, **new}:
            yield UnitChange(
                service,
                unit,
                _users(old.get(unit)),
                _users(new.get(unit)),
                _facilities(old.get(unit)),
                _facilities(new.get(unit)),
            )


def _users(found: Computed | None) -> int | None:
    return found.max_users if found else None


def _facilities(found: Computed | None) -> int | None:
    return found.facilities.count if found and found.facilities else None


def by_service(before: Numbers, after: Numbers) -> list[ServiceChange]:
    """For each service the sums before and after and how many units change, in the given order."""
    changed: dict[str, int] = {}
    for each in between(before, after):
        changed[each.service] = changed.get(each.service, 0) + 1
    return [
        ServiceChange(
            service,
            *_sums(before.get(service, {}), after.get(service, {})),
            n_changed=changed.get(service, 0),
        )
        for service in {**before, **after}
    ]


def _sums(
    before: Mapping[str, Computed], after: Mapping[str, Computed]
) -> tuple[int | None, int | None, int, int]:
    old, new = _known(before), _known(after)
    return (
        sum(old) if old else None,
        sum(new) if new else None,
        len(before) - len(old),
        len(after) - len(new),
    )


def _known(found: Mapping[str, Computed]) -> list[int]:
    return [each.max_users for each in found.values() if each.max_users is not None]
