"""The National Map: assembled from the finals, discussed, adopted, published."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from opora.accounts.services.access import require
from opora.criteria import queries as criteria
from opora.journal.context import acting
from opora.law.queries import calendar
from opora.lib.actor import Actor
from opora.lib.refusals import Refused
from opora.meetings import queries as meetings
from opora.meetings.models import Session, Vote
from opora.meetings.services import votes
from opora.needs.models import Cycle
from opora.planning import queries as planning
from opora.planning.inputs import cycle_of
from opora.planning.model import document
from opora.planning.model.rows import Key, Row
from opora.planning.models import MapEntry, MapVersion
from opora.planning.rules import Purpose
from opora.planning.rules import State as VersionState
from opora.planning.services.maps import check_lawful
from opora.planning.services.variants import COPIED

from .. import queries, rules
from ..models import NationalMap
from ..rules import MapState
from .steps import EVERYBODY, Act, begin, finish, tell


@transaction.atomic
def assemble(actor: Actor, *, cycle: Cycle, name: str, now: datetime) -> NationalMap:
    """A national draft with the rows of all final district maps that there are.

    Districts without a final map are missing, visibly; they are taken in when theirs is adopted.
    Refused while no district has a final map.
    """
    require(actor, "planning.national")
    finals = planning.final(actor, cycle=cycle)
    if not finals:
        raise Refused(
            _("Още нито една област няма окончателна карта в този цикъл."),
            remedy=_("Проектът се обединява от окончателните областни карти."),
        )
    found = _create(actor, cycle=cycle, name=name, now=now)
    _copy(found.map_version, finals)
    tell(Act(actor, "assemble", found, now), details={"name": name, "n": len(finals)})
    return found


@transaction.atomic
def transcribe(
    actor: Actor,
    *,
    cycle: Cycle,
    name: str,
    rows: Sequence[Row],
    now: datetime,
    notes: Mapping[Key, str] | None = None,
) -> NationalMap:
    """A national draft with the rows of a Map that was made on paper; it goes on as any other and
    stays labeled as transcribed. `notes` are by the row's key."""
    require(actor, "planning.national")
    if not rows:
        raise Refused(_("В картата няма нито един ред."))
    found = _create(actor, cycle=cycle, name=name, now=now, is_transcribed=True)
    notes = notes or {}
    MapEntry.objects.bulk_create(
        [planning.entry_of(found.map_version, row, notes.get(row.key, "")) for row in rows],
        batch_size=1000,
    )
    tell(Act(actor, "transcribe", found, now), details={"name": name, "n": len(rows)})
    return found


def _create(
    actor: Actor,
    *,
    cycle: Cycle,
    name: str,
    now: datetime,
    based_on: MapVersion | None = None,
    is_transcribed: bool = False,
) -> NationalMap:
    if not name.strip():
        raise Refused(_("Дайте име на проекта."), field="name")
    numbers = MapVersion.objects.filter(cycle=cycle, district=None)
    inforce = criteria.set_in_force(cycle.base_on)
    version = MapVersion.objects.create(
        cycle=cycle,
        district=None,
        organization_id=actor.organization_id,
        name=name.strip(),
        number=(numbers.aggregate(last=Max("number"))["last"] or 0) + 1,
        based_on=based_on,
        is_illustrative=bool(inforce and inforce.is_illustrative),
        is_transcribed=is_transcribed or bool(based_on and based_on.is_transcribed),
        opened_at=now,
    )
    return NationalMap.objects.create(map_version=version, organization_id=actor.organization_id)


def _copy(into: MapVersion, sources: Iterable[MapVersion]) -> None:
    rows = MapEntry.objects.filter(map_version__in=list(sources))
    MapEntry.objects.bulk_create(
        [
            MapEntry(map_version=into, **{name: getattr(row, name) for name in COPIED})
            for row in rows
        ],
        batch_size=1000,
    )


@transaction.atomic
def take_in(
    actor: Actor, *, national_map: NationalMap, now: datetime, seen: int | None = None
) -> NationalMap:
    """Read the finals anew: districts adopted meanwhile come in, replaced ones are read again."""
    act = begin(actor, national_map, "take_in", seen=seen, now=now)
    version = act.record.map_version
    version.entries.all().delete()
    finals = planning.final(actor, cycle=version.cycle)
    _copy(version, finals)
    return finish(act, details={"n": len(finals)})


