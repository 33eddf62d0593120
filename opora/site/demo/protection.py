"""Child protection, court placements and appeals: every state, in Самоков and two more offices."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from opora.courts import queries as court_queries
from opora.courts import services as court_services
from opora.courts.models import CourtPlacement
from opora.journal.context import acting
from opora.lib.actor import Actor
from opora.people import services as people
from opora.people.models import Person
from opora.people.rules import Basis, Kin
from opora.protection import queries, services
from opora.protection.models import ChildCase, Measure
from opora.protection.rules import Channel, Kinship, MeasureKind, Source
from opora.protection.services import Told
from opora.referral import services as referral
from opora.referral.models import Refusal

from . import texts_of_protection as texts
from .days import Days
from .stage import Stage

SAMOKOV, RAZLOG = "dsp-samokov", "dsp-razlog"


def stage_protection(stage: Stage, days: Days) -> None:
    """Signals in every state, measures up to the court, court placements, appeals."""
    office = Office(stage, days)
    new_signals(office)
    checked(office)
    planned(office)
    measures(office)
    placed_in_bansko(office)
    courts(office)
    appeals(stage, days)


class Office:
    """One directorate's acts, each at its own moment."""

    def __init__(self, stage: Stage, days: Days) -> None:
        self.stage, self.days = stage, days
        self.officer, self.head = stage.staff.first(SAMOKOV), stage.staff.head(SAMOKOV)
        self.turn = 400

    def at(self, n_days: int = 0, n_hours: int = 0) -> datetime:
        """So many days (in office hours) or hours before the load."""
        if n_hours:
            return self.days.now - timedelta(hours=n_hours)
        return self.days.office(n_days)

    def person(self, actor: Actor, now: datetime, group: str = "c") -> Person:
        """One more invented person, with the mother of a child."""
        self.turn += 1
        citizen = self.stage.people.get(f"{group}{self.turn}")
        with acting(actor):
            person = people.create_person(
                actor,
                first_name=citizen.first_name,
                middle_name=citizen.middle_name,
                last_name=citizen.last_name,
                birth_date=citizen.birth_date,
                sex=citizen.sex,
                identifier_kind=citizen.identifier_kind,
                identifier=citizen.identifier,
                missing_reason=citizen.missing_reason,
                basis=Basis.PROTECTION,
                is_demo=True,
                now=now,
            )
            people.add_representative(
                actor,
                person_id=person.pk,
                kind=Kin.PARENT if citizen.is_child else Kin.GUARDIAN,
                name=citizen.parent,
                phone=citizen.phone,
                valid_from=citizen.birth_date,
                now=now,
            )
        return person

    def signal(
        self, text: str, now: datetime, *told: Told, by: Actor | None = None, **more: Any
    ) -> ChildCase:
        """A signal; the case of its first child."""
        actor = by or self.officer
        children = told or (self.told(actor, now),)
        facts: dict[str, Any] = {
            "source": Source.CITIZEN,
            "channel": Channel.PHONE,
            "received_at": now,
            "municipality_id": "SFO39",
            "text": texts.SIGNALS[text],
            "now": now,
        }
        with acting(actor):
            signal = services.report(actor, children=children, **(facts | more))
        with acting(self.head):  # of a confidential case the officer may not know
            return signal.children.order_by("pk")[0].case

    def told(self, actor: Actor, now: datetime) -> Told:
        """A child who is known."""
        person = self.person(actor, now)
        return Told(person.full_name, person)

    def do(
        self,
        verb: Callable[..., Any],
        case: ChildCase,
        now: datetime,
        by: Actor | None = None,
        **more: Any,
    ) -> Any:
        """One act on a case."""
        actor = by or self.officer
        with acting(actor):
            seen = queries.page(actor, case.pk)
            return verb(actor, case=seen, seen=seen.version, now=now, **more)

    def on(
        self,
        verb: Callable[..., Any],
        measure: Measure,
        now: datetime,
        by: Actor | None = None,
        **more: Any,
    ) -> Any:
        """One act on a measure."""
        actor = by or self.head
        with acting(actor):
            seen = Measure.objects.select_related("case").get(pk=measure.pk)
            return verb(actor, measure=seen, seen=seen.case.version, now=now, **more)

    def check(
        self, case: ChildCase, day: int, verb: Any = services.open_case, by: Actor | None = None
    ) -> None:
        """Check a signal on a day."""
        now = self.at(day)
        self.do(services.start_check, case, now, by)
        words = texts.RISK if verb is services.open_case else texts.NO_RISK
        self.do(
            verb, case, now + timedelta(hours=3), by, visited_on=now.date(),
            findings=texts.FINDINGS, child_words=texts.CHILD_WORDS, conclusion=words,
            happened_on=now.date(),
        )  # fmt: skip

    def assess(self, case: ChildCase, day: int, by: Actor | None = None) -> None:
        """Finish the assessment on a day."""
        now = self.at(day)
        self.do(
            services.finish_assessment, case, now, by, fields=texts.ASSESSMENT,
            happened_on=now.date(),
        )  # fmt: skip

    def plan(self, case: ChildCase, day: int, by: Actor | None = None) -> None:
        """Adopt the action plan on a day."""
        now = self.at(day)
        self.do(
            services.adopt_plan, case, now, by, goals=texts.GOALS, actions=texts.ACTIONS,
            child_words=texts.CHILD_WORDS, happened_on=now.date(),
        )  # fmt: skip

    def order(
        self,
        case: ChildCase,
        kind: MeasureKind,
        day: int,
        whom: str = "",
        by: Actor | None = None,
        head: Actor | None = None,
    ) -> Measure:
        """A measure proposed and ordered on a day."""
        now = self.at(day)
        measure = self.do(
            services.propose, case, now, by, kind=kind, reason=texts.REASON, whom=whom
        )
        self.on(services.order, measure, now + timedelta(hours=2), head, happened_on=now.date())
        return measure


