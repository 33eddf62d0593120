"""Entering, correcting and importing indicators on the real database; Opora's own counts."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from opora.accounts.models import Membership, User
from opora.journal.context import acting
from opora.journal.models import Event
from opora.lib.actor import Actor
from opora.lib.refusals import NotVisible, Refused, Stale
from opora.needs import own_data
from opora.needs.indicator_rows import Answers, Status
from opora.needs.indicator_rules import Doubt
from opora.needs.queries import indicators as queries
from opora.needs.services import indicator_imports as imports
from opora.needs.services import indicators as services
from opora.territory import queries as territory
from opora.territory.imports.reading import Source
from opora.territory.models import IndicatorValue
from tests.cast import NOW, TODAY, Cast, make

pytestmark = pytest.mark.django_db

DAY = date(2025, 12, 31)
BEFORE = date(2024, 12, 31)
OURS = "SFO39"


@pytest.fixture
def cast() -> Cast:
    return make()


@pytest.fixture
def importer(cast: Cast) -> Actor:
    """An analyst of the Agency."""
    user = User.objects.create_user("analyst@example.org", "Анализатор")
    actor = Actor(user.pk, cast.agency.organization_id, frozenset({"analyst"}))
    with acting(actor):
        Membership.objects.create(user=user, organization_id=actor.organization_id, role="analyst")
    return actor


def enter(actor: Actor, figures: dict[str, int], **changed: Any) -> services.Entered:
    facts: dict[str, Any] = {"municipality": OURS, "as_of": DAY, "seen": {}, "now": NOW}
    with acting(actor):
        return services.enter(
            actor,
            figures={code: Decimal(number) for code, number in figures.items()},
            **(facts | changed),
        )


def figure(code: str, place: str = OURS, on: date = TODAY) -> Decimal | None:
    found = territory.values([code], on=on)[code].get(place)
    return found.value if found else None


def standing(code: str, place: str = OURS) -> IndicatorValue:
    return IndicatorValue.objects.get(
        indicator=code, municipality=place, as_of=DAY, superseded_at=None
    )


def events() -> list[str]:
    rows = Event.objects.filter(record_kind="indicators").order_by("id")
    return [row.name for row in rows if 0 in row.audience and row.record_id == 0]


# Entering


def test_a_municipality_enters_its_figures(cast: Cast) -> None:
    assert enter(cast.municipality, {"homeless": 7, "children_at_risk": 40}).n_added == 2
    assert (figure("homeless"), figure("children_at_risk")) == (7, 40)
    row = standing("homeless")
    assert (row.provenance, row.user_id) == ("entry", cast.municipality.user_id)
    assert row.organization_id == cast.municipality.organization_id
    with acting(cast.municipality):
        assert events() == ["indicators.entered"]
    assert figure("homeless", "VTR13") is None


def test_what_stands_already_is_not_entered_twice(cast: Cast) -> None:
    enter(cast.municipality, {"homeless": 7})
    row = standing("homeless")
    again = enter(cast.municipality, {"homeless": 7}, seen={"homeless": row.pk})
    assert (again.n_added, again.n_corrected) == (0, 0)
    assert IndicatorValue.objects.filter(indicator="homeless").count() == 1


def test_a_changed_figure_asks_a_reason_and_keeps_the_old_one(cast: Cast) -> None:
    enter(cast.municipality, {"homeless": 7})
    seen = {"homeless": standing("homeless").pk}
    with pytest.raises(Refused, match="Посочете защо"):
        enter(cast.municipality, {"homeless": 9}, seen=seen)
    done = enter(cast.municipality, {"homeless": 9}, seen=seen, reason="Допълнено проучване")
    assert (done.n_added, done.n_corrected) == (0, 1)
    assert figure("homeless") == 9
    kept = queries.history(queries.indicator("homeless"), OURS)
    assert [(row.value, row.superseded_at is None) for row in kept] == [(9, True), (7, False)]
    assert kept[0].note == "Допълнено проучване"


def test_who_did_not_see_a_colleagues_figure_is_shown_it(cast: Cast) -> None:
    enter(cast.municipality, {"homeless": 7})
    with pytest.raises(Stale) as stale:
        enter(cast.municipality, {"homeless": 9}, reason="без да видя")
    assert (stale.value.changes[0].before, stale.value.changes[0].now) == ("7", "9")
    assert figure("homeless") == 7


REFUSED = [
    ({"homeless": -1}, {}, "под 0"),
    ({"homeless": 1}, {"as_of": date(2026, 12, 31)}, "още не е дошло"),
    ({"population": 1}, {}, "не се въвежда от общините"),
    ({"own_places": 1}, {}, "не се въвежда от общините"),
    ({"homeless": 1}, {"municipality": "VTR13"}, "само своите"),
    ({"homeless": 1}, {"as_of": date(2023, 12, 31)}, "датата"),
    ({"homeless": 50_000}, {}, "Бездомни лица"),
]


@pytest.mark.parametrize(("figures", "changed", "says"), REFUSED)
def test_what_may_not_be_entered(
    cast: Cast, figures: dict[str, int], changed: dict[str, Any], says: str
) -> None:
    with pytest.raises(Refused) as refused:
        enter(cast.municipality, figures, **changed)
    assert says in refused.value.sentence
    assert not IndicatorValue.objects.filter(provenance="entry").exists()


@pytest.mark.parametrize("role", ["directorate", "provider", "district", "agency", "stranger"])
def test_only_the_municipality_itself_enters(cast: Cast, role: str) -> None:
    with pytest.raises(Refused):
        enter(getattr(cast, role), {"homeless": 7})
    assert figure("homeless") is None


DOUBTS = [
    (100, 131, {Doubt.JUMP}),
    (100, 130, set()),
    (5, 9, set()),
    (20_000, 20, {Doubt.JUMP, Doubt.THOUSANDS}),
    (30, 30_000, {Doubt.JUMP, Doubt.THOUSANDS}),
    (100, 90_000, {Doubt.JUMP, Doubt.THOUSANDS, Doubt.TOO_MANY}),
]


@pytest.mark.parametrize(("before", "after", "expected"), DOUBTS)
def test_a_surprising_figure_is_confirmed_before_it_is_written(
    cast: Cast, before: int, after: int, expected: set[Doubt]
) -> None:
    enter(cast.municipality, {"homeless": before}, as_of=BEFORE, confirmed={"", "homeless"})
    found = queries.doubts(OURS, DAY, {"homeless": Decimal(after)}, today=TODAY)
    assert set(found.get("homeless", ())) == expected
    if not expected:
        enter(cast.municipality, {"homeless": after})
        assert standing("homeless").warnings == []
        return
    with pytest.raises(Refused, match="Проверете отбелязаните"):
        enter(cast.municipality, {"homeless": after})
    enter(cast.municipality, {"homeless": after}, confirmed={"homeless"})
    assert set(standing("homeless").warnings) == {str(each) for each in found["homeless"]}


def test_a_merged_municipality_is_no_longer_entered(cast: Cast) -> None:
    place = queries.municipality(OURS)
    place.successor_id, place.succeeded_on = "SFO25", date(2026, 1, 1)
    place.save()
    with pytest.raises(Refused, match="влята"):
        enter(cast.municipality, {"homeless": 7})


# Correcting


def correct(actor: Actor, row: IndicatorValue, value: int | None, reason: str = "грешка") -> Any:
    with acting(actor):
        return services.correct(
            actor,
            value_id=row.pk,
            value=None if value is None else Decimal(value),
            reason=reason,
            now=NOW + timedelta(minutes=1),
        )


def test_a_correction_and_a_withdrawal_keep_what_was(cast: Cast) -> None:
    enter(cast.municipality, {"homeless": 70})
    correct(cast.municipality, standing("homeless"), 7)
    assert figure("homeless") == 7
    correct(cast.municipality, standing("homeless"), None, "няма такова проучване")
    assert figure("homeless") is None
    kept = queries.history(queries.indicator("homeless"), OURS)
    assert [row.value for row in kept] == [None, 7, 70]
    with acting(cast.municipality):
        assert events() == ["indicators.entered", *["indicators.corrected"] * 2]


def test_a_correction_may_be_refused(cast: Cast, importer: Actor) -> None:
    enter(cast.municipality, {"homeless": 70})
    row = standing("homeless")
    with pytest.raises(Refused, match="Посочете защо"):
        correct(cast.municipality, row, 7, "  ")
    with pytest.raises(Refused, match="под 0"):
        correct(cast.municipality, row, -7)
    with pytest.raises(Refused, match="от общината, която я въвежда"):
        correct(cast.stranger, row, 7)
    census = IndicatorValue.objects.get(indicator="population", municipality=OURS)
    with pytest.raises(Refused):
        correct(cast.municipality, census, 7)
    correct(importer, census, 26000, "поправка на НСИ")
    assert figure("population") == 26000
    correct(importer, row, 8)
    with pytest.raises(Stale):
        correct(cast.municipality, row, 9)


# Importing

FILE = "код;homeless\nSFO39;12\nVTR13;8\n"


def upload(actor: Actor, content: str = FILE, answers: Answers | None = None) -> int:
    with acting(actor):
        made = imports.upload_values(actor, source=Source("домове.csv", content.encode()), now=NOW)
        imports.answer_import(actor, upload_id=made.pk, answers=answers or Answers(as_of=DAY))
    return made.pk


def write(actor: Actor, pk: int, seen: str = "", now: datetime = NOW) -> int:
    with acting(actor):
        shown = queries.preview_of(queries.import_of(actor, pk), today=TODAY)
        return imports.import_values(actor, upload_id=pk, seen=seen or shown.digest, now=now)


def test_a_file_is_written_whole(importer: Actor) -> None:
    pk = upload(importer)
    assert figure("homeless") is None
    assert write(importer, pk) == 2
    assert (figure("homeless"), figure("homeless", "VTR13")) == (12, 8)
    row = standing("homeless")
    assert (row.provenance, row.source) == ("import", "Внесен файл домове.csv, ред 2")
    with acting(importer):
        assert events() == ["indicators.imported"]
        assert queries.import_of(importer, pk).report["added"] == 2
    with pytest.raises(Refused, match="вече е записан"):
        write(importer, pk)


def test_one_bad_row_stops_the_file_until_it_is_answered(importer: Actor) -> None:
    content = FILE + "XXX99;5\n"
    pk = upload(importer, content)
    with pytest.raises(Refused, match="отговорете на въпросите"):
        write(importer, pk)
    assert figure("homeless") is None
    with acting(importer):
        imports.answer_import(
            importer, upload_id=pk, answers=Answers(as_of=DAY, without_refused=True)
        )
    assert write(importer, pk) == 2


def test_what_was_not_shown_is_not_written(cast: Cast, importer: Actor) -> None:
    pk = upload(importer)
    with acting(importer):
        seen = queries.preview_of(queries.import_of(importer, pk), today=TODAY).digest
    enter(cast.municipality, {"homeless": 11})
    with pytest.raises(Stale):
        write(importer, pk, seen)
    assert figure("homeless", "VTR13") is None


def test_an_import_is_taken_back(cast: Cast, importer: Actor) -> None:
    enter(cast.municipality, {"homeless": 11})
    pk = upload(importer, FILE + "BGS21;20\n")
    write(importer, pk, now=NOW + timedelta(minutes=2))
    assert figure("homeless") == 12
    correct(importer, standing("homeless", "BGS21"), 21)
    with acting(importer):
        undone = imports.undo_import(importer, upload_id=pk, now=NOW + timedelta(minutes=3))
    assert undone == (2, 1)
    assert (figure("homeless"), figure("homeless", "VTR13"), figure("homeless", "BGS21")) == (
        11, None, 21,
    )  # fmt: skip
    assert standing("homeless").provenance == "entry"
    with acting(importer), pytest.raises(Refused, match="вече е върнат"):
        imports.undo_import(importer, upload_id=pk, now=NOW)


def test_only_the_agency_imports_and_sees_its_files(cast: Cast, importer: Actor) -> None:
    for role in ("municipality", "district", "stranger"):
        actor = getattr(cast, role)
        with acting(actor), pytest.raises(Refused):
            imports.upload_values(actor, source=Source("f.csv", FILE.encode()), now=NOW)
    pk = upload(importer)
    with acting(cast.district), pytest.raises(NotVisible):
        queries.import_of(cast.district, pk)
    with acting(cast.district), connection.cursor() as cursor:
        cursor.execute("select count(*) from territory_indicatorimport")
        assert cursor.fetchone() == (0,)


def test_a_dropped_file_is_forgotten(importer: Actor) -> None:
    pk = upload(importer)
    with acting(importer):
        imports.drop_import(importer, upload_id=pk)
        assert queries.import_of(importer, pk).rows["cells"] == []
    with pytest.raises(Refused):
        write(importer, pk)


def test_the_preview_tells_the_merged_municipality(importer: Actor) -> None:
    place = queries.municipality("SFO54")
    place.successor_id, place.succeeded_on = "SFO55", date(2026, 1, 1)
    place.save()
    pk = upload(importer, "код;homeless\nSFO54;5\n")
    with acting(importer):
        (row,) = queries.preview_of(queries.import_of(importer, pk), today=TODAY).rows
    assert row.status == Status.REFUSED
    assert "Пирдоп" in row.reason


# The catalogue


def test_the_catalogue_says_how_much_is_known(cast: Cast) -> None:
    enter(cast.municipality, {"homeless": 7})
    with CaptureQueriesContext(connection) as asked:
        lines = {line.indicator.pk: line for line in queries.catalogue(day=TODAY)}
    assert len(asked) <= 11
    assert (lines["population"].coverage, lines["population"].total.value) == ("full", 6519789)
    assert (lines["homeless"].coverage, lines["homeless"].total.n_known) == ("part", 1)
    assert (lines["other_risk"].coverage, lines["other_risk"].total.value) == ("none", None)
    assert lines["disability_census"].total.value == 654547
    assert lines["own_places"].coverage == "full"


def test_one_indicator_of_all_municipalities(cast: Cast) -> None:
    enter(cast.municipality, {"homeless": 70}, as_of=BEFORE, confirmed={""})
    enter(cast.municipality, {"homeless": 77})
    rows = {
        row.municipality.pk: row
        for row in queries.figures(queries.indicator("homeless"), day=TODAY)
    }
    assert len(rows) == 265
    assert rows["VTR13"].value is None
    found = rows[OURS]
    assert found.value
    assert (found.value.value, found.previous, found.previous_on, found.change) == (
        77,
        70,
        BEFORE,
        10,
    )


# Own data


def own(day: date = TODAY) -> dict[tuple[str | None, str], tuple[int, int, int, int]]:
    return {
        (key.municipality, key.planned_service): (
            each.places,
            each.occupied,
            each.placed,
            each.waiting,
        )
        for key, each in own_data.count(day).items()
    }


def test_places_people_and_queues_count_themselves(cast: Cast) -> None:
    assert own()[OURS, "DC_CH"] == (2, 0, 0, 0)
    cast.do(cast.provider, "accept", cast.chosen())
    cast.do(cast.provider, "accept", cast.chosen())
    cast.do(cast.provider, "enqueue", cast.chosen())
    assert own()[OURS, "DC_CH"][:2] == (2, 2)
    assert own()[OURS, "DC_CH"][3] == 1
    with CaptureQueriesContext(connection) as asked:
        found = queries.values(["own_places", "own_occupancy", "own_waiting"], on=TODAY)
    assert len(asked) <= 6
    assert [found[code][OURS].value for code in found] == [2, 100, 1]
    assert found["own_places"]["VTR13"].value == 0
    assert "VTR13" not in found["own_occupancy"]
    yesterday = own(TODAY - timedelta(days=1))
    assert yesterday[OURS, "DC_CH"] == (2, 0, 0, 0)


def test_unmet_wishes_have_one_reason_each(cast: Cast) -> None:
    cast.do(cast.municipality, "withdraw", cast.wish(), reason="отказва се", happened_on=TODAY)
    refused = cast.chosen()
    cast.do(
        cast.provider, "refuse", refused, reason="друга група", rule="практика", happened_on=TODAY
    )
    cast.do(cast.provider, "accept", cast.chosen())
    (found,) = [each for each in own_data.by_municipality(TODAY).values() if each.n_unmet]
    assert dict(found.unmet) == {"withdrawn": 1, "refused": 1}
    values = queries.values(["own_unmet", "own_unmet_refused", "own_unmet_long_wait"], on=TODAY)
    assert [values[code][OURS].value for code in values] == [2, 1, 0]


def test_a_long_wait_is_an_unmet_wish(cast: Cast) -> None:
    cast.do(cast.provider, "accept", cast.chosen())
    cast.do(cast.provider, "accept", cast.chosen())
    cast.do(cast.provider, "enqueue", cast.chosen())
    later = TODAY + timedelta(days=own_data.PATIENCE_DAYS)
    assert not any(each.n_unmet for each in own_data.by_municipality(later).values())
    (found,) = [
        each
        for each in own_data.by_municipality(later + timedelta(days=1)).values()
        if each.n_unmet
    ]
    assert dict(found.unmet) == {"long_wait": 1}


def test_a_stranger_counts_the_same_and_meets_nobody(cast: Cast) -> None:
    cast.do(cast.provider, "accept", cast.chosen())
    with acting(cast.stranger):
        assert own()[OURS, "DC_CH"][1] == 1
