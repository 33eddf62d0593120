"""The citizen's code: one at a time, opened with the year of birth, revocable."""

import pytest
from django.db import DatabaseError, transaction

from opora.journal.context import acting
from opora.lib.refusals import NotVisible, Refused
from opora.people.models import Involvement
from opora.places.queries import occupancy
from opora.referral import citizen, queries
from opora.referral.models import RequestCode, ServiceRequest
from opora.referral.services import codes
from opora.register.models import NamedService
from tests.cast import TODAY, Cast, make

YEAR = 2017


@pytest.fixture
def cast(db: None) -> Cast:
    return make()


def issue(cast: Cast, request: ServiceRequest) -> str:
    with acting(cast.municipality):
        found = queries.visible(cast.municipality).get(pk=request.pk)
        return codes.issue_code(cast.municipality, request=found, now=cast.now)[1]


def test_a_code_opens_with_the_year_of_birth_only(cast: Cast) -> None:
    request = cast.chosen()
    code = issue(cast, request)
    assert len(code.replace("-", "")) >= 10
    opened = codes.open_by_code(code.lower(), birth_year=YEAR, now=cast.now)
    assert (opened.request_id, opened.organization_id) == (
        request.pk, cast.municipality.organization_id,
    )  # fmt: skip
    for typed, year in ((code, YEAR - 1), ("AAAA-BBBB-1111", YEAR), ("", YEAR)):
        with pytest.raises(Refused, match="не отварят преписка"):
            codes.open_by_code(typed, birth_year=year, now=cast.now)


def test_the_code_itself_is_kept_nowhere(cast: Cast) -> None:
    code = issue(cast, cast.chosen())
    with acting(cast.municipality):
        kept = RequestCode.objects.get()
    assert code.replace("-", "").encode() not in bytes(kept.code_index)


def test_a_new_code_ends_the_one_before_and_a_revoked_one_opens_nothing(cast: Cast) -> None:
    request = cast.chosen()
    first, second = issue(cast, request), issue(cast, request)
    with pytest.raises(Refused):
        codes.open_by_code(first, birth_year=YEAR, now=cast.now)
    opened = codes.open_by_code(second, birth_year=YEAR, now=cast.now)
    assert codes.still_opens(opened.code_id) is not None
    with acting(cast.municipality):
        codes.revoke_code(cast.municipality, request=request, now=cast.now)
        with pytest.raises(Refused, match="няма код"):
            codes.revoke_code(cast.municipality, request=request, now=cast.now)
    assert codes.still_opens(opened.code_id) is None


@pytest.mark.parametrize("who", ["directorate", "provider"])
def test_only_the_owner_gives_codes(cast: Cast, who: str) -> None:
    request, actor = cast.chosen(), getattr(cast, who)
    with acting(actor), pytest.raises(Refused, match="води преписката"):
        codes.issue_code(actor, request=request, now=cast.now)


def test_a_stranger_finds_nothing(cast: Cast) -> None:
    request = cast.chosen()
    issue(cast, request)
    with acting(cast.stranger):
        with pytest.raises(NotVisible):
            codes.issue_code(cast.stranger, request=request, now=cast.now)
        assert list(RequestCode.objects.all()) == []
        with pytest.raises(DatabaseError), transaction.atomic():
            RequestCode.objects.create(
                request=request, organization_id=cast.stranger.organization_id,
                code_index=b"x", issued_at=cast.now,
            )  # fmt: skip


def test_no_code_for_who_is_in_hiding_also_when_it_begins_later(cast: Cast) -> None:
    request = cast.chosen()
    code = issue(cast, request)
    opened = codes.open_by_code(code, birth_year=YEAR, now=cast.now)
    shelter = NamedService.objects.filter(is_protected=True).first()
    with acting(cast.municipality):
        person = queries.visible(cast.municipality).get(pk=request.pk).person
    hidden = cast.wish(person=person, named_service=shelter, include_other=False)
    assert hidden.pk
    with pytest.raises(Refused):
        codes.open_by_code(code, birth_year=YEAR, now=cast.now)
    assert codes.still_opens(opened.code_id) is None
    with acting(cast.municipality), pytest.raises(Refused, match="не се издава"):
        codes.issue_code(cast.municipality, request=request, now=cast.now)
    assert Involvement.objects.count() == 0  # nobody acts: nothing is shown


def test_the_page_tells_organizations_and_never_an_officer(cast: Cast) -> None:
    request = cast.chosen()
    opened = codes.open_by_code(issue(cast, request), birth_year=YEAR, now=cast.now)
    with acting(opened.actor):
        told = citizen.told(opened.actor, opened.request_id)
    assert told.turn
    assert told.turn.pk == cast.provider.organization_id
    assert told.after == "Прието"
    assert [line.who for line in told.course] == [""] * len(told.course)
    assert all(line.note == "" for line in told.course)
    assert "referral.assigned" in citizen.UNTOLD


def test_the_place_in_the_queue_with_each_change(cast: Cast) -> None:
    with acting(cast.provider):
        capacity = occupancy([cast.service.pk], TODAY)[cast.service.pk].n_vacancies
    for _n in range(capacity):
        cast.do(cast.provider, "accept", cast.chosen())
    request = cast.do(cast.provider, "enqueue", cast.chosen())
    opened = codes.open_by_code(issue(cast, request), birth_year=YEAR, now=cast.now)
    with acting(opened.actor):
        told = citizen.told(opened.actor, opened.request_id)
    assert told.queue
    assert told.queue.place == 1
    assert told.queue.why
    assert [change.to_place for change in told.queue.changes] == [1]
