"""The register's pages through the browser's eyes: the list, a service, its forms, a stranger."""

from dataclasses import dataclass, replace
from datetime import date
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from opora.accounts.models import Membership, Organization, User
from opora.desk import register_course, register_list
from opora.journal.context import acting
from opora.lib.actor import Actor
from opora.lib.refusals import Change, Stale
from opora.people import services as people
from opora.places import queries
from opora.places import services as places
from opora.places.rules import ExpectedWait
from opora.register import services
from opora.register.changes import merged
from opora.register.models import Service
from opora.register.rules import ServiceFacts
from opora.territory.models import Municipality

MARKER = "Тайнамаркер"
FACTS = ServiceFacts(
    named_service="dcdu",
    name="Дневен център „Слънце“",
    municipality="SFO39",
    settlement="гр. Самоков",
    level="municipal",
    funding="state_delegated",
    mode="day",
    environment="specialized",
    users="children",
    target_groups=("children-disability",),
    phone="0722 00000",
    line="ул. „Измислена“ 1",
)
PROTECTED = replace(
    FACTS, named_service="kc", settlement=MARKER, line=MARKER, is_protected=True, users="all"
)


@dataclass(frozen=True)
class Party:
    """An organization with a signed-in head."""

    actor: Actor
    slug: str
    client: Client

    def url(self, path: str = "") -> str:
        return f"/o/{self.slug}/services/{path}"

    def get(self, path: str = "", status: int = 200) -> str:
        """The page's text."""
        answer = self.client.get(self.url(path))
        assert answer.status_code == status, answer.content.decode()
        return answer.content.decode()

    def post(self, path: str, status: int = 302, **fields: Any) -> str:
        """The answer's text."""
        answer = self.client.post(self.url(path), fields)
        assert answer.status_code == status, answer.content.decode()
        return answer.content.decode()


def party(kind: str, slug: str, municipality: str | None) -> Party:
    """A new organization whose head is signed in."""
    place = Municipality.objects.get(pk=municipality) if municipality else None
    organization = Organization.objects.create(
        kind=kind, name=slug, short_name=slug, slug=slug, municipality=place
    )
    user = User.objects.create_user(f"{slug}@example.org", slug)
    actor = Actor(user.pk, organization.pk, frozenset({"head"}))
    with acting(actor):
        Membership.objects.create(user=user, organization=organization, role="head")
    client = Client()
    client.force_login(user)
    return Party(actor, slug, client)


@dataclass(frozen=True)
class Cast:
    """Samokov, its provider and its directorate; Elena and the Agency from elsewhere."""

    municipality: Party
    provider: Party
    directorate: Party
    stranger: Party
    agency: Party


@pytest.fixture
def cast(db: None) -> Cast:
    people = Cast(
        party("municipality", "samokov", "SFO39"),
        party("provider", "slance", "SFO39"),
        party("directorate", "dsp-samokov", "SFO39"),
        party("municipality", "elena", "VTR13"),
        party("assistance_agency", "asp", None),
    )
    with acting(people.provider.actor):
        services.create_provider(
            people.provider.actor,
            organization_id=people.provider.actor.organization_id,
            eik="175074752",
            legal_form="private",
            now=timezone.now(),
        )
    return people


def make(cast: Cast, facts: ServiceFacts = FACTS, n_places: int = 30) -> Service:
    """A service of the provider."""
    with acting(cast.provider.actor):
        return services.create_service(
            cast.provider.actor,
            provider_id=cast.provider.actor.organization_id,
            facts=facts,
            opened_on=date(2020, 9, 1),
            n_places=n_places,
            basis="Заповед",
            now=timezone.now(),
        )


