"""Licenses of the demonstration in every state; the numbers and the orders are invented."""

from datetime import date, datetime, timedelta
from typing import Any

from opora.journal.context import acting
from opora.lib.actor import Actor
from opora.licensing import services as licensing
from opora.licensing.models import License, LicenseApplication
from opora.licensing.rules import Kind, years_after
from opora.licensing.services.acts import Facts
from opora.register.models import Provider

from .days import Days
from .staff import Staff
from .stage import Stage

DAY = timedelta(days=1)
# Which provider for what, and how many days after the load its license ends.
PAPER = {
    "slance": (("cnst-dbu", "dcdu"), 700),
    "bryag": (("csri-d", "kc"), 55),
    "yantra": (("dcsh",), 0),
}
OPENED = timedelta(days=300)


def license_providers(staff: Staff, *, now: datetime) -> None:
    """The licenses that the private providers had on paper when Opora was opened.

    That of „Янтра“ ends on the day before the load: whoever uses its service stays.
    """
    actor = staff.first("aksu")
    for n, (slug, (kinds, n_days)) in enumerate(PAPER.items(), 1):
        provider = Provider.objects.get(pk=staff.offices[slug].pk)
        ends = (now + OPENED).date() + timedelta(days=n_days)
        with acting(actor):
            licensing.transcribe(
                actor,
                provider=provider,
                number=f"Л-{100 + n}/{ends.year - 5}",
                issued_on=years_after(ends, -5),
                valid_to=ends,
                facts=_facts(staff, slug, kinds),
                now=now,
            )


def _facts(staff: Staff, slug: str, kinds: tuple[str, ...], note: str = "") -> Facts:
    office = staff.offices[slug]
    seat = office.municipality.seat if office.municipality else ""
    manager = {"slance": "Петя Иванова", "bryag": "Веселин Морев"}.get(slug, "Милен Дряновски")
    return Facts(office.name, f"{seat}, ул. „Измислена“ 1", manager, kinds, note)


class Office:
    """The two sides of a license at moments before the load."""

    def __init__(self, stage: Stage, days: Days) -> None:
        self.stage, self.days = stage, days
        self.agency = stage.staff.first("aksu")

    def begin(self, slug: str, kind: Kind, ago: int, kinds: tuple[str, ...], **more: Any) -> Any:
        """A provider's draft, so many days before the load."""
        actor = self.stage.staff.head(slug)
        with acting(actor):
            about = License.objects.filter(provider=actor.organization_id).first()
            return licensing.begin(
                actor,
                kind=kind,
                facts=_facts(self.stage.staff, slug, kinds, more.pop("note", "")),
                license=None if kind == Kind.GRANT else about,
                now=self.days.now - ago * DAY,
                **more,
            )

    def do(self, actor: Actor, verb: Any, row: LicenseApplication, ago: int, **more: Any) -> Any:
        """One act on an application as it stands."""
        with acting(actor):
            fresh = LicenseApplication.objects.get(pk=row.pk)
            moment = self.days.now - ago * DAY
            return verb(actor, application=fresh, seen=fresh.version, now=moment, **more)

    def submit(self, slug: str, kind: Kind, ago: int, kinds: tuple[str, ...], **more: Any) -> Any:
        """A submitted application."""
        row = self.begin(slug, kind, ago + 1, kinds, **more)
        self.do(self.stage.staff.head(slug), licensing.submit, row, ago)
        return row

    def on(self, ago: int) -> date:
        """A day before the load."""
        return self.days.today - ago * DAY


def stage_licenses(stage: Stage, days: Days) -> None:
    """Applications in every state; a license changed, one revoked, one waiting to be renewed."""
    office = Office(stage, days)
    agency = office.agency
    changed = office.submit(
        "slance", Kind.CHANGE, 90, ("cnst-dbu", "cop", "dcdu"), changed_on=office.on(93),
        note="Добавяме дейност: център за обществена подкрепа.",
    )  # fmt: skip
    office.do(agency, licensing.grant, changed, 80, order_number="РД-01-118",
              decided_on=office.on(80))  # fmt: skip
    office.do(agency, licensing.hand_over, changed, 78, notified_on=office.on(78))
    office.begin(
        "slance", Kind.CHANGE, 3, ("cnst-dbu", "cop", "dcdu"), changed_on=office.on(5),
        note="Сменен е адресът на управление.",
    )  # fmt: skip
    office.submit("bryag", Kind.RENEWAL, 4, ("csri-d", "kc"))
    refused = office.submit("bryag", Kind.GRANT, 150, ("dsh",))
    office.do(agency, licensing.refuse, refused, 120, order_number="РД-01-091",
              decided_on=office.on(120),
              reason="Сградата не отговаря на условията за дом за стари хора.")  # fmt: skip
    office.do(agency, licensing.hand_over, refused, 118, notified_on=office.on(118))
    dropped = office.submit("bryag", Kind.GRANT, 60, ("dcsh",))
    office.do(stage.staff.head("bryag"), licensing.withdraw, dropped, 58,
              reason="Помещението вече не е на разположение.")  # fmt: skip
    asked = office.submit("yantra", Kind.GRANT, 20, ("dcsh",))
    office.do(agency, licensing.ask, asked, 9,
              asked_for="Приложете програма за осигуряване на качеството.")  # fmt: skip
    office.submit("yantra", Kind.GRANT, 2, ("ap",))
    _revoke(stage, office)


def _revoke(stage: Stage, office: Office) -> None:
    """An older license of „Бряг“ for one more kind, taken away."""
    provider = Provider.objects.get(pk=stage.staff.offices["bryag"].pk)
    with acting(office.agency):
        old = licensing.transcribe(
            office.agency,
            provider=provider,
            number="Л-088/2024",
            issued_on=office.on(700),
            valid_to=years_after(office.on(700), 5),
            facts=_facts(stage.staff, "bryag", ("cvn",)),
            now=office.days.now - 290 * DAY,
        )
        licensing.revoke(
            office.agency,
            license=old,
            revoked_on=office.on(200),
            document="РД-01-054",
            reason="При две проверки услугата не е намерена на адреса.",
            now=office.days.now - 200 * DAY,
        )
