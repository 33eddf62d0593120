"""The two methods side by side: each by its name, apart, over the real country."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.test import Client

from opora.accounts.models import Membership, Organization, User
from opora.criteria import edits
from opora.criteria import services as criteria
from opora.criteria.models import CriteriaSet, Criterion
from opora.journal.context import acting
from opora.lib.actor import Actor
from opora.needs import methods, own_data
from opora.needs.methods import Methods, rescaled
from opora.needs.own_data import Key, Own

NOW = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
TODAY = date(2026, 11, 20)
OWN = {
    Key("SFO39", "SFO", "AS"): Own(places=60, occupied=50, placed=48, waiting=10),
    Key("SFO20", "SFO", "AS"): Own(places=20, occupied=15, placed=15, waiting=0),
    Key("VTR13", "VTR", "AS"): Own(places=30, occupied=30, placed=30, waiting=12),
    Key("SFO39", "SFO", "SH"): Own(places=10, occupied=6, placed=6, waiting=0),
    Key(None, "VTR", "SH"): Own(places=10, occupied=9, placed=9, waiting=4),
}


def actor(kind: str, slug: str, role: str, municipality: str | None = None) -> Actor:
    organization = Organization.objects.create(
        kind=kind, name=slug, short_name=slug, slug=slug, municipality_id=municipality
    )
    user = User.objects.create_user(f"{slug}@example.org", slug)
    made = Actor(user.pk, organization.pk, frozenset({role}))
    with acting(made):
        Membership.objects.create(user=user, organization=organization, role=role)
    return made


@pytest.fixture
def expert(db: None, monkeypatch: pytest.MonkeyPatch) -> Actor:
    """The municipality's expert; the services of the country are those of OWN."""
    monkeypatch.setattr(own_data, "count", lambda day: OWN)
    return actor("municipality", "ob-samokov", "officer", "SFO39")


@pytest.fixture
def examples(expert: Actor) -> CriteriaSet:
    """An illustrative set in force, with coefficients for assistant support and for shelters."""
    analyst = actor("assistance_agency", "asp", "analyst")
    with acting(analyst):
        law = CriteriaSet.objects.get()
        made = criteria.copy_set(
            analyst, source=law, name="Примерни", now=NOW, is_illustrative=True
        )
        for code, coefficient, indicator in (
            ("AS", "1.1", "age_65_plus"),
            ("SH", "0.01", "population"),
        ):
            found = Criterion.objects.get(criteria_set=made, planned_service=code)
            facts = replace(
                edits.of(found),
                bases=(edits.BaseFacts(indicator, Decimal(coefficient), 100, "weak"),),
                rounding="half_up",
            )
            criteria.edit_criterion(analyst, criterion=found, seen_version=1, facts=facts, now=NOW)
        made.refresh_from_db()
        criteria.publish(
            analyst,
            criteria_set=made,
            seen_revision=made.revision,
            valid_from=date(2022, 1, 1),
            now=NOW,
        )
    return made


def test_each_method_has_its_own_number(expert: Actor, examples: CriteriaSet) -> None:
    with acting(expert):
        rows = {row.unit: row for row in Methods(TODAY).rows("AS")}
    samokov = rows["SFO39"]
    assert len(rows) == 265
    assert samokov.legal is not None
    assert samokov.evidence is not None
    assert samokov.legal.max_users not in {None, samokov.evidence.users}
    assert samokov.observed == 60
    assert samokov.need == (samokov.legal.max_users or 0) - 60
    assert samokov.evidence.low <= samokov.evidence.users <= samokov.evidence.high
    assert sum(row.evidence.expected for row in rows.values() if row.evidence) == pytest.approx(117)


def test_the_reference_may_be_the_district(expert: Actor, examples: CriteriaSet) -> None:
    with acting(expert):
        rows = Methods(TODAY).rows("AS", methods.DISTRICT, "SFO")
    assert len(rows) == 22
    assert sum(row.evidence.expected for row in rows if row.evidence) == pytest.approx(75)


def test_a_service_of_the_district_level_has_districts(
    expert: Actor, examples: CriteriaSet
) -> None:
    """With protected addresses too: they tell only their district."""
    with acting(expert):
        rows = {row.unit: row for row in Methods(TODAY).rows("SH")}
    assert len(rows) == 28
    assert (rows["VTR"].places, rows["VTR"].observed) == (10, 13)
    assert rows["SFO"].observed == 6
    known = [row.evidence for row in rows.values() if row.evidence]
    assert sum(each.expected for each in known) == pytest.approx(19)


def test_without_criteria_the_evidence_stands_alone(expert: Actor) -> None:
    """The law's set has no coefficient; the other number does not take its place."""
    with acting(expert):
        row = next(row for row in Methods(TODAY).rows("AS") if row.unit == "SFO39")
    assert row.legal is not None
    assert row.legal.max_users is None
    assert row.need is None
    assert row.lies == ""
    assert row.evidence is not None


def test_all_services_of_a_municipality(expert: Actor, examples: CriteriaSet) -> None:
    with acting(expert):
        rows = list(Methods(TODAY).of_unit("SFO39"))
    assert len(rows) == 28
    assert {row.unit for row in rows} == {"SFO39", "SFO"}


@pytest.mark.parametrize("pairs", [{}, {"a": (0, 1.0)}, {"a": (3, 0.0)}])
def test_nothing_to_scale(pairs: dict[str, tuple[int, float]]) -> None:
    assert rescaled(pairs) == {}


# Pages


@pytest.fixture
def browser(expert: Actor, examples: CriteriaSet) -> Client:
    client = Client()
    client.force_login(
        User.objects.get(pk=expert.officer_id),
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    return client


def test_the_page_names_both_and_marks_the_example(browser: Client) -> None:
    page = browser.get("/o/ob-samokov/needs/methods/").content.decode()
    assert "По критериите на акта" in page
    assert "По наблюдаваното ползване" in page
    assert "Примерни критерии – не са нормативен акт" in page
    assert "липсва критерий" in page
    assert "style=" not in page.partition("<main")[2]
    one = browser.get("/o/ob-samokov/needs/methods/?service=AS").content.decode()
    assert "Самоков" in one
    assert "+ 10" in one


@pytest.mark.parametrize(
    "query",
    ["?service=SH", "?municipality=VTR13&reference=district", "?district=SFO&reference=district",
     "?service=NONE&municipality=XXX&district=YYY&reference=moon", "?page=7"],
)  # fmt: skip
def test_every_choice_answers(browser: Client, query: str) -> None:
    assert browser.get(f"/o/ob-samokov/needs/methods/{query}").status_code == 200


def test_the_page_of_sensitivity(browser: Client) -> None:
    page = browser.get("/o/ob-samokov/needs/sensitivity/?service=AS").content.decode()
    assert "друг брой потребители" in page
    assert "Където най-малката промяна стига" in page
    assert browser.get("/o/ob-samokov/needs/sensitivity/?service=TR").status_code == 200
    assert browser.get("/o/ob-samokov/needs/sensitivity/?service=SH").status_code == 200


def test_a_provider_meets_neither(browser: Client) -> None:
    provider = actor("provider", "slance", "head")
    client = Client()
    client.force_login(
        User.objects.get(pk=provider.officer_id),
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    for name in ("methods", "sensitivity"):
        assert client.get(f"/o/slance/needs/{name}/").status_code == 404
