"""Whole forms sent by everybody: an act is done only for who may do it.

The table of answers sends empty forms, which are refused before anybody asks whose act it is. Here
every field that any form of planning has is filled, with the version that stands now.
"""

from typing import Any

from django.urls import reverse
from django.utils import timezone

from opora.criteria.models import CriteriaSet, Criterion
from opora.finance.models import FundingNeed
from opora.journal.context import acting
from opora.national.models import Amendment, AnnualPlan, NationalMap
from opora.needs.models import NeedsAnalysis
from opora.planning.models import Coordination, MapVersion

from .addresses import SIGNED_IN, Story, asked, facts_of

PACKAGES = ("needs", "planning", "national", "criteria", "finance")
ACTIONS = {
    "needs:act": ("start_consultation", "record_council", "submit", "accept", "return"),
    "planning:act": (
        "copy", "ask", "drop", "lock", "put_to_vote", "adopt_indicative", "adopt_final", "revise",
        "amend",
    ),
    "national:act": (
        "take_in", "write", "open_discussion", "adopt", "publish", "redraft", "abandon",
    ),
    "national:amendment": ("order", "refuse", "withdraw"),
    "national:plan_act": ("save", "open_discussion", "consider", "adopt", "update"),
}  # fmt: skip
OF: dict[str, Any] = {
    "national:plan": AnnualPlan, "national:new_plan": AnnualPlan, "national:remove": AnnualPlan,
    "national:answer_plan": AnnualPlan, "national:amendment": Amendment, "national:": NationalMap,
    "planning:answer": Coordination, "planning:record_answer": Coordination,
    "planning:": MapVersion, "criteria:": CriteriaSet, "finance:": FundingNeed,
    "needs:": NeedsAnalysis,
}  # fmt: skip
# The fields of all forms: what is written, and which days.
TEXTS = """
text hearing number document reasons note name reason settlement order_number refusal analysis
measures opinion council_decision foreword act act_number gazette title basis
"""
DAYS = """
decided_on adopted_on order_on effective_on considered_on council_on act_on published_on
valid_from valid_to
"""
# Whose act each is; who is not named is refused, or finds nothing.
DONE = """
criteria:copy                               agency
criteria:copy@law                           agency
criteria:publish                            agency
criteria:repeal@law                         agency
finance:add_need                            municipality stranger
finance:undo_import                         agency
national:act take_in                        agency
national:act write                          agency
national:act open_discussion                agency
national:act abandon                        agency
national:amendment refuse                   agency
national:amendment withdraw                 municipality
national:answer@discussed                   agency
national:answer_plan@discussed              municipality
national:new_plan_row                       municipality
national:new_plan_row@elsewhere             stranger
national:open_plan                          stranger
national:plan_act save                      municipality
national:plan_act open_discussion           municipality
national:plan_act@elsewhere save            stranger
national:propose                            stranger
needs:act start_consultation                municipality
needs:act@elsewhere start_consultation      stranger
needs:act@returned start_consultation       municipality
needs:act@returned record_council           municipality
needs:act@returned submit                   municipality
needs:act@sent accept                       district agency
needs:act@sent return                       district agency
needs:answer@open                           municipality
needs:indicator_import                      agency
needs:indicator_import_drop                 agency
needs:proposal                              municipality
needs:proposal@elsewhere                    stranger
needs:proposal@open                         municipality
needs:proposal@returned                     municipality
needs:section                               municipality
needs:section@elsewhere                     stranger
needs:section@open                          municipality
needs:section@returned                      municipality
planning:act copy                           district
planning:act ask                            district
planning:act drop                           district
planning:act lock                           district
planning:act@adopted copy                   district
planning:act@adopted amend                  district
planning:act@elsewhere copy                 neighbor
planning:act@elsewhere drop                 neighbor
planning:act@locked copy                    district
planning:act@locked revise                  district
planning:answer                             municipality
planning:new_row                            district
planning:remove_row                         district
planning:row                                district
"""


def versions(story: Story, name: str, facts: dict[str, Any]) -> list[int]:
    """The versions that the record of the address, and the part of it, have now."""
    model = next(model for start, model in OF.items() if name.startswith(start))
    pk: Any = facts.get("pk", facts.get("need_id"))
    found = {1, 0}
    for role in ("municipality", "stranger", "district", "agency"):
        with acting(story.actor(role)):
            found |= set(model.objects.filter(pk=pk).values_list("version", flat=True))
            if model is NeedsAnalysis:
                for row in NeedsAnalysis.objects.filter(pk=pk):
                    sections = row.sections.filter(code=facts.get("code"))
                    found |= set(sections.values_list("version", flat=True))
                    proposals = row.proposals.filter(planned_service=facts.get("code"))
                    found |= set(proposals.values_list("version", flat=True))
            if model is CriteriaSet:
                rows = Criterion.objects.filter(criteria_set=pk, planned_service=facts.get("code"))
                found |= set(rows.values_list("version", flat=True))
    return sorted(found, reverse=True)


def filled(facts: dict[str, Any], seen: int) -> dict[str, Any]:
    """Every field of every form of planning."""
    today = timezone.localdate()
    fields: dict[str, Any] = dict.fromkeys(
        TEXTS.split(), "Написано от друг, достатъчно дълго за всяко поле."
    )
    fields |= dict.fromkeys(DAYS.split(), f"{today:%d.%m.%Y}")
    fields |= {
        "number": "5", "order_number": "5", "council_decision": "5", "act_number": "5",
        "seen": seen, "users": 7, "year": today.year, "year_from": 2028,
        "municipality": "SFO39", "service": "AS", "funding": "municipal", "answer": "agree",
        "measure": "renovate", "amount": "1000", "source": "municipal", "state": "planned",
        "purpose": "map.final", "confidence": "practice", "is_withheld": "", "planned_service": "",
    }  # fmt: skip
    prefix = facts.get("pk", 0)
    return fields | {f"{prefix}-{name}": fields[name] for name in ("seen", "answer", "reason")}


def test_an_act_is_done_only_for_whose_it_is(story: Story) -> None:
    found = []
    for name in sorted(asked()):
        plain, _at, _state = name.partition("@")
        if plain.partition(":")[0] not in PACKAGES:
            continue
        facts = story.arguments(name, facts_of(name)[0])
        seen = versions(story, name, facts)
        for action in ACTIONS.get(plain, ("",)):
            sent = facts | ({"action": action} if action else {})
            who = [role for role in SIGNED_IN if does(story, role, plain, sent, seen)]
            if who:
                found.append(f"{name} {action}".strip().ljust(44) + " ".join(who))
    assert found == DONE.strip().splitlines(), "\n" + "\n".join(found)


def does(story: Story, role: str, name: str, facts: dict[str, Any], versions: list[int]) -> bool:
    """Whether the form sent by this role leads on, as it does after an act."""
    path = reverse(name, kwargs=facts | {"organization": story.slugs[role]})
    for seen in versions:
        with story.open(role) as browser:
            answer = browser.post(path, filled(facts, seen))
        if answer.status_code == 302:
            return True
        if answer.status_code in {403, 404, 405}:
            return False
    return False
