"""The map without an account: what it tells, what it hides, what it never holds."""

import csv
import io
import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from opora.accounts.models import Organization
from opora.atlas import layers
from opora.atlas.layers import Drawn, Layer
from opora.journal.context import acting
from opora.lib.actor import Actor
from opora.needs.models import Cycle
from opora.planning.models import MapEntry, MapVersion
from opora.public import map_counting
from opora.public.models import PublicLayer
from opora.register.models import NamedService
from opora.territory.models import Indicator
from tests import cast as story
from tests.cast import Cast

MAP = "/public/map/"
TODAY = date(2026, 11, 22)
HIDDEN = "скрито заради малък брой хора"
OWN = {"sums-places", "sums-free", "sums-waiting"}


@pytest.fixture
def cast(db: None) -> Cast:
    return story.make()


def layer(code: str, **of: str | None) -> PublicLayer:
    return PublicLayer.objects.get(code=code, **({"service": None} | of))


def value(code: str, municipality: str, **of: str | None) -> Decimal | None:
    return layer(code, **of).figures.get(municipality=municipality).value


def with_values(
    monkeypatch: pytest.MonkeyPatch, code: str, counts: dict[str, int], *, only: bool = False
) -> None:
    """Count the public map as if a layer inside had these values."""
    draw = layers.draw

    def drawn(actor: Any, layer: Layer, **rest: Any) -> Drawn:
        found = draw(actor, layer, **rest)
        if layer.code != code:
            return found
        kept = {} if only else dict(found.values)
        values = kept | {place: Decimal(number) for place, number in counts.items()}
        return Drawn(values, found.as_of, found.source, found.how)

    monkeypatch.setattr(layers, "draw", drawn)
    map_counting.renew(today=TODAY)


def test_everybody_sees_the_map_without_an_account(cast: Cast) -> None:
    answer = Client().get(MAP)
    page = answer.content.decode()

    assert answer.status_code == 200
    assert page.count('class="cell') == 265
    assert "Самоков, обл. София: 116,8 €" in page
    assert "private" in answer["Cache-Control"]
    assert PublicLayer.objects.exists()


def test_it_is_counted_by_the_job_not_at_every_visit(cast: Cast) -> None:
    Client().get(MAP)
    first = PublicLayer.objects.order_by("pk").first()
    Client().get(MAP + "?layer=of-population")

    assert PublicLayer.objects.order_by("pk").first() == first
    assert map_counting.renew(today=TODAY) == PublicLayer.objects.count()
    assert not PublicLayer.objects.exclude(counted_on=TODAY).exists()


def test_only_what_is_public_goes_out(cast: Cast) -> None:
    map_counting.renew(today=TODAY)
    told = set(PublicLayer.objects.values_list("code", flat=True))
    official = set(Indicator.objects.filter(source_kind="nsi").values_list("code", flat=True))

    assert told >= {"money-resident", "money-transfer", *OWN}
    for code in told - {"money-resident", "money-transfer", *OWN}:
        kind, _dash, rest = code.partition("-")
        assert kind == "of"
        assert rest in official


def test_protected_kinds_of_services_never_appear(cast: Cast) -> None:
    map_counting.renew(today=TODAY)
    kinds = NamedService.objects.filter(is_protected=True)
    protected = set(kinds.values_list("planned_services", flat=True)) - {None}

    assert "CC" in protected
    assert not PublicLayer.objects.filter(service__in=protected).exists()
    assert PublicLayer.objects.filter(code="sums-places", service="DC_CH").exists()