def test_the_list_shows_free_places_and_distance(cast: Cast) -> None:
    """Elena sees a service of Samokov with its places and how far it is."""
    make(cast)
    page = cast.stranger.get()
    assert "Дневен център „Слънце“" in page
    assert "30\u00a0свободни места" in page
    assert "км" in page
    assert "предстои проверка" in page


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("?text=слънце", True),
        ("?text=друго", False),
        ("?area=d:SFO", True),
        ("?area=m:VTR13", False),
        ("?area=x:<script>", True),
        ("?named_service=cop", False),
        ("?target_group=children-disability", True),
        ("?tab=free", True),
        ("?tab=waiting", False),
        ("?tab=ours", True),
        ("?tab=closed", False),
        ("?tab=nonsense&sort=nonsense&page=99999", True),
        ("?sort=-free", True),
        ("?sort=-distance", True),
        ("?text=" + "а" * 10_000, True),
        ("?text=%00", True),
    ],
)
def test_filters(cast: Cast, query: str, shown: bool) -> None:
    """What is not understood is left out, never an error."""
    make(cast)
    assert ("„Слънце“" in cast.municipality.get(query)) is shown


OTHERS = ["municipality", "directorate", "stranger", "agency"]


@pytest.mark.parametrize("who", OTHERS)
@pytest.mark.parametrize("page", ["", "print", "counts"])
def test_no_list_says_where_a_protected_service_is(cast: Cast, who: str, page: str) -> None:
    """Neither the marker of its address nor its provider."""
    make(cast, PROTECTED)
    answer = getattr(cast, who).get(page)
    assert MARKER not in answer
    assert "slance" not in answer


@pytest.mark.parametrize("who", OTHERS)
@pytest.mark.parametrize("text", [MARKER, "slance", "Самоков"])
def test_searching_does_not_betray_a_protected_service(cast: Cast, who: str, text: str) -> None:
    """Nobody learns where it is by guessing; the same question finds the open service."""
    make(cast, PROTECTED)
    assert "Няма услуга, която да отговаря" in getattr(cast, who).get(f"?text={text}")
    make(cast)
    assert ("„Слънце“" in getattr(cast, who).get(f"?text={text}")) is (text != MARKER)


@pytest.mark.parametrize("who", OTHERS)
def test_a_protected_service_shows_district_and_phone(cast: Cast, who: str) -> None:
    """On its own page, too; the provider sees the address."""
    service = make(cast, PROTECTED)
    page = getattr(cast, who).get(f"{service.pk}/")
    assert "0722 00000" in page
    assert MARKER not in page
    assert "slance" not in page
    assert "ЕИК 175074752" not in page
    assert MARKER in cast.provider.get(f"{service.pk}/")


def test_the_number_of_queries_is_constant(cast: Cast) -> None:
    """The same for 5 services and for 50, on a page of 25."""

    def counted() -> int:
        cast.municipality.get()
        with CaptureQueriesContext(connection) as queries:
            cast.municipality.get()
        return len(queries)

    for number in range(5):
        make(cast, replace(FACTS, name=f"Услуга {number}"))
    few = counted()
    for number in range(45):
        make(cast, replace(FACTS, name=f"Услуга {number + 5}"))
    assert counted() == few


def exported(who: Party) -> str:
    """The cells of the downloaded file."""
    answer = who.client.get(who.url("export"))
    with ZipFile(BytesIO(answer.getvalue())) as book:
        return book.read("xl/worksheets/sheet1.xml").decode()


def test_export_keeps_formulas_as_text(cast: Cast) -> None:
    """A name that begins with „=“ stands in the file as text."""
    make(cast, replace(FACTS, name="=HYPERLINK(0)"))
    sheet = exported(cast.municipality)
    assert "<f>" not in sheet
    assert "=HYPERLINK(0)" in sheet
    assert "ул. „Измислена“ 1" in sheet


def test_export_hides_a_protected_address(cast: Cast) -> None:
    """As the list does."""
    make(cast, PROTECTED)
    sheet = exported(cast.municipality)
    assert "Кризисен център" in sheet
    assert MARKER not in sheet
    assert "slance" not in sheet


@pytest.mark.parametrize("who", OTHERS)
def test_the_papers_of_a_protected_service_are_not_shown(cast: Cast, who: str) -> None:
    """A council's decision names the town."""
    service = make(cast, PROTECTED)
    fields: dict[str, Any] = {"n_places": 12, "valid_from": "2026-01-01"}
    fields["basis"] = f"Решение на {MARKER}"
    cast.provider.post(f"{service.pk}/capacity", **fields)
    assert MARKER not in getattr(cast, who).get(f"{service.pk}/")
    assert MARKER in cast.provider.get(f"{service.pk}/")


