"""Organizations and the areas of directorates."""

from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from opora.accounts import queries, services
from opora.accounts.models import DirectorateArea, Organization, User
from opora.accounts.rules import OrganizationKind
from opora.accounts.tests.conftest import NOW, PASSWORD, Employ, organization
from opora.journal import queries as journal
from opora.journal.context import acting
from opora.lib.actor import Actor
from opora.lib.refusals import Refused, Stale
from opora.territory.models import Municipality

pytestmark = pytest.mark.django_db

FIRST, SECOND = date(2026, 1, 1), date(2026, 7, 1)


@pytest.fixture
def administrator(agency: Organization, employ: Employ) -> Actor:
    return employ(agency, "administrator")


def test_an_area_changes_hands_on_a_day(
    administrator: Actor, directorate: Organization, samokov: Organization
) -> None:
    other = organization(OrganizationKind.DIRECTORATE, "dsp-ihtiman")
    town = Municipality.objects.get(pk="SFO39")
    with acting(administrator):
        services.change_area(
            administrator, directorate=directorate, municipality=town, valid_from=FIRST, source="1"
        )
        services.change_area(
            administrator, directorate=other, municipality=town, valid_from=SECOND, source="2"
        )
        event = journal.visible(administrator).order_by("-id").first()
        assert event
        assert set(event.audience) == {
            administrator.organization_id, directorate.pk, other.pk, samokov.pk,
        }  # fmt: skip
    assert queries.directorate_of("SFO39", date(2025, 12, 31)) is None
    assert queries.directorate_of("SFO39", FIRST) == directorate
    assert queries.directorate_of("SFO39", date(2026, 6, 30)) == directorate
    assert queries.directorate_of("SFO39", SECOND) == other
    assert queries.authorities_of("SFO39", SECOND) == [samokov, other]
    assert [each.source for each in queries.area_history("SFO39")] == ["2", "1"]
    [served] = queries.areas(SECOND, text="Самоков")
    assert (served.pk, vars(served)["directorate_name"]) == ("SFO39", "dsp-ihtiman")
    assert not queries.areas(SECOND, directorate_id=directorate.pk).exists()


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        (FIRST, "вече има ред от 01.01.2026"),
        (date(2025, 6, 1), "или по-късно"),
        (SECOND, "вече обслужва"),
    ],
)
def test_an_area_that_cannot_change(
    administrator: Actor, directorate: Organization, day: date, sentence: str
) -> None:
    town = Municipality.objects.get(pk="SFO39")
    facts = {"directorate": directorate, "municipality": town, "source": "1"}
    with acting(administrator):
        services.change_area(administrator, **facts, valid_from=FIRST)  # type: ignore[arg-type]
        with pytest.raises(Refused, match=sentence):
            services.change_area(administrator, **facts, valid_from=day)  # type: ignore[arg-type]


def test_only_a_directorate_serves(administrator: Actor, samokov: Organization) -> None:
    town = Municipality.objects.get(pk="SFO39")
    with acting(administrator), pytest.raises(Refused, match="Само дирекция") as refused:
        services.change_area(
            administrator, directorate=samokov, municipality=town, valid_from=FIRST, source=""
        )
    assert refused.value.field == "directorate"


@pytest.mark.parametrize("kind", [kind for kind in OrganizationKind if kind != "assistance_agency"])
def test_areas_are_the_agencys_alone(
    directorate: Organization, employ: Employ, kind: OrganizationKind
) -> None:
    actor = employ(organization(kind, "other"), "administrator", "head", "officer", "analyst")
    town = Municipality.objects.get(pk="SFO39")
    with acting(actor), pytest.raises(Refused) as refused:
        services.change_area(
            actor, directorate=directorate, municipality=town, valid_from=FIRST, source=""
        )
    assert refused.value.rule.startswith("Само администратор от Агенция за социално подпомагане")


def test_the_database_allows_one_directorate_at_a_time(
    directorate: Organization, samokov: Organization
) -> None:
    def serve(since: date, until: date | None) -> None:
        DirectorateArea.objects.create(
            directorate=directorate, municipality_id="SFO39", valid_from=since, valid_to=until
        )

    serve(FIRST, SECOND)
    serve(SECOND, None)
    for since, until in [(date(2026, 6, 30), SECOND), (date(2027, 1, 1), None), (SECOND, FIRST)]:
        with pytest.raises(IntegrityError), transaction.atomic():
            serve(since, until)


