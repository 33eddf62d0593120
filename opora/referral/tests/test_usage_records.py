"""The use of general services is told before its two months are over."""

from datetime import date

import pytest

from opora.journal.context import acting
from opora.referral import services as referral
from opora.referral.usage_records import running_out as general
from tests.cast import make

pytestmark = pytest.mark.django_db
START = date(2026, 9, 1)


def test_general_use_warns_before_its_two_months() -> None:
    cast = make()
    with acting(cast.provider):
        referral.record_usage(
            cast.provider, service=cast.service, topic="Консултация", started_on=START,
            now=cast.now,
        )  # fmt: skip
        assert general(cast.provider, date(2026, 10, 1)) == []
        (line,) = general(cast.provider, date(2026, 10, 25))
    assert line.about == "без име: Консултация"
    assert line.is_statute is True
