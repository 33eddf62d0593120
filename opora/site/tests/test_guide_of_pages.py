"""From every page of the rail one comes to the page of the guide that explains it."""

import pytest

from opora.public import guide
from opora.site.context import guide_url
from opora.site.rail import RAIL, Entry

ENTRIES = [entry for _label, entries in RAIL for entry in entries]


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda one: one.url_name)
def test_every_line_of_the_rail_has_its_page(entry: Entry) -> None:
    assert entry.guide in guide.book()
    assert guide_url(entry.url_name) == f"/public/guide/{entry.guide}/"


def test_other_pages_lead_to_the_first() -> None:
    assert guide_url("desk:find") == guide_url("") == "/public/guide/"
