"""What is written down about a service as columns of its tables."""

from typing import Any

from opora.territory.models import Municipality

from .models import NamedService
from .rules import ServiceFacts


def of_service(facts: ServiceFacts) -> dict[str, Any]:
    """The columns of Service; of a protected one, none that says where it is."""
    municipality = Municipality.objects.select_related("district").get(pk=facts.municipality)
    columns: dict[str, Any] = {
        "named_service_id": facts.named_service,
        "name": facts.name,
        "district": municipality.district,
        "municipality": municipality,
        "settlement": facts.settlement,
        "complex_id": facts.complex_id,
        "email": facts.email,
        **{axis: getattr(facts, axis) for axis in ("level", "funding", "mode", "environment")},
        **{name: getattr(facts, name) for name in ("users", "phone", "is_protected")},
    }
    if facts.is_protected:
        kind = NamedService.objects.get(pk=facts.named_service)
        columns |= {"municipality": None, "settlement": "", "email": ""}
        columns["name"] = f"{kind.name}, област {municipality.district.name}"
    return columns


def of_address(facts: ServiceFacts) -> dict[str, Any]:
    """The columns of ServiceAddress."""
    return {
        "municipality_id": facts.municipality,
        "settlement": facts.settlement,
        "line": facts.line,
    }


def districts() -> dict[str, str]:
    """Of each municipality its district."""
    return dict(Municipality.objects.values_list("pk", "district_id"))


def plain(facts: ServiceFacts, district_of: dict[str, str]) -> dict[str, Any]:
    """The columns of a service that is not protected, without asking the database about it."""
    names = ("level", "funding", "mode", "environment", "users", "name", "settlement", "phone")
    return {
        "named_service_id": facts.named_service,
        "municipality_id": facts.municipality,
        "district_id": district_of[facts.municipality],
        "email": facts.email,
        **{name: getattr(facts, name) for name in names},
    }