def test_the_agency_enters_an_organization(administrator: Actor) -> None:
    town = Municipality.objects.get(pk="VTR13")
    with acting(administrator):
        made = services.create_organization(
            administrator,
            kind="municipality",
            name="Община Елена",
            short_name="Община Елена",
            slug="ob-elena",
            municipality=town,
        )
        assert made.district_id == "VTR"
        assert queries.member_counts(administrator).get(made.pk) is None
        with pytest.raises(Refused, match="вече е вписана"):
            services.create_organization(
                administrator,
                kind="municipality",
                name="Пак Елена",
                short_name="Елена",
                slug="elena-2",
                municipality=town,
            )


def test_a_municipality_says_which(administrator: Actor) -> None:
    with acting(administrator), pytest.raises(Refused, match="Изберете коя община"):
        services.create_organization(
            administrator, kind="municipality", name="Община", short_name="О", slug="o"
        )


def test_a_head_edits_their_own_organization_only(
    samokov: Organization, elena: Organization, employ: Employ
) -> None:
    head = employ(samokov, "head")
    values = {"name": "Ново име", "phone": samokov.phone, "slug": "hacked", "kind": "ministry"}
    with acting(head):
        assert services.edit_organization(head, organization=samokov, values=values) == ["name"]
        assert services.edit_organization(head, organization=samokov, values=values) == []
        with pytest.raises(Refused):
            services.edit_organization(head, organization=elena, values=values)
    samokov.refresh_from_db()
    elena.refresh_from_db()
    assert (samokov.name, samokov.slug, samokov.kind) == ("Ново име", "ob-samokov", "municipality")
    assert elena.name == "Организация ob-elena"


def test_counts_of_members_are_for_the_agency(
    administrator: Actor, samokov: Organization, elena: Organization, employ: Employ
) -> None:
    head = employ(samokov, "head", "officer")
    with acting(administrator):
        assert queries.member_counts(administrator) == {
            administrator.organization_id: 1,
            samokov.pk: 1,
        }
        found = queries.organizations(administrator, kind="municipality", text="ELENA")
        assert list(found) == [elena]
    with acting(head):
        assert queries.member_counts(head) == {}


def test_the_operator_founds_the_agency_once(db: None) -> None:
    token = services.found_agency(
        name="Агенция за социално подпомагане", email="a@asp.bg", person="Първа", now=NOW
    )
    first = services.accept_invitation(token, password=PASSWORD, now=NOW)
    agency = Organization.objects.get()
    with acting(Actor(first.pk, agency.pk)):
        actor = queries.actor_for(first, agency)
    assert actor == Actor(first.pk, agency.pk, frozenset({"administrator"}))
    with pytest.raises(Refused, match="вече има организации"):
        services.found_agency(name="Още една", email="b@asp.bg", person="Б", now=NOW)


def test_demo_accounts_are_only_the_invented_ones(samokov: Organization, employ: Employ) -> None:
    ready, real = employ(samokov, "head"), employ(samokov, "officer")
    User.objects.filter(pk=ready.user_id).update(is_demo=True)  # type: ignore[misc]
    with acting(Actor(None, 0)):
        found = queries.demo_accounts()
    assert [(user.pk, [each.role for each in roles]) for user, roles in found] == [
        (ready.user_id, ["head"])
    ]
    assert real.user_id not in {user.pk for user, _ in found}


def test_the_operators_command_prints_a_link_once(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("found_agency", email="a@asp.bg", person="Първа Администраторка")
    printed = capsys.readouterr().out
    token = printed.rsplit("/invitation/", 1)[1].strip().rstrip("/")
    assert services.accept_invitation(token, password=PASSWORD, now=timezone.now()).is_active
    with pytest.raises(CommandError, match="вече има организации"):
        call_command("found_agency", email="b@asp.bg", person="Втори")


def test_two_who_edit_at_once_keep_what_only_one_of_them_changed(
    samokov: Organization, employ: Employ
) -> None:
    head = employ(samokov, "head")
    seen = {"name": samokov.name, "phone": samokov.phone, "address": samokov.address}
    with acting(head):
        services.edit_organization(
            head, organization=samokov, values=seen | {"phone": "0722 66600"}, seen=seen
        )
        services.edit_organization(
            head, organization=samokov, values=seen | {"address": "ул. „Македония“ 34"}, seen=seen
        )
        samokov.refresh_from_db()
        assert (samokov.phone, samokov.address) == ("0722 66600", "ул. „Македония“ 34")
        with pytest.raises(Stale) as stale:
            services.edit_organization(
                head, organization=samokov, values=seen | {"phone": "0722 11111"}, seen=seen
            )
    (change,) = stale.value.changes
    assert change.now == "0722 66600"
