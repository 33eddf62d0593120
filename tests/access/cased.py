"""A case in the addresses of cases and support: a plan in force, and its next version at work."""

from datetime import date

from opora.cases import queries as cases
from opora.cases import services as case_services
from opora.cases.models import Case, CaseTerm
from opora.cases.rules import PartyBasis
from opora.journal.context import acting
from opora.people import services as people
from opora.support import queries, services
from opora.support.rules import Signer
from opora.support.services import Activity
from tests.cast import TODAY, Cast


def named(cast: Cast, request_id: int) -> dict[str, dict[str, object]]:
    """By address, the arguments that lead to the case which the request opened."""
    actor, now = cast.provider, cast.now
    with acting(actor):
        case = cases.visible(actor).select_related("person", "service").get(request_id=request_id)
        _plan(cast, request_id)
        services.draft_plan(actor, case=case, why="нова дейност", now=now)
        contact = case_services.add_contact(
            actor,
            case=case,
            name="Камелия Маркерова",
            relation="майка",
            phone="",
            note="",
            may_be_told=True,
            now=now,
        )
        party = case.parties.get(basis=PartyBasis.COUNTERPART)
    at: dict[str, object] = {"pk": case.pk}
    names = ("case", "course", "papers")
    found = {f"cases:{name}": at for name in names} | {"referral:end_case": at}
    found |= {
        "cases:act": at | {"action": "hide"},
        "cases:parts": at | {"party": party.pk},
        "cases:remove": at | {"what": "contact", "row": contact.pk},
        "cases:follow_up": at | {"row": 0},
        "support:act": at | {"action": "propose"},
        "support:goal": at | {"mark": 1},
        "support:remove_goal": at | {"mark": 1},
        "support:version": at | {"n": 1},
        "support:read_assessment": at | {"n": 1},
        "support:revoke": at | {"question": 0},
    }
    for name in ("plan", "compare", "draft", "edit", "new_goal", "sign", "review", "assessment"):
        found[f"support:{name}"] = at
    return found | {"support:start_assessment": at, "support:ask": at}


def _plan(cast: Cast, request_id: int) -> None:
    """Assessed, agreed by the mother, in force."""
    actor, now = cast.provider, cast.now
    case = cases.visible(actor).select_related("person", "service").get(request_id=request_id)
    mother = people.add_representative(
        actor, person_id=case.person_id, kind="parent", name="Камелия Маркерова",
        valid_from=date(2020, 1, 1), now=now,
    )  # fmt: skip
    _assess(cast, case)
    plan = services.draft_plan(actor, case=case, now=now)
    services.write_goal(
        actor, plan=plan, mark=None, area_id=CaseTerm.objects.get(kind="area", code="learning").pk,
        text="Говори", indicator="Разказва", due_on=None,
        activities=[Activity("Логопед", 2, "week", "логопедът")], seen=plan.version, now=now,
    )  # fmt: skip
    signed = {"signers": {Signer.REPRESENTATIVE: mother.pk}, "consents": ["informed", "plan"]}
    for action, more in (
        ("propose", {}),
        ("agree", signed | {"signed_on": TODAY}),
        ("enter_force", {"starts_on": TODAY}),
    ):
        found = queries.plans(actor).select_related("case__person", "case__service").get()
        getattr(services, action)(actor, plan=found, seen=found.version, now=now, **more)


def _assess(cast: Cast, case: Case) -> None:
    actor, now = cast.provider, cast.now
    made = services.start_assessment(actor, case=case, now=now)
    area = made.areas.get(area__code="learning")
    services.save_assessment(
        actor, assessment=made, fields={"conclusion": "Логопед."},
        areas={area.pk: {"need": "Логопед"}}, seen=1, now=now,
    )  # fmt: skip
    services.finish_assessment(actor, assessment=made, finished_on=TODAY, now=now)
