"""A code opens one record for one purpose, while it lasts."""

from datetime import timedelta

import pytest

from opora.guests import queries, services
from opora.guests.models import GuestPass
from opora.guests.rules import LONGEST, PassState, state
from opora.journal.context import acting
from opora.lib.refusals import NotVisible, Refused
from tests.cast import NOW, Cast

WEEK = timedelta(days=7)


def invited(cast: Cast, **changed: object) -> tuple[GuestPass, str]:
    """A pass of the provider for record 7."""
    facts = {
        "kind": "school_question",
        "record_id": 7,
        "for_whom": "ОУ „Измислено“, класен ръководител",
        "purpose": "Отговор на един въпрос",
        "expires_at": NOW + WEEK,
        "now": NOW,
    }
    with acting(cast.provider):
        return services.invite(cast.provider, **(facts | changed))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("done", "revoked", "after", "expected"),
    [
        (None, None, timedelta(), PassState.OPEN),
        (None, None, WEEK - timedelta(seconds=1), PassState.OPEN),
        (None, None, WEEK, PassState.EXPIRED),
        (None, NOW, timedelta(), PassState.REVOKED),
        (NOW, None, timedelta(), PassState.DONE),
        (NOW, NOW, 2 * WEEK, PassState.DONE),
    ],
)
def test_states(done: object, revoked: object, after: timedelta, expected: PassState) -> None:
    found = state(
        done_at=done,  # type: ignore[arg-type]
        revoked_at=revoked,  # type: ignore[arg-type]
        expires_at=NOW + WEEK,
        now=NOW + after,
    )
    assert found == expected


def test_the_code_opens_the_record_in_the_inviters_name(cast: Cast) -> None:
    made, code = invited(cast)

    guest = services.enter(code.lower().replace("-", " "), now=NOW)

    assert guest.pass_id == made.pk
    assert guest.actor.organization_id == cast.provider.organization_id
    assert guest.actor.roles == {"guest"}


def test_the_code_is_kept_nowhere(cast: Cast) -> None:
    made, code = invited(cast)

    assert code.replace("-", "").encode() not in bytes(made.code_index)


@pytest.mark.parametrize("code", ["", "ABEK-1234-MHPC", "нещо друго"])
def test_a_wrong_code_opens_nothing(cast: Cast, code: str) -> None:
    invited(cast)
    with pytest.raises(Refused, match="не отваря нищо"):
        services.enter(code, now=NOW)


def test_an_expired_a_revoked_and_a_used_code_are_refused_alike(cast: Cast) -> None:
    _made, late = invited(cast)
    revoked, gone = invited(cast)
    done, used = invited(cast)
    with acting(cast.provider):
        services.revoke(cast.provider, guest_pass=revoked, now=NOW)
        services.finish(cast.provider, guest_pass=done, now=NOW)

    said = set()
    for code, moment in ((late, NOW + WEEK), (gone, NOW), (used, NOW)):
        with pytest.raises(Refused) as refused:
            services.enter(code, now=moment)
        said.add(refused.value.sentence)
    assert len(said) == 1


@pytest.mark.parametrize(
    "changed",
    [
        {"for_whom": "  "},
        {"expires_at": NOW},
        {"expires_at": NOW - WEEK},
        {"expires_at": NOW + LONGEST + timedelta(days=1)},
    ],
)
def test_a_pass_is_for_somebody_and_for_a_time(cast: Cast, changed: dict[str, object]) -> None:
    with pytest.raises(Refused):
        invited(cast, **changed)


def test_another_organization_neither_sees_nor_ends_it(cast: Cast) -> None:
    made, _code = invited(cast)
    with acting(cast.municipality):
        assert not GuestPass.objects.exists()
        assert not queries.of(cast.municipality, "school_question", 7)
        with pytest.raises(NotVisible):
            services.revoke(cast.municipality, guest_pass=made, now=NOW)


def test_revoking_twice_is_refused(cast: Cast) -> None:
    made, _code = invited(cast)
    with acting(cast.provider):
        services.revoke(cast.provider, guest_pass=made, now=NOW)
        with pytest.raises(Refused, match="вече не важи"):
            services.revoke(cast.provider, guest_pass=made, now=NOW)
