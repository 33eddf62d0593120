"""A user with a direction, an assistant, a signed agreement: built through the services."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

import pytest

from opora.accounts.models import DirectorateArea, Organization
from opora.assistance import services as assistance
from opora.assistance.models import Direction, Enrollment
from opora.assistants import services as assistants
from opora.assistants.models import AssistanceAgreement, Assistant
from opora.assistants.reading import read_schedule
from opora.assistants.rules import CRITERIA
from opora.journal.context import acting
from opora.lib.actor import Actor
from opora.people import services as people
from opora.people.models import Person
from opora.timesheets import board
from opora.timesheets import services as timesheets
from opora.timesheets.board import Line
from opora.timesheets.models import Timesheet
from opora.timesheets.services.sheets import Entry, Outcome
from tests import cast

NOW = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
OCTOBER = date(2026, 10, 1)
MORNINGS = ["8-10", "8-10", "8-10", "8-10", "8-10", "", ""]


@dataclass
class Office:
    """Самоков, its directorate and a stranger, with short ways to let them act."""

    municipality: Actor
    directorate: Actor
    stranger: Actor
    counter: int = field(default=0)

    def office(self) -> Organization:
        return Organization.objects.get(pk=self.municipality.organization_id)

    def person(self, actor: Actor, *, address: str = "SFO39", **changed: Any) -> Person:
        self.counter += 1
        core: dict[str, Any] = {
            "first_name": "Ради",
            "middle_name": "Костова",
            "last_name": f"Маркерова{'абвгдежзий'[self.counter % 10]}",
            "birth_date": date(1950, 1, 1 + self.counter),
            "sex": "female",
            "identifier_kind": "none",
            "identifier": "",
            "missing_reason": "unknown",
            "basis": "assistance",
            "now": NOW,
            "is_demo": True,
        }
        with acting(actor):
            made = people.create_person(actor, **(core | changed))
            self.move(actor, made, address)
        return made

    def move(self, actor: Actor, person: Person, municipality: str) -> None:
        with acting(actor):
            people.record_address(
                actor,
                person_id=person.pk,
                kind="current",
                municipality_id=municipality,
                text="ул. „Измислена“ 1",
                now=NOW,
            )

    def directed(self, **changed: Any) -> Direction:
        facts: dict[str, Any] = {
            "office": self.office(),
            "degree": "II",
            "n_hours": 42,
            "issued_on": date(2026, 8, 20),
            "valid_from": date(2026, 9, 1),
            "valid_until": None,
            "now": NOW,
        }
        person = changed.pop("person", None) or self.person(self.directorate)
        with acting(self.directorate):
            return assistance.issue(self.directorate, person_id=person.pk, **(facts | changed))

    def enrolled(self, **changed: Any) -> Enrollment:
        direction = self.directed(**changed)
        self.move(self.municipality, direction.person, "SFO39")
        with acting(self.municipality):
            made = assistance.apply(
                self.municipality,
                person_id=direction.person_id,
                direction=direction,
                applied_on=date(2026, 9, 1),
                now=NOW,
            )
            return assistance.enroll(
                self.municipality,
                enrollment=made,
                seen=1,
                begins_on=date(2026, 9, 1),
                now=NOW,
            )

    def supported(self, n_users: int = 5) -> Enrollment:
        person = self.person(self.municipality)
        with acting(self.municipality):
            assistance.set_capacity(
                self.municipality,
                n_users=n_users,
                order="Заповед № 1",
                decision="",
                valid_from=date(2026, 1, 1),
                now=NOW,
            )
            made = assistance.apply(
                self.municipality,
                person_id=person.pk,
                ground="elderly",
                applied_on=date(2026, 9, 1),
                now=NOW,
            )
            return assistance.enroll(
                self.municipality, enrollment=made, seen=1, begins_on=date(2026, 9, 1), now=NOW
            )

    def assistant(self, actor: Actor | None = None, **changed: Any) -> Assistant:
        actor = actor or self.municipality
        facts: dict[str, Any] = {
            "n_hours": 168,
            "settlement": None,
            "criteria": list(CRITERIA),
            "experience": "",
            "registered_on": date(2026, 9, 1),
            "now": NOW,
        }
        person = changed.pop("person", None) or self.person(actor)
        with acting(actor):
            return assistants.register_assistant(actor, person_id=person.pk, **(facts | changed))

    def agreed(
        self,
        enrollment: Enrollment,
        assistant: Assistant | None = None,
        week: list[str] | None = None,
        **changed: Any,
    ) -> AssistanceAgreement:
        assistant = assistant or self.assistant()
        schedule = read_schedule(week or MORNINGS)
        assert isinstance(schedule, list)
        facts: dict[str, Any] = {
            "n_minutes": 42 * 60,
            "schedule": schedule,
            "valid_from": date(2026, 9, 1),
            "now": NOW,
        }
        with acting(self.municipality):
            made = assistants.draft_agreement(
                self.municipality,
                enrollment=enrollment,
                assistant=assistant,
                **(facts | changed),
            )
            return assistants.sign(
                self.municipality, agreement=made, seen=1, signed_on=made.valid_from, now=NOW
            )

    def enter(
        self,
        agreement: AssistanceAgreement,
        days: dict[int, str],
        *,
        stated: str = "",
        seen: int = 0,
        month: date = OCTOBER,
        now: datetime = NOW,
    ) -> Outcome:
        entry = Entry(
            agreement.enrollment_id,
            agreement.assistant_id,
            {month.replace(day=day): text for day, text in days.items()},
            stated,
            seen,
        )
        with acting(self.municipality):
            return timesheets.enter(self.municipality, entry=entry, month=month, now=now)

    def sheet(self, agreement: AssistanceAgreement, days: dict[int, str], **more: Any) -> Timesheet:
        outcome = self.enter(agreement, days, **more)
        assert outcome.timesheet, outcome.problems
        return outcome.timesheet

    def confirmed(self, sheet: Timesheet) -> Timesheet:
        with acting(self.municipality):
            return timesheets.confirm(
                self.municipality,
                timesheet=sheet,
                seen=sheet.version,
                confirmed_on=date(2026, 11, 2),
                now=NOW,
            )

    def approve(self, sheet: Timesheet) -> list[Line]:
        with acting(self.municipality):
            return timesheets.approve(
                self.municipality, timesheets=[sheet], month=sheet.month, now=NOW
            )

    def line(self, sheet: Timesheet) -> Line:
        with acting(self.municipality):
            return board.load(self.municipality, sheet.month).line_of(sheet)

    def codes(self, sheet: Timesheet) -> list[str]:
        return [each.code for each in self.line(sheet).findings]


@pytest.fixture
def office(db: None) -> Office:
    """Three organizations; the directorate serves Самоков."""
    samokov = cast.organization(
        "municipality", "ob-samokov", "община Самоков", municipality="SFO39"
    )
    directorate = cast.organization("directorate", "dsp-samokov", "ДСП Самоков")
    elena = cast.organization("municipality", "ob-elena", "община Елена", municipality="VTR13")
    for code in ("SFO39", "VTR13"):
        DirectorateArea.objects.create(
            directorate=directorate, municipality_id=code, valid_from=date(2020, 7, 1)
        )
    return Office(
        municipality=cast.member(samokov, "ilieva@example.org", "Мария Илиева", "officer", "head"),
        directorate=cast.member(directorate, "dimova@example.org", "Росица Димова", "officer"),
        stranger=cast.member(elena, "elena@example.org", "Елена Чужда", "officer", "head"),
    )
