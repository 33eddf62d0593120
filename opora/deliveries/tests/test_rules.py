"""How long the activities of a day may last."""

import pytest

from opora.deliveries import rules
from opora.lib.refusals import Refused
from opora.usage.rules import Mark


def test_activities_fit_into_the_stay() -> None:
    rules.check_delivered(60, Mark(120), "m", 60)
    rules.check_delivered(300, Mark(1), "d", 0)
    for minutes, mark, others in ((61, Mark(120), 60), (60, Mark(0, 1), 0), (0, None, 0)):
        with pytest.raises(Refused):
            rules.check_delivered(minutes, mark, "m", others)
