"""A district's working group with members of every sort, built through the services."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from opora.accounts.models import Organization, User
from opora.journal.context import acting
from opora.lib.actor import Actor
from opora.meetings import queries
from opora.meetings.models import Group, GroupMember, Session, Vote
from opora.meetings.rules import Outsider, Party, actor_of
from opora.meetings.services import groups, invitations, minutes, sessions, votes
from tests.cast import member, organization

NOW = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
DAY = date(2026, 11, 20)
DIGEST, OTHER_DIGEST = "a" * 64, "b" * 64
MARK = "Маркерова"
RULE: dict[str, Any] = {
    "quorum": "more_than_half",
    "majority": "of_present",
    "conflict_rule": "leaves",
    "rule_source": "Правила на групата, приети на първото заседание",
    "rule_confidence": "practice",
}


@dataclass
class Meeting:
    """The actors, the group and short ways to let them act."""

    district: Actor
    samokov: Actor
    elin: Actor
    provider: Actor
    adviser: Actor
    stranger: Actor
    group: Group
    members: dict[str, GroupMember]
    now: datetime = NOW
    codes: dict[str, str] = field(default_factory=dict)

    @contextmanager
    def as_(self, party: Party) -> Iterator[datetime]:
        """The next second, in the party's context."""
        self.now += timedelta(seconds=1)
        with acting(actor_of(party)):
            yield self.now

    def session(self, *items: str, state: str = "open") -> Session:
        """A session today; with everybody of the cast present when it is open."""
        with self.as_(self.district) as now:
            held = sessions.plan(
                self.district,
                group=self.group,
                title="Областна карта",
                starts_at=NOW,
                place="Областна администрация, зала 1",
                items=items or ("Проект на областна карта", "Разни"),
                now=now,
            )
            if state == "planned":
                return held
            sessions.invite(self.district, session=held, now=now)
            if state == "invited":
                return self.fresh(held)
            sessions.open_session(self.district, session=held, now=now)
            for each in self.members.values():
                sessions.attend(self.district, session=held, member=each, now=now)
        return self.fresh(held)

    def fresh(self, held: Session) -> Session:
        with acting(self.district):
            return queries.sessions(self.district).get(pk=held.pk)

    def vote(self, held: Session, **more: Any) -> Vote:
        facts: dict[str, Any] = {
            "question": "Приема ли се проектът на областна карта?",
            "subject_kind": "map",
            "subject_id": 7,
            "subject_digest": DIGEST,
        }
        with self.as_(self.district) as now:
            return votes.open_vote(self.district, session=held, now=now, **(facts | more))

    def cast(self, party: Party, vote: Vote, choice: str = "for", **more: Any) -> None:
        with self.as_(party) as now:
            seen = {"seen_digest": vote.subject_digest} | more
            votes.cast(party, vote=vote, choice=choice, now=now, **seen)

    def close(self, vote: Vote, **more: Any) -> Vote:
        with self.as_(self.district) as now:
            return votes.close(self.district, vote=vote, now=now, **more)

    def outsider(self, held: Session, who: str = "association") -> Outsider:
        """Somebody from outside who has entered with their code."""
        with self.as_(self.district) as now:
            _made, code = invitations.issue(
                self.district, session=held, member=self.members[who], now=now
            )
        self.codes[who] = code
        return invitations.enter(code, now=self.now)

    def closed(self) -> Session:
        """A closed session with a carried open vote, a finding and a proposal."""
        held = self.session()
        with self.as_(self.samokov) as now:
            item = held.items.all()[0]
            sessions.say(
                self.samokov, item=item, kind="finding", text="Липсват две услуги.", now=now
            )
        vote = self.vote(held, item=item)
        for party in (self.district, self.samokov, self.elin):
            self.cast(party, vote)
        self.cast(self.provider, vote, "against")
        self.close(vote)
        with self.as_(self.provider) as now:
            votes.dissent(self.provider, vote=vote, text="Капацитетът не стига.", now=now)
        with self.as_(self.district) as now:
            sessions.close_session(self.district, session=held, now=now)
        return self.fresh(held)

    def minutes(self) -> Any:
        """Minutes that have been sent to the members."""
        held = self.closed()
        with self.as_(self.district) as now:
            made = minutes.draft(self.district, session=held, now=now)
            return minutes.circulate(self.district, minutes=made, seen=made.version, now=now)


def make() -> Meeting:
    """Five members with a vote (one from outside) and one adviser; a stranger beside them."""
    offices = {
        "district": organization("district", "oblast-sofia", "Областна администрация София"),
        "samokov": organization("municipality", "ob-samokov", "община Самоков"),
        "elin": organization("municipality", "ob-elin-pelin", "община Елин Пелин"),
        "provider": organization("provider", "slance", "Сдружение „Слънце“"),
        "adviser": organization("directorate", "dsp-samokov", "ДСП Самоков"),
        "stranger": organization("municipality", "ob-elena", "община Елена"),
    }
    people: dict[str, Any] = {
        name: member(
            office,
            f"{name}@example.org",
            "Елена Чужда" if name == "stranger" else f"{name.title()} {MARK}",
            "officer",
            "head",
        )
        for name, office in offices.items()
    }
    district = people["district"]
    with acting(district):
        group = groups.create_group(
            district,
            kind="working_group",
            name=f"Работна група {MARK}",
            purpose="Областна карта на социалните услуги",
            now=NOW,
            **RULE,
        )
        members = {
            name: _join(district, group, name, people[name], offices[name])
            for name in ("district", "samokov", "elin", "provider", "adviser")
        }
        members["association"] = groups.add_member(
            district,
            group=group,
            name=f"Външна {MARK}",
            organization_name="Сдружение на родителите",
            capacity="association",
            valid_from=date(2026, 1, 1),
            now=NOW,
        )
        group.refresh_from_db()
    return Meeting(**people, group=group, members=members)


def _join(
    district: Actor, group: Group, name: str, actor: Actor, office: Organization
) -> GroupMember:
    return groups.add_member(
        district,
        group=group,
        name=f"{name.title()} {MARK}",
        user=User.objects.get(pk=actor.officer_id),
        organization=office,
        capacity={"adviser": "directorate", "elin": "municipality", "samokov": "municipality"}.get(
            name, name
        ),
        part={"district": "chair", "samokov": "secretary"}.get(name, "member"),
        may_vote=name != "adviser",
        valid_from=date(2026, 1, 1),
        now=NOW,
    )


@pytest.fixture
def meeting(db: None) -> Meeting:
    """The group, in a transaction that is rolled back."""
    return make()