def test_a_queue_is_told_in_bands_and_not_summed(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_values(monkeypatch, "sums-waiting", {"SFO39": 7, "SFO20": 3, "SFO18": 12345}, only=True)
    page = Client().get(MAP + "?layer=sums-waiting&at=SFO39").content.decode()

    assert value("sums-waiting", "SFO39") == 5
    assert value("sums-waiting", "SFO20") == 1
    assert value("sums-waiting", "SFO18") == 10
    assert not layer("sums-waiting").figures.filter(municipality=None).exists()
    assert "Самоков, обл. София: 5–9" in page
    assert "12345" not in page


def test_a_small_count_is_hidden_with_others_of_its_family(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_values(monkeypatch, "of-age_0_14", {"SFO39": 3})

    for code in ("of-age_0_14", "of-population", "of-residents", "money-resident"):
        moment = {"moment": "2025"} if code == "money-resident" else {}
        hidden = layer(code, **moment).figures.filter(value=None)
        assert hidden.filter(municipality="SFO39").exists()
        assert hidden.filter(municipality__district="SFO").count() >= 2
    assert value("money-transfer", "SFO39", moment="2026") is not None


def test_the_page_and_the_files_say_that_something_is_hidden(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_values(monkeypatch, "of-age_0_14", {"SFO39": 3})
    page = Client().get(MAP + "?layer=of-age_0_14&district=SFO").content.decode()
    text = Client().get(MAP + "file/?layer=of-age_0_14&as=csv").content.decode("utf-8-sig")
    rows = {row[0]: row for row in csv.reader(io.StringIO(text), delimiter=";")}
    features = json.loads(Client().get(MAP + "file/?layer=of-age_0_14&as=geojson").content)
    samokov = next(each for each in features["features"] if each["id"] == "SFO39")

    assert f"Самоков, обл. София: {HIDDEN}" in page
    assert f"{HIDDEN} <span" in page
    assert rows["SFO39"][3] == HIDDEN
    assert samokov["properties"]["value"] is None


def test_a_district_of_one_municipality_hides_its_sum_too(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_values(monkeypatch, "of-age_0_14", {"SOF46": 2})
    rows = layer("of-age_0_14").figures.filter(municipality=None)
    sums = {row.district_id: row.value for row in rows}

    assert sums["SOF"] is None
    assert sum(value is None for value in sums.values()) == 2
    assert sums[None] is not None
    assert HIDDEN in Client().get(MAP + "?layer=of-age_0_14&district=SOF").content.decode()


def test_sums_are_of_what_is_told(cast: Cast) -> None:
    map_counting.renew(today=TODAY)
    figures = layer("of-population").figures
    inside = figures.filter(municipality__district="SFO").values_list("value", flat=True)

    assert figures.get(district="SFO").value == sum(each for each in inside if each)
    assert not figures.filter(value=None).exists()


def test_a_published_map_goes_out_and_a_draft_does_not(cast: Cast) -> None:
    published, draft = _map(audience=[0]), _map(audience=[])
    map_counting.renew(today=TODAY)
    told = layer(f"map-{published.pk}")
    page = Client().get(f"{MAP}?layer={told.code}").content.decode()

    assert not PublicLayer.objects.filter(code=f"map-{draft.pk}").exists()
    assert value(told.code, "SFO39", service="DC_CH") == 10
    assert value(told.code, "SFO39") == 10  # without the crisis center's 8
    assert not PublicLayer.objects.filter(code=told.code, service="CC").exists()
    assert page.count('id="row-') == 22  # a district's map opens at its district
    assert "Примерни критерии – не са нормативен акт" in page


def _map(*, audience: list[int]) -> MapVersion:
    """A district's map with a day care center and a crisis center."""
    owner = Organization.objects.get(slug="ob-samokov").pk
    cycle, _made = Cycle.objects.get_or_create(
        code="опит",
        defaults={"name": "Опит", "base_on": TODAY, "opened_on": TODAY, "horizon_year": 2035},
    )
    with acting(Actor(None, owner)):
        version = MapVersion.objects.create(
            cycle=cycle,
            district_id="SFO",
            organization_id=owner,
            audience=audience,
            name="Карта",
            number=len(audience) + 1,
            opened_at=datetime(2026, 11, 1, tzinfo=UTC),
            is_illustrative=True,
        )
        for service, users in (("DC_CH", 10), ("CC", 8)):
            MapEntry.objects.create(
                map_version=version,
                municipality_id="SFO39",
                planned_service_id=service,
                level="municipal",
                users=users,
            )
    return version


@pytest.mark.parametrize("asked", ["?layer=of-children_at_risk", "?layer=sums-gap", "?layer=x"])
def test_what_is_not_told_is_not_found(cast: Cast, asked: str) -> None:
    assert Client().get(MAP + asked).status_code == 404


@pytest.mark.parametrize("kind", ["pdf", "png", "exe", ""])
def test_only_light_files_are_made_for_strangers(cast: Cast, kind: str) -> None:
    assert Client().get(f"{MAP}file/?as={kind}").status_code == 404


def test_wrong_choices_fall_back(cast: Cast) -> None:
    asked = "?district=XXX&service=XX&on=1900&at=XXX&shape=borders"

    assert Client().get(MAP + asked).status_code == 200


def test_another_language_has_its_own_words(cast: Cast) -> None:
    map_counting.renew(today=TODAY)

    assert set(layer("of-population").words) == {"bg", "en"}
    assert layer("of-population").words["en"]["name"] == "Population"