@transaction.atomic
def write(
    actor: Actor, *, national_map: NationalMap, foreword: str, seen: int, now: datetime
) -> NationalMap:
    """The analysis at national level in words."""
    act = begin(actor, national_map, "write", seen=seen, now=now)
    act.record.foreword = foreword.strip()
    return finish(act, ["foreword"])


@transaction.atomic
def open_discussion(
    actor: Actor, *, national_map: NationalMap, now: datetime, seen: int | None = None
) -> NationalMap:
    """Publish the draft for thirty days. Its rows and inputs are locked: what is discussed is what
    is adopted. Refused without the analysis in words."""
    act = begin(actor, national_map, "open_discussion", seen=seen, now=now)
    if not act.record.foreword:
        raise Refused(
            _("Напишете анализа на национално ниво, преди да откриете обсъждането."),
            rule=_("чл. 48, ал. 1 НПСУ"),
        )
    first, last = rules.discussion_days(act.today, calendar())
    act.record.discussion_from, act.record.discussion_to = first, last
    _lock(act)
    return finish(act, ["discussion_from", "discussion_to"], audience=EVERYBODY)


def _lock(act: Act[NationalMap]) -> None:
    version = act.record.map_version
    version.content, version.digest = document.locked(inputs_of(act))
    version.locked_at, version.state, version.audience = act.now, VersionState.LOCKED, EVERYBODY
    version.version += 1
    version.save(update_fields=["content", "digest", "locked_at", "state", "audience", "version"])


def inputs_of(act: Act[NationalMap]) -> dict[str, Any]:
    """Everything from which the content of the national version follows."""
    version = act.record.map_version
    rows = planning.rows(version)
    year, standards = planning.standards_on(act.today)
    services = planning.services()
    inforce = criteria.set_in_force(version.cycle.base_on)
    return {
        "cycle": cycle_of(version),
        "district": None,
        "version": {"name": version.name, "number": version.number, "locked_on": act.today},
        "municipalities": _municipalities({row.municipality for row in rows}, act.today),
        "districts": [_district(one) for one in queries.finals(act.actor, act.record)],
        "services": {code: services[code].short_name for code in {row.service for row in rows}},
        "criteria": {
            "id": inforce.pk,
            "name": inforce.name,
            "is_illustrative": inforce.is_illustrative,
        }
        if inforce
        else None,
        "standards": {
            "year": year,
            "rows": {code: each.as_input for code, each in standards.items()},
        },
        "km": {},
        "entries": [document.row_as_input(row) for row in rows],
        "coordination": [],
    }


def _district(one: queries.Final) -> dict[str, Any]:
    return {
        "code": one.district.pk,
        "map": one.version.pk if one.version else None,
        "digest": one.version.digest if one.version else None,
        "is_in": one.is_in,
    }


def _municipalities(codes: set[str], on: date) -> list[dict[str, Any]]:
    figures, names = planning.residents(codes, on), queries.names_of(codes)
    return [
        {
            "code": code,
            "name": names[code],
            "residents": figures[code].n,
            "as_of": figures[code].as_of,
            "source": figures[code].source,
        }
        for code in sorted(codes)
    ]


@transaction.atomic
def close_discussion(actor: Actor, *, national_map: NationalMap, now: datetime) -> NationalMap:
    """The last day has passed. Refused before it."""
    act = begin(actor, national_map, "close_discussion", now=now)
    last = act.record.discussion_to
    if last and act.today <= last:
        raise Refused(_("Обсъждането още тече."), rule=_("чл. 48, ал. 1 НПСУ"))
    return finish(act, audience=EVERYBODY)


def close_due(*, now: datetime) -> int:
    """Close the discussion of every draft whose last day has passed; how many."""
    today = timezone.localdate(now)
    due = NationalMap.objects.filter(
        state=MapState.DISCUSSION, discussion_to__lt=today
    ).values_list("pk", "organization_id")
    for pk, organization_id in list(due):
        system = Actor(None, organization_id, frozenset({"system"}))
        with acting(system):
            close_discussion(system, national_map=NationalMap(pk=pk), now=now)
    return len(due)


