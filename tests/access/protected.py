"""A child's case, a court placement, an appeal: what stands in their addresses.

The child is not the one whose mark is looked for: nobody but the directorate may see it, and the
provider was given the plan.
"""

from typing import Any

from opora.courts import services as courts
from opora.journal.context import acting
from opora.protection import queries, services
from opora.protection.rules import Channel, MeasureKind, Source
from opora.protection.services import Told
from opora.referral import services as referral
from opora.referral.models import Refusal
from tests.cast import TODAY, Cast

FOUND: dict[str, Any] = {
    "visited_on": None,
    "findings": "Видяно.",
    "child_words": "",
    "conclusion": "Риск.",
}
SECRET = "Тайнистванова"  # of the child and of the one who told


def hold(cast: Cast) -> dict[str, dict[str, Any]]:
    """The facts of each address of protection, and of those of refusals and appeals."""
    case_id, signal_id, part_id, measure_id = _case(cast)
    refusal_id, appeal_id, body_id = _appeal(cast)
    adult = cast.person(cast.directorate, last_name=SECRET, birth_date=TODAY.replace(year=1980))
    court_id = _court(cast, adult)
    case = {"pk": case_id, "signal_id": signal_id, "part_id": part_id, "action": "assign"}
    return {
        **{f"protection:{name}": case for name in CASE},
        "protection:measure": {"pk": measure_id, "action": "order"},
        "courts:new": {"person_id": adult.pk},
        "courts:page": {"pk": court_id},
        "courts:act": {"pk": court_id, "action": "file"},
        "referral:refusal": {"pk": refusal_id},
        "referral:withdraw_appeal": {"pk": appeal_id},
        "referral:end_body": {"pk": body_id},
    }


CASE = ("case", "history", "identify", "assessment", "reporter", "take_back", "act")


def _case(cast: Cast) -> tuple[int, int, int, int]:
    officer, head, now = cast.directorate, cast.head, cast.now
    child = cast.person(officer, last_name=SECRET)
    with acting(officer):
        signal = services.report(
            officer, children=[Told(SECRET, child)], source=Source.CITIZEN, channel=Channel.PHONE,
            received_at=now, municipality_id="SFO39", text=f"{SECRET} е само.", reporter=SECRET,
            now=now,
        )  # fmt: skip
        case = signal.children.get().case
        case = services.start_check(officer, case=case, seen=case.version, now=now)
        case = services.open_case(
            officer, case=case, seen=case.version, happened_on=TODAY, now=now, **FOUND
        )
        measure = services.propose(
            officer, case=case, kind=MeasureKind.FOSTER, reason=SECRET, seen=case.version, now=now
        )
    with acting(head):
        case = queries.page(head, case.pk)
        case = services.give_part(
            head, case=case, organization=cast.organization(cast.provider), parts=["plan"],
            why="Работи.", seen=case.version, now=now,
        )  # fmt: skip
        part = case.parts.get()
    return case.pk, signal.pk, part.pk, measure.pk


def _court(cast: Cast, adult: Any) -> int:
    officer = cast.directorate
    with acting(officer):
        return courts.propose_placement(
            officer, person=adult, named_service=cast.named(), service=None,
            municipality_id="SFO39", guardian=SECRET, guardian_opinion="", person_opinion="",
            reason=SECRET, now=cast.now,
        ).pk  # fmt: skip


def _appeal(cast: Cast) -> tuple[int, int, int]:
    town, now = cast.municipality, cast.now
    request = cast.wish()
    cast.do(town, "start_assessment", request)
    cast.do(town, "not_refer", request, reason="Не отговаря.", alternative="", happened_on=TODAY)
    with acting(town):
        refusal = Refusal.objects.select_related("request").get(request=request)
        referral.serve(town, refusal=refusal, how="person", happened_on=TODAY, now=now)
        appeal = referral.file_appeal(
            town, refusal=refusal, filed_by="Лицето", text="Не.", happened_on=TODAY, now=now
        )
        body = referral.add_body(town, kind="court", name="АС", address="", now=now)
    return refusal.pk, appeal.pk, body.pk
