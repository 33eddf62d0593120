"""People who use the day center of the cast: places, cases, agreements, built by the services."""

from datetime import date, timedelta

from django.test import Client
from django.utils import timezone

from opora.accounts.models import User
from opora.agreements import services as agreements
from opora.agreements.models import ServiceAgreement
from opora.agreements.rules import Mode, Terms
from opora.cases import services as cases
from opora.cases.models import Case
from opora.cases.rules import Ground, PartyBasis
from opora.journal.context import acting
from opora.people import services as people
from opora.places import services as places
from tests.cast import Cast

START = date(2026, 9, 1)
WORKDAYS = (1, 1, 1, 1, 1, 0, 0)


def terms(**changed: object) -> Terms:
    """Every working day, from September to the end of the next year."""
    facts: dict[str, object] = {
        "mode": Mode.DAY,
        "week": WORKDAYS,
        "starts_on": START,
        "ends_on": date(2027, 8, 31),
    }
    return Terms(**(facts | changed))  # type: ignore[arg-type]


def a_case(cast: Cast, *, ground: Ground = Ground.URGENT, last_name: str = "Маркерова") -> Case:
    """One more child with a place in the day center and an open case."""
    person = cast.person(last_name=last_name)
    service = cast.service
    provider = cast.provider
    with acting(cast.municipality):
        people.involve(
            cast.municipality,
            person_id=person.pk,
            organization_id=provider.organization_id,
            basis="referral",
            now=cast.now,
        )
        placement = places.take(
            cast.municipality,
            service_id=service.pk,
            person_id=person.pk,
            request_id=1000 + cast.counter,
            audience=[cast.municipality.organization_id],
            ground="urgent" if ground == Ground.URGENT else "regular",
            ground_document="Сигнал 1" if ground == Ground.URGENT else "",
            now=cast.now,
        )
    with acting(provider):
        return cases.open(
            provider,
            person_id=person.pk,
            service_id=service.pk,
            request_id=None,
            placement=placement,
            ground=ground,
            parties={cast.municipality.organization_id: PartyBasis.REFERRER},
            is_confidential=False,
            opened_on=START,
            now=cast.now,
        )


def given(cast: Cast, case: Case, **changed: object) -> ServiceAgreement:
    """A draft that the person has read."""
    agreed = terms(**changed)
    with acting(cast.provider):
        made = agreements.draft(cast.provider, case=case, terms=agreed, now=cast.now)
        return agreements.give(
            cast.provider, agreement=made, given_on=agreed.starts_on, seen=1, now=cast.now
        )


def signed(cast: Cast, case: Case | None = None, **changed: object) -> ServiceAgreement:
    """An agreement in force."""
    found = given(cast, case or a_case(cast), **changed)
    with acting(cast.provider):
        return agreements.sign(
            cast.provider, agreement=found, signed_on=found.starts_on, seen=2, now=cast.now
        )


def monday() -> date:
    """A Monday that has passed a week ago, at least."""
    day = timezone.localdate() - timedelta(days=7)
    return day - timedelta(days=day.weekday())


def sit(user_id: int | None) -> Client:
    """The browser of somebody who is signed in."""
    made = Client()
    made.force_login(
        User.objects.get(pk=user_id or 0), "allauth.account.auth_backends.AuthenticationBackend"
    )
    return made
