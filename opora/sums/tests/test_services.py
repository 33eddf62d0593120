"""The sums follow what happens, and are always what a full recount gives."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from random import Random

import pytest

from opora.criteria import edits
from opora.criteria import queries as criteria
from opora.criteria import services as criteria_services
from opora.criteria.edits import BaseFacts
from opora.criteria.models import Criterion
from opora.journal.context import acting
from opora.journal.models import Event
from opora.needs.models import Cycle, NeedsAnalysis
from opora.needs.services import analyses, indicators
from opora.needs.tests.conftest import Desk
from opora.places import services as places
from opora.referral import services as referral
from opora.register import services as register
from opora.sums import counting, queries, rules, services
from opora.sums.models import Tally, TallyBook
from opora.sums.rules import Figures
from tests import cast
from tests.cast import TODAY, Cast

pytestmark = pytest.mark.django_db(transaction=True)
PLANNED = "DC_CH"


@pytest.fixture
def story() -> Cast:
    made = cast.make(n_places=3)
    catch_up(made)
    return made


def catch_up(story: Cast) -> int:
    """Let the worker count, a second later."""
    story.now += timedelta(seconds=1)
    return services.catch_up(now=story.now)


def figures(story: Cast) -> Figures:
    return queries.by_municipality(story.stranger, service=PLANNED)["SFO39"].figures


def test_a_new_service_is_counted(story: Cast) -> None:
    assert figures(story).places == 3
    assert figures(story).occupied == 0
    assert TallyBook.objects.get().position > 0


def test_an_accepted_referral_moves_every_sum_above_it(story: Cast) -> None:
    request = story.chosen()
    story.do(story.provider, "accept", request)

    catch_up(story)

    assert figures(story).occupied == 1
    assert queries.by_district(story.agency, service=PLANNED)["SFO"].figures.occupied == 1
    assert queries.country(story.agency, service=PLANNED).figures.occupied == 1
    assert queries.country(story.agency).figures.occupied == 1
    assert queries.by_service(story.agency, district="SFO")[PLANNED].figures.places == 3


def test_open_pages_hear_only_of_what_moved(story: Cast) -> None:
    def told() -> int:
        with acting(services.SYSTEM):
            return Event.objects.filter(name="sums.moved").count()

    before = told()
    story.wish()
    catch_up(story)
    assert told() == before

    story.do(story.provider, "accept", story.chosen())
    catch_up(story)
    assert told() == before + 1


def test_nothing_new_counts_nothing(story: Cast) -> None:
    catch_up(story)  # the sums' own event

    assert catch_up(story) == 0


def test_a_new_day_counts_everything(story: Cast) -> None:
    with acting(story.provider):
        referral.change_capacity(
            story.provider,
            service_id=story.service.pk,
            n_places=8,
            valid_from=TODAY + timedelta(days=3),
            basis="Заповед",
            document="",
            now=story.now,
        )
    catch_up(story)
    assert figures(story).places == 3

    story.now += timedelta(days=3)
    catch_up(story)

    assert figures(story).places == 8


def test_every_facility_is_counted_once_in_all_together(story: Cast) -> None:
    with acting(story.provider):
        register.create_service(
            story.provider,
            provider_id=story.provider.organization_id,
            facts=replace(cast.DAY_CENTER, named_service="csri-d", name="ЦСРИ"),
            opened_on=TODAY,
            n_places=20,
            basis="Заповед",
            now=story.now,
        )
    catch_up(story)

    by_service = queries.by_service(story.district, district="SFO")
    assert [by_service[code].figures.places for code in ("IC", "TR", "ST")] == [20, 20, 20]
    assert queries.country(story.agency).figures.places == 23


def test_a_full_recount_finds_nothing_to_mend_after_random_edits(story: Cast) -> None:
    random = Random(20261122)
    acts = Edits(story, random)
    for _ in range(30):
        random.choice(acts.all)()
        if random.random() < 0.6:
            catch_up(story)
            assert_true(story)
    catch_up(story)
    assert_true(story)
    assert services.recount(now=story.now) == 0
    assert acts.n_done > 20
    assert figures(story).computed is not None


def assert_true(story: Cast) -> None:
    with acting(services.SYSTEM):
        kept = {services.key_of(row): counting.figures_of(row) for row in Tally.objects.all()}
        expected = counting.count(None, today=story.now.date())
    assert kept == expected
    assert rules.total(
        [figures for key, figures in expected.items() if key[2] is None]
    ) == queries.country(story.agency)


class Edits:
    """Acts that move figures, each through its service."""

    def __init__(self, story: Cast, random: Random) -> None:
        self.story, self.random = story, random
        self.taken: list = []
        self.n_done = 0
        self.analysis = consulted(story)
        self.all: list[Callable[[], None]] = [
            self.take,
            self.take,
            self.end,
            self.resize,
            self.enter,
            self.weigh,
            self.submit_or_return,
        ]

    def take(self) -> None:
        story = self.story
        person = story.person(story.municipality)
        with acting(story.provider):
            self.taken.append(
                places.take(
                    story.provider,
                    service_id=story.service.pk,
                    person_id=person.pk,
                    request_id=10_000 + person.pk,
                    audience=[story.provider.organization_id],
                    ground="urgent",
                    ground_document="Заповед",
                    now=story.now,
                )
            )
        self.n_done += 1

    def end(self) -> None:
        if not self.taken:
            return
        story = self.story
        placement = self.taken.pop(self.random.randrange(len(self.taken)))
        with acting(story.provider):
            places.end(
                story.provider, placement=placement, reason="край", ended_on=TODAY, now=story.now
            )
        self.n_done += 1

    def resize(self) -> None:
        story = self.story
        with acting(story.provider):
            referral.change_capacity(
                story.provider,
                service_id=story.service.pk,
                n_places=30 + self.random.randrange(20),
                valid_from=TODAY,
                basis="Заповед",
                document="",
                now=story.now,
            )
        self.n_done += 1

    def enter(self) -> None:
        """The municipality counts its children with disabilities anew."""
        story = self.story
        with acting(story.municipality):
            indicators.enter(
                story.municipality,
                municipality="SFO39",
                as_of=TODAY - timedelta(days=100 - self.n_done),
                figures={"children_disability": Decimal(self.random.randrange(50, 90))},
                seen={},
                confirmed=["", "children_disability"],
                now=story.now,
            )
        self.n_done += 1

    def weigh(self) -> None:
        """The agency puts another coefficient in force."""
        actor = self.story.agency
        with acting(actor):
            source = criteria.set_in_force(TODAY)
            assert source
            made = criteria_services.copy_set(
                actor,
                source=source,
                name=f"Набор {self.n_done}",
                now=self.story.now,
                is_illustrative=True,
            )
            row = Criterion.objects.get(criteria_set=made, planned_service=PLANNED)
            base = BaseFacts(
                "children_disability", Decimal(self.random.randrange(1, 60)), 100, "practice"
            )
            criteria_services.edit_criterion(
                actor,
                criterion=row,
                seen_version=row.version,
                facts=replace(edits.of(row), bases=(base,), rounding="up"),
                now=self.story.now,
            )
            made.refresh_from_db()
            criteria_services.publish(
                actor,
                criteria_set=made,
                seen_revision=made.revision,
                valid_from=TODAY,
                now=self.story.now,
            )
        self.n_done += 1

    def submit_or_return(self) -> None:
        """The analysis goes to the district, or comes back with reasons."""
        found = self.analysis.see(self.submitted)
        if found.state == "submitted":
            district = self.story.district
            self.analysis.do(analyses.return_, found, district, reasons="Допълнете.")
        else:
            self.analysis.do(analyses.submit, found)
        self.n_done += 1

    @property
    def submitted(self) -> NeedsAnalysis:
        """The municipality's one analysis."""
        with acting(self.story.municipality):
            return NeedsAnalysis.objects.get()


def consulted(story: Cast) -> Desk:
    """An analysis that was discussed and decided, ready to be submitted."""
    cycle = Cycle.objects.create(
        code="2035",
        name="Карта до 2035 г.",
        name_en="Map to 2035",
        base_on=TODAY - timedelta(days=300),
        opened_on=TODAY - timedelta(days=200),
        horizon_year=2035,
    )
    desk = Desk(story, cycle, now=story.now - timedelta(days=60))
    desk.decided()
    return desk
