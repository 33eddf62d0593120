"""The classifications as the migration loaded them."""

import pytest

from opora.register import queries
from opora.register.models import NamedService, ServiceType, StatutoryActivity

from .conftest import TODAY

pytestmark = pytest.mark.django_db


def test_all_of_the_classification_is_there() -> None:
    """Ten activities of чл. 15 ЗСУ, integrated and respite care; every named service."""
    assert StatutoryActivity.objects.count() == 12
    assert NamedService.objects.count() == 49
    assert queries.named_services(TODAY).count() == 49


def test_what_a_source_confirms_is_told_from_memory() -> None:
    """The mark stands on each row and on each of its activities."""
    assert NamedService.objects.get(pk="cop").is_checked
    assert not NamedService.objects.get(pk="nzh").is_checked
    marks = {
        row.service_type.activity_id: row.confidence
        for row in queries.activities("csri-d", TODAY)
        if row.service_type.access == "specialized"
    }
    assert marks == {"A1": "memory", "A4": "confirmed", "A5": "memory"}


def test_open_types_are_apart_from_specialized_ones() -> None:
    """чл. 12 ЗСУ: ЦОП informs everybody, and supports after an assessment."""
    codes = {row.service_type_id for row in queries.activities("cop", TODAY)}
    assert {"A1-families-G", "A1-families", "A5-children-risk"} <= codes
    assert ServiceType.objects.get(pk="A1-families-G").access == "general"


@pytest.mark.parametrize(
    ("code", "unit"), [("dsh", "bed"), ("zzh-ui", "bed"), ("dcdu", "person"), ("kc", "person")]
)
def test_beds_are_counted_only_in_residential_care(code: str, unit: str) -> None:
    """Elsewhere capacity counts people with an agreement at the same time."""
    assert NamedService.objects.get(pk=code).unit_of_capacity == unit


def test_residential_care_and_beds_agree() -> None:
    """Each named service with the activity A8 counts beds, and only those."""
    residential = set(
        NamedService.objects.filter(activities__service_type__activity="A8").values_list(
            "code", flat=True
        )
    )
    beds = set(NamedService.objects.filter(unit_of_capacity="bed").values_list("code", flat=True))
    assert residential == beds


def test_before_the_law_there_is_no_classification() -> None:
    """The rows hold from 01.07.2020."""
    assert not queries.named_services(TODAY.replace(year=2019)).exists()