def new_signals(office: Office) -> None:
    """The hours that run now: from the municipality, from a provider, from a neighbor."""
    staff = office.stage.staff
    town, center = staff.first("ob-samokov"), staff.head("slance")
    office.signal("hungry", office.at(n_hours=2), by=town, source=Source.BODY)
    office.signal("bruises", office.at(n_hours=5), by=center, is_dangerous=True, is_violence=True)
    late = office.signal(
        "alone", office.at(n_hours=27), is_dangerous=True, reporter="Стойна Измислена",
        contact="0700 99 111",
    )  # fmt: skip
    office.do(services.start_check, late, office.at(n_hours=26))
    office.signal(
        "street", office.at(n_hours=15), Told("момче на около 6 години, със зелено яке"),
        source=Source.ANONYMOUS,
    )  # fmt: skip
    brothers = [office.told(office.officer, office.at(3)) for _ in range(2)]
    first = office.signal("sick", office.at(3), *brothers, source=Source.PROFESSIONAL)
    with acting(office.officer):
        other = ChildCase.objects.get(person=brothers[1].person)
    office.do(services.relate, first, office.at(3), other=other, kinship=Kinship.SIBLING)


def checked(office: Office) -> None:
    """In check, in assessment, without risk, a second signal, one that goes to Созопол."""
    office.do(services.start_check, office.signal("school", office.at(6)), office.at(5))
    office.check(office.signal("fight", office.at(60)), 55, services.no_risk)
    assessed = office.signal("hungry", office.at(17), reporter="Класната на детето")
    office.check(assessed, 12)
    office.do(
        services.save_assessment, assessed, office.at(4),
        fields={name: texts.ASSESSMENT[name] for name in ("development", "care")},
    )  # fmt: skip
    with acting(office.officer):
        child = queries.page(office.officer, assessed.pk).person
    office.signal("again", office.at(1), Told("същото дете", child), is_dangerous=False)
    moving = office.signal("school", office.at(9))
    office.do(services.start_check, moving, office.at(8))
    office.do(
        services.transfer, moving, office.at(2), to=office.stage.office("dsp-sozopol"),
        reason=texts.MOVE,
    )  # fmt: skip


def planned(office: Office) -> None:
    """Assessed and waiting for a plan; by a plan, with a part given; closed."""
    waits = office.signal("sick", office.at(25))
    office.check(waits, 20)
    office.assess(waits, 2)
    helped = office.signal("alone", office.at(120))
    office.check(helped, 116)
    office.assess(helped, 100)
    office.plan(helped, 96)
    measure = office.order(helped, MeasureKind.FAMILY_SUPPORT, 95)
    office.on(
        services.direct, measure, office.at(94), office.officer,
        named_service=office.stage.kinds["cop"], wish=texts.GOALS,
    )  # fmt: skip
    office.do(
        services.give_part, helped, office.at(94), office.head,
        organization=office.stage.office("ob-samokov"), parts=["plan"], why=texts.WHY_PART,
    )  # fmt: skip
    done = office.signal("hungry", office.at(280))
    office.check(done, 275)
    office.assess(done, 262)
    office.plan(done, 258)
    office.do(
        services.review_plan, done, office.at(90), review=texts.REVIEW,
        happened_on=office.at(90).date(),
    )  # fmt: skip
    closing = office.at(40)
    office.do(services.close, done, closing, reason=texts.CLOSE, happened_on=closing.date())


def measures(office: Office) -> None:
    """Foster care before the court, relatives by decision, police protection by the hour."""
    fostered = office.signal("fight", office.at(40), is_violence=True)
    office.check(fostered, 36)
    office.assess(fostered, 25)
    office.plan(fostered, 24)
    office.order(fostered, MeasureKind.FOSTER, 23, "приемно семейство в Самоков")
    with_aunt = office.signal("sick", office.at(150))
    office.check(with_aunt, 146)
    office.assess(with_aunt, 130)
    office.plan(with_aunt, 128)
    decided = office.order(with_aunt, MeasureKind.RELATIVES, 127, "лелята по майчина линия")
    filed = office.at(110)
    office.on(services.file, decided, filed, court=texts.COURT, happened_on=filed.date())
    day = office.at(80)
    office.on(
        services.grant, decided, day, office.officer, decision="Решение № 214/2026",
        until=(day + timedelta(days=365)).date(), happened_on=day.date(),
    )  # fmt: skip
    found = office.signal("street", office.at(n_hours=30), source=Source.BODY, is_dangerous=True)
    office.do(services.start_check, found, office.at(n_hours=29))
    office.do(
        services.propose, found, office.at(n_hours=28), kind=MeasureKind.POLICE,
        reason=texts.POLICE, starts_at=office.at(n_hours=31),
    )  # fmt: skip


