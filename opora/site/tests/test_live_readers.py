"""Of a closed record only its readers hear."""

from opora.site.admission import Admission
from opora.site.live import Feed, Stream

OFFICE = 7


def stream(user_id: int) -> Stream:
    return Stream(Admission("session", user_id, OFFICE))


def test_a_closed_record_is_told_to_its_readers_alone() -> None:
    feed, admitted, other = Feed(), stream(1), stream(2)
    feed.streams[OFFICE] |= {admitted, other}
    assert feed.listeners([OFFICE], [1, 5]) == [admitted]
    assert feed.listeners([OFFICE], []) == []
    assert set(feed.listeners([OFFICE], None)) == {admitted, other}
