"""Plays the stories on the real services: every verb of a story is one act of one officer."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import TYPE_CHECKING, Any

from opora.accounts.models import Organization
from opora.cases import queries as cases
from opora.journal.context import acting
from opora.lib.actor import Actor
from opora.people import services as people
from opora.people.models import Person
from opora.people.rules import Basis, Kin
from opora.places.models import Placement
from opora.referral import queries
from opora.referral import services as referral
from opora.referral.rules import Channel, Wisher
from opora.register.models import NamedService, Service

from . import texts
from .citizens import Citizen, People
from .facilities import KEYS
from .staff import Staff
from .texts_of_cases import ENDS, OTHER_END

if TYPE_CHECKING:
    from .usage import Diary

OTHER = {
    "ob-samokov": "dsp-samokov",
    "ob-sozopol": "dsp-sozopol",
    "ob-bansko": "dsp-razlog",
    "ob-mineralni-bani": "dsp-haskovo",
    "ob-elena": "dsp-elena",
}
OTHER |= {directorate: municipality for municipality, directorate in OTHER.items()}


@dataclass(slots=True)
class Story:
    """One wish from its first day: whose, for what, at which authority, and what happened then.

    `path` is a row of tokens, see `Days.step`; `at` is the chosen service.
    """

    person: str
    kind: str
    owner: str
    began: str
    path: str = ""
    at: str = ""
    is_urgent: bool = False
    letter: bool = False
    alone: bool = False
    request_id: int = 0
    first_owner: str = ""

    def __post_init__(self) -> None:
        self.first_owner = self.owner


@dataclass
class Stage:
    """Who and what there is, and the moment that it is now."""

    staff: Staff
    people: People
    now: datetime
    services: dict[str, Service] = field(default_factory=dict)
    kinds: dict[str, NamedService] = field(default_factory=NamedService.objects.in_bulk)
    entered: dict[str, Person] = field(default_factory=dict)
    diaries: dict[str, Diary] = field(default_factory=dict)

    # Who acts

    def officer(self, story: Story) -> Actor:
        """The officer of the owner who has this case; the first has twice as many."""
        actors = self.staff.actors[story.owner]
        return chance(story, "officer").choice([actors[0], *actors])

    def other(self, story: Story) -> Actor:
        """Who answers for the other authority."""
        return self.staff.first(OTHER[story.owner])

    def provider(self, story: Story) -> Actor:
        """Who answers for the chosen service."""
        return self.staff.head(KEYS[story.at].provider)

    def office(self, slug: str) -> Organization:
        """An organization by its slug."""
        return self.staff.offices[slug]

    # The wish

    def wish(self, story: Story) -> None:
        """The person comes and says what they want."""
        actor, citizen = self.officer(story), self.people.get(story.person)
        wisher = Wisher.REPRESENTATIVE if citizen.is_child else Wisher.SELF
        if story.kind in {"cnst-dbu", "kc"}:
            wisher = Wisher.OWN_INITIATIVE
        with acting(actor):
            request = referral.record_wish(
                actor,
                person=self.person(actor, story, citizen),
                municipality_id=self._municipality(story),
                named_service=self.kinds[story.kind],
                channel=chance(story, "channel").choice(list(Channel)),
                wisher=wisher,
                represented_by=citizen.parent if wisher == Wisher.REPRESENTATIVE else "",
                wish=texts.WISHES[story.kind],
                wished_on=self.now.date(),
                is_urgent=story.is_urgent,
                include_other=not story.alone,
                direction_number=f"НП-{chance(story, 'letter').randint(100, 999)}"
                if story.letter
                else "",
                direction_on=self.now.date() if story.letter else None,
                now=self.now,
            )
        story.request_id = request.pk

    def _municipality(self, story: Story) -> str:
        slug = story.owner if story.owner.startswith("ob-") else OTHER[story.owner]
        return str(self.office(slug).municipality_id)

    def person(self, actor: Actor, story: Story, citizen: Citizen) -> Person:
        """The person's record, entered when they come for the first time."""
        if citizen.key in self.entered:
            return self.entered[citizen.key]
        person = self.enter(actor, citizen, Basis.REFERRAL)
        self.entered[citizen.key] = person
        self._know(actor, story, citizen, person.pk)
        return person

    def enter(self, actor: Actor, citizen: Citizen, basis: Basis) -> Person:
        """A new record of somebody invented."""
        return people.create_person(
            actor,
            first_name=citizen.first_name,
            middle_name=citizen.middle_name,
            last_name=citizen.last_name,
            birth_date=citizen.birth_date,
            sex=citizen.sex,
            identifier_kind=citizen.identifier_kind,
            identifier=citizen.identifier,
            missing_reason=citizen.missing_reason,
            basis=basis,
            is_demo=True,
            now=self.now,
        )

    def _know(self, actor: Actor, story: Story, citizen: Citizen, person_id: int) -> None:
        """Address and phone of everybody, a parent of each child."""
        if citizen.key == "h1":  # nowhere to live, nothing to call
            return
        code = self._municipality(story)
        seat = self.office(story.owner).municipality or self.office(OTHER[story.owner]).municipality
        about: dict[str, Any] = {"person_id": person_id, "now": self.now}
        text = f"{seat.seat if seat else ''}, {citizen.line}"
        people.record_address(actor, kind="current", municipality_id=code, text=text, **about)
        whose = citizen.parent if citizen.is_child else ""
        people.record_phone(actor, number=citizen.phone, whose=whose, **about)
        if citizen.is_child:
            people.add_representative(
                actor,
                kind=Kin.PARENT,
                name=citizen.parent,
                phone=citizen.phone,
                valid_from=citizen.birth_date,
                **about,
            )
        elif citizen.key.startswith("a"):
            people.write_note(actor, text=texts.NOTE, **about)

    # The acts

    def do(self, story: Story, verb: str) -> None:
        """One act, by whoever it belongs to."""
        getattr(self, verb)(story)

    def _act(self, actor: Actor, story: Story, action: str, **more: Any) -> None:
        with acting(actor):
            seen = queries.visible(actor).get(pk=story.request_id)
            verb = getattr(referral, action)
            verb(actor, request=seen, seen=seen.version, now=self.now, **more)

    def start(self, story: Story) -> None:
        self._act(self.officer(story), story, "start_assessment")

    def save(self, story: Story) -> None:
        """The assessment as it will be finished."""
        actor, citizen = self.officer(story), self.people.get(story.person)
        needs, conclusion, living, own_words = texts.ASSESSMENTS[story.kind]
        written = {
            "needs": needs,
            "conclusion": conclusion,
            "living": living,
            "own_words": own_words,
            "took_part": True,
            "child_took_part": citizen.key.startswith("t"),
            "is_informed": True,
        }
        with acting(actor):
            request = queries.visible(actor).get(pk=story.request_id)
            found = getattr(request, "assessment", None)
            referral.save_assessment(
                actor,
                request=request,
                fields=written,
                seen_assessment=found.version if found else 1,
                now=self.now,
            )

    def refer(self, story: Story) -> None:
        kind = self.kinds[story.kind]
        self._act(
            self.officer(story), story, "refer", named_service=kind, happened_on=self.now.date()
        )

    def not_refer(self, story: Story) -> None:
        self._act(
            self.officer(story),
            story,
            "not_refer",
            reason=texts.NOT_REFER,
            alternative=texts.ALTERNATIVE,
            happened_on=self.now.date(),
        )

    def withdraw(self, story: Story) -> None:
        self._act(
            self.officer(story),
            story,
            "withdraw",
            reason=texts.WITHDRAW,
            happened_on=self.now.date(),
        )

    def assign(self, story: Story) -> None:
        """The head gives the case to another officer of the owner."""
        chosen = self.staff.actors[story.owner][-1]
        head = self.staff.head(story.owner)
        self._act(head, story, "assign", officer_id=chosen.user_id)

    def give(self, story: Story) -> None:
        """The head of the service gives the case to a colleague."""
        chosen = self.staff.actors[KEYS[story.at].provider][-1]
        self._act(self.provider(story), story, "assign", officer_id=chosen.user_id)

    def choose(self, story: Story) -> None:
        self._act(self.officer(story), story, "choose", service=self.services[story.at])

    def accept(self, story: Story) -> None:
        self._act(self.provider(story), story, "accept")

    def enqueue(self, story: Story) -> None:
        self._act(self.provider(story), story, "enqueue")

    def enqueue_first(self, story: Story) -> None:
        is_child = self.people.get(story.person).is_child
        reason = texts.PRIORITY_OF_CHILD if is_child else texts.PRIORITY
        self._act(self.provider(story), story, "enqueue", priority_reason=reason)

    def refuse(self, story: Story) -> None:
        self._act(
            self.provider(story),
            story,
            "refuse",
            reason=texts.REFUSE,
            rule=texts.REFUSE_RULE,
            happened_on=self.now.date(),
        )

    def leave(self, story: Story) -> None:
        self._act(self.officer(story), story, "leave_queue", reason=texts.LEAVE)

    def take(self, story: Story) -> None:
        """The person takes the place that is offered."""
        self._act(self.officer(story), story, "accept_offer")

    def decline(self, story: Story) -> None:
        self._act(self.officer(story), story, "decline_offer", reason=texts.DECLINE_OFFER)

    def begin(self, story: Story) -> None:
        """The first day of use."""
        actor = self.provider(story)
        with acting(actor):
            placement = Placement.objects.get(request_id=story.request_id, ended_on=None)
            referral.begin_use(actor, placement=placement, started_on=self.now.date(), now=self.now)

    def end(self, story: Story) -> None:
        """The case ends and the place is free again."""
        actor = self.provider(story)
        with acting(actor):
            case = cases.visible(actor).get(request_id=story.request_id)
            reason, destination, note = ENDS.get(story.kind, OTHER_END)
            referral.end_case(
                actor,
                case=case,
                reason=reason,
                destination=destination,
                ended_on=self.now.date(),
                note=note,
                follow_up_on=self.now.date() + timedelta(days=60),
                now=self.now,
            )

    def send(self, story: Story) -> None:
        """Ask a service to admit the person at once."""
        self._act(
            self.officer(story),
            story,
            "send_urgently",
            service=self.services[story.at],
            ground=texts.URGENT,
        )

    def admit(self, story: Story) -> None:
        self._act(self.provider(story), story, "admit_urgently", ground=texts.ADMIT)

    def turn_away(self, story: Story) -> None:
        self._act(self.provider(story), story, "refuse_urgent", reason=texts.REFUSE_URGENT)

    def complete(self, story: Story) -> None:
        self._act(self.officer(story), story, "complete_papers", happened_on=self.now.date())

    def court(self, story: Story) -> None:
        self._act(
            self.officer(story),
            story,
            "place_by_court",
            service=self.services[story.at],
            document=texts.COURT,
            happened_on=self.now.date(),
        )

    # Between the authorities

    def ask(self, story: Story) -> None:
        self._ask(story, "opinion")

    def ask_more(self, story: Story) -> None:
        self._ask(story, "addition")

    def _ask(self, story: Story, kind: str) -> None:
        self._act(
            self.officer(story),
            story,
            "ask",
            asked=self.office(OTHER[story.owner]),
            kind=kind,
            question=texts.ASK[kind],
        )

    def answer(self, story: Story) -> None:
        self._act(self.other(story), story, "answer", text=texts.ANSWER)

    def hand(self, story: Story) -> None:
        """Propose that the other authority takes the whole request."""
        to = self.office(OTHER[story.owner])
        reason = texts.HANDOVER
        self._act(self.officer(story), story, "propose_handover", to=to, reason=reason)

    def take_over(self, story: Story) -> None:
        self._act(self.other(story), story, "accept_handover")
        story.owner = OTHER[story.owner]

    def hand_back(self, story: Story) -> None:
        self._act(self.other(story), story, "decline_handover", answer=texts.HANDBACK)


def chance(story: Story, about: str) -> Random:
    """Chance that is the same at every load."""
    return Random(f"{about} {story.person} {story.kind} {story.first_owner}")  # noqa: S311