def test_a_service_is_for_somebody(cast: Cast) -> None:
    """Without a target group it is refused at the field; what was typed stays."""
    service = make(cast)
    typed = typed_of(replace(FACTS, name="Написано име", target_groups=()))
    page = cast.provider.post(f"{service.pk}/edit", status=400, version=1, **typed)
    assert "Изберете поне една целева група" in page
    assert "Написано име" in page


def test_row_fragment_is_a_table(cast: Cast) -> None:
    """A bare row would be dropped by the browser's parser."""
    service = make(cast)
    row = cast.stranger.get(f"{service.pk}/row")
    assert row.startswith("<table>")
    assert f'id="service-{service.pk}"' in row


def test_capacity_is_changed_on_the_page(cast: Cast) -> None:
    """And the history shows both rows."""
    service = make(cast)
    cast.provider.post(
        f"{service.pk}/capacity", n_places=12, valid_from="2026-01-01", basis="Решение № 5"
    )
    page = cast.municipality.get(f"{service.pk}/")
    assert "Решение № 5" in page
    assert "Заповед" in page


@pytest.mark.parametrize(
    "typed",
    [
        {"n_places": "-1"},
        {"n_places": "много"},
        {"valid_from": "31.02.2026"},
        {"basis": ""},
        {"basis": "а" * 10_000},
    ],
)
def test_a_wrong_capacity_is_refused_with_what_was_typed(cast: Cast, typed: dict) -> None:
    """The page comes back with the mistake and the words."""
    service = make(cast)
    fields = {"n_places": 5, "valid_from": "2026-01-01", "basis": "Решение", **typed}
    page = cast.provider.post(f"{service.pk}/capacity", status=400, **fields)
    assert "Не е записано" in page


@pytest.mark.parametrize("who", ["directorate", "stranger", "agency"])
@pytest.mark.parametrize("path", ["edit", "close", "capacity"])
def test_others_change_nothing(cast: Cast, who: str, path: str) -> None:
    """Every form of a service refuses those who do not look after it, in words."""
    service = make(cast)
    fields = {"n_places": 5, "valid_from": "2026-01-01", "basis": "Решение"}
    page = getattr(cast, who).post(f"{service.pk}/{path}", status=400, **fields)
    assert "Тази услуга се поддържа" in page
    assert not Service.objects.get(pk=service.pk).closed_on


@pytest.mark.parametrize("path", ["", "row", "edit", "close", "capacity"])
def test_an_unknown_service_is_not_found(cast: Cast, path: str) -> None:
    """Edited numbers in the address."""
    cast.provider.get("999999/" + path, status=404)


def test_nobody_enters_through_anothers_address(cast: Cast) -> None:
    """A member of Elena asks under Samokov's name."""
    assert cast.stranger.client.get(cast.municipality.url()).status_code == 404


def typed_of(facts: ServiceFacts) -> dict[str, Any]:
    """The facts as the form sends them."""
    names = [name for name in ServiceFacts.__slots__ if name not in {"complex_id", "is_protected"}]
    return {name: getattr(facts, name) for name in names}


def test_two_people_edit_one_service(cast: Cast) -> None:
    """The second sees what the first changed, loses nothing typed, and does not undo the first."""
    service = make(cast)
    first = typed_of(replace(FACTS, phone="111", mode="hourly"))
    cast.provider.post(f"{service.pk}/edit", version=1, **first)
    second = typed_of(replace(FACTS, phone="222", name="Ново име"))
    page = cast.municipality.post(f"{service.pk}/edit", status=409, version=1, **second)
    assert "111" in page
    assert 'value="222"' in page
    assert 'name="version" value="2"' in page
    assert '<option value="hourly" selected>' in page
    again = typed_of(replace(FACTS, phone="222", name="Ново име", mode="hourly"))
    cast.municipality.post(f"{service.pk}/edit", version=2, **again)
    row = Service.objects.get(pk=service.pk)
    assert (row.phone, row.name, row.mode) == ("222", "Ново име", "hourly")


