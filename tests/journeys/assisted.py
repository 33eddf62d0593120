"""A municipality with many assistants, each at one user, ready for the month's timesheets."""

from datetime import date

from opora.accounts.models import Organization
from opora.assistance import services as assistance
from opora.assistants import services as assistants
from opora.assistants.reading import previous_month
from opora.assistants.rules import CRITERIA
from opora.journal.context import acting
from opora.people import services as people
from tests.cast import TODAY, Cast

MONTH = previous_month(TODAY.replace(day=1))
WEEK = [480, 120] * 5 + [0, 0] * 2
BORN = date(1956, 3, 1)


def agree(cast: Cast, n: int) -> None:
    """So many signed agreements since the first day of last month."""
    office = Organization.objects.get(pk=cast.municipality.organization_id)
    for _ in range(n):
        _one(cast, office)


def _one(cast: Cast, office: Organization) -> None:
    ours, now = cast.municipality, cast.now
    user = cast.person(cast.directorate, birth_date=BORN)
    with acting(cast.directorate):
        direction = assistance.issue(
            cast.directorate, person_id=user.pk, office=office, degree="II", n_hours=42,
            issued_on=MONTH, valid_from=MONTH, valid_until=None, now=now,
        )  # fmt: skip
    helper = cast.person(birth_date=BORN)
    with acting(ours):
        people.record_address(
            ours, person_id=user.pk, kind="current", municipality_id="SFO39", text="ул. 1", now=now
        )
        applied = assistance.apply(
            ours, person_id=user.pk, direction=direction, applied_on=MONTH, now=now
        )
        used = assistance.enroll(ours, enrollment=applied, seen=1, begins_on=MONTH, now=now)
        assistant = assistants.register_assistant(
            ours, person_id=helper.pk, n_hours=168, settlement=None, criteria=list(CRITERIA),
            experience="", registered_on=MONTH, now=now,
        )  # fmt: skip
        drafted = assistants.draft_agreement(
            ours, enrollment=used, assistant=assistant, n_minutes=2520, schedule=WEEK,
            valid_from=MONTH, now=now,
        )  # fmt: skip
        assistants.sign(ours, agreement=drafted, seen=1, signed_on=MONTH, now=now)
