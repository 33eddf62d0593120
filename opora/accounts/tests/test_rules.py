"""The catalogue of rights, whole, against a table typed by hand."""

from datetime import UTC, datetime, timedelta

import pytest

from opora.accounts import rules
from opora.accounts.rules import InvitationState, OrganizationKind, Role

M, D, P = "municipality", "directorate", "provider"
A = "assistance_agency"
ALL = {kind.value for kind in OrganizationKind}
O_H = {"officer", "head"}
EVERY = {role.value for role in Role}

PLANNERS = {M, "regional_directorate", "district", A, "ministry"}
EXPERTS = {"officer", "head", "analyst"}

# right: (kinds, roles)
EXPECTED = {
    "cases.see": ({M, D, P}, O_H),
    "cases.work": ({P}, O_H),
    "cases.sign": ({P}, {"head"}),
    "usage.enter": ({P}, O_H),
    "usage.approve": ({P}, {"head"}),
    "fees.manage": ({M, P}, O_H),
    "queues.rules": ({P}, {"head"}),
    "protection.work": ({D}, O_H),
    "protection.order": ({D}, {"head"}),
    "assistance.direct": ({D}, O_H),
    "assistance.manage": ({M}, O_H),
    "assistance.approve": ({M}, {"head"}),
    "patronage.manage": ({M}, O_H),
    "foster.see": ({M, D, "regional_directorate", P}, O_H),
    "foster.work": ({D}, O_H),
    "foster.pay": ({M}, O_H),
    "licenses.see": (ALL, EVERY),
    "licenses.apply": ({P}, {"head"}),
    "licenses.decide": ({"quality_agency"}, O_H),
    "facilities.edit": ({M, P}, O_H),
    "capacity.request": ({M}, O_H),
    "capacity.approve": ({A}, {"head"}),
    "register.import": ({M, P, A}, {"head", "administrator"}),
    "atlas.see": (ALL, EVERY),
    "indicators.see": (PLANNERS, EVERY),
    "indicators.enter": ({M}, EXPERTS),
    "indicators.import": ({A}, {"administrator", "analyst"}),
    "criteria.see": (PLANNERS, EVERY),
    "criteria.edit": ({A}, {"head", "analyst"}),
    "needs.see": (PLANNERS, EVERY),
    "needs.write": ({M}, EXPERTS),
    "needs.submit": ({M}, {"head"}),
    "needs.return": ({"district", A}, EXPERTS),
    "planning.see": (PLANNERS, EVERY),
    "planning.district": ({"district"}, EXPERTS),
    "planning.agree": ({M}, {"head"}),
    "planning.national": ({A}, {"head", "analyst"}),
    "planning.annual": ({M}, EXPERTS),
    "meetings.see": (ALL, EVERY),
    "meetings.hold": (PLANNERS, EXPERTS),
    "finance.see": (PLANNERS, EVERY),
    "finance.edit": ({A, "ministry"}, {"administrator", "analyst", "head"}),
    "requests.see": ({M, D, P}, O_H),
    "requests.record": ({M, D}, O_H),
    "requests.lead": ({M, D, P}, {"head"}),
    "people.see": ({M, D, P}, O_H),
    "people.record": ({M, D}, O_H),
    "register.see": (ALL, EVERY),
    "register.edit": ({M, P}, O_H),
    "places.manage": ({P}, O_H),
    "territory.import": ({A}, {"administrator", "analyst"}),
    "law.see": (ALL, EVERY),
    "law.edit": ({A}, {"administrator"}),
    "organizations.manage": ({A}, {"administrator"}),
    "organization.see": (ALL, EVERY),
    "organization.manage": (ALL, {"administrator", "head"}),
}


def test_the_table_speaks_of_every_right() -> None:
    assert EXPECTED.keys() == rules.RIGHTS.keys()


@pytest.mark.parametrize("right", EXPECTED)
@pytest.mark.parametrize("kind", OrganizationKind)
@pytest.mark.parametrize("role", [*Role, "system", "stranger"])
def test_each_role_in_each_kind(right: str, kind: str, role: str) -> None:
    kinds, roles = EXPECTED[right]

    assert rules.may(kind, frozenset({role}), right) is (kind in kinds and role in roles)


def test_no_role_may_nothing() -> None:
    assert not any(rules.may(kind, frozenset(), right) for kind in ALL for right in rules.RIGHTS)


def test_who_supervises_sees_no_people() -> None:
    for kind in ALL - {M, D, P}:
        for role in Role:
            assert not rules.may(kind, frozenset({role}), "people.see")
            assert not rules.may(kind, frozenset({role}), "requests.see")


def test_the_catalogue_of_a_kind_says_what_the_rules_say() -> None:
    by_label = dict(rules.catalogue(M))

    assert by_label["записва желание за услуга"] == [True, True, False, False]
    assert "приема, отказва и освобождава места" not in by_label


NOW = datetime(2026, 11, 21, tzinfo=UTC)
LATER, EARLIER = NOW + timedelta(seconds=1), NOW - timedelta(seconds=1)


@pytest.mark.parametrize(
    ("accepted_at", "revoked_at", "expires_at", "state"),
    [
        (None, None, LATER, InvitationState.OPEN),
        (None, None, NOW, InvitationState.EXPIRED),
        (None, None, EARLIER, InvitationState.EXPIRED),
        (None, EARLIER, LATER, InvitationState.REVOKED),
        (None, EARLIER, EARLIER, InvitationState.REVOKED),
        (EARLIER, None, LATER, InvitationState.ACCEPTED),
        (EARLIER, None, EARLIER, InvitationState.ACCEPTED),
    ],
)
def test_the_state_of_an_invitation(
    accepted_at: datetime | None,
    revoked_at: datetime | None,
    expires_at: datetime,
    state: InvitationState,
) -> None:
    found = rules.invitation_state(
        accepted_at=accepted_at, revoked_at=revoked_at, expires_at=expires_at, now=NOW
    )

    assert found is state


@pytest.mark.parametrize(
    ("header", "found"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:142.0) Gecko/20100101 Firefox/142.0",
         ("Firefox", "Linux")),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0",
         ("Edge", "Windows")),
        ("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36",
         ("Chrome", "Android")),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1",
         ("Safari", "iPhone")),
        ("curl/8.5", ("", "")),
        ("", ("", "")),
    ],
)  # fmt: skip
def test_the_device_of_a_session(header: str, found: tuple[str, str]) -> None:
    assert rules.device(header) == found
