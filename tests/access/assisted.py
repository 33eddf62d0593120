"""Assistance of the story's municipality: whom its addresses name."""

from datetime import date
from typing import Any

from opora.appeals import services as appeals
from opora.appeals.models import AssistanceRefusal
from opora.assistance import services as assistance
from opora.assistance.models import Direction, Enrollment
from opora.assistants import services as assistants
from opora.assistants.models import AssistanceAgreement
from opora.assistants.rules import CRITERIA
from opora.journal.context import acting
from opora.people import services as people
from opora.people.models import Person
from opora.timesheets import services as timesheets
from opora.timesheets.services.sheets import Entry
from tests.cast import TODAY, Cast

SEPTEMBER, MONTH = date(2026, 9, 1), date(2026, 10, 1)
WEEK = [480, 120] * 5 + [0, 0] * 2


def named(cast: Cast) -> dict[str, dict[str, Any]]:
    """Of each address of assistance, the records of a user of Самоков and their assistant."""
    ours, now = cast.municipality, cast.now
    helper, user = cast.person(birth_date=date(1980, 1, 1)), cast.person(cast.directorate)
    direction = _directed(cast, user)
    with acting(ours):
        people.record_address(
            ours, person_id=user.pk, kind="current", municipality_id="SFO39", text="ул. 1", now=now
        )
        applied = assistance.apply(
            ours, person_id=user.pk, direction=direction, applied_on=SEPTEMBER, now=now
        )
        used = assistance.enroll(ours, enrollment=applied, seen=1, begins_on=SEPTEMBER, now=now)
        absence = assistance.record_absence(
            ours, enrollment=used, kind="away", since=TODAY, until=None, source="обаждане", now=now
        )
        agreement = _agreed(cast, used, helper)
        assistant = agreement.assistant
        sheet = timesheets.enter(
            ours, entry=Entry(used.pk, assistant.pk, {MONTH: "2"}), month=MONTH, now=now
        ).timesheet
    return _addresses(
        direction.pk, used.pk, assistant.pk, agreement.pk, sheet.pk if sheet else 0, absence.pk
    ) | {
        "assistance:new_direction": {"person_id": user.pk},
        "assistants:new_assistant": {"person_id": user.pk},
        "assistance:new_support": {"person_id": user.pk},
        "appeals:refusal": {"pk": refused(cast).pk},
        "appeals:withdraw": {"pk": refused(cast).pk},
        "timesheets:expect": {"month": "2026-10", "key": f"{used.pk}-{assistant.pk}"},
    }


def _directed(cast: Cast, user: Person) -> Direction:
    """Issued by the directorate."""
    them = cast.directorate
    with acting(them):
        return assistance.issue(
            them, person_id=user.pk, office=cast.organization(cast.municipality), degree="II",
            n_hours=42, issued_on=SEPTEMBER, valid_from=SEPTEMBER, valid_until=None, now=cast.now,
        )  # fmt: skip


def _agreed(cast: Cast, used: Enrollment, helper: Person) -> AssistanceAgreement:
    """Signed with the helper."""
    ours, now = cast.municipality, cast.now
    assistant = assistants.register_assistant(
        ours, person_id=helper.pk, n_hours=168, settlement=None, criteria=list(CRITERIA),
        experience="", registered_on=SEPTEMBER, now=now,
    )  # fmt: skip
    drafted = assistants.draft_agreement(
        ours, enrollment=used, assistant=assistant, n_minutes=2520, schedule=WEEK,
        valid_from=SEPTEMBER, now=now,
    )  # fmt: skip
    return assistants.sign(ours, agreement=drafted, seen=1, signed_on=SEPTEMBER, now=now)


def refused(cast: Cast) -> AssistanceRefusal:
    """An application for assistant support that the municipality refused."""
    ours, now = cast.municipality, cast.now
    person = cast.person()
    with acting(ours):
        people.record_address(
            ours, person_id=person.pk, kind="current", municipality_id="SFO39", text="ул. 2",
            now=now,
        )  # fmt: skip
        applied = assistance.apply(
            ours, person_id=person.pk, ground="elderly", applied_on=TODAY, now=now
        )
        return appeals.refuse(ours, enrollment=applied, seen=1, reason="Няма място.", now=now)


def _addresses(
    direction: int, used: int, assistant: int, agreement: int, sheet: int, absence: int
) -> dict[str, dict[str, Any]]:
    groups: dict[str, dict[str, Any]] = {
        "assistance:direction assistance:change_direction assistance:withdraw_direction"
        " assistance:apply assistance:direction_paper appeals:tell_withdrawal": {"pk": direction},
        "assistance:user assistance:enroll appeals:refuse assistance:add_absence"
        " assistants:add_agreement assistants:end": {"pk": used},
        "assistance:remove_absence": {"pk": absence},
        "assistants:assistant assistants:leave": {"pk": assistant},
        "assistants:agreement assistants:sign assistants:amend assistants:end_agreement"
        " assistants:drop assistants:agreement_paper": {"pk": agreement},
        "timesheets:sheet timesheets:confirm_sheet timesheets:return_sheet timesheets:explain"
        " timesheets:approve_sheet timesheets:correct timesheets:invite timesheets:revoke_code": {
            "pk": sheet,
            "code": "away",
            "pass_id": 0,
        },
        "timesheets:month timesheets:confirm_many timesheets:approve_many timesheets:close_month"
        " timesheets:reopen_month timesheets:approve_month timesheets:report_month"
        " payroll:pay payroll:payroll_xlsx payroll:payroll_csv payroll:report_xlsx"
        " homecare:month homecare:explain_visit homecare:report_xlsx homecare:report_csv": {
            "month": "2026-10"
        },
    }
    return {name: facts for names, facts in groups.items() for name in names.split()}
