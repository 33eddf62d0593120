"""However many editors press at once, one version of a standard is written; others hear of it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from django.db import connections

from opora.finance import queries, services
from opora.finance.models import CostStandard, StandardItem
from opora.journal.context import acting
from opora.lib.money import Money
from opora.lib.refusals import Stale

from .conftest import NOW, Cast

pytestmark = pytest.mark.django_db(transaction=True)

EDITORS = 8


def test_one_of_eight_editors_writes(cast: Cast, item: StandardItem) -> None:
    together = Barrier(EDITORS)

    def edit(n: int) -> str:
        try:
            with acting(cast.agency):
                together.wait(timeout=30)
                services.set_standard(
                    cast.agency,
                    item=item,
                    year=2026,
                    amount=Money(470_000 + n * 100),
                    valid_from=date(2026, 1, 1),
                    adopted_on=None,
                    confidence="confirmed",
                    evidence=f"Редактор {n}",
                    seen_version=1,
                    now=NOW,
                )
        except Stale:
            return "stale"
        finally:
            connections.close_all()
        return "written"

    with ThreadPoolExecutor(EDITORS) as pool:
        outcomes = list(pool.map(edit, range(EDITORS)))

    assert sorted(outcomes) == ["stale"] * (EDITORS - 1) + ["written"]
    assert CostStandard.objects.filter(item=item, year=2026).count() == 2
    assert queries.standards(2026)["AS"].amount.cents >= 470_000