@transaction.atomic
def put_to_vote(
    actor: Actor, *, national_map: NationalMap, session: Session, now: datetime
) -> Vote:
    """Let a national meeting vote on exactly this version. Optional: the act adopts the Map."""
    require(actor, "planning.national")
    version = national_map.map_version
    if national_map.state != MapState.DISCUSSED:
        raise Refused(_("Гласува се обсъден проект."), rule=rules.PRACTICE)
    check_lawful(version)
    return votes.open_vote(
        actor,
        session=session,
        question=_("Предлага ли се за приемане „%(name)s“?") % {"name": version.name},
        subject_kind=Purpose.NATIONAL,
        subject_id=version.pk,
        subject_digest=version.digest,
        now=now,
    )


@transaction.atomic
def adopt(
    actor: Actor,
    *,
    national_map: NationalMap,
    act: str,
    act_number: str,
    act_on: date,
    now: datetime,
    seen: int | None = None,
) -> NationalMap:
    """Enter the act by which the Map was adopted. Refused while a vote on it is open or when the
    last vote of the national meeting did not carry it."""
    step = begin(actor, national_map, "adopt", seen=seen, now=now)
    version = step.record.map_version
    check_lawful(version)
    if not act.strip() or not act_number.strip():
        raise Refused(_("Посочете акта и номера му."), field="act_number")
    if act_on > step.today:
        raise Refused(_("Датата на акта е в бъдещето."), field="act_on")
    if meetings.open_votes(Purpose.NATIONAL, version.pk):
        raise Refused(_("По картата тече гласуване."), remedy=_("Изчакайте преброяването."))
    last = meetings.votes_on(actor, Purpose.NATIONAL, version.pk).exclude(state="void").first()
    if last and not last.is_passed:
        raise Refused(_("Националната среща не е приела тази версия."))
    step.record.act, step.record.act_number = act.strip(), act_number.strip()
    step.record.act_on = act_on
    version.adopted_on, version.version = act_on, version.version + 1
    version.save(update_fields=["adopted_on", "version"])
    return finish(
        step, ["act", "act_number", "act_on"], happened_on=act_on, audience=EVERYBODY,
        details={"act": f"{act} № {act_number}"},
    )  # fmt: skip


@transaction.atomic
def publish(
    actor: Actor,
    *,
    national_map: NationalMap,
    published_on: date,
    now: datetime,
    gazette: str = "",
    seen: int | None = None,
) -> NationalMap:
    """The Map is in force; the one before it is replaced on the same day."""
    act = begin(actor, national_map, "publish", seen=seen, now=now)
    if published_on > act.today or (act.record.act_on and published_on < act.record.act_on):
        raise Refused(_("Публикува се след приемането и не в бъдещето."), field="published_on")
    before = NationalMap.objects.filter(state=MapState.IN_FORCE).first()
    if before:
        system = Actor(actor.user_id, actor.organization_id, actor.roles | {"system"})
        old = begin(system, before, "replace", now=now)
        old.record.replaced_on = published_on
        finish(old, ["replaced_on"], happened_on=published_on, audience=EVERYBODY)
    act.record.published_on, act.record.gazette = published_on, gazette.strip()
    fields = ("published_on", "gazette")
    return finish(act, fields, happened_on=published_on, audience=EVERYBODY)


@transaction.atomic
def redraft(
    actor: Actor, *, national_map: NationalMap, name: str, now: datetime, seen: int | None = None
) -> NationalMap:
    """A new draft after the discussion; the discussed one is given up and stays to be read."""
    act = begin(actor, national_map, "redraft", seen=seen, now=now)
    before = act.record.map_version
    votes.void_subject(
        subject_kind=Purpose.NATIONAL,
        subject_id=before.pk,
        current_digest="",
        reason=_("Открит е нов проект."),
        now=now,
    )
    found = _create(actor, cycle=before.cycle, name=name, now=now, based_on=before)
    found.foreword = act.record.foreword
    found.save(update_fields=["foreword"])
    _copy(found.map_version, [before])
    finish(act, details={"name": name})
    return found


@transaction.atomic
def abandon(
    actor: Actor, *, national_map: NationalMap, now: datetime, seen: int | None = None
) -> NationalMap:
    """Give a draft up."""
    return finish(begin(actor, national_map, "abandon", seen=seen, now=now))
