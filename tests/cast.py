"""The fixed cast of every story: who works at Самоков, and who must see nothing of it.

Built through the services, so that no impossible state can be staged.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from opora.accounts.models import DirectorateArea, Membership, Organization, User
from opora.journal.context import acting
from opora.lib.actor import Actor
from opora.licensing import services as licensing
from opora.licensing.models import License
from opora.licensing.services.acts import Facts
from opora.people import services as people
from opora.people.models import Person
from opora.referral import queries
from opora.referral import services as referral
from opora.referral.models import ServiceRequest
from opora.register import services as register
from opora.register.models import NamedService, Provider, Service
from opora.register.rules import ServiceFacts

NOW = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
TODAY = date(2026, 11, 20)
PASSWORD = "тихо море и ясно небе"
NEEDS = {
    "needs": "Дневна грижа и занимания с други деца.",
    "conclusion": "Подходяща е дневна грижа, полудневно.",
    "took_part": True,
    "child_took_part": True,
}
DAY_CENTER = ServiceFacts(
    named_service="dcdu",
    name="Дневен център „Слънце“",
    municipality="SFO39",
    settlement="гр. Самоков",
    level="municipal",
    funding="state_delegated",
    mode="day",
    environment="specialized",
    users="children",
    target_groups=("children-disability",),
    phone="0722 00000",
    line="ул. „Измислена“ 1",
)


@dataclass
class Cast:
    """The actors, their organizations, and short ways to let them act."""

    municipality: Actor
    directorate: Actor
    head: Actor
    provider: Actor
    stranger: Actor
    district: Actor
    agency: Actor
    service: Service
    now: datetime = NOW
    counter: int = field(default=0)

    def named(self) -> NamedService:
        """The kind of service that the story is about."""
        return NamedService.objects.get(pk="dcdu")

    def organization(self, actor: Actor) -> Organization:
        """For whom the actor acts."""
        return Organization.objects.get(pk=actor.organization_id)

    def person(self, actor: Actor | None = None, **changed: Any) -> Person:
        """One more invented child."""
        actor = actor or self.municipality
        self.counter += 1
        core: dict[str, Any] = {
            "first_name": "Ради",
            "middle_name": "Костова",
            "last_name": "Маркерова",
            "birth_date": date(2017, 3, 1 + self.counter % 28),
            "sex": "female",
            "identifier_kind": "none",
            "identifier": "",
            "missing_reason": "foreign",
            "basis": "referral",
            "now": self.now,
            "is_demo": True,
        }
        with acting(actor):
            return people.create_person(actor, **(core | changed))

    def wish(self, actor: Actor | None = None, **changed: Any) -> ServiceRequest:
        """A wish for day care, recorded today."""
        actor = actor or self.municipality
        facts: dict[str, Any] = {
            "person": changed.pop("person", None) or self.person(actor),
            "municipality_id": "SFO39",
            "named_service": self.named(),
            "channel": "written",
            "wisher": "representative",
            "represented_by": "Камелия Маркерова",
            "wished_on": TODAY,
            "now": self.now,
        }
        with acting(actor):
            return referral.record_wish(actor, **(facts | changed))

    def do(self, actor: Actor, action: str, request: ServiceRequest, **more: Any) -> ServiceRequest:
        """One act on the request as the actor sees it now; returns it as it stands after."""
        self.now += timedelta(seconds=1)
        with acting(actor):
            seen = queries.visible(actor).get(pk=request.pk)
            verb = getattr(referral, action)
            verb(actor, request=seen, now=self.now, **({"seen": seen.version} | more))
        return self.fresh(request)

    def fresh(self, request: ServiceRequest) -> ServiceRequest:
        """The request as it stands, seen by whoever owns it."""
        for actor in (self.municipality, self.directorate, self.provider):
            with acting(actor):
                if found := queries.visible(actor).filter(pk=request.pk).first():
                    return found
        raise AssertionError("nobody sees the request")

    def referred(self, actor: Actor | None = None, **changed: Any) -> ServiceRequest:
        """A request whose person may choose a provider."""
        actor = actor or self.municipality
        request = self.wish(actor, **changed)
        self.do(actor, "start_assessment", request)
        with acting(actor):
            seen = queries.visible(actor).get(pk=request.pk)
            referral.save_assessment(
                actor, request=seen, fields=NEEDS, seen_assessment=1, now=self.now
            )
        return self.do(actor, "refer", request, named_service=self.named(), happened_on=TODAY)

    def chosen(self, actor: Actor | None = None, **changed: Any) -> ServiceRequest:
        """A request that waits for the day center's answer."""
        request = self.referred(actor, **changed)
        return self.do(actor or self.municipality, "choose", request, service=self.service)


