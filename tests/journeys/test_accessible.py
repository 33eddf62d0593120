"""axe finds nothing serious on the pages of the story, on a desk and on a phone."""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings

from tests.cast import Cast

from .conftest import Desk

AXE = settings.ROOT / "node_modules" / "axe-core" / "axe.min.js"
GRAVE = {"serious", "critical"}


@pytest.mark.parametrize("width", [1440, 390])
def test_nothing_serious(cast: Cast, sit: Callable[..., Desk], width: int) -> None:
    written = cast.do(cast.municipality, "start_assessment", cast.wish())
    chosen = cast.chosen()
    desks = {
        sit(cast.municipality, "ob-samokov", width=width): [
            "worklist/",
            f"requests/{written.pk}/",
            f"requests/{written.pk}/ask/",
            f"requests/{written.pk}/history/",
            f"people/{written.person_id}/",
            f"people/{written.person_id}/request/",
            "people/",
            "services/",
            "queues/",
            "workload/",
            "settings/",
            "law/",
            "notices/",
            "map/",
            "map/?layer=sums-gap&district=SFO&at=SFO39",
            "needs/",
            "needs/indicators/",
            "needs/indicators/of/residents/",
            "needs/indicators/enter/",
            "criteria/",
            "criteria/population/",
            "planning/",
            "national/",
            "national/plans/",
            "meetings/",
            "money/",
            "money/all/",
            "money/standards/",
        ],
        sit(cast.provider, "slance", width=width): [
            f"requests/{chosen.pk}/",
            f"services/{cast.service.pk}/",
        ],
    }
    found = {
        f"{desk.slug}/{path}": grave
        for desk, paths in desks.items()
        for path in paths
        if (grave := problems(desk, path, width))
    }
    assert not found


def problems(desk: Desk, path: str, width: int) -> list[Any]:
    """What axe calls serious or critical on a page, and a page wider than the screen."""
    page = desk.open(path)
    page.evaluate(AXE.read_text())
    answer = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    grave = [
        (each["id"], [node["html"][:200] for node in each["nodes"][:3]])
        for each in answer["violations"]
        if each["impact"] in GRAVE
    ]
    wide = page.evaluate("document.documentElement.scrollWidth") - width
    return grave + ([("too wide", wide)] if wide > 0 else [])
