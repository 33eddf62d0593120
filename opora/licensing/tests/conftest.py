"""The cast of every story, the agency's expert, and short ways to apply and decide."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from opora.accounts.models import Organization
from opora.journal.context import acting
from opora.lib.actor import Actor
from opora.licensing import services
from opora.licensing.models import License, LicenseApplication
from opora.licensing.rules import Kind
from opora.licensing.services.acts import Facts
from tests import cast as casting
from tests.cast import NOW, Cast

Verb = Callable[..., Any]
FACTS = Facts("Сдружение „Слънце“", "гр. Самоков, ул. „Измислена“ 1", "Петя Иванова", ("dcdu",))


@dataclass
class Office:
    """The two sides of a license, and their acts one after another."""

    cast: Cast
    quality: Actor
    license: License

    @property
    def provider(self) -> Actor:
        """The provider's head."""
        return self.cast.provider

    def begin(
        self, kind: Kind, facts: Facts = FACTS, now: datetime = NOW, **more: Any
    ) -> LicenseApplication:
        """The provider's draft."""
        about: dict[str, Any] = {} if kind == Kind.GRANT else {"license": self.license}
        with acting(self.provider):
            return services.begin(self.provider, kind=kind, facts=facts, now=now, **about, **more)

    def do(
        self, actor: Actor, verb: Callable[..., Any], row: LicenseApplication, **more: Any
    ) -> Any:
        """One act on an application as it stands."""
        with acting(actor):
            fresh = LicenseApplication.objects.get(pk=row.pk)
            return verb(actor, application=fresh, **({"seen": fresh.version, "now": NOW} | more))

    def submitted(self, kind: Kind, **more: Any) -> LicenseApplication:
        """A submitted application."""
        row = self.begin(kind, **more)
        return self.do(self.provider, services.submit, row, now=more.get("now", NOW))

    def grant(self, row: LicenseApplication, **more: Any) -> LicenseApplication:
        """The agency's order for it."""
        order = {"order_number": "РД-1", "decided_on": casting.TODAY}
        return self.do(self.quality, services.grant, row, **(order | more))


@pytest.fixture
def office(db: None, monkeypatch: pytest.MonkeyPatch) -> Office:
    """A provider with a license until 01.03.2029, and the agency that gave it."""
    cast = casting.make()
    organization = Organization.objects.get(slug="aksu")
    quality = casting.member(organization, "aksu@example.org", "Калина Контролна", "officer")
    paper = type("Paper", (), {"full_number": "РД-7"})()
    monkeypatch.setattr("opora.documents.services.issue", lambda *a, **k: paper)
    return Office(cast, quality, License.objects.get())


def expired(office: Office, on: date) -> None:
    """The license of the provider as one that ended: its last day is the one before `on`."""
    License.objects.filter(pk=office.license.pk).update(valid_to=on)


DAY = timedelta(days=1)