def make(n_places: int = 2) -> Cast:
    """Everybody, and a day center with so many places."""
    samokov = organization("municipality", "ob-samokov", "община Самоков", municipality="SFO39")
    directorate = organization("directorate", "dsp-samokov", "ДСП Самоков")
    provider = organization("provider", "slance", "Сдружение „Слънце“", municipality="SFO39")
    elena = organization("municipality", "ob-elena", "община Елена", municipality="VTR13")
    district = organization("district", "oblast-sofia", "Областна администрация", district="SFO")
    agency = organization("assistance_agency", "asp", "АСП")
    quality = organization("quality_agency", "aksu", "АКСУ")
    DirectorateArea.objects.create(
        directorate=directorate, municipality_id="SFO39", valid_from=date(2020, 7, 1)
    )
    center = member(provider, "center@example.org", "Петя Иванова", "head", "officer")
    service = day_center(center, n_places)
    license_provider(Actor(None, quality.pk, frozenset({"head"})), center)
    return Cast(
        municipality=member(samokov, "ilieva@example.org", "Мария Илиева", "officer", "head"),
        directorate=member(directorate, "dimova@example.org", "Росица Димова", "officer"),
        head=member(directorate, "head@example.org", "Стефан Колев", "head"),
        provider=center,
        stranger=member(elena, "elena@example.org", "Елена Чужда", "officer", "head"),
        district=member(district, "district@example.org", "Димитър Областен", "analyst"),
        agency=member(agency, "asp@example.org", "Ана Анализатор", "analyst", "administrator"),
        service=service,
    )


def organization(kind: str, slug: str, name: str, **place: str) -> Organization:
    """One organization."""
    return Organization.objects.create(
        kind=kind,
        slug=slug,
        name=name,
        short_name=name,
        number_prefix="СМ" if slug == "ob-samokov" else "ДС" if slug == "dsp-samokov" else "",
        municipality_id=place.get("municipality"),
        district_id=place.get("district"),
    )


def member(where: Organization, email: str, name: str, *roles: str) -> Actor:
    """A user with these roles, as an actor."""
    user = User.objects.create_user(email, name, PASSWORD)
    actor = Actor(user.pk, where.pk, frozenset(roles))
    with acting(actor):
        for role in roles:
            Membership.objects.create(user=user, organization=where, role=role)
    return actor


def day_center(provider: Actor, n_places: int) -> Service:
    """The service of the story."""
    with acting(provider):
        register.create_provider(
            provider,
            organization_id=provider.organization_id,
            eik="175074752",
            legal_form="private",
            now=NOW,
        )
        return register.create_service(
            provider,
            provider_id=provider.organization_id,
            facts=DAY_CENTER,
            opened_on=date(2020, 9, 1),
            n_places=n_places,
            basis="Заповед на АСП",
            now=NOW,
        )


def license_provider(quality: Actor, provider: Actor, *kinds: str) -> License:
    """A license of the provider as it stands on paper: for day care and other kinds (`kinds`)."""
    with acting(quality):
        return licensing.transcribe(
            quality,
            provider=Provider.objects.get(pk=provider.organization_id),
            number=f"Л-{provider.organization_id}",
            issued_on=date(2024, 3, 1),
            valid_to=date(2029, 3, 1),
            facts=Facts("Сдружение „Слънце“", "гр. Самоков", "Петя Иванова", kinds or ("dcdu",)),
            now=NOW,
        )