def placed_in_bansko(office: Office) -> None:
    """In Банско a child is placed in a service by the court's decision."""
    staff, own = office.stage.staff, Office(office.stage, office.days)
    own.officer = own.head = staff.head(RAZLOG)
    own.turn = 450
    case = own.signal("alone", own.at(100), municipality_id="BLG01")
    own.check(case, 96)
    own.assess(case, 84)
    own.plan(case, 82)
    measure = own.order(case, MeasureKind.RESIDENTIAL, 81)
    own.on(services.direct, measure, own.at(80), named_service=own.stage.kinds["cnst-dbu"], wish="")
    own.on(services.place, measure, own.at(79), service=own.stage.services["cnst-soz"])
    filed = own.at(70)
    own.on(services.file, measure, filed, court="Районен съд – Разлог", happened_on=filed.date())


def courts(office: Office) -> None:
    """Adults under guardianship: an application, a hearing, a place whose term ends soon."""
    apply(office, 4)
    heard = apply(office, 60)
    file(office, heard, 55)
    act(
        office, court_services.set_hearing, heard, 30, court_case="гр. д. 512/2026",
        hearing_on=(office.days.now + timedelta(days=9)).date(),
    )  # fmt: skip
    rejected = apply(office, 200)
    file(office, rejected, 190)
    act(
        office, court_services.reject_placement, rejected, 120, decision="Решение № 87/2026",
        happened_on=office.at(120).date(),
    )  # fmt: skip
    placed = apply(office, 280)
    file(office, placed, 275)
    decided = office.at(240)
    act(
        office, court_services.grant_placement, placed, 240, decision="Решение № 31/2026",
        happened_on=decided.date(), until=(office.days.now + timedelta(days=60)).date(),
    )  # fmt: skip
    act(office, court_services.admit, placed, 238, service=office.stage.services["zzh-sam"])


def apply(office: Office, day: int) -> CourtPlacement:
    """An application prepared on a day."""
    now, actor = office.at(day), office.officer
    person = office.person(actor, now, "a")
    with acting(actor):
        return court_services.propose_placement(
            actor,
            person=person,
            named_service=office.stage.kinds["zzh-ui"],
            service=office.stage.services["zzh-sam"],
            municipality_id="SFO39",
            guardian=office.stage.people.get(f"a{office.turn}").parent,
            guardian_opinion=texts.GUARDIAN,
            person_opinion=texts.ADULT_WORDS,
            reason=texts.ADULT,
            now=now,
        )


def file(office: Office, placement: CourtPlacement, day: int) -> None:
    """The director files it."""
    now = office.at(day)
    act(
        office, court_services.file_application, placement, day, office.head, court=texts.COURT,
        happened_on=now.date(),
    )  # fmt: skip


def act(
    office: Office, verb: Callable[..., Any], placement: CourtPlacement, day: int,
    by: Actor | None = None, **more: Any,
) -> None:  # fmt: skip
    """One act on a court placement."""
    actor = by or office.officer
    with acting(actor):
        seen = court_queries.placement(actor, placement.pk)
        verb(actor, placement=seen, seen=seen.version, now=office.at(day), **more)


def appeals(stage: Stage, days: Days) -> None:
    """The refusals of Самоков: told to the person; one is before the court. Days of papers."""
    town, center = stage.staff.first("ob-samokov"), stage.staff.head("slance")
    opened = days.office(280)
    with acting(center):
        referral.set_urgent_days(
            center, days={"identity": 14, "assessment": 20, "needs": 20, "agreement": 7},
            valid_from=opened.date(), now=opened,
        )  # fmt: skip
    with acting(town):
        body = referral.add_body(
            town, kind="court", name="Административен съд – София област", address="гр. София",
            now=opened,
        )  # fmt: skip
        refusals = (
            Refusal.objects.filter(request__owner_organization=town.organization_id)
            .select_related("request")
            .order_by("refused_on", "pk")
        )
        for n, refusal in enumerate(refusals):
            told = max(days.office(3 + n).date(), refusal.refused_on)
            now = days.office((days.today - told).days)
            referral.serve(town, refusal=refusal, how="post", happened_on=told, now=now)
            if n == 0:
                appeal = referral.file_appeal(
                    town, refusal=refusal, filed_by=refusal.request.person.full_name,
                    text=texts.APPEAL, happened_on=days.office(1).date(), now=days.office(1),
                )  # fmt: skip
                referral.send_appeal(
                    town, appeal=appeal, body=body, happened_on=days.office(1).date(),
                    seen=appeal.version, now=days.office(1),
                )  # fmt: skip