def test_a_draft_comes_back_until_it_is_saved(cast: Cast) -> None:
    """With the version that it was begun on, so that nobody is overwritten."""
    service = make(cast)
    typed = typed_of(replace(FACTS, name="Недовършено")) | {"version": 1}
    answer = cast.provider.client.post(f"/o/slance/drafts/service-{service.pk}/", typed)
    assert answer.status_code == 200
    page = cast.provider.get(f"{service.pk}/edit")
    assert 'value="Недовършено"' in page
    assert 'name="version" value="1"' in page
    cast.provider.post(f"{service.pk}/edit", **typed)
    assert "Върната е" not in cast.provider.get(f"{service.pk}/edit")


@pytest.mark.parametrize("version", ["", "abc", "-1", "٣", "9" * 30])
def test_a_forged_version_saves_nothing(cast: Cast, version: str) -> None:
    """It counts as long past."""
    service = make(cast)
    cast.provider.post(
        f"{service.pk}/edit", status=409, version=version, **typed_of(replace(FACTS, phone="1"))
    )
    assert Service.objects.get(pk=service.pk).phone == FACTS.phone


def test_a_service_is_created_by_its_municipality(cast: Cast) -> None:
    """On the name of a provider of its territory, with the first capacity."""
    fields = typed_of(FACTS) | {
        "provider": cast.provider.actor.organization_id,
        "opened_on": "2020-09-01",
        "n_places": 12,
        "basis": "Решение",
    }
    cast.municipality.post("new", **fields)
    assert "12\u00a0свободни места" in cast.stranger.get()


def test_an_organization_enters_itself_as_provider(cast: Cast) -> None:
    """With its ЕИК; a wrong one is refused at its field, a directorate in words."""
    page = cast.municipality.post("provider", status=400, eik="175074751", legal_form="municipal")
    assert "ЕИК не е верен" in page
    cast.municipality.post("provider", eik="000776089", legal_form="municipal")
    page = cast.directorate.post("provider", status=400, eik="000776089", legal_form="municipal")
    assert "поддържа" in page


def test_an_empty_service_is_closed(cast: Cast) -> None:
    """After a question; then it stands among the closed."""
    service = make(cast)
    assert "Да закрия ли" in cast.provider.get(f"{service.pk}/close")
    cast.provider.post(f"{service.pk}/close", closed_on="2026-01-01", reason="Решение")
    assert "„Слънце“" in cast.stranger.get("?tab=closed")
    assert "„Слънце“" not in cast.stranger.get()


# The queue


def person(cast: Cast, who: Party, name: str) -> int:
    """Somebody invented, entered by `who`; the provider works with them, too."""
    with acting(who.actor):
        entered = people.create_person(
            who.actor,
            first_name=name,
            middle_name="Измислен",
            last_name="Маркеров",
            birth_date=date(1984, 3, 12),
            sex="male",
            identifier_kind="none",
            identifier="",
            missing_reason="homeless",
            basis="referral",
            now=timezone.now(),
            is_demo=True,
        )
        people.involve(
            who.actor,
            person_id=entered.pk,
            organization_id=cast.provider.actor.organization_id,
            basis="referral",
        )
    return entered.pk


@pytest.fixture
def full(cast: Cast) -> Service:
    """One place, taken by Асен; Борис of Samokov and Васил of Elena wait, in this order."""
    service = make(cast, n_places=1)
    for number, (who, name) in enumerate(
        [(cast.municipality, "Асен"), (cast.municipality, "Борис"), (cast.stranger, "Васил")], 1
    ):
        facts: dict[str, Any] = {
            "service_id": service.pk,
            "person_id": person(cast, who, name),
            "request_id": number,
            "audience": [who.actor.organization_id],
            "now": timezone.now(),
        }
        with acting(who.actor):
            if number == 1:
                places.take(who.actor, **facts)
            else:
                places.enqueue(who.actor, assessed_on=date(2026, 1, number), **facts)
    return service


