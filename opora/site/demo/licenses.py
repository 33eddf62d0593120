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
from .schedule import Scene, Tale
from .staff import Staff
from .stage import Stage

# Which provider for what, and how many days after the load its license ends.
PAPER = {
    "slance": (("cnst-dbu", "dcdu"), 700),
    "bryag": (("csri-d", "kc"), 55),
    "yantra": (("dcsh",), 0),
}


def license_providers(staff: Staff, days: Days, *, now: datetime) -> None:
    """The licenses that the private providers had on paper when Opora was opened.

    That of „Янтра“ ends on the day before the load: whoever uses its service stays.
    """
    actor = staff.first("aksu")
    for n, (slug, (kinds, n_days)) in enumerate(PAPER.items(), 1):
        provider = Provider.objects.get(pk=staff.offices[slug].pk)
        ends = days.today + timedelta(days=n_days)
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

    def begin(
        self, slug: str, kind: Kind, ago: int, kinds: tuple[str, ...], **more: Any
    ) -> Scene[LicenseApplication]:
        """A provider's draft, so many days before the load."""
        now = self.days.office(ago)
        yield now
        actor = self.stage.staff.head(slug)
        with acting(actor):
            about = License.objects.filter(provider=actor.organization_id).order_by("pk").first()
            return licensing.begin(
                actor,
                kind=kind,
                facts=_facts(self.stage.staff, slug, kinds, more.pop("note", "")),
                license=None if kind == Kind.GRANT else about,
                now=now,
                **more,
            )

    def do(self, actor: Actor, verb: Any, row: LicenseApplication, ago: int, **more: Any) -> Tale:
        """One act on an application as it stands."""
        now = self.days.office(ago)
        yield now
        with acting(actor):
            fresh = LicenseApplication.objects.get(pk=row.pk)
            verb(actor, application=fresh, seen=fresh.version, now=now, **more)

    def submit(
        self, slug: str, kind: Kind, ago: int, kinds: tuple[str, ...], **more: Any
    ) -> Scene[LicenseApplication]:
        """A submitted application."""
        row = yield from self.begin(slug, kind, ago + 1, kinds, **more)
        yield from self.do(self.stage.staff.head(slug), licensing.submit, row, ago)
        return row

    def on(self, ago: int) -> date:
        """A working day before the load."""
        return self.days.office(ago).date()


def stage_licenses(stage: Stage, days: Days) -> list[Tale]:
    """Applications in every state; a license changed, one revoked, one waiting to be renewed."""
    office = Office(stage, days)
    return [
        _changed(office),
        _changes(office),
        office.submit("bryag", Kind.RENEWAL, 4, ("csri-d", "kc")),
        _refused(office),
        _dropped(office),
        _asked(office),
        office.submit("yantra", Kind.GRANT, 2, ("ap",)),
        _revoked(office),
    ]


def _changed(office: Office) -> Tale:
    row = yield from office.submit(
        "slance", Kind.CHANGE, 90, ("cnst-dbu", "cop", "dcdu"), changed_on=office.on(93),
        note="Добавяме дейност: център за обществена подкрепа.",
    )  # fmt: skip
    yield from office.do(office.agency, licensing.grant, row, 80, order_number="РД-01-118",
                         decided_on=office.on(80))  # fmt: skip
    yield from office.do(office.agency, licensing.hand_over, row, 78, notified_on=office.on(78))


def _changes(office: Office) -> Tale:
    yield from office.begin(
        "slance", Kind.CHANGE, 3, ("cnst-dbu", "cop", "dcdu"), changed_on=office.on(5),
        note="Сменен е адресът на управление.",
    )  # fmt: skip


def _refused(office: Office) -> Tale:
    row = yield from office.submit("bryag", Kind.GRANT, 150, ("dsh",))
    yield from office.do(
        office.agency, licensing.refuse, row, 120, order_number="РД-01-091",
        decided_on=office.on(120),
        reason="Сградата не отговаря на условията за дом за стари хора.",
    )  # fmt: skip
    yield from office.do(office.agency, licensing.hand_over, row, 118, notified_on=office.on(118))


def _dropped(office: Office) -> Tale:
    row = yield from office.submit("bryag", Kind.GRANT, 60, ("dcsh",))
    yield from office.do(office.stage.staff.head("bryag"), licensing.withdraw, row, 58,
                         reason="Помещението вече не е на разположение.")  # fmt: skip


def _asked(office: Office) -> Tale:
    row = yield from office.submit("yantra", Kind.GRANT, 20, ("dcsh",))
    yield from office.do(office.agency, licensing.ask, row, 9,
                         asked_for="Приложете програма за осигуряване на качеството.")  # fmt: skip


def _revoked(office: Office) -> Tale:
    """An older license of „Бряг“ for one more kind, taken away."""
    now = office.days.office(290)
    yield now
    provider = Provider.objects.get(pk=office.stage.staff.offices["bryag"].pk)
    issued_on = office.on(700)
    with acting(office.agency):
        old = licensing.transcribe(
            office.agency,
            provider=provider,
            number="Л-088/2024",
            issued_on=issued_on,
            valid_to=years_after(issued_on, 5),
            facts=_facts(office.stage.staff, "bryag", ("cvn",)),
            now=now,
        )
    now = office.days.office(200)
    yield now
    with acting(office.agency):
        licensing.revoke(
            office.agency,
            license=old,
            revoked_on=now.date(),
            document="РД-01-054",
            reason="При две проверки услугата не е намерена на адреса.",
            now=now,
        )
