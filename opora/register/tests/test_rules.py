"""ЕИК and who looks after a service."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.bg import vat

from opora.lib.refusals import Refused
from opora.register.rules import LABELS_OF, branch_digit, check_eik, manages


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("175074752", "175074752"),
        (" 175 074 752 ", "175074752"),
        ("BG175074752", "175074752"),
        ("000776089", "000776089"),
        ("0007760890015", "0007760890015"),
    ],
)
def test_right_eik(typed: str, kept: str) -> None:
    """Separators and the VAT prefix are taken off, the digits kept."""
    if len(kept) == 13:
        kept = typed = kept[:12] + branch_digit(kept[:12])
    assert check_eik(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "0",
        "175074751",
        "17507475",
        "1750747520",
        "17507475A",
        "175074752001",
        "1750747510015",
        "17507475200159",
        "١٧٥٠٧٤٧٥٢",
        "ЕИК175074752",
        "1" * 10_000,
    ],
)
def test_wrong_eik(typed: str) -> None:
    """Refused with what is wrong, by which rule and what to do."""
    with pytest.raises(Refused) as caught:
        check_eik(typed)
    assert caught.value.field == "eik"
    assert caught.value.rule
    assert caught.value.remedy


@pytest.mark.parametrize("personal", ["7523169263", "8032056031"])
def test_a_persons_number_is_no_eik(personal: str) -> None:
    """An ЕГН in a register that everybody reads would be a leak."""
    with pytest.raises(Refused, match="личен номер"):
        check_eik(personal)


@given(st.text("0123456789", min_size=3, max_size=3), st.integers(1, 9))
def test_one_wrong_digit_of_a_branch_is_found(branch: str, more: int) -> None:
    """The thirteenth digit notices any other last digit."""
    first = "175074752" + branch
    digit = branch_digit(first)
    assert check_eik(first + digit) == first + digit
    with pytest.raises(Refused):
        check_eik(first + str((int(digit) + more) % 10))


@given(st.integers(0, 99_999_999))
def test_every_legal_entity_with_its_digit_is_taken(number: int) -> None:
    """Nine digits, as python-stdnum counts them."""
    first = f"{number:08d}"
    assert check_eik(first + vat.calc_check_digit_legal(first))


@pytest.mark.parametrize(
    ("kind", "organization", "its_municipality", "municipality", "expected"),
    [
        ("provider", 5, "SFO39", "SFO39", True),
        ("provider", 5, None, None, True),
        ("municipality", 7, "SFO39", "SFO39", True),
        ("municipality", 7, "SFO39", None, False),
        ("municipality", 7, "VTR13", "SFO39", False),
        ("municipality", 7, None, None, False),
        ("provider", 6, "SFO39", "SFO39", False),
        ("directorate", 7, "SFO39", "SFO39", False),
        ("assistance_agency", 8, None, None, False),
    ],
)
def test_who_looks_after_a_service(
    kind: str,
    organization: int,
    its_municipality: str | None,
    municipality: str | None,
    expected: bool,
) -> None:
    """The provider itself (5) and the municipality whose territory it is."""
    assert (
        manages(
            kind=kind,
            organization_id=organization,
            organization_municipality=its_municipality,
            provider_id=5,
            municipality=municipality,
        )
        is expected
    )


def test_every_axis_has_a_label_for_each_value() -> None:
    """Pages never show a code."""
    assert all(all(labels.values()) for labels in LABELS_OF.values())