@pytest.mark.parametrize(
    ("who", "named"),
    [
        ("provider", {"Асен", "Борис", "Васил"}),
        ("municipality", {"Асен", "Борис"}),
        ("stranger", {"Васил"}),
        ("directorate", set()),
        ("agency", set()),
    ],
)
def test_a_queue_names_only_ones_own_people(
    cast: Cast, full: Service, who: str, named: set[str]
) -> None:
    """The whole order is seen by all, others in it only as another person."""
    page = getattr(cast, who).get(f"{full.pk}/")
    assert {name for name in ("Асен", "Борис", "Васил") if name in page} == named
    hidden = {"provider": "", "municipality": "друго лице", "stranger": "друго лице"}
    assert hidden.get(who, "други лица") in page
    assert "1\u00a0от\u00a01" in page.replace("&nbsp;", "\u00a0")


def test_more_places_are_offered_to_those_who_wait(cast: Cast, full: Service) -> None:
    """The page says so, and the queue shows until when."""
    cast.provider.post(f"{full.pk}/capacity", n_places=2, valid_from="2026-01-01", basis="Решение")
    page = cast.municipality.get(f"{full.pk}/")
    assert "предложено място, отговор" in page


def test_a_capacity_below_the_users_is_refused(cast: Cast, full: Service) -> None:
    """In words, and nothing changes."""
    page = cast.provider.post(
        f"{full.pk}/capacity", status=400, n_places=0, valid_from="2026-01-01", basis="Решение"
    )
    assert 'class="refusal"' in page
    assert "Заповед" in page


def test_a_service_in_use_is_not_closed(cast: Cast, full: Service) -> None:
    """Nobody is left without a service and without an order."""
    page = cast.provider.post(
        f"{full.pk}/close", status=400, closed_on="2026-01-01", reason="Решение"
    )
    assert "има потребители или чакащи" in page
    assert not Service.objects.get(pk=full.pk).closed_on


def test_the_course_names_nobody(cast: Cast, full: Service) -> None:
    """What happened is told to those who look after the service, without the people."""
    cast.provider.post(f"{full.pk}/edit", version=1, **typed_of(replace(FACTS, phone="111")))
    with acting(cast.municipality.actor):
        told = register_course.lines(cast.municipality.actor, full)
    notes = {entry.sentence: entry.note for entry in told}
    assert notes["поправи данните"] == "телефон: 0722 00000 → 111"
    assert "записа лице в списъка на чакащите" in notes
    assert "Борис" not in str(told)
    with acting(cast.stranger.actor):
        others = register_course.lines(cast.stranger.actor, full)
    assert {entry.organization for entry in others} == {"elena"}


def test_the_tab_of_waiting_counts(cast: Cast, full: Service) -> None:
    """And the row says how long."""
    page = cast.stranger.get("?tab=waiting")
    assert "„Слънце“" in page
    assert "чакат 2" in page


# Pure


def candidate(pk: int, km: int | None, free: int) -> register_list.Candidate:
    """A service at a distance with free places."""
    return register_list.Candidate(pk, f"У{pk}", False, km, queries.Tally(free, 0))


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("name", [1, 2, 3]),
        ("-name", [3, 2, 1]),
        ("distance", [2, 1, 3]),
        ("-distance", [1, 2, 3]),
        ("free", [2, 1, 3]),
        ("-free", [3, 1, 2]),
    ],
)
def test_sorting(sort: str, order: list[int]) -> None:
    """Unknown distances stand last both ways; equals by name."""
    found = [candidate(3, None, 9), candidate(1, 40, 5), candidate(2, 7, 0)]
    assert [each.pk for each in register_list.in_order(found, sort)] == order


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (None, "очаквано чакане: няма достатъчно данни"),
        (0, ""),
        (1, "очаквано чакане около 1\u00a0ден"),
        (59, "очаквано чакане около 59\u00a0дни"),
        (61, "очаквано чакане около 3\u00a0месеца"),
    ],
)
def test_waiting_in_words(days: int | None, words: str) -> None:
    """A number is said only where there is a basis for it."""
    assert queries.wait_words(ExpectedWait(days, 5)) == words


@pytest.mark.django_db
def test_merging_keeps_what_both_did() -> None:
    """Untouched fields take the saved value, typed ones stay."""
    current = replace(FACTS, phone="111", mode="hourly")
    typed = replace(FACTS, phone="222")
    phone = Change("телефон", FACTS.phone, "111")
    stale = Stale([phone, Change("начин на ползване", "целодневно", "почасово")])
    assert merged(typed, current, stale) == replace(current, phone="222")
