"""Assistance of the story's municipality: whom its addresses name."""

from datetime import date
from typing import Any

from opora.accounts.models import Organization
from opora.assistance import services
from opora.assistance.rules import CRITERIA
from opora.assistance.services.timesheets import Entry
from opora.journal.context import acting
from opora.people import services as people
from tests.cast import TODAY, Cast

MONTH = date(2026, 10, 1)
WEEK = [480, 120] * 5 + [0, 0] * 2


def named(cast: Cast) -> dict[str, dict[str, Any]]:
    """Of each address of assistance, the records of a user of Самоков and their assistant."""
    ours, office = cast.municipality, Organization.objects.get(pk=cast.municipality.organization_id)
    helper, now = cast.person(birth_date=date(1980, 1, 1)), cast.now
    user = cast.person(cast.directorate)
    with acting(cast.directorate):
        direction = services.issue(
            cast.directorate, person_id=user.pk, office=office, degree="II", n_hours=42,
            issued_on=date(2026, 9, 1), valid_from=date(2026, 9, 1), valid_until=None, now=now,
        )  # fmt: skip
    with acting(ours):
        people.record_address(
            ours, person_id=user.pk, kind="current", municipality_id="SFO39", text="ул. 1", now=now
        )
        applied = services.apply(
            ours, person_id=user.pk, direction=direction, applied_on=date(2026, 9, 1), now=now
        )
        used = services.enroll(
            ours, enrollment=applied, seen=1, begins_on=date(2026, 9, 1), now=now
        )
        absence = services.record_absence(
            ours, enrollment=used, kind="away", since=TODAY, until=None, source="обаждане", now=now
        )
        assistant = services.register_assistant(
            ours, person_id=helper.pk, n_hours=168, settlement=None, criteria=list(CRITERIA),
            experience="", registered_on=date(2026, 9, 1), now=now,
        )  # fmt: skip
        drafted = services.draft_agreement(
            ours, enrollment=used, assistant=assistant, n_minutes=2520, schedule=WEEK,
            valid_from=date(2026, 9, 1), now=now,
        )  # fmt: skip
        agreement = services.sign(
            ours, agreement=drafted, seen=1, signed_on=date(2026, 9, 1), now=now
        )
        sheet = services.enter(
            ours,
            entry=Entry(used.pk, assistant.pk, {MONTH: "2"}),
            month=MONTH,
            now=now,
        ).timesheet
    return _addresses(
        direction.pk, used.pk, assistant.pk, agreement.pk, sheet.pk if sheet else 0, absence.pk
    ) | {
        "assistance:new_direction": {"person_id": user.pk},
        "assistance:new_assistant": {"person_id": user.pk},
        "assistance:new_support": {"person_id": user.pk},
        "assistance:expect": {"month": "2026-10", "key": f"{used.pk}-{assistant.pk}"},
    }


def _addresses(
    direction: int, used: int, assistant: int, agreement: int, sheet: int, absence: int
) -> dict[str, dict[str, Any]]:
    groups: dict[tuple[str, ...], dict[str, Any]] = {
        ("direction", "change_direction", "withdraw_direction", "apply", "direction_paper"): {
            "pk": direction
        },
        ("user", "enroll", "refuse", "end", "add_absence", "add_agreement"): {"pk": used},
        ("remove_absence",): {"pk": absence},
        ("assistant", "leave"): {"pk": assistant},
        ("agreement", "sign", "amend", "end_agreement", "drop", "agreement_paper"): {
            "pk": agreement
        },
        (
            "sheet", "confirm_sheet", "return_sheet", "explain", "approve_sheet", "correct",
            "invite", "revoke_code",
        ): {"pk": sheet, "code": "away", "pass_id": 0},
        (
            "month", "confirm_many", "approve_many", "pay", "close_month", "reopen_month",
            "approve_month", "report_month", "payroll_xlsx", "payroll_csv", "report_xlsx",
        ): {"month": "2026-10"},
    }  # fmt: skip
    return {f"assistance:{name}": facts for names, facts in groups.items() for name in names}
