"""A version is locked, put to the vote, adopted, revised. What is voted is its digest."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from opora.lib.actor import Actor
from opora.lib.refusals import Refused
from opora.meetings.models import Session, Vote
from opora.meetings.services import votes

from .. import queries, rules
from ..inputs import inputs_of, recorded
from ..model import document
from ..models import Coordination, MapVersion
from ..rules import PURPOSE_LABELS, Purpose, State
from .steps import Act, begin, finish, tell
from .variants import duplicate


@transaction.atomic
def lock(
    actor: Actor, *, version: MapVersion, now: datetime, seen: int | None = None
) -> MapVersion:
    """Close a variant for ever: its inputs with their sources, its rows, costs and the standing of
    the agreements become one canonical content whose digest is what is voted.

    Its district's municipalities, the regional directorate and the agency read it from now on.
    """
    act = begin(actor, version, "lock", seen=seen, now=now)
    if not act.version.entries.exists():
        raise Refused(_("Във варианта няма нито един ред."))
    content, digest = document.locked(inputs_of(act.version, act.today))
    act.version.content, act.version.digest = content, digest
    act.version.locked_at = now
    act.version.audience = queries.readers(str(act.version.district_id))
    fields = ("content", "digest", "locked_at", "audience")
    return finish(act, fields, details={"digest": digest})


@transaction.atomic
def put_to_vote(
    actor: Actor,
    *,
    version: MapVersion,
    purpose: Purpose,
    session: Session,
    now: datetime,
    is_secret: bool = False,
) -> Vote:
    """Put a locked version to the members of a session, bound to its digest.

    Refused for what is computed by illustrative criteria outside a demonstration, and for a final
    map whose municipalities disagree otherwise than the version records.
    """
    act = begin(actor, version, "put_to_vote", now=now)
    check_lawful(act.version)
    if purpose == Purpose.FINAL:
        _check_agreement(act.version)
    vote = votes.open_vote(
        actor,
        session=session,
        question=question(act.version, purpose),
        subject_kind=purpose,
        subject_id=act.version.pk,
        subject_digest=act.version.digest,
        is_secret=is_secret,
        now=now,
    )
    finish(act, details={"purpose": str(purpose), "vote": vote.pk})
    return vote


def check_lawful(version: MapVersion) -> None:
    """Refuse to vote on an illustration where it could be taken for law."""
    if version.is_illustrative and not queries.is_demonstration():
        raise Refused(
            _("Картата е пресметната по примерни критерии и не може да се гласува."),
            rule=_("Примерните критерии не са нормативен акт."),
            remedy=_("Отворете вариант, след като критериите от наредбата са въведени."),
        )


def question(version: MapVersion, purpose: Purpose) -> str:
    """What the members are asked, with the disagreement that the version records."""
    text = _("Приема ли се „%(name)s“, версия № %(number)s, като %(purpose)s?") % {
        "name": version.name,
        "number": version.number,
        "purpose": _(PURPOSE_LABELS[purpose]),
    }
    if purpose == Purpose.FINAL and (open_ones := _without_agreement(version)):
        text += " " + _("Записва се, че няма съгласие на всички общини за: %(services)s.") % {
            "services": open_ones
        }
    return text[:500]


def _without_agreement(version: MapVersion) -> str:
    names = queries.services()
    found = [one.service for one in recorded(_content(version)) if not one.is_full]
    return ", ".join(str(names[code]) for code in found)


def _content(version: MapVersion) -> Mapping[str, Any]:
    return document.opened(queries.content(version))


def _check_agreement(version: MapVersion) -> None:
    """All agree, or the version itself records who does not and why (what is voted then)."""
    behind = rules.unrecorded(queries.consents(version), recorded(_content(version)))
    if not behind:
        return
    names = queries.services()
    raise Refused(
        _("Съгласието за %(services)s се е променило, след като версията е заключена.")
        % {"services": ", ".join(str(names[one.service]) for one in behind)},
        rule=_("Окончателната карта иска съгласие на всички общини или гласуване, което записва")
        + " "
        + _("кой не е съгласен (практика)."),
        remedy=_("Открийте нова версия и я заключете: тя ще запише съгласието, както е сега."),
    )


@transaction.atomic
def adopt_indicative(
    actor: Actor, *, version: MapVersion, adopted_on: date, now: datetime, seen: int | None = None
) -> MapVersion:
    """The indicative (preliminary) map of the district, by a vote that carried this very version.

    From now on everybody may read it. The indicative map before it in the same cycle is replaced.
    """
    act = begin(actor, version, "adopt_indicative", seen=seen, now=now)
    return _adopt(act, Purpose.INDICATIVE, adopted_on)


@transaction.atomic
def adopt_final(
    actor: Actor, *, version: MapVersion, adopted_on: date, now: datetime, seen: int | None = None
) -> MapVersion:
    """The final map of the district, by a vote on exactly this version and with the agreement of
    all municipalities, or with their disagreement as the voted version records it."""
    act = begin(actor, version, "adopt_final", seen=seen, now=now)
    _check_agreement(act.version)
    Coordination.objects.filter(
        cycle=act.version.cycle_id, district=act.version.district_id
    ).update(closed_on=adopted_on)
    return _adopt(act, Purpose.FINAL, adopted_on)


def _adopt(act: Act, purpose: Purpose, adopted_on: date) -> MapVersion:
    check_lawful(act.version)
    if adopted_on > act.today:
        raise Refused(_("Датата на приемането е в бъдещето."), field="adopted_on")
    vote = queries.passed(act.version, purpose)
    if vote is None:
        raise Refused(
            _("За точно тази версия няма прието гласуване като %(purpose)s.")
            % {"purpose": _(PURPOSE_LABELS[purpose])},
            rule=_("Приема се само версията, за която е гласувано: по нейния отпечатък."),
            remedy=_("Внесете версията за гласуване на заседание на работната група."),
        )
    state = State(act.version.state)
    _replace(act, state)
    act.version.adopted_on, act.version.audience = adopted_on, [queries.EVERYBODY]
    return finish(
        act,
        ["adopted_on", "audience"],
        happened_on=adopted_on,
        details={"vote": vote.pk, "digest": act.version.digest},
    )


def _replace(act: Act, state: State) -> None:
    """What was adopted before in the same district and cycle is replaced by this version; a final
    map leaves the indicative one as what it was."""
    before = MapVersion.objects.filter(
        cycle=act.version.cycle_id, district=act.version.district_id, state=state
    ).exclude(pk=act.version.pk)
    before.update(state=State.REVISED)


@transaction.atomic
def revise(
    actor: Actor,
    *,
    version: MapVersion,
    name: str,
    reason: str,
    now: datetime,
    seen: int | None = None,
) -> MapVersion:
    """A new working version of a locked or adopted one, which itself never changes.

    Votes that are open on it lose their value, with the reason. An adopted map stays in force until
    the next is adopted.
    """
    if not reason.strip():
        raise Refused(_("Напишете защо се прави нова версия."), field="reason")
    action = "amend" if version.state in rules.ADOPTED else "revise"
    act = begin(actor, version, action, seen=seen, now=now)
    for purpose in Purpose:
        votes.void_subject(
            subject_kind=purpose,
            subject_id=act.version.pk,
            current_digest="",
            reason=_("Открита е нова версия: %(reason)s") % {"reason": reason.strip()},
            now=now,
        )
    found = duplicate(act, name=name)
    _hand_questions_over(act.version, found)
    if action == "revise":
        act.version.version += 1
        act.version.save(update_fields=["state", "version"])
    tell(act, act.version, details={"reason": reason.strip(), "name": found.name})
    return found


def _hand_questions_over(before: MapVersion, now: MapVersion) -> None:
    """What was asked from the old version is asked from the new one: the hosts are the same."""
    Coordination.objects.filter(map_version=before).update(map_version=now, closed_on=None)
