"""Every state, action and role of assistance, over its five tables."""

import pytest

from opora.assistance import rules
from opora.assistance.rules import Who
from opora.assistants import rules as agreed
from opora.lib.refusals import Refused
from opora.timesheets import rules as monthly

TABLES = {
    "direction": (rules.DIRECTION_STEPS, rules.DIRECTION_LABELS),
    "enrollment": (rules.ENROLLMENT_STEPS, rules.ENROLLMENT_LABELS),
    "agreement": (agreed.AGREEMENT_STEPS, agreed.AGREEMENT_LABELS),
    "sheet": (monthly.SHEET_STEPS, monthly.SHEET_LABELS),
    "month": (monthly.MONTH_STEPS, monthly.MONTH_LABELS),
}


@pytest.mark.parametrize("name", TABLES)
def test_every_state_action_and_role(name: str) -> None:
    steps, labels = TABLES[name]
    for state in ("", *labels):
        for action, row in steps.items():
            for who in Who:
                allowed = state in row.sources and who in row.who
                assert (action in rules.actions(steps, state, frozenset({who}))) == allowed
                if allowed:
                    found = rules.next_state(steps, state, action, frozenset({who}), labels)
                    assert found == (row.target or state)
                else:
                    with pytest.raises(Refused):
                        rules.next_state(
                            steps, state, action, frozenset({who}), {"": "няма", **labels}
                        )
