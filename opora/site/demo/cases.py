"""The life of the accepted people: assessment, plan, reviews, questions, the end and after it.

Each case is a tale of its own, played among the stories in the order of time. It knows when its
story's acts come, because the same chance gives the same moments.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from opora.cases import queries, services
from opora.cases.models import Case, CaseTerm
from opora.cases.rules import LinkKind, Outcome, PartyBasis
from opora.guests.models import GuestPass
from opora.guests.services import enter
from opora.journal.context import acting
from opora.lib.actor import Actor
from opora.people import queries as people
from opora.people import services as people_services
from opora.people.rules import Kin
from opora.referral import known
from opora.support import queries as support_queries
from opora.support import services as support
from opora.support.models import SupportPlan
from opora.support.rules import QuestionKind, ReviewKind, Signer, Verdict, is_child
from opora.support.services import Activity

from . import texts_of_cases as texts
from .days import BREATH, LATEST, Days
from .facilities import KEYS
from .schedule import Tale
from .stage import Stage, Story, chance

TAKEN = {"accept", "court", "take", "admit"}
SOON_AFTER = timedelta(minutes=7)
REVIEW_AFTER = 118  # working days after the plan: some days before the six months are over
FOLLOW_UP = timedelta(days=60)

# Who differs from the rest, by person and kind of service.
UNPLANNED = {("e6", "dsp-m")}  # the twenty days were over some days ago, no plan yet
UNREVIEWED = {("e25", "ap"), ("e31", "dsh")}  # the review is late
REVISED = {("c5", "dcdu"), ("e1", "dsp-m"), ("a4", "zzh-ui")}
HIDDEN = {("c17", "cnst-dbu")}
JOINT = {("c2", "csri-d")}
ASKED_SCHOOL = {("c3", "cop"), ("c1", "csri-d")}
ASKED_DOCTOR = {("c30", "cop"), ("c6", "dcdu")}
HOUSEHOLDS = {("e32", "dsh"): ("e31", "dsh")}
JOINED_BY = "soc-ihtiman"


def lives(stage: Stage, days: Days, stories: list[Story]) -> list[Tale]:
    """A tale for every story in which a place is taken."""
    return [
        Life(stage, days, story, moments).tell()
        for story in stories
        if (moments := schedule(days, story)).keys() & TAKEN
    ]


def live(stage: Stage, days: Days, story: Story) -> Tale:
    """The life of a case that opens now by a way of its own."""
    return Life(stage, days, story, {"court": stage.now}).tell()


def schedule(days: Days, story: Story) -> dict[str, datetime]:
    """When each act of a story comes, as its own tale will find it."""
    when = chance(story, "when")
    moment = days.ago(int(story.began[:-1]), story.began[-1], when)
    found = {}
    for token in story.path.split():
        verb, moment = days.step(token, moment, when)
        found[verb] = moment
    return found


@dataclass
class Life:
    """One case as its provider lives it."""

    stage: Stage
    days: Days
    story: Story
    moments: dict[str, datetime]

    def __post_init__(self) -> None:
        self.actors = self.stage.staff.actors[KEYS[self.story.at].provider]
        self.head = self.stage.provider(self.story)
        self.chance = Random(f"life {self.key}")  # noqa: S311
        self.lead = self.chance.choice(self.actors)
        self.care = texts.CARE[self.story.kind]

    @property
    def key(self) -> tuple[str, str]:
        """Whose case, for what."""
        return self.story.person, self.story.kind

    @property
    def now(self) -> datetime:
        """The moment that it is."""
        return self.stage.now

    @property
    def today(self) -> date:
        """The day that it is."""
        return self.now.date()

    def tell(self) -> Tale:
        """From the acceptance to the end, as far as the days go."""
        moment = min(self.moments[verb] for verb in TAKEN & self.moments.keys()) + SOON_AFTER
        ends = self.moments.get("end", self.days.now)
        last = min(ends, self.days.now - 2 * LATEST)
        yield moment
        for n_days, act in self.steps():
            moment = max(moment + BREATH, self.days.after(moment, n_days, self.chance))
            if moment >= last:
                break
            yield moment
            act()
        if self.key in ASKED_DOCTOR and (asked := self.days.ago(6, "d", self.chance)) > moment:
            yield asked
            self.ask()
        if "end" in self.moments and ends - moment > FOLLOW_UP:
            yield self.days.office((self.days.today - ends.date()).days + 1)
            self.close()
        if "end" in self.moments and ends + FOLLOW_UP < self.days.now:
            yield self.days.after(ends + FOLLOW_UP, 1, self.chance)
            self.follow_up()

    def steps(self) -> Iterator[tuple[int, Callable[[], None]]]:
        """How many working days later, what."""
        pause = self.chance.randint
        yield pause(1, 2), self.take_over
        yield pause(1, 4), self.assess
        yield pause(2, 5), self.finish
        if self.key in UNPLANNED:
            return
        yield pause(0, 2), self.draft
        yield pause(1, 2), self.propose
        yield pause(1, 3), self.agree
        yield pause(0, 1), self.enter_force
        yield 0, self.sign
        if self.key in ASKED_SCHOOL:
            yield 5, self.ask
        if self.key in UNREVIEWED:
            return
        yield REVIEW_AFTER + pause(-12, 6), self.review
        if self.key in REVISED:
            yield pause(1, 3), self.change
            yield 1, self.propose
            yield 2, self.agree
            yield 1, self.enter_force

    # What happens

    def case(self, actor: Actor) -> Case:
        """The case as it stands."""
        found = queries.visible(actor).select_related("person", "service", "placement")
        return found.get(request_id=self.story.request_id)

    def plan(self, actor: Actor) -> SupportPlan:
        """The version at work, with its case."""
        whole = support_queries.plans(actor).select_related("case__person", "case__service")
        return whole.filter(case__request_id=self.story.request_id).order_by("-n")[0]

    def take_over(self) -> None:
        """Somebody leads the case; who speaks for the person is entered."""
        with acting(self.head):
            case = self.case(self.head)
            lead = self.lead.officer_id
            services.assign_lead(self.head, case=case, officer_id=lead, now=self.now)
            if len(self.actors) > 1:
                other = next(one for one in self.actors if one != self.lead)
                services.add_member(
                    self.head,
                    case=case,
                    officer_id=other.officer_id,
                    post="психолог",
                    now=self.now,
                )
            self._near(case)
            if self.key in HIDDEN:
                services.set_confidential(
                    self.head,
                    case=case,
                    is_confidential=True,
                    reason=texts.CONFIDENTIAL,
                    now=self.now,
                )
            if self.key in HOUSEHOLDS:
                self._link(case)

    def _near(self, case: Case) -> None:
        citizen = self.stage.people.get(self.story.person)
        if citizen.is_child:
            people_services.add_representative(
                self.head,
                person_id=case.person_id,
                kind=Kin.PARENT,
                name=citizen.parent,
                phone=citizen.phone,
                valid_from=citizen.birth_date,
                now=self.now,
            )
        elif citizen.key.startswith("e"):
            services.add_contact(
                self.head,
                case=case,
                name=citizen.parent,
                relation="дъщеря",
                phone=citizen.phone,
                note="Идва през почивните дни.",
                may_be_told=True,
                now=self.now,
            )

    def _link(self, case: Case) -> None:
        person = self.stage.entered[HOUSEHOLDS[self.key][0]]
        other = queries.of_person(self.head, person.pk).first()
        if other:
            kind = LinkKind.HOUSEHOLD
            services.link(self.head, case=case, other=other, kind=kind, now=self.now)

    def assess(self) -> None:
        """The team begins from the preliminary assessment and writes what it finds."""
        with acting(self.lead):
            case = self.case(self.lead)
            made = support.start_assessment(
                self.lead, case=case, known=known.of_case(self.lead, case), now=self.now
            )
            needs = {goal.area: goal.need for goal in self.care.goals}
            areas = {
                area.pk: {
                    "situation": area.situation,
                    "own_words": "",
                    "need": needs[area.area.code],
                }
                for area in made.areas.select_related("area")
                if area.area.code in needs
            }
            support.save_assessment(
                self.lead,
                assessment=made,
                fields={
                    "own_words": self.care.words,
                    "strengths": self.care.strengths,
                    "conclusion": self.care.conclusion,
                    "took_part": True,
                },
                areas=areas,
                seen=made.version,
                now=self.now,
            )

    def finish(self) -> None:
        """The assessment is ready."""
        with acting(self.lead):
            made = support_queries.assessments(self.lead).select_related("case__person")
            found = made.get(case__request_id=self.story.request_id)
            support.finish_assessment(
                self.lead, assessment=found, finished_on=self.today, now=self.now
            )

    def draft(self) -> None:
        """The goals, each with its activities."""
        with acting(self.lead):
            plan = support.draft_plan(self.lead, case=self.case(self.lead), now=self.now)
            for goal in self.care.goals:
                fresh = self.plan(self.lead)
                support.write_goal(
                    self.lead,
                    plan=fresh,
                    mark=None,
                    area_id=area_id(goal.area),
                    text=goal.text,
                    indicator=goal.indicator,
                    due_on=self.today + timedelta(days=180),
                    activities=[Activity(*line) for line in goal.lines],
                    seen=fresh.version,
                    now=self.now,
                )
        if self.key in JOINT:
            self._join(plan)

    def _join(self, plan: SupportPlan) -> None:
        other = self.stage.staff.head(JOINED_BY)
        with acting(self.lead):
            fresh = self.plan(self.lead)
            services.add_party(
                self.lead,
                case=fresh.case,
                organization_id=other.organization_id,
                basis=PartyBasis.COPROVIDER,
                reason=texts.JOINT,
                now=self.now,
            )
            support.describe_plan(
                self.lead,
                plan=fresh,
                is_joint=True,
                coordinator_id=self.lead.officer_id,
                seen=fresh.version,
                now=self.now,
            )
        with acting(other):
            goal = support_queries.plans(other).get(pk=plan.pk).goals.all()[0]
            lines = [Activity(*texts.JOINT_LINE)]
            support.write_own_activities(other, goal=goal, activities=lines, now=self.now)

    def propose(self) -> None:
        """The person gets the plan on paper."""
        with acting(self.lead):
            plan = self.plan(self.lead)
            support.propose(self.lead, plan=plan, seen=plan.version, now=self.now)
        if self.key in JOINT:
            other = self.stage.staff.head(JOINED_BY)
            with acting(other):
                support.sign_jointly(other, plan=self.plan(other), now=self.now)

    def agree(self) -> None:
        """Who must sign has signed."""
        with acting(self.lead):
            plan = self.plan(self.lead)
            person = plan.case.person
            signers: dict[Signer, int | None] = {Signer.PERSON: None}
            if is_child(person.birth_date, self.today):
                speaker = people.representatives(self.lead, person, self.today)[0]
                signers = {Signer.REPRESENTATIVE: speaker.pk}
                if person.age_on(self.today) >= 14:
                    signers[Signer.CHILD] = None
            support.agree(
                self.lead,
                plan=plan,
                signers=signers,
                consents=["informed", "plan", "share", "ask"],
                signed_on=self.today,
                seen=plan.version,
                now=self.now,
            )

    def enter_force(self) -> None:
        """The head signs."""
        with acting(self.head):
            plan = self.plan(self.head)
            support.enter_force(
                self.head, plan=plan, starts_on=self.today, seen=plan.version, now=self.now
            )

    def sign(self) -> None:
        """The agreement follows the plan."""
        with acting(self.head):
            self.stage.diaries[self.story.at].sign(self.case(self.head))

    def review(self) -> None:
        """How far the goals were reached after some months."""
        verdict = Verdict.REVISE if self.key in REVISED else Verdict.CONTINUE
        self._review(ReviewKind.PERIODIC, verdict)

    def close(self) -> None:
        """How far they were reached in the end."""
        self._review(ReviewKind.FINAL, Verdict.CLOSE)

    def _review(self, kind: ReviewKind, verdict: Verdict) -> None:
        with acting(self.lead):
            plan = self.plan(self.lead)
            scores = {
                goal.pk: (self.chance.choice([-1, 0, 0, 0, 1, 1, 2]), "")
                for goal in plan.goals.all()
            }
            support.hold_review(
                self.lead,
                plan=plan,
                kind=kind,
                held_on=self.today,
                change="",
                own_words=self.care.words,
                summary=self.care.progress,
                took_part=True,
                verdict=verdict,
                scores=scores,
                now=self.now,
            )

    def change(self) -> None:
        """The next version has one activity more."""
        with acting(self.lead):
            plan = self.plan(self.lead)
            goal = plan.goals.all()[0]
            lines = [
                Activity(one.text, one.n_times, one.per, one.responsible, one.place, mark=one.mark)
                for one in goal.activities.all()
            ]
            support.write_goal(
                self.lead,
                plan=plan,
                mark=goal.mark,
                area_id=goal.area_id,
                text=goal.text,
                indicator=goal.indicator,
                due_on=self.today + timedelta(days=180),
                activities=[*lines, Activity(*texts.NEW_LINE)],
                seen=plan.version,
                now=self.now,
            )

    def ask(self) -> None:
        """A school answers its question; a doctor has not yet."""
        is_school = self.key in ASKED_SCHOOL
        kind = QuestionKind.SCHOOL if is_school else QuestionKind.DOCTOR
        for_whom, context, question = (texts.SCHOOL if is_school else texts.DOCTOR)[:3]
        with acting(self.lead):
            _asked, code = support.ask_outside(
                self.lead,
                case=self.case(self.lead),
                kind=kind,
                for_whom=for_whom,
                context=context,
                question=question,
                has_consent=True,
                expires_at=self.now + timedelta(days=60),
                now=self.now,
            )
        if is_school:
            self._answer(code)

    def _answer(self, code: str) -> None:
        later = self.now + timedelta(minutes=2)
        guest = enter(code, now=later)
        with acting(guest.actor):
            support.answer_question(
                guest.actor,
                guest_pass=GuestPass.objects.get(pk=guest.pass_id),
                answer=texts.SCHOOL[3],
                answered_by=texts.SCHOOL[4],
                now=later,
            )

    def follow_up(self) -> None:
        """How the person is, two months after the end."""
        with acting(self.lead):
            planned = self.case(self.lead).follow_ups.select_related("case").first()
            if planned:
                services.tell_follow_up(
                    self.lead,
                    follow_up=planned,
                    held_on=self.today,
                    outcome=Outcome.WELL,
                    note=texts.FOLLOWED,
                    now=self.now,
                )


def area_id(code: str) -> int:
    """An area of life by its code."""
    return CaseTerm.objects.values_list("pk", flat=True).get(kind="area", code=code)
